"""The eight kinds of institution and the course each typically gives: hours, length, slots, price, and for whom.

Typical courses are declared here once; hours are of the order of what is published (a median of 32 hours
a year for a participant, Flanders 2011/12; 42 % of non-formal learning lasts a day or less, OECD 2023).
"""

from __future__ import annotations

from typing import NamedTuple

from sim.codes import ANY_TIME, AT_WORK, DAY, EVENING, KINDS, WEEKEND


class Kind(NamedTuple):
    """A kind of institution and its typical course."""

    name: str
    hours: int
    months: int
    usual_slots: tuple[int, ...]
    possible_slots: tuple[int, ...]
    fee: float = 1.0  # times courses.fee
    class_size: float = 1.0  # times teachers.class_size
    minimum_age: int = 15
    formal: bool = False
    online: bool = False
    informal: bool = False
    at_work: bool = False

    @property
    def public(self) -> bool:
        """Whether the city's money reaches it."""
        return not self.at_work

    @property
    def weekly_hours(self) -> float:
        """Hours a week while the course runs."""
        return self.hours / (self.months * 52.0 / 12.0)


THREE = (DAY, EVENING, WEEKEND)
KIND: tuple[Kind, ...] = (
    Kind("school", 160, 8, (EVENING,), (EVENING,), fee=0.5, formal=True),
    Kind("university", 200, 10, (EVENING,), (EVENING, WEEKEND), class_size=1.5, formal=True),
    Kind("vocational", 72, 4, (EVENING,), THREE, fee=1.5),
    Kind("community", 30, 3, (DAY, EVENING), THREE),
    Kind("older_adult", 48, 4, (DAY,), (DAY,), fee=0.5, class_size=1.5, minimum_age=55),
    Kind("library", 6, 1, (WEEKEND,), (DAY, WEEKEND), fee=0.0, informal=True),
    Kind("online", 30, 3, (ANY_TIME,), (ANY_TIME,), fee=0.5, class_size=6.0, online=True),
    Kind("employer", 16, 1, (AT_WORK,), (AT_WORK,), fee=0.0, at_work=True),
)
assert tuple(kind.name for kind in KIND) == KINDS
