"""What programmes give citizens for a month is what they say they give, and nothing of it stays."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import Scenarios, assume, following, months

from sim.books import FOR_A_MONTH
from sim.citizens.person import DYNAMIC
from sim.city import City
from sim.government.programmes import PROGRAMMES

ALL = {name for one in PROGRAMMES.values() for name in one.gives} | {*FOR_A_MONTH}
MORE: dict[str, tuple[dict[str, Any], ...]] = {
    "awards": ({"kind": "verbal", "after": "start"}, {"kind": "tangible", "after": "start"}),
    "campaign": ({"injunctive": True, "publishes_rate": 0.6},),
    "media": tuple({"product": product} for product in ("programme", "film", "project")),
    "service": tuple({"fix": fix} for fix in ("opening", "childcare", "transport")),
    "pilots": ({"months": 3, "studies": ["voucher"]},),
}
ASSERTED = {"awareness": {"advice": 1.0}, "activities": {"effect": 0.5}, "money": {"start": 1.0}}
ITEMS = [{"instrument": name, "share": 0.4} | fields for name in PROGRAMMES for fields in MORE.get(name, ({},))]


def given(city: City) -> set[str]:
    """The columns in which somebody has something beside what newcomers have."""
    return {name for name in ALL if (getattr(city.columns, name) != DYNAMIC[name][1]).any()}


@pytest.mark.parametrize("item", ITEMS, ids=str)
def test_a_programme_gives_what_it_says_and_it_is_taken_back(
    town: City, scenarios: Scenarios, item: dict[str, Any]
) -> None:
    city = months(assume(town, **ASSERTED).fork(scenarios(item)), 3)
    assert given(city) <= {*PROGRAMMES[item["instrument"]].gives}
    city.government.programmes, city.government.standings = [], []  # their memories too
    city.step()
    assert not given(city)


def test_what_a_programme_says_it_gives_is_given(town: City, scenarios: Scenarios) -> None:
    found: dict[str, set[str]] = {}
    for item in ITEMS:
        city = months(assume(town, **ASSERTED).fork(scenarios(item)), 3)
        found[item["instrument"]] = found.get(item["instrument"], set()) | given(city)
    assert found == {name: {*one.gives} for name, one in PROGRAMMES.items()}


def test_what_mechanisms_give_is_taken_back_without_a_policy(town: City, scenarios: Scenarios) -> None:
    city = following(town.fork(scenarios()), wellbeing="adapting")
    for name in FOR_A_MONTH:
        getattr(city.columns, name)[:] = 0.5
    city.step()
    assert not given(city)
