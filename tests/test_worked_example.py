"""The worked example of docs/new_mechanism.md: its lines, put into a copy of the package, do what the page says.

The copy runs uncompiled on a few citizens, so that nothing is compiled for it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
PAGE = PACKAGE.parent / "docs" / "new_mechanism.md"
MOST_LINES = 60

PROGRAM = """
import json, sys
import numpy as np
import sim.anchor, sim.city
from sim.city import City
from sim.institutions.kinds import KIND
from sim.scenario import load
from sim.scenario.forms import Forms

sim.city.BURN_IN = 2
OFFERS = sum(len(kind.possible_slots) for kind in KIND)
sim.anchor.anchored = lambda facts, *_: sim.anchor.Anchored(-4.0, np.full(OFFERS * len(facts.districts), 1e-4))
plan = load({scenario!r}, citizens=120, months=3)
shown = {{}}
for form in {forms!r}:
    forms = Forms() if form is None else Forms(illness=form)
    city = City(plan.model_copy(update={{"forms": forms}}), rng=1)
    city.run()
    hours = [None if one == "relief" else getattr(city.columns, one).tolist() for one in city.columns._fields]
    shown[str(form)] = [hours, float(city.columns.relief.sum())]
print(json.dumps(shown))
"""


def blocks() -> dict[str, str]:
    """The page's files: path to source."""
    return dict(re.findall(r"^`(sim/\S+\.py)`\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE))


def joints() -> list[tuple[str, str, str]]:
    """The lines that join it to the rest: (file, line, the line that it follows)."""
    return re.findall(r"^\| `(sim/\S+\.py)` \| `(.+?)` \| `(.+?)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_the_example_is_short() -> None:
    files, lines = blocks(), joints()
    assert (len(files), len(lines)) == (3, 4)
    assert sum(len(source.splitlines()) for source in files.values()) + len(lines) + 1 < MOST_LINES


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with a copy of the package that has the example in it."""
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    for name, source in blocks().items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    imports = re.findall(r"`(from sim\.mechanisms\S+ import \w+)`", PAGE.read_text("utf-8"))
    for name, line, after in [*joints(), *(("sim/city.py", line, "import mesa") for line in imports)]:
        text = (tmp_path / name).read_text("utf-8")
        assert text.count(f"\n{after}\n") == 1, f"{name} has no such line, or several: {after}"
        (tmp_path / name).write_text(text.replace(f"\n{after}\n", f"\n{after}\n{line}\n", 1), encoding="utf-8")
    return tmp_path


def shown(folder: Path, scenario: Path, *forms: str | None) -> dict[str, list[object]]:
    """The columns after three months, and the hours freed, under each form of illness; None: without a word of it."""
    program = PROGRAM.format(scenario=str(scenario), forms=forms)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_example_works_and_is_absent_when_off(copied: Path, millbrook: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "plain.yaml"
    scenario.write_text(f"title: Plain\ncity: {millbrook}\nbudget: {{per_resident_per_year: 300}}\n", encoding="utf-8")
    now = shown(PACKAGE.parent, scenario, None)
    example = shown(copied, scenario, "none", "ageing")
    assert example["none"] == now["None"]
    assert example["ageing"][1] < 0.0 == now["None"][1]
