"""A composite rises with each part, says how firm its ranking is, and leaves out no part unseen."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from worlds import Scenarios, assume, months

from sim.city import City
from sim.errors import InputError
from sim.indicators import declared
from sim.study import compare
from sim.study.composites import (
    ATMOSPHERE,
    CHARM,
    PANELS,
    VISITS,
    Component,
    composite,
    dominators,
    panel_rows,
    panels,
    rank_shares,
    ranks,
    scaled,
    weight_faults,
)
from sim.study.conduct import Comparison

parts = hnp.arrays(np.float64, (4, 3), elements=st.floats(-2, 2))


@pytest.mark.parametrize("panel", PANELS.values(), ids=list(PANELS))
def test_a_panel_rises_with_each_of_its_parts(panel: tuple[Component, ...]) -> None:
    values = np.array([[0.4] * len(panel)])
    weights = [one.weight for one in panel]
    assert all(weight > 0 for weight in weights)
    before = composite(scaled(values, panel), weights)[0]
    for i in range(len(panel)):
        better = values.copy()
        better[0, i] += 5.0
        assert composite(scaled(better, panel), weights)[0] > before


def test_a_part_that_is_better_when_lower_is_turned_around() -> None:
    panel = [Component("waiting_months", high=0.0, low=10.0)]
    assert scaled(np.array([[0.0], [5.0]]), panel).tolist() == [[1.0], [0.5]]


@given(parts, st.lists(st.floats(0.1, 5), min_size=3, max_size=3), st.floats(0.5, 9))
def test_only_the_proportions_of_weights_count(given: np.ndarray, weights: list[float], factor: float) -> None:
    assert composite(given, weights) == pytest.approx(composite(given, [factor * one for one in weights]), abs=1e-9)


def test_weights_that_cannot_be_are_refused() -> None:
    for wrong in ([1.0, -0.1, 0.0], [0.0, 0.0, 0.0]):
        with pytest.raises(ValueError, match="weights"):
            composite(np.ones((2, 3)), wrong)


def test_a_scenario_that_is_best_in_all_parts_keeps_its_rank_under_all_weights() -> None:
    found = rank_shares(np.array([[3.0, 3.0], [2.0, 1.0], [1.0, 2.0]]), [1.0, 2.0], seed=1)
    assert found[0] == 1.0
    assert found[1] == pytest.approx(0.5, abs=0.04), "of two parts, those weights decide that lie on one side of half"
    assert found[1] == found[2]


def test_the_share_of_weights_is_the_one_on_paper() -> None:
    """One leads by 1 in the first part and is behind by 3 in the second: weights above 3/4, a quarter of all."""
    found = rank_shares(np.array([[1.0, 0.0], [0.0, 3.0]]), [9.0, 1.0], seed=4, draws=40_000)
    assert found == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / 40_000) ** 0.5)
    assert ranks(np.array([[5.0, 7.0, 7.0, 1.0]])).tolist() == [[2, 0, 0, 3]]


def test_who_is_dominated_by_whom_by_hand() -> None:
    assert dominators(np.array([[3.0, 3.0], [2.0, 1.0], [1.0, 2.0]])) == [None, 0, 0]
    assert dominators(np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 0.0], [2.0, 2.0]])) == [1, 3, None, None], "the first"
    assert dominators(np.array([[2.0, 1.0], [2.0, 1.0], [1.0, 2.0]])) == [None] * 3, "ties flag nobody"


whole = hnp.arrays(np.int64, (5, 3), elements=st.integers(0, 4))  # without rounding, and with many ties


@given(whole, hnp.arrays(np.int64, 3, elements=st.integers(1, 9)))
def test_who_is_best_under_some_weights_is_never_dominated(given: np.ndarray, weights: np.ndarray) -> None:
    totals, found = given @ weights, dominators(given)
    assert all(found[i] is None for i in np.flatnonzero(totals == totals.max()))


@given(whole)
def test_the_dominated_are_those_for_whom_one_is_better_and_none_of_its_parts_worse(given: np.ndarray) -> None:
    for own, better in zip(given.tolist(), dominators(given), strict=True):
        others = [i for i, one in enumerate(given.tolist()) if one != own and all(np.greater_equal(one, own))]
        assert better == (others[0] if others else None)


class Recorded:
    """As much of a finished study as panels read: two scenarios, one indicator that only one of them records."""

    class design:
        seed = 1

    def values_of(self, indicators: list[str]) -> dict[str, dict[tuple[str, str], Any]]:
        known = {
            "contacts_active": {"a": 0.3, "b": 0.4},
            "participation_12m": {"a": 0.5, "b": 0.2},
            "trust_mean": {"a": 1.0},
            "visits_per_adult": {"b": 0.25},
            "happiness_mean": {"a": 1.0, "b": float("nan")},
        }
        return {
            indicator: {(name, "all"): np.full(3, value) for name, value in known.get(indicator, {}).items()}
            for indicator in indicators
        }


def test_a_part_that_not_all_record_is_left_out_and_named() -> None:
    rows = panel_rows(Recorded(), ["a", "b"], "atmosphere", ATMOSPHERE)  # type: ignore[arg-type]
    assert [row["parts"] for row in rows] == [
        {"participation_12m": 0.5, "contacts_active": 0.3, "visits_per_adult": 0.0},
        {"participation_12m": 0.2, "contacts_active": 0.4, "visits_per_adult": 0.25},
    ]
    assert rows[0]["missing"] == ["approval_belief", "trust_mean"]
    assert [row["rank"] for row in rows] == [2, 1]
    two = panel_rows(Recorded(), ["a", "b"], "atmosphere", ATMOSPHERE[:2])  # type: ignore[arg-type]
    assert 0.7 < two[0]["rank_share"] < 0.8, "0.3 w > 0.1 (1 - w)"
    charm = panel_rows(Recorded(), ["a", "b"], "charm", CHARM)  # type: ignore[arg-type]
    assert "happiness_mean" in charm[0]["missing"], "known of one only"
    assert panel_rows(Recorded(), ["a", "b"], "none", [Component("unknown", 0, 1)]) == []  # type: ignore[arg-type]


def test_what_is_published_of_others_moves_what_is_believed_of_them_and_no_part_of_the_panel(
    town: City, scenarios: Scenarios
) -> None:
    """Contacts are counted as they are, whatever a campaign says of them; nobody follows the norm here."""
    campaign = {"instrument": "campaign", "share": 0.1}
    cities = {
        name: months(assume(town.fork(scenarios(campaign | said)), choice={"norm": 0.0}), 6)
        for name, said in (("silent", {}), ("published", {"publishes_rate": 0.9}))
    }
    rows = {name: city.recorder.latest() for name, city in cities.items()}
    assert rows["published"]["norm_belief"] > rows["silent"]["norm_belief"] + 0.05
    assert rows["published"]["contacts_active"] == rows["silent"]["contacts_active"] > 0.1

    class Finished(Recorded):
        def values_of(self, indicators: list[str]) -> dict[str, dict[tuple[str, str], Any]]:
            known = [one for one in indicators if one in rows["silent"]]
            return {one: {(name, "all"): np.full(3, rows[name][one]) for name in rows} for one in known} | {
                one: {} for one in indicators if one not in known
            }

    silent, published = panel_rows(Finished(), list(rows), "atmosphere", ATMOSPHERE)  # type: ignore[arg-type]
    assert silent["parts"] == published["parts"]
    assert "contacts_active" in silent["parts"]


def test_a_city_without_events_has_no_visitors_whatever_it_is_compared_with() -> None:
    (alone,) = panel_rows(Recorded(), ["a"], "visits", [VISITS])  # type: ignore[arg-type]
    both = panel_rows(Recorded(), ["a", "b"], "visits", [VISITS])  # type: ignore[arg-type]
    assert alone["parts"] == both[0]["parts"] == {"visits_per_adult": 0.0}
    assert [row["dominated_by"] for row in both] == ["b", None]


def test_weights_by_indicator_decide_the_rank_and_not_who_is_dominated() -> None:
    def rows(**weights: float) -> list[dict[str, Any]]:
        found = panels(Recorded(), ["a", "b"], weights)  # type: ignore[arg-type]
        return [row for row in found if row["panel"] == "atmosphere"]

    plain, heavy = rows(), rows(participation_12m=9.0)
    assert [row["rank"] for row in plain] == [2, 1]
    assert [row["rank"] for row in heavy] == [1, 2]
    assert heavy[0]["weights"] == {"participation_12m": 9.0, "contacts_active": 1.0, "visits_per_adult": 1.0}
    assert heavy[0]["composite"] == pytest.approx((9 * 0.5 + 0.3) / 11)
    assert [row["dominated_by"] for row in plain + heavy] == [None] * 4
    assert plain[0]["parts"] == heavy[0]["parts"]


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_is_above_zero_and_of_a_part_that_there_is(weight: float) -> None:
    assert weight_faults({"contacts_active": 2.0, "happiness_mean": 0.5}) == []
    assert [fault.where for fault in weight_faults({"contacts_active": weight, "fun": 1.0})] == [
        "fun",
        "contacts_active",
    ]


def test_compare_hands_weights_on_and_refuses_wrong_ones_before_it_reads_a_file(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def conduct(*given: Any, purpose: Comparison, **more: Any) -> tuple[Path, dict[str, Any]]:
        asked.append(purpose.weights)
        return Path("folder"), {"runs": []}

    monkeypatch.setattr(importlib.import_module("sim.study.compare"), "conduct", conduct)
    file = str(checkout / "scenarios/baseline.yaml")
    for weights in ({"trust_mean": 2.0}, None):
        compare([file], replicates=1, citizens=100, months=1, workers=1, weights=weights)
    assert asked == [{"trust_mean": 2.0}, {}]
    with pytest.raises(InputError, match="no panel has this part"):
        compare(["nowhere.yaml"], weights={"fun": 1.0})


def test_no_panel_is_an_indicator_that_a_city_could_record() -> None:
    assert not {one.name for one in declared()} & set(PANELS)
    assert {one.indicator for one in CHARM} & {one.indicator for one in ATMOSPHERE}
