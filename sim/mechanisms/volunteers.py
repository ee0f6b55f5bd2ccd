"""Volunteers: who is willing gives hours, wears out, and adds to what the houses of its district can teach (M16).

Hours are counted in 1024ths, so that a district's sum is the same in any order of its citizens.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.codes import COMMUNITY, LIBRARY, OLDER_ADULT
from sim.compiled import block_end, in_parts, kernel, loop
from sim.government.programmes.activities import CallForVolunteers
from sim.rules.volunteers import burnout_after, hours_given

if TYPE_CHECKING:
    from sim.city import City

HOUSES = (COMMUNITY, OLDER_ADULT, LIBRARY)  # where volunteers teach: no degrees, no trades
STEP = 1024  # parts of an hour
FINE = 1 << 20  # parts of burn-out
BLOCK = 256  # rows that are listed together


class Volunteering(NamedTuple):
    """What volunteers gave and how worn they are, by district: hours and burn-out of all (in parts), and how many."""

    hours: NDArray[np.int64]
    burnout: NDArray[np.int64]
    people: NDArray[np.int64]

    @property
    def total(self) -> float:
        """Hours of all citizens."""
        return float(self.hours.sum()) / STEP

    @property
    def wear(self) -> float:
        """Mean burn-out of those who give hours; 0 where nobody does."""
        return float(self.burnout.sum()) / FINE / max(1, int(self.people.sum()))


def nobody() -> Volunteering:
    """A month without volunteers."""
    return Volunteering(*np.zeros((3, 1), np.int64))


class Thanks(NamedTuple):
    """What part of the volunteers is thanked."""

    thanked: float


class Given(NamedTuple):
    """The month's hours."""

    given: float


@loop
def list_concerned(found, first, last, c, joined, p):
    """Fill `found` with the rows that give hours or are worn by them; the others give none. Returns their number."""
    count = np.uint64(0)
    for i in range(first, last):
        c.volunteered[i] = 0.0
    for i in range(first, last):
        found[count] = i  # the next one overwrites whom it does not concern: no branch to guess
        count += np.uint64((c.readiness[i] < p.share) | joined[i] | (c.burnout[i] > 0.0))
    return count


@loop
def give_hours(found, count, c, joined, thanked, p, sums):
    """The month of the `found` rows, added to `sums`."""
    for j in range(count):
        i = found[j]
        willing = (c.readiness[i] < p.share) | joined[i]
        me = person_at(c, i)
        hours = np.floor(hours_given(me, Thanks(thanked), p, 0) * STEP) / STEP if willing else 0.0
        c.volunteered[i] = hours
        c.relief[i] -= hours * 12.0 / 52.0
        c.burnout[i] = burnout_after(me, Given(hours), p, 0)
        if hours > 0.0:
            d = c.district[i]
            sums[0, d] += int(hours * STEP)
            sums[1, d] += int(float(c.burnout[i]) * FINE)
            sums[2, d] += 1


@kernel(arrays=True)
def give(first, last, c, joined, thanked, p, districts):
    """Write each citizen's hours and burn-out, the hours taken from its free time; returns sums (3, districts)."""
    found, sums, start = np.empty(BLOCK, np.uint64), np.zeros((3, districts), np.int64), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        give_hours(found, list_concerned(found, start, stop, c, joined, p), c, joined, thanked, p, sums)
        start = stop
    return sums


def volunteer(city: City) -> None:
    """Those willing, and those who answered a call, give hours; houses teach with them where people apply."""
    if city.plan.forms.volunteers == "none":
        return
    c, joined, thanked = city.columns, np.zeros(city.columns.id.size, np.bool_), 0.0
    for call in city.programmes:
        if isinstance(call, CallForVolunteers):
            joined |= call.joined
            thanked = min(1.0, thanked + call.thanked)
    given = (c, joined, thanked, city.p.volunteers, len(city.facts.districts))
    city.volunteering = Volunteering(*np.sum(in_parts(c.id.size, give, *given), axis=0))
    teach(city, city.volunteering.hours / STEP * city.weight * city.p.volunteers.group)


def teach(city: City, learner_hours: NDArray[np.float64]) -> None:
    """Give each district's learner-hours to its houses with staff of their own, by what is applied for there."""
    these = city.institutions
    houses = np.isin(these.kind, HOUSES) & (these.staff > 0)
    wanted = np.where(houses, these.sums(these.demand) * these.hours, 0.0)
    total = np.array([math.fsum(wanted[these.district == district].tolist()) for district in range(learner_hours.size)])
    share = np.divide(wanted, total[these.district], out=np.zeros(wanted.size), where=wanted > 0.0)
    these.volunteer_hours[:] = learner_hours[these.district] * share
