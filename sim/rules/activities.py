"""Popular activities and everyday services: who comes to an event, and how a service becomes routine."""

from sim.compiled import rule
from sim.exponential import exp


@rule
def wants_to_visit(c, around, p, luck):
    """Whether the citizen would come to one of the month's events; nobody need know a course for that.

    luck < logistic(base + taste * lasting taste + leisure * (free weekly hours, at most 40, - 20) / 20); assumption.
    """
    leisure = (min(max(c.free_hours, 0.0), 40.0) - 20.0) / 20.0
    return luck < 1.0 / (1.0 + exp(-(p.base + p.taste * around.taste + p.leisure * leisure)))


@rule
def memory_after(c, around, p, luck):
    """What is left of an event in mind: retention * memory, and at most 1 with a visit this month; a share."""
    return min(1.0, p.retention * around.memory + around.visited)


@rule
def routine_after(c, around, p, luck):
    """How far a service has become routine, 0 to 1, after a month in which money would pay for `around.paid` of it.

    Grows by at most `rate` a month towards what is paid and loses `lapse` of what is not; assumption.
    """
    gap = around.paid - around.routine
    return around.routine + (min(p.rate, gap) if gap > 0.0 else p.lapse * gap)
