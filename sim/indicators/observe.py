"""One pass over the citizens that counts everything the indicators need, by group, in whole numbers.

Whole numbers add up alike in any order, so the counts are the same bits at any number of threads.
"""

from __future__ import annotations

from enum import IntEnum

import numba
import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import APPLIED, COMPLETED, DROPPED, LEARNING, REJECTED, STARTED
from sim.codes import AGE_GROUP_STARTS, AGE_GROUPS, EDUCATION, INCOME_GROUPS, WORK
from sim.compiled import kernel
from sim.scenario.city import CityFacts

FINE = 1 << 20  # fractions are counted in steps of 2^-20
CHUNKS = 8


class Count(IntEnum):
    """What is counted, the columns of the result."""

    PEOPLE, ACTIVE, LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, WAITING, AWARE, MINUTES, SKILL, NORM, AT_WORK, FREE_MINUTES = range(15)


MEASURES = len(Count)
DEMOGRAPHIC = len(EDUCATION) * len(AGE_GROUPS) * len(WORK) * len(INCOME_GROUPS)
AGE_GROUP_OF_YEAR = (np.searchsorted(AGE_GROUP_STARTS, np.arange(131), side="right") - 1).clip(0).astype(np.int64)


@kernel(parallel=True)
def count(c, month, offer_minutes, at_work, age_group, cells, districts):
    """Counts by demographic cell, then by district; shape (cells + districts, measures), int64."""
    n = c.id.size
    parts = np.zeros((CHUNKS, cells + districts, MEASURES), np.int64)
    for chunk in numba.prange(CHUNKS):
        part = parts[chunk]
        row = np.zeros(MEASURES, np.int64)
        for i in range(n * chunk // CHUNKS, n * (chunk + 1) // CHUNKS):
            event = int(c.event[i])
            row[0] = 1
            row[1] = 1 if month - c.last_start[i] < 12 else 0
            row[2] = 1 if event & LEARNING else 0
            row[3] = 1 if event & STARTED else 0
            row[4] = 1 if event & COMPLETED else 0
            row[5] = 1 if event & DROPPED else 0
            row[6] = 1 if event & APPLIED else 0
            row[7] = 1 if event & REJECTED else 0
            row[8] = 1 if c.queued[i] >= 0 else 0
            row[9] = int(c.aware[i])
            row[10] = 0
            row[13] = 0
            row[14] = 0
            if event & LEARNING:
                o = int(c.learnt[i])
                row[10] = offer_minutes[o]
                row[14] = 0 if at_work[o] else offer_minutes[o]
                row[13] = 1 if (event & STARTED) and at_work[o] else 0
            row[11] = int(float(c.skill[i]) * FINE)
            row[12] = int(float(c.norm[i]) * FINE)
            year = int(c.age_months[i]) // 12
            cell = ((int(c.education[i]) * 7 + age_group[year]) * 5 + int(c.work[i])) * 5 + int(c.income_group[i])
            place = cells + int(c.district[i])
            for m in range(MEASURES):
                part[cell, m] += row[m]
                part[place, m] += row[m]
    return parts.sum(axis=0)


def groups(facts: CityFacts) -> list[str]:
    """Names of the groups, the rows that `by_group` gives: all, education, age, work, income, district."""
    named = {"education": EDUCATION, "age": AGE_GROUPS, "work": WORK, "income": INCOME_GROUPS,
             "district": tuple(one.district_id for one in facts.districts)}
    return ["all"] + [f"{key}={value}" for key, values in named.items() for value in values]


def by_group(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts of cells and districts added up to the groups, shape (groups, measures)."""
    joint = counts[:DEMOGRAPHIC].reshape(len(EDUCATION), len(AGE_GROUPS), len(WORK), len(INCOME_GROUPS), MEASURES)
    margins = [joint.sum(axis=tuple(a for a in range(4) if a != axis)) for axis in range(4)]
    return np.concatenate([joint.sum(axis=(0, 1, 2, 3))[None], *margins, counts[DEMOGRAPHIC:]])
