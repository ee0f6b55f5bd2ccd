"""Measures of inequality and access give the answers that are known on paper, whatever the city does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import entropy

from sim.indicators.access import floating
from sim.indicators.inequality import erreygers, horizontal, mixing, quantiles, spread, theil

counts = hnp.arrays(np.int64, st.tuples(st.integers(2, 6)), elements=st.integers(1, 1000))


def some_of(people: np.ndarray, shares: list[float]) -> np.ndarray:
    return np.floor(people * np.resize(shares, people.size)).astype(np.int64)


@pytest.mark.parametrize("n", [2, 4, 10, 1000])
def test_erreygers_is_one_if_just_the_richer_half_uses(n: int) -> None:
    richer = np.arange(n) >= n // 2
    assert erreygers(np.ones(n), richer) == pytest.approx(1.0)
    assert erreygers(np.ones(n), ~richer) == pytest.approx(-1.0)
    assert erreygers(np.ones(n), np.ones(n)) == pytest.approx(0.0, abs=1e-12)


def test_erreygers_is_four_means_times_the_concentration_index() -> None:
    use = np.random.default_rng(1).random(500) < np.linspace(0.1, 0.6, 500)
    fractional = (np.arange(500) + 0.5) / 500
    concentration = 2.0 * np.mean((use - use.mean()) * (fractional - fractional.mean())) / use.mean()
    assert erreygers(np.ones(500), use) == pytest.approx(4.0 * use.mean() * concentration)


def test_erreygers_of_fifths_by_hand() -> None:
    """Ranks .1, .3, .5, .7, .9; use 10, 20, 30, 40, 50 of 100: 8 (-4 - 4 + 0 + 8 + 20) / 500."""
    assert erreygers([100] * 5, [10, 20, 30, 40, 50]) == pytest.approx(0.32)


@given(counts, st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_who_does_not_use_is_as_unequal_the_other_way_round(people: np.ndarray, shares: list[float]) -> None:
    users = some_of(people, shares)
    assert erreygers(people, people - users) == pytest.approx(-erreygers(people, users), abs=1e-9)
    assert erreygers(people[::-1], users[::-1]) == pytest.approx(-erreygers(people, users), abs=1e-9)
    assert abs(erreygers(people, users)) <= 1.0 + 1e-9


@given(counts, st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_theil_between_and_within_add_up(people: np.ndarray, shares: list[float]) -> None:
    users = some_of(people, shares)
    between, within = theil(people, users)
    if users.sum():
        assert between + within == pytest.approx(math.log(people.sum() / users.sum()), abs=1e-9)
    assert between >= 0
    assert within >= 0


def test_theil_by_hand() -> None:
    """Two districts of 100, shares of all users 3/4 and 1/4: between = 3/4 ln 3/2 + 1/4 ln 1/2."""
    between, within = theil([100, 100], [60, 20])
    assert between == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5))
    assert within == pytest.approx(-(0.75 * math.log(0.6) + 0.25 * math.log(0.2)))
    assert theil([50, 150], [10, 30])[0] == pytest.approx(0.0, abs=1e-12)
    assert theil([10, 10], [0, 0]) == (0.0, 0.0)
    assert theil([10, 10], [0, 10])[0] == pytest.approx(math.log(2))


def test_use_that_follows_need_alone_is_horizontally_equal() -> None:
    """The needy are poor and learn more: unequal by income, equal at equal need."""
    people = np.array([[80, 20], [20, 80]])
    users = np.array([[40, 10], [2, 8]])
    assert erreygers(people.sum(axis=0), users.sum(axis=0)) < -0.1
    assert horizontal(people, users) == pytest.approx(0.0, abs=1e-12)
    richer_half = np.array([[0, 50], [0, 50]])
    assert horizontal(np.full((2, 2), 50), richer_half) == pytest.approx(1.0)


def test_mixing_is_one_where_each_place_is_like_all_and_zero_where_groups_stay_apart() -> None:
    assert mixing([[10, 20, 30], [1, 2, 3], [0, 0, 0]]) == pytest.approx(1.0)
    assert mixing([[10, 0], [0, 30]]) == 0.0
    assert mixing([[10, 0], [5, 0]]) == 1.0
    assert mixing([[0, 0], [0, 0]]) == 1.0
    half = 0.5 * entropy([3, 1]) / entropy([7, 1])  # half of all are in a place that mixes them
    assert mixing([[3, 1], [4, 0]]) == pytest.approx(half)


@given(hnp.arrays(np.int64, (4, 3), elements=st.integers(0, 50)))
def test_joining_two_places_never_separates_groups(visitors: np.ndarray) -> None:
    joined = np.vstack([visitors[:2].sum(axis=0), visitors[2:]])
    assert 0.0 <= mixing(visitors) <= mixing(joined) + 1e-12 <= 1.0 + 2e-12


def test_the_spread_and_quantiles_weigh_people() -> None:
    assert spread([100, 300], [50, 150]) == 0.0
    assert spread([100, 100], [20, 60]) == pytest.approx(0.2)
    assert spread([300, 100], [60, 60]) == pytest.approx(0.4 * math.sqrt(3) / 4)
    assert quantiles([3.0, 1.0, 2.0], [1, 8, 1], 0.1, 0.5, 0.85, 0.95) == [1.0, 1.0, 2.0, 3.0]
    assert quantiles([3.0, 1.0], [0, 0], 0.5) == [0.0]


def test_places_are_shared_by_all_who_reach_them() -> None:
    reached = np.array([[True, False, True], [False, True, True]])
    found = floating(np.array([10.0, 40.0, 30.0]), reached, np.array([100.0, 200.0]))
    assert found.tolist() == [0.1 + 0.1, 0.2 + 0.1]


@given(hnp.arrays(np.bool_, (3, 5)), st.integers(0, 4))
def test_closing_an_offer_lowers_access_only_where_it_is_reached(reached: np.ndarray, closed: int) -> None:
    """And the places in reach of all people are all places that anybody reaches."""
    places, adults = np.array([5.0, 7.0, 11.0, 13.0, 17.0]), np.array([10.0, 20.0, 30.0])
    before = floating(places, reached, adults)
    after = floating(np.where(np.arange(5) == closed, 0.0, places), reached, adults)
    assert (before * adults).sum() == pytest.approx(places[reached.any(axis=0)].sum())
    assert ((after < before) == reached[:, closed]).all()
