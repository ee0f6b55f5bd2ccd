"""Who gains and who loses: diverging bars by education, age, work, income and district, with intervals.

Without a reference the same rows show each group's participation instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report import canvas
from sim.report.canvas import BLUE, BLUE_TINT, INK, MUTED, ORANGE, RULE, Picture
from sim.report.data import GROUP_ORDER, PARTICIPATION, Results, records
from sim.report.numbers import GROUP_KEYS, group_name, number, percent, points, settled, text

MOST_DISTRICTS = 20
ROW = 0.172  # inches
LONGEST = 2.0  # how far intervals are drawn, as a multiple of the longest bar
HEADING = 1.25  # rows that a heading takes


@dataclass(frozen=True)
class Row:
    """One group's line: shares of its adults who gained and lost a start, and the net difference (fractions)."""

    group: str
    name: str
    gained: float | None
    lost: float | None
    gained_ends: tuple[float | None, float | None]
    lost_ends: tuple[float | None, float | None]
    net: float | None
    sure: bool = False  # whether the interval of the net difference excludes zero


def rows(results: Results, scenario: str) -> dict[str, list[Row]]:
    """The lines of one scenario by kind of group (`education`, `age`, ...), in the order of a report."""
    shares = {
        text(g.get("group")): g for g in records(results.comparison.get("groups")) if g.get("scenario") == scenario
    }
    found = {}
    for key in GROUP_ORDER:
        groups = results.groups(PARTICIPATION, key) or tuple(g for g in shares if g.startswith(key + "="))
        lines = [_row(results, scenario, group, shares.get(group, {})) for group in groups]
        lines = [line for line in lines if line.gained is not None or line.net is not None]
        if lines:
            found[key] = lines
    return found


def _row(results: Results, scenario: str, group: str, share: Mapping[str, Any]) -> Row:
    gained, lost = number(share.get("gained")), number(share.get("lost"))
    series = results.get(scenario, PARTICIPATION, group)
    net = series.last("difference") if series is not None else None
    if net is None and gained is not None and lost is not None:
        net = gained - lost
    ends = [(number(share.get(f"{side}_low")), number(share.get(f"{side}_high"))) for side in ("gained", "lost")]
    sure = series is not None and settled(series.last("difference_low"), series.last("difference_high"))
    return Row(group, group_name(group, results.district_names), gained, lost, ends[0], ends[1], net, sure)


def picture(results: Results, scenario: str, name: str, reach: tuple[float, float] | None = None) -> Picture | None:
    """The figure for one scenario against the reference, on the scale `reach`; None if nothing is known by group."""
    found = rows(results, scenario)
    if not found:
        return None
    shown, cut = _fewer(found)
    columns, tall = _columns(shown)
    with canvas.sheet(0.62 + tall * ROW) as figure:
        axes = canvas.grid(figure, 1, len(columns), left=1.2, right=0.42, top=0.22, bottom=0.4, across=1.95, down=0)[0]
        for one, part in zip(axes, columns, strict=True):
            _column(one, part, tall, reach or _reach([shown]))
        title = f"Who gains and who loses under “{results.title(scenario)}”"
        note = (
            "Percent of each group’s adults, against the reference. Solid bar to the right: learn in the last year "
            "only because of the policy. Hatched bar to the left: would have learned, and do not. "
            "Number: net change in percentage points in the last month"
        )
        lines = [line for part in shown.values() for line in part]
        note += (
            ", bold where its interval excludes zero and has a width. Thin lines: 95 % intervals of the two bars, not "
            "of their difference (a small group’s may go on beyond the edge)."
            if any(line.gained_ends[0] is not None for line in lines)
            else "."
        )
        if cut:
            note += (
                f" Districts: the {MOST_DISTRICTS // 2} with the largest and the {MOST_DISTRICTS // 2} with the "
                "smallest net change; the table has all."
            )
        return canvas.finish(figure, name, title, _words(shown), note)


def _columns(found: Mapping[str, Sequence[Any]]) -> tuple[list[dict[str, Sequence[Any]]], float]:
    """The kinds of group in two columns, split where they are most even, and the height of the taller one in rows."""

    def height(keys: Sequence[str]) -> float:
        return sum(len(found[key]) + HEADING for key in keys)

    keys = list(found)
    cut = min(range(1, len(keys) + 1), key=lambda n: max(height(keys[:n]), height(keys[n:])))
    parts = [part for part in (keys[:cut], keys[cut:]) if part]
    return [{key: found[key] for key in part} for part in parts], max(map(height, parts))


def _fewer(found: Mapping[str, Sequence[Row]]) -> tuple[dict[str, list[Row]], bool]:
    """At most MOST_DISTRICTS districts: the extremes by net change."""
    shown = {key: list(lines) for key, lines in found.items()}
    districts = shown.get("district", [])
    if len(districts) <= MOST_DISTRICTS:
        return shown, False
    ordered = sorted(districts, key=lambda row: (-(row.net or 0.0), row.group))
    half = MOST_DISTRICTS // 2
    return shown | {"district": ordered[:half] + ordered[-half:]}, True


def common_reach(results: Results, scenarios: Sequence[str]) -> tuple[float, float]:
    """One scale for the figures of several scenarios."""
    return _reach([_fewer(rows(results, scenario))[0] for scenario in scenarios])


def _reach(figures: Sequence[Mapping[str, Sequence[Row]]]) -> tuple[float, float]:
    """How far the bars and their intervals go to the left and to the right, in percent."""
    lines = [line for shown in figures for part in shown.values() for line in part]
    losses = [end for line in lines for end in (line.lost, line.lost_ends[1], -(line.net or 0.0)) if end is not None]
    gains = [end for line in lines for end in (line.gained, line.gained_ends[1], line.net) if end is not None]
    bars = max([0.002, *(side for line in lines for side in (line.gained, line.lost, line.net) if side is not None)])
    most = LONGEST * bars  # the intervals of small groups would dwarf all bars
    return 105 * min(max([0.002, *losses]), most), 105 * min(max([0.002, *gains]), most)


