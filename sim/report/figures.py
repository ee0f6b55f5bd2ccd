"""Figures over time and the ranking at a glance: one small panel per scenario, the others in grey behind it.

A panel shows by line style and label what colour shows, so it reads the same in black and white.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.report import canvas
from sim.report.canvas import BLUE, BLUE_TINT, INK, MUTED, RULE, Picture
from sim.report.data import PARTICIPATION, Results, present
from sim.report.numbers import clear, finely, number, percent, points, span, text

ONE_RUN = "One run, so there is no interval."


def ranking(results: Results, names: Sequence[str]) -> Picture | None:
    """The paired differences at the end as dots with 95 % intervals, best first; None without a comparison."""
    rows = [
        row
        for row in results.ranking
        if number(row.get("difference")) is not None
        and row.get("scenario") in names
        and row.get("scenario") != results.reference
    ]
    if not rows:
        return None
    ends = [number(row.get(key)) for row in rows for key in ("difference", "difference_low", "difference_high")]
    known = any(number(row.get("difference_low")) is not None for row in rows)
    limit = max(0.005, *(abs(end) for end in ends if end is not None)) * 100
    with canvas.sheet(0.52 + 0.27 * len(rows)) as figure:
        axes = canvas.grid(figure, 1, 1, left=2.45, right=1.5, top=0.05, bottom=0.4, across=0, down=0)[0][0]
        axes.set(
            xlim=(-1.03 * limit if min(e for e in ends if e is not None) < 0 else -0.08 * limit, limit * 1.03),
            ylim=(len(rows) - 0.4, -0.6),
            yticks=[],
        )
        axes.grid(True, axis="x")
        axes.axvline(0, color=INK, linewidth=0.9)
        for n, row in enumerate(rows):
            _interval_row(axes, n, row, results.title(text(row.get("scenario"))))
        axes.set_xlabel("difference to the reference in the share of adults who learn in a year, percentage points")
        described = "; ".join(f"{results.title(text(r.get('scenario')))}: {_with_interval(r)}" for r in rows)
        return canvas.finish(
            figure,
            "ranking",
            "Differences to the reference" + ", with 95 % intervals" * known,
            f"Percentage points. {described}.",
            "Blue, filled and bold: the interval excludes zero." if known else ONE_RUN,
        )


def _with_interval(row: Any) -> str:
    ends = row.get("difference_low"), row.get("difference_high")
    between = span(*ends, finely(*ends))
    return finely(*ends)(row.get("difference")) + (f" ({between})" if between else "")


def _interval_row(axes: Any, y: float, row: Any, title: str) -> None:
    """One scenario's line in the ranking figure: its name, the interval, the dot and the number."""
    middle, low, high = (number(row.get(key)) for key in ("difference", "difference_low", "difference_high"))
    assert middle is not None  # the caller keeps only such rows
    sure = clear(low, high)
    if low is not None and high is not None:
        axes.plot([100 * low, 100 * high], [y, y], color=BLUE if sure else MUTED, linewidth=2.2)
    axes.plot(
        100 * middle,
        y,
        "o",
        markersize=5.5,
        markeredgecolor=BLUE if sure else MUTED,
        markeredgewidth=1.3,
        markerfacecolor=BLUE if sure else "white",
    )
    beside = axes.get_yaxis_transform()
    canvas.row_label(axes, y, title)
    axes.text(1.02, y, _with_interval(row), transform=beside, va="center", fontweight="bold" if sure else "normal")


