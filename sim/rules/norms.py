"""M8: what a citizen believes that others do (descriptive norm) and approve of (injunctive norm)."""

from sim.compiled import rule


@rule
def norm_belief(c, around, p, luck):
    """Believed share of others who learn: contacts active in 12 months, mixed with a published rate where there is one.

    (1 - w) * share of contacts + w * published rate, w = `published`, or 0 where `around.published_rate` < 0.
    """
    if around.published_rate < 0.0:
        return around.active_share
    return (1.0 - p.published) * around.active_share + p.published * around.published_rate


@rule
def approval(c, around, p, luck):
    """Believed approval of learning by others, -1 to 1, after this month.

    Moves by `adjustment` towards the mean approval among contacts, and by `message` an exposure towards its stance.
    """
    moved = c.approval + p.adjustment * (around.approval - c.approval)
    moved += p.message * around.injunctive
    return min(1.0, max(-1.0, moved))
