"""Measures of inequality with known answers: pure functions of counts by group, such as fifths of income or districts.

Groups of one person give the measures of individuals; a group without people changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import kernel, rule

Found = TypeVar("Found")


def measure(function: Callable[..., Found]) -> Callable[..., Found]:
    """Compile a measure: what it is given is taken as numbers, float64."""
    loops = kernel(arrays=True)(function)

    @wraps(function)
    def of_counts(*given: ArrayLike) -> Found:
        return loops(*(np.ascontiguousarray(one, np.float64) for one in given))

    return of_counts


@rule
def n_log(number):
    """number times its logarithm, which is 0 at 0."""
    return number * math.log(number) if number > 0.0 else 0.0


@measure
def erreygers(people: Any, users: Any) -> float:
    """Erreygers index of binary use by rank: 4 mu C = 8 cov(use, rank); 1 if just the richer half uses, 0 if all alike.

    Groups from the poorest to the richest. A group's rank is the mean fractional one of its people, C = 2 cov(use,
    rank) / mu the concentration index and mu the mean use (Erreygers 2009, J. Health Econ. 28).
    """
    below = weighed = 0.0
    everyone = max(people.sum(), 1.0)
    for group in range(people.size):
        weighed += users[group] * ((below + people[group] / 2.0) / everyone - 0.5)
        below += people[group]
    return 8.0 * weighed / everyone


@measure
def theil(people: Any, users: Any) -> tuple[float, float]:
    """Theil index of binary use (between groups, within groups); together log(1 / mean use), 0 if nobody uses.

    Between: sum of s log(m / M); within: sum of s log(1 / m), where s is a group's part of all users, m its mean use
    and M that of all (Theil 1967).
    """
    everyone, all_users = people.sum(), users.sum()
    between = within = 0.0
    for group in range(people.size):
        if users[group] > 0.0:
            share, mean = users[group] / all_users, users[group] / people[group]
            between += share * math.log(mean * everyone / all_users)
            within -= share * math.log(mean)
    return max(0.0, between), max(0.0, within)


@measure
def horizontal(people: Any, users: Any) -> float:
    """Erreygers index of use beyond what need lets expect; arrays (needs, ranks), 0 if equal need means equal use.

    Expected use of a cell is the mean use of its need over all ranks (indirect standardisation, as Wagstaff and
    van Doorslaer 2000).
    """
    needs, ranks = people.shape
    there, beyond = np.zeros(ranks), np.zeros(ranks)
    for need in range(needs):
        n = used = 0.0
        for rank in range(ranks):
            n += people[need, rank]
            used += users[need, rank]
        for rank in range(ranks):
            there[rank] += people[need, rank]
            beyond[rank] += users[need, rank] - people[need, rank] * used / max(n, 1.0)
    everyone = max(people.sum(), 1.0)
    below = weighed = 0.0
    for rank in range(ranks):
        weighed += beyond[rank] * ((below + there[rank] / 2.0) / everyone - 0.5)
        below += there[rank]
    return 8.0 * weighed / everyone


@measure
def mixing(visitors: Any) -> float:
    """How mixed places are, shape (places, groups): 1 if each is as mixed as all visitors, 0 if none mixes groups.

    Mean Shannon entropy of the places, weighted by visitors, over the entropy of all (1 less Theil's information index
    of segregation); 1 where all visitors are of one group, and nothing could be mixed better. Visitors times entropy is
    n log n, less the sum of it over the groups.
    """
    places, groups = visitors.shape
    apart = 0.0
    for place in range(places):
        n = 0.0
        for group in range(groups):
            n += visitors[place, group]
            apart -= n_log(visitors[place, group])
        apart += n_log(n)
    together = n_log(visitors.sum())
    for group in range(groups):
        n = 0.0
        for place in range(places):
            n += visitors[place, group]
        together -= n_log(n)
    return min(1.0, max(0.0, apart / together)) if together > 0.0 else 1.0


@measure
def entropy(counts: Any) -> float:
    """Shannon's entropy of counts of any shape, natural logarithm; 0 where there is but one, or none."""
    whole = found = 0.0
    for count in counts.flat:  # not whole numbers, whose sum() would be the same compiled and plain
        whole += count
    for count in counts.flat:
        found -= n_log(count / whole) if count > 0.0 else 0.0
    return max(0.0, found)


@measure
def spread(people: Any, users: Any) -> float:
    """Standard deviation of the groups' mean use, weighted by people."""
    everyone = max(people.sum(), 1.0)
    mean, squares = users.sum() / everyone, 0.0
    for group in range(people.size):
        if people[group] > 0.0:
            squares += people[group] * (users[group] / people[group] - mean) ** 2
    return math.sqrt(squares / everyone)


@kernel(arrays=True)
def quantile(values: Any, weights: Any, share: float) -> float:
    """See `quantiles`."""
    order = np.argsort(values, kind="mergesort")
    reached = np.cumsum(weights[order])
    for place in range(order.size):
        if reached[place] >= share * reached[-1]:
            return values[order[place]] if reached[-1] > 0.0 else 0.0
    return 0.0


def quantiles(values: ArrayLike, weights: ArrayLike, *shares: float) -> list[float]:
    """For each share the smallest value up to which at least so much of the weight lies; 0 without weight."""
    given = [np.ascontiguousarray(one, np.float64) for one in (values, weights)]
    return [quantile(*given, share) for share in shares]
