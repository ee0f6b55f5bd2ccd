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
from sim.compiled import kernel, rule

if TYPE_CHECKING:
    from sim.scenario.city import CityFacts

FINE = 1 << 20  # fractions are counted in steps of 2^-20
CHUNKS = 8


class Count(IntEnum):
    """What is counted, the columns of the result."""

    PEOPLE, ACTIVE, AWARE, WAITING, SKILL, NORM = range(6)
    LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, MINUTES, AT_WORK, FREE_MINUTES = range(6, 15)


MEASURES = len(Count)
BITS = (LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED)  # the events behind the measures from LEARNING on
DEMOGRAPHIC = len(EDUCATION) * len(AGE_GROUPS) * len(WORK) * len(INCOME_GROUPS)
AGE_GROUP_OF_YEAR = (np.searchsorted(AGE_GROUP_STARTS, np.arange(131), side="right") - 1).clip(0).astype(np.int64)


@rule
def count_rows(first, last, c, month, offer_minutes, at_work, age_group, cells, part):
    """The rows `first` to `last` of `count`, added to `part`; events are looked at only where there are any.

    Two counts share a word of 64 bits; a district's sums stay in registers until its last row.
    """
    sums = np.zeros((cells, 4), np.int64)
    happened = np.zeros(MEASURES - 6, np.int64)
    place, here = -1, (0, 0, 0, 0)
    for i in range(first, last):
        if cells + int(c.district[i]) != place:
            if place >= 0:
                add_state(part, place, here[0], here[1], here[2], here[3])
            place, here = cells + int(c.district[i]), (0, 0, 0, 0)
        active = 1 if month - c.last_start[i] < 12 else 0
        waits = 1 if c.queued[i] >= 0 else 0
        people, knows = 1 + (active << 32), int(c.aware[i]) + (waits << 32)
        skill, norm = int(float(c.skill[i]) * FINE), int(float(c.norm[i]) * FINE)
        group = age_group[int(c.age_months[i]) // 12]
        cell = ((int(c.education[i]) * 7 + group) * 5 + int(c.work[i])) * 5 + int(c.income_group[i])
        sums[cell, 0] += people
        sums[cell, 1] += knows
        sums[cell, 2] += skill
        sums[cell, 3] += norm
        here = (here[0] + people, here[1] + knows, here[2] + skill, here[3] + norm)
        event = int(c.event[i])
        if event == 0:
            continue
        for m in range(6):
            happened[m] = 1 if event & BITS[m] else 0
        o = int(c.learnt[i])
        happened[6] = offer_minutes[o] if o >= 0 else 0
        happened[7] = 1 if (event & STARTED) and at_work[o] else 0
        happened[8] = 0 if o >= 0 and at_work[o] else happened[6]
        for m in range(MEASURES - 6):
            part[cell, m + 6] += happened[m]
            part[place, m + 6] += happened[m]
    if place >= 0:
        add_state(part, place, here[0], here[1], here[2], here[3])
    for cell in range(cells):
        add_state(part, cell, sums[cell, 0], sums[cell, 1], sums[cell, 2], sums[cell, 3])


@rule
def add_state(part, row, people, knows, skill, norm):
    """Take the shared words apart and add them to a row of the counts: the first six of `Count`."""
    part[row, 0] += people & 0xFFFFFFFF
    part[row, 1] += people >> 32
    part[row, 2] += knows & 0xFFFFFFFF
    part[row, 3] += knows >> 32
    part[row, 4] += skill
    part[row, 5] += norm


@kernel(parallel=True)
def count(c, month, offer_minutes, at_work, age_group, cells, districts):
    """Counts by demographic cell, then by district; shape (cells + districts, measures), int64."""
    n = c.id.size
    parts = np.zeros((CHUNKS, cells + districts, MEASURES), np.int64)
    for chunk in numba.prange(CHUNKS):
        count_rows(
            n * chunk // CHUNKS,
            n * (chunk + 1) // CHUNKS,
            c,
            month,
            offer_minutes,
            at_work,
            age_group,
            cells,
            parts[chunk],
        )
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
