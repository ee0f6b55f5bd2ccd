"""What a Mesa user does with a city: collectors of their own, agents by type, and `mesa.batch_run`."""

from __future__ import annotations

from pathlib import Path

import mesa
import pytest
from worlds import Scenarios, differences, months

import sim.city
from sim.city import City
from sim.indicators import declared
from sim.institutions.institution import Institution
from sim.mesa_compat import batch_run

pytestmark = pytest.mark.mesa
STEPS = 3


class Watched(City):
    """A city with a collector of the user's own in place of the usual one."""

    def __init__(self, scenario: str, rng: int = 1, citizens: int | None = None) -> None:
        super().__init__(scenario, rng=rng, citizens=citizens)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "participation": lambda city: city.participation(),
                "month": "month",
                "who": lambda city: int(city.columns.id[0]),
            },
            agenttype_reporters={Institution: {"cash": "cash", "account": "account"}},
        )


@pytest.fixture
def young(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cities with a short past, to build several of them quickly."""
    monkeypatch.setattr(sim.city, "BURN_IN", 4)


@pytest.mark.usefixtures("young")
def test_a_collector_of_ones_own_notes_each_step_once(scenarios: Scenarios) -> None:
    city = months(Watched(scenarios().path, citizens=200), STEPS)
    table = city.datacollector.get_model_vars_dataframe()
    assert table["month"].tolist() == [1, 2, 3]
    assert table["participation"].iloc[-1] == city.participation()
    rows = city.datacollector.get_agenttype_vars_dataframe(Institution)
    assert len(rows) == STEPS * len(city.institutions)
    assert set(rows["account"]) == {one.account for one in city.institutions}


def test_the_citys_collector_has_the_indicators(town: City, scenarios: Scenarios) -> None:
    city = months(town.fork(scenarios()), STEPS)
    collected = city.datacollector.get_model_vars_dataframe()
    tidy = city.indicators()
    whole = tidy[tidy["group"] == "all"].pivot(index="month", columns="indicator", values="value")
    assert collected["participation_12m"].tolist() == whole["participation_12m"].tolist()
    assert collected["spend"].tolist() == whole["spend"].tolist()
    assert list(collected) == [one.name for one in declared()]
    assert collected["trust_mean"].isna().all(), "nobody follows it here"
    reporters = city.datacollector.model_reporters  # what Mesa would ask one after the other
    assert {name: asked(city) for name, asked in reporters.items() if name in whole} == whole.iloc[-1].to_dict()


def test_looking_does_not_disturb_the_city(town: City, scenarios: Scenarios) -> None:
    seen, alone = town.fork(scenarios()), town.fork(scenarios())
    collector = mesa.DataCollector({"participation": lambda city: city.participation()})
    for _ in range(STEPS):
        seen.step()
        alone.step()
        collector.collect(seen)
        assert seen.agents.select(agent_type=Institution).agg("cash", sum) > 0
        assert seen.agents_by_type[Institution].get("cash")
        assert seen.random.random() < 1.0  # Mesa's own stream is there and nothing of ours hangs on it
    assert differences(seen, alone) == []


@pytest.mark.usefixtures("young")
def test_batch_run_runs_what_a_loop_would(scenarios: Scenarios) -> None:
    """Mesa 3.3 makes one step more than it is told, and its rows hold the values of the last step."""
    path = scenarios().path
    every = batch_run(Watched, {"scenario": path, "citizens": 200}, seeds=[1, 2], max_steps=STEPS)
    rows = list({row["rng"]: row for row in every}.values())  # Mesa 3.5 gives a row for each collected agent
    assert sorted(row["rng"] for row in rows) == [1, 2]
    for row in rows:
        city = Watched(path, rng=row["rng"], citizens=200)
        series = []
        for _ in range(STEPS + 1):
            city.step()
            series.append((city.month, city.participation(), int(city.columns.id[0])))
        assert (row["month"], row["participation"], row["who"]) in series[STEPS - 1 :]
    assert rows[0]["who"] != rows[1]["who"]


@pytest.mark.usefixtures("young")
def test_batch_run_takes_a_city_as_it_is(scenarios: Scenarios) -> None:
    rows = batch_run(City, {"scenario": scenarios().path, "citizens": 200}, seeds=[1, 2], max_steps=1)
    assert sorted(row["rng"] for row in rows) == [1, 2]
    assert Path(rows[0]["scenario"]).name == "root.yaml"
    assert all(0 <= row["participation_12m"] <= 1 for row in rows)