def _column(axes: Any, part: Mapping[str, Sequence[Row]], tall: float, reach: tuple[float, float]) -> None:
    """One column of groups, each kind under its own heading."""
    axes.set(xlim=(-reach[0], reach[1]), ylim=(tall, -0.3), yticks=[])
    axes.grid(True, axis="x")
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda tick, _: f"{abs(tick):g}")
    axes.plot([0, 0], [-0.3, tall], color=INK, linewidth=0.8)
    beside, y = axes.get_yaxis_transform(), 0.35
    for edge, words, side in ((-4, "◂ lost", "right"), (4, "gained ▸", "left")):
        axes.annotate(
            words,
            (0, 1),
            xycoords=("data", "axes fraction"),
            xytext=(edge, 4),
            fontsize=6.8,
            textcoords="offset points",
            ha=side,
            color=MUTED,
        )
    placed: list[tuple[float, Row]] = []
    for key, lines in part.items():
        axes.text(-0.04, y, GROUP_KEYS.get(key, key), transform=beside, ha="right", va="center", fontweight="bold")
        for n, line in enumerate(lines):
            placed.append((y + 1 + n, line))
            axes.text(-0.04, y + 1 + n, canvas.wrap(line.name, 26, 1), transform=beside, ha="right", va="center")
            weight = "bold" if line.sure else "normal"
            axes.text(1.03, y + 1 + n, points(line.net), transform=beside, ha="left", va="center", fontweight=weight)
        y += len(lines) + HEADING
    _bars(axes, placed)


def _bars(axes: Any, placed: Sequence[tuple[float, Row]]) -> None:
    """Two bars a group with their whiskers; only the net change where the shares are unknown."""
    gains: list[tuple[float, float]] = []
    losses: list[tuple[float, float]] = []
    whiskers: list[tuple[float, float, float]] = []
    for y, line in placed:
        if line.gained is None or line.lost is None:
            net = line.net or 0.0
            (gains if net >= 0 else losses).append((y, 100 * net))
            continue
        gains.append((y, 100 * line.gained))
        losses.append((y, -100 * line.lost))
        for sign, (low, high) in ((100, line.gained_ends), (-100, line.lost_ends)):
            if low is not None and high is not None:
                whiskers.append((y, sign * low, sign * high))
    for bars, inside, edge, hatch in ((gains, BLUE, BLUE, None), (losses, "white", ORANGE, "//////")):
        if bars:
            at, length = zip(*bars, strict=True)
            axes.barh(at, length, height=0.62, facecolor=inside, edgecolor=edge, hatch=hatch, linewidth=0.7)
    if whiskers:
        at, lows, highs = zip(*whiskers, strict=True)
        for color, width in (("white", 2.4), (INK, 0.9)):  # white below, to be seen on the bar
            axes.hlines(at, lows, highs, colors=color, linewidth=width, zorder=3)


def _words(shown: Mapping[str, Sequence[Row]]) -> str:
    parts = [
        f"{line.name} {points(line.net)} (gained {percent(line.gained)}, lost {percent(line.lost)})"
        for lines in shown.values()
        for line in lines
    ]
    return "Net change in percentage points: " + "; ".join(parts) + "."


def levels(results: Results, scenario: str, name: str) -> Picture | None:
    """For a single scenario: the share who learned in the last year, by group; None if nothing is known by group."""
    found = {}
    for key in GROUP_ORDER:
        series = [(g, results.get(scenario, PARTICIPATION, g)) for g in results.groups(PARTICIPATION, key)]
        lines = [(group_name(g, results.district_names), s.last("mean") or 0.0) for g, s in series if s is not None]
        if lines:
            found[key] = lines[:MOST_DISTRICTS]
    if not found:
        return None
    columns, tall = _columns(found)
    top = 100 * max(share for lines in found.values() for _, share in lines) or 1.0
    with canvas.sheet(0.5 + tall * ROW) as figure:
        axes = canvas.grid(figure, 1, len(columns), left=1.2, right=0.5, top=0.05, bottom=0.4, across=1.95, down=0)[0]
        for one, part in zip(axes, columns, strict=True):
            _level_column(one, part, tall, top)
        words = "; ".join(f"{who} {percent(share)}" for lines in found.values() for who, share in lines)
        return canvas.finish(
            figure,
            name,
            "Adults who learned in the last 12 months, by group",
            words + ".",
            "Percent of each group’s adults, last month.",
        )


def _level_column(axes: Any, part: Mapping[str, Sequence[tuple[str, float]]], tall: float, top: float) -> None:
    axes.set(xlim=(0, top), ylim=(tall, -0.3), yticks=[])
    axes.grid(True, axis="x")
    axes.axvline(0, color=RULE, linewidth=0.8)
    beside, y = axes.get_yaxis_transform(), 0.35
    for key, lines in part.items():
        axes.text(-0.04, y, GROUP_KEYS.get(key, key), transform=beside, ha="right", va="center", fontweight="bold")
        for n, (who, share) in enumerate(lines, start=1):
            axes.barh(y + n, 100 * share, height=0.62, facecolor=BLUE_TINT, edgecolor=BLUE, linewidth=0.7)
            axes.text(-0.04, y + n, canvas.wrap(who, 26, 1), transform=beside, ha="right", va="center")
            axes.annotate(percent(share), (100 * share, y + n), xytext=(3, 0), textcoords="offset points", va="center")
        y += len(lines) + HEADING
