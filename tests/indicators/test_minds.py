"""Indicators of states of mind: the figures of numpy, only where a scenario follows them, and no claim beyond them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import Scenarios, following, months, threads

import sim
from sim.city import City
from sim.indicators import declared
from sim.indicators.indicator import Sight
from sim.indicators.means import STEPS, group_means, lowest_tenth, spread, summed
from sim.indicators.minds import MINDS
from sim.indicators.observe import cell_of, groups

ALL = {"motivation": "relaxing", "trust": "promises", "wellbeing": "adapting"}
PERSONALITY = re.compile(r"personalit|character\b|temperament|moral|virtue|big five", re.IGNORECASE)


def sight_of(city: Any, now: Any = None, **columns: Any) -> Sight:
    """A sight of a city's citizens, with these columns in place of theirs."""
    people = city.columns._replace(**columns)
    return Sight(now, now, {}, SimpleNamespace(columns=people, facts=city.facts), None, cell_of(people))  # type: ignore[arg-type]


def sight_on(values: list[float]) -> Sight:
    """A sight of people of one kind and district who have only this trust."""
    n = len(values)
    columns = SimpleNamespace(trust=np.array(values, np.float32), district=np.zeros(n, np.int16))
    city = SimpleNamespace(columns=columns, facts=SimpleNamespace(districts=[0]))
    return Sight(None, None, {}, city, None, np.zeros(n, np.int16))  # type: ignore[arg-type]


def test_means_by_group_are_those_of_numpy(town: City) -> None:
    c = town.columns
    column = np.random.default_rng(2).normal(0, 2, c.id.size).astype(np.float32)
    counted = town.recorder.flows[(town.month - 1) % 12]  # of the last month: nobody came or went since
    sight = sight_of(town, counted, trust=column)
    means = dict(zip(groups(town.facts), group_means(sight, "trust"), strict=True))
    masks = {
        "all": np.ones(column.size, bool),
        "education=low": c.education == 0,
        "age=75+": c.age_months >= 75 * 12,
        "work=retired": c.work == 4,
        "income=2": c.income_group == 1,
        f"district={town.facts.districts[1].district_id}": c.district == 1,
    }
    for group, mask in masks.items():
        assert means[group] == pytest.approx(float(column[mask].mean(dtype=float)), abs=2e-6), group


@given(st.lists(st.integers(-30_000, 30_000).map(lambda n: n / 4096), min_size=1, max_size=60))
def test_a_tenth_of_the_people_are_at_or_below_the_lowest_tenth(values: list[float]) -> None:
    sight, column = sight_on(values), np.array(values, np.float32)
    found = lowest_tenth(sight, "trust")
    assert (column < found + 1 / STEPS).sum() * 10 >= column.size
    assert (column < found).sum() * 10 < column.size
    assert spread(sight, "trust") == pytest.approx(float(column.astype(float).std()), abs=1 / STEPS)


def test_values_beyond_the_ends_are_tallied_at_the_ends() -> None:
    assert lowest_tenth(sight_on([-50.0] * 5), "trust") == -8.0
    assert lowest_tenth(sight_on([50.0] * 5), "trust") == 8.0 - 1 / STEPS


def test_a_column_adds_up_alike_at_any_number_of_threads(town: City) -> None:
    found = []
    for number in (1, 3, 7):
        with threads(number):
            found.append([one.tolist() for one in summed(sight_of(town), "skill")])
    assert found[0] == found[1] == found[2]
    assert sum(found[0][1]) == town.columns.id.size


def test_a_column_is_gone_through_once_for_all_that_is_asked_of_it() -> None:
    sight = sight_on([0.25, 0.5])
    assert summed(sight, "trust") is summed(sight, "trust")
    assert len(sight.known) == 1


def test_each_is_recorded_where_its_form_is_followed_and_nowhere_else(town: City, scenarios: Scenarios) -> None:
    minds = {one.name for one in MINDS} - {"image"}
    plain = months(town.fork(scenarios()), 1).recorder.rows[-1]
    assert not minds & {name for name, _ in plain}
    for form, value in ALL.items():
        rows = months(following(town.fork(scenarios()), **{form: value}), 1).recorder.rows[-1]
        found = {name for name, _ in rows} & minds
        assert found == {
            one.name
            for one in MINDS
            if one.name != "image" and one.when(following(town.fork(scenarios()), **{form: value}))
        }
        assert found
        assert {group for name, group in rows if name == min(found) and name.endswith("_mean")} <= set(
            groups(town.facts)
        )


def test_no_output_claims_to_measure_personality() -> None:
    """The paper's claim that learning betters personality is left out: there is no valid measure of it here."""
    said = [text for one in declared() for text in (one.name, one.label, one.unit, one.meaning, one.source)]
    for folder in ("report", "indicators", "study"):
        for file in (Path(sim.__file__).parent / folder).rglob("*.py"):
            said += [
                n.value
                for n in ast.walk(ast.parse(file.read_text("utf-8")))
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
    assert [text for text in said if PERSONALITY.search(text)] == []
    assert PERSONALITY.search("Improved personality"), "the check sees one"
    page = (Path(sim.__file__).parent.parent / "docs/model/mechanisms/wellbeing.md").read_text("utf-8")
    assert "measure of personality" in page
