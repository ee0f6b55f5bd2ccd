"""One pass over the citizens for whom learning reaches: who has not begun for years, who meets whom, and how far away.

Whole numbers throughout, as in `sim.indicators.observe`, so that the counts are the same bits at any number of threads.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import LEARNING
from sim.codes import INCOME_GROUPS, KINDS
from sim.compiled import kernel, part_of, rule
from sim.indicators.observe import CHUNKS, DEMOGRAPHIC, cell_of

LONG = 60  # months without a start after which somebody counts as not reached


class Reached(NamedTuple):
    """A month's counts of citizens, metres and minutes."""

    never: NDArray[np.int64]  # without a start in five years, by demographic cell, then by district
    digital: NDArray[np.int64]  # able to learn online, by district
    venues: NDArray[np.int64]  # learners (institutions, fifths of income)
    travel: NDArray[np.int64]  # metres, minutes taught on site, minutes taught online


@rule
def look_rows(first, last, c, cell, month, minutes, metres, venue, cells, never, digital, venues, travel):
    """The rows `first` to `last` of `look`, added to the last four arrays; a learner is looked at more closely."""
    for i in range(first, last):
        d = int(c.district[i])
        long_ago = 1 if month - c.last_start[i] >= LONG else 0
        never[cell[i]] += long_ago
        never[cells + d] += long_ago
        digital[d] += int(c.digital[i])
        if int(c.event[i]) & LEARNING:
            o = int(c.learnt[i])
            travel[0] += metres[d, o]
            if venue[o] >= 0:
                venues[venue[o], int(c.income_group[i])] += 1
                travel[1] += minutes[o]
            else:
                travel[2] += minutes[o]


@kernel(parallel=True)
def look(c, cell, month, minutes, metres, venue, cells, institutions):
    """Counts of `Reached` in fixed parts; `metres` (districts, offers), `venue` by offer, -1 online."""
    districts = metres.shape[0]
    never = np.zeros((CHUNKS, cells + districts), np.int64)
    digital = np.zeros((CHUNKS, districts), np.int64)
    venues = np.zeros((CHUNKS, institutions, 5), np.int64)
    travel = np.zeros((CHUNKS, 3), np.int64)
    for part in numba.prange(CHUNKS):
        first, last = part_of(c.id.size, part, CHUNKS)
        look_rows(
            first,
            last,
            c,
            cell,
            month,
            minutes,
            metres,
            venue,
            cells,
            never[part],
            digital[part],
            venues[part],
            travel[part],
        )
    return never.sum(axis=0), digital.sum(axis=0), venues.sum(axis=0), travel.sum(axis=0)


def reached(city: Any) -> Reached:
    """This month's counts of a city; a learner travels to the course and back once for each `footprint.session`."""
    o = city.offers
    minutes = np.round(o.hours / o.months * 60).astype(np.int64)
    trips = 2.0 * o.hours / o.months / city.p.footprint.session
    metres = np.round(city.travel * 1000.0 * np.where(o.online | o.at_work, 0.0, trips)).astype(np.int64)
    venue = np.where(o.online, -1, o.district.astype(np.int64) * len(KINDS) + o.kind)
    assert len(INCOME_GROUPS) == 5
    institutions = metres.shape[0] * len(KINDS)
    c = city.columns
    return Reached(*look(c, cell_of(c), city.month, minutes, metres, venue, DEMOGRAPHIC, institutions))
