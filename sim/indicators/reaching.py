"""Whom programmes reach, and whom they mean to: counted in the same look at the citizens as everything else.

To wake the other threads for a look of its own would take longer than the look.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import block_end, kernel, run_begins, same_until
from sim.government.targeting import eligible_now

BLOCK = 512  # rows that are looked at together
Counted = tuple[NDArray[np.int64], NDArray[np.int64]]


@kernel(arrays=True)
def count_reached(first, last, district, household, last_support, since, districts):
    """Homes that begin among the rows `first` to `last` in which somebody is reached, then people who are, by district.

    A home's rows stand together.
    """
    found, homes, last_home, start = np.zeros(districts + 1, np.int64), 0, np.int32(-1), first
    begin, end = run_begins(first, household), run_begins(last, household)
    while start < end:
        stop = same_until(start, block_end(start, last if start < last else end, BLOCK), district)
        people = np.int32(0)
        for i in range(start, stop):
            people += np.int32(last_support[i] >= since)
        found[1 + district[start]] += people if start < last else 0  # who lives in the last home may be another part's
        for i in range(max(start, begin), stop if people else start):  # many policies reach few
            reached = last_support[i] >= since
            homes += int(reached & (household[i] != last_home))
            last_home = household[i] if reached else last_home
        start = stop
    found[0] = homes
    return found


@kernel(arrays=True)
def count_aim(first, last, last_support, since, named, income_group, education):
    """Of the rows `first` to `last`, those reached; then those named and both, of low income and both, of low
    education and both: whom a policy's targets name, and whom need would."""
    reached = aimed = hit = poor = poor_hit = low = low_hit = np.int32(0)
    for i in range(first, last):
        there = last_support[i] >= since
        reached += np.int32(there)
        aimed += np.int32(named[i])
        hit += np.int32(there & named[i])
        poor += np.int32(income_group[i] == 0)
        poor_hit += np.int32(there & (income_group[i] == 0))
        low += np.int32(education[i] == 0)
        low_hit += np.int32(there & (education[i] == 0))
    return np.array([reached, aimed, hit, poor, poor_hit, low, low_hit], np.int64)


def named(city: Any) -> NDArray[np.bool_]:
    """Whom a policy's own targets name, however well they are told; all if it has none."""
    targets = [
        target.model_copy(update={"accuracy": None})
        for one in city.programmes
        if (target := getattr(one.item, "target", None))
    ]
    return reduce(np.logical_or, [eligible_now(city, target) for target in dict.fromkeys(targets or [None])])


def reaching(city: Any) -> Callable[[np.uint64, np.uint64], Counted]:
    """What counts rows of a city as both kernels do, within 12 months; nothing where no policy is planned."""
    if not city.plan.policy:
        return lambda first, last: (np.zeros(1, np.int64), np.zeros(1, np.int64))
    c, since, districts = city.columns, np.int16(city.month - 11), len(city.facts.districts)
    homes = (c.district, c.household, c.last_support, since, districts)
    aim = (c.last_support, since, named(city), c.income_group, c.education)
    return lambda first, last: (count_reached(first, last, *homes), count_aim(first, last, *aim))
