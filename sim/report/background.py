"""What stands behind the results, as rows of text: assumptions, the city's facts, failed runs, how to reproduce.

Every function is pure; what is absent in the results gives no rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.data import Results, listed, mapping, records
from sim.report.numbers import NONE, decimal, money, number, people, percent, sentence, several, span, text, value

Row = dict[str, Any]


def assumptions(results: Results) -> dict[str, list[Row]]:
    """`first`: those changed or graded D, the changed ones leading; `rest`: all others, as the manifest lists them."""
    found: dict[str, list[Row]] = {"first": [], "rest": []}
    for one in records(results.manifest.get("assumptions")):
        changed = [results.title(text(name)) for name in listed(one.get("changed_by"))]
        differs = number(one.get("default")) is not None and number(one.get("default")) != number(one.get("value"))
        grade = text(one.get("grade"))
        row = {
            "name": text(one.get("name")),
            "meaning": sentence(one.get("meaning")),
            "unit": text(one.get("unit")),
            "value": value(one.get("value")),
            "default": value(one.get("default")) if differs else "",
            "range": span(one.get("low"), one.get("high"), value) or NONE,
            "grade": grade or NONE,
            "source": text(one.get("source")),
            "changed": several(changed) or ("the city" if differs else ""),
            "is_changed": bool(changed) or differs,
        }
        found["first" if row["is_changed"] or grade == "D" else "rest"].append(row)
    found["first"].sort(key=lambda row: not row["is_changed"])  # stable: the manifest's order within each part
    return found


def city(results: Results) -> Row:
    """City facts: pairs of words, districts, anchor, what is assumed here, notices, sources, the population's fit."""
    given, currency = results.city, text(results.city.get("currency"))
    facts = [
        ("Residents", people(given.get("residents"))),
        ("Adults (15 and over)", people(given.get("adults"))),
        ("Districts", str(len(results.districts)) if results.districts else NONE),
        (
            "Mean income of an adult",
            f"{money(given.get('mean_income_month'), currency)} a month"
            if number(given.get("mean_income_month")) is not None
            else NONE,
        ),
    ]
    return {
        "facts": [pair for pair in facts if pair[1] != NONE],
        "anchor": _anchor(mapping(given.get("anchor"))),
        "districts": [
            {
                "name": text(d.get("name")),
                "local": text(d.get("name_local")),
                "id": text(d.get("district_id")),
                "population": people(d.get("population")),
                "area": decimal(d.get("area_km2"), 0)
                if (number(d.get("area_km2")) or 0) >= 10
                else decimal(d.get("area_km2")),
            }
            for d in results.districts
        ],
        "assumed": _assumed(given.get("assumed")),
        "notices": [text(one) for one in listed(given.get("notices"))],
        "sources": _sources(given.get("sources")),
        "fit": _fit(results, given.get("fit")),
    }


def _anchor(anchor: Mapping[str, Any]) -> Row | None:
    """The known participation that the model is set to; None if the results do not name it."""
    said = {key: text(anchor.get(key)) for key in ("definition", "population", "source", "grade")}
    low, high = anchor.get("low"), anchor.get("high")
    between = "" if low == high else span(low, high, percent)
    ages = number(anchor.get("age_low")), number(anchor.get("age_high"))
    said["ages"] = f"ages {ages[0]:.0f} to {ages[1]:.0f}" if ages[0] is not None and ages[1] is not None else ""
    return {"value": percent(anchor.get("value")), "span": between, **said} if anchor else None


def _assumed(given: Any) -> list[str]:
    """What is assumed for this city, each as one line; takes a list of records or words, or a mapping by name."""
    items = (
        [
            {"name": key, **mapping(body)} if mapping(body) else {"name": key, "value": body}
            for key, body in given.items()
        ]
        if isinstance(given, Mapping)
        else listed(given)
    )
    found = []
    for one in items:
        if not isinstance(one, Mapping):
            found.append(text(one))
            continue
        between = span(one.get("low"), one.get("high"), value)
        details = [
            f"range {between}" if between else "",
            f"grade {text(one.get('grade'))}" if one.get("grade") else "",
            f"source {text(one.get('source'))}" if one.get("source") else "",
        ]
        found.append(
            f"{text(one.get('name'))} = {value(one.get('value'))} ({', '.join(d for d in details if d) or 'assumed'})"
        )
    return found


def _sources(given: Any) -> list[Row]:
    items = (
        [{"id": key, **mapping(body)} for key, body in given.items()] if isinstance(given, Mapping) else listed(given)
    )
    found = []
    for one in items:
        body = one if isinstance(one, Mapping) else {"title": one}
        found.append({key: text(body.get(key)) for key in ("id", "title", "address", "licence")})
    return found


def _fit(results: Results, given: Any) -> list[Row]:
    """How far the simulated population is from the published margins, the worst first, at most twelve."""
    rows = sorted(records(given), key=lambda row: -(number(row.get("tae_share")) or 0.0))[:12]
    return [
        {
            "margin": sentence(row.get("margin")),
            "place": results.district_names.get(text(row.get("district")), text(row.get("district")) or "whole city"),
            "worst": percent(row.get("max_abs_error"), 2),
            "total": percent(row.get("tae_share"), 2),
        }
        for row in rows
    ]


def failures(results: Results) -> list[Row]:
    """The runs that failed or are still to be done, one line each."""
    return [
        {
            "scenario": results.title(text(run.get("scenario"))),
            "replicate": text(run.get("replicate")),
            "seed": text(run.get("seed")),
            "error": text(run.get("error"))[:300] or "not run yet",
        }
        for run in results.failed
    ]


def _precision(manifest: Mapping[str, Any]) -> str:
    given = mapping(manifest.get("precision"))
    reached = number(given.get("reached"))
    return "" if reached is None else f"± {reached:.2f} points (wished: ± {value(given.get('wished'))})"


def reproduce(results: Results) -> Row:
    """What is needed to get the same numbers again."""
    manifest = results.manifest
    command, machine = manifest.get("command"), manifest.get("machine")
    seconds = number(manifest.get("seconds"))
    pairs = [
        ("Written", text(manifest.get("created"))),
        ("Source hash", text(manifest.get("source_hash"))),
        ("Versions", ", ".join(f"{text(k)} {text(v)}" for k, v in mapping(manifest.get("versions")).items())),
        ("Replicates", text(manifest.get("replicates"))),
        ("Precision of the differences", _precision(manifest)),
        ("Months", text(manifest.get("months"))),
        (
            "Simulated citizens",
            decimal(manifest.get("citizens"), 0)
            if number(manifest.get("citizens")) is not None
            else text(manifest.get("citizens")),
        ),
        ("Seeds", ", ".join(text(seed) for seed in listed(manifest.get("seeds")))),
        (
            "Machine",
            ", ".join(f"{text(k)} {text(v)}" for k, v in machine.items())
            if isinstance(machine, Mapping)
            else text(machine),
        ),
        (
            "Computing time",
            "" if seconds is None else f"{seconds:.0f}\u00a0s" if seconds < 120 else f"{seconds / 60:.0f}\u00a0min",
        ),
    ]
    return {
        "command": " ".join(text(word) for word in command) if isinstance(command, (list, tuple)) else text(command),
        "pairs": [pair for pair in pairs if pair[1]],
        "lineage": [
            (results.title(name), ", ".join(text(one) for one in listed(body.get("lineage"))))
            for name, body in results.scenario_records.items()
            if listed(body.get("lineage"))
        ],
    }
