"""Indicators of states of mind: the figures of numpy, only where a scenario follows them, and no claim beyond them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Scenarios, following, months, threads

import sim
from sim.assumptions import declared as assumptions
from sim.city import City
from sim.indicators import declared
from sim.indicators.indicator import Sight
from sim.indicators.means import group_means, lowest_tenth, spread, tallies
from sim.indicators.minds import MINDS
from sim.indicators.observe import groups, seen
from sim.indicators.tallies import FINE, MOVED_BY, STEPS, UNTALLIED
from sim.scenario.instruments import INSTRUMENTS

ALL = {"motivation": "relaxing", "trust": "promises", "wellbeing": "adapting"}
PERSONALITY = re.compile(r"personalit|character\b|temperament|moral|virtue|big five", re.IGNORECASE)


def sight_of(town: City, now: Any = None, forms: Mapping[str, str] = ALL, **columns: Any) -> Sight:
    """A sight of a town's citizens, with these columns in place of theirs, where these states of mind are followed."""
    city = SimpleNamespace(**vars(town) | {"columns": town.columns._replace(**columns)})
    city.plan = town.plan.model_copy(update={"forms": town.plan.forms.model_copy(update=forms)})
    return Sight(now, now, 0, city, seen(city))


def sight_on(town: City, values: list[float]) -> Sight:
    """A sight of the town, where people have these values of trust and of security in turn."""
    column = np.resize(np.array(values, np.float32), town.columns.id.size)
    return sight_of(town, trust=column, security=column)


def test_means_by_group_are_those_of_numpy(town: City) -> None:
    c = town.columns
    luck = np.random.default_rng(2)
    minds = {name: luck.normal(0, 2, c.id.size).astype(np.float32) for name in MOVED_BY}
    counted = town.recorder.flows[(town.month - 1) % 12]  # of the last month: nobody came or went since
    sight = sight_of(town, counted, **minds)
    masks = {
        "all": np.ones(c.id.size, bool),
        "education=low": c.education == 0,
        "age=75+": c.age_months >= 75 * 12,
        "work=retired": c.work == 4,
        "income=2": c.income_group == 1,
        f"district={town.facts.districts[1].district_id}": c.district == 1,
    }
    for name, values in minds.items():
        means = dict(zip(groups(town.facts), group_means(sight, name), strict=True))
        for group, mask in masks.items():
            assert means[group] == pytest.approx(float(values[mask].mean(dtype=float)), abs=2e-6), (name, group)


@given(st.lists(st.integers(-30_000, 30_000).map(lambda n: n / 4096), min_size=1, max_size=60))
@settings(deadline=None)
def test_a_tenth_of_the_people_are_at_or_below_the_lowest_tenth(burnt_in: City, values: list[float]) -> None:
    sight = sight_on(burnt_in, values)
    column = sight.city.columns.trust
    for name in ("trust", "security"):
        found = lowest_tenth(sight, name)
        assert (column < found + 1 / STEPS).sum() * 10 >= column.size
        assert (column < found).sum() * 10 < column.size
        assert spread(sight, name) == pytest.approx(float(column.astype(float).std()), abs=1 / STEPS)


def test_values_beyond_the_ends_are_tallied_at_the_ends(town: City) -> None:
    assert lowest_tenth(sight_on(town, [-50.0]), "trust") == -8.0
    assert lowest_tenth(sight_on(town, [50.0]), "trust") == 8.0 - 1 / STEPS


FORMS = [dict(some) for n in range(1, 4) for some in combinations(ALL.items(), n)]


@pytest.mark.parametrize("forms", FORMS, ids=lambda some: "-".join(some))
def test_each_state_of_mind_is_counted_where_it_belongs_whatever_else_is_followed(
    town: City, forms: dict[str, str]
) -> None:
    luck = np.random.default_rng(3)
    minds = {name: luck.normal(0, 1, town.columns.id.size).astype(np.float32) for name in MOVED_BY}
    found = []
    for number in (1, 3, 7):
        with threads(number):
            sight = sight_of(town, forms=forms, **minds)
            found.append((sight.seen.sums.tolist(), sight.seen.bins.tolist()))
    assert found[0] == found[1] == found[2]
    followed = [name for name, mechanism in MOVED_BY.items() if mechanism in forms]
    assert sight.seen.minds == tuple(followed)
    assert list(tallies(sight)) == [one for one in followed if one != UNTALLIED]
    for name, sums in zip(followed, sight.seen.sums.T, strict=True):
        values = minds[name].astype(float)
        whole = np.trunc(values * FINE)
        assert sums[0] == whole.sum() == sums[-len(town.facts.districts) :].sum()
        if name != UNTALLIED:
            assert lowest_tenth(sight, name) == np.floor(np.sort(values)[-(-values.size // 10) - 1] * STEPS) / STEPS


def test_what_no_mechanism_moves_is_not_gone_through(town: City) -> None:
    plain = seen(town)
    assert plain.sums.size == plain.bins.size == 0
    trusting = seen(following(town.fork(town.plan), trust="promises"))
    assert trusting.bins.sum(axis=1).tolist() == [town.columns.id.size]
    assert trusting.sums[0].tolist() == [round(float(town.columns.trust.sum(dtype=float)) * FINE)]


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
    templates = [*(Path(sim.__file__).parent / "report" / "templates").rglob("*.j2")]
    assert len(templates) > 2
    said += [file.read_text("utf-8") for file in templates]
    for name, one in assumptions().items():
        said += [name, one.meaning, one.unit, one.source]
    for name, instrument in INSTRUMENTS.items():
        said += [name, instrument.label, instrument.__doc__ or ""]
        said += [text for key, field in instrument.model_fields.items() for text in (key, field.description or "")]
    assert [text for text in said if PERSONALITY.search(text)] == []
    assert PERSONALITY.search("Improved personality"), "the check sees one"
    page = (Path(sim.__file__).parent.parent / "docs/model/mechanisms/wellbeing.md").read_text("utf-8")
    assert "measure of personality" in page
