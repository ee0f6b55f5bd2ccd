"""A person's life follows from its id and age: compiled and plain alike, fitted on the whole, lasting for the one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.assumptions import resolve
from sim.codes import ANY_TIME, DAY, EMPLOYED, EVENING, HOME, RETIRED, STUDENT, UNEMPLOYED, WEEKEND, WORK
from sim.population import Population
from sim.population import persons as own
from sim.population.persons import DERIVED, GIVEN, PersonColumns, fill_row, free_hours, is_digital, open_slots, persons

P = resolve({})


def at_age(people: Population, years: int) -> dict[str, np.ndarray]:
    """The same people, all of that age."""
    age = np.full(people.columns["id"].size, years * 12, np.int16)
    return persons({name: people.columns[name] for name in GIVEN} | {"age_months": age}, people.tables)


def test_the_plain_rule_gives_what_the_compiled_loop_gave(people: Population) -> None:
    some = {name: column[:300].copy() for name, column in people.columns.items()}
    plain = PersonColumns(**{name: np.array(column) for name, column in some.items()})
    for name in DERIVED:
        getattr(plain, name)[:] = 0
    for i in range(300):
        fill_row.py_func(plain, i, plain.alone, people.tables)
    for name, column in some.items():
        assert (getattr(plain, name) == column).all(), name


@pytest.mark.parametrize("name", ["livelihood", "free_hours", "open_slots", "is_digital", "has_children", "trains"])
def test_every_rule_can_be_read_plain(name: str) -> None:
    assert callable(getattr(own, name).py_func)


def test_work_follows_the_fitted_table_at_every_age(people: Population) -> None:
    n = people.columns["id"].size
    where = tuple(people.columns[name] for name in ("district", "sex", "education"))
    for years in (15, 22, 40, 61, 75):
        made = np.bincount(at_age(people, years)["work"], minlength=len(WORK)) / n
        cdf = people.tables.work_cdf[where[0], where[1], years - 15, where[2]].mean(axis=0)
        expected = np.diff(cdf, prepend=0)
        assert np.abs(made - expected).max() < 4.5 * (0.25 / n) ** 0.5
    assert made[RETIRED] > 0.9


def test_a_work_status_lasts(people: Population) -> None:
    at = {years: at_age(people, years)["work"] for years in (40, 41, 50, 80)}
    assert np.mean(at[40] != at[41]) < 0.01
    assert np.mean(at[40] != at[50]) < 0.05
    assert np.mean(at[80] == RETIRED) > 0.95


def test_lasting_traits_do_not_change_with_age(people: Population) -> None:
    old = at_age(people, 80)
    assert (old["trait"] == people.columns["trait"]).all()
    assert (old["employer_trains"] == people.columns["employer_trains"]).all()


def test_traits_and_incomes_have_their_distributions(people: Population) -> None:
    c = people.columns
    n = c["id"].size
    assert abs(c["trait"].mean()) < 4.5 / n**0.5
    assert c["trait"].std() == pytest.approx(1, abs=4.5 / (2 * n) ** 0.5)
    assert c["income"].mean() == pytest.approx(1, abs=4.5 * float(c["income"].std()) / n**0.5)
    assert 0.5 < np.log(c["income"]).std() < 0.75
    assert c["income"].min() > 0
    assert abs(np.corrcoef(c["trait"], np.log(c["income"]))[0, 1]) < 4.5 / n**0.5
    for level, share in enumerate((0.40, 0.55, 0.70)):
        have = c["employer_trains"][c["education"] == level]
        assert have.mean() == pytest.approx(share, abs=4.5 * (0.25 / have.size) ** 0.5)


def test_known_district_incomes_are_met() -> None:
    table = np.ones((2, 2, 85, 3, 5)) * np.array([1.0, 3.0])[:, None, None, None, None]
    uneven, even = (own.income_scales(table, np.array(index), P.income) for index in ([2.0, 1.0], [1.0, 1.0]))
    assert uneven[..., 0].mean(axis=(1, 2)).tolist() == pytest.approx([1.6, 0.8])
    assert even[..., 0].mean(axis=(1, 2)).tolist() == pytest.approx([1.0, 1.0])
    assert even[0, 2, 0, 0] / even[0, 1, 0, 0] == pytest.approx(P.income.high_education)
    assert (even[..., 1] == P.income.spread).all()


def test_about_as_many_live_with_children_as_there_are_children(people: Population) -> None:
    c = people.columns
    for district, children in enumerate([0.25, 0.08]):
        lives = c["district"] == district
        wanted = children * P.families.adults / P.families.children
        assert c["children"][lives].mean() == pytest.approx(wanted, abs=0.03)
    age = c["age_months"] // 12
    assert c["children"][(age > 32) & (age < 42)].mean() > 5 * c["children"][age > 60].mean()


def test_couples_share_their_children(people: Population) -> None:
    c = people.columns
    parents = np.flatnonzero((c["age_months"][:-1] // 12 > 28) & (c["age_months"][:-1] // 12 < 45))
    couples = parents[c["household"][parents] == c["household"][parents + 1]]
    near = couples[np.abs(c["age_months"][couples] - c["age_months"][couples + 1]) < 36]
    agree = np.mean(c["children"][near] == c["children"][near + 1])
    assert agree > 0.9


def test_free_hours_follow_work_and_children(people: Population) -> None:
    t = people.tables
    assert free_hours(EMPLOYED, False, t, 0.5) == pytest.approx(22)
    assert free_hours(EMPLOYED, True, t, 0.5) == pytest.approx(22 * P.daily.children)
    hours = [free_hours(work, False, t, 0.5) for work in (EMPLOYED, HOME, STUDENT, UNEMPLOYED, RETIRED)]
    assert hours == sorted(hours)
    assert free_hours(EMPLOYED, False, t, 0.9) > free_hours(EMPLOYED, False, t, 0.1) > 0


def test_open_slots_follow_work(people: Population) -> None:
    t = people.tables
    assert open_slots(EMPLOYED, t, 0.5) == EVENING | WEEKEND
    assert open_slots(EMPLOYED, t, 0.1) == ANY_TIME
    assert open_slots(STUDENT, t, 0.5) == EVENING | WEEKEND
    assert open_slots(UNEMPLOYED, t, 0.5) == ANY_TIME
    for u in (0.01, 0.5, 0.6, 0.99):
        assert open_slots(RETIRED, t, u) & DAY
        assert open_slots(HOME, t, u) & DAY
    assert {open_slots(RETIRED, t, u) for u in (0.1, 0.6, 0.9)} == {DAY | EVENING, DAY, DAY | WEEKEND}


def test_digital_falls_with_age_and_rises_with_education(people: Population) -> None:
    c = people.columns
    age = c["age_months"] // 12
    assert c["digital"][age < 40].mean() > 0.9 > 0.6 > c["digital"][age > 70].mean()
    young, old = at_age(people, 30)["digital"], at_age(people, 70)["digital"]
    assert (young >= old).all()
    t = people.tables
    assert is_digital(60.0, 2, t, 0.8)
    assert not is_digital(60.0, 0, t, 0.8)
