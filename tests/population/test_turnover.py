"""Turnover leaves the census structure what it is, loses nobody, and its rates are those of a city."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim import draws
from sim.population import Population
from sim.population.turnover import (
    BACKGROUND,
    MODAL_AGE,
    SLOPE,
    Turnover,
    arrival,
    monthly,
    stationary_turnover,
    survivors_from_85,
    yearly_deaths,
)
from sim.rules.demography import leaves


def arrivals(turnover: Turnover, ids: np.ndarray, district: np.ndarray, seed: int, month: int) -> np.ndarray:
    """Sex, education and age in months of newcomers, shape (3, n)."""
    luck = draws.uniforms(seed, "arrival", ids, month)
    cells = zip(district.tolist(), luck.tolist(), strict=True)
    return np.array([arrival.py_func(turnover.arriving[d], u) for d, u in cells], np.int64).reshape(-1, 3).T


def renewed(people: Population, turnover: Turnover, months: int) -> tuple[dict[str, np.ndarray], float]:
    """The columns after some months of birthdays, and the share of people who left in a year."""
    c = {name: people.columns[name].copy() for name in ("id", "age_months", "sex", "education", "district")}
    left = 0
    for month in range(months):
        c["age_months"] += 1
        year = np.minimum(c["age_months"] // 12 - 15, 85)
        death = turnover.death[c["sex"], year].astype(float)
        out = turnover.move_out[c["district"], c["sex"], c["education"], year].astype(float)
        leave = 1 - np.clip(1 - death - out, 0, 1) ** 12
        gone = (c["age_months"] % 12 == 0) & (draws.uniforms(people.seed, "leave", c["id"], month) < leave)
        rows = np.flatnonzero(gone)
        left += rows.size
        c["id"][rows] = draws.new_ids(people.seed, c["id"][rows], month)
        c["sex"][rows], c["education"][rows], c["age_months"][rows] = arrivals(
            turnover, c["id"][rows], c["district"][rows], people.seed, month
        )
    return c, left / c["id"].size / (months / 12)


@pytest.fixture(scope="module")
def structure(people: Population, town: object, assumptions: object) -> np.ndarray:
    from sim.population.fitting import fit

    return fit(town(), assumptions.people.retirement_age, survivors_from_85()).sum(axis=4)


def test_ten_years_of_turnover_keep_age_sex_and_education(people: Population, structure: np.ndarray) -> None:
    after, rate = renewed(people, people.turnover, 120)
    n = after["id"].size
    assert np.unique(after["id"]).size == n
    assert 0.02 < rate < 0.05
    age = np.minimum((after["age_months"] // 12 - 15) // 10, 6)
    ages = structure.sum(axis=(0, 1, 3))
    groups = np.array([ages[g * 10 : g * 10 + 10].sum() for g in range(6)] + [ages[60:].sum()]) / ages.sum()
    for made, expected in (
        (np.bincount(age, minlength=7) / n, groups),
        (np.bincount(after["education"], minlength=3) / n, structure.sum(axis=(0, 1, 2)) / structure.sum()),
        (np.bincount(after["sex"], minlength=2) / n, structure.sum(axis=(0, 2, 3)) / structure.sum()),
    ):
        assert (np.abs(made - expected) < 4.5 * np.sqrt(expected * (1 - expected) / n)).all()
    joint = np.bincount(age * 3 + after["education"], minlength=21) / n
    by_group = (
        np.stack(
            [structure[:, :, np.arange(85) // 10 == g].sum(axis=(0, 1, 2)) for g in range(6)]
            + [structure[:, :, 60:].sum(axis=(0, 1, 2))]
        ).ravel()
        / structure.sum()
    )
    assert (np.abs(joint - by_group) < 4.5 * np.sqrt(by_group / n) + 1e-9).all()


def test_flows_balance_exactly_at_every_age(structure: np.ndarray) -> None:
    """One year on the expected table itself: survivors and newcomers make the same table again."""
    turnover = stationary_turnover(structure)
    yearly = 1 - np.clip(1 - turnover.death[None, :, None].astype(float) - turnover.move_out.astype(float), 0, 1) ** 12
    profile = np.zeros((3, 2, 3, 86))
    profile[..., :85] = structure.transpose(0, 1, 3, 2)
    stay = np.zeros_like(profile)
    stay[..., 1:] = profile[..., :-1] * (1 - yearly[..., 1:])
    gone = profile.sum(axis=(1, 2, 3)) - stay.sum(axis=(1, 2, 3))
    shares = np.diff(turnover.arriving, axis=1, prepend=0).reshape(profile.shape)
    after = stay + shares * gone[:, None, None, None]
    assert np.allclose(after, profile, rtol=1e-4, atol=1e-3 * profile.max() / 85)
    assert gone / profile.sum(axis=(1, 2, 3)) == pytest.approx(turnover.exits, rel=1e-4)


def test_without_moves_people_only_die_and_come_at_fifteen(people: Population, structure: np.ndarray) -> None:
    turnover = stationary_turnover(structure, 0.0)
    assert turnover.move_out.max() == 0
    ids = np.arange(1, 2001)
    _, _, age = arrivals(turnover, ids, np.zeros(2000, np.int16), 5, 3)
    assert set(age.tolist()) == {180}
    after, rate = renewed(people, turnover, 60)
    assert 0.003 < rate < people.turnover.exits.mean()
    assert (after["age_months"] >= 180).all()


def test_half_stationary_lies_between(structure: np.ndarray) -> None:
    low, half, full = (stationary_turnover(structure, share) for share in (0.0, 0.5, 1.0))
    assert (low.exits < half.exits).all()
    assert (half.exits < full.exits).all()
    assert np.allclose(half.exits, (low.exits + full.exits) / 2)


def test_newcomers_come_at_a_birthday_to_ages_that_gain_people(people: Population) -> None:
    ids = np.arange(1, 5001)
    sex, education, age = arrivals(people.turnover, ids, np.zeros(5000, np.int16), 5, 3)
    assert (age % 12 == 0).all()
    assert age.min() == 180
    assert 0.1 < np.mean(age == 180) < 0.9
    assert set(sex.tolist()) == {0, 1}
    assert set(education.tolist()) == {0, 1, 2}
    again = arrivals(people.turnover, ids[::-1].copy(), np.zeros(5000, np.int16), 5, 3)
    assert (again[2][::-1] == age).all()


def test_mortality_is_that_of_an_ordinary_city() -> None:
    q = yearly_deaths()
    assert q[:, 0].tolist() == [0, 0]
    assert q[:, -1].tolist() == [1, 1]
    assert (np.diff(q[:, 1:]) > 0).all()
    assert (q[0, 1:-1] > q[1, 1:-1]).all()
    alive = np.cumprod(1 - q, axis=1)
    assert (15.5 + alive[:, 1:].sum(axis=1)).tolist() == pytest.approx([77, 82], abs=1)
    years = np.linspace(60, 61, 2001)
    force = BACKGROUND[0] + SLOPE[0] * np.exp(SLOPE[0] * (years - MODAL_AGE[0]))
    assert q[0, 61 - 15] == pytest.approx(1 - np.exp(-force.mean()), rel=1e-4)


def test_the_rule_of_leaving_recovers_the_yearly_chance() -> None:
    death, move = monthly(np.array([0.02, 0.05]))
    around = SimpleNamespace(death=float(death), move=float(move - death))
    asked = [leaves.py_func(None, around, None, u) for u in (0.019, 0.021, 0.049, 0.051)]
    assert asked == [1, 2, 2, 0]
