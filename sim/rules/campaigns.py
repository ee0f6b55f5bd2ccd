"""M7: exposure to a campaign and what it does to the wish to learn; any topic runs through these lines."""

from sim.compiled import rule
from sim.exponential import exp


@rule
def exposed(c, around, p, luck):
    """Whether a campaign reaches the citizen this month: luck < reach * media use (both shares)."""
    return luck < around.reach * around.media_use


@rule
def persuasion(c, around, p, luck):
    """What a campaign adds to the wish to learn, in log-odds, free in sign.

    (kappa - reactance * pressure * 2 (1 - trust)) * (1 - exp(-E / scale)) * freshness, kappa ~ N(effect, spread)
    lasting: `luck` is its standard normal; E decaying exposure. Trust is 1/2 for everybody unless it is followed.
    """
    urged = around.pressure * (2.0 * (1.0 - c.trust))  # exactly the pressure at a trust of one half
    susceptibility = p.effect + p.spread * luck - p.reactance * urged
    reached = 1.0 - exp(-around.exposure / p.scale)
    return susceptibility * reached * around.freshness


@rule
def freshness(c, around, p, luck):
    """What fatigue leaves of a campaign's effect: exp(-F / fatigue), F all exposures so far."""
    return exp(-around.exposures_ever / p.fatigue)
