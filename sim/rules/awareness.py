"""M5: who knows what the city offers. Awareness is needed to choose a public offer, and is not sufficient."""

from sim.compiled import rule
from sim.exponential import exp


@rule
def reached(c, around, p, luck):
    """The hazard a month of hearing from programmes: outreach a contact, campaigns an exposure."""
    return p.outreach * around.contacted + p.campaign * around.exposures


@rule
def hazard(c, around, p, luck):
    """The hazard a month of hearing: media + search * max(0, trait) + peer * share of contacts learning + programmes.

    The keen look for themselves.
    """
    return p.media + p.search * max(0.0, c.trait) + p.peer * around.active_share + reached(c, around, p, luck)


@rule
def may_hear(c, around, p, luck):
    """Whether one who does not know may hear: the hazard bounds the chance, so most are out by it alone."""
    return (not c.aware) & (luck < hazard(c, around, p, luck))


@rule
def remembers(c, around, p, luck):
    """Whether one who knows does not forget: nobody does who is learning, waiting or reached."""
    kept = c.learning | around.waiting | (reached(c, around, p, luck) > 0.0) | (luck >= p.forgetting)
    return c.aware & kept


@rule
def knows(c, around, p, luck):
    """Whether the citizen knows the public offers after this month.

    Hears with probability 1 - exp(-hazard), forgets with probability `forgetting`. `luck`: a uniform.
    """
    if may_hear(c, around, p, luck):
        return luck < 1.0 - exp(-hazard(c, around, p, luck))
    return remembers(c, around, p, luck)
