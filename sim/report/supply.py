"""What it costs and what runs short: spending by line, over time and by scenario, and the strip of binding constraints.

Money is in units of the city's currency a year; segments and months are told apart by hatching and letters too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report import canvas
from sim.report.canvas import BLUE, GREEN, INK, ORANGE, PURPLE, SAND, SKY, Picture
from sim.report.data import Results
from sim.report.numbers import amount, label, money, text, unit_of

GENERAL = "line=provision"
OTHERS = "the smaller lines"  # together
LINE_NAMES = {GENERAL: "General provision", OTHERS: "Other lines"}
LOOKS = (
    (BLUE, ""),
    (SAND, "////"),
    (GREEN, ""),
    (ORANGE, "xxxx"),
    (SKY, "||||"),
    (PURPLE, ""),
    ("#555b66", "\\\\\\\\"),
    ("#ffffff", "----"),
)
MOST = len(LOOKS)  # lines with a look of their own, general provision among them


def yearly(results: Results, scenario: str, group: str = "all") -> list[float]:
    """Spending of each year since the policies began (a part year is scaled up to a year); empty if unknown."""
    import numpy as np

    if group == OTHERS:
        small = filter(None, (yearly(results, scenario, one) for one in _by_size(results)[MOST:]))
        return [sum(parts) for parts in zip(*small, strict=True)]
    series = results.get(scenario, "spend", group)
    if series is None:
        return []
    parts = [series.mean[n : n + 12] for n in range(0, len(series.mean), 12)]
    return [12 * float(np.nanmean(part)) if np.isfinite(part).any() else 0.0 for part in parts]


def mean_yearly(results: Results, scenario: str, group: str = "all", money: str = "spend") -> float | None:
    """Mean spending a year over the whole run, or that of other `money`; None if unknown."""
    import numpy as np

    if group == OTHERS:
        return sum(mean_yearly(results, scenario, one) or 0.0 for one in _by_size(results)[MOST:])
    series = results.get(scenario, money, group)
    return 12 * float(np.nanmean(series.mean)) if series is not None and np.isfinite(series.mean).any() else None


def last_year(results: Results, scenario: str, group: str) -> float | None:
    """Spending in the last 12 months, of a shorter run scaled up to a year; None if unknown."""
    import numpy as np

    series = results.get(scenario, "spend", group)
    last = series.mean[-12:] if series is not None else np.array([])
    return 12 * float(np.nanmean(last)) if np.isfinite(last).any() else None


def total_yearly(results: Results, scenario: str) -> float | None:
    """Mean spending a year in all: the whole if the results hold it, else the sum of the lines; None if unknown."""
    whole = mean_yearly(results, scenario)
    parts = [mean_yearly(results, scenario, group) for group in results.groups("spend", "line")]
    known = [part for part in parts if part is not None]
    return whole if whole is not None else sum(known) if known else None


def lines(results: Results) -> tuple[str, ...]:
    """The groups `line=...` of spending: general provision first, then by size; the smallest of many are one."""
    found = _by_size(results)
    return found if len(found) <= MOST + 1 else (*found[:MOST], OTHERS)


def _by_size(results: Results) -> tuple[str, ...]:
    found = results.groups("spend", "line")
    size = {g: sum(mean_yearly(results, name, g) or 0.0 for name in results.scenarios) for g in found}
    return tuple(sorted((g for g in found if size[g] > 0), key=lambda g: (g != GENERAL, -size[g], g)))


def line_name(group: str) -> str:
    """What a planner calls a line of spending."""
    return LINE_NAMES.get(group, label(group))


def _looks(groups: Sequence[str]) -> dict[str, tuple[str, str]]:
    others = [group for group in groups if group != GENERAL]
    return {GENERAL: ("#e6e8ec", "")} | {group: LOOKS[n % len(LOOKS)] for n, group in enumerate(others)}


def spending(results: Results, names: Sequence[str]) -> Picture | None:
    """Mean yearly spending by line, a bar per scenario; None if spending by line is not known."""
    groups = lines(results)
    drawn = [name for name in names if any(results.get(name, "spend", group) for group in groups)]
    if not groups or not drawn:
        return None
    looks, currency = _looks(groups), text(results.city.get("currency"))
    totals = {name: [mean_yearly(results, name, group) or 0.0 for group in groups] for name in drawn}
    top = max(sum(parts) for parts in totals.values()) or 1.0
    with canvas.sheet(0.75 + 0.3 * len(drawn)) as figure:
        axes = canvas.grid(figure, 1, 1, left=2.3, right=1.0, top=0.4, bottom=0.33, across=0, down=0)[0][0]
        axes.set(xlim=(0, top), ylim=(len(drawn) - 0.4, -0.6), yticks=[])
        axes.grid(True, axis="x")
        _in_units(axes.xaxis, currency)
        for n, name in enumerate(drawn):
            start = 0.0
            for group, part in zip(groups, totals[name], strict=True):
                _segment(axes, n, start, part, looks[group], top, line_name(group))
                start += part
            canvas.row_label(axes, n, results.title(name))
            axes.text(1.02, n, amount(start), transform=axes.get_yaxis_transform(), va="center", fontweight="bold")
        _key(figure, groups, looks)
        said = "; ".join(
            f"{results.title(name)}: "
            + ", ".join(f"{line_name(g)} {money(p, currency)}" for g, p in zip(groups, totals[name], strict=True) if p)
            for name in drawn
        )
        return canvas.finish(
            figure,
            "spending",
            "Spending a year, mean of the whole period",
            said + ".",
            f"{currency} a year; the number at the right is the total."
            + (" Other lines are the smallest of all; summary.csv has each." if OTHERS in groups else ""),
        )


def _in_units(axis: Any, currency: str) -> None:
    """Ticks of money without the unit's word on every tick."""
    size, word = unit_of(max(axis.get_view_interval()))
    axis.set_major_formatter(lambda tick, _: f"{tick / size:,g}")
    if currency:
        axis.set_label_text(f"{word} {currency} a year".strip(), fontsize=6.8)


