"""Scenario files in: reads a file and those it extends, finds its city, and reports everything that is wrong at once.

A child's keys override its parent's one by one; its `policy` replaces the parent's list.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError, create_model

from sim.arguments import plain
from sim.errors import Fault, InputError
from sim.scenario.explain import explained, fault_at
from sim.scenario.find import city_folder, city_hint, find_city, find_parent
from sim.scenario.schema import Plan, Scenario
from sim.scenario.source import BROKEN, Entry, near_files, read, shown
from sim.scenario.units import exact
from sim.scenario.values import LAST_MONTH, Part

if TYPE_CHECKING:
    from sim.scenario.city import CityFacts

MERGED = ("about", "budget", "assumptions", "forms")
MONEY = ("budget", "per_resident_per_year")
SIZE = {name: Scenario.model_fields[name] for name in ("citizens", "months")}
Size = create_model("Size", __base__=Part, **{name: (field.annotation, field) for name, field in SIZE.items()})  # type: ignore[call-overload]


@dataclass(frozen=True)
class Draft:
    """A scenario file over those that it extends, as one tree that is not checked yet."""

    tree: Entry
    root: Entry  # as the furthest file about the same city says it: its budget is what equal money means
    lineage: tuple[str, ...] = ()
    homes: tuple[str | None, ...] = ()  # the city that each file of the lineage is about
    faults: tuple[Fault, ...] = ()
    whole: bool = True  # whether every file could be read


def load(path: str | os.PathLike[str], *, citizens: int | str | None = None, months: int | None = None) -> Scenario:
    """The scenario in the file at `path`, checked against its city; `citizens` and `months` override the file.

    Raises InputError with every fault of the file and of the files it extends.
    """
    found, changes = draft(path), {"citizens": plain(citizens), "months": plain(months)}
    return finish(replace(found, tree=_overridden(found.tree, changes)), {})


def as_scenario(
    scenario: Scenario | str | os.PathLike[str], citizens: int | str | None = None, months: int | None = None
) -> Scenario:
    """The scenario itself, or the one in a file; `citizens` and `months` override what it says. Raises InputError."""
    from sim.scenario.city import load_city

    if not isinstance(scenario, Scenario):
        return load(scenario, citizens=citizens, months=months)
    if citizens is None and months is None:
        return scenario
    facts = load_city(scenario.city)
    changed = scenario.model_copy(update=sized(citizens, months, facts))
    if faults := list(_overspent(changed, changed.months, Entry({}, scenario.path or scenario.name, None), facts)):
        raise InputError(faults)
    return changed


def sized(citizens: int | str | None, months: int | None, facts: CityFacts | None = None) -> dict[str, int | str]:
    """What a caller overrides, checked as it is in a file; raises InputError."""
    given = _overridden(Entry({}, "arguments", None), {"citizens": plain(citizens), "months": plain(months)})
    try:
        Size.model_validate(given.plain(), context={"facts": facts})
    except ValidationError as error:
        raise InputError(explained(error, given, Size)) from None
    found: dict[str, int | str] = given.plain()
    return found


def draft(path: str | os.PathLike[str]) -> Draft:
    """The file at `path` and those it extends, unchecked; raises InputError if it cannot be read."""
    folder = city_folder(Path(path))
    if folder and folder != Path(path):
        remedy = f"Name a scenario in which `city: {folder}` stands; `learncity check {folder}` checks the city"
        raise InputError([Fault(str(path), None, "", "is a file of a city, not a scenario", remedy)])
    trees, faults, whole = _lineage(Path(path))
    if not trees:
        raise InputError(faults)
    homes = tuple(_home(trees[i:]) for i in range(len(trees)))
    same = sum(1 for _ in takewhile(lambda home: home in (homes[0], None), homes))
    root = _merged(trees[same - 1 :])
    return Draft(_merged(trees), root, tuple(one.file for one in trees), homes, tuple(faults), whole)


def _home(trees: list[Entry]) -> str | None:
    """The city that the first of these files is about, None if none says it."""
    entry = next((one.value["city"] for one in trees if "city" in one.value), None)
    if entry is None or not isinstance(entry.value, str):
        return None
    return str(find_city(entry.value, Path(entry.file).parent) or entry.value)


def finish(given: Draft, cities: dict[str, CityFacts]) -> Scenario:
    """The checked scenario; `cities` holds facts that were read before, by folder, and takes up those read now."""
    tree, facts, found = _settled(given.tree, cities)
    faults = [*given.faults, *found]
    money = {"reference_budget": _amount(given.root), "borrowed": _borrowed(given, tree)}
    context = {"facts": facts, "lineage": given.lineage, "goals": tree.at(("targets",)), **money}
    scenario = None
    try:
        scenario = Scenario.model_validate(tree.plain(), context=context)
    except ValidationError as error:
        faults += [
            one for one in explained(error, tree) if given.whole or not one.message.startswith("the key is missing")
        ]
    faults += _money_faults(tree, given.root, facts)
    if scenario is None or faults:
        order = given.lineage
        raise InputError(
            sorted(
                dict.fromkeys(faults),
                key=lambda one: (order.index(one.file) if one.file in order else len(order), one.line or 0),
            )
        )
    return scenario


def _lineage(path: Path) -> tuple[list[Entry], list[Fault], bool]:
    """The trees of a file and of those it extends, nearest first; their faults; and whether all could be read."""
    trees: list[Entry] = []
    faults: list[Fault] = []
    seen: list[str] = []
    while True:
        tree, found = read(path)
        faults += found
        if tree is None:
            return trees, faults, False
        trees.append(tree)
        seen.append(os.path.realpath(path))
        extends = tree.at(("extends",)).value if "extends" in tree.value else None
        if extends is None:
            return trees, faults, True
        if not isinstance(extends, str):
            if extends is not BROKEN and len(trees) > 1:
                faults.append(fault_at(tree, ("extends",), f"{shown(extends)} is not the name of a file"))
            return trees, faults, False
        parent = find_parent(extends, path.parent)
        if parent is None:
            hint = near_files(path.parent / extends, path.name, extends)
            faults.append(fault_at(tree, ("extends",), f"there is no file {shown(extends)}", hint))
            return trees, faults, False
        if os.path.realpath(parent) in seen:
            faults.append(fault_at(tree, ("extends",), f"{shown(extends)} extends this file in turn", "Name another"))
            return trees, faults, False
        path = parent


def _merged(trees: list[Entry]) -> Entry:
    """One tree: each file's keys over those of the file it extends."""
    values: dict[str, Entry] = {}
    for tree in reversed(trees):
        for key, entry in tree.value.items():
            below = values.get(key)
            if key in MERGED and below is not None and isinstance(below.value, dict) and isinstance(entry.value, dict):
                entry = replace(entry, value=below.value | entry.value)
            values[key] = entry
    values.pop("extends", None)
    own = trees[0].value
    return replace(trees[0], value=values | ({"extends": own["extends"]} if "extends" in own else {}))


