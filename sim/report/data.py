"""Reads a results folder: the manifest as it is, and the series of indicators from summary.csv.

Missing keys are tolerated (a report adapts); only a folder that holds no readable results is an `InputError`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError
from sim.report import queries
from sim.report.numbers import number, shorten, text
from sim.report.queries import Key, Series
from sim.study.manifest import FORMAT

PARTICIPATION = "participation_12m"
INDICATORS = (PARTICIPATION, "spend", "allotted", "waiting_months", "unmet_demand", "utilisation", "education_gap")
GROUP_ORDER = ("education", "age", "work", "income", "sex", "district")


@dataclass(frozen=True)
class Results:
    """A results folder in memory; `series` is keyed by (scenario, indicator, group)."""

    folder: Path
    manifest: Mapping[str, Any]
    series: Mapping[Key, Series]

    def get(self, scenario: str, indicator: str, group: str = "all") -> Series | None:
        """One series, None if the folder does not hold it."""
        return self.series.get((scenario, indicator, group))

    def groups(self, indicator: str, prefix: str) -> tuple[str, ...]:
        """The groups `prefix=...` that any scenario has for an indicator, in a fixed order."""
        found = {g for (_, i, g) in self.series if i == indicator and g.startswith(prefix + "=")}
        order = {
            "low": 0,
            "medium": 1,
            "high": 2,
            "employed": 0,
            "unemployed": 1,
            "student": 2,
            "home": 3,
            "retired": 4,
        }
        listed = {f"district={d['district_id']}": n for n, d in enumerate(self.districts)}
        return tuple(sorted(found, key=lambda g: (listed.get(g, order.get(g.partition("=")[2], 99)), g)))

    @cached_property
    def comparison(self) -> Mapping[str, Any]:
        """The manifest's comparison, empty for a single run."""
        return mapping(self.manifest.get("comparison"))

    @cached_property
    def city(self) -> Mapping[str, Any]:
        """The manifest's city, empty if absent."""
        return mapping(self.manifest.get("city"))

    @cached_property
    def districts(self) -> tuple[Mapping[str, Any], ...]:
        """The city's districts that have an id."""
        return tuple(d for d in records(self.city.get("districts")) if d.get("district_id") is not None)

    @cached_property
    def district_names(self) -> Mapping[str, str]:
        """District name by id (as text)."""
        return {text(d["district_id"]): text(d.get("name")) or text(d["district_id"]) for d in self.districts}

    @cached_property
    def ranking(self) -> tuple[Mapping[str, Any], ...]:
        """The rows of the ranking for yearly participation, the largest difference first (unknown last)."""
        rows = [
            r for r in records(self.comparison.get("ranking")) if r.get("indicator", PARTICIPATION) == PARTICIPATION
        ]

        def place(row: Mapping[str, Any]) -> tuple[bool, float]:
            size = number(row.get("difference"))
            size = 0.0 if size is None and row.get("scenario") == self.reference else size
            return (size is None, -(size or 0.0))

        return tuple(sorted(rows, key=place))

    @cached_property
    def reference(self) -> str | None:
        """The scenario that the others are compared with."""
        named = self.manifest.get("reference")
        return named if isinstance(named, str) and named in self.scenario_records else None

    @cached_property
    def scenario_records(self) -> Mapping[str, Mapping[str, Any]]:
        """Each resolved scenario by name."""
        return {name: mapping(body) for name, body in mapping(self.manifest.get("scenarios")).items()}

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """All scenario names: in the order of the ranking, then as in the manifest."""
        ranked = [text(row.get("scenario")) for row in self.ranking]
        names = [name for name in ranked if name in self.scenario_records]
        return tuple(dict.fromkeys([*names, *self.scenario_records]))

    @property
    def is_comparison(self) -> bool:
        """Whether there is something to rank: a reference and at least one other scenario with differences."""
        return self.reference is not None and any(row.get("scenario") != self.reference for row in self.ranking)

    def title(self, scenario: Any, most: int = 120) -> str:
        """The scenario's title (its name if it has none), cut to `most` characters."""
        name = text(scenario)
        return shorten(self.scenario_records.get(name, {}).get("title") or name, most)

    @cached_property
    def failed(self) -> tuple[Mapping[str, Any], ...]:
        """The runs that failed, or have not run yet."""
        return tuple(run for run in records(self.manifest.get("runs")) if run.get("status", "done") != "done")


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def records(value: Any) -> tuple[Mapping[str, Any], ...]:
    """The mappings in a list, nothing if it is no list."""
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, (list, tuple)) else ()


def listed(value: Any) -> list[Any]:
    """`value` as a list: itself, the one thing that it is, or nothing."""
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []


def read(folder: str | Path) -> Results:
    """Reads a results folder; raises `InputError` if it holds no results that can be read."""
    place = Path(folder)
    results = Results(place, _manifest(place), {})
    return replace(results, series=_series(results))


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / "manifest.json"
    mend = "Name the folder that `learncity run`, `compare` or `study` wrote"
    if not folder.is_dir():
        raise _fault(folder, "is not a folder" if folder.exists() else "does not exist", mend)
    if not path.is_file():
        raise _fault(folder, "is not a results folder: it holds no manifest.json", mend)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # a UnicodeDecodeError is a ValueError
        raise _fault(path, f"cannot be read: {error}", "Run the study again; it resumes what is there") from error
    if not isinstance(found, dict) or not mapping(found.get("scenarios")):
        raise _fault(path, "names no scenarios, so this is not a results folder", mend)
    if found.get("format", FORMAT) != FORMAT:
        message = f"has format {found['format']!r}, this version reads format {FORMAT}"
        raise _fault(path, message, "Use the version of learncity that wrote it")
    return found


def _fault(path: Path, message: str, remedy: str) -> InputError:
    return InputError([Fault(str(path), None, "", message, remedy)])


def _series(results: Results) -> Mapping[Key, Series]:
    """The series of the needed indicators; none for an experiment of which every run failed."""
    import duckdb

    summary, folder = results.folder / "summary.csv", results.folder
    if not summary.is_file():
        if results.manifest.get("study"):
            return {}
        runs = records(results.manifest.get("runs"))
        if failed := [run for run in runs if run.get("status") == "failed"]:
            first = text(failed[0].get("error"))
            message = f"holds no results: {len(failed)} of {len(runs)} runs failed, the first with {first}"
            raise _fault(folder, message, "What went wrong in detail is in runs/*.traceback.txt")
        ended = len(list(folder.glob("runs/*.parquet")))
        message = f"holds no summary.csv: {ended} of {len(runs)} runs have ended, and they are not summed up yet"
        raise _fault(folder, message, "Give the command that made it once more; it goes on where it stopped")
    try:
        return _known(results, queries.from_summary(summary, INDICATORS))
    except duckdb.Error as error:
        reason = text(error).partition(" LINE ")[0][:300]
        raise _fault(summary, f"cannot be read: {reason}", "Run the study again; it resumes what is there") from error


def _known(results: Results, series: Mapping[Key, Series]) -> Mapping[Key, Series]:
    """Only the scenarios that the manifest knows: a folder may hold older runs."""
    names = results.scenario_records
    return {key: one for key, one in series.items() if key[0] in names}


def present(results: Results, names: Iterable[str], indicator: str, group: str = "all") -> list[str]:
    """Those of `names` that have a series for the indicator and group."""
    return [name for name in names if results.get(name, indicator, group) is not None]
