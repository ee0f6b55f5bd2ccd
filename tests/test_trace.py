"""The matrix from the paper to the model names only what exists, and no paragraph of the paper is without a row."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.assumptions import declared as assumptions
from sim.indicators import declared as indicators
from sim.scenario.instruments import INSTRUMENTS

ROOT = Path(__file__).parent.parent
ROWS: list[dict[str, Any]] = YAML(typ="safe").load((ROOT / "docs" / "model" / "trace.yaml").read_text("utf-8"))
# Headings 1 to 7 of the paper and their subsections.
SECTIONS = {*(str(one) for one in range(1, 8)), "2.1", "2.2", *(f"3.{k}" for k in range(1, 5))}
SECTIONS |= {*(f"4.{k}" for k in range(1, 7)), *(f"5.{k}" for k in range(1, 6)), *(f"6.{k}" for k in range(1, 4))}
FIELDS = {
    "row", "reference", "claim", "mechanism", "assumptions", "indicators", "instruments", "tests", "experiments",
    "state", "why", "left_out",
}  # fmt: skip


@cache
def functions(file: str) -> frozenset[str]:
    """Test functions of a file, none if there is no such file."""
    path = ROOT / file
    nodes = ast.walk(ast.parse(path.read_text("utf-8"))) if path.is_file() else ()
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def unknown(row: dict[str, Any]) -> list[str]:
    """What a row names that does not exist."""
    known = {"assumptions": assumptions(), "instruments": INSTRUMENTS, "indicators": {one.name for one in indicators()}}
    wrong = [name for key, names in known.items() for name in row.get(key, ()) if name not in names]
    wrong += [test for test in row.get("tests", ()) if test.split("::")[1] not in functions(test.split("::")[0])]
    wrong += [file for file in row.get("experiments", ()) if not (ROOT / file).is_file()]
    page = ROOT / "docs" / "model" / "mechanisms" / f"{row['mechanism']}.md"
    if row["mechanism"] not in ("", "month") and row["state"] != "open" and not page.is_file():
        wrong.append(row["mechanism"])
    return wrong + sorted(set(row) - FIELDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row['row']}")
def test_a_row_names_what_exists(row: dict[str, Any]) -> None:
    assert unknown(row) == []


def test_a_made_up_name_is_seen() -> None:
    row = ROWS[0] | {
        "assumptions": ["no.such"], "indicators": ["none"], "instruments": ["magic"],
        "experiments": ["experiments/x.yaml"],
        "tests": ["tests/test_trace.py::test_nothing", "tests/no_file.py::test_a"], "mechanism": "nowhere", "other": 1,
    }  # fmt: skip
    assert len(unknown(row)) == 8


def test_the_rows_are_all_there_in_their_order() -> None:
    assert [row["row"] for row in ROWS] == list(range(1, 90))


def test_each_section_of_the_paper_has_a_row() -> None:
    found = {section for row in ROWS for section in str(row["reference"]).split()}
    assert sorted(SECTIONS - found) == []
    assert sorted(found - SECTIONS) == ["acknowledgements", "references"]


def test_covered_is_what_a_test_shows_and_excluded_says_why() -> None:
    for row in ROWS:
        assert row["state"] in ("covered", "excluded", "open"), row["row"]
        assert row.get("tests") or row["state"] != "covered", row["row"]
        assert row.get("why") or row["state"] != "excluded", row["row"]


def incomplete(row: dict[str, Any]) -> list[str]:
    """What a row should say and does not: what it leaves out and why, or why it names no assumption or indicator."""
    said, _, reason = str(row.get("left_out", "a part: a reason")).partition(": ")
    bare = [key for key in ("assumptions", "indicators") if not row.get(key) and not row.get("why")]
    return bare + ["left_out"] * (len(said.split()) < 2 or len(reason.split()) < 2)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row['row']}")
def test_a_row_says_what_it_leaves_out_and_why_it_names_nothing(row: dict[str, Any]) -> None:
    assert incomplete(row) == []


def test_a_row_that_hides_a_gap_is_seen() -> None:
    row = {"assumptions": ["campaign.effect"], "indicators": ["put_off"]}
    assert incomplete(row | {"left_out": "one thing: there is no table of it"}) == []
    for empty in ("", "one thing", "one thing: ", ": there is none"):
        assert incomplete(row | {"left_out": empty}) == ["left_out"]
    assert incomplete(row | {"indicators": []}) == incomplete({"assumptions": ["campaign.effect"]}) == ["indicators"]
    assert incomplete({"why": "it is about files"}) == []
