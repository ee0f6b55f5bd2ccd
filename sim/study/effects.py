"""What levers do alone and together, from outcomes of every combination: effects, interactions, Shapley values, order.

Pure functions over arrays whose last axis holds paired replicates; nothing here knows what a lever or an outcome is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def total(outcomes: Values) -> Values:
    """All levers against none. `outcomes` has an axis of length 2 (without, with) for each lever, then replicates."""
    return outcomes[(1,) * _levers(outcomes)] - outcomes[(0,) * _levers(outcomes)]


def main_effect(outcomes: Values, lever: int) -> Values:
    """What the lever adds on average over all combinations of the others."""
    change = outcomes.take(1, axis=lever) - outcomes.take(0, axis=lever)
    return change.reshape(-1, outcomes.shape[-1]).mean(axis=0)


def interaction(outcomes: Values, first: int, second: int) -> Values:
    """How much more two levers do together than one by one, on average over all combinations of the others.

    (with both - with the second) - (with the first - with neither); negative where one makes the other needless.
    """
    low, high = sorted((first, second))
    with_second = outcomes.take(1, axis=high) - outcomes.take(0, axis=high)
    change = with_second.take(1, axis=low) - with_second.take(0, axis=low)
    return change.reshape(-1, outcomes.shape[-1]).mean(axis=0)


def shapley(outcomes: Values) -> list[Values]:
    """Each lever's part of the total effect: what it adds on its arrival, averaged over all orders of arrival.

    Sum over the sets S of other levers of |S|! (n - |S| - 1)! / n! times what it adds to S (Shapley 1953, "A value
    for n-person games", Contributions to the Theory of Games 2). The parts add up to the total effect.
    """
    n = _levers(outcomes)
    parts = []
    for lever in range(n):
        others = [one for one in range(n) if one != lever]
        part = 0.0 * outcomes[(0,) * n]
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
            for chosen in combinations(others, size):
                part = part + weight * (_at(outcomes, (*chosen, lever)) - _at(outcomes, chosen))
        parts.append(part)
    return parts


def _levers(outcomes: Values) -> int:
    if outcomes.ndim < 2 or any(length != 2 for length in outcomes.shape[:-1]):
        raise ValueError(f"two levels of each lever and then replicates, not the shape {outcomes.shape}")
    return outcomes.ndim - 1


def _at(outcomes: Values, levers: Sequence[int]) -> Values:
    """The outcome with these levers and no others."""
    return outcomes[tuple(int(one in levers) for one in range(outcomes.ndim - 1))]


def at_turn(outcomes: Mapping[Sequence[str], Values], name: str, turn: int) -> Values:
    """Mean outcome of the orders in which `name` comes at that turn, less the mean of all orders."""
    import numpy as np

    return np.mean([one for order, one in outcomes.items() if order[turn] == name], axis=0) - np.mean(
        list(outcomes.values()), axis=0
    )


def before(outcomes: Mapping[Sequence[str], Values], first: str, second: str) -> Values:
    """Mean outcome of the orders in which `first` comes before `second`, less the mean of those the other way round."""
    import numpy as np

    ahead = [order.index(first) < order.index(second) for order in outcomes]
    rows = np.array(list(outcomes.values()))
    return np.asarray(rows[ahead].mean(axis=0) - rows[[not one for one in ahead]].mean(axis=0))


def regrets(outcomes: Values) -> Values:
    """How far each choice falls short of the best one in its world; shape (choices, replicates), as `outcomes`.

    The best is that of the largest mean over replicates; nan: failed. Savage 1951, "The theory of statistical
    decision", Journal of the American Statistical Association 46.
    """
    import numpy as np

    known = ~np.isnan(outcomes)
    mean = np.where(known, outcomes, 0.0).sum(axis=1) / np.maximum(1, known.sum(axis=1))
    best = np.where(known.any(axis=1), mean, -np.inf).argmax()
    return np.asarray(outcomes[best] - outcomes)


def ranks(values: Sequence[float]) -> list[int]:
    """The rank of each value, 1 for the largest; equals share the better rank."""
    return [1 + sum(other > value for other in values) for value in values]


def agreement(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Kendall's tau-b of two rankings: 1 the same order, -1 reversed; None where one of them orders nothing."""
    pairs = list(combinations(range(len(one)), 2))
    ups = [(_sign(one[i] - one[j]), _sign(other[i] - other[j])) for i, j in pairs]
    scale = math.sqrt(sum(a != 0 for a, _ in ups) * sum(b != 0 for _, b in ups))
    return sum(a * b for a, b in ups) / scale if scale else None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
