"""The public names are exactly these, each can be had, and importing the package stays light."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sim

NAMES = ["Citizen", "City", "InputError", "Scenario", "__version__", "compare", "experiment", "load", "run"]
HEAVY = {"mesa", "numba", "pandas", "matplotlib", "scipy", "duckdb", "pydantic", "numpy", "ruamel"}


def test_the_public_names_are_exactly_these() -> None:
    assert sorted(sim.__all__) == NAMES
    assert dir(sim) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_public_name_can_be_had_and_is_documented(name: str) -> None:
    thing = getattr(sim, name)
    assert isinstance(thing, str) or (thing.__doc__ or "").strip()


def test_an_unknown_name_says_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Town'"):
        _ = sim.Town


def imported_by(statement: str) -> set[str]:
    """The top-level packages that a fresh Python imports for `statement`."""
    asked = [sys.executable, "-X", "importtime", "-c", statement]
    lines = subprocess.run(asked, capture_output=True, text=True, check=True).stderr.splitlines()
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines if line.startswith("import time:")}


def test_the_list_of_imports_sees_what_is_imported() -> None:
    assert {"sim", "numpy"} <= imported_by("import sim, sim.codes, numpy")


@pytest.mark.parametrize("module", ["sim", "sim.cli"])
def test_importing_pulls_in_nothing_heavy(module: str) -> None:
    assert imported_by(f"import {module}") & HEAVY == set()
