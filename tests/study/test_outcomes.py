"""Gainers, losers and deadweight counted for five citizens by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.study import outcomes

Arrays = dict[str, np.ndarray[Any, Any]]


@pytest.fixture
def reference() -> Arrays:
    return {
        "id": np.array([11, 12, 13, 14, 15]),
        "active": np.array([1, 1, 0, 0, 0], bool),
        "treated": np.zeros(5, bool),
        "education": np.array([0, 0, 0, 2, 2]),
        "age_group": np.array([0, 0, 6, 6, 6]),
        "work": np.array([0, 4, 4, 4, 0]),
        "income_group": np.array([0, 0, 1, 1, 4]),
        "district": np.array([0, 0, 0, 1, 1]),
    }


@pytest.fixture
def policy(reference: Arrays) -> Arrays:
    return reference | {"active": np.array([0, 1, 1, 1, 0], bool), "treated": np.array([1, 1, 1, 0, 1], bool)}


def test_counts_by_hand(policy: Arrays, reference: Arrays) -> None:
    found = outcomes.count_pairs(policy, reference, ["210202", "210203"])
    assert found["groups"] == {
        "all": [5, 2, 1],
        "education=low": [3, 1, 1], "education=high": [2, 1, 0],
        "age=15-24": [2, 0, 1], "age=75+": [3, 2, 0],
        "work=employed": [2, 0, 1], "work=retired": [3, 2, 0],
        "income=1": [2, 0, 1], "income=2": [2, 2, 0], "income=5": [1, 0, 0],
        "district=210202": [3, 1, 1], "district=210203": [2, 1, 0],
    }  # fmt: skip
    assert (found["supported"], found["anyway"]) == (2, 1)  # 12 and 13 learn with support, 12 would have anyway


def test_every_citizen_is_in_one_group_of_each_kind(policy: Arrays, reference: Arrays) -> None:
    groups = outcomes.count_pairs(policy, reference, ["a", "b"])["groups"]
    for key in ("education", "age", "work", "income", "district"):
        parts = [counts for group, counts in groups.items() if group.startswith(key + "=")]
        assert np.sum(parts, axis=0).tolist() == groups["all"]


def test_the_same_city_has_neither_gainers_nor_losers(reference: Arrays) -> None:
    found = outcomes.count_pairs(reference, reference, ["a", "b"])
    assert all(gained == lost == 0 for _, gained, lost in found["groups"].values())


def test_citizens_are_matched_by_id(policy: Arrays, reference: Arrays) -> None:
    shuffled = {name: column[[4, 2, 0, 1, 3]] for name, column in policy.items()}
    assert outcomes.count_pairs(shuffled, reference, ["a", "b"]) == outcomes.count_pairs(policy, reference, ["a", "b"])
    fewer = {name: column[1:] for name, column in policy.items()}
    assert outcomes.count_pairs(fewer, reference, ["a", "b"])["groups"]["all"] == [4, 2, 0]


def test_what_is_saved_is_loaded(reference: Arrays, tmp_path: Path) -> None:
    path = tmp_path / "outcomes" / "one.npy"
    outcomes.save(reference, path)
    found = outcomes.load(path)
    assert found is not None
    assert all(
        np.array_equal(found[name], column) and found[name].dtype == column.dtype for name, column in reference.items()
    )
    assert [file.name for file in path.parent.iterdir()] == ["one.npy"]


@pytest.mark.parametrize("keep", [0, 50, 300])
def test_a_damaged_file_counts_as_missing(reference: Arrays, tmp_path: Path, keep: int) -> None:
    path = tmp_path / "one.npy"
    outcomes.save(reference, path)
    path.write_bytes(path.read_bytes()[:keep])
    assert outcomes.load(path) is None
    assert outcomes.load(tmp_path / "absent.npy") is None