def _segment(axes: Any, y: float, start: float, size: float, look: tuple[str, str], top: float, words: str) -> None:
    """One line of spending in a bar, with its name where there is room."""
    if size <= 0:
        return
    axes.barh(y, size, left=start, height=0.66, facecolor=look[0], hatch=look[1] or None, edgecolor=INK, linewidth=0.5)
    room = size / top * (canvas.WIDTH - 3.3) / 0.062
    if len(words) + 1 < room:
        light = look[1] or look[0] in ("#e6e8ec", SAND, SKY, "#ffffff")
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if look[1] else None
        axes.text(
            start + size / 2,
            y,
            words,
            ha="center",
            va="center",
            fontsize=6.6,
            color=INK if light else "white",
            bbox=paper,
        )


def _key(figure: Any, groups: Sequence[str], looks: Mapping[str, tuple[str, str]]) -> None:
    canvas.key(figure, [(*looks[group], line_name(group)) for group in groups])


def over_years(results: Results, names: Sequence[str]) -> Picture | None:
    """Spending by line in each year, a panel for each of at most two scenarios; None if not known."""
    groups = lines(results)
    drawn = [name for name in names if any(results.get(name, "spend", group) for group in groups)][:2]
    if not drawn:
        return None
    looks, currency = _looks(groups), text(results.city.get("currency"))
    stacks = {name: [yearly(results, name, group) for group in groups] for name in drawn}
    top = max(max(map(sum, zip(*filter(None, stack), strict=True))) for stack in stacks.values()) or 1.0
    with canvas.sheet(2.5) as figure:
        panels = canvas.grid(figure, 1, len(drawn), left=0.62, right=0.1, top=0.66, bottom=0.36, across=0.5, down=0)[0]
        for axes, name in zip(panels, drawn, strict=True):
            _stack(axes, [looks[group] for group in groups], stacks[name])
            axes.set(ylim=(0, top * 1.02), xlabel="year since the policies began")
            axes.set_title(canvas.wrap(results.title(name), 52, 1))
            _in_units(axes.yaxis, currency if axes is panels[0] else "")
        _key(figure, groups, looks)
        said = "; ".join(
            f"{results.title(n)}: from {money(sum(p[0] for p in stacks[n] if p), currency)} in the first year to "
            f"{money(sum(p[-1] for p in stacks[n] if p), currency)} in the last"
            for n in drawn
        )
        return canvas.finish(
            figure,
            "spending-years",
            "Spending in each year, by line",
            said + ".",
            "A part year at the end is scaled up to a full year.",
        )


def _stack(axes: Any, looks: Sequence[tuple[str, str]], stack: Sequence[Sequence[float]]) -> None:
    """The lines of spending on top of each other, a bar per year."""
    years = max(map(len, stack))
    base = [0.0] * years
    for (colour, hatch), parts in zip(looks, stack, strict=True):
        if parts:
            look = {"facecolor": colour, "hatch": hatch or None, "edgecolor": INK, "linewidth": 0.5}
            axes.bar(range(1, years + 1), parts, bottom=base, width=0.78, **look)
            base = [below + part for below, part in zip(base, parts, strict=True)]
    axes.set_xlim(0.4, years + 0.6)
    axes.set_xticks(range(1, years + 1, max(1, years // 10)))
