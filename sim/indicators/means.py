"""Means by group, lowest tenths and spreads of states of mind, from the sums and tallies of the month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.indicators.indicator import Sight, shared
from sim.indicators.observe import Count, by_group
from sim.indicators.tallies import FINE, LOWEST, STEPS, followed


@shared
def means(sight: Sight) -> NDArray[np.float64]:
    """Mean of each state of mind that is followed (second axis) for each group; 0 without people."""
    return np.asarray(by_group(sight.seen.sums) / FINE / np.maximum(sight.now[:, Count.PEOPLE, None], 1))


def group_means(sight: Sight, column: str) -> NDArray[np.float64]:
    """Mean of a state of mind for each group, in the order of `observe.groups`."""
    return means(sight)[:, followed(sight.city).index(column)]


@shared
def tally(sight: Sight, column: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which steps of a state of mind anybody's value lies in, ascending from 0, and how many do in each."""
    bins = sight.seen.bins[followed(sight.city).index(column)]
    steps = np.flatnonzero(bins > 0)
    return steps, bins[steps].astype(np.int64)


def lowest_tenth(sight: Sight, column: str) -> float:
    """The value that a tenth of the people do not exceed, cut to a step."""
    steps, people = tally(sight, column)
    return float(LOWEST + int(steps[np.searchsorted(np.cumsum(people) * 10, people.sum())]) / STEPS)


def spread(sight: Sight, column: str) -> float:
    """The standard deviation of a state of mind, its values cut to steps."""
    steps, people = tally(sight, column)
    everyone = int(people.sum())
    away = steps - int(people @ steps) // everyone  # from nearly the mean, in whole numbers
    mean = int(people @ away) / everyone
    return float(np.sqrt(int(people @ away**2) / everyone - mean**2) / STEPS)
