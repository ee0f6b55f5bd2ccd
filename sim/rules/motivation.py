"""M4 and its rival M4b: motivation beside the lasting trait, moved by recognition, rewards, study and messages."""

from sim.compiled import rule
from sim.exponential import exp


@rule
def experience(c, around, p, luck):
    """What a month adds to motivation, standard deviations; each part is free in sign and merely asserted.

    verbal * verbal awards + tangible * (tangible awards + voucher_controls * start with a voucher)
    + internalisation * hours in a study circle + appeal * campaign exposures.
    """
    rewards = around.rewarded + p.voucher_controls * around.voucher_used
    return (
        p.verbal * around.praised
        + p.tangible * rewards
        + p.internalisation * around.study_hours
        + p.appeal * around.exposures
    )


@rule
def relaxing(c, around, p, luck):
    """Motivation after this month: it fades back to the lasting trait, (1 - relaxation) * m + what the month added."""
    return c.motivation - p.relaxation * c.motivation + around.added


@rule
def accumulating(c, around, p, luck):
    """Motivation after this month in the rival form: evidence adds up in log-odds and nothing fades, m + added."""
    return c.motivation + around.added


@rule
def linear_drive(c, around, p, luck):
    """What motivation adds to the wish to learn, log-odds: weight * m."""
    return p.weight * c.motivation


@rule
def bounded_drive(c, around, p, luck):
    """The same in the rival form: weight * 4 * (logistic(m) - 1/2), as steep at 0, and never beyond 2 * weight."""
    if c.motivation == 0.0:
        return 0.0
    return p.weight * (4.0 / (1.0 + exp(-c.motivation)) - 2.0)
