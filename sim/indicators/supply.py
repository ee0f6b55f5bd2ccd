"""What public institutions have together: places and their quality by district, teachers and seats, teachers missing.

The indicators that say so are declared in core.py and institutions.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.indicators.indicator import Sight, shared
from sim.institutions.institution import sum_of


@kernel(arrays=True)
def places_at(district, at_work, quality, places, admitted, weight, districts):
    """See `supply`, from arrays by offer."""
    found = np.zeros((1 + districts, 3))
    for offer in range(places.size):
        if not at_work[offer]:
            for row in (0, 1 + district[offer]):
                found[row, 0] += places[offer]
                found[row, 1] += admitted[offer] * weight
                found[row, 2] += places[offer] * quality[offer]
    return found


@shared
def supply(sight: Sight) -> list[list[float]]:
    """Public places of the month, those taken, and places times quality, real people: of the city, then by district."""
    city, o, month = sight.city, sight.city.offers, sight.city.enrolment
    districts = len(city.facts.districts)
    found: NDArray[np.float64] = places_at(
        o.district, o.at_work, o.quality, month.places, month.admitted, city.weight, districts
    )
    return found.tolist()


def with_districts(of: Callable[[float, float, float], float]) -> Callable[[Sight], list[float]]:
    """What `of` makes of places, places taken and places times quality, for the city and by district."""
    return lambda sight: [of(*row) for row in supply(sight)]


@kernel(arrays=True)
def needed_at(demand, start, public, weight, hours, class_size, taught):
    """See `teachers_needed`, by institution, from arrays by offer and by institution."""
    found = np.zeros(public.size)
    for i in range(public.size):
        if public[i] and weight[i] > 0:
            found[i] = sum_of(demand, start[i], start[i + 1]) * hours[i] / (taught * class_size[i])
    return found


def teachers_needed(city: Any) -> float:
    """Teachers that all of last months' applicants would need, at the staff's mean hours."""
    t, these = city.p.teachers, city.institutions
    taught = t.taught * t.class_size
    needed = needed_at(these.demand, these.start, these.public, these.weight, these.hours, these.class_size, taught)
    return math.fsum(needed.tolist())


class Public(NamedTuple):
    """What all public institutions have together."""

    teachers: int
    novices: int
    quit: int  # this month
    seats: int
    cash: int  # cents


@kernel()
def add_public(public, novice, mid, senior, quit, seats, cash):
    """See `Public`, from arrays by institution."""
    teachers = novices = left = found = money = 0
    for i in range(public.size):
        if public[i]:
            teachers += novice[i] + mid[i] + senior[i]
            novices += novice[i]
            left += quit[i]
            found += seats[i]
            money += cash[i]
    return teachers, novices, left, found, money


@shared
def public(sight: Sight) -> Public:
    """What all public institutions have together."""
    these = sight.city.institutions
    staff = these.novice, these.mid, these.senior, these.quit
    return Public(*add_public(these.public, *staff, these.seats, these.cash))


def teacher_gap(sight: Sight) -> float:
    """Teachers who are needed and not there, over those needed."""
    needed = teachers_needed(sight.city)
    return max(0.0, needed - public(sight).teachers) / needed if needed > 0 else 0.0
