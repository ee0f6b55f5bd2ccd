"""M10, the citizen's side: whether someone who waits for a place gives up."""

from sim.compiled import rule
from sim.exponential import exp


@rule
def gives_up(c, around, p, luck):
    """Whether a waiting citizen gives up this month: luck < 1 - exp(-renege)."""
    return luck < 1.0 - exp(-p.renege)
