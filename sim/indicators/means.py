"""Means by group, lowest tenths and spreads of any column of citizens, counted in whole numbers.

Whole numbers add up alike in any order, so each figure is the same bits at any number of threads.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from sim.compiled import PARTS, kernel, rule
from sim.indicators.observe import DEMOGRAPHIC, FINE, by_group, cell_of

STEPS = 1024  # in one, of the tallies behind tenths and spreads
LOWEST, HIGHEST = -8, 8  # what lies beyond is tallied at the ends


@rule
def add_rows(first, last, district, cell, column, cells, part):
    """The rows `first` to `last` of `add_up`, added to `part`: each value in steps of 1 / FINE."""
    for i in range(first, last):
        value = int(float(column[i]) * FINE)
        for k in (int(cell[i]), cells + int(district[i])):
            part[k, 0] += 1
            part[k, 1] += value


@kernel(parallel=True)
def add_up(district, cell, column, cells, districts):
    """People, and their values of a column, by demographic cell and then by district; shape (all of them, 2), int64."""
    n = column.size
    parts = np.zeros((PARTS, cells + districts, 2), np.int64)
    for part in numba.prange(PARTS):
        add_rows(n * part // PARTS, n * (part + 1) // PARTS, district, cell, column, cells, parts[part])
    return parts.sum(axis=0)


def group_means(city: Any, column: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean of a column for each group of citizens, in the order of `observe.groups`; 0 without people."""
    c = city.columns
    cells = add_up(c.district, cell_of(c), column, DEMOGRAPHIC, len(city.facts.districts))
    people, sums = by_group(cells).T
    return sums / FINE / np.maximum(people, 1)


@rule
def tally_rows(first, last, column, part):
    """The rows `first` to `last` of `tally`, added to `part`."""
    for i in range(first, last):
        step = int(np.floor((float(column[i]) - LOWEST) * STEPS))
        part[min(part.size - 1, max(0, step))] += 1


@kernel(parallel=True)
def tally(column):
    """How many values lie in each step from LOWEST to HIGHEST, int64."""
    parts = np.zeros((PARTS, (HIGHEST - LOWEST) * STEPS), np.int64)
    for part in numba.prange(PARTS):
        tally_rows(column.size * part // PARTS, column.size * (part + 1) // PARTS, column, parts[part])
    return parts.sum(axis=0)


def lowest_tenth(column: NDArray[np.float32]) -> float:
    """The value that a tenth of the people do not exceed, cut to a step."""
    counts = tally(column)
    return float(LOWEST + int(np.searchsorted(np.cumsum(counts) * 10, column.size)) / STEPS)


def spread(column: NDArray[np.float32]) -> float:
    """The standard deviation of a column, its values cut to steps."""
    counts = tally(column)
    values = LOWEST + np.arange(counts.size) / STEPS
    mean = float((counts * values).sum()) / column.size
    return float(np.sqrt((counts * (values - mean) ** 2).sum() / column.size))
