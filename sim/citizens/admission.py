"""The loops of admission: applicants listed and counted by offer, scarce places handed out in order of turn.

A loop writes only its own rows, offers or counts, so parts may run in any order and in parallel with the same bits.
"""

from __future__ import annotations

import numba
import numpy as np

from sim.compiled import PARTS, block_end, kernel, part_of, rule
from sim.draws import block, purpose_key

LOTTERY = purpose_key("queue lottery")
BLOCK = 256  # rows that are listed together


@rule
def applications(first, last, c):
    """How many of the rows `first` to `last` apply: without branches, so it compiles to vector code."""
    count = 0
    for i in range(first, last):
        count += int(c.application[i] >= 0)
    return count


@rule
def list_applicants(first, last, c, found, rows, wanted):
    """Fill `rows` with the applicants among the rows `first` to `last` and `wanted` with the offers they want."""
    at, start = np.uint64(0), first
    while start < last:
        stop, count = block_end(start, last, BLOCK), np.uint64(0)
        for i in range(start, stop):
            found[count] = i  # the next one overwrites who has not applied: no branch to guess
            count += np.uint64(c.application[i] >= 0)
        for j in range(count):
            rows[at + j], wanted[at + j] = found[j], c.application[found[j]]
        at, start = at + count, stop


@kernel(parallel=True)
def applicants(c):
    """The rows with an application, ascending (int64), and the offers they want (int16)."""
    start = np.zeros(PARTS + 1, np.int64)
    for part in numba.prange(PARTS):
        first, last = part_of(c.id.size, part)
        start[part + 1] = applications(first, last, c)
    start = np.cumsum(start)
    rows, wanted = np.empty(start[PARTS], np.int64), np.empty(start[PARTS], np.int16)
    for part in numba.prange(PARTS):
        first, last = part_of(c.id.size, part)
        here = slice(start[part], start[part + 1])
        list_applicants(first, last, c, np.empty(BLOCK, np.uint64), rows[here], wanted[here])
    return rows, wanted


@rule
def tally_rows(first, last, c, rows, wanted, served, counts):
    """The applicants `first` to `last` of `tally`, added to `counts`."""
    for k in range(first, last):
        o = int(wanted[k])
        counts[0, o] += 1
        counts[1, o] += int(c.queued[rows[k]] < 0)
        counts[2, o] += int(served[k])


@kernel(parallel=True)
def tally(c, rows, wanted, served, offers):
    """By offer (their number is `offers`): who applies, who does so for the first time, who is served; (3, offers)."""
    counts = np.zeros((PARTS, 3, offers), np.int64)
    for part in numba.prange(PARTS):
        first, last = part_of(rows.size, part)
        tally_rows(first, last, c, rows, wanted, served, counts[part])
    return counts.sum(axis=0)


@rule
def draw_turns(first, last, turn, person, rows, c, patience, seed, month):
    """Fill `turn` for these applicants; what is far apart in memory is fetched first, so the draws are vector code."""
    for k in range(first, last):
        i = rows[k]
        person[k] = c.id[i]
        turn[k] = (c.queued_since[i] if c.queued[i] >= 0 else month) if patience else 0
    for k in range(first, last):
        turn[k] += block(seed, LOTTERY, person[k], month, 0)[0]


@kernel(parallel=True)
def turns(c, rows, patience, seed, month):
    """The lottery numbers of these rows, behind the month in which each began to wait where `patience` counts.

    Their sum is exact: a whole month plus a multiple of 2^-33.
    """
    turn, person = np.empty(rows.size), np.empty(rows.size, np.int64)
    for part in numba.prange(PARTS):
        first, last = part_of(rows.size, part)
        draw_turns(first, last, turn, person, rows, c, patience, seed, month)
    return turn


@kernel()
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


@kernel()
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


@kernel(parallel=True)
def admit(wanted, turn, free):
    """Whether each applicant gets one of the `free` places of the offer it wants: by turn, ties by position."""
    queue, start = queues(wanted, free.size)
    admitted = np.empty(wanted.size, np.bool_)
    for o in numba.prange(free.size):
        admit_first(queue[start[o] : start[o + 1]], turn, free[o], admitted)
    return admitted
