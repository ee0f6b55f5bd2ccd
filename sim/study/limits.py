"""What a study cannot tell, in plain sentences that stand beside every result.

They follow from the assumptions' grades, the city's facts and the comparison itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import listed
from sim.study.design import differing
from sim.study.methods import changed


def general(manifest: Mapping[str, Any]) -> list[str]:
    """The limits that comparisons and experiments share: those of the evidence, of the city and of what is run."""
    return [*_of_the_evidence(manifest["assumptions"]), *_of_the_city(manifest["city"])]


def cannot_tell(manifest: Mapping[str, Any], comparison: Mapping[str, Any]) -> list[str]:
    """The limits of this study, the general ones first."""
    return [*general(manifest), *_of_the_result(manifest, comparison)]


def _of_the_evidence(assumptions: Sequence[Mapping[str, Any]]) -> list[str]:
    grades = Counter(one["grade"] for one in assumptions)
    weak = grades["C"] + grades["D"]
    return [
        "The paper that the model serves contains no data: every effect is an assumption that can be seen and changed.",
        f"{weak} of the {len(assumptions)} assumptions are graded C (descriptive) or D (assertion or guess), "
        f"{grades['A'] + grades['B']} rest on causal evidence.",
        "The results are rankings under the stated assumptions, not forecasts of what will happen.",
        "Effects of messages about values cannot be identified without local experiments: they are zero by default, "
        "and a result that needs them holds only if it holds under the presets null, positive and backlash.",
    ]


def _of_the_city(city: Mapping[str, Any]) -> list[str]:
    anchor = city["anchor"]
    sentences = [f"{city['name']} is an invented city for teaching."] if city["invented"] else []
    low, high = anchor["low"], anchor["high"]
    sentences.append(
        f"The level of participation is set to {anchor['value']:.0%} "
        f"({f'{low:.0%} to {high:.0%}' if low < high else 'no range'}, "
        f"grade {anchor['grade']}), so it is an input here; only differences between scenarios are results. "
        "It holds for those whom the rate describes, with places for everybody; tables count all, waiting or not."
    )
    sentences += [f"Assumed for {city['name']}: {line}" for line in city["assumed"]]
    sentences.append("The envelope of public money is part of the scenarios, not taken from the city's accounts.")
    if city["notices"]:
        number = len(city["notices"])
        say = f"{number} notices say" if number > 1 else "A notice says"
        sentences.append(f"{say} what of the city's figures was filled in, left out or not used.")
    return sentences


def _of_the_result(manifest: Mapping[str, Any], comparison: Mapping[str, Any]) -> list[str]:
    reference, binds = manifest["reference"], comparison["binding"]
    sentences = []
    rows = {row["scenario"]: row for row in comparison["ranking"]}
    if reference in rows and binds.get(reference):
        first = rows[reference]["binding"]
        sentences.append(
            "Which constraint binds first decides the ranking: in the reference "
            + ("none turns away more than a few applications" if first == "none" else f"it is {first} in most months")
            + ", and another city, or other unit costs, may be bound by another."
        )
    called = {name: one["title"] for name, one in manifest["scenarios"].items()}
    here = {name: {**one["forms"], **one["assumptions"]} for name, one in manifest["scenarios"].items()}
    others = {name: differing(here[reference], own) for name, own in here.items()}
    if said := [f"{called[name]} ({listed(keys)})" for name, keys in others.items() if keys]:
        sentences.append(
            f"Other forms or assumptions hold in {'; '.join(said)} than in {called[reference]}: what those do and what "
            "the policy does cannot be told apart. An experiment can give every policy the same (`set:`)."
        )
    sentences += [*unequal_money(manifest), *noted(*manifest["scenarios"].values())]
    unclear = [called[name] for name, row in rows.items() if name != reference and _unclear(row)]
    if unclear:
        sentences.append(
            f"No clear difference to the reference with {manifest['replicates']} replicates: {'; '.join(unclear)}."
        )
    sentences.append(
        f"Nothing is said about what comes after month {manifest['months']}, or about what the model leaves out."
    )
    sentences.append(
        "Intervals show chance within the model only; that the model or its assumptions are wrong is not in them."
    )
    return sentences


def unequal_money(manifest: Mapping[str, Any], study: Mapping[str, Any] | None = None) -> list[str]:
    """Which scenarios, or choices of levers of an experiment, have other money than what they are compared with."""
    scenarios, currency = manifest["scenarios"], manifest["city"]["currency"]
    pairs = [(name, manifest["reference"], one["title"]) for name, one in scenarios.items()]
    if study is not None:
        pairs = [
            (one["scenario"], one["against"], changed(study["factors"], one["levels"], "lever"))
            for one in study["points"]
        ]
    found: dict[str, list[str]] = {}
    for name, usual, called in pairs:
        if parts := other_money(scenarios[name], scenarios[usual], currency):
            found.setdefault(" and ".join(parts), []).append(called)
    names = {words: list(dict.fromkeys(called)) for words, called in found.items()}
    return [
        f"Not at equal money: {listed(n)} {'has' if len(n) == 1 else 'have'} {words}." for words, n in names.items()
    ]


def other_money(one: Mapping[str, Any], usual: Mapping[str, Any], currency: str) -> list[str]:
    """What of a scenario's money differs: the envelope, a grant, and shocks that take of it."""
    own, other, parts = one["budget"], usual["budget"], []
    if change := own["per_resident_per_year"] - other["per_resident_per_year"]:
        parts.append(f"{own['per_resident_per_year']:g} {currency} per resident a year ({change:+g})")
    if own.get("grant") != other.get("grant"):
        parts.append(_granted(own.get("grant"), currency))
    if (taken := _taken(one)) != _taken(usual):
        parts.append(" and ".join(taken) or "no shock to its money")
    return parts


def _taken(scenario: Mapping[str, Any]) -> list[str]:
    """The shocks that take money, in words."""
    return [
        f"a shock that takes {one['size']:.0%} of its money{_when(one['from'], _end(one))}"
        for one in scenario.get("shocks", ())
        if one["kind"] == "fiscal"
    ]


def _end(shock: Mapping[str, Any]) -> int | None:
    months = shock.get("months")
    return shock.get("until") if months is None else int(shock["from"] + months)


def noted(*told: Mapping[str, Any]) -> list[str]:
    """What in scenarios, or in an experiment, does nothing, or is of another city."""
    return [f"Note on {one['title']}: {notice}." for one in told for notice in one.get("notices", ())]


def _granted(grant: Mapping[str, Any] | None, currency: str) -> str:
    """A grant in words; the city may take back a part of it."""
    if grant is None:
        return "no grant"
    amount = f"{grant['per_resident_per_year']:g} {currency} per resident a year"
    when = _when(grant["from"], grant["until"])
    return f"a grant of {amount}{when}, of which the city may take back a part"


def _when(first: int, until: int | None) -> str:
    return f" from month {first}" * (first > 0) + (f" until month {until}" if until is not None else "")


def _unclear(row: Mapping[str, Any]) -> bool:
    low, high = row["difference_low"], row["difference_high"]
    return low is None or high is None or low <= 0 <= high
