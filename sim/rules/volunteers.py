"""M16: how many hours a willing citizen volunteers in a month, and how volunteering wears people out."""

from sim.compiled import rule
from sim.exponential import exp


@rule
def hours_given(c, around, p, luck):
    """Hours that a willing citizen volunteers this month, never more than its free time (52 / 12 weeks).

    most * logistic(base + motivation * m + thanks * thanked + trust * (trust - 1/2) - wear * burnout); `around.thanked`
    is the part of the volunteers who are thanked. Saturating form: assumption.
    """
    value = p.base + p.motivation * c.motivation + p.thanks * around.thanked
    value += p.trust * (c.trust - 0.5) - p.wear * c.burnout
    return min(p.most / (1.0 + exp(-value)), max(0.0, c.free_hours) * 52.0 / 12.0)


@rule
def burnout_after(c, around, p, luck):
    """Wear after this month: kept * burnout + hours / 50, and 0 below a millionth; assumption."""
    wear = p.kept * c.burnout + around.given / 50.0
    return wear if wear > 1e-6 else 0.0
