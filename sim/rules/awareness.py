"""M5: who knows what the city offers. Awareness is needed to choose a public offer, and is not sufficient."""

import math

from sim.compiled import rule


@rule
def knows(c, around, p, luck):
    """Whether the citizen knows the public offers after this month.

    Hears with probability 1 - exp(-(media + search * max(0, trait) + peer * share of contacts learning
    + outreach * contact + campaign * exposure)), hazards a month: the keen look for themselves;
    forgets with probability `forgetting` when neither learning, waiting nor reached. `luck`: a uniform.
    """
    reached = p.outreach * around.contacted + p.campaign * around.exposures
    hazard = p.media + p.search * max(0.0, c.trait) + p.peer * around.active_share + reached
    keeps = c.learning | around.waiting | (reached > 0.0) | (luck >= p.forgetting)
    if (not c.aware) & (luck < hazard):  # the hazard bounds the chance: most are out by it alone
        return luck < 1.0 - math.exp(-hazard)
    return c.aware & keeps
