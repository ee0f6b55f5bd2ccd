"""One pass over the citizens that counts everything the indicators need, by group, in whole numbers.

Whole numbers add up alike in any order, so the counts are the same bits at any number of threads.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numba
import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import APPLIED, COMPLETED, DROPPED, LEARNING, REJECTED, STARTED
from sim.codes import AGE_GROUP_STARTS, AGE_GROUPS, EDUCATION, INCOME_GROUPS, WORK
from sim.compiled import PARTS, block_end, kernel, part_of, rule

if TYPE_CHECKING:
    from sim.scenario.city import CityFacts

FINE = 1 << 20  # fractions are counted in steps of 2^-20
CHUNKS = 8
BLOCK = 256  # rows that are looked at together


class Count(IntEnum):
    """What is counted, the columns of the result."""

    PEOPLE, ACTIVE, AWARE, WAITING, SKILL, NORM = range(6)
    LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, MINUTES, AT_WORK, FREE_MINUTES = range(6, 15)


MEASURES = len(Count)
BITS = (LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED)  # the events behind the measures from LEARNING on
DEMOGRAPHIC = len(EDUCATION) * len(AGE_GROUPS) * len(WORK) * len(INCOME_GROUPS)
GROUPS = (len(AGE_GROUPS), len(WORK), len(INCOME_GROUPS))
AGE_STEPS = tuple(12 * start for start in AGE_GROUP_STARTS[1:])  # months of age at which the next group begins
AGE_GROUP_OF_YEAR = (np.searchsorted(AGE_GROUP_STARTS, np.arange(131), side="right") - 1).clip(0).astype(np.int64)


@rule
def cell_rows(first, last, c, cell):
    """The rows `first` to `last` of `cell_of`: without branches, so it compiles to vector code."""
    ages, works, incomes = GROUPS
    for i in range(first, last):
        group = 0
        for step in AGE_STEPS:
            group += int(c.age_months[i] >= step)
        cell[i] = ((int(c.education[i]) * ages + group) * works + int(c.work[i])) * incomes + int(c.income_group[i])


@kernel(parallel=True)
def cell_of(c):
    """Each citizen's demographic cell: education, age, work and income in one number, int16."""
    cell = np.empty(c.id.size, np.int16)
    for part in numba.prange(PARTS):
        first, last = part_of(c.id.size, part)
        cell_rows(first, last, c, cell)
    return cell


@rule
def count_states(first, last, c, cell, month, states):
    """Add how the rows `first` to `last` stand to `states` (cells, 4): two counts share a word of 64 bits."""
    for i in range(first, last):
        k = np.uint64(cell[i])
        states[k, 0] += 1 + (int(month - c.last_start[i] < 12) << 32)
        states[k, 1] += int(c.aware[i]) + (int(c.queued[i] >= 0) << 32)
        states[k, 2] += int(float(c.skill[i]) * FINE)
        states[k, 3] += int(float(c.norm[i]) * FINE)


@rule
def count_events(first, last, c, cell, offer_minutes, at_work, events):
    """Add what happened in the rows `first` to `last` to `events` (cells, measures from LEARNING on)."""
    found, start = np.empty(BLOCK, np.uint64), first
    while start < last:
        stop, count = block_end(start, last, BLOCK), 0
        for i in range(start, stop):
            found[count] = i  # the next one overwrites who has no event: no branch to guess
            count += int(c.event[i] != 0)
        for j in range(count):
            i = found[j]
            k, event, o = np.uint64(cell[i]), int(c.event[i]), int(c.learnt[i])
            for m in range(6):
                events[k, m] += 1 if event & BITS[m] else 0
            if o >= 0:
                events[k, 6] += offer_minutes[o]
                events[k, 7] += 1 if (event & STARTED) and at_work[o] else 0
                events[k, 8] += 0 if at_work[o] else offer_minutes[o]
        start = stop


@rule
def hand_in(states, events, place, part):
    """Add the counts of a district's rows to those of their cells and of its own row `place`, and begin anew."""
    for k in range(states.shape[0]):
        for row in (k, place):
            part[row, 0] += states[k, 0] & 0xFFFFFFFF
            part[row, 1] += states[k, 0] >> 32
            part[row, 2] += states[k, 1] & 0xFFFFFFFF
            part[row, 3] += states[k, 1] >> 32
            part[row, 4] += states[k, 2]
            part[row, 5] += states[k, 3]
            for m in range(events.shape[1]):
                part[row, m + 6] += events[k, m]
    states[:] = 0
    events[:] = 0


@rule
def count_rows(first, last, c, cell, month, offer_minutes, at_work, cells, part):
    """The rows `first` to `last` of `count`, added to `part`, district by district."""
    states, events = np.zeros((cells, 4), np.int64), np.zeros((cells, MEASURES - 6), np.int64)
    start = first
    while start < last:
        d, stop = c.district[start], start
        while stop < last and c.district[stop] == d:
            stop += np.uint64(1)
        count_states(start, stop, c, cell, month, states)
        count_events(start, stop, c, cell, offer_minutes, at_work, events)
        hand_in(states, events, cells + int(d), part)
        start = stop


@kernel(parallel=True)
def count(c, cell, month, offer_minutes, at_work, cells, districts):
    """Counts by demographic cell, then by district; shape (cells + districts, measures), int64."""
    parts = np.zeros((CHUNKS, cells + districts, MEASURES), np.int64)
    for chunk in numba.prange(CHUNKS):
        first, last = part_of(c.id.size, chunk, CHUNKS)
        count_rows(first, last, c, cell, month, offer_minutes, at_work, cells, parts[chunk])
    return parts.sum(axis=0)


def groups(facts: CityFacts) -> list[str]:
    """Names of the groups, the rows that `by_group` gives: all, education, age, work, income, district."""
    named = {
        "education": EDUCATION,
        "age": AGE_GROUPS,
        "work": WORK,
        "income": INCOME_GROUPS,
        "district": tuple(one.district_id for one in facts.districts),
    }
    return ["all"] + [f"{key}={value}" for key, values in named.items() for value in values]


def joint_cells(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts of the demographic cells, shape (education, age, work, income, measures)."""
    return counts[:DEMOGRAPHIC].reshape(len(EDUCATION), len(AGE_GROUPS), len(WORK), len(INCOME_GROUPS), -1)


def by_group(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts of cells and districts added up to the groups, shape (groups, whatever was counted)."""
    joint = joint_cells(counts)
    margins = [joint.sum(axis=tuple(a for a in range(4) if a != axis)) for axis in range(4)]
    return np.concatenate([joint.sum(axis=(0, 1, 2, 3))[None], *margins, counts[DEMOGRAPHIC:]])
