"""The report's tables as rows of text, ready for the template: what is unknown is a dash, what is absent gives no rows.

Every function is pure; the template escapes what it prints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report import policy, supply
from sim.report.conditions import reserve, shock
from sim.report.data import GROUP_ORDER, PARTICIPATION, Results, mapping, records
from sim.report.numbers import (
    GRADES,
    GROUP_KEYS,
    NONE,
    clear,
    constraint,
    decimal,
    finely,
    group_name,
    in_units,
    label,
    money,
    number,
    people,
    percent,
    points,
    settled,
    several,
    span,
    text,
    unit_of,
    value,
)
from sim.report.study_tables import Table

Row = dict[str, Any]
PLANNED = (
    "Planned is what the scenario’s file gives a line by its dates. It is allotted less while it grows (money.start, "
    "money.absorption), or where a condition, a decision, a pilot or a shock holds it back; and it spends less than "
    "it is allotted where it finds too few people, courses or teachers to pay for, or saves up for one. A line that "
    "has come near its plan in the last year was only growing. What a line leaves goes to general provision. More: "
    "docs/model/month.md, section 7.1, and docs/model/limits.md."
)
COLUMNS = 7  # scenarios side by side on an A4 page
SHORT = 56  # characters of a title in a narrow column
NAMED = 4  # scenarios named in a sentence
MANY = 20  # with more members, a kind of group is listed for the best scenarios only


def ranking(results: Results) -> list[Row]:
    """One row per scenario, best first."""
    return [_ranked(results, place, row) for place, row in enumerate(results.ranking, start=1)]


def _ranked(results: Results, place: int, row: Mapping[str, Any]) -> Row:
    name, currency = text(row.get("scenario")), text(results.city.get("currency"))
    cost, own = mapping(row.get("cost_per_additional_participant")), name == results.reference
    chance = number(row.get("probability_best"))
    ends = row.get("difference_low"), row.get("difference_high")
    return {
        "place": place,
        "title": results.title(name, 72),
        "reference": own,
        "value": percent(row.get("value")),
        "value_span": span(row.get("low"), row.get("high"), _bare),
        "difference": "reference" if own else finely(*ends)(row.get("difference")),
        "difference_span": "" if own else span(*ends, finely(*ends)),
        "sure": not own and clear(*ends),
        "best": percent(chance, 0)
        if chance is None or 0.005 <= chance <= 0.995
        else (">\u00a099\u00a0%" if chance > 0.5 else "<\u00a01\u00a0%"),
        "cost": money(cost.get("mean"), currency),
        "cost_span": span(cost.get("low"), cost.get("high"), lambda end: decimal(end, 0)),
        "gainers": NONE if own else percent(row.get("gainers")),
        "gainers_people": "" if own else _heads(results, row.get("gainers")),
        "losers": NONE if own else percent(row.get("losers")),
        "losers_people": "" if own else _heads(results, row.get("losers")),
        "deadweight": percent(row.get("deadweight"), 0),
        "binding": constraint(row.get("binding")),
        "grade": text(row.get("weakest_grade")) or NONE,
        "grade_words": GRADES.get(text(row.get("weakest_grade")), ""),
    }


def no_cost(results: Results) -> list[str]:
    """Why some scenarios have no cost per additional participant, in words."""
    rows = [
        row
        for row in results.ranking
        if row.get("scenario") != results.reference
        and not mapping(row.get("cost_per_additional_participant"))
        and text(row.get("cost_note"))
    ]
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(text(row["cost_note"]), []).append(f"“{results.title(row.get('scenario'), SHORT)}”")
    return [
        f"{several(listed[:NAMED] + ([f'{len(listed) - NAMED} more'] if len(listed) > NAMED else []))} ({reason})"
        for reason, listed in names.items()
    ]


def _bare(end: Any) -> str:
    return points(end, sign=False)


def _heads(results: Results, share: Any) -> str:
    """A share of the city's adults as real people; empty if unknown."""
    adults, part = number(results.city.get("adults")), number(share)
    return people(adults * part) if adults is not None and part is not None else ""


def policies(results: Results) -> list[Row]:
    """What each scenario does, with its budget and the assumptions that it changes."""
    found = []
    for name in results.scenarios:
        body = results.scenario_records[name]
        budget, about = mapping(body.get("budget")), mapping(body.get("about"))
        per_head, currency = number(budget.get("per_resident_per_year")), text(results.city.get("currency"))
        grant = number(mapping(budget.get("grant")).get("per_resident_per_year"))
        changed = mapping(body.get("assumptions"))
        found.append(
            {
                "title": results.title(name),
                "name": text(name),
                "reference": name == results.reference,
                "summary": text(about.get("summary")),
                "author": text(about.get("author")),
                "items": [policy.instrument(results, item) for item in records(body.get("policy"))],
                "budget": money(per_head, currency) + (f" and a grant of {money(grant, currency)}" if grant else ""),
                "rule": text(budget.get("rule")),
                "shocks": [shock(results, one) for one in records(body.get("shocks"))],
                "reserve": reserve(mapping(budget.get("reserve"))),
                "assumptions": [f"{key} = {_given(given)}" for key, given in changed.items()],
                "forms": [f"{key}: {form}" for key, form in _forms(body).items()],
            }
        )
    return found


