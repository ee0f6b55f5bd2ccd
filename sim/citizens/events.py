"""What follows from what happened this month: the rows with some bits of the column `event`, counted or acted on.

The bits are named in `sim.citizens.person`; they last until institutions admit applicants next month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import COMPLETED, DROPPED, STARTED
from sim.compiled import in_parts, kernel

if TYPE_CHECKING:
    from sim.citizens.person import Columns


@kernel(arrays=True)
def rows_with(first, last, event, bits):
    """The rows `first` to `last` with one of the `bits`."""
    found, count = np.empty(last - first + np.uint64(1), np.int64), np.uint64(0)
    for i in range(first, last):
        found[count] = i  # the next one overwrites whom nothing happened to: no branch to guess
        count += np.uint64((event[i] & bits) != 0)
    return found[:count]


def happened(c: Columns, bits: int) -> NDArray[np.int64]:
    """The rows with one of these events, ascending."""
    return np.concatenate(in_parts(c.id.size, rows_with, c.event, bits))


@kernel(arrays=True)
def ended(first, last, event, learnt, offers):
    """How many courses were completed and dropped by the rows `first` to `last`, by offer; shape (2, offers)."""
    found = np.zeros((2, offers), np.int64)
    for i in range(first, last):
        if event[i] & np.uint8(COMPLETED | DROPPED):
            found[int(event[i] & DROPPED > 0), learnt[i]] += 1
    return found


def courses_ended(c: Columns, offers: int) -> NDArray[np.int64]:
    """Citizens who completed and who dropped a course, by offer; shape (2, offers)."""
    found: NDArray[np.int64] = np.sum(in_parts(c.id.size, ended, c.event, c.learnt, offers), axis=0)
    return found


@kernel()
def recognise(first, last, rows, c, offers, p):
    """Completed distance courses give hours, and formal starts use them, by whole months of the course. p: venues."""
    for i in rows[first:last]:
        if c.event[i] & np.uint8(COMPLETED) and offers.online[c.learnt[i]]:
            c.credits[i] += np.float32(offers.hours[c.learnt[i]] * p.recognised)
        course = c.enrolled[i]
        if c.event[i] & np.uint8(STARTED) and course >= 0 and c.credits[i] > 0 and offers.formal[course]:
            hours_a_month = offers.hours[course] / offers.months[course]
            most = min(p.most_recognised * offers.hours[course], float(c.credits[i]))
            months = min(int(most / hours_a_month), int(c.months_left[i]) - 1)
            c.months_left[i] -= months
            c.credits[i] -= np.float32(months * hours_a_month)