def _panels(figure: Any, count: int, bottom: float = 0.42) -> list[Any]:
    """Up to four panels in a row, in reading order."""
    columns = min(4, count) if count != 6 else 3
    rows = -(-count // columns)
    axes = canvas.grid(figure, rows, columns, left=0.42, right=0.46, top=0.36, bottom=bottom, across=0.5, down=0.7)
    flat = [one for row in axes for one in row]
    for unused in flat[count:]:
        unused.remove()
    return flat[:count]


def _height(count: int) -> float:
    columns = min(4, count) if count != 6 else 3
    rows = -(-count // columns)
    return 0.36 + 0.42 + rows * (1.12 if columns > 2 else 1.7) + (rows - 1) * 0.7


def _bounds(results: Results, names: Sequence[str], fields: Sequence[str]) -> tuple[float, float]:
    """Lowest and highest percentage that any of the series reaches, with a little air."""
    import numpy as np

    parts = [getattr(results.series[name, PARTICIPATION, "all"], field) for name in names for field in fields]
    values = np.concatenate(parts) * 100
    values = values[np.isfinite(values)]
    if not values.size:
        return (0.0, 1.0)
    air = max(0.2, 0.08 * float(values.max() - values.min()))
    return (float(values.min()) - air, float(values.max()) + air)


def participation(results: Results, names: Sequence[str]) -> Picture | None:
    """Participation over time with 95 % bands, a panel per scenario."""
    drawn = present(results, names, PARTICIPATION)
    if not drawn:
        return None
    low, high = _bounds(results, drawn, ("mean", "low", "high"))
    with canvas.sheet(_height(len(drawn))) as figure:
        for n, (axes, name) in enumerate(zip(_panels(figure, len(drawn)), drawn, strict=True)):
            for other in drawn:
                if other not in (name, results.reference):
                    series = results.series[other, PARTICIPATION, "all"]
                    axes.plot(series.months, 100 * series.mean, color=RULE, linewidth=0.6)
            _participation_panel(axes, results, name)
            axes.set_ylim(low, high)
            _dress(axes, results, name, n, "percent of adults" if n == 0 else "")
        ends = "; ".join(
            f"{results.title(name)}: {percent(results.series[name, PARTICIPATION, 'all'].last('mean'))}"
            for name in drawn
        )
        note = "Line and band: mean and 95 % interval. " if _has_band(results, drawn) else f"{ONE_RUN} "
        if len(drawn) > 1:
            note += "Dashed: the reference. Grey: the other scenarios. "
        note += (
            f"Number: the last month. Horizontal: {_elapsed(results, drawn)}. The vertical axis does not start at zero."
        )
        return canvas.finish(
            figure, "participation", "Adults who learned in the last 12 months", f"In the last month: {ends}.", note
        )


def _has_band(results: Results, names: Sequence[str], end: str = "low") -> bool:
    return any(results.series[name, PARTICIPATION, "all"].last(end) is not None for name in names)


def _participation_panel(axes: Any, results: Results, name: str) -> None:
    series = results.series[name, PARTICIPATION, "all"]
    base = results.get(results.reference or "", PARTICIPATION)
    is_reference = results.is_comparison and name == results.reference
    axes.fill_between(series.months, 100 * series.low, 100 * series.high, color=BLUE_TINT, linewidth=0)
    if base is not None and results.is_comparison and not is_reference:
        axes.plot(base.months, 100 * base.mean, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.plot(
        series.months,
        100 * series.mean,
        color=INK if is_reference else BLUE,
        linewidth=1.5,
        linestyle=(0, (3, 2)) if is_reference else "-",
    )
    end_label(axes, series.months, 100 * series.mean, percent(series.last("mean")))


def differences(results: Results, names: Sequence[str]) -> Picture | None:
    """Paired differences to the reference over time with 95 % bands, a panel per scenario; None without any."""
    import numpy as np

    drawn = [
        name
        for name in present(results, names, PARTICIPATION)
        if name != results.reference and np.isfinite(results.series[name, PARTICIPATION, "all"].difference).any()
    ]
    if not drawn:
        return None
    low, high = _bounds(results, drawn, ("difference", "difference_low", "difference_high"))
    banded = _has_band(results, drawn, "difference_low")
    with canvas.sheet(_height(len(drawn))) as figure:
        for n, (axes, name) in enumerate(zip(_panels(figure, len(drawn)), drawn, strict=True)):
            series = results.series[name, PARTICIPATION, "all"]
            axes.fill_between(
                series.months, 100 * series.difference_low, 100 * series.difference_high, color=BLUE_TINT, linewidth=0
            )
            axes.axhline(0, color=INK, linewidth=0.8)
            axes.plot(series.months, 100 * series.difference, color=BLUE, linewidth=1.5)
            end_label(axes, series.months, 100 * series.difference, points(series.last("difference")))
            axes.set_ylim(min(low, -0.2), max(high, 0.2))
            _dress(axes, results, name, n, "percentage points" if n == 0 else "")
        ends = "; ".join(
            f"{results.title(n)}: {points(results.series[n, PARTICIPATION, 'all'].last('difference'))}" for n in drawn
        )
        return canvas.finish(
            figure,
            "differences",
            "Difference to the reference over time",
            f"Percentage points, last month: {ends}.",
            ("Line and band: mean paired difference and 95 % interval. " if banded else f"{ONE_RUN} ")
            + "Above the dark zero line the scenario is ahead of the reference. "
            + f"Number: the last month. Horizontal: {_elapsed(results, drawn)}.",
        )


def _elapsed(results: Results, names: Sequence[str]) -> str:
    months = max(int(results.series[name, PARTICIPATION, "all"].months[-1]) + 1 for name in names)
    return f"{canvas.time_unit(months)} since the policies began"


def _dress(axes: Any, results: Results, name: str, n: int, unit: str) -> None:
    """Title, time axis and, on the first panel, the unit; only a row's first panel numbers the shared scale."""
    months = int(results.series[name, PARTICIPATION, "all"].months[-1]) + 1
    wide = axes.get_position().width * canvas.WIDTH
    axes.set_title(canvas.wrap(results.title(name), int(wide * 18)), linespacing=1.05)
    canvas.time_axis(axes, months)
    axes.locator_params(axis="y", nbins=4)
    axes.set_ylabel(unit)
    if axes.get_position().x0 > 0.1:
        axes.tick_params(axis="y", labelleft=False)
    if n == 0:
        axes.set_xlabel(canvas.time_unit(months), loc="left", labelpad=1)


def end_label(axes: Any, months: Any, values: Any, words: str, color: str = INK) -> None:
    """The last value written beside the end of its line."""
    if number(values[-1]) is not None:
        axes.annotate(
            words,
            (months[-1], values[-1]),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.8,
            fontweight="bold",
            color=color,
            annotation_clip=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
