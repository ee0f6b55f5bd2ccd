"""The market for teachers and the sharing out of whole numbers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import under

from sim.assumptions import resolve
from sim.institutions.labour import LabourMarket, shared_out

QUIET = settings(max_examples=200, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1], [5, 5]), (10, [3, 1], [8, 2]), (7, [1, 1, 1], [3, 2, 2]), (1, [0.2, 0.5, 0.3], [0, 1, 0]),
        (0, [1, 2], [0, 0]), (5, [0, 0], [0, 0]), (5, [], []), (3, [0, 7], [0, 3]), (2, [1, 1, 1, 1], [1, 1, 0, 0]),
    ],
)  # fmt: skip
def test_whole_numbers_are_shared_by_largest_remainder(total: int, weights: list[float], parts: list[int]) -> None:
    assert shared_out(total, weights) == parts


@QUIET
@given(
    total=st.integers(0, 10**13), weights=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=40)
)
def test_shares_add_up_to_the_last_cent_and_are_fair_to_one(total: int, weights: Any) -> None:
    parts, whole = shared_out(total, weights), sum(weights)
    assert len(parts) == len(weights)
    if whole <= 0:
        assert parts == [0] * len(weights)
    else:
        assert sum(parts) == total
        assert all(abs(part - total * weight / whole) < 1 + 1e-3 for part, weight in zip(parts, weights, strict=True))


@QUIET
@given(pool=st.integers(0, 50), vacancies=st.lists(st.integers(0, 20), max_size=12))
def test_nobody_is_hired_twice_or_without_a_vacancy(pool: int, vacancies: list[int]) -> None:
    market = LabourMarket(0.0, pool=pool)
    hires = market.fill(vacancies)
    assert len(hires) == len(vacancies)
    assert all(0 <= hired <= open_ for hired, open_ in zip(hires, vacancies, strict=True))
    assert sum(hires) == min(pool, sum(vacancies))
    assert market.pool == pool - sum(hires)


def test_graduates_join_in_whole_persons_at_their_rate() -> None:
    p = under(resolve({}), teachers={"outflow": 0.0})
    market = LabourMarket(0.7)
    joined = []
    for _ in range(100):
        before = market.pool
        market.renew(p, 0.5)
        joined.append(market.graduated)
        assert market.pool == before + market.graduated - market.left
    assert abs(sum(joined) - 70) <= 1
    assert set(joined) == {0, 1}


def test_those_without_a_post_leave_at_their_rate_and_never_more_than_there_are() -> None:
    p = under(resolve({}), teachers={"outflow": 0.1})
    left = []
    for luck in range(100):
        market = LabourMarket(0.0, pool=25)
        market.renew(p, (luck + 0.5) / 100)
        left.append(market.left)
        assert market.pool == 25 - market.left
    assert sum(left) / 100 == pytest.approx(2.5)
    gone = LabourMarket(0.0, pool=1)
    gone.renew(under(resolve({}), teachers={"outflow": 5.0}), 0.9)
    assert (gone.pool, gone.left) == (0, 1)
