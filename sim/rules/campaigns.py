"""M7: exposure to a campaign and what it does to the wish to learn; any topic runs through these lines."""

import math

from sim.compiled import rule


@rule
def exposed(c, around, p, luck):
    """Whether a campaign reaches the citizen this month: luck < reach * media use (both shares)."""
    return luck < around.reach * around.media_use


@rule
def persuasion(c, around, p, luck):
    """What a campaign adds to the wish to learn, in log-odds, free in sign.

    (kappa - reactance * pressure) * (1 - exp(-E / scale)) * exp(-F / fatigue), kappa ~ N(effect, spread) lasting:
    `luck` is its standard normal; E decaying exposure, F all exposures so far.
    """
    susceptibility = p.effect + p.spread * luck - p.reactance * around.pressure
    reached = 1.0 - math.exp(-around.exposure / p.scale)
    return susceptibility * reached * math.exp(-around.exposures_ever / p.fatigue)
