"""M22: how trained people meet posts, what that pays, and what new industry may follow, with everything that leaks."""

from sim.compiled import rule


@rule
def trained(c, around, p, luck):
    """Whether a member of the labour force has learnt enough to be of use: skill >= threshold (standard deviations).

    Skill counts what courses taught besides their common module, so shared content lowers it. Assumption.
    """
    return around.in_labour_force and c.skill >= p.threshold


@rule
def matched(c, around, p, luck):
    """Whether a trained citizen holds a post that uses the skill: luck < posts filled / trained people of its class.

    `luck` is lasting, so that who holds one keeps it while the ratio stays.
    """
    return luck < around.filled_share


@rule
def wage_gain(c, around, p, luck):
    """What a matched citizen earns more, monthly mean incomes: wage_return * income (Haelermans and Borghans 2012)."""
    return p.wage_return * c.income


@rule
def leaves_for_work(c, around, p, luck):
    """Whether a trained citizen without a fitting post moves away this month: luck < hazard.

    hazard = drain - reputation * (share who learn - the share at the anchor), within 0 and 1; a month.
    """
    return luck < min(1.0, max(0.0, p.drain - p.reputation * (around.active_share - around.anchor)))


@rule
def innovation(c, around, p, luck):
    """Posts for the highly educated that innovation adds or saves, as a share of the usual; everything 24 months ago.

    innovation * skill ^ skill_power * research ^ research_power * links ^ links_power (Cobb and Douglas 1928); `skill`
    is the mean of the highly educated in the labour force, `links` the share of their posts that was filled.
    """
    made = max(0.0, around.skill) ** p.skill_power * p.research**p.research_power * around.links**p.links_power
    return p.innovation * made
