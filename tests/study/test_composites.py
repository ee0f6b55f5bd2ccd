"""A composite rises with each part, says how firm its ranking is, and leaves out no part unseen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.indicators import declared
from sim.study.composites import ATMOSPHERE, CHARM, PANELS, Component, composite, panel_rows, rank_shares, ranks, scaled

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


class Recorded:
    """As much of a finished study as panels read: two scenarios, one indicator that only one of them records."""

    class design:
        seed = 1

    def values_of(self, indicators: list[str]) -> dict[str, dict[tuple[str, str], Any]]:
        known = {
            "norm_belief": {"a": 0.3, "b": 0.4},
            "participation_12m": {"a": 0.5, "b": 0.2},
            "trust_mean": {"a": 1.0},
        }
        return {
            indicator: {(name, "all"): np.full(3, value) for name, value in known.get(indicator, {}).items()}
            for indicator in indicators
        }


def test_a_part_that_not_all_record_is_left_out_and_named() -> None:
    rows = panel_rows(Recorded(), ["a", "b"], "atmosphere", ATMOSPHERE)  # type: ignore[arg-type]
    assert [row["parts"] for row in rows] == [
        {"participation_12m": 0.5, "norm_belief": 0.3},
        {"participation_12m": 0.2, "norm_belief": 0.4},
    ]
    assert rows[0]["missing"] == ["approval_belief", "trust_mean", "visits_per_adult"]
    assert [row["rank"] for row in rows] == [1, 2]
    assert 0.7 < rows[0]["rank_share"] < 0.8, "0.3 w > 0.1 (1 - w)"
    assert panel_rows(Recorded(), ["a", "b"], "none", [Component("unknown", 0, 1)]) == []  # type: ignore[arg-type]


def test_no_panel_is_an_indicator_that_a_city_could_record() -> None:
    assert not {one.name for one in declared()} & set(PANELS)
    assert {one.indicator for one in CHARM} & {one.indicator for one in ATMOSPHERE}
