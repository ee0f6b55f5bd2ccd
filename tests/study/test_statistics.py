"""Numbers from replicates against cases worked out by hand, and against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.study.statistics import (
    Interval,
    interval,
    paired_difference,
    probability_best,
    ratio,
    replicates_needed,
    same_sign,
    t_quantile,
)


def test_interval_of_three_values_by_hand() -> None:
    found = interval([1.0, 2.0, 3.0])  # sd 1, standard error 1 / sqrt 3, t(2) = 4.302652730
    assert found.mean == 2.0
    assert found.low == pytest.approx(2 - 4.302652730 / math.sqrt(3), abs=1e-9)
    assert found.high == pytest.approx(2 + 4.302652730 / math.sqrt(3), abs=1e-9)


def test_interval_agrees_with_scipy_and_leaves_out_nan() -> None:
    values = np.random.default_rng(3).normal(2, 5, 17)
    low, high = stats.t.interval(0.95, 16, loc=values.mean(), scale=stats.sem(values))
    found = interval([*values, math.nan])
    assert (found.low, found.high, found.n) == (pytest.approx(low), pytest.approx(high), 17)


def test_one_value_has_no_interval_and_none_no_mean() -> None:
    assert interval([4.0]) == Interval(4.0, None, None, 1)
    assert interval([math.nan]) == Interval(None, None, None, 0)
    assert interval([4.0]).half_width == math.inf


def test_a_sign_is_the_same_where_every_interval_lies_on_one_side_of_zero() -> None:
    above, below, across, touching, unknown = (0.1, 0.2), (-0.2, -0.1), (-0.1, 0.2), (0.0, 0.2), (None, None)
    assert [same_sign([one, one]) for one in (above, below, across, touching, unknown)] == [1, -1, 0, 0, None]
    assert same_sign([above, below]) == same_sign([above, across]) == same_sign([below, touching]) == 0
    assert same_sign([above, unknown]) is None, "what is not known in one world is not known of all"


def test_an_interval_ends_where_the_quantity_does() -> None:
    found = interval([0.0, 0.0, 0.9])
    assert found.low is not None
    assert found.low < 0.0 < 1.0 < (found.high or 0.0)
    kept = found.within(0.0, 1.0)
    assert (kept.mean, kept.low, kept.high, kept.n) == (found.mean, 0.0, 1.0, 3)
    assert found.within(-9.0) == found
    assert interval([0.5]).within(0.0, 1.0).low is None


def test_paired_difference_is_the_paired_t_test() -> None:
    luck = np.random.default_rng(5)
    reference = luck.normal(0.4, 0.05, 12)
    policy = reference + luck.normal(0.02, 0.01, 12)
    expected = stats.ttest_rel(policy, reference).confidence_interval(0.95)
    found = paired_difference(policy, reference)
    assert (found.low, found.high) == (pytest.approx(expected.low), pytest.approx(expected.high))
    assert found.low is not None
    assert found.low > 0.0


def test_swapping_the_two_flips_the_sign_exactly() -> None:
    a, b = np.random.default_rng(6).random((2, 9))
    there, back = paired_difference(a, b), paired_difference(b, a)
    assert there.low is not None
    assert there.high is not None
    assert (back.mean, back.low, back.high) == (-(there.mean or 0), -there.high, -there.low)


def test_equal_values_differ_by_exactly_nothing() -> None:
    values = np.random.default_rng(7).random(10)
    assert paired_difference(values, values) == Interval(0.0, 0.0, 0.0, 10)


def test_nan_drops_its_pair_only() -> None:
    found = paired_difference(np.array([1.0, np.nan, 3.0]), np.array([0.0, 0.0, 1.0]))
    assert (found.mean, found.n) == (1.5, 2)


def test_the_limits_of_a_ratio_solve_fiellers_equation() -> None:
    luck = np.random.default_rng(8)
    x, y = luck.normal(50, 4, 10), luck.normal(10, 1, 10)
    found = ratio(x, y)
    assert found is not None
    assert found.mean == pytest.approx(x.mean() / y.mean())
    for limit in (found.low, found.high):
        assert limit is not None
        residual = x - limit * y  # its t statistic is exactly at the edge of the test
        assert abs(residual.mean()) / stats.sem(residual) == pytest.approx(t_quantile(10))


def test_a_ratio_by_a_constant_is_the_interval_of_the_numerator() -> None:
    found = ratio(np.array([2.0, 4.0, 6.0]), np.full(3, 2.0))
    scaled = interval([1.0, 2.0, 3.0])
    assert found is not None
    assert (found.mean, found.low, found.high) == pytest.approx((scaled.mean, scaled.low, scaled.high))


@pytest.mark.parametrize("denominator", [[1.0, -1.0, 1.2], [-3.0, -3.1, -2.9]])
def test_no_ratio_without_a_clearly_positive_denominator(denominator: list[float]) -> None:
    assert ratio(np.array([1.0, 2.0, 3.0]), np.array(denominator)) is None


def test_fiellers_interval_covers_the_true_ratio() -> None:
    luck, trials, hits = np.random.default_rng(9), 400, 0
    for _ in range(trials):
        x, y = luck.normal(6, 2, 8), luck.normal(3, 0.7, 8)
        found = ratio(x, y)
        hits += found is not None and (found.low or 0) <= 2.0 <= (found.high or 0)
    assert abs(hits / trials - 0.95) < 3 * math.sqrt(0.95 * 0.05 / trials)


def test_chances_of_being_best_add_up_and_follow_the_values() -> None:
    luck = np.random.default_rng(10)
    base = luck.normal(0.4, 0.05, 20)
    chances = probability_best(np.stack([base, base + 0.03, base + luck.normal(0.03, 0.02, 20)]), seed=1)
    assert chances is not None
    assert chances.sum() == pytest.approx(1.0)
    assert chances[0] == 0.0  # always worse than the second, whichever replicates are drawn
    assert 0.1 < chances[1] < 0.9


def test_chance_of_two_replicates_by_hand() -> None:
    # drawn are (1,1), (1,2), (2,1), (2,2) with a quarter each: the first wins in three of them
    chances = probability_best(np.array([[3.0, 0.0], [0.0, 1.0]]), seed=4, draws=40_000)
    assert chances is not None
    assert chances[0] == pytest.approx(0.75, abs=3 * math.sqrt(0.75 * 0.25 / 40_000))


def test_equals_share_their_chance_and_seeds_decide() -> None:
    row = np.random.default_rng(11).random(6)
    assert probability_best(np.stack([row, row]), seed=1).tolist() == [0.5, 0.5]  # type: ignore[union-attr]
    values = np.random.default_rng(12).random((3, 6))
    assert np.array_equal(probability_best(values, seed=1), probability_best(values, seed=1))  # type: ignore[arg-type]
    assert not np.array_equal(probability_best(values, seed=1), probability_best(values, seed=2))  # type: ignore[arg-type]


def test_no_chances_from_fewer_than_two_whole_replicates() -> None:
    assert probability_best(np.array([[1.0, np.nan], [2.0, 3.0]]), seed=1) is None


def test_more_replicates_until_precise_enough() -> None:
    def width(half: float) -> Interval:
        return Interval(0.0, -half, half, 10)

    assert replicates_needed([width(0.002)], 0.0025, 10, 200) == 10
    assert replicates_needed([width(0.003), width(0.001)], 0.0025, 10, 200) == 15  # 10 x 1.44, rounded up
    assert replicates_needed([width(0.9)], 0.0025, 10, 200) == 20  # at most twice as many at once
    assert replicates_needed([width(0.9)], 0.0025, 150, 200) == 200
    assert replicates_needed([Interval(0.1, None, None, 1)], 0.0025, 1, 200) == 2
    assert replicates_needed([], 0.0025, 10, 200) == 10
