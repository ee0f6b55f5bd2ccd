"""Which constraint binds in each month: a strip per scenario, told apart by words and hatching as well as by colour.

Only more of what binds lets more people in, so this stands beside every ranking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report import canvas
from sim.report.canvas import BLUE_TINT, MUTED, ORANGE_TINT, Picture
from sim.report.data import Results
from sim.report.numbers import constraint, text

STRIP = {
    "rooms": (BLUE_TINT, ""),
    "teachers": (ORANGE_TINT, "////"),
    "money": ("#d9d9d9", "xxxx"),
    "none": ("#ffffff", ""),
}
OTHER = ("#efe3f3", "....")  # a constraint that we do not know
SHORT = ("rooms", "teachers", "money")


def binding(results: Results, names: Sequence[str]) -> Picture | None:
    """Which constraint binds in each month, a strip per scenario; None if the results do not say."""
    found = {name: strip for name in names if (strip := strips(results, name))}
    if not found:
        return None
    months = max(len(strip) for strip in found.values())
    with canvas.sheet(0.78 + 0.3 * len(found)) as figure:
        axes = canvas.grid(figure, 1, 1, left=2.3, right=0.12, top=0.34, bottom=0.42, across=0, down=0)[0][0]
        axes.set(ylim=(len(found) - 0.4, -0.6), yticks=[])
        axes.grid(False)
        canvas.time_axis(axes, months)
        axes.set_xlabel(f"{canvas.time_unit(months)} since the policies began")
        for n, (name, strip) in enumerate(found.items()):
            for word, start, end in spells(strip):
                _spell(axes, n, word, start, end, months)
            canvas.row_label(axes, n, results.title(name))
        _strip_key(figure, [word for strip in found.values() for word in strip])
        said = "; ".join(
            f"{results.title(name)}: "
            + ", ".join(f"{constraint(word)} in months {start} to {end - 1}" for word, start, end in spells(strip)[:12])
            for name, strip in found.items()
        )
        return canvas.finish(
            figure,
            "binding",
            "What holds participation back, month by month",
            said + ".",
            "The constraint that turns away most applications in most replicates.",
        )


def strips(results: Results, name: str) -> list[str]:
    """The binding constraint of each month of a scenario; empty if unknown."""
    given = results.comparison.get("binding")
    found = given.get(name) if isinstance(given, Mapping) else None
    return [text(word) or "none" for word in found] if isinstance(found, (list, tuple)) else []


def spells(strip: Sequence[str]) -> list[tuple[str, int, int]]:
    """Runs of equal months as (constraint, first month, month after the last)."""
    starts = [n for n, word in enumerate(strip) if n == 0 or word != strip[n - 1]]
    return [(strip[start], start, end) for start, end in zip(starts, [*starts, len(strip)][1:], strict=True)]


def _spell(axes: Any, y: float, word: str, start: int, end: int, months: int) -> None:
    colour, hatch = STRIP.get(word, OTHER)
    axes.barh(
        y, end - start, left=start, height=0.7, facecolor=colour, hatch=hatch or None, edgecolor=MUTED, linewidth=0.5
    )
    if (end - start) / months * 4.6 > 0.07 * len(constraint(word)) + 0.05:
        axes.text(
            (start + end) / 2,
            y,
            constraint(word),
            ha="center",
            va="center",
            fontsize=6.6,
            bbox={"facecolor": colour, "edgecolor": "none", "pad": 0.8},
        )


def _strip_key(figure: Any, words: Sequence[str]) -> None:
    order = [word for word in (*STRIP, *sorted(set(words) - set(STRIP))) if word in words]
    said = {word: f"{constraint(word)} {'short' if word in SHORT else 'binds'}" for word in order}
    canvas.key(figure, [(*STRIP.get(word, OTHER), said[word]) for word in order], MUTED)
