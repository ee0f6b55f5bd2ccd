"""The made-up results folders and their pages, written once for all tests of the report."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the tests import made_up by its name

import made_up

from sim.report import write


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight scenarios, with its report written."""
    folder = made_up.folder(tmp_path_factory.mktemp("report") / "compared", months=26, replicates=3)
    write(folder)
    return folder


@pytest.fixture(scope="session")
def page(compared: Path) -> str:
    """The report of eight scenarios."""
    return (compared / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one scenario and one run, with its report written."""
    folder = made_up.folder(
        tmp_path_factory.mktemp("report") / "single", names=("people_first",), months=18, replicates=1
    )
    write(folder)
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two scenarios over half a year."""
    place = tmp_path_factory.mktemp("report") / "small"
    return made_up.folder(place, names=("baseline", "places"), months=6, replicates=2)
