"""The schematic map: a circle per district, coloured and labelled by its change in participation.

It is drawn from points and numbers of residents: it is no map of boundaries, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.report import canvas
from sim.report.canvas import INK, MUTED, RULE, WIDTH, Picture
from sim.report.data import PARTICIPATION, Results
from sim.report.numbers import percent, points, shorten
from sim.report.places import Circle, circles, label_boxes

NAMED = 24  # with more districts, circles carry numbers and the names are listed
LOSS, NEUTRAL, GAIN = "#c65a0c", "#f7f7f7", "#1f6fa8"
SCHEMATIC = "Schematic, not a map of boundaries"


def change(results: Results, scenario: str) -> dict[str, float]:
    """The value by district id: the difference to the reference, or for the reference or a single run the level."""
    field = "difference" if results.is_comparison and scenario != results.reference else "mean"
    found = {}
    for district in results.district_names:
        series = results.get(scenario, PARTICIPATION, f"district={district}")
        value = series.last(field) if series is not None else None
        if value is not None:
            found[district] = value
    return found


def picture(results: Results, scenario: str, name: str = "map") -> Picture | None:
    """The map of one scenario, labelled; None without coordinates or without values by district."""
    values = change(results, scenario)
    height = 4.5
    crowded = len(values) > NAMED
    margin = 0.4 if crowded else 0.75  # room for names
    laid = [c for c in circles(results.districts, WIDTH, height, margin) if c.district_id in values]
    if not laid:
        return None
    signed = results.is_comparison
    write = points if signed else percent
    shade = _shades([values], signed)
    with canvas.sheet(height + 0.5) as figure:
        axes = _sheet(figure, 0, 0.5, WIDTH, height)
        for circle in laid:
            _circle(axes, circle, shade(values[circle.district_id]), leader=not crowded)
        words = _labels(laid, values, write)
        _write(axes, laid, words, shade, values, height)
        _scale(figure, values, signed)
        listed = "; ".join(f"{c.name} {write(values[c.district_id])}" for c in laid)
        what = "Change in participation by district, percentage points" if signed else "Participation by district"
        numbered = _numbers(laid, values, write) if crowded else ""
        note = f"{SCHEMATIC}: a circle’s area shows the number of residents."
        if any(map(_moved, laid)):
            note += " Circles are moved apart where they would overlap"
            note += "." if crowded else "; a thin line then leads to the true place."
        if signed:
            note += " Colours show means: the table by group says where chance alone may have made the difference."
        return canvas.finish(
            figure, name, f"{what}: “{results.title(scenario)}”", f"{SCHEMATIC}. {listed}.", note + numbered
        )


def small(results: Results, scenarios: Sequence[str], name: str = "maps") -> Picture | None:
    """The same map, small, for several scenarios with one scale of colour; None if there is nothing to draw."""
    values = {one: change(results, one) for one in scenarios}
    drawn = [one for one in scenarios if values[one]]
    size = 1.68
    laid = circles(results.districts, size, 1.25, 0.22)
    if not drawn or not laid:
        return None
    shade = _shades(list(values.values()), True)
    rows = -(-len(drawn) // 4)
    with canvas.sheet(rows * 1.72) as figure:
        for n, one in enumerate(drawn):
            left, bottom = (n % 4) * 1.8, (rows - 1 - n // 4) * 1.72 + 0.05
            axes = _sheet(figure, left, bottom, size, 1.25)
            for circle in laid:
                if circle.district_id in values[one]:
                    _small_circle(axes, circle, values[one][circle.district_id], shade)
            axes.text(0, 1.32, canvas.wrap(results.title(one), 23), fontweight="bold", va="bottom", linespacing=1.05)
        listed = "; ".join(
            f"{results.title(one)}: "
            + ", ".join(f"{results.district_names[d]} {points(v)}" for d, v in values[one].items())
            for one in drawn
        )
        return canvas.finish(
            figure,
            name,
            "Change in participation by district in the other scenarios",
            f"{SCHEMATIC}. Percentage points. {listed}.",
            f"{SCHEMATIC}; places as above. Numbers: percentage points, where there is room for them.",
        )


def _sheet(figure: Any, left: float, bottom: float, width: float, height: float) -> Any:
    """Axes in inches, without frame."""
    whole = figure.get_size_inches()
    axes = figure.add_axes((left / whole[0], bottom / whole[1], width / whole[0], height / whole[1]))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


def _shades(values: Sequence[Mapping[str, float]], signed: bool) -> Any:
    """Value to colour: orange below zero, blue above; for levels from pale to blue."""
    from matplotlib.colors import LinearSegmentedColormap

    flat = [one for part in values for one in part.values()] or [0.0]
    reach = max(0.001, *(abs(one) for one in flat))
    low, high = (-reach, reach) if signed else (min(flat), max(flat) if max(flat) > min(flat) else min(flat) + 0.01)
    colours = [LOSS, "#f0c9a5", NEUTRAL, "#a9cbe4", GAIN] if signed else [NEUTRAL, "#a9cbe4", GAIN]
    ramp = LinearSegmentedColormap.from_list("change", colours)
    return lambda value: ramp((value - low) / (high - low))


def _dark(colour: Sequence[float]) -> bool:
    return 0.2126 * colour[0] ** 2.2 + 0.7152 * colour[1] ** 2.2 + 0.0722 * colour[2] ** 2.2 < 0.22


def _circle(axes: Any, circle: Circle, colour: Any, leader: bool) -> None:
    from matplotlib.patches import Circle as Patch

    axes.add_patch(Patch((circle.x, circle.y), circle.radius, facecolor=colour, edgecolor=INK, linewidth=0.6))
    if leader and _moved(circle):
        away = math.hypot(circle.true_x - circle.x, circle.true_y - circle.y)
        edge = [
            circle.x + (circle.true_x - circle.x) * circle.radius / away,
            circle.y + (circle.true_y - circle.y) * circle.radius / away,
        ]
        axes.plot([edge[0], circle.true_x], [edge[1], circle.true_y], color=INK, linewidth=0.5, zorder=3)
        axes.plot(circle.true_x, circle.true_y, "o", color=INK, markersize=1.8, zorder=3)


def _moved(circle: Circle) -> bool:
    """Whether the true place lies clearly outside the circle."""
    return math.hypot(circle.true_x - circle.x, circle.true_y - circle.y) > circle.radius + 0.02


def _small_circle(axes: Any, circle: Circle, value: float, shade: Any) -> None:
    from matplotlib.patches import Circle as Patch

    colour = shade(value)
    axes.add_patch(Patch((circle.x, circle.y), circle.radius, facecolor=colour, edgecolor=INK, linewidth=0.5))
    if circle.radius > 0.14:
        axes.text(
            circle.x,
            circle.y,
            points(value),
            ha="center",
            va="center",
            fontsize=5.6,
            color="white" if _dark(colour) else INK,
        )


def _labels(laid: Sequence[Circle], values: Mapping[str, float], write: Any) -> list[str]:
    """The words of each label: name over value, or a number where there are many districts."""
    if len(laid) > NAMED:
        return [str(n) for n, _ in enumerate(laid, start=1)]
    return [f"{canvas.wrap(shorten(c.name, 36), 13, 3)}\n{write(values[c.district_id])}" for c in laid]


def _numbers(laid: Sequence[Circle], values: Mapping[str, float], write: Any) -> str:
    return " " + ", ".join(f"{n} {c.name} {write(values[c.district_id])}" for n, c in enumerate(laid, start=1)) + "."


def _write(
    axes: Any, laid: Sequence[Circle], words: Sequence[str], shade: Any, values: Mapping[str, float], height: float
) -> None:
    """The labels, inside the circles where they fit; a thin line leads from far ones to their circle."""
    size = 6.0 if len(laid) > NAMED else 7.5
    letter, line = 0.0083 * size, 0.0167 * size  # inches a letter and a line of it take
    sizes = [(letter * max(map(len, one.split("\n"))) + 0.04, line * len(one.split("\n")) + 0.02) for one in words]
    for circle, said, box in zip(laid, words, label_boxes(laid, sizes, WIDTH, height), strict=True):
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        inside = abs(x - circle.x) < 1e-9 and abs(y - circle.y) < 1e-9
        colour = "white" if inside and _dark(shade(values[circle.district_id])) else INK
        gap = box.over_circle(circle, 1e6) and ((x - circle.x) ** 2 + (y - circle.y) ** 2) ** 0.5
        if not inside and gap - circle.radius > max(box.right - box.left, box.top - box.bottom) / 2 + 0.12:
            axes.plot([circle.x, x], [circle.y, y], color=RULE, linewidth=0.6, zorder=0.4)
        side = (
            "center"
            if inside or abs(x - circle.x) < (box.right - box.left) / 4
            else "left"
            if x > circle.x
            else "right"
        )
        at = {"center": x, "left": box.left, "right": box.right}[side]
        axes.text(at, y, said, ha=side, va="center", color=colour, linespacing=1.1, zorder=4, fontsize=size)


def _scale(figure: Any, values: Mapping[str, float], signed: bool) -> None:
    """The key to the colours."""
    shade = _shades([values], signed)
    flat = list(values.values())
    reach = max(0.001, *(abs(one) for one in flat))
    low, high = (-reach, reach) if signed else (min(flat), max(flat))
    axes = _sheet(figure, 0.05, 0.05, 2.6, 0.4)
    for n in range(25):
        axes.fill_between([0.1 * n, 0.1 * (n + 1)], 0.2, 0.32, color=shade(low + (high - low) * n / 24), linewidth=0)
    write = points if signed else percent
    for at, value in ((0.0, low), (1.25, (low + high) / 2), (2.5, high)):
        axes.text(
            at,
            0.12,
            write(value),
            ha={0.0: "left", 1.25: "center", 2.5: "right"}[at],
            va="center",
            fontsize=6.8,
            color=MUTED,
        )
