"""The appraisal of a comparison as tables: what one more costs with people's time, how long effects take, and panels.

All of it is estimated from the runs under stated assumptions; each table says so, and on which evidence it rests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.data import Results, mapping, records
from sim.report.numbers import NONE, clear, decimal, label, number, percent, several, span, text, value
from sim.report.study_tables import Table
from sim.study.measures import COMPOSITE, COST, DELAY, DISPLACEMENT, DOMINATED, LASTING, RANK, RANK_SHARE

COSTS = {one.name: one.title for one in COST.values()}
REACHED, LEFT = DELAY["participant"], LASTING["participant"]
MONTHS = "Months: until participation stays near its effect of the last year, where that effect is clear."
NO_COST = (
    "Estimates under the assumptions below, not forecasts. No cost is given: no effect is clearly above zero in the "
    f"last year and over the whole run, or none was measured. {MONTHS} A dash: it is not, or it was not measured."
)
WHAT_IS_SAVED = (
    "Below zero: more is brought, and less money and time taken in all, such as where fewer hours are taught."
)
WHAT_IS_LEFT = (
    "Left a year after the stop: the effect on participation twelve months after the policy’s last month with money, "
    "over the effect in that month. A dash there: it does not stop, the run ends less than a year after, or no effect "
    "was clear by then."
)
WHAT_IS_DISPLACED = (
    "Displaced: 1 less the hours of learning added in all over those taught to learners whom the policy supported; "
    "below zero where it draws in others, above 100 % where hours fall in all."
)
TIME = "appraisal.value_of_time"
MOST = 56  # characters of a scenario's title


def costs(results: Results) -> list[Table]:
    """What one more of each effect costs, how long participation takes and lasts, what it displaces; or no table."""
    appraised = records(results.comparison.get("appraisal"))
    ranked = {text(row.get("scenario")): row for row in results.ranking}
    shown = [name for name in COSTS if any(mapping(row.get(name)) for row in appraised)]
    taught = any(mapping(row.get(DISPLACEMENT.name)) for row in appraised)
    if not (shown or taught) or not results.is_comparison:
        return []
    stopped = any(mapping(row.get(LEFT.name)) for row in appraised)
    rows = tuple(
        (
            results.title(row.get("scenario"), MOST),
            *(_cost(mapping(row.get(name))) for name in shown),
            _months(row, ranked.get(text(row.get("scenario")), {})),
            *([_left(mapping(row.get(LEFT.name)))] if stopped else []),
            *([_left(mapping(row.get(DISPLACEMENT.name)))] if taught else []),
            _weakest(results, ranked.get(text(row.get("scenario")), {})),
        )
        for row in appraised
    )
    currency = text(results.city.get("currency")) or "money"
    cost = f"Estimated cost in {currency} of one more over the whole run, money and people’s time (95 % interval)"
    title = cost if shown else "How long effects take, and what they displace"
    more = ((LEFT.title,) if stopped else ()) + ((DISPLACEMENT.title,) if taught else ())
    headings = ("Scenario", *(COSTS[name] for name in shown), REACHED.title, *more, "Weakest grade")
    saves = any((number(mapping(row.get(name)).get("mean")) or 0.0) < 0.0 for row in appraised for name in shown)
    words = (WHAT_IS_SAVED,) * saves + (WHAT_IS_LEFT,) * stopped + (WHAT_IS_DISPLACED,) * taught
    note = " ".join((_what_costs_are(results, appraised[0]) if shown else NO_COST, *words))
    return [Table(title, headings, rows, note=note)]


def _cost(found: Mapping[str, Any]) -> str:
    mean, low, high = number(found.get("mean")), found.get("low"), found.get("high")
    if mean is None or (number(low) is not None and not clear(low, high)):
        return NONE
    between = span(low, high, _money)
    return f"{_money(mean)} ({between})" if between else _money(mean)


def _left(found: Mapping[str, Any]) -> str:
    between = span(found.get("low"), found.get("high"), _whole)
    mean = percent(found.get("mean"), 0)
    return f"{mean} ({between or 'no interval'})" if found else NONE


def _whole(share: Any) -> str:
    return percent(share, 0)


def _money(amount: Any) -> str:
    return decimal(amount, 0 if abs(number(amount) or 0.0) >= 10 else 2)


def _months(row: Mapping[str, Any], ranked: Mapping[str, Any]) -> str:
    """Months to the effect on participation, where there clearly is one."""
    known = clear(ranked.get("difference_low"), ranked.get("difference_high"))
    return decimal(row.get(REACHED.name), 0) if known else NONE


def _weakest(results: Results, ranked: Mapping[str, Any]) -> str:
    """The weakest grade behind a scenario's effect and the value of time."""
    grades = [text(ranked.get("weakest_grade")), text(_value_of_time(results).get("grade"))]
    return max((grade for grade in grades if grade), default=NONE)


