"""Means by group, lowest tenths and spreads of states of mind, from the sums and tallies of the month."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, loop
from sim.indicators.indicator import Sight, over_people, shared
from sim.indicators.observe import Count
from sim.indicators.tallies import FINE, LOWEST, STEPS, UNTALLIED


@shared
def means(sight: Sight) -> dict[str, NDArray[np.float64]]:
    """Means of each state of mind that is followed, by group; 0 without people."""
    found = over_people(sight.seen.sums, sight.now[:, Count.PEOPLE]) / FINE
    return dict(zip(sight.seen.minds, found, strict=True))


@shared
def tallies(sight: Sight) -> dict[str, NDArray[np.int32]]:
    """How many people's values lie in each step, of each state of mind that is followed and tallied."""
    return dict(zip((mind for mind in sight.seen.minds if mind != UNTALLIED), sight.seen.bins, strict=True))


def group_means(sight: Sight, column: str) -> NDArray[np.float64]:
    """Mean of a state of mind for each group, in the order of `observe.groups`."""
    return means(sight)[column]


@loop
def people_at(bins: Any, start: int) -> int:
    """How many people lie in the `STEPS` steps from `start` on: none in most, which are then passed over."""
    people = 0
    for step in range(np.uint64(start), np.uint64(start + STEPS)):
        people += int(bins[step])
    return people


@kernel()
def step_of_tenth(bins: Any, people: int) -> int:
    """The first step of a tally up to which a tenth of the people lie."""
    reached = step = 0
    while 10 * (reached + people_at(bins, step)) < people:
        reached += people_at(bins, step)
        step += STEPS
    while 10 * (reached + int(bins[step])) < people:
        reached += int(bins[step])
        step += 1
    return step


@kernel()
def moments(bins: Any) -> tuple[int, int, int]:
    """People of a tally, and sums of their steps and of the squares of these: whole numbers."""
    people = first = second = 0
    for start in range(0, bins.size, STEPS):
        here = people_at(bins, start)
        people += here
        for step in range(start, start + STEPS if here else start):
            first += int(bins[step]) * step
            second += int(bins[step]) * step * step
    return people, first, second


def lowest_tenth(sight: Sight, column: str) -> float:
    """The value that a tenth of the people do not exceed, cut to a step."""
    return LOWEST + step_of_tenth(tallies(sight)[column], sight.city.columns.id.size) / STEPS


def spread(sight: Sight, column: str) -> float:
    """The standard deviation of a state of mind, its values cut to steps."""
    people, first, second = moments(tallies(sight)[column])
    middle = first // people  # from nearly the mean, in whole numbers
    away, squared = first - people * middle, second - 2 * middle * first + people * middle**2
    return math.sqrt(squared / people - (away / people) ** 2) / STEPS
