"""M12 and M14a: staying on a course, learning from it, habit, and what the hours of a course displace."""

import math

from sim.compiled import rule
from sim.exponential import exp


@rule
def drops_out(c, course, p, luck):
    """Whether a learner leaves the course this month.

    logistic(base + quality * log2(q) + time * weekly hours / free hours + distance * km + online - support - content),
    log-odds; content: the common part's share times a lasting interest in it.
    """
    conflict = 0.0 if course.at_work else course.weekly_hours / max(c.free_hours, 4.0)
    value = p.base + p.quality * course.doublings + p.time * conflict
    value += p.distance * course.distance + p.online * course.online - course.support
    value -= p.shared_content * course.interest * course.shared
    return luck < 1.0 / (1.0 + exp(-value))


@rule
def habit_kept(c, around, p, luck):
    """The part of a habit that a month leaves: 1/2 ^ (1 / half-life)."""
    return exp(-math.log(2.0) / p.habit_half_life)  # a constant base would be compiled to other bits


@rule
def skill_kept(c, around, p, luck):
    """The part of skill that a month leaves: (1 - yearly loss) ^ (1 / 12)."""
    return (1.0 - p.skill_loss) ** (1.0 / 12.0)


@rule
def habit_after(c, around, p, luck):
    """The habit of learning after this month: 1 in a month with a start, else what is kept of it."""
    return 1.0 if around.started else c.habit * around.kept


@rule
def skill_after(c, lesson, p, luck):
    """Skill after this month, standard deviations: a gain with each taught hour below the ceiling, less wear.

    gain * hours * quality * (1 - skill / ceiling) + kept * skill; own study displaced takes its part of the hours, and
    so does a common module: what it teaches is not counted as skill.
    """
    if lesson.hours == 0.0:
        return c.skill * lesson.kept
    hours = lesson.hours * (1.0 - lesson.shared) * (1.0 - p.own_study * (not lesson.at_work))
    gain = p.skill_gain * hours * lesson.quality * max(0.0, 1.0 - c.skill / p.skill_ceiling)
    return c.skill * lesson.kept + gain
