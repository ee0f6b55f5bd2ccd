"""A results folder is read as the study wrote it, or refused with one sentence that says what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.report import write
from sim.report.data import read


def refused(folder: Path) -> str:
    with pytest.raises(InputError) as raised:
        write(folder)
    assert len(raised.value.faults) == 1
    assert not (folder / "report.html").exists()
    return str(raised.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "no")


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    assert "is not a folder" in refused(tmp_path / "x")


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    assert "holds no manifest.json" in refused(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "names no scenarios"),
        (b"{}", "names no scenarios"),
        (b'{"scenarios": []}', "names no scenarios"),
        (b'{"format": 2, "scenarios": {"a": {}}}', "has format 2, this version reads format 1"),
    ],
)
def test_a_manifest_that_is_none(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    said = refused(tmp_path)
    assert words in said
    assert "manifest.json" in said


def test_a_broken_summary(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"scenarios": {"a": {}}}')
    (tmp_path / "summary.csv").write_text("month,value\n1,2\n")
    assert "summary.csv: cannot be read" in refused(tmp_path)


def test_a_study_that_was_killed_says_how_far_it_came(compared: Path, tmp_path: Path) -> None:
    """Its runs are there, but not the summary, and no page may pass that off as results."""
    killed = tmp_path / "killed"
    shutil.copytree(compared, killed)
    (killed / "summary.csv").unlink()
    (killed / "report.html").unlink()
    said = refused(killed)
    assert "8 of 24 runs have ended, and they are not summed up yet" in said
    assert "it goes on where it stopped" in said


def test_series_of_unknown_scenarios_are_left_out(single: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(single, other)
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    manifest["scenarios"] = {"somebody_else": {}}
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert read(other).series == {}


def test_the_ranking_goes_by_the_difference_with_the_reference_at_zero(compared: Path) -> None:
    results = read(compared)
    assert results.scenarios[0] == "people_first"
    assert results.scenarios[-2:] == ("campaign", "cash_transfer")
    assert results.reference == "baseline"
    assert results.is_comparison
