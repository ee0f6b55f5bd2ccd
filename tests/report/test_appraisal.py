"""The tables of the appraisal: estimates with their interval and grade, dashes where nothing is clear, honest words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_up import REFERENCE, SCENARIOS
from pages import Outline, changed, rendered

from sim.report import appraisal
from sim.report.data import Results, read


@pytest.fixture(scope="session")
def results(compared: Path) -> Results:
    return read(compared)


def test_each_scenario_has_a_row_and_each_measured_cost_a_column(results: Results) -> None:
    (table,) = appraisal.costs(results)
    assert {row[0] for row in table.rows} == {results.title(name, 56) for name in SCENARIOS if name != REFERENCE}
    assert table.headings[1:3] == ("Adult who learns, for a year", "Hour of learning")
    assert "Course completed" not in table.headings
    assert {len(row) for row in table.rows} == {len(table.headings)}


def test_without_a_cost_the_table_says_so_and_explains_none(small: Path, tmp_path: Path) -> None:
    def costless(manifest: dict[str, Any]) -> None:
        for row in manifest["comparison"]["appraisal"]:
            row |= {"cost_of_participant": None, "cost_of_hour": None, "displacement": {"mean": 0.4}}

    (table,) = appraisal.costs(read(changed(small, tmp_path / "costless", costless)))
    assert table.headings == ("Scenario", "Months to the effect", "Displaced", "Weakest grade")
    assert "No cost is given: no effect is clearly above zero" in table.note
    assert "discounted" not in table.note
    assert "Displaced: " in table.note


def test_what_is_not_clear_has_a_dash_instead_of_a_cost_and_of_months(results: Results) -> None:
    (table,) = appraisal.costs(results)
    ranked = {results.title(row["scenario"], 56): row for row in results.ranking}
    clear = {row[0]: ranked[row[0]]["difference_low"] > 0 for row in table.rows}
    assert True in clear.values()
    assert False in clear.values()
    for row in table.rows:
        assert (" to " in row[1], row[1] == "–") == (clear[row[0]], not clear[row[0]])


@pytest.mark.parametrize(("difference", "months"), [((0.01, 0.02), "17"), ((-0.02, -0.01), "17"), ((-1, 1), "–")])
def test_months_are_said_only_of_an_effect_that_is_there(
    small: Path, tmp_path: Path, difference: tuple[float, float], months: str
) -> None:
    def spread(manifest: dict[str, Any]) -> None:
        for row in manifest["comparison"]["ranking"]:
            row |= {"difference_low": difference[0], "difference_high": difference[1]}
        for row in manifest["comparison"]["appraisal"]:
            row["cost_of_hour"] = {"mean": 1.0, "low": None, "high": None}

    (table,) = appraisal.costs(read(changed(small, tmp_path / "spread", spread)))
    assert [row[-2] for row in table.rows] == [months]
    assert table.rows[0][table.headings.index("Hour of learning")] == "1.00"


@pytest.mark.parametrize(("scenario", "time", "shown"), [("C", "C", "C"), ("A", "C", "C"), ("D", "A", "D")])
def test_the_grade_is_the_weaker_of_the_effect_s_and_that_of_the_value_of_time(
    small: Path, tmp_path: Path, scenario: str, time: str, shown: str
) -> None:
    def grade(manifest: dict[str, Any]) -> None:
        for row in manifest["comparison"]["ranking"]:
            row["weakest_grade"] = scenario
        for row in manifest["comparison"]["appraisal"]:
            row["cost_of_hour"] = {"mean": 1.0, "low": 0.5, "high": 2.0}
        manifest["assumptions"] = [{"name": appraisal.TIME, "value": 0.5, "grade": time}]

    (table,) = appraisal.costs(read(changed(small, tmp_path / "graded", grade)))
    assert table.rows[0][-1] == shown
    assert f"{appraisal.TIME} = 0.5, grade {time}" in table.note


def test_the_page_calls_costs_and_panels_estimates_and_their_weights_asserted(page: str) -> None:
    said = Outline(page).text.replace("\u00a0", " ")
    for words in (
        "Estimated cost in CNY of one more over the whole run, money and people’s time (95 % interval)",
        "not a forecast",
        "discounted at 3 % a year",
        "Atmosphere: a panel of indicators",
        "Charm: a panel of indicators",
        "asserted (grade D)",
        "Not measured, so left out: trust",
    ):
        assert words in said


def test_a_panel_shows_its_parts_beside_their_mean_the_best_first(results: Results) -> None:
    atmosphere, charm = appraisal.panels(results)
    assert atmosphere.headings[:3] == ("Scenario", "Dominated by", "Rank")
    assert atmosphere.headings[3:5] == ("Mean of the parts", "Weights that keep the rank")
    assert atmosphere.headings[5:] == ("Participation in 12 months", "Contacts who learn")
    assert [row[2] for row in charm.rows] == [str(place) for place in range(1, len(SCENARIOS) + 1)]
    assert atmosphere.rows[0][1:] == ("–", "1", "0.365", "88\u00a0%", "0.42", "0.31")


def test_a_panel_names_who_dominates_and_weights_that_differ(compared: Path) -> None:
    found = read(compared)
    rows = [row for row in found.comparison["panels"] if row["panel"] == "charm"]
    best = rows[0]["scenario"]
    for row in rows:
        row["weights"] = {"participation_12m": 1.0, "contacts_active": 1.0}
    _, plain = appraisal.panels(found)
    assert "Weights" not in plain.note
    rows[1]["dominated_by"] = best
    for row in rows:
        row["weights"]["contacts_active"] = 2.5
    _, charm = appraisal.panels(found)
    assert [row[1] for row in charm.rows[:3]] == ["–", found.title(best, appraisal.MOST), "–"]
    assert "Weights: participation in 12 months 1 and contacts who learn 2.5." in charm.note


def test_what_is_left_after_a_stop_is_a_column_where_a_policy_stops(compared: Path) -> None:
    found = read(compared)
    (before,) = appraisal.costs(found)
    assert "Left a year after the stop" not in before.headings
    found.comparison["appraisal"][1]["persistence_of_participant"] = {"mean": 0.4, "low": 0.25, "high": 0.6}
    (table,) = appraisal.costs(found)
    at = table.headings.index("Left a year after the stop")
    assert {len(row) for row in table.rows} == {len(table.headings)}
    left = [row[at].replace("\u00a0", " ") for row in table.rows]
    assert left == ["–", "40 % (25 % to 60 %)", *["–"] * (len(left) - 2)]
    assert appraisal.WHAT_IS_LEFT in table.note


def test_what_is_displaced_says_where_it_has_no_interval(compared: Path) -> None:
    found = read(compared)
    first, second, *_ = found.comparison["appraisal"]
    first["displacement"] = {"mean": 0.4, "low": -0.25, "high": 0.6}
    second["displacement"] = {"mean": 1.15, "low": None, "high": None}
    (table,) = appraisal.costs(found)
    at = table.headings.index("Displaced")
    shown = [row[at].replace("\u00a0", " ") for row in table.rows]
    assert shown[:3] == ["40 % (−25 % to 60 %)", "115 % (no interval)", "–"]


def test_without_a_comparison_there_is_no_appraisal(single: Path, small: Path, tmp_path: Path) -> None:
    assert appraisal.costs(read(single)) == appraisal.panels(read(single)) == []
    strip = {"appraisal": [{"scenario": "places"}], "panels": "none"}
    bare = changed(small, tmp_path / "bare", lambda manifest: manifest["comparison"].update(strip))
    assert appraisal.costs(read(bare)) == appraisal.panels(read(bare)) == []
    assert Outline(rendered(bare)).open == []
    assert "Panels" not in rendered(bare)


def test_a_cost_that_may_be_none_or_a_saving_has_a_dash(compared: Path) -> None:
    appraised = {"scenario": "talent", "cost_of_participant": {"mean": -735.0, "low": -11223.0, "high": 582.0}}
    sure = {"scenario": "talent", "cost_of_participant": {"mean": 735.0, "low": 582.0, "high": 1122.0}}
    found = read(compared)
    found.comparison["appraisal"] = [appraised, sure]
    (table,) = appraisal.costs(found)
    assert [row[1] for row in table.rows] == ["–", "735 (582 to 1,122)"]


@pytest.mark.parametrize("mean", [735.0, -735.0])
def test_a_cost_below_zero_is_explained(compared: Path, mean: float) -> None:
    cost = {"mean": mean, "low": mean - 10.0, "high": mean + 10.0}
    found = read(compared)
    found.comparison["appraisal"] = [{"scenario": "talent", "cost_of_participant": cost}]
    (table,) = appraisal.costs(found)
    assert ("Below zero:" in table.note) == (mean < 0.0)
