"""What we rely on in Mesa, and what differs between its versions: run on every Python that the machine has."""

from __future__ import annotations

import ast
import gc
import weakref

import mesa
import numpy as np
import pytest

from sim.mesa_compat import RESERVED, batch_run, forget, seed_of

pytestmark = pytest.mark.mesa


class Person(mesa.Agent):
    """An agent that does nothing."""


class Village(mesa.Model):
    """The smallest model with an agent, a counter of months and a collector."""

    def __init__(self, size: int = 1, rng: int = 1) -> None:
        super().__init__(rng=seed_of(rng))
        self.seed, self.month = rng, 0
        Person.create_agents(self, size)
        self.datacollector = mesa.DataCollector({"people": lambda village: len(village.agents)})

    def step(self) -> None:
        self.month += 1
        self.datacollector.collect(self)


def test_a_forgotten_model_is_freed() -> None:
    village = Village(3)
    village.step()
    forget(village)
    forget(village)
    watched = weakref.ref(village)
    del village
    gc.collect()
    assert watched() is None


def test_a_forgotten_model_can_still_be_read() -> None:
    village = Village(3)
    village.step()
    forget(village)
    assert len(village.agents) == 3
    assert village.datacollector.get_model_vars_dataframe()["people"].tolist() == [3]


def test_months_are_counted_by_the_model_itself_once_a_step() -> None:
    village = Village()
    for _ in range(3):
        village.step()
    assert (village.month, village.steps) == (3, 3)


@pytest.mark.parametrize("seed", [7, np.int64(7), np.uint8(7)])
def test_a_seed_is_a_plain_int_whatever_whole_number_it_was(seed: int) -> None:
    assert type(seed_of(seed)) is int
    assert Village(rng=seed).random.random() == Village(rng=7).random.random()


@pytest.mark.parametrize("seed", [None, 1.5, "1"])
def test_a_seed_that_is_no_whole_number_is_refused(seed: object) -> None:
    with pytest.raises(TypeError, match="whole number"):
        seed_of(seed)  # type: ignore[arg-type]


def test_batch_run_gives_each_combination_and_seed_one_run() -> None:
    rows = batch_run(Village, {"size": [1, 4]}, seeds=[5, np.int64(6)], max_steps=2)
    assert sorted((row["size"], row["rng"]) for row in rows) == [(1, 5), (1, 6), (4, 5), (4, 6)]


def test_the_reserved_names_cover_what_this_mesa_keeps_on_a_model() -> None:
    kept = {name for name in {*dir(mesa.Model), *vars(mesa.Model(rng=1))} if not name.startswith("_")}
    assert kept - {"step"} <= RESERVED


def names_a_class_takes(source: str, name: str) -> set[str]:
    """The names that the class body defines and those that its methods assign on `self`."""
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == name)
    taken = {node.name for node in body.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(body):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and getattr(node.value, "id", "") == "self"
        ):
            taken.add(node.attr)
    return taken


def test_the_search_for_taken_names_finds_methods_and_attributes() -> None:
    source = "class Town(Model):\n    def time(self): ...\n    def __init__(self):\n        self.steps, self.a = 1, 2\n"
    assert names_a_class_takes(source, "Town") == {"time", "__init__", "steps", "a"}


def test_a_city_takes_no_name_that_some_mesa_keeps() -> None:
    import sim.city

    with open(sim.city.__file__, encoding="utf-8") as file:
        taken = names_a_class_takes(file.read(), "City")
    assert "__init__" in taken
    assert taken & RESERVED - {"running"} == set()
