"""A city is a mesa model on every Mesa that we support: it steps, collects, has agents, and can be freed."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import mesa
import pytest

if TYPE_CHECKING:
    from worlds import Scenarios

    from sim.city import City

pytestmark = pytest.mark.mesa


def test_a_step_is_a_month_for_mesa_and_for_the_city(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios())
    assert isinstance(city, mesa.Model)
    city.step()
    city.step()
    assert (city.month, city.steps) == (2, 2)


def test_mesa_stops_with_the_last_month_of_the_scenario(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios(months=3))
    city.run_model()
    assert (city.month, city.running) == (3, False)


def test_institutions_and_government_are_agents_and_citizens_are_not_registered(
    town: City, scenarios: Scenarios
) -> None:
    city = town.fork(scenarios())
    agents = list(city.agents)
    assert {type(agent).__name__ for agent in agents} == {"Government", "Institution"}
    assert len({agent.unique_id for agent in agents}) == len(agents)
    assert all(agent.model is city for agent in agents)
    assert isinstance(city.citizens[0], mesa.Agent)


def test_a_citizen_refuses_sequential_streams(town: City) -> None:
    for name in ("random", "rng"):
        with pytest.raises(AttributeError):
            getattr(town.citizens[0], name)


def test_a_data_collector_reads_a_city(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios())
    collector = mesa.DataCollector({"learning": lambda one: one.participation()})
    for _ in range(2):
        city.step()
        collector.collect(city)
    assert collector.get_model_vars_dataframe()["learning"].iloc[-1] == city.participation() > 0


def test_a_forgotten_city_is_freed(town: City, scenarios: Scenarios) -> None:
    from sim.mesa_compat import forget

    city = town.fork(scenarios())
    city.step()
    watched = weakref.ref(city)
    forget(city)
    del city
    gc.collect()
    assert watched() is None
