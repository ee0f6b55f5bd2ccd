"""Means by group, lowest tenths and spreads of any column of citizens, counted in whole numbers.

Whole numbers add up alike in any order, so each figure is the same bits at any number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import in_parts, kernel, loop
from sim.indicators.observe import DEMOGRAPHIC, FINE, Count, by_group

STEPS = 1024  # in one, of the tallies behind tenths and spreads
LOWEST, HIGHEST = -8, 8  # what lies beyond is tallied at the ends


@loop
def add_rows(first, last, district, cell, column, cells, sums):
    """The rows `first` to `last` of `add_up`, added to `sums`; a district's sum stays in a register to its last row."""
    place, here = 0, 0
    for i in range(first, last):
        value = int(float(column[i]) * FINE)
        sums[cell[i]] += value
        if cells + int(district[i]) != place:
            sums[place] += here
            place, here = cells + int(district[i]), 0
        here += value
    sums[place] += here


@kernel(arrays=True)
def add_up(first, last, district, cell, column, cells, districts):
    """Sums of a column in steps of 1 / FINE, by demographic cell and then by district, int64."""
    sums = np.zeros(cells + districts, np.int64)
    add_rows(first, last, district, cell, column, cells, sums)
    return sums


def group_means(sight: Any, column: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean of a column of citizens for each group, in the order of `observe.groups`; 0 without people."""
    city = sight.city
    given = (city.columns.district, sight.cell, column, DEMOGRAPHIC, len(city.facts.districts))
    sums = sum(in_parts(column.size, add_up, *given))
    return np.asarray(by_group(sums[:, None])[:, 0] / FINE / np.maximum(sight.now[:, Count.PEOPLE], 1))


@kernel(arrays=True)
def tally_rows(first, last, column):
    """The rows `first` to `last` of `tally`."""
    counts = np.zeros((HIGHEST - LOWEST) * STEPS, np.int64)
    for i in range(first, last):
        step = int(np.floor((float(column[i]) - LOWEST) * STEPS))
        counts[min(counts.size - 1, max(0, step))] += 1
    return counts


def tally(column: NDArray[np.float32]) -> NDArray[np.int64]:
    """How many values lie in each step from LOWEST to HIGHEST."""
    return np.sum(in_parts(column.size, tally_rows, column), axis=0)


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
