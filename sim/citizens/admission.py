"""The loops of admission: applicants listed and counted by offer, scarce places handed out in order of turn.

A loop writes only its own rows or counts, so parts may run in any order and side by side with the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.compiled import block_end, in_parts, kernel, loop

if TYPE_CHECKING:
    from sim.citizens.person import Columns

BLOCK = 256  # rows that are listed together


@loop
def applications(first, last, application):
    """How many of the rows `first` to `last` apply: without branches, so it compiles to vector code."""
    count = 0
    for i in range(first, last):
        count += int(application[i] >= 0)
    return count


@loop
def list_applicants(first, last, application, found, rows, wanted):
    """Fill `rows` with the applicants among the rows `first` to `last` and `wanted` with the offers they want."""
    at, start = np.uint64(0), first
    while start < last:
        stop, count = block_end(start, last, BLOCK), np.uint64(0)
        for i in range(start, stop):
            found[count] = i  # the next one overwrites who has not applied: no branch to guess
            count += np.uint64(application[i] >= 0)
        for j in range(count):
            rows[at + j], wanted[at + j] = found[j], application[found[j]]
        at, start = at + count, stop


@kernel(arrays=True)
def applicants_of(first, last, application):
    """The rows `first` to `last` of `applicants`."""
    number = applications(first, last, application)
    rows, wanted = np.empty(number, np.int64), np.empty(number, np.int16)
    list_applicants(first, last, application, np.empty(BLOCK, np.uint64), rows, wanted)
    return rows, wanted


def applicants(c: Columns) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """The rows with an application, ascending, and the offers they want."""
    rows, wanted = zip(*in_parts(c.id.size, applicants_of, c.application), strict=True)
    return np.concatenate(rows), np.concatenate(wanted)


@kernel(arrays=True)
def tally(queued, rows, wanted, served, offers):
    """By offer (their number is `offers`): who applies, who does so for the first time, who is served; (3, offers)."""
    counts = np.zeros((3, offers), np.int64)
    for k in range(np.uint64(rows.size)):
        o = int(wanted[k])
        counts[0, o] += 1
        counts[1, o] += int(queued[rows[k]] < 0)
        counts[2, o] += int(served[k])
    return counts


@kernel(arrays=True)
def admit_first(queue, turn, free, admitted):
    """Admit `free` of an offer's `queue` (places in `turn` and `admitted`), smallest turn first, then in its order."""
    last = np.inf if free > 0 else -np.inf
    if 0 < free < queue.size:
        last = np.partition(turn[queue], free - 1)[free - 1]
    left = free
    for k in queue:
        left -= int(turn[k] < last)
    for k in queue:
        ties = turn[k] == last and left > 0
        left -= int(ties)
        admitted[k] = turn[k] < last or ties


@kernel(arrays=True)
def queues(wanted, offers):
    """Positions of those who want each offer, ascending: those of offer o from start[o] to start[o + 1]."""
    start = np.zeros(offers + 2, np.int64)
    for o in wanted:
        start[o + 2] += 1
    start = np.cumsum(start)
    queue = np.empty(wanted.size, np.int64)
    for k in range(wanted.size):
        o = wanted[k]
        queue[start[o + 1]] = k
        start[o + 1] += 1
    return queue, start


@kernel(arrays=True)
def admit(wanted, turn, free):
    """Whether each applicant gets one of the `free` places of the offer it wants: by turn, ties by position."""
    queue, start = queues(wanted, free.size)
    admitted = np.empty(wanted.size, np.bool_)
    for o in range(free.size):
        admit_first(queue[start[o] : start[o + 1]], turn, free[o], admitted)
    return admitted
