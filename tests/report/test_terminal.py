"""Tables on terminals of any width break no word, and say what they leave out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from sim.report import terminal
from sim.report.numbers import effect
from sim.report.study_tables import Table
from sim.study.compare import ComparisonResult

WIDE = Table(
    "Outcomes of each point",
    ("lever", "participation_12m", "spend, crowns a month", "Gain / lose of 100", "Binding"),
    (("teachers=high", "41.0 % [-0.74 (-7.52 to +6.03)]", "31,250 [+6,250 (+6,250 to +6,250)]", "1 / 2", "teachers"),),
)


def at(width: int, monkeypatch: pytest.MonkeyPatch) -> Console:
    """A terminal of that width for what is printed from now on."""
    console = Console(width=width, record=True, highlight=False)
    monkeypatch.setattr(terminal, "screen", lambda: console)
    return console


@pytest.mark.parametrize(("width", "left_out"), [(50, "Gain / lose of 100, Binding"), (80, ""), (120, "")])
def test_a_narrow_table_breaks_no_word_and_says_what_it_leaves_out(
    width: int, left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = at(width, monkeypatch)
    terminal._print_table(console, WIDE)
    shown = console.export_text()
    assert all(len(line) <= width for line in shown.splitlines() if "Too narrow" not in line)
    assert ("Too narrow here for: " + left_out in shown) == bool(left_out)
    for heading, cell in zip(WIDE.headings, WIDE.rows[0], strict=True):
        words = [] if heading in left_out else [*heading.split(), *cell.split()]
        assert [word for word in words if word not in shown.split()] == []


@pytest.mark.parametrize("width", [80, 125, 150])
def test_the_ranking_breaks_no_word_of_a_long_title(
    width: int, compared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = json.loads((compared / "manifest.json").read_text("utf-8"))
    title = "Millbrook as it goes on in the longest of all the years"
    manifest["scenarios"][manifest["reference"]]["title"] = title
    console = at(width, monkeypatch)
    terminal.print_ranking(ComparisonResult(compared, manifest))
    shown = console.export_text()
    assert [
        word for word in ("Adults", "learned", "constraint", "reference", *title.split()) if word not in shown
    ] == []


def test_large_amounts_have_no_cents() -> None:
    assert effect(6250.0, 999.0, 11501.4, False) == "+6,250 (+999 to +11,501)"
    assert effect(999.0, 1.0, -2.5, False) == "+999.00 (+1.00 to −2.50)"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((-0.0009, -0.0018, 0.0004, False), "−0.0009 (−0.0018 to +0.0004)"),  # a small unit
        ((-0.0004, -0.0008, -0.00002, True), "−0.040 (−0.080 to −0.002)"),  # clear of zero, and seen to be
        ((-0.0040, -0.0080, 0.0, True), "−0.40 (−0.80 to 0.00)"),
        ((1e-17, 0.0, 0.0, True), "0.00 (0.00 to 0.00)"),
        ((0.012, None, None, False), "+0.012"),
        ((None, None, None, True), "unknown"),
    ],
)
def test_small_differences_are_not_written_as_none(given: tuple[float | None, ...], said: str) -> None:
    assert effect(*given) == said
