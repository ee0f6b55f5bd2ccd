"""M21: what adults of one household do to each other: they set a norm, and they take over care in turns."""

from sim.compiled import rule


@rule
def norm_at_home(c, home, p, luck):
    """Believed share of others who learn, moved towards the share of the household's other adults who are active.

    norm + weight * (active others / others - norm), unchanged for who lives alone; a share; assumption.
    """
    if home.others == 0:
        return c.norm
    return c.norm + p.weight * (home.active_others / home.others - c.norm)


@rule
def care_swapped(c, home, p, luck):
    """Weekly hours that a swap of care frees (or takes) where there are children and at least two adults.

    Nobody learns: care (others would cover); a learner: care while anybody is left to cover; the k learners' hours are
    taken from the n - k others in equal parts, so that a household where somebody learns gains no hour as a whole.
    """
    if home.others == 0 or not home.children:
        return 0.0
    if home.learners == 0:
        return p.care
    if c.learning:
        return p.care if home.learners <= home.others else 0.0
    return -p.care * home.learners / (home.others + 1 - home.learners)
