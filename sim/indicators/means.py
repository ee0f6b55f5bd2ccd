"""Means by group, lowest tenths and spreads of any column of citizens, counted in whole numbers.

Whole numbers add up alike in any order, so each figure is the same bits at any number of threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import block_end, in_parts, kernel, loop, same_until
from sim.indicators.indicator import Sight, shared
from sim.indicators.observe import BLOCK, DEMOGRAPHIC, FINE, Count, by_group

STEPS = 1024  # in one, of the tallies behind tenths and spreads
LOWEST, HIGHEST = -8, 8  # what lies beyond is tallied at the ends


class Summed(NamedTuple):
    """A column: sums in steps of 1 / FINE by demographic cell, then district; how many values lie in each of STEPS."""

    sums: NDArray[np.int64]
    tally: NDArray[np.int64]


@loop
def add_rows(first, last, cell, column, place, whole, sums, tally):
    """Add the rows `first` to `last`, which are of one district, whose sum is at `place`.

    Fractions become whole numbers first, in loops that are vector code, for which these have 32 bits.
    """
    rows, here = last - first, 0
    for j in range(rows):
        whole[0, j] = np.int32(float(column[first + j]) * FINE)
    for j in range(rows):
        step = np.floor((float(column[first + j]) - LOWEST) * STEPS)
        whole[1, j] = np.int32(min(tally.size - 1.0, max(0.0, step)))
    for j in range(rows):
        here += int(whole[0, j])
    sums[place] += here
    for j in range(rows):
        sums[np.uint64(cell[first + j])] += int(whole[0, j])
    for j in range(rows):
        tally[np.uint64(whole[1, j])] += 1


@kernel(arrays=True)
def sum_rows(first, last, district, cell, column, cells, districts):
    """The rows `first` to `last` of `summed`."""
    sums, tally = np.zeros(cells + districts, np.int64), np.zeros((HIGHEST - LOWEST) * STEPS, np.int64)
    whole, start = np.empty((2, BLOCK), np.int32), first
    while start < last:
        stop = same_until(start, block_end(start, last, BLOCK), district)
        add_rows(start, stop, cell, column, cells + int(district[start]), whole, sums, tally)
        start = stop
    return sums, tally


@shared
def summed(sight: Sight, column: str) -> Summed:
    """What a column of citizens adds up to, and how its values spread."""
    city = sight.city
    given = (city.columns.district, sight.cell, getattr(city.columns, column), DEMOGRAPHIC, len(city.facts.districts))
    return Summed(*(np.sum(one, axis=0) for one in zip(*in_parts(sight.cell.size, sum_rows, *given), strict=True)))


def group_means(sight: Sight, column: str) -> NDArray[np.float64]:
    """Mean of a column of citizens for each group, in the order of `observe.groups`; 0 without people."""
    sums = by_group(summed(sight, column).sums[:, None])[:, 0]
    return np.asarray(sums / FINE / np.maximum(sight.now[:, Count.PEOPLE], 1))


def lowest_tenth(sight: Sight, column: str) -> float:
    """The value that a tenth of the people do not exceed, cut to a step."""
    tally = summed(sight, column).tally
    return float(LOWEST + int(np.searchsorted(np.cumsum(tally) * 10, tally.sum())) / STEPS)


def spread(sight: Sight, column: str) -> float:
    """The standard deviation of a column, its values cut to steps."""
    tally = summed(sight, column).tally
    values = LOWEST + np.arange(tally.size) / STEPS
    mean = float((tally * values).sum()) / int(tally.sum())
    return float(np.sqrt((tally * (values - mean) ** 2).sum() / int(tally.sum())))
