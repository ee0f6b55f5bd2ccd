"""The loops of admission: applicants listed and counted by offer, scarce places handed out in order of turn.

A loop writes only its own rows or counts, so parts may run in any order and side by side with the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import block_end, in_parts, kernel, loop
from sim.draws import fill
from sim.exponential import exp

if TYPE_CHECKING:
    from sim.citizens.person import Columns

BLOCK = 256  # rows that are listed together
APPLICANTS = 8_000  # are worth a thread where each takes a draw or a place in a line


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
def contenders(wanted, admitted, scarce):
    """Positions, ascending, of those `admitted` so far to `scarce` offers."""
    found, count = np.empty(wanted.size + 1, np.int64), np.uint64(0)
    for k in range(wanted.size):
        found[count] = k  # the next one overwrites who contends with nobody: no branch to guess
        count += np.uint64(scarce[wanted[k]] & admitted[k])
    return found[:count]


@kernel(arrays=True)
def draw_turns(first, last, rows, c, key, world, waiting_first, turn):
    """Fill the places `first` to `last` of `turn` with a lottery number for each of the rows.

    If `waiting_first` it stands behind the month since which the row waits: exact, a whole number and one of 2^-33.
    """
    ids, start = np.empty(BLOCK, np.int64), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        for k in range(start, stop):  # fetched first, so that the draws compile to vector code
            ids[k - start] = c.id[np.uint64(rows[k])]
        fill(turn[start:stop], ids, np.uint64(0), stop - start, world.seed, key, world.month, 0)
        if waiting_first:
            for k in range(start, stop):
                i = np.uint64(rows[k])
                turn[k] += c.queued_since[i] if c.queued[i] >= 0 else world.month
        start = stop


@kernel(arrays=True)
def incomes_seen(income, error):
    """Incomes as they look to who hands out places by need, with an `error` in their logarithm."""
    seen = np.empty(income.size)
    for k in range(income.size):
        seen[k] = income[k] * exp(error[k])
    return seen


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
def admit(first, last, queue, start, turn, free, admitted):
    """Admit as many of an offer's queue as there are `free` places, for the offers `first` to `last`: see `queues`.

    By `turn` (shape of `admitted`), the smallest first, ties by position.
    """
    for o in range(first, last):
        line, left = queue[start[o] : start[o + 1]], free[o]
        if line.size == 0:
            continue
        turns, last_turn = turn[line], np.inf if left > 0 else -np.inf
        if 0 < left < line.size:
            last_turn = np.partition(turns, left - 1)[left - 1]
        for j in range(line.size):
            left -= int(turns[j] < last_turn)
        for j in range(line.size):
            ties = turns[j] == last_turn and left > 0
            left -= int(ties)
            admitted[line[j]] = turns[j] < last_turn or ties


def hand_out(wanted: NDArray[Any], turn: NDArray[np.float64], free: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Who gets one of the `free` places of what they want (an offer, say), by `turn`: see `admit`."""
    found = np.empty(wanted.size, np.bool_)
    worth = 1 + free.size * APPLICANTS // (wanted.size + 1)  # offers with so many who want them
    in_parts(free.size, admit, *queues(wanted, free.size), turn, free, found, worth=worth)
    return found