def _overridden(tree: Entry, values: dict[str, int | str | None]) -> Entry:
    arguments = {key: Entry(value, "arguments", None) for key, value in values.items() if value is not None}
    return replace(tree, value=tree.value | arguments)


def _settled(tree: Entry, cities: dict[str, CityFacts]) -> tuple[Entry, CityFacts | None, list[Fault]]:
    """The tree with the path of its city found, the city's facts, and what is wrong with the city."""
    from sim.scenario.city import load_city

    entry = tree.value.get("city")
    if entry is None or not isinstance(entry.value, str):
        return tree, None, []
    folder = find_city(entry.value, Path(entry.file).parent)
    if folder is None:
        message = f"there is no city folder {shown(entry.value)} beside this file or above it"
        return tree, None, [fault_at(tree, ("city",), message, city_hint(entry.value, Path(entry.file).parent))]
    tree = replace(tree, value=tree.value | {"city": replace(entry, value=str(folder))})
    try:
        if str(folder) not in cities:
            cities[str(folder)] = load_city(folder)
        return tree, cities[str(folder)], []
    except InputError as error:
        return tree, None, list(error.faults)


def _borrowed(given: Draft, tree: Entry) -> tuple[str, str] | None:
    """The file that says the money and the city that it is about, if that is another city than the scenario's."""
    file, city = tree.at(MONEY).file, tree.at(("city",)).value
    home = dict(zip(given.lineage, given.homes, strict=True)).get(file)
    return None if home in (None, city) else (file, str(home))


def _amount(tree: Entry) -> float | None:
    """Money per resident a year as a file says it, if it says a number."""
    value: object = tree.plain().get("budget")
    value = value.get(MONEY[1]) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < 1e9 else None


def _money_faults(tree: Entry, root: Entry, facts: CityFacts | None) -> Iterator[Fault]:
    """Money that is not there: another envelope under `rule: equal`, or a policy that takes more than the envelope."""
    values = tree.plain()
    own, reference, budget = _amount(tree), _amount(root), values.get("budget")
    if own is not None and reference is not None and budget.get("rule", "equal") == "equal":
        yield from _unequal(own, reference, root.at(MONEY).file, tree, facts)
    policy = values.get("policy")
    sound = [plan for item in (policy if isinstance(policy, tuple) else ()) if (plan := _plan(budget, (item,), facts))]
    plan = _plan(budget, tuple(item for one in sound for item in one.policy), facts)
    months = values.get("months")
    if plan:
        known = isinstance(months, int) and 0 < months <= LAST_MONTH
        yield from _overspent(plan, months if known else 120, tree, facts)


def _unequal(own: float, reference: float, root: str, tree: Entry, facts: CityFacts | None) -> Iterator[Fault]:
    if exact(own) != exact(reference):
        amount = _money(abs(own - reference), "more" if own > reference else "less", facts)
        yield fault_at(
            tree,
            MONEY,
            f"{own:g} is not the {reference:g} of {root}, though `rule` is equal{amount}",
            f"Write {reference:g}, or `rule: additional`",
        )


def _plan(budget: object, policy: tuple[object, ...], facts: CityFacts | None) -> Plan | None:
    """The plan of some items of the policy, or None if they or the budget are not sound."""
    try:
        return Plan.model_validate({"budget": budget, "policy": policy}, context={"facts": facts})
    except ValidationError:
        return None


def _overspent(plan: Plan, months: int, tree: Entry, facts: CityFacts | None) -> Iterator[Fault]:
    claims = [(sum(plan.most(item, month) for item in plan.policy), month) for month in range(months)]
    over = [month for claim, month in claims if claim > 1]
    if over:
        worst, month = max(claims, key=lambda claim: claim[0])
        when = f"month {over[0]}" if len(over) == 1 else f"{len(over)} months between {over[0]} and {over[-1]}"
        excess = float(worst - 1) * plan.budget.per_resident_per_year
        yield fault_at(
            tree,
            ("policy",),
            f"it takes more than the envelope in {when}, most in month {month}: "
            f"{float(worst):.4g} of it" + _money(excess, "more than there is", facts),
            "Lower the shares so that they add up to 1 at most, or move them to other months",
        )


def _money(per_resident: float, words: str, facts: CityFacts | None) -> str:
    if facts is None:
        return ""
    return f", {per_resident * facts.residents:,.0f} {facts.currency} a year {words}"
