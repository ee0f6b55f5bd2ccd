"""Bundles: an interaction between instruments that is assumed is recovered, and one that is not may still emerge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, following, months

from sim.city import City
from sim.government.programmes import PROGRAMMES
from sim.study.analyses import SUPPORT

CONTACT: dict[str, Any] = {"instrument": "outreach", "share": 0.2}
CAMPAIGN: dict[str, Any] = {"instrument": "campaign", "share": 0.2, "media": 1.0}


def factorial(town: City, scenarios: Scenarios, interaction: float) -> tuple[float, float]:
    """What contact and campaign do to the wish together beyond each alone, and the share of people whom both meet."""
    means, both = {}, 0.0
    certain = {"awareness": {"advice": 0.3}, "campaign": {"effect": 0.3}, "money": {"start": 1.0}}
    for policy in ((), (CONTACT,), (CAMPAIGN,), (CONTACT, CAMPAIGN)):
        city = assume(town, bundles={"interaction": interaction}, **certain).fork(scenarios(*policy))
        city.step()
        means[len(policy), policy[:1] == (CONTACT,)] = float(city.columns.message.mean(dtype=np.float64))
        both = float(((city.columns.contacted > 0) & (city.columns.exposures > 0)).mean())
    together = means[2, True] - means[1, True] - means[1, False] + means[0, False]
    return together, both


@pytest.mark.parametrize("interaction", [-0.5, 0.0, 0.5])
def test_a_factorial_recovers_the_interaction_that_is_assumed(
    town: City, scenarios: Scenarios, interaction: float
) -> None:
    """Rows 63 and 85, programmed: log-odds for each person whom both meet, and none where none is assumed."""
    together, both = factorial(town, scenarios, interaction)
    assert both > 0.1
    assert together / both == pytest.approx(interaction, abs=1e-3)


def test_without_an_interaction_the_phase_does_nothing(town: City, scenarios: Scenarios) -> None:
    off, on = (months(assume(town, bundles={"interaction": size}).fork(scenarios(CONTACT)), 4) for size in (0.0, 0.5))
    assert differences(off, on, ignore=("rows",)) == [], "one kind of support is no bundle"


def places_by_demand(town: City, scenarios: Scenarios, capacity: str) -> dict[tuple[float, int], int]:
    """Starts of half a year by the wish added to everybody's and the seats that each house has at most."""
    found = {}
    for wish in (0.0, 2.0):
        for seats in (1, 40):
            city = assume(town, teachers={"load": 60.0}, choice={"consider": 0.6}).fork(scenarios())
            city = following(city, capacity=capacity)
            city.intercept += wish
            for one in city.public:
                one.seats, one.buildings = min(one.seats, seats), []
            found[wish, seats] = int(months(city, 6).columns.starts.sum())
    return found


def test_places_and_demand_help_each_other_where_both_are_short(town: City, scenarios: Scenarios) -> None:
    """Rows 63 and 85, emerging: nothing is assumed, and together they do more than each alone where seats are few."""
    found = places_by_demand(town, scenarios, "limited")
    assert found[2.0, 40] - found[2.0, 1] > 1.25 * (found[0.0, 40] - found[0.0, 1])
    assert found[2.0, 1] >= found[0.0, 1]


def test_places_and_demand_interact_through_capacity_alone(town: City, scenarios: Scenarios) -> None:
    """Row 85: where capacity binds each raises what the other does; where there are places for all there is nothing."""
    together = {}
    for capacity in ("limited", "unlimited"):
        found = places_by_demand(town, scenarios, capacity)
        assert found[2.0, 1] > found[0.0, 1], "demand is there in both"
        together[capacity] = found[2.0, 40] - found[2.0, 1] - found[0.0, 40] + found[0.0, 1]
    assert together["limited"] > 20
    assert together["unlimited"] == 0


def test_what_experiments_know_of_support_is_what_programmes_give() -> None:
    """`analyses.SUPPORT` against the columns of citizens that `add_up` counts."""
    column = {"contact": "contacted", "exposure": "exposures", "visit": "visits", "voucher": "voucher", "money": "cash"}
    given = {name: {*one.gives} for name, one in PROGRAMMES.items()}
    for word, one in column.items():
        assert {name for name, kind in SUPPORT.items() if kind == word} == {n for n in given if one in given[n]}
    assert all("relief" in given[name] for name, kind in SUPPORT.items() if kind == "hours")
    assert {*SUPPORT.values()} == {*column, "hours"}
