"""What several kinds of support for the same person do together, beyond what each does alone."""

from sim.compiled import rule


@rule
def together(c, around, p, luck):
    """What is added to the wish, log-odds: interaction for each kind of support this month beyond the first."""
    return p.interaction * max(0, around.kinds - 1)
