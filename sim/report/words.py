"""The report's sentences: title, question, the answer in plain words, what policies do, and what a result cannot tell.

Sentences that carry emphasis are `Markup`, built by `format` so that every user's text in them is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from sim.report.data import PARTICIPATION, Results, listed, mapping
from sim.report.numbers import (
    GRADES,
    clear,
    decimal,
    finely,
    money,
    number,
    people,
    percent,
    points,
    several,
    span,
    text,
)
from sim.study.limits import other_money

BINDS = {
    "rooms": "rooms: there are not enough seats for those who apply",
    "teachers": "teachers: there are seats, but too few people to teach in them",
    "money": "money: rooms and teachers are there, but not the funds to run more courses",
    "none": "nothing on the side of supply: there is a place for everybody who applies, so only more demand would help",
}
ENOUGH = 8  # replicates behind a probability that is drawn from them
FEW = 4  # replicates from which on an interval is taken as it is
SETTLED = 0.95  # probability from which on an order is not said to be open
ALWAYS = (
    "Often the most useful results are which pilot to run in the city and which constraint binds first.",
    "The political aims behind a policy are not judged, only what follows for resources, access, learning "
    "and participation.",
)
UNLESS_SAID = (
    "This is a ranking under stated assumptions, not a forecast. If an assumption in the table above is wrong for this "
    "city, numbers and order can change.",
    "Intervals show chance between simulated runs only. They do not contain the doubt about the assumptions "
    "themselves: a sensitivity study does that.",
    "Most effects are graded C (descriptive evidence) or D (assertion or guess). An asserted effect is zero unless "
    "a scenario switches it on.",
    "Whether messages about values move people cannot be known without an experiment in the city.",
)


def quoted(results: Results, scenario: str | None) -> str:
    """A scenario's title in quotation marks."""
    return f"“{results.title(scenario)}”"


def city_name(results: Results) -> str:
    """The city's name, or "the city"."""
    return text(results.city.get("name")) or "the city"


def title(results: Results) -> str:
    """The report's heading."""
    if results.is_comparison:
        return f"Adult learning in {city_name(results)}: {len(results.scenarios)} scenarios compared"
    names = several(quoted(results, name) for name in results.scenarios[:3])
    return f"Adult learning in {city_name(results)}: {names}"


def question(results: Results) -> str:
    """What the study asks."""
    given = text(results.manifest.get("question"))
    if given:
        return given
    if not results.is_comparison:
        return f"How many adults in {city_name(results)} learn in a year under {quoted(results, results.scenarios[0])}?"
    means = "for the same public money" if same_money(results) else "and at what cost"
    return (
        f"Which of these {len(results.scenarios)} scenarios brings the most adults in {city_name(results)} into "
        f"learning within a year, {means}?"
    )


def same_money(results: Results) -> bool:
    """Whether all scenarios are known to have the money of the reference."""
    bodies = results.scenario_records
    amounts = [mapping(body.get("budget")).get("per_resident_per_year") for body in bodies.values()]
    known = results.reference is not None and None not in map(number, amounts)
    return known and not any(other_money(body, bodies[str(results.reference)], "") for body in bodies.values())


def horizon(results: Results) -> str:
    """The time that the headline speaks of: the last 12 months of the run."""
    months = number(results.manifest.get("months"))
    if months is None:
        return "In the last 12 months"
    if months >= 24 and months % 12 == 0:
        return f"In year {months / 12:.0f}"
    return f"In the last 12 of {months:.0f} months" if months > 12 else f"Over {months:.0f} month{'s' * (months != 1)}"


def answer(results: Results) -> Markup:
    """The answer in one paragraph: what does best, by how much, how sure, what binds, and how good the evidence is."""
    if not results.is_comparison:
        return _level(results)
    best = results.ranking[0]
    if best.get("scenario") == results.reference:
        parts: list[str] = [_none_better(results)]
    else:
        parts = [_best(results, best), _chance(results, best), _runner_up(results, best)]
    parts += [_binding(best), _cost(results, best), _evidence(best)]
    return Markup(" ").join(part for part in parts if part)


def _level(results: Results) -> Markup:
    name = results.scenarios[0]
    share, low, high = headline(results, name)
    if share is None:
        return Markup("The results hold no participation rate, so there is no answer yet.")
    between = span(low, high, percent)
    between = f" (95 % interval {between})" if between else " in a single run, so chance may move it"
    said = Markup(
        "{when}, an estimated <strong>{share}</strong> of adults learn in a year under {name}{between}. This is an "
        "estimate, not a forecast: it holds if the assumptions below hold. Only one scenario was run, so it says "
        "nothing about what a policy changes; <code>learncity compare</code> does."
    )
    return said.format(when=horizon(results), share=percent(share), name=quoted(results, name), between=between)


def headline(results: Results, scenario: str) -> tuple[float | None, float | None, float | None]:
    """Yearly participation with its interval: as ranked, else the last month of the series."""
    row = next((row for row in results.ranking if row.get("scenario") == scenario), {})
    if number(row.get("value")) is not None:
        return number(row["value"]), number(row.get("low")), number(row.get("high"))
    series = results.get(scenario, PARTICIPATION)
    return (series.last("mean"), series.last("low"), series.last("high")) if series is not None else (None, None, None)


