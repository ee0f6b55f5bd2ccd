"""Teachers of all institutions at once: hours they can teach, who leaves and rises, posts to fill, posts that end.

Whole persons; every array has a number for each institution.
"""

from __future__ import annotations

import numpy as np

from sim.assumptions import Assumptions
from sim.institutions.institution import Institutions, Numbers
from sim.institutions.prices import Prices

LEAST_TEACHING = 0.1  # share of their time that teachers keep for teaching, whatever is asked of them


def hours_to_teach(these: Institutions, p: Assumptions) -> Numbers:
    """Hours a month that a teacher has left for teaching, besides administration, reports and training."""
    kept = np.maximum(LEAST_TEACHING, 1.0 - these.reporting - these.away)
    return p.teachers.taught * kept


def own_hours(these: Institutions, p: Assumptions) -> Numbers:
    """Hours of learning that their own teachers can teach in a month: teacher hours times class size."""
    t = p.teachers
    hours = hours_to_teach(these, p) * (t.novice * these.novice + these.mid + t.senior * these.senior)
    return hours * t.class_size * these.class_size


def learner_hours(these: Institutions, p: Assumptions) -> Numbers:
    """All hours of learning that can be taught in a month: by own teachers, hourly staff and volunteers."""
    return own_hours(these, p) + these.bought_hours + these.volunteer_hours + these.seconded


def turn_over(these: Institutions, p: Assumptions, luck: Numbers) -> None:
    """Teachers leave and gain experience: a share of novices and of the experienced moves up each month.

    `luck`: uniforms, shape (5, institutions), for the novices, experienced and seniors who leave and for who moves up.
    """
    t = p.teachers
    stocks = np.array([these.novice, these.mid, these.senior])
    left = np.minimum(stocks, (stocks * t.quits + luck[:3]).astype(int))
    stayed = stocks - left
    months = np.array([[t.novice_months], [t.senior_months]])
    up, top = np.minimum(stayed[:2], (stayed[:2] / months + luck[3:]).astype(int))
    these.novice[:], these.mid[:], these.senior[:] = stayed[0] - up, stayed[1] + up - top, stayed[2] + top
    these.quit[:] = left.sum(axis=0)


def vacancies(these: Institutions, p: Assumptions, prices: Prices) -> Numbers:
    """Posts they would fill now: as many as their income pays for and applicants need, beyond those they have.

    None where nothing is left of an institution and nothing goes to it.
    """
    t, staff = p.teachers, these.staff
    per_teacher = hours_to_teach(these, p) * t.class_size * these.class_size / these.hours
    wanted = np.ceil(these.sums(these.demand) / per_teacher)
    upkeep = p.rooms.maintained * these.seats * prices.upkeep
    reserve = these.cash - 2 * staff * prices.wage  # money beyond two months' pay adds posts over a year
    money = these.income - upkeep + np.maximum(0, reserve) / 12.0
    payable = np.trunc(money / (prices.wage + per_teacher * prices.materials[these.kind]))
    missing = np.maximum(0, np.minimum(wanted, payable).astype(int) - staff)
    return np.where((these.weight > 0.0) | (staff > 0) | (these.seats > 0) | (these.cash != 0), missing, 0)


def hire(these: Institutions, numbers: Numbers) -> None:
    """Newcomers to a post are novices."""
    these.novice += numbers
    these.hired += numbers


def let_go(these: Institutions, numbers: Numbers) -> None:
    """Posts that can't be paid end, the newest first; never more than there are."""
    left = np.minimum(numbers, these.staff)
    these.let_go += left
    for stock in (these.novice, these.mid, these.senior):
        ended = np.minimum(left, stock)
        stock -= ended
        left = left - ended
