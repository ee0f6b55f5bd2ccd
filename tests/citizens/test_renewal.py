"""Newcomers take a home and its ties from who left; all else of theirs is their own, whoever comes beside them."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import threads

from sim.books import settle_newcomers
from sim.citizens.person import DYNAMIC, PERSONAL
from sim.city import City
from sim.draws import new_ids, uniforms
from sim.population.persons import DERIVED, persons

HOME = ("district", "household")
OWN = tuple(name for name in PERSONAL if name not in HOME)


def renewed(town: City, rows: np.ndarray, month: int = 12) -> City:
    """The town, in that month, after others took these rows."""
    city = town.fork(town.plan)
    city.month = month
    settle_newcomers(city, rows)
    return city


def test_a_newcomer_has_nothing_of_who_left_but_the_home(town: City) -> None:
    rows = np.arange(3, town.columns.id.size, 40)
    city = renewed(town, rows)
    was, now = town.columns, city.columns
    assert now.id[rows].tolist() == new_ids(town.seed, was.id[rows], 12).tolist()
    assert not np.isin(now.id[rows], was.id).any()
    for name in HOME:
        assert (getattr(now, name) == getattr(was, name)).all(), name
    for name, (_, start, _) in DYNAMIC.items():
        if name not in ("aware", "income_group"):
            assert (getattr(now, name)[rows] == start).all(), name
    knows = uniforms(town.seed, "aware", now.id[rows]) < town.p.awareness.initial
    assert now.aware[rows].tolist() == knows.tolist()
    steps = town.lifetables.income_steps
    assert now.income_group[rows].tolist() == np.searchsorted(steps, now.income[rows]).tolist()


def test_a_newcomers_life_is_that_of_anybody_of_that_age(town: City) -> None:
    rows = np.arange(5, town.columns.id.size, 30)
    c, people = renewed(town, rows).columns, town.population
    given = {name: getattr(c, name)[rows] for name in ("id", "age_months", "sex", "education", *HOME)}
    made = persons(given | {"alone": people.alone[rows]}, people.tables)
    for name in DERIVED:
        assert (getattr(c, name)[rows] == made[name]).all(), name
    assert (c.age_months[rows] % 12 == 0).all()


@pytest.mark.parametrize("number", [1, 3])
def test_who_comes_does_not_depend_on_who_else_does(town: City, number: int) -> None:
    rows = np.arange(3, town.columns.id.size, 40)
    with threads(number):
        many = renewed(town, rows).columns
    few = renewed(town, rows[5:9]).columns
    for name in OWN:
        assert (getattr(few, name)[rows[5:9]] == getattr(many, name)[rows[5:9]]).all(), name
    later = renewed(town, rows, 13).columns
    assert not (later.id[rows] == many.id[rows]).any()


def test_others_are_left_alone(town: City) -> None:
    rows = np.array([7, 11])
    for gone in (rows, rows[:0]):
        others = np.delete(np.arange(town.columns.id.size), gone)
        now = renewed(town, gone).columns
        for name in (*PERSONAL, *DYNAMIC):
            assert (getattr(now, name)[others] == getattr(town.columns, name)[others]).all(), name
