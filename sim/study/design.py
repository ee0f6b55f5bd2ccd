"""What a study runs: which scenarios, under which names, against which reference, with which seeds.

Everything is checked here, before the first run; all faults are reported at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import arguments
from sim.errors import Fault, InputError
from sim.study.store import Run

if TYPE_CHECKING:
    from sim.scenario import Scenario

LONGEST_NAME = 100  # of a folder
WORDING = ("name", "path", "lineage", "title", "about", "extends", "city", "targets")  # no part of what a run computes


@dataclass(frozen=True)
class Entry:
    """A scenario of the study, the name that its results bear, and which scenario it is paired with."""

    name: str
    slug: str
    scenario: Scenario
    against: str
    key: str  # of what its runs compute: runs with this key may be reused


@dataclass(frozen=True)
class Design:
    """Scenarios x replicates; `key` says to which study a folder belongs."""

    entries: tuple[Entry, ...]
    reference: str
    seed: int
    replicates: int
    key: str
    label: str = ""  # of an experiment

    @property
    def seeds(self) -> tuple[int, ...]:
        """One seed a replicate; all scenarios of a replicate share it."""
        return replicate_seeds(self.seed, self.replicates)

    @property
    def called(self) -> str:
        """What a new folder is called: the experiment, or what is compared with what, after the city in its folder."""
        if self.label:
            return slug(self.label)
        others = sorted(entry.name for entry in self.entries if entry.name != self.reference)  # in any order
        named = "+".join(others if len(others) < 3 else [others[0], f"{len(others) - 1}_more"])
        words = f"{named}-vs-{self.reference}" if others else self.reference
        return slug(f"{_own_city(self.entry(self.reference).scenario)}{words}"[:LONGEST_NAME])

    def runs(self) -> tuple[Run, ...]:
        """Every run, replicate by replicate (counted from 1), those paired with one scenario together, it first."""
        place = {entry.name: place for place, entry in enumerate(self.entries)}
        ordered = sorted(self.entries, key=lambda entry: (place[entry.against], entry.name != entry.against))
        return tuple(
            Run(entry.name, entry.slug, replicate, seed)
            for replicate, seed in enumerate(self.seeds, start=1)
            for entry in ordered
        )

    def entry(self, name: str) -> Entry:
        """The scenario of that name."""
        return self.by_name[name]

    @cached_property
    def by_name(self) -> Mapping[str, Entry]:
        """Entries by name."""
        return {entry.name: entry for entry in self.entries}

    @cached_property
    def against(self) -> Mapping[str, str]:
        """For each scenario the one that it is paired with."""
        return {entry.name: entry.against for entry in self.entries}

    def with_replicates(self, replicates: int) -> Design:
        """The same study with another number of replicates; those it shares keep their seeds."""
        return replace(self, replicates=replicates)


def replicate_seeds(seed: int, replicates: int) -> tuple[int, ...]:
    """Distinct 32-bit seeds: the first is the study's own, so that a single run repeats it; the others are hashes."""
    seeds = [seed]
    attempt = 0
    while len(seeds) < replicates:
        attempt += 1
        one = int.from_bytes(hashlib.sha256(f"replicate {attempt} of {seed}".encode()).digest()[:4], "little")
        if one not in seeds:
            seeds.append(one)
    return tuple(seeds[:replicates])


def plan(
    scenarios: Sequence[Scenario], *, reference: int | None, replicates: int, seed: int, fingerprint: Mapping[str, str]
) -> Design:
    """Check and name everything; `fingerprint` holds hashes of the program and of the city's files.

    `reference` is the position of one of the scenarios; None takes the first called baseline, else the first.
    """
    faults = arguments.faults(replicates=replicates, seed=seed) + _unlike_faults(scenarios)
    names, name_faults = distinct_names(scenarios)
    faults += name_faults
    if faults:
        raise InputError(faults)
    stems = [scenario.name for scenario in scenarios]
    if reference is None:
        reference = stems.index("baseline") if "baseline" in stems else 0
    chosen, named = names[reference], dict(zip(names, scenarios, strict=True))
    key = key_of([{name: computed(one) for name, one in named.items()}, chosen, seed, dict(fingerprint)])
    entries = tuple(Entry(name, slug(name), scenario, chosen, key) for name, scenario in named.items())
    return Design(entries, chosen, seed, replicates, key)


def _unlike_faults(scenarios: Sequence[Scenario]) -> list[Fault]:
    """Scenarios that cannot be compared: other city, other number of citizens, other length."""
    if not scenarios:
        return [Fault("compare", None, "", "there is no scenario to run", "Name one or more scenario files")]
    first, faults = scenarios[0], []
    for other in scenarios[1:]:
        if os.path.realpath(other.city) != os.path.realpath(first.city):
            faults.append(
                Fault(
                    _file(other),
                    None,
                    "city",
                    f"'{other.city}' is not '{first.city}', the city of {_file(first)}",
                    "Compare scenarios of one city",
                )
            )
        for word in ("citizens", "months"):
            ours, theirs = getattr(other, word), getattr(first, word)
            if ours != theirs:
                faults.append(
                    Fault(
                        _file(other),
                        None,
                        word,
                        f"{ours} is not {theirs}, as in {_file(first)}",
                        f"Make them equal, or set --{word} for all",
                    )
                )
    return faults


def _file(scenario: Scenario) -> str:
    return scenario.path or scenario.name


def distinct_names(scenarios: Sequence[Scenario]) -> tuple[list[str], list[Fault]]:
    """The name of each scenario's results: its file's stem, with its folder where stems are equal; and the faults."""
    stems = Counter(slug(scenario.name).casefold() for scenario in scenarios)
    names = [
        scenario.name if stems[slug(scenario.name).casefold()] == 1 else _with_folder(scenario)
        for scenario in scenarios
    ]
    slugs = Counter(slug(name).casefold() for name in names)
    faults = [
        Fault(_file(scenario), None, "", f"two scenarios are called '{name}'", "Name each file once, or rename one")
        for name, scenario in zip(names, scenarios, strict=True)
        if slugs[slug(name).casefold()] > 1
    ]
    return names, list(dict.fromkeys(faults))


def _with_folder(scenario: Scenario) -> str:
    folder = Path(scenario.path).resolve().parent.name if scenario.path else ""
    return f"{folder}-{scenario.name}" if folder else scenario.name


def _own_city(scenario: Scenario) -> str:
    """The city's name and a hyphen for a file in the city's own folder, each of which has a baseline; else nothing."""
    folder = os.path.realpath(scenario.city)
    return (
        f"{Path(folder).name}-" if scenario.path and os.path.dirname(os.path.realpath(scenario.path)) == folder else ""
    )


def slug(name: str) -> str:
    """The name as it may stand in a file's name."""
    return re.sub(r"[^\w.+-]+", "_", name).strip("._") or "scenario"


def computed(scenario: Scenario) -> dict[str, Any]:
    """Everything of a scenario that decides its numbers."""
    return {word: value for word, value in scenario.resolved().items() if word not in WORDING}


def key_of(what: Any) -> str:
    """Hash of JSON values."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:24]


def differing(mine: Any, theirs: Any, place: str = "") -> list[str]:
    """The dotted keys whose values are not the same in both."""
    if not (isinstance(mine, Mapping) and isinstance(theirs, Mapping)):
        return [place] if mine != theirs else []
    keys = dict.fromkeys((*mine, *theirs))
    return [one for key in keys for one in differing(mine.get(key), theirs.get(key), f"{place}.{key}".strip("."))]
