"""What an indicator is, what it is computed from, and the few words that declarations of indicators share.

An indicator has a family, which says what a number is about, and may have a meaning in some cities only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.indicators.observe import Count, Seen

T = TypeVar("T")
# What a number is about: a result may not be booked as another family's.
FAMILIES = {
    "outcome": "what people have of it: skill, access, fairness of treatment, welfare",
    "output": "what was attended, whom programmes reached, and how both are spread",
    "supply": "what could be attended: rooms, teachers, places, queues, quality",
    "money": "what it costs, in money and in people's time",
    "image": "what people believe, know and see of it",
}


@dataclass(frozen=True)
class Sight:
    """What indicators are computed from: counts (groups, measures) of the month, 12-month sums, cents that the
    government spent this month, the city, what was seen of its citizens; and shared steps taken so far."""

    now: NDArray[np.int64]
    year: NDArray[np.int64]
    spent: int
    city: Any
    seen: Seen
    known: dict[Callable[[Sight], Any], Any] = field(default_factory=dict)


def shared(step: Callable[[Sight], T]) -> Callable[[Sight], T]:
    """A step towards several indicators, which is taken once for a sight."""

    @wraps(step)
    def once(sight: Sight) -> T:
        if step not in sight.known:
            sight.known[step] = step(sight)
        found: T = sight.known[step]
        return found

    return once


def always(city: Any) -> bool:
    """For indicators that have a meaning in every city."""
    return True


def uses(*instruments: str) -> Callable[[Any], bool]:
    """For cities with one of these instruments in the policy."""
    return lambda city: any(one.item.instrument in instruments for one in city.programmes)


def follows(mechanism: str) -> Callable[[Any], bool]:
    """For cities that follow a form of this mechanism."""
    return lambda city: bool(getattr(city.plan.forms, mechanism) != "none")


@dataclass(frozen=True)
class Indicator:
    """A named, typed, documented number of a month.

    `value` gives an array with a number for each group of citizens, a list with one for the city and one for each
    district, one number for the city, or numbers by groups of its own (`word=value`); `when` says in which cities it
    has a meaning; `family` is one of FAMILIES.
    `groups`: "people" where there is a number for each group of citizens, else the word of its own groups, or none.
    `part` is false for a share that is no part of a whole, such as a gap, and may be below 0 or above 1.
    """

    name: str
    label: str
    unit: str
    meaning: str
    source: str
    value: Callable[[Sight], Any]
    when: Callable[[Any], bool] = always
    family: str = ""
    groups: str = ""
    part: bool = True

    @property
    def bounds(self) -> tuple[float, float] | None:
        """What its value cannot leave: 0 and 1 for a part of a whole, else the ends of the scale in its unit."""
        if self.unit.startswith("share"):
            return (0.0, 1.0) if self.part else None
        scale = re.match(r"(-?\d) to (\d)\b", self.unit)
        return (float(scale[1]), float(scale[2])) if scale else None


@kernel(arrays=True)
def over_people(counts: Any, people: Any) -> NDArray[np.float64]:
    """Counts, shape (groups, measures), for each of the groups' `people`, shape (measures, groups); 0 where there are
    none."""
    found = np.zeros((counts.shape[1], people.size))
    for group in range(people.size):
        if people[group] > 0:
            for measure in range(counts.shape[1]):
                found[measure, group] = counts[group, measure] / people[group]
    return found


@kernel(arrays=True)
def ratio(part: Any, whole: Any, unit: float = 1.0) -> NDArray[np.float64]:
    """part / whole, 0 where there is no whole; `part` is counted in smaller steps, of which `unit` are one."""
    found = np.zeros(part.size)
    for group in range(part.size):
        if whole[group] > 0:
            found[group] = part[group] / unit / whole[group]
    return found


@shared
def for_each_person(sight: Sight) -> NDArray[np.float64]:
    """All measures of the month over people, shape (measures, groups)."""
    return over_people(sight.now, sight.now[:, Count.PEOPLE])


@shared
def a_year_for_each_person(sight: Sight) -> NDArray[np.float64]:
    """All measures of the last twelve months over this month's people, shape (measures, groups)."""
    return over_people(sight.year, sight.now[:, Count.PEOPLE])


def share_of_people(measure: Count) -> Callable[[Sight], Any]:
    """A measure of the month over people."""
    return lambda sight: for_each_person(sight)[measure]
