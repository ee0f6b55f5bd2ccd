"""Puts the report together: figures, tables and sentences in one self-contained HTML page, written whole or not at all.

The page allows itself no outside request (a content security policy says so) and needs no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.report import appraisal, background, study_page, tables, words
from sim.report.canvas import Picture
from sim.report.data import Results, read, records
from sim.report.numbers import NONE, constraint, finely, percent, span, text
from sim.report.study_tables import Table, targets_table
from sim.study.store import CannotWrite, refused, write_text

DRAWN = 12  # figures show the reference and the best others; the tables have all
BINDING_DETAIL = {"none": "there is a place for everybody who applies", "": ""}
TEMPLATES = Path(__file__).parent / "templates"


def write(folder: Path) -> Path:
    """Writes figures/*.svg and report.html into the results folder; returns the page's path."""
    results, page = read(folder), folder / "report.html"
    study = bool(results.manifest.get("study"))
    pictures = study_page.draw(results) if study else draw(results)
    html = fill("study.html.j2", pictures, study_page.context(results)) if study else render(results, pictures)
    try:
        for picture in pictures.values():
            write_text(folder / "figures" / f"{picture.name}.svg", picture.svg)
        write_text(page, html)
    except CannotWrite as error:
        raise refused(error, "Free space, or make the folder one that can be written to") from error
    return page


def shown(results: Results) -> tuple[str, ...]:
    """The scenarios in the figures: the best, and always the reference, in the order of the ranking."""
    names = results.scenarios
    if len(names) <= DRAWN:
        return names
    others = [name for name in names if name != results.reference][: DRAWN - (results.reference is not None)]
    return tuple(name for name in names if name in others or name == results.reference)


def draw(results: Results) -> dict[str, Picture]:
    """Every figure that the results allow, by its name, in the order of the page."""
    from sim.report import binding, district_map, figures, gains, queues, supply

    names = shown(results)
    best = leading(results)
    others = [name for name in names if name not in (best, results.reference)]
    compared = results.is_comparison
    reach = gains.common_reach(results, [best, *others]) if compared else None
    drawn = [
        figures.ranking(results, names) if compared else None,
        figures.participation(results, names),
        figures.differences(results, names) if compared else None,
        gains.picture(results, best, "gains", reach) if compared else gains.levels(results, best, "levels"),
        district_map.picture(results, best),
        district_map.small(results, others) if compared else None,
        supply.spending(results, names),
        supply.over_years(results, [best] + ([results.reference] if results.reference and compared else [])),
        queues.queues(results, names),
        binding.binding(results, names),
    ]
    drawn += (
        [gains.picture(results, name, f"gains-{n}", reach) for n, name in enumerate(others, start=2)]
        if compared
        else []
    )
    return {picture.name: picture for picture in drawn if picture is not None}


def leading(results: Results) -> str:
    """The scenario that the report looks at most closely: the best that is not the reference, else the only one."""
    return next((name for name in results.scenarios if name != results.reference), results.scenarios[0])


def render(results: Results, pictures: dict[str, Picture]) -> str:
    """The page's HTML; the same results and pictures give the same text."""
    appendix = [name for name in pictures if name.startswith("gains-")]
    return fill("report.html.j2", pictures, {"appendix": appendix, **_context(results)})


def fill(template: str, pictures: dict[str, Picture], context: dict[str, Any]) -> str:
    """A template of ours with figures and text in it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # our own file
    inline = {
        name: {"title": picture.title, "note": picture.note, "svg": Markup(picture.inline())}
        for name, picture in pictures.items()
    }  # matplotlib escapes text
    return environment.get_template(template).render({"style": style, "figures": inline} | context).strip() + "\n"


def _targets(results: Results) -> list[Table]:
    """The table of dated targets, if the scenarios have any."""
    titles = {name: results.title(name) for name in results.scenarios}
    return targets_table(records(results.comparison.get("targets")), study_page.units(results.city), titles)


def _context(results: Results) -> dict[str, Any]:
    """Everything that the template prints, as text and rows."""
    names = shown(results)
    return {
        "title": words.title(results),
        "question": words.question(results),
        "answer": words.answer(results),
        "city_name": words.city_name(results),
        "compared": results.is_comparison,
        "many": len(results.scenarios),
        "invented": results.city.get("invented") is True,
        "created": text(results.manifest.get("created"))[:10],
        "tiles": _tiles(results),
        "failures": background.failures(results),
        "runs": len(results.manifest.get("runs") or ()),
        "silent": _silent(results),
        "undrawn": len(results.scenarios) - len(names),
        "best": results.title(leading(results)),
        "reference": results.title(results.reference),
        "horizon": words.horizon(results),
        "few": words.few(results),
        "rough": words.rough(results),
        "targets": _targets(results),
        "ranking": tables.ranking(results) if results.is_comparison else [],
        "no_cost": tables.no_cost(results),
        "policies": tables.policies(results),
        "groups": tables.groups(results, names),
        "gaps": tables.gaps(results),
        "spending": tables.spending(results),
        "planned": tables.planned(results),
        "costs": appraisal.costs(results),
        "panels": appraisal.panels(results),
        "queues": tables.queues(results),
        "assumptions": background.assumptions(results),
        "city": background.city(results),
        "limits": words.limits(results),
        "reproduce": background.reproduce(results),
    }


def _silent(results: Results) -> list[str]:
    """Titles of scenarios that the manifest names but that have no results at all."""
    heard = {scenario for scenario, _, _ in results.series}
    return [results.title(name) for name in results.scenarios if name not in heard]


def _tiles(results: Results) -> Sequence[tuple[str, str, str]]:
    """The answer in four numbers: (number, what it is, detail)."""
    if not results.is_comparison:
        return ()
    row = tables.ranking(results)[0]
    if row["reference"]:
        return ()
    gain = results.ranking[0]
    ends = gain.get("difference_low"), gain.get("difference_high")
    between = span(*ends, finely(*ends))
    return (
        (
            percent(gain.get("value")),
            "of adults learn in a year",
            f"95 % interval {row['value_span']}" if row["value_span"] else "",
        ),
        (row["difference"], "percentage points against the reference", f"95 % interval {between}" if between else ""),
        (
            row["best"],
            f"probability of being the best of {len(results.scenarios)}",
            "given the assumptions" + words.rough(results) if row["best"] != NONE else "unknown from one replicate",
        ),
        (
            constraint(gain.get("binding")).capitalize(),
            "is what binds in most months",
            BINDING_DETAIL.get(text(gain.get("binding")), "what most of those turned away lack"),
        ),
    )