def _best(results: Results, row: Mapping[str, Any]) -> Markup:
    gain = number(row.get("difference"))
    base = next((r for r in results.ranking if r.get("scenario") == results.reference), {})
    level = number(base.get("value"))
    if level is None and number(row.get("value")) is not None and gain is not None:
        level = float(row["value"]) - gain
    ends = row.get("difference_low"), row.get("difference_high")
    fine = finely(*ends)
    between = span(*ends, fine)
    sure = clear(*ends) and (gain or 0.0) > 0
    unsure = "No scenario is clearly better than the reference; {name} comes out first."
    start = "{name} does best." if sure else unsure
    adults = number(results.city.get("adults"))
    more = (
        f", or about {people(abs(gain * adults))} {'more' if gain >= 0 else 'fewer'} of the {people(adults)} adults"
        if adults and gain is not None
        else ""
    )
    said = Markup(
        start + " {when}, an estimated <strong>{share}</strong> of adults learn in a year, against {base} under "
        "{reference}: a difference of <strong>{gain} percentage points</strong>{between}{more}. This is an "
        "estimate, not a forecast: it holds if the assumptions below hold."
    )
    return said.format(
        name=quoted(results, text(row.get("scenario"))),
        when=horizon(results),
        share=percent(row.get("value")),
        base=percent(level),
        reference=quoted(results, results.reference),
        gain=fine(gain),
        more=more,
        between=f" (95 % interval {between})" if between else " (one run each, so it may be chance)",
    )


def _none_better(results: Results) -> Markup:
    return Markup(
        "<strong>No scenario does better than the reference</strong>, {name}. {when}, an estimated {share} of adults "
        "learn in a year under it. This is an estimate, not a forecast: it holds if the assumptions below hold."
    ).format(
        name=quoted(results, results.reference), when=horizon(results), share=percent(results.ranking[0].get("value"))
    )


def _chance(results: Results, row: Mapping[str, Any]) -> str:
    chance = number(row.get("probability_best"))
    if chance is None:
        return ""
    words = (
        percent(chance, 0)
        if 0.005 <= chance <= 0.995
        else ("more than 99\u00a0%" if chance > 0.5 else "less than 1\u00a0%")
    )
    best = f"the probability that it is the best of the {len(results.scenarios)} is {words}"
    return f"Given the assumptions, {best}{rough(results)}."


def rough(results: Results) -> str:
    """A warning in brackets where too few replicates stand behind a probability; else empty."""
    replicates = number(results.manifest.get("replicates"))
    return (
        f" (rough: only {replicates:.0f} replicate{'s' * (replicates != 1)})"
        if replicates is not None and replicates < ENOUGH
        else ""
    )


def few(results: Results) -> str:
    """A warning where so few replicates stand behind intervals that luck may have made one narrow; else empty."""
    replicates = number(results.manifest.get("replicates"))
    if replicates is None or replicates >= FEW:
        return ""
    if replicates < 2:
        return "One replicate gives no interval, so any difference may be chance."
    return f"With {replicates:.0f} replicates an interval is rough itself: it may be narrow by luck."


def _runner_up(results: Results, row: Mapping[str, Any]) -> str:
    if len(results.ranking) < 2:
        return ""
    second = results.ranking[1]
    if second.get("scenario") == results.reference or number(second.get("difference")) is None:
        return ""
    chance = number(row.get("probability_best"))
    end = ": the order of the two is not settled." if chance is not None and chance < SETTLED else "."
    return (
        f"Next is {quoted(results, text(second.get('scenario')))} with {points(second.get('difference'))} points{end}"
    )


def _binding(row: Mapping[str, Any]) -> Markup:
    word = text(row.get("binding"))
    if not word:
        return Markup("")
    return Markup("What binds in most months is <strong>{first}</strong>{rest}.").format(
        first=BINDS.get(word, word).partition(":")[0], rest="".join(BINDS.get(word, word).partition(":")[1:])
    )


def _cost(results: Results, row: Mapping[str, Any]) -> str:
    cost = mapping(row.get("cost_per_additional_participant"))
    currency = text(results.city.get("currency"))
    if number(cost.get("mean")) is None:
        return ""
    between = span(cost.get("low"), cost.get("high"), lambda end: decimal(end, 0))
    return f"An additional participant costs {money(cost['mean'], currency)} a year" + (
        f" ({between})." if between else "."
    )


def _evidence(row: Mapping[str, Any]) -> str:
    grade = text(row.get("weakest_grade"))
    return f"The weakest evidence on which this rests has grade {grade} ({GRADES[grade]})." if grade in GRADES else ""


def limits(results: Results) -> list[str]:
    """What the result cannot tell: the study's own sentences (ours if it has none), then those of every report."""
    given = results.comparison.get("cannot_tell") or results.manifest.get("cannot_tell")
    own = [text(one) for one in given] if isinstance(given, (list, tuple)) else []
    assumed = [text(one) for one in listed(results.city.get("assumed"))]  # these stand in the city's own section
    own = [one for one in own if one.partition(": ")[2] not in assumed]
    return list(dict.fromkeys([one for one in own if one] or UNLESS_SAID)) + list(ALWAYS)
