"""The page of an experiment: design, effects and outcomes of every point, however many, readable offline.

It is shorter than the report of a comparison, which looks at each scenario closely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.report import background, canvas, words
from sim.report.canvas import BLUE, INK, MUTED, Picture
from sim.report.data import Results, listed, mapping, records
from sim.report.numbers import clear, effect, number, text
from sim.report.study_tables import Table, in_world, label, named, tables
from sim.study.methods import against

DRAWN, MOST_ROWS = 40, 400  # rows of a figure, and of a table: outcomes.csv has all
CLEAR = "Blue: the interval excludes zero."


def units(city: Mapping[str, Any]) -> dict[str, str]:
    """The unit of every indicator by name, money in the city's currency."""
    from sim.indicators import declared

    return {one.name: one.unit.replace("currency", text(city.get("currency")) or "currency") for one in declared()}


def context(results: Results) -> dict[str, Any]:
    """Everything that the template prints, as text and rows."""
    study = mapping(results.manifest.get("study"))
    about = mapping(study.get("about"))
    return {
        "title": text(study.get("title")) or "An experiment",
        "summary": text(about.get("summary")),
        "paragraph": _paragraph(text(about.get("reference"))),
        "created": text(results.manifest.get("created"))[:10],
        "invented": results.city.get("invented") is True,
        "failures": background.failures(results),
        "runs": len(listed(results.manifest.get("runs"))),
        "design": _design(results, study),
        "levers": any(one.get("kind") == "lever" for one in records(study.get("factors"))),
        "few": words.few(results),
        "factors": list(records(study.get("factors"))),
        "tables": [_cut(one) for one in tables(study, units(results.city))],
        "limits": [text(one) for one in listed(study.get("cannot_tell"))],
        "reproduce": background.reproduce(results),
    }


def _paragraph(reference: str) -> str:
    """Where in the paper the question comes from."""
    many = " to " in reference or "," in reference
    return f"Paragraph{'s' * many} {reference} of the paper." if reference else ""


def _design(results: Results, study: Mapping[str, Any]) -> list[tuple[str, str]]:
    manifest = results.manifest
    return [
        ("Method", text(study.get("method")).replace("_", " ")),
        ("Points", str(len(listed(study.get("points"))))),
        ("Replicates", text(manifest.get("replicates"))),
        ("City of the reference", text(results.city.get("name"))),
        ("Simulated citizens", text(manifest.get("citizens"))),
        ("Months", text(manifest.get("months"))),
    ]


def _cut(table: Table) -> Table:
    """The table as far as the page shows it."""
    left_out = len(table.rows) - MOST_ROWS
    if left_out <= 0:
        return table
    note = f"And {left_out} more rows, in outcomes.csv and effects.csv. {table.note}".strip()
    return replace(table, rows=table.rows[:MOST_ROWS], note=note)


def draw(results: Results) -> dict[str, Picture]:
    """The figures: differences of the points, and effects of the analyses, with intervals."""
    study = mapping(results.manifest.get("study"))
    drawn = [_of_points(study), *_of_effects(study)]
    return {picture.name: picture for picture in drawn if picture is not None}


def _of_points(study: Mapping[str, Any]) -> Picture | None:
    """How far each point is from the reference's levels in its world: all, or the best and worst of many."""
    rows = []
    for point in records(study.get("points")):
        if point["scenario"] != point["against"]:
            headline = [one for one in point["outcomes"] if one["indicator"] == point["outcomes"][0]["indicator"]][-1]
            keys = ("difference", "difference_low", "difference_high")
            rows.append((named(study, point), *(headline[key] for key in keys)))
    rows = sorted((row for row in rows if number(row[1]) is not None), key=lambda row: -row[1])
    note = CLEAR
    if len(rows) > DRAWN:
        note += f" The {DRAWN // 2} largest and the {DRAWN // 2} smallest of {len(rows)}."
        rows = [*rows[: DRAWN // 2], *rows[-DRAWN // 2 :]]
    name = text(listed(study.get("outcomes"))[0]) if rows else ""
    title = f"{label(name)}: differences to {against(records(study.get('factors')))}, with 95 % intervals"
    return dots("points", title, rows, _is_share(name), note)


def _of_effects(study: Mapping[str, Any]) -> list[Picture | None]:
    """Main effects, interactions and Shapley values, or what orders do, of the first outcome in the first world."""
    effects = [row for row in records(study.get("effects")) if row["analysis"] in ("factorial", "order")]
    if not effects:
        return []
    first = dict(effects[0]) | {"month": max(row["month"] for row in effects)}
    alike = ("analysis", "world", "indicator", "month")
    shown = [row for row in effects if all(row[key] == first[key] for key in alike)]
    rows = [(f"{row['kind']}: {row['term']}", row["mean"], row["low"], row["high"]) for row in shown][:DRAWN]
    where = f" with {in_world(study, first)}" if len({row["world"] for row in effects}) > 1 else ""
    title = f"{text(first['analysis']).capitalize()}: effects on {label(first['indicator'])}{where}, and 95 % intervals"
    return [dots("effects", title, rows, _is_share(first["indicator"]), CLEAR)]


def _is_share(indicator: str) -> bool:
    return units({}).get(indicator, "").startswith("share")


def dots(name: str, title: str, rows: Sequence[tuple[Any, ...]], share: bool, note: str = "") -> Picture | None:
    """Means as dots with their intervals, a row each (words, mean, low, high); None without rows."""
    scale = 100.0 if share else 1.0
    kept = [row for row in rows if number(row[1]) is not None]
    if not kept:
        return None
    with canvas.sheet(0.52 + 0.27 * len(kept)) as figure:
        axes = canvas.grid(figure, 1, 1, left=2.45, right=1.5, top=0.05, bottom=0.4, across=0, down=0)[0][0]
        axes.set(ylim=(len(kept) - 0.4, -0.6), yticks=[])
        axes.grid(True, axis="x")
        axes.axvline(0, color=INK, linewidth=0.9)
        for y, (term, mean, low, high) in enumerate(kept):
            colour = BLUE if clear(low, high) else MUTED
            if number(low) is not None and number(high) is not None:
                axes.plot([scale * low, scale * high], [y, y], color=colour, linewidth=2.2)
            axes.plot(scale * mean, y, "o", color=colour, markersize=5.5)
            canvas.row_label(axes, y, text(term))
            at_the_right = axes.get_yaxis_transform()
            axes.text(1.02, y, effect(mean, low, high, share), transform=at_the_right, va="center", fontsize=6.2)
        axes.set_xlabel("percentage points" if share else "difference")
        said = "; ".join(f"{text(term)}: {effect(mean, low, high, share)}" for term, mean, low, high in kept)
        return canvas.finish(figure, name, title, f"{said}.", note)
