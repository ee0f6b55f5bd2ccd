"""Queues at a glance: waiting, applications turned away by what was short, and use of places, a row per scenario.

Every column has one scale; the constraints differ by line style as well as by colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.report import canvas
from sim.report.canvas import BLUE, INK, ORANGE, Picture
from sim.report.data import Results, present
from sim.report.figures import end_label
from sim.report.numbers import percent

QUEUES = (
    ("waiting_months", "Months of waiting", 1.0),
    ("unmet_demand", "Turned away,\n% of applications", 100.0),
    ("utilisation", "Places in use, %", 100.0),
)


LIMITS = (("rooms", "-", BLUE), ("teachers", (0, (4, 1.5)), ORANGE), ("money", (0, (1, 1.2)), INK))


def queues(results: Results, names: Sequence[str]) -> Picture | None:
    """Waiting, applications turned away by constraint, and utilisation: one row per scenario, shared scales."""
    columns = [
        (indicator, label, scale)
        for indicator, label, scale in QUEUES
        if present(results, names, indicator) or results.groups(indicator, "constraint")
    ]
    drawn = [name for name in names if any(_lines(results, name, indicator) for indicator, _, _ in columns)]
    if not columns or not drawn:
        return None
    with canvas.sheet(0.81 + 0.54 * len(drawn)) as figure:
        axes = canvas.grid(
            figure, len(drawn), len(columns), left=2.1, right=0.45, top=0.36, bottom=0.45, across=0.74, down=0.16
        )
        for c, (indicator, label, scale) in enumerate(columns):
            top = max([0.1, *(float(v) for name in drawn for v in _peaks(results, name, indicator))]) * scale
            for r, name in enumerate(drawn):
                _queue_panel(axes[r][c], results, name, indicator, scale)
                axes[r][c].set_ylim(0, top * 1.12)
                months = max((int(s.months[-1]) + 1 for s in _lines(results, name, indicator).values()), default=1)
                canvas.time_axis(axes[r][c], months, labels=r == len(drawn) - 1)
            axes[0][c].set_title(label)
            axes[-1][c].set_xlabel(canvas.time_unit(months), loc="left", labelpad=1)
        for r, name in enumerate(drawn):
            _name_row(axes[r][0], results.title(name))
        return canvas.finish(
            figure,
            "queues",
            "Waiting, applications turned away, and use of places",
            _queue_words(results, drawn),
            "Means over the replicates; every column has one scale. Applications turned away, by what was short: "
            "solid = rooms, dashed = teachers, dotted = money.",
        )


def _name_row(axes: Any, title: str) -> None:
    words, place = canvas.wrap(title, 28, 3), {"xycoords": "axes fraction", "textcoords": "offset points"}
    axes.annotate(words, (0, 0.5), xytext=(-22, 0), ha="right", va="center", linespacing=1.05, **place)


def _lines(results: Results, name: str, indicator: str) -> dict[str, Any]:
    """The series to draw in a queue panel: by constraint if there is that, else the whole."""
    keys = [f"constraint={limit}" for limit, _, _ in LIMITS]
    found = {key: results.series[name, indicator, key] for key in keys if results.get(name, indicator, key)}
    whole = results.get(name, indicator)
    return found or ({"all": whole} if whole is not None else {})


def _peaks(results: Results, name: str, indicator: str) -> list[float]:
    import numpy as np

    return [
        float(np.nanmax(series.mean))
        for series in _lines(results, name, indicator).values()
        if np.isfinite(series.mean).any()
    ]


def _queue_panel(axes: Any, results: Results, name: str, indicator: str, scale: float) -> None:
    lines = _lines(results, name, indicator)
    axes.locator_params(axis="y", nbins=2, integer=True)
    styles = {f"constraint={limit}": (style, color) for limit, style, color in LIMITS}
    heights = {}
    for group, series in lines.items():
        style, color = styles.get(group, ("-", BLUE))
        axes.plot(series.months, scale * series.mean, color=color, linewidth=1.3, linestyle=style)
        heights[group] = series.last("mean")
    if list(lines) == ["all"] and heights["all"] is not None:
        series = lines["all"]
        words = percent(heights["all"], 0) if scale == 100 else f"{heights['all']:.1f}"
        end_label(axes, series.months, scale * series.mean, words)
    elif indicator == "unmet_demand" and (worst := max(heights, key=lambda g: heights[g] or 0.0, default=None)):
        series = lines[worst]
        end_label(axes, series.months, scale * series.mean, worst.partition("=")[2], styles[worst][1])


def _queue_words(results: Results, names: Sequence[str]) -> str:
    parts = []
    for name in names:
        waiting, use = results.get(name, "waiting_months"), results.get(name, "utilisation")
        said = [
            f"{waiting.last('mean') or 0:.1f} months of waiting" if waiting else "",
            f"{percent(use.last('mean'), 0)} of places in use" if use else "",
        ]
        parts.append(f"{results.title(name)}: " + ", ".join(word for word in said if word))
    return "In the last month: " + "; ".join(parts) + "."
