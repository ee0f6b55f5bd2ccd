"""What all tests share: the switch that rewrites golden results, the checkout's folder, and a burnt-in town."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

settings.register_profile("no clock", deadline=None)  # the first example of a test may wait for the compiler
settings.load_profile("no clock")
sys.path.insert(0, str(Path(__file__).parent))  # tests import worlds by its name

if TYPE_CHECKING:
    from worlds import Scenarios

    from sim.city import City


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-golden`: write what the golden tests would compare with (`make golden`). `--town`: see `burnt_in`."""
    parser.addoption("--write-golden", action="store_true", help="rewrite the golden results instead of comparing")
    parser.addoption("--town", type=int, default=1, help="seed of the town in which mechanisms show what they do")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What mechanisms and rows show in simulated towns is a longer proof; laws and known answers are not."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if item.path.parent.name in ("mechanisms", "rows") and {"town", "burnt_in", "scenarios"} & set(names):
            item.add_marker(pytest.mark.proof)
    items.sort(key=turn)


def turn(item: pytest.Item) -> int:
    """Of two processes, one begins with a long file, for which cities are compiled; one with files that need none."""
    if item.path.stem == "test_flat_baseline":
        return 0
    return 1 if item.path.parent.name in ("scenario", "report", "rules") else 2


def pytest_sessionstart() -> None:
    """One of several processes keeps to one thread, or they would wait for each other's cores."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        import numba

        numba.set_num_threads(1)


@pytest.fixture
def write_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden tests write their result instead of comparing with it."""
    return bool(request.config.getoption("--write-golden"))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the checkout, where README.md and Makefile are."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def millbrook(checkout: Path) -> Path:
    """The folder of the invented town."""
    return checkout / "scenarios" / "cities" / "millbrook"


@pytest.fixture(scope="session")
def scenarios(millbrook: Path, tmp_path_factory: pytest.TempPathFactory) -> Scenarios:
    """Makes scenarios that may all fork from `town`."""
    from worlds import Scenarios

    return Scenarios(tmp_path_factory.mktemp("scenarios"), millbrook)


@pytest.fixture(scope="session")
def burnt_in(scenarios: Scenarios, pytestconfig: pytest.Config) -> City:
    """A small Millbrook at month 0, built once; take `town` instead, which checks that nobody changes it.

    What is claimed must not be one town's luck: `make towns` runs the tests in others.
    """
    from sim.city import City

    return City(scenarios.root, rng=pytestconfig.getoption("--town"))


@pytest.fixture
def town(burnt_in: City) -> Iterator[City]:
    """The burnt-in town to fork from; a test that changes it fails."""
    from worlds import identical, state

    before = copy.deepcopy(state(burnt_in))
    month = burnt_in.month
    yield burnt_in
    after = state(burnt_in)
    changed = [name for name, value in before.items() if not identical(value, after[name])]
    assert (changed, burnt_in.month) == ([], month), "a test has changed the town that others fork from"
