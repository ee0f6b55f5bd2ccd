"""Beliefs change as Bayes says, chosen cases mislead by the expected largest of their draws, and chances add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.government.beliefs import Belief, best_case_bias, chances_to_be_best, expected_largest

real = st.floats(-3, 3)


@given(real, st.floats(0.01, 5), real, st.floats(0.01, 5))
def test_evidence_weighs_by_its_precision(mean: float, variance: float, seen: float, noise: float) -> None:
    after = Belief(mean, variance).after(seen, noise)
    assert 1 / after.variance == pytest.approx(1 / variance + 1 / noise)
    assert after.mean / after.variance == pytest.approx(mean / variance + seen / noise, abs=1e-6)


@given(real, st.floats(0.01, 5), st.lists(st.tuples(real, st.floats(0.01, 5)), min_size=2, max_size=5))
def test_the_order_of_evidence_does_not_matter(mean: float, variance: float, seen: list[tuple[float, float]]) -> None:
    one = two = Belief(mean, variance)
    for value, noise in seen:
        one = one.after(value, noise)
    for value, noise in reversed(seen):
        two = two.after(value, noise)
    assert one == pytest.approx(two, abs=1e-9)


def test_who_has_no_doubt_learns_nothing() -> None:
    assert Belief(0.3, 0.0).after(9.0, 0.0) == Belief(0.3, 0.0)


@pytest.mark.parametrize(
    ("n", "known"), [(1, 0.0), (2, 1 / math.sqrt(math.pi)), (3, 1.5 / math.sqrt(math.pi)), (10, 1.5387527308)]
)
def test_the_expected_largest_of_normal_draws_is_the_published_one(n: int, known: float) -> None:
    assert expected_largest(n) == pytest.approx(known, abs=1e-7)


@pytest.mark.parametrize("cases", [1, 2, 5, 20])
def test_the_best_case_overstates_by_the_order_statistic(cases: int) -> None:
    """20,000 collections of cases: effects differ by 0.6, reports err by 0.8; within four standard errors."""
    reports = np.random.default_rng(cases).normal(0.25, math.hypot(0.6, 0.8), (20_000, cases))
    best = reports.max(axis=1)
    bias = best_case_bias(cases, 0.6, 0.8)
    assert abs(best.mean() - 0.25 - bias) < 4 * best.std() / math.sqrt(best.size)
    assert (bias > 0) == (cases > 1)


def test_the_chance_to_be_best_of_two_is_the_normal_distribution_of_their_distance() -> None:
    found = chances_to_be_best([Belief(0.3, 0.09), Belief(0.1, 0.16)])
    assert found[0] == pytest.approx(0.5 * math.erfc(-0.2 / 0.5 / math.sqrt(2)), abs=2e-3)
    assert sum(found) == pytest.approx(1.0)


def test_equals_have_equal_chances_and_the_sure_best_has_all() -> None:
    assert chances_to_be_best([Belief(0.2, 0.1)] * 4) == pytest.approx([0.25] * 4)
    assert chances_to_be_best([Belief(0.2, 0.0), Belief(0.1, 0.0)]) == pytest.approx([1.0, 0.0])
    assert chances_to_be_best([Belief(0.2, 0.0), Belief(0.2, 0.0)]) == pytest.approx([0.5, 0.5])
    assert chances_to_be_best([Belief(-1.0, 2.0)]) == [1.0]