def _value_of_time(results: Results) -> Mapping[str, Any]:
    return next((one for one in records(results.manifest.get("assumptions")) if one.get("name") == TIME), {})


def _what_costs_are(results: Results, row: Mapping[str, Any]) -> str:
    time = _value_of_time(results)
    hour = f" ({TIME} = {value(time.get('value'))}, grade {text(time.get('grade'))})" if time else ""
    rate = value(100.0 * (number(row.get("discount")) or 0.0)) + "\u00a0%"
    return (
        "An estimate under the assumptions below, not a forecast: public money and citizens’ time that a scenario "
        f"takes beyond “{results.title(results.reference, MOST)}”, over what it brings beyond it, both discounted at "
        f"{rate} a year over the whole run; between scenarios of equal money, little but time is left to differ. An "
        f"hour of time counts as a part of the mean income of an hour{hour}. {MONTHS} A dash: the effect is not "
        "clearly above zero in the last year and over the whole run, its cost is not clear of zero, or it was not "
        "measured."
    )


def panels(results: Results) -> list[Table]:
    """A table for each panel of indicators: its parts, their mean, and how firm a scenario's rank in it is."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(results.comparison.get("panels")):
        found.setdefault(text(row.get("panel")), []).append(row)
    return [_panel(results, name, rows) for name, rows in found.items() if results.is_comparison and len(rows) > 1]


def _panel(results: Results, name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    from sim.indicators import declared

    labels = {one.name: one.label for one in declared()}

    def called(part: Any) -> str:
        return labels.get(text(part), label(part))

    parts = list(mapping(rows[0].get("parts")))
    missing = rows[0].get("missing")
    left_out = [called(one).lower() for one in (missing if isinstance(missing, list) else ())]
    weights = mapping(rows[0].get("weights"))
    cells = tuple(
        (
            results.title(row.get("scenario"), MOST),
            results.title(row.get(DOMINATED.name), MOST) or NONE,
            decimal(row.get(RANK.name), 0),
            decimal(row.get(COMPOSITE.name), 3),
            percent(row.get(RANK_SHARE.name), 0),
            *(decimal(mapping(row.get("parts")).get(part), 2) for part in parts),
        )
        for row in sorted(rows, key=lambda row: number(row.get(RANK.name)) or 0.0)
    )
    headings = (
        "Scenario",
        DOMINATED.title,
        RANK.title,
        COMPOSITE.title,
        RANK_SHARE.title,
        *map(called, parts),
    )
    notes = [
        "Dominated: another scenario, the first of them named, is no worse in any part and better in one, by their "
        "means: chance between runs may have made the difference."
    ]
    if len(set(weights.values())) > 1:
        notes.append(f"Weights: {several(f'{called(part).lower()} {value(one)}' for part, one in weights.items())}.")
    if left_out:
        notes.append(f"Not measured, so left out: {several(left_out)}.")
    title = f"{label(name)}: a panel of indicators, its parts and their mean"
    return Table(title, headings, cells, 2, " ".join(notes))
