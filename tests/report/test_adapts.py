"""The page adapts to what a folder lacks, and says it: one scenario, failed runs, odd or missing keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest
from pages import Outline, changed, rendered

from sim.report import supply, tables, write
from sim.report.data import read
from sim.report.page import draw


def test_a_comparison_of_single_runs_speaks_of_no_intervals(tmp_path: Path) -> None:
    def single(manifest: Any) -> None:
        for row in manifest["comparison"]["ranking"]:
            row["probability_best"] = None
        for row in manifest["comparison"]["groups"]:
            row |= {f"{side}_{end}": None for side in ("gained", "lost") for end in ("low", "high")}

    made = made_up.folder(tmp_path / "made", names=("baseline", "places"), months=14, replicates=1)
    folder = changed(made, tmp_path / "one", single)
    drawn = draw(read(folder))
    assert drawn["ranking"].title == "Differences to the reference"
    assert drawn["ranking"].note == "One run, so there is no interval."
    for name in ("participation", "differences"):
        assert drawn[name].note.startswith("One run, so there is no interval.")
    assert "interval" not in drawn["gains"].note
    page = rendered(folder)
    for words in (
        "(one run each, so it may be chance), or about",
        "One replicate gives no interval",
        "unknown from one replicate",
    ):
        assert words in page


def test_a_single_run_adapts(single: Path) -> None:
    page = (single / "report.html").read_text("utf-8")
    said = Outline(page).text
    assert "Only one scenario was run, so there is nothing to rank" in said
    assert "There is no second scenario to compare with" in said
    assert "With one scenario nobody gains or loses; this is who takes part." in said
    assert "in a single run" in said
    assert "figure-ranking" not in page
    assert {path.stem for path in (single / "figures").iterdir()} >= {"participation", "levels", "map", "queues"}


def test_failed_runs_stand_at_the_top(small: Path, tmp_path: Path) -> None:
    def fail(manifest: dict[str, Any]) -> None:
        manifest["runs"][1] |= {"status": "failed", "error": "ran out of <memory>", "file": None}

    page = rendered(changed(small, tmp_path / "failed", fail))
    assert "1 of 4 runs did not end" in page
    assert "ran out of &lt;memory&gt;" in page
    assert page.index("runs did not end") < page.index("The question")


def test_a_scenario_without_any_result_is_named(small: Path, tmp_path: Path) -> None:
    folder = changed(small, tmp_path / "silent", lambda m: m["scenarios"].update(lost={"title": "The lost one"}))
    assert "There are no results for: The lost one." in rendered(folder)


def test_forms_that_are_not_the_usual_ones_are_told(small: Path, tmp_path: Path) -> None:
    def follow(manifest: dict[str, Any]) -> None:
        manifest["scenarios"]["places"]["forms"] = {"trust": "promises", "norms": "contacts"}

    told = Outline(rendered(changed(small, tmp_path / "forms", follow))).text
    assert "Follows other forms of mechanisms: trust: promises" in told
    assert "norms: contacts" not in told
    assert "Follows other forms" not in Outline(rendered(small)).text


def test_an_invented_city_is_called_so(small: Path, tmp_path: Path) -> None:
    folder = changed(small, tmp_path / "invented", lambda manifest: manifest["city"].update(invented=True))
    assert "This city is invented" in rendered(folder)
    assert "This city is invented" not in rendered(small)


def test_when_the_reference_is_best_the_answer_says_so(small: Path, tmp_path: Path) -> None:
    def worse(manifest: dict[str, Any]) -> None:
        row = next(row for row in manifest["comparison"]["ranking"] if row["scenario"] == "places")
        row |= {"difference": -0.02, "difference_low": -0.03, "difference_high": -0.01}

    assert "No scenario does better than the reference" in rendered(changed(small, tmp_path / "worse", worse))


def test_few_replicates_make_a_probability_rough(small: Path, page: str) -> None:
    assert "(rough: only 2 replicates)" in rendered(small)
    assert "(rough: only 3 replicates)" in page


def test_what_is_assumed_for_the_city_is_said_once(small: Path, tmp_path: Path) -> None:
    def repeat(manifest: dict[str, Any]) -> None:
        manifest["city"]["assumed"] = ["the budget is a guess"]
        manifest["comparison"]["cannot_tell"] = ["Assumed for Dalian: the budget is a guess", "Anything else."]

    page = rendered(changed(small, tmp_path / "said", repeat))
    assert page.count("the budget is a guess") == 1
    assert "Anything else." in page


def test_an_interval_around_zero_is_no_success(small: Path, tmp_path: Path) -> None:
    def unclear(manifest: dict[str, Any]) -> None:
        row = next(row for row in manifest["comparison"]["ranking"] if row["scenario"] == "places")
        row |= {"difference": 0.01, "difference_low": -0.01, "difference_high": 0.03}

    assert "No scenario is clearly better than the reference" in rendered(changed(small, tmp_path / "x", unclear))


def test_what_has_a_price_is_clearly_better(small: Path, tmp_path: Path) -> None:
    def little(manifest: dict[str, Any]) -> None:
        row = next(row for row in manifest["comparison"]["ranking"] if row["scenario"] == "places")
        row |= {"difference": 0.0004, "difference_low": 0.0002, "difference_high": 0.0006}
        row["cost_per_additional_participant"] = {"mean": 2000.0, "low": 1000.0, "high": 11000.0}

    said = Outline(rendered(changed(small, tmp_path / "x", little))).text
    assert "An additional participant costs" in said
    assert "clearly better" not in said
    assert "+0.04 percentage points (95 % interval +0.02 to +0.06)" in said.replace("\u00a0", " ")


OPTIONAL = (
    "format", "created", "seconds", "source_hash", "command", "versions", "machine", "reference", "replicates",
    "months", "citizens", "seeds", "city", "assumptions", "runs", "comparison",
)  # fmt: skip


@pytest.mark.parametrize("key", OPTIONAL)
@pytest.mark.parametrize("odd", ["absent", None, "text", []])
def test_any_optional_key_may_be_missing_or_odd(small: Path, tmp_path: Path, key: str, odd: object) -> None:
    if key == "format" and odd != "absent":
        return  # another format is refused: see test_data

    def spoil(manifest: dict[str, Any]) -> None:
        manifest.pop(key) if odd == "absent" else manifest.update({key: odd})

    assert Outline(rendered(changed(small, tmp_path / "spoiled", spoil))).open == []


def test_a_summary_without_participation_still_gives_a_page(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"scenarios": {"a": null}}')
    columns = "scenario,indicator,group,month,mean,low,high,difference,difference_low,difference_high,replicates"
    (tmp_path / "summary.csv").write_text(columns + "\n")
    said = Outline(write(tmp_path).read_text("utf-8")).text
    assert "The results hold no participation rate, so there is no answer yet." in said
    assert "The results hold no spending." in said


PARTS = ("groups", "gaps", "binding", "cannot_tell", "appraisal", "panels")


@pytest.mark.parametrize("part", ["ranking", *PARTS])
def test_a_comparison_may_lack_any_part(small: Path, tmp_path: Path, part: str) -> None:
    folder = changed(small, tmp_path / "partial", lambda manifest: manifest["comparison"].pop(part))
    assert Outline(rendered(folder)).open == []


def test_figures_adapt_to_a_comparison_that_is_a_ranking_only(small: Path, tmp_path: Path) -> None:
    def strip(manifest: dict[str, Any]) -> None:
        for part in PARTS:
            del manifest["comparison"][part]

    results = read(changed(small, tmp_path / "partial", strip))
    assert {"ranking", "differences", "gains", "map"} <= draw(results).keys()


def test_many_scenarios_are_all_in_the_tables_and_the_best_in_the_figures(small: Path, tmp_path: Path) -> None:
    def more(manifest: dict[str, Any]) -> None:
        body, row = manifest["scenarios"]["places"], manifest["comparison"]["ranking"][-1]
        for n in range(20):
            manifest["scenarios"][f"s{n}"] = body | {"title": f"Scenario {n}"}
            manifest["comparison"]["ranking"].append(row | {"scenario": f"s{n}", "difference": -0.001 * n})

    page = rendered(changed(small, tmp_path / "many", more))
    assert "10 more are in the tables only" in page
    assert "Scenario 19" in page


@pytest.mark.parametrize(("part", "unit", "shown"), [(1.0, "million CNY", "111.8"), (0.004, "thousand CNY", "447.0")])
def test_the_unit_of_spending_follows_from_the_amounts(compared: Path, part: float, unit: str, shown: str) -> None:
    found = read(compared)
    for (_, indicator, _), series in found.series.items():
        if indicator == "spend":
            series.mean[:] *= part
    spending = tables.spending(found)
    assert spending["unit"] == unit
    places = next(row for row in spending["rows"] if row["title"] == "More places")
    assert places["parts"][spending["lines"].index("Places")] == shown
    assert "0.0" not in [cell for row in spending["rows"] for cell in row["parts"]]


def test_money_that_a_line_was_planned_to_have_stands_beside_what_it_spent(small: Path, tmp_path: Path) -> None:
    def plan(manifest: dict[str, Any]) -> None:
        manifest["scenarios"]["places"]["planned"] = {"places": 223.5e6, "teachers": 10e6}

    assert tables.planned(read(small)) == []
    found = read(changed(small, tmp_path / "planned", plan))
    (table,) = tables.planned(found)
    assert table.title == "Money planned, allotted and spent a year, mean of the whole period, million CNY"
    assert table.rows[0][1:] == ("Places", "223.5", "167.6", "111.8", "111.8", "50\u00a0%")
    assert table.rows[1][1:] == ("Teachers", "10.0", "–", "–", "–", "–")
    assert table.note in Outline(rendered(found.folder)).text


def test_spending_of_the_last_year_is_that_of_its_last_twelve_months(small: Path) -> None:
    found, key = read(small), ("places", "spend", "line=places")
    series = found.series[key]
    growing = replace(series, mean=np.arange(float(series.mean.size)))
    grown = replace(found, series={**found.series, key: growing})
    months = growing.mean.tolist()[-12:]
    assert supply.last_year(grown, "places", "line=places") == pytest.approx(12 * sum(months) / len(months))
    assert supply.last_year(grown, "places", "line=nothing") is None
