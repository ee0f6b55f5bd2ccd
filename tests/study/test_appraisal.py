"""Costs of one more, persistence and time to effect are those of series whose answers are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from fake_city import MONTHS, outreach, scenario

from sim.study.appraisal import (
    additionality,
    cost_of_one_more,
    discounted,
    displacement,
    persistence,
    stop_of,
    time_to_effect,
)
from sim.study.compare import ComparisonResult, compare
from sim.study.conduct import Comparison
from sim.study.design import Design
from sim.study.measures import TABLES

SPREAD = np.array([[-0.01], [0.0], [0.01]])  # between three replicates


def test_money_later_is_worth_less() -> None:
    flow = np.zeros(24)
    flow[[11, 23]] = 103.0, 106.09
    assert discounted(flow, 0.03) == pytest.approx(200.0)
    assert discounted(flow, 0.0) == pytest.approx(209.09)


def test_the_cost_of_one_more_counts_money_and_time_whatever_the_rate() -> None:
    money, time, effect = np.full((3, 36), 60.0), np.full((3, 36), 30.0), 3.0 + SPREAD + np.zeros((3, 36))
    for rate in (0.0, 0.03, 0.1):
        found = cost_of_one_more(money, time, effect, rate)
        assert found is not None
        assert found.mean == pytest.approx(30.0)
    assert cost_of_one_more(money, time, -effect) is None
    over = effect * (np.arange(36) < 24)
    assert cost_of_one_more(money, time, over) is None, "as in the ranking: nothing is left in the last year"
    assert cost_of_one_more(money, time, 10 * SPREAD + np.zeros((3, 36))) is None, "not clearly more than none"


def test_early_money_for_a_late_effect_costs_more_under_discounting() -> None:
    money, effect = np.zeros((3, 48)), np.zeros((3, 48))
    money[:, :12], effect[:, 36:] = 10.0, 1.0
    effect += SPREAD * effect
    plain, dear = (cost_of_one_more(money, 0 * money, effect, rate) for rate in (0.0, 0.03))
    assert plain is not None
    assert dear is not None
    assert dear.mean == pytest.approx(plain.mean * 1.03**3)


def test_what_halves_in_a_year_has_a_persistence_of_a_half() -> None:
    effect = (1.0 + SPREAD) * np.concatenate([np.linspace(0, 1, 60), 0.5 ** (np.arange(1, 37) / 12)])
    for later, left in ((12, 0.5), (24, 0.25)):
        for series in (effect, -effect):
            found = persistence(series, 60, later)
            assert found is not None
            assert (found.mean, found.low, found.high) == pytest.approx((left, left, left))
    assert persistence(effect, 84) is not None
    assert persistence(effect, 85) is None, "the run ends before"
    assert persistence(np.zeros((3, 99)), 60) is None
    assert persistence(10 * SPREAD + np.zeros((3, 99)), 60) is None, "not clearly any"
    assert persistence(effect, 0) is persistence(np.array([]), 60) is None


def test_a_policy_stops_with_the_last_of_its_money() -> None:
    until = {"instrument": "outreach", "share": 0.2, "until": 9}
    pulsed = {"instrument": "voucher", "share": 0.1, "pulse": {"every": 6, "length": 2}, "until": 12}
    none = {"instrument": "campaign", "share": 0.0}
    assert stop_of(scenario("nothing")) == stop_of(scenario("nothing", (none,))) == 0
    assert stop_of(scenario("one", (until, none))) == 9
    assert stop_of(scenario("pulsed", (pulsed,))) == 8, "the second pulse is in months 6 and 7"
    assert stop_of(scenario("both", (pulsed, until))) == 9
    assert stop_of(scenario("on", (until, outreach(0.1)))) == MONTHS


def test_the_time_to_effect_is_when_it_stays() -> None:
    step = np.where(np.arange(60) < 18, 0.0, 2.0)
    assert time_to_effect(step) == 18
    assert time_to_effect(-step) == 18
    early = step.copy()
    early[3] = 9.0
    assert time_to_effect(early) == 18
    assert time_to_effect(np.zeros(60)) is None


def test_shares_of_what_was_there_anyway() -> None:
    assert additionality(200, 50) == 0.75
    assert additionality(0, 0) is None


def test_displacement_is_one_less_a_ratio_of_means_with_its_interval() -> None:
    supported = np.array([90.0, 100.0, 110.0])
    found = displacement(np.array([50.0, 60.0, 70.0]), supported)
    assert found is not None
    assert found.mean == pytest.approx(0.4)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.4 < found.high
    exact = displacement(1.2 * supported, supported)
    assert exact is not None
    assert (exact.mean, exact.low, exact.high) == pytest.approx((-0.2, -0.2, -0.2))
    single = displacement(np.array([60.0]), np.array([100.0]))
    assert single is not None
    assert (single.mean, single.low, single.high) == (pytest.approx(0.4), None, None)
    assert displacement(np.array([1.0]), np.array([0.0])) is None
    assert displacement(np.array([]), np.array([])) is None


def test_a_study_says_what_one_more_costs_and_when(done: ComparisonResult) -> None:
    rows = {row["scenario"]: row for row in done.manifest["comparison"]["appraisal"]}
    assert set(rows) == {"people_first", "talk", "small"}
    assert rows["people_first"]["months_to_participant"] is not None
    assert rows["people_first"]["cost_of_hour"] is None, "the fake city records no hours"
    assert rows["people_first"]["persistence_of_participant"] is None, "it goes on to the end"
    assert all(row["panel"] in ("atmosphere", "charm") for row in done.manifest["comparison"]["panels"])
    assert {row["scenario"] for row in done.manifest["comparison"]["panels"]} == {"baseline", *rows}


def test_a_study_says_what_is_left_a_year_after_the_stop_and_weighs_as_it_is_told(
    design: Callable[..., Design], carry_out: Callable[..., ComparisonResult], tmp_path: Path
) -> None:
    def ends(until: int) -> dict[str, Any]:
        return outreach(0.25) | {"until": until}

    policies = {"early": (ends(12),), "late": (ends(13),), "tiny": (outreach(0.0) | {"until": 12},)}
    given = design(scenario("baseline"), *(scenario(name, policy) for name, policy in policies.items()))
    done = carry_out(given, tmp_path / "study", purpose=Comparison(800.0, {"participation_12m": 3.0}))
    left = {row["scenario"]: row["persistence_of_participant"] for row in done.manifest["comparison"]["appraisal"]}
    assert left["early"]["mean"] == pytest.approx(1.0, abs=0.1), "in the fake city money works whenever it comes"
    assert left["early"]["low"] <= left["early"]["mean"] <= left["early"]["high"]
    assert left["late"] is left["tiny"] is None
    panel = [row for row in done.manifest["comparison"]["panels"] if row["panel"] == "atmosphere"]
    assert all(row["weights"] == {"participation_12m": 3.0, "visits_per_adult": 1.0} for row in panel)
    (baseline,) = (row for row in panel if row["scenario"] == "baseline")
    assert baseline["dominated_by"] == "early"


def test_a_comparison_says_what_part_of_the_hours_taught_with_support_it_added(checkout: Path, tmp_path: Path) -> None:
    files = [str(checkout / f"scenarios/{name}.yaml") for name in ("baseline", "voucher", "mix")]
    done = compare(files, citizens=2000, months=15, replicates=2, workers=1, out=tmp_path)
    rows = {row["scenario"]: row for row in done.manifest["comparison"]["appraisal"]}
    query = """select scenario, indicator, sum(value) from read_parquet($1)
        where "group" = 'all' and indicator in ('hours_per_adult', 'supported_hours') group by all"""
    found = duckdb.execute(query, [str(tmp_path / "runs" / "*.parquet")]).fetchall()
    hours = {(scenario, indicator): value for scenario, indicator, value in found}
    assert ("baseline", "supported_hours") not in hours
    for name in ("voucher", "mix"):
        added = hours[name, "hours_per_adult"] - hours["baseline", "hours_per_adult"]
        assert rows[name]["displacement"]["mean"] == pytest.approx(1.0 - added / hours[name, "supported_hours"])


def test_a_comparison_discounts_at_the_rate_that_it_is_told(
    design: Callable[..., Design], carry_out: Callable[..., ComparisonResult], tmp_path: Path
) -> None:
    given = design(scenario("baseline"), scenario("early", (outreach(0.25) | {"until": 12},)))
    rates = []
    for number, more in enumerate(({}, {"discount": 0.1})):
        done = carry_out(given, tmp_path / str(number), purpose=Comparison(800.0, **more))
        rates.append({row["discount"] for row in done.manifest["comparison"]["appraisal"]})
    assert rates == [{0.03}, {0.1}]


def test_results_have_the_figures_that_are_declared(done: ComparisonResult) -> None:
    found = done.manifest["comparison"]
    for place in ("ranking", "appraisal", "panels"):
        named = {one.name for one in TABLES[f"`{place}` of a comparison"]}
        assert named <= set(found[place][0]), place
    assert set(found["appraisal"][0]) == {"scenario", "discount"} | {
        one.name for one in TABLES["`appraisal` of a comparison"]
    }


def test_no_figure_is_declared_twice_or_without_a_source() -> None:
    for place, measures in TABLES.items():
        assert len({one.name for one in measures}) == len(measures), place
        assert all(all(one) for one in measures), place
