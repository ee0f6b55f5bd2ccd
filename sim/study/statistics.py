"""Numbers from replicates: intervals of means, paired differences, ratios, and the chance of being the best.

Pure functions over arrays with one entry per replicate; nothing here knows where the values come from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONFIDENCE = 0.95
BOOTSTRAP_DRAWS = 4000


@dataclass(frozen=True)
class Interval:
    """A mean of `n` replicates and its 95 % interval; `low` and `high` are None where none can be given."""

    mean: float | None
    low: float | None
    high: float | None
    n: int

    def within(self, least: float, most: float = math.inf) -> Interval:
        """Its ends moved to the bounds of what the quantity can be, where they lie beyond."""
        low, high = (None if end is None else min(max(end, least), most) for end in (self.low, self.high))
        return Interval(self.mean, low, high, self.n)

    @property
    def half_width(self) -> float:
        """Half the interval's width; infinite when there is none."""
        return math.inf if self.low is None or self.high is None else (self.high - self.low) / 2


def t_quantile(n: int, confidence: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t for the mean of `n` values (n >= 2)."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, (1 + confidence) / 2))


def interval(values: Sequence[float] | NDArray[np.float64]) -> Interval:
    """Mean and t interval of the values that are not nan; one value has a mean only, none has nothing."""
    import numpy as np

    kept = np.asarray(values, np.float64)
    kept = kept[~np.isnan(kept)]
    if kept.size == 0:
        return Interval(None, None, None, 0)
    mean = float(kept.mean())
    if kept.size == 1:
        return Interval(mean, None, None, 1)
    if (kept == kept[0]).all():
        return Interval(float(kept[0]), float(kept[0]), float(kept[0]), int(kept.size))
    half = t_quantile(kept.size) * float(kept.std(ddof=1)) / math.sqrt(kept.size)
    return Interval(mean, mean - half, mean + half, int(kept.size))


def paired_difference(values: NDArray[np.float64], reference: NDArray[np.float64]) -> Interval:
    """Interval of the mean difference of replicates that share their random numbers; nan in either drops the pair."""
    return interval(values - reference)


def same_sign(intervals: Iterable[tuple[float | None, float | None]]) -> int | None:
    """1 if all intervals lie above zero, -1 if all lie below, 0 if neither; None where that hangs on unknown ones."""
    signs = {None if low is None or high is None else (low > 0) - (high < 0) for low, high in intervals}
    if 0 in signs or {1, -1} <= signs:
        return 0
    return signs.pop() if len(signs) == 1 else None


def ratio(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> Interval | None:
    """Ratio of two paired means with Fieller's interval; None unless the denominator's mean is clearly positive.

    The limits R solve (x - R y)^2 = t^2 (var x - 2 R cov + R^2 var y), all of means
    (Fieller 1954, "Some problems in interval estimation", J. R. Stat. Soc. B 16).
    """
    import numpy as np

    kept = ~(np.isnan(numerator) | np.isnan(denominator))
    x, y = numerator[kept], denominator[kept]
    n = int(x.size)
    if n < 2:
        return None
    covariance = np.cov(x, y) / n
    t2 = t_quantile(n) ** 2
    mean_x, mean_y = float(x.mean()), float(y.mean())
    a = mean_y**2 - t2 * float(covariance[1, 1])
    if mean_y <= 0 or a <= 0:
        return None
    b = mean_x * mean_y - t2 * float(covariance[0, 1])
    c = mean_x**2 - t2 * float(covariance[0, 0])
    root = math.sqrt(max(0.0, b * b - a * c))
    return Interval(mean_x / mean_y, (b - root) / a, (b + root) / a, n)


def probability_best(
    values: NDArray[np.float64], seed: int, draws: int = BOOTSTRAP_DRAWS
) -> NDArray[np.float64] | None:
    """Share of bootstrap samples of the replicates in which each scenario has the largest mean.

    `values` has shape (scenarios, replicates); replicates are drawn whole, so the pairing is kept, and those with
    a nan are left out. Ties share equally. None with fewer than two whole replicates.
    """
    import numpy as np

    whole = values[:, ~np.isnan(values).any(axis=0)]
    if whole.shape[1] < 2:
        return None
    picks = np.random.default_rng(seed).integers(0, whole.shape[1], (draws, whole.shape[1]))
    means = np.stack([row[picks].mean(axis=1) for row in whole])
    best = means == means.max(axis=0)
    return np.asarray((best / best.sum(axis=0)).mean(axis=1))


def replicates_needed(differences: Sequence[Interval], half_width: float, done: int, most: int) -> int:
    """How many replicates to have next so that every half-width falls to `half_width`; `done` when it has.

    The width falls with the root of the number; at most twice as many at once, because the spread is an estimate.
    """
    widest = max((one.half_width for one in differences), default=0.0)
    if widest <= half_width or done >= most:
        return done
    wanted = 2 * done if math.isinf(widest) else math.ceil(done * (widest / half_width) ** 2)
    return min(most, max(done + 1, min(wanted, 2 * done)))
