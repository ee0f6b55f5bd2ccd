"""The manifest of a study: everything needed to understand, repeat and resume it, as JSON values.

It is written when the study begins, so that the folder is known to be this study's, and again when it ends.
"""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.notices import notices, values
from sim.study.design import WORDING, Design, computed, differing
from sim.study.store import Run
from sim.study.worker import Failure

if TYPE_CHECKING:
    from sim.assumptions import Assumption
    from sim.scenario import CityFacts, Scenario
    from sim.scenario.instruments.common import Common

FORMAT = 1
UNCOUNTED = (*WORDING, "notices", "planned")
PACKAGES = ("numpy", "numba", "mesa")


def describe(design: Design, facts: CityFacts, source_hash: str, workers: int) -> dict[str, Any]:
    """What is known before the first run."""
    first = design.entries[0].scenario
    return {
        "format": FORMAT,
        "key": design.key,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": typed(sys.argv),
        "versions": versions(),
        "source_hash": source_hash,
        "machine": machine(workers),
        "seconds": None,
        "reference": design.reference,
        "replicates": design.replicates,
        "months": first.months,
        "citizens": first.citizens,
        "seeds": list(design.seeds),
        "city": city(facts),
        "scenarios": {
            entry.name: entry.scenario.resolved()
            | {"notices": notices(entry.scenario, facts), "planned": planned(entry.scenario, facts.residents)}
            for entry in design.entries
        },
        "assumptions": assumptions(design, facts),
        "runs": runs(design, {}, ()),
        "comparison": {},
    }


def planned(scenario: Scenario, residents: int) -> dict[str, float]:
    """Money a year that the file plans for each budget line by its dates, mean over the run; shocks take none of it."""

    def cents(item: Common) -> int:
        return sum(scenario.planned_cents(item, residents, month) for month in range(scenario.months))

    lines = zip(scenario.lines, scenario.policy, strict=True)
    return {line: 12 * cents(item) / 100 / scenario.months for line, item in lines}


def unlike(design: Design, source_hash: str, other: Mapping[str, Any]) -> list[str]:
    """In which keys the study of another manifest differs from a design; none if it is no whole manifest."""
    if not other.keys() >= {"scenarios", "seeds", "source_hash", "citizens", "months"}:
        return []
    first, scenarios = design.entries[0].scenario, {entry.name: computed(entry.scenario) for entry in design.entries}
    theirs = {name: {key: one[key] for key in one if key not in UNCOUNTED} for name, one in other["scenarios"].items()}
    usual = {"seed": design.seed, "program": source_hash}
    found = differing(usual, {"seed": other["seeds"][0], "program": other["source_hash"]})
    if design.label:  # an experiment's folder may hold other points of it
        sizes = {name: other[name] for name in ("citizens", "months")}
        return [*found, *differing({name: getattr(first, name) for name in sizes}, sizes)] or ["the experiment's name"]
    return [*found, *differing(scenarios, theirs)] or ["the reference, or the city's files"]


def typed(arguments: Sequence[str]) -> str:
    """The command line as one would type it; `python -m sim` is another name of `learncity`."""
    program = Path(arguments[0])
    name = "learncity" if program.parts[-2:] == ("sim", "__main__.py") else program.name
    return shlex.join([name, *arguments[1:]])


def versions() -> dict[str, str]:
    """Versions of the program, of Python and of what computes."""
    from sim import __version__

    found = {"learncity": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def machine(workers: int) -> dict[str, Any]:
    """The kind of machine, nothing that names it."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processors": os.cpu_count(),
        "workers": workers,
    }


def city(facts: CityFacts) -> dict[str, Any]:
    """The city's facts that belong beside every result."""
    return {
        "slug": facts.slug,
        "name": facts.name,
        "currency": facts.currency,
        "invented": facts.invented,
        "residents": facts.residents,
        "adults": facts.adults,
        "mean_income_month": facts.mean_income_month,
        "anchor": asdict(facts.anchor),
        "assumed": list(facts.assumed),
        "notices": list(facts.notices),
        "districts": [
            {
                name: getattr(district, name)
                for name in ("district_id", "name", "name_local", "lon", "lat", "area_km2", "population")
            }
            for district in facts.districts
        ],
        "sources": [{"id": name, **asdict(source)} for name, source in facts.sources.items()],
        "fit": [],
    }


def assumptions(design: Design, facts: CityFacts) -> list[dict[str, Any]]:
    """Every assumption with its value in the reference, where it comes from, and which scenarios set it."""
    from sim.assumptions import declared

    value = values(design.entry(design.reference).scenario, facts)
    return [_assumption(one, name, value[name], design, facts) for name, one in declared().items()]


def _assumption(one: Assumption, name: str, value: float, design: Design, facts: CityFacts) -> dict[str, Any]:
    origin = facts.assumptions.get(name, one)  # the city's own range, grade and source stand above the declared ones
    return {
        "name": name,
        "meaning": one.meaning,
        "unit": one.unit,
        "value": value,
        "default": one.default,
        "low": origin.low,
        "high": origin.high,
        "grade": origin.grade,
        "source": origin.source,
        "serves": one.serves,
        "changed_by": [entry.name for entry in design.entries if name in entry.scenario.assumptions],
    }


def runs(design: Design, records: Mapping[Run, Mapping[str, Any]], failures: Sequence[Failure]) -> list[dict[str, Any]]:
    """The status of every run of the design: done, failed with what is known of why, or pending if it has not ended."""
    errors = {failure.run: failure.message for failure in failures}
    listed = []
    for run in design.runs():
        record = records.get(run)
        listed.append(
            {
                "scenario": run.name,
                "replicate": run.replicate,
                "seed": run.seed,
                "status": "done" if record else "failed" if run in errors else "pending",
                "error": None if record else errors.get(run),
                "file": None if record is None else run.file,
                "seconds": None if record is None else record["seconds"],
            }
        )
    return listed
