"""Displacement: employers cut training that subsidies replace, and a city cuts its own money where a grant comes.

Both are counted: starts that vanish one by one, money in whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.admission import applicants_of, hand_out
from sim.citizens.person import STARTED, SUPPORTED
from sim.codes import EMPLOYED
from sim.compiled import in_parts, kernel
from sim.draws import uniforms

if TYPE_CHECKING:
    from sim.city import City


class Money(NamedTuple):
    """A month's public money for adult learning, cents: the city's own, a grant, and what of its own that replaced."""

    own: int
    grant: int
    substituted: int


def substituted(own: int, grant: int, part: float) -> Money:
    """What is left of a city's own money when it cuts it by `part` of a grant (cents, cut down to whole ones)."""
    cut = min(own, int(part * grant))
    return Money(own - cut, grant, cut)


@dataclass
class Displacement:
    """Starts in employers' training that are still to be cut, by district, and those cut this month, in citizens."""

    owed: NDArray[np.float64]
    cut: int = 0


@kernel(arrays=True)
def subsidised(first, last, event, work, district, districts):
    """Employees among the rows `first` to `last` whose last month's start was supported, by district."""
    found, both = np.zeros(districts, np.int64), np.uint8(STARTED | SUPPORTED)
    for i in range(first, last):
        if event[i] & both == both and work[i] == EMPLOYED:
            found[district[i]] += 1
    return found


@kernel(arrays=True)
def to_be_trained(first, last, application, at_work, district, cut):
    """The rows `first` to `last` that apply for training at work in a district where some of it is `cut`."""
    rows, wanted = applicants_of(first, last, application)
    count = np.uint64(0)
    for k in range(rows.size):
        row = rows[k]
        rows[count] = row  # the next one overwrites whom it does not concern: no branch to guess
        count += np.uint64(at_work[wanted[k]] & (cut[district[row]] > 0.0))
    return rows[:count]


def withdraw_training(city: City) -> None:
    """Employers withdraw offers of training, by lot, for last month's subsidised starts of their district's employees.

    After the choice, because it is those who would have been trained whom it hits.
    """
    state, replaced = city.displacement, city.p.displacement.employer
    state.cut = 0
    if replaced == 0.0 or not city.programmes:
        return
    c = city.columns
    given = (c.event, c.work, c.district, state.owed.size)
    state.owed += replaced * np.sum(in_parts(c.id.size, subsidised, *given), axis=0)
    whole = np.floor(state.owed)
    state.owed -= whole
    if not whole.any():
        return
    concerned = (c.application, city.offers.at_work, c.district, whole)
    rows = np.concatenate(in_parts(c.id.size, to_be_trained, *concerned))
    lot = uniforms(city.seed, "withdrawn training", c.id[rows], city.month)
    hit = hand_out(c.district[rows], lot, whole.astype(np.int64))
    c.application[rows[hit]] = c.queued[rows[hit]]  # who waits for a place elsewhere goes on waiting
    state.cut = int(np.count_nonzero(hit))
