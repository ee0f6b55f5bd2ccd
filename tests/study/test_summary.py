"""summary.csv and the questions to all runs against numpy and scipy, from made-up values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.study import store, summary
from sim.study.store import Run

COLUMNS = ["scenario", "indicator", "group", "month", "mean", "low", "high", "difference", "difference_low",
           "difference_high", "replicates"]  # fmt: skip


@pytest.fixture
def connection() -> Iterator[Any]:
    with store.connect() as connection:
        yield connection


def write(
    connection: Any,
    folder: Path,
    name: str,
    values: np.ndarray[Any, Any],
    group: str = "all",
    indicator: str = "participation_12m",
) -> list[Run]:
    """Runs of one scenario, values of shape (replicates, months)."""
    runs = [Run(name, name, replicate + 1, replicate) for replicate in range(len(values))]
    for run, row in zip(runs, values, strict=True):
        table = pd.DataFrame({"month": range(len(row)), "indicator": indicator, "group": group, "value": row})
        store.write_run(connection, folder, run, table, {})
    return runs


def test_means_intervals_and_paired_differences(connection: Any, tmp_path: Path) -> None:
    base = np.random.default_rng(1).random((5, 3))
    other = base + np.random.default_rng(2).normal(0.1, 0.01, (5, 3))
    other[4, 2] = np.nan
    runs = write(connection, tmp_path, "b", base, indicator="skill_mean")
    runs += write(connection, tmp_path, "a", other, indicator="skill_mean")
    summary.write_summary(connection, tmp_path, runs, {"a": "b", "b": "b"})
    table = pd.read_csv(tmp_path / "summary.csv")
    assert list(table.columns) == COLUMNS
    assert list(table["scenario"]) == ["b"] * 3 + ["a"] * 3  # in the order of the runs
    month = table[table["scenario"] == "a"].iloc[1]
    low, high = stats.t.interval(0.95, 4, loc=other[:, 1].mean(), scale=stats.sem(other[:, 1]))
    gained = stats.ttest_rel(other[:, 1], base[:, 1]).confidence_interval(0.95)
    expected = [other[:, 1].mean(), low, high, (other - base)[:, 1].mean(), gained.low, gained.high, 5]
    assert list(month[COLUMNS[4:]]) == pytest.approx(expected, rel=1e-6)
    with_nan = table[table["scenario"] == "a"].iloc[2]
    assert with_nan["replicates"] == 4
    assert with_nan["mean"] == pytest.approx(other[:4, 2].mean(), rel=1e-6)
    assert with_nan["difference"] == pytest.approx((other - base)[:4, 2].mean(), rel=1e-6)
    assert (table[table["scenario"] == "b"][["difference", "difference_low", "difference_high"]] == 0).all(axis=None)


def test_one_replicate_has_no_interval(connection: Any, tmp_path: Path) -> None:
    summary.write_summary(connection, tmp_path, write(connection, tmp_path, "a", np.array([[0.5]])), {"a": "a"})
    assert (tmp_path / "summary.csv").read_text().splitlines()[1] == "a,participation_12m,all,0,0.5,,,0,,,1"


def test_intervals_end_where_the_quantity_does(connection: Any, tmp_path: Path) -> None:
    for indicator, ends in (("participation_12m", (0.0, 1.0)), ("trust_mean", (0.0, 1.0)), ("erreygers", (-1.0, 1.0))):
        runs = write(connection, tmp_path, "a", np.array([[0.01], [0.99]]), indicator=indicator)
        summary.write_summary(connection, tmp_path, runs, {"a": "a"})
        row = pd.read_csv(tmp_path / "summary.csv").iloc[0]
        assert (row["mean"], row["low"], row["high"]) == (0.5, *ends)


@pytest.mark.parametrize("indicator", ["education_gap", "waiting_months"])
def test_what_is_no_part_of_a_whole_has_no_such_ends(connection: Any, tmp_path: Path, indicator: str) -> None:
    runs = write(connection, tmp_path, "a", np.array([[-0.5], [1.5]]), indicator=indicator)
    summary.write_summary(connection, tmp_path, runs, {"a": "a"})
    row = pd.read_csv(tmp_path / "summary.csv").iloc[0]
    assert row["low"] < -1
    assert row["high"] > 2


def test_without_the_reference_there_are_no_differences(connection: Any, tmp_path: Path) -> None:
    summary.write_summary(connection, tmp_path, write(connection, tmp_path, "a", np.array([[0.5], [0.7]])), {"a": "b"})
    cells = (tmp_path / "summary.csv").read_text().splitlines()[1].split(",")
    assert cells[4] == "0.6"
    assert cells[7:] == ["", "", "", "2"]


def test_a_group_that_only_one_scenario_has_has_no_difference(connection: Any, tmp_path: Path) -> None:
    runs = write(connection, tmp_path, "b", np.ones((2, 1))) + write(
        connection, tmp_path, "a", np.ones((2, 1)), "age=75+"
    )
    summary.write_summary(connection, tmp_path, runs, {"a": "b", "b": "b"})
    table = pd.read_csv(tmp_path / "summary.csv").set_index("scenario")
    assert table["difference"].isna().to_dict() == {"b": False, "a": True}


def test_negative_zero_is_zero(connection: Any, tmp_path: Path) -> None:
    summary.write_summary(
        connection, tmp_path, write(connection, tmp_path, "a", np.array([[-0.0], [-0.0]])), {"a": "a"}
    )
    assert (tmp_path / "summary.csv").read_text().splitlines()[1].startswith("a,participation_12m,all,0,0,0,0,0,0,0,2")


def test_the_last_year_is_the_last_twelve_months(connection: Any, tmp_path: Path) -> None:
    runs = write(connection, tmp_path, "a", np.array([np.arange(30.0), np.arange(30.0) * 2]))
    last = summary.means(connection, tmp_path, runs, ["participation_12m"], 12)["participation_12m"]
    assert last == {("a", "all"): {1: np.arange(18, 30).mean(), 2: 2 * np.arange(18, 30).mean()}}
    longest = summary.means(connection, tmp_path, runs, ["participation_12m"], 100)["participation_12m"]
    assert longest["a", "all"][1] == np.arange(30).mean()
    assert summary.means(connection, tmp_path, runs, ["absent", "participation_12m"], 12) == {
        "absent": {},
        "participation_12m": last,
    }


def test_values_stand_at_their_replicate() -> None:
    found = summary.by_replicate({3: 0.5, 1: 0.25}, 3)
    assert np.array_equal(found, [0.25, np.nan, 0.5], equal_nan=True)


def test_the_constraint_that_turns_away_most_binds(connection: Any, tmp_path: Path) -> None:
    rows = [
        (month, "unmet_demand", f"constraint={word}", value)
        for month, shares in enumerate([(0.2, 0.1), (0.1, 0.2), (0.004, 0.0), (0.1, 0.1)])
        for word, value in zip(("rooms", "teachers"), shares, strict=True)
    ]
    runs = [Run("a", "a", 1, 1), Run("b", "b", 1, 1)]
    table = pd.DataFrame(rows, columns=["month", "indicator", "group", "value"])
    store.write_run(connection, tmp_path, runs[0], table, {})
    store.write_run(connection, tmp_path, runs[1], table.assign(group="all"), {})
    found = summary.binding(connection, tmp_path, runs)
    assert found == {"a": ["rooms", "teachers", "none", "rooms"], "b": []}
    assert [summary.most_frequent(months) for months in found.values()] == ["rooms", "none"]


def test_slices_of_months_change_nothing(connection: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    luck = np.random.default_rng(3)
    runs = write(connection, tmp_path, "b", luck.random((4, 7))) + write(connection, tmp_path, "a", luck.random((4, 7)))
    summary.write_summary(connection, tmp_path, runs, {"a": "b", "b": "b"})
    whole = (tmp_path / "summary.csv").read_bytes()
    monkeypatch.setattr(summary, "MOST_ROWS", 20)
    summary.write_summary(connection, tmp_path, runs, {"a": "b", "b": "b"})
    assert (tmp_path / "summary.csv").read_bytes() == whole
