"""Means by group, lowest tenths and spreads of states of mind, from the sums and tallies of the month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.indicators.indicator import Sight, shared
from sim.indicators.observe import Count, by_group
from sim.indicators.tallies import FINE, LOWEST, MOVED_BY, STEPS

ORDER = tuple(MOVED_BY)


@shared
def means(sight: Sight) -> NDArray[np.float64]:
    """Mean of each state of mind (second axis, in the order of MOVED_BY) for each group; 0 without people."""
    return np.asarray(by_group(sight.seen.sums) / FINE / np.maximum(sight.now[:, Count.PEOPLE, None], 1))


def group_means(sight: Sight, column: str) -> NDArray[np.float64]:
    """Mean of a state of mind for each group, in the order of `observe.groups`."""
    return means(sight)[:, ORDER.index(column)]


def lowest_tenth(sight: Sight, column: str) -> float:
    """The value that a tenth of the people do not exceed, cut to a step."""
    bins = sight.seen.bins[ORDER.index(column)]
    return float(LOWEST + int(np.searchsorted(np.cumsum(bins) * 10, bins.sum())) / STEPS)


def spread(sight: Sight, column: str) -> float:
    """The standard deviation of a state of mind, its values cut to steps."""
    bins = sight.seen.bins[ORDER.index(column)]
    values = LOWEST + np.arange(bins.size) / STEPS
    mean = float((bins * values).sum()) / int(bins.sum())
    return float(np.sqrt((bins * (values - mean) ** 2).sum() / int(bins.sum())))
