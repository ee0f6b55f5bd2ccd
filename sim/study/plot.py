"""Figures of results: how far each scenario, or each point of an experiment, moves participation or another outcome.

Drawn without pyplot, so that no window, style or state of the user's session is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 100  # percentage points in a rate of 1
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6a3d9a", "#a6761d")  # told apart by all


def figure(ranking: Sequence[Mapping[str, Any]], course: pd.DataFrame, reference: str) -> Figure:
    """Paired differences in yearly participation with 95 % intervals: of the last year, and by month.

    `course` holds the rows of summary.csv of yearly participation of all adults.
    """
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(11, max(3.2, 1.4 + 0.4 * len(ranking))), layout="constrained")
    left, right = drawing.subplots(1, 2, width_ratios=(1, 1.3))
    colours = {row["scenario"]: COLOURS[number % len(COLOURS)] for number, row in enumerate(ranking)}
    colours[reference] = "#333333"
    others = [row for row in ranking if row["scenario"] != reference]
    _differences(left, others, colours, POINTS)
    left.set_xlabel(f"Participation in 12 months against {reference}\n(percentage points, last year, 95 % interval)")
    _course(right, course, reference, colours)
    return drawing


def figure_of_points(rows: Sequence[Mapping[str, Any]], outcome: str, against: str) -> Figure:
    """Paired differences in one outcome, in its own unit, with 95 % intervals: a row a point of an experiment.

    `against` says what they are differences to.
    """
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(9, max(3.2, 1.4 + 0.3 * len(rows))), layout="constrained")
    axes = drawing.subplots()
    _differences(axes, rows, {}, 1.0)
    axes.set_xlabel(f"{outcome} against {against}\n(95 % interval)")
    return drawing


def _differences(axes: Axes, ranking: Sequence[Mapping[str, Any]], colours: Mapping[str, str], unit: float) -> None:
    rows = [row for row in ranking if row["difference"] is not None][::-1]
    for place, row in enumerate(rows):
        colour = colours.get(row["scenario"], COLOURS[0])
        if row["difference_low"] is not None:
            ends = [unit * row["difference_low"], unit * row["difference_high"]]
            axes.plot(ends, [place, place], color=colour, linewidth=2)
        axes.plot([unit * row["difference"]], [place], "o", color=colour)
    axes.axvline(0, color="#999999", linewidth=1)
    axes.locator_params(axis="x", nbins=6)
    axes.set_yticks(range(len(rows)), [row["scenario"] for row in rows])


def _course(axes: Axes, course: pd.DataFrame, reference: str, colours: Mapping[str, str]) -> None:
    for name, rows in course[course["scenario"] != reference].groupby("scenario", sort=False):
        colour = colours.get(str(name), "#999999")
        axes.plot(rows["month"], POINTS * rows["difference"], color=colour, label=str(name))
        low, high = POINTS * rows["difference_low"].astype(float), POINTS * rows["difference_high"].astype(float)
        axes.fill_between(rows["month"], low, high, color=colour, alpha=0.15, linewidth=0)
    axes.axhline(0, color=colours[reference], linewidth=1, label=reference)
    axes.set_xlabel("Month after the burn-in")
    axes.set_ylabel("Difference (percentage points)")
    axes.legend(frameon=False, fontsize="small")
