"""What a government believes of its instruments' effects: normal beliefs, and what evidence does to them.

Evidence from cases that were chosen because they went well is off by a known amount: the expected largest of n draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

QUANTILES = 400  # at which integrals over a normal are taken


class Belief(NamedTuple):
    """A normal belief about an effect: its mean and variance, in the effect's unit and its square."""

    mean: float
    variance: float

    def after(self, seen: float, noise: float) -> Belief:
        """The belief after an estimate with this variance of its noise (Bayes); one without doubt learns nothing."""
        if self.variance <= 0.0:
            return self
        weight = self.variance / (self.variance + noise)
        return Belief(self.mean + weight * (seen - self.mean), self.variance * (1.0 - weight))


def cumulative(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def density(x: float) -> float:
    """Standard normal density."""
    return math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


def expected_largest(n: int) -> float:
    """Expected largest of n standard normal draws: the integral of x n f(x) F(x)^(n - 1); 1 / sqrt(pi) for two."""
    step = 0.005
    grid = [step * k for k in range(-1600, 1601)]
    return math.fsum(x * n * density(x) * cumulative(x) ** (n - 1) for x in grid) * step


def best_case_bias(cases: int, spread: float, noise: float) -> float:
    """By how much the best report of n cases is above the practice's mean effect: sqrt(spread^2 + noise^2) e_n.

    Effects differ between cases with the one standard deviation, reports err with the other; e_n is the expected
    largest of n standard normal draws.
    """
    return math.hypot(spread, noise) * expected_largest(cases)


def chances_to_be_best(beliefs: Sequence[Belief]) -> list[float]:
    """The chance that each effect is the largest, of independent normal beliefs; they add up to 1."""
    from statistics import NormalDist

    normal = NormalDist()
    points = [normal.inv_cdf((k + 0.5) / QUANTILES) for k in range(QUANTILES)]
    spreads = [math.sqrt(max(one.variance, 1e-18)) for one in beliefs]
    found = []
    for i, one in enumerate(beliefs):
        others = [(b.mean, s) for j, (b, s) in enumerate(zip(beliefs, spreads, strict=True)) if j != i]
        wins = (
            math.prod(cumulative((one.mean + spreads[i] * z - mean) / spread) for mean, spread in others)
            for z in points
        )
        found.append(math.fsum(wins))
    total = math.fsum(found)
    return [one / total for one in found]
