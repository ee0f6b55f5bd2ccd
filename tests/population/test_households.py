"""Everyone lives somewhere, sizes fit, and those who live together make sense."""

from __future__ import annotations

import numpy as np
import pytest

from sim.population import Population
from sim.population.households import Residents, hosts, house, pairs, size_counts, sizes_shares


@pytest.mark.parametrize("people", [1, 2, 3, 7, 100, 12_345])
@pytest.mark.parametrize("mean", [1.02, 1.5, 2.05, 3.3, 4.0])
def test_sizes_hold_exactly_everyone(people: int, mean: float) -> None:
    counts = size_counts(people, mean)
    assert (counts >= 0).all()
    assert (counts * np.arange(1, 6)).sum() == people
    if people >= 100:
        assert people / counts.sum() == pytest.approx(mean, abs=0.5 * mean / people * 5)


def test_shares_of_sizes_have_their_mean() -> None:
    shares = sizes_shares(2.05)
    assert shares.sum() == pytest.approx(1)
    assert (shares * np.arange(1, 6)).sum() == pytest.approx(2.05)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 17])
def test_few_people_are_all_housed(n: int) -> None:
    ids = np.arange(1, n + 1)
    who = Residents(ids, np.linspace(16, 80, n), (ids % 2).astype(np.int8), (ids % 3).astype(np.int8))
    home = house(who, 2.0, 3)
    assert sorted(set(home.tolist())) == list(range(home.max() + 1))
    assert np.bincount(home).max() <= 5


def test_hosts_are_used_once_and_old_enough_where_possible() -> None:
    found = hosts(np.array([20.0, 20.0, 50.0, 90.0]), np.array([18.0, 30.0, 40.0, 60.0, 70.0, 80.0]))
    assert found.tolist() == [1, 2, 3, 5]


def test_pairs_hold_each_person_once_and_surplus_sexes_among_themselves() -> None:
    who = Residents(np.arange(10), np.arange(30.0, 40.0), np.array([0] * 7 + [1] * 3, np.int8), np.zeros(10, np.int8))
    made = pairs(np.arange(10), who, np.linspace(0.05, 0.95, 10))
    assert sorted(made.ravel().tolist()) == list(range(10))
    assert (np.sort(who.sex[made], axis=1) == [0, 1]).all(axis=1).sum() == 3


def test_couples_are_of_similar_age_and_the_young_live_with_older_people(people: Population) -> None:
    c = people.columns
    age, home = c["age_months"] / 12, c["household"]
    size = np.bincount(home)
    first = np.flatnonzero(np.diff(home, prepend=-1))
    twos = first[size == 2]
    gap = np.abs(age[twos] - age[twos + 1])
    assert np.median(gap) < 6
    assert np.mean(c["sex"][twos] != c["sex"][twos + 1]) > 0.7
    oldest = np.zeros(size.size)
    np.maximum.at(oldest, home, age)
    teenagers = age < 18
    assert c["alone"][teenagers].mean() < 0.03
    assert np.mean((oldest[home] - age)[teenagers] > 18) > 0.75


def test_household_sizes_follow_the_published_mean(people: Population) -> None:
    c = people.columns
    for district, (size, adult_share) in enumerate([(2.4, 1 / 1.25), (1.7, 1 / 1.08)]):
        lives = c["district"] == district
        made = lives.sum() / np.unique(c["household"][lives]).size
        assert made == pytest.approx(size * adult_share, rel=0.003)


def test_alone_is_what_households_say(people: Population) -> None:
    c = people.columns
    assert ((np.bincount(c["household"])[c["household"]] == 1) == (c["alone"] == 1)).all()
