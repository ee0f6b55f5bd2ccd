"""The public verbs: what they load and check before anything runs, and that a plain script may use them."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import InputError
from sim.scenario import load
from sim.study import compare, run
from sim.study.design import Design

SCRIPT = """
import sys
sys.path[:0] = {paths!r}
print("the script runs")
from fake_city import FakeCity, facts, scenario
from sim.study.conduct import conduct
from sim.study.design import plan
design = plan([scenario("baseline"), scenario("a")], reference=None, replicates=2, seed=1, fingerprint={{}})
folder, manifest = conduct(design, FakeCity, facts(), source="s", workers=2, out={out!r})
print([run["status"] for run in manifest["runs"]])
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Design, dict[str, Any]]]:
    """What `compare` asks to be carried out; nothing is."""
    calls: list[tuple[Design, dict[str, Any]]] = []

    def conduct(design: Design, city: Any, facts: Any, **more: Any) -> tuple[Path, dict[str, Any]]:
        calls.append((design, more))
        return Path("folder"), {"runs": []}

    monkeypatch.setattr(importlib.import_module("sim.study.compare"), "conduct", conduct)
    return calls


def names(design: Design) -> list[str]:
    return [entry.name for entry in design.entries]


@pytest.fixture
def files(checkout: Path) -> tuple[str, str]:
    return str(checkout / "scenarios/baseline.yaml"), str(checkout / "scenarios/voucher.yaml")


def test_files_and_scenarios_with_overrides(asked: Any, files: tuple[str, str]) -> None:
    result = compare([files[1], load(files[0])], replicates=4, citizens=500, months=6, workers=2)
    design, more = asked[0]
    assert (names(design), design.reference, design.replicates) == (["voucher", "baseline"], "baseline", 4)
    assert {(entry.scenario.citizens, entry.scenario.months) for entry in design.entries} == {(500, 6)}
    assert more["workers"] == 2
    assert result.exit_code == 0


def test_a_reference_that_is_not_listed_is_added(asked: Any, files: tuple[str, str]) -> None:
    compare([files[1]], reference=Path(files[0]))
    compare([files[0], files[1]], reference=files[1])
    first, second = (design for design, _ in asked)
    assert (names(first), first.reference) == (["baseline", "voucher"], "baseline")
    assert (names(second), second.reference) == (["baseline", "voucher"], "voucher")


def test_one_run_is_the_first_replicate(asked: Any, files: tuple[str, str]) -> None:
    run(files[0], seed=9)
    assert asked[0][0].seeds == (9,)


def test_the_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("titel: A\n")
    with pytest.raises(InputError) as raised:
        compare([tmp_path / "a.yaml", tmp_path / "absent.yaml"])
    assert {Path(fault.file).name for fault in raised.value.faults} == {"a.yaml", "absent.yaml"}


@pytest.mark.parametrize("nothing", [[], "scenarios/baseline.yaml"])
def test_a_list_of_scenarios_is_needed(nothing: Any) -> None:
    with pytest.raises(InputError, match="there is no list of scenarios"):
        compare(nothing)


def test_the_package_offers_both_verbs() -> None:
    assert (sim.compare, sim.run) == (compare, run)


def test_a_script_needs_no_guard_and_is_not_run_by_its_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    paths = [str(Path(sim.__file__).parents[1]), str(Path(__file__).parent)]
    script.write_text(SCRIPT.format(paths=paths, out=str(tmp_path / "o")))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=100, check=True)
    assert done.stdout.splitlines() == ["the script runs", str(["done"] * 4)]
    assert done.stderr == ""
