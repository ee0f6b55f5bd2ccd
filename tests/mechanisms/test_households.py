"""Households: an example at home, care by turns, and how far persons, households and districts are reached."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Scenarios, assume, differences, months

import sim.city
from sim.assumptions import resolve
from sim.city import City
from sim.mechanisms.households import Home, spill_over
from sim.rules.households import care_swapped, norm_at_home
from sim.scenario.forms import Forms


def at_choice(town: City, scenarios: Scenarios, weight: float, care: float, form: str = "spill_over") -> City:
    """A fork of the town about to choose."""
    city = assume(town, households={"weight": weight, "care": care}).fork(scenarios())
    city.plan = city.plan.model_copy(update={"forms": Forms(households=form)})
    city._pass(sim.city.MONTH[: sim.city.MONTH.index(sim.city.choose)])
    return city


def test_without_weight_and_care_nothing_changes(town: City, scenarios: Scenarios) -> None:
    off, on = at_choice(town, scenarios, 0.5, 5.0, "none"), at_choice(town, scenarios, 0.0, 0.0)
    assert differences(off, on, ignore=("rows",)) == []


def test_the_norm_moves_to_what_the_others_at_home_do(town: City, scenarios: Scenarios) -> None:
    """As a slow count over each household of the same month without spill-over."""
    alone, city = at_choice(town, scenarios, 0.0, 0.0), at_choice(town, scenarios, 0.4, 0.0)
    c = city.columns
    active = (c.visible >> 7).astype(float)
    for i in range(0, c.id.size, 7):
        others = np.flatnonzero((c.household == c.household[i]) & (np.arange(c.id.size) != i))
        norm = float(alone.columns.norm[i])
        wanted = norm + 0.4 * (active[others].mean() - norm) if others.size else norm
        assert c.norm[i] == pytest.approx(wanted, abs=1e-6)
    assert (c.norm != alone.columns.norm).any()


def test_it_does_not_matter_where_the_citizens_are_parted(town: City, scenarios: Scenarios) -> None:
    """Each part looks at the homes beyond its ends, of which it writes nothing."""
    p, found = resolve({"households.weight": 0.4, "households.care": 3.0}).households, []
    before = at_choice(town, scenarios, 0.0, 0.0).columns
    for ends in ((0, 600), (0, 1, 600), (0, 255, 256, 258, 600), (0, *range(3, 600, 5), 600)):
        c = before._replace(norm=before.norm.copy(), relief=before.relief.copy())
        for first, last in pairwise(ends):
            spill_over(np.uint64(first), np.uint64(last), c, p)
        found.append((c.norm.tolist(), c.relief.tolist()))
    assert before.norm.size == 600
    assert all(one == found[0] for one in found)
    assert found[0] != (before.norm.tolist(), before.relief.tolist())


def test_swapped_care_adds_no_hour_where_somebody_learns(town: City, scenarios: Scenarios) -> None:
    city = at_choice(town, scenarios, 0.0, 3.0)
    c = city.columns
    homes = c.household.max() + 1
    learners = np.bincount(c.household[c.enrolled >= 0], minlength=homes)
    children = np.bincount(c.household, weights=c.children, minlength=homes) > 0
    adults = np.bincount(c.household, minlength=homes)
    freed = np.bincount(c.household, weights=c.relief, minlength=homes)
    assert np.allclose(freed[learners > 0], 0.0, atol=1e-5)
    swap = children & (adults > 1)
    assert np.allclose(freed[swap & (learners == 0)], 3.0 * adults[swap & (learners == 0)])
    assert (freed[~swap] == 0.0).all()
    assert (swap & (learners > 0)).sum() > 3


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    adults=st.integers(1, 5), data=st.data(), children=st.booleans(), care=st.floats(0, 10), weight=st.floats(0, 0.8)
)
def test_a_household_gains_no_hours_and_beliefs_stay_shares(
    burnt_in: City, adults: int, data: st.DataObject, children: bool, care: float, weight: float
) -> None:
    p = resolve({"households.care": care, "households.weight": weight}).households
    learning = data.draw(st.lists(st.booleans(), min_size=adults, max_size=adults))
    active = data.draw(st.lists(st.booleans(), min_size=adults, max_size=adults))
    someone, freed = burnt_in.citizens[0].person, []
    for learns, shows in zip(learning, active, strict=True):
        home = Home(adults - 1, sum(active) - shows, sum(learning), children)
        me = someone._replace(learning=learns, norm=0.3)
        freed.append(care_swapped(me, home, p, 0.0))
        assert 0.0 <= norm_at_home(me, home, p, 0.0) <= 1.0
    if any(learning):
        assert sum(freed) == pytest.approx(0.0, abs=1e-9)


@pytest.fixture(scope="module")
def reached(burnt_in: City, scenarios: Scenarios) -> dict[float, dict[Any, float]]:
    """What a year of outreach with small and ever larger shares of the money shows."""
    found = {}
    for share in (0.02, 0.04, 0.2, 0.6):
        city = assume(burnt_in, money={"start": 1.0}).fork(scenarios({"instrument": "outreach", "share": share}))
        found[share] = months(city, 12).recorder.rows[-1]
    return found


def test_more_households_and_districts_than_persons_are_reached(reached: dict[float, dict[Any, float]]) -> None:
    """Row 53: support of one person reaches a household, and that of a tenth of its people a district."""
    for row in reached.values():
        assert row["coverage", "of=persons"] <= row["coverage", "of=households"] <= row["coverage", "of=districts"]
    row = reached[0.02]
    assert row["coverage", "of=persons"] + 0.05 < row["coverage", "of=households"]


def test_the_last_mile_costs_more(reached: dict[float, dict[Any, float]]) -> None:
    """Row 53: the money for one more person reached rises the more are reached already."""
    shares = [0.0, *reached]
    persons = [0.0, *(row["coverage", "of=persons"] for row in reached.values())]
    a_person = np.diff(shares) / np.diff(persons)
    assert (np.diff(a_person) > 0).all()
    assert a_person[-1] > 10 * a_person[0]


def test_who_is_reached_need_not_take_part(reached: dict[float, dict[Any, float]]) -> None:
    """Row 53: with everybody reached, participation is still that of a town."""
    row = reached[0.6]
    assert row["coverage", "of=persons"] > 0.98
    assert row["participation_12m", "all"] < 0.7
