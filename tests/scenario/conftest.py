"""Files to read: a sound city and baseline in a temporary folder, and the faults of whatever a test writes there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import Fault, InputError
from sim.scenario import load
from sim.scenario.templates import new_city

BASE = """\
title: Base
city: town
citizens: 500
months: 120
budget: {per_resident_per_year: 60, rule: equal}
"""
Write = Callable[[str, str], Path]
FaultsOf = Callable[[str], list[Fault]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory that holds base.yaml and its city, town."""
    monkeypatch.chdir(tmp_path)
    new_city("town")
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a file of that name and text, and gives its path from the working directory."""

    def written(name: str, text: str) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return Path(name)

    return written


@pytest.fixture
def faults_of(write: Write) -> FaultsOf:
    """The faults of a scenario `bad.yaml` of that text; fails if there are none."""

    def found(text: str) -> list[Fault]:
        with pytest.raises(InputError) as caught:
            load(write("bad.yaml", text))
        assert len(str(caught.value).splitlines()) == len(caught.value.faults)  # one line each, whatever is quoted
        return list(caught.value.faults)

    return found
