"""The results folder: exact columns, whole files or none, records, and folders that belong to something else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.study import store
from sim.study.store import CannotWrite, Run

RUN = Run("people's first", "people_s_first", 2, 4_000_000_000)
TABLE = pd.DataFrame({
    "month": [0, 0, 1], "indicator": ["starts", "spend", "starts"], "group": ["all", "all", "age=75+"],
    "value": [0.25, math.nan, 1 / 3],
})  # fmt: skip


@pytest.fixture
def connection() -> Iterator[Any]:
    with store.connect() as connection:
        yield connection


def test_a_run_has_exactly_the_contracts_columns(connection: Any, tmp_path: Path) -> None:
    store.write_run(connection, tmp_path, RUN, TABLE, {"key": "k"})
    path = str(tmp_path / "runs/people_s_first-0002.parquet")
    described = connection.execute("describe select * from read_parquet($p)", {"p": path}).fetchall()
    assert tuple(row[0] for row in described) == store.COLUMNS
    assert connection.execute("from read_parquet($p)", {"p": path}).fetchall() == [
        ("people's first", 2, 4_000_000_000, 0, "starts", "all", 0.25),
        ("people's first", 2, 4_000_000_000, 0, "spend", "all", None),
        ("people's first", 2, 4_000_000_000, 1, "starts", "age=75+", 1 / 3),
    ]


def test_words_may_come_as_codes(connection: Any, tmp_path: Path) -> None:
    coded = TABLE.assign(indicator=TABLE["indicator"].astype("category"), group=TABLE["group"].astype("category"))
    store.write_run(connection, tmp_path / "words", RUN, TABLE, {})
    store.write_run(connection, tmp_path / "codes", RUN, coded, {})
    plain, other = (connection.sql(f"from '{tmp_path / name / RUN.file}'").fetchall() for name in ("words", "codes"))
    assert plain == other


def test_the_record_travels_with_the_run(connection: Any, tmp_path: Path) -> None:
    record = {"key": "k", "seed": RUN.seed, "words": "l'été 人", "n": np.int64(3), "nothing": math.nan}
    store.write_run(connection, tmp_path, RUN, TABLE, record)
    found = store.read_record(connection, tmp_path, RUN, "k")
    assert found == record | {"n": 3, "nothing": None}
    assert store.read_record(connection, tmp_path, RUN, "another study") is None
    assert store.read_record(connection, tmp_path, Run("a", RUN.slug, 2, 5), "k") is None


@pytest.mark.parametrize("keep", [0, 100, -1])
def test_half_a_file_is_no_run(connection: Any, tmp_path: Path, keep: int) -> None:
    store.write_run(connection, tmp_path, RUN, TABLE, {"key": "k", "seed": RUN.seed})
    path = tmp_path / RUN.file
    path.write_bytes(path.read_bytes()[:keep])
    assert store.read_record(connection, tmp_path, RUN, "k") is None


def test_a_foreign_parquet_file_is_no_run(connection: Any, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    connection.execute(f"copy (select 1 as a) to '{tmp_path / RUN.file}' (format parquet)")
    assert store.read_record(connection, tmp_path, RUN, "k") is None


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    store.write_text(tmp_path / "a.txt", "old")

    def write_half() -> None:
        with store.writing(tmp_path / "a.txt") as temporary:
            temporary.write_text("ne")
            raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite, match="No space left"):
        write_half()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_leftovers_of_killed_writers_are_removed(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs/.a-0001.parquet.77.tmp").touch()
    (tmp_path / "runs/a-0001.parquet").touch()
    store.remove_leftovers(tmp_path)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["a-0001.parquet"]


def claim(out: Path | None, key: str) -> Path:
    with store.claimed(out, "baseline", key) as folder:
        return folder


def test_the_folder_is_new_empty_or_the_same_studys(tmp_path: Path) -> None:
    assert claim(tmp_path / "new", "k") == tmp_path / "new"
    assert claim(tmp_path / "new", "another") == tmp_path / "new"  # nothing was left in it
    assert claim(tmp_path / "new", "k") == tmp_path / "new"
    (tmp_path / "new/manifest.json").write_text(json.dumps({"key": "k"}))
    assert claim(tmp_path / "new", "k") == tmp_path / "new"
    with pytest.raises(InputError, match="holds something else than this study"):
        claim(tmp_path / "new", "another")


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_folder_with_another_manifest_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(InputError, match="holds something else"):
        claim(tmp_path, "k")
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(InputError, match="holds something else"):
        claim(tmp_path / "x", "k")


def test_without_a_name_the_next_free_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert claim(None, "k") == Path("results/baseline-1")
    for number, key in ((1, "other"), (2, "k")):
        store.write_text(Path(f"results/baseline-{number}/manifest.json"), json.dumps({"key": key}))
    assert claim(None, "k") == Path("results/baseline-2")
    assert claim(None, "new") == Path("results/baseline-3")
    with store.claimed(None, "baseline", "k"):  # who is there first has it
        assert claim(None, "k") == Path("results/baseline-3")