def _forms(body: Mapping[str, Any]) -> dict[str, str]:
    """The forms of mechanisms that are not the usual ones."""
    from sim.scenario.forms import Forms

    usual = Forms().model_dump()
    return {name: text(form) for name, form in mapping(body.get("forms")).items() if form != usual.get(name)}


def _given(given: Any) -> str:
    preset = mapping(given).get("preset")
    return f"preset {text(preset)}" if preset is not None else value(given)


def groups(results: Results, scenarios: Sequence[str]) -> list[Row]:
    """Tables of participation by group: the reference's level, then each scenario's difference; split to fit a page."""
    level_of = results.reference or (scenarios[0] if scenarios else "")
    others = [name for name in scenarios if name != level_of] if results.is_comparison else []
    parts = [others[n : n + COLUMNS] for n in range(0, len(others), COLUMNS)] or [[]]
    found = []
    for number_of_part, part in enumerate(parts):
        sections = []
        for key in GROUP_ORDER:
            members = results.groups(PARTICIPATION, key)
            lines = [_group_line(results, level_of, part, group) for group in members]
            if lines and (number_of_part == 0 or len(lines) <= MANY):
                sections.append({"title": GROUP_KEYS.get(key, label(key)), "lines": lines})
        if sections:
            found.append(
                {
                    "level_of": results.title(level_of, SHORT),
                    "titles": [results.title(n, SHORT) for n in part],
                    "sections": sections,
                }
            )
    return found


def _group_line(results: Results, level_of: str, scenarios: Sequence[str], group: str) -> Row:
    base = results.get(level_of, PARTICIPATION, group)
    cells = []
    for name in scenarios:
        series = results.get(name, PARTICIPATION, group)
        gain, low, high = (
            series.last(f) if series else None for f in ("difference", "difference_low", "difference_high")
        )
        fine = finely(low, high)
        cells.append({"text": fine(gain), "span": span(low, high, fine), "sure": settled(low, high)})
    return {
        "name": group_name(group, results.district_names),
        "level": percent(base.last("mean") if base else None),
        "cells": cells,
    }


def gaps(results: Results) -> list[Row]:
    """Gaps between groups, by scenario in the order of the ranking."""
    place = {row.get("scenario"): rank for rank, row in enumerate(results.ranking)}
    found = sorted(records(results.comparison.get("gaps")), key=lambda row: place.get(row.get("scenario"), len(place)))
    return [
        {
            "title": results.title(row.get("scenario"), SHORT),
            "gap": f"Gap by {text(row.get('indicator')).removesuffix('_gap')}",
            "mean": points(row.get("mean"), sign=False),
            "span": "" if row.get("scenario") == results.reference else span(*ends, finely(*ends)),
            "difference": NONE if row.get("scenario") == results.reference else finely(*ends)(row.get("difference")),
        }
        for row in found
        for ends in [(row.get("low"), row.get("high"))]
        if number(row.get("mean")) is not None
    ]


def spending(results: Results) -> Row:
    """Mean yearly spending: `lines` of spending as columns, a row per scenario, in money."""
    lines, size = supply.lines(results), _unit(results)[0]
    found = []
    for name in results.scenarios:
        if (total := supply.total_yearly(results, name)) is not None:
            parts = [supply.mean_yearly(results, name, group) or None for group in lines]
            cells = [in_units(part, size) for part in parts]
            found.append({"title": results.title(name, SHORT), "total": in_units(total, size), "parts": cells})
    return {"lines": [supply.line_name(group) for group in lines], "unit": _unit(results)[1], "rows": found}


def _unit(results: Results) -> tuple[float, str]:
    """The unit of all tables of money, and it in words with the currency."""
    totals = [supply.total_yearly(results, name) or 0.0 for name in results.scenarios]
    size, word = unit_of(max(totals, default=0.0))
    return size, f"{word} {text(results.city.get('currency'))}".strip()


def planned(results: Results) -> list[Table]:
    """What each budget line was planned to have and what it spent; no table where no policy has money."""
    size, unit = _unit(results)
    rows = []
    for name in results.scenarios:
        for line, wanted in mapping(results.scenario_records[name].get("planned")).items():
            spent = supply.mean_yearly(results, name, f"line={line}")
            part = percent(spent / wanted, 0) if spent is not None and wanted else NONE
            allotted = supply.mean_yearly(results, name, f"line={line}", "allotted")
            money = (wanted, allotted, spent, supply.last_year(results, name, f"line={line}"))
            rows.append((results.title(name, SHORT), label(line), *(in_units(one, size) for one in money), part))
    headings = ("Scenario", "Line", "Planned", "Allotted", "Spent", "Spent in the last year", "Spent of the plan")
    title = f"Money planned, allotted and spent a year, mean of the whole period, {unit}"
    return [Table(title, headings, tuple(rows), 2, PLANNED)] if rows else []


def queues(results: Results) -> list[Row]:
    """Waiting, unmet demand and use of places in the last month, by scenario."""
    found = []
    for name in results.scenarios:
        waiting, unmet, use = (results.get(name, i) for i in ("waiting_months", "unmet_demand", "utilisation"))
        if waiting or unmet or use:
            found.append(
                {
                    "title": results.title(name),
                    "waiting": decimal(waiting.last("mean") if waiting else None),
                    "unmet": percent(unmet.last("mean") if unmet else None),
                    "use": percent(use.last("mean") if use else None),
                }
            )
    return found
