"""Rows of the matrix that need cities: the same model in cities of every kind, and money sent to one district.

A city of each kind begins at its own anchor; what a row claims is then seen in how districts differ.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from worlds import Scenarios, assume, months

import sim.city
from sim.city import City
from sim.scenario import load
from sim.scenario.templates import new_city

PLAN = "title: As today\ncity: {city}\nbudget: {{per_resident_per_year: {budget}}}\n"
# A port of millions, a Nordic city of many small places, an invented town, and one with two tables only.
CITIES = {"dalian": 60.0, "espoo": 60.0, "millbrook": 600.0, "new": 100.0}


@pytest.fixture(scope="module")
def cities(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, City]:
    """One of each kind, a year after its burn-in."""
    folder, found = tmp_path_factory.mktemp("cities"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.city, "BURN_IN", 24)
        for name, budget in CITIES.items():
            place = new_city(str(folder / "new")) if name == "new" else checkout / "scenarios" / "cities" / name
            file = folder / "plan.yaml"
            file.write_text(PLAN.format(city=place, budget=budget), encoding="utf-8")
            found[name] = months(City(load(file, citizens=1500, months=12), rng=2), 12)
    return found


@pytest.mark.proof
@pytest.mark.parametrize("name", CITIES)
def test_one_model_runs_cities_of_every_kind(cities: dict[str, City], name: str) -> None:
    """Row 3: the kind of city is data; nothing in the code knows its name."""
    city = cities[name]
    row = city.recorder.rows[-1]
    known = city.facts.anchor
    error = 4.0 * math.sqrt(known.value * (1.0 - known.value) / 1500)
    assert 0.0 < city.participation() < known.value + error  # what is latent is met only where there is a place
    assert row["utilisation", "all"] > 0.0
    assert sum(city.ledger.balance.values()) == 0
    sources = Path(sim.city.__file__).parent
    naming = {file.relative_to(sources).parts[0] for file in sources.rglob("*.py") if name in file.read_text("utf-8")}
    assert name == "new" or naming <= {"cli"}, "only the help's example may name a city"


@pytest.mark.proof
def test_who_is_left_out_is_seen_in_cities_of_every_kind_and_differs_between_them(cities: dict[str, City]) -> None:
    """Row 3: gaps of participation, recorded in each; a gap's standard error is some .03 here."""
    gaps = {
        by: [city.recorder.rows[-1]["coverage_gap", by] for city in cities.values()]
        for by in ("by=education", "by=age", "by=income")
    }
    assert all(0.1 < gap < 0.6 for found in gaps.values() for gap in found), gaps
    assert max(gaps["by=age"]) - min(gaps["by=age"]) > 0.12, "the old learn far less where learning goes with work"
    taking_part = [city.recorder.rows[-1]["participation_12m", "all"] for city in cities.values()]
    assert max(taking_part) - min(taking_part) > 0.08


def test_money_for_the_district_that_learns_least_narrows_the_spread(town: City, scenarios: Scenarios) -> None:
    """Row 80: the same money for advice, once for everybody, once for one district; advice is assumed to help.

    No more money than lifts that district to the others: three times as much lets it overtake them, so they part.
    """
    helpful = assume(town, awareness={"advice": 0.7}, money={"start": 1.0}, rooms={"slack": 3.0})
    usual = months(town.fork(scenarios()), 12).recorder.rows[-1]
    names = [one.district_id for one in town.facts.districts]
    least = min(names, key=lambda name: usual["participation_12m", f"district={name}"])
    item = {"instrument": "outreach", "share": 0.05}
    everywhere, there = (
        months(helpful.fork(scenarios(item | target)), 36) for target in ({}, {"target": {"districts": [least]}})
    )

    def shown(city: City, name: str, group: str = "all") -> float:
        """Mean over the last two years, since a few people of a small town move a month's spread."""
        return float(np.mean([row[name, group] for row in city.recorder.rows[-24:]]))

    district = f"district={least}"
    assert shown(there, "participation_12m", district) > shown(everywhere, "participation_12m", district)
    assert shown(there, "district_spread") < shown(everywhere, "district_spread")
    assert shown(there, "theil_between") < shown(everywhere, "theil_between")
    mean = [shown(city, "participation_12m") for city in (there, everywhere)]
    assert mean[0] < mean[1] + 0.005, "the same money moves no more where few are left to move"
