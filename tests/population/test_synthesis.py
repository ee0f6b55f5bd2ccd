"""A population is a pure function of city, number, seed and assumptions; one citizen more changes one district."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.assumptions import Assumptions, resolve
from sim.population import Population, synthesise

DTYPES = {
    "id": np.int64,
    "age_months": np.int16,
    "sex": np.int8,
    "education": np.int8,
    "district": np.int16,
    "household": np.int32,
    "work": np.int8,
    "income": np.float32,
    "trait": np.float32,
    "employer_trains": np.int8,
    "readiness": np.float32,
    "free_hours": np.float32,
    "slots": np.uint8,
    "digital": np.int8,
    "children": np.int8,
    "alone": np.int8,
}


def test_columns_are_complete_typed_and_in_street_order(people: Population) -> None:
    assert {name: column.dtype for name, column in people.columns.items()} == DTYPES
    for column in people.columns.values():
        assert column.shape == (20_000,)
        assert column.flags.c_contiguous
    c = people.columns
    assert (np.diff(c["district"]) >= 0).all()
    assert set(np.diff(c["household"]).tolist()) == {0, 1}
    assert np.unique(c["id"]).size == 20_000
    assert c["id"].min() > 0
    assert c["age_months"].min() >= 180
    assert c["age_months"].max() < 1200


def test_the_same_question_has_the_same_answer(
    people: Population, town: Callable[..., Any], assumptions: Assumptions
) -> None:
    again = synthesise(town(), 20_000, 7, assumptions)
    other = synthesise(town(), 20_000, 8, assumptions)
    for name, column in people.columns.items():
        assert (column == again.columns[name]).all(), name
    assert (people.ties.neighbours == again.ties.neighbours).all()
    assert not np.isin(people.columns["id"], other.columns["id"]).any()


@pytest.mark.parametrize("citizens", [2000, 2001, 2002])
def test_one_citizen_more_changes_one_district(
    town: Callable[..., Any], assumptions: Assumptions, citizens: int
) -> None:
    fewer, more = (synthesise(town(), n, 7, assumptions).columns for n in (citizens, citizens + 1))
    sizes = np.stack([np.bincount(c["district"], minlength=3) for c in (fewer, more)])
    grown = np.flatnonzero(sizes[0] != sizes[1])
    assert grown.size == 1
    for name in DTYPES.keys() - {"household"}:
        before, after = (c[name][~np.isin(c["district"], grown)] for c in (fewer, more))
        assert (before == after).all(), name


@pytest.mark.parametrize("citizens", [1, 2, 5, 60])
def test_very_few_citizens_are_a_population_too(
    town: Callable[..., Any], assumptions: Assumptions, citizens: int
) -> None:
    few = synthesise(town(), citizens, 1, assumptions)
    assert few.columns["id"].size == citizens
    assert few.ties.indptr.size == citizens + 1
    assert all(np.isfinite(column).all() for column in few.columns.values())


def test_a_city_of_one_district_without_a_point(town: Callable[..., Any], assumptions: Assumptions) -> None:
    facts = town()
    place = replace(facts.districts[0], lon=float("nan"), lat=float("nan"))
    alone = town(districts=(place,), age_counts=facts.age_counts[:1], edu_counts=facts.edu_counts[:1])
    made = synthesise(alone, 500, 1, assumptions)
    assert 10 <= np.diff(made.ties.indptr).mean() <= 12
    assert set(made.columns["district"].tolist()) == {0}


def test_assumptions_reach_the_people(people: Population, town: Callable[..., Any]) -> None:
    other = synthesise(town(), 20_000, 7, resolve({"people.free_hours": 11.0, "people.retirement_age": 55.0}))
    assert (np.sort(other.columns["id"]) == np.sort(people.columns["id"])).all()
    assert other.columns["free_hours"].mean() < 0.6 * people.columns["free_hours"].mean()
    assert np.mean(other.columns["work"] == 4) > np.mean(people.columns["work"] == 4) + 0.03
    still = synthesise(town(), 300, 7, resolve({"people.stationary": 0.0}))
    assert still.turnover.move_out.max() == 0


@pytest.mark.parametrize("slug", ["dalian", "espoo", "millbrook"])
def test_shipped_cities_are_fitted(checkout: Path, slug: str) -> None:
    from sim.scenario import load_city

    facts = load_city(checkout / "scenarios" / "cities" / slug)
    made = synthesise(facts, 20_000, 1, resolve({name: one.value for name, one in facts.assumptions.items()}))
    count = np.bincount(made.columns["district"], minlength=len(facts.districts))
    size = {one.district_id: n for one, n in zip(facts.districts, count.tolist(), strict=True)}
    for row in made.fit:
        n = size[row.district]
        allowed = {
            "age and sex": 1.01 / n,
            "education": 1.01 / n,
            "employed": 4.5 * (0.25 / n) ** 0.5,
            "adults in a household": 8 / n,
        }[row.margin]
        assert row.max_abs_error <= allowed, row
    assert 10 <= np.diff(made.ties.indptr).mean() <= 12
    assert 0.02 < np.average(made.turnover.exits, weights=count) < 0.05


def test_uncompiled_code_makes_the_same_people(town: Callable[..., Any], assumptions: Assumptions) -> None:
    program = (
        "import sys, runpy, zlib, numpy as np\n"
        "space = runpy.run_path(sys.argv[1])\n"
        "from sim.population import synthesise\nfrom sim.assumptions import resolve\n"
        "p = synthesise(space['made_up_town'](), 150, 3, resolve({}))\n"
        "print(zlib.crc32(b''.join(np.ascontiguousarray(x).tobytes() for x in [*p.columns.values(), *p.ties])))\n"
    )
    here = Path(__file__)
    answers = [
        subprocess.run(
            [sys.executable, "-c", program, str(here.with_name("conftest.py"))],
            check=True,
            capture_output=True,
            text=True,
            cwd=here.parents[2],
            env=os.environ | {"NUMBA_DISABLE_JIT": off},
        ).stdout
        for off in ("0", "1")
    ]
    assert answers[0] == answers[1] != ""
