"""Dated targets: how often and by how much they are met, and that moving one moves nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_city import outreach, scenario
from worlds import Scenarios, differences, months

from sim import report
from sim.city import City
from sim.errors import InputError
from sim.report.study_page import units
from sim.report.study_tables import targets_table
from sim.scenario import load
from sim.scenario.parts import Goal
from sim.study.check import check
from sim.study.compare import ComparisonResult, compare
from sim.study.design import Design

Make = Callable[..., Design]
Conduct = Callable[..., ComparisonResult]


def goal(value: float, month: int = 24, **more: Any) -> dict[str, Any]:
    return {"indicator": "participation_12m", "value": value, "month": month, **more}


def with_targets(*targets: dict[str, Any]) -> tuple[Any, ...]:
    return scenario("baseline", targets=targets), scenario("much", (outreach(0.5),), targets=targets)


def test_the_share_of_replicates_that_meet_it_and_the_gap(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    targets = (goal(0.5), goal(0.5, reach="at_most"), goal(0.5, month=3), goal(0.5, month=60))
    result = carry_out(design(*with_targets(*targets), replicates=4), tmp_path / "o")
    rows = {(row["scenario"], row["month"], row["reach"]): row for row in result.manifest["comparison"]["targets"]}
    assert rows["baseline", 24, "at_least"]["met"] == 0.0
    assert rows["much", 24, "at_least"]["met"] == 1.0
    assert rows["much", 24, "at_most"]["met"] == 0.0
    assert rows["much", 3, "at_least"]["met"] == 0.0  # outreach acts from month 6
    assert rows["much", 60, "at_least"]["met"] is None  # after the end of the run
    series = result.series().query("scenario == 'much' and month == 23")
    assert rows["much", 24, "at_least"]["gap"] == pytest.approx(float(series["mean"].iloc[0]) - 0.5, abs=1e-6)
    assert rows["much", 24, "at_least"]["gap_low"] < rows["much", 24, "at_least"]["gap"]
    page = report.write(result.folder).read_text("utf-8")
    assert "Dated targets" in page
    assert "not measured" in page


def test_the_gap_to_a_target_says_its_unit() -> None:
    row = {"scenario": "a", "reach": "at_least", "value": 0.5, "month": 12, "met": 1.0, "gap": 0.02}
    row |= {"gap_low": 0.01, "gap_high": 0.03}
    rows = [
        row | {"indicator": "participation_12m"},
        row | {"indicator": "spend"},
        row | {"indicator": "spend", "gap": None},
    ]
    (table,) = targets_table(rows, units({"currency": "crowns"}), {})
    away = [cells[-1] for cells in table.rows]
    assert away[0] == "+2.00 (+1.00 to +3.00) percentage points"
    assert away[1].endswith(") crowns a month")
    assert away[2] == "unknown"


def test_a_chance_lies_between_where_luck_decides(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    one = scenario("baseline")
    values = carry_out(design(one, replicates=9), tmp_path / "a")
    middle = float(values.series().query("month == 23")["mean"].iloc[0])
    result = carry_out(design(scenario("baseline", targets=(goal(middle),)), replicates=9), tmp_path / "b")
    (row,) = result.manifest["comparison"]["targets"]
    assert 0.0 < row["met"] < 1.0
    assert row["met"] * 9 == pytest.approx(round(row["met"] * 9))
    assert row["gap"] == pytest.approx(0.0, abs=1e-6)


def test_moving_a_target_moves_no_run(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    first = carry_out(design(*with_targets(goal(0.3))), tmp_path / "o")
    times = {path: path.stat().st_mtime_ns for path in (first.folder / "runs").iterdir()}
    summary = (first.folder / "summary.csv").read_bytes()
    second = carry_out(design(*with_targets(goal(0.9, month=12))), tmp_path / "o")
    assert {path: path.stat().st_mtime_ns for path in (second.folder / "runs").iterdir()} == times
    assert (second.folder / "summary.csv").read_bytes() == summary
    assert [row["value"] for row in second.manifest["comparison"]["targets"]] == [0.9, 0.9]


def test_a_city_with_a_target_is_the_same_to_the_last_bit(town: City, scenarios: Scenarios) -> None:
    policy = {"instrument": "outreach", "share": 0.2}
    marked = scenarios(policy, targets=(Goal(indicator="participation_12m", value=0.9, month=2),))
    assert City.burn_in_key(marked, 1) == City.burn_in_key(scenarios(policy), 1)
    assert differences(months(town.fork(scenarios(policy)), 3), months(town.fork(marked), 3)) == []


def test_neither_evaluation_nor_law_heeds_a_target(town: City, scenarios: Scenarios) -> None:
    """Row 2: what is rewarded and protected is in the policy, never in the target."""
    policy = ({"instrument": "evaluation", "share": 0.1, "bonus": 0.5}, {"instrument": "law", "share": 0.05})
    marked = scenarios(*policy, targets=(Goal(indicator="participation_12m", value=0.9, month=6),))
    plain, told, without = (months(town.fork(one), 15) for one in (scenarios(*policy), marked, scenarios()))
    assert differences(plain, told) == []
    assert len(differences(plain, without)) > 10


def test_a_target_is_read_from_a_file_and_its_indicator_checked(tmp_path: Path, millbrook: Path) -> None:
    text = f"title: A\ncity: {millbrook}\ncitizens: 100\nmonths: 3\nbudget: {{per_resident_per_year: 60}}\n"
    text += "targets:\n  - {indicator: participation_12m, value: 0.5, month: 2035-01-01}\n"
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    (found,) = load(file).targets
    assert (found.value, found.reach) == (0.5, "at_least")
    assert found.month > 12
    assert check(str(file)).faults == ()
    file.write_text(text.replace("participation_12m", "participation_12x"), encoding="utf-8")
    (fault,) = check(str(file)).faults
    assert "Did you mean 'participation_12m'" in fault.remedy
    assert (fault.file, fault.line) == (str(file), 7)
    (tmp_path / "heir.yaml").write_text("title: B\nextends: a.yaml\n", encoding="utf-8")
    assert check(str(tmp_path / "heir.yaml")).faults == (fault,)
    with pytest.raises(InputError, match="no indicator"):
        compare([str(file)])
    file.write_text(text.replace("value: 0.5", "valu: 0.5"), encoding="utf-8")
    assert {fault.line for fault in check(str(file)).faults} == {7}
