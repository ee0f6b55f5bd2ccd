"""How a study is carried out: run what its folder lacks, then write the summary and the manifest.

It works for any class of cities, and leaves a folder that is usable whenever it is stopped.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sim.arguments import DISCOUNT, check
from sim.study import manifest as manifests
from sim.study import store
from sim.study.analysis import Finished, comparison, differences
from sim.study.design import Design
from sim.study.limits import cannot_tell
from sim.study.runner import execute, processors
from sim.study.statistics import replicates_needed
from sim.study.store import CannotWrite, Run
from sim.study.summary import write_summary
from sim.study.targets import chances
from sim.study.worker import CityClass, Failure, Task

if TYPE_CHECKING:
    import duckdb

    from sim.scenario import CityFacts

Progress = Callable[[int, int, str], None]
Left = tuple[Path, dict[str, Any]]  # the folder and its manifest
MOST_REPLICATES = 200


class Purpose(Protocol):
    """What a study is for: what it leaves in its folder before the first run, and what it says of the runs."""

    def begin(self, folder: Path) -> None: ...
    def conclude(self, finished: Finished, manifest: Mapping[str, Any]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Comparison:
    """The purpose of a comparison: summary.csv, and the manifest's part on how scenarios differ from the reference.

    `weights` are those of parts of panels, by indicator, that differ from the panels' own; `discount` is a rate a year.
    """

    adults: float
    weights: Mapping[str, float] = field(default_factory=dict)
    discount: float = DISCOUNT

    def begin(self, folder: Path) -> None:
        """Nothing needs to be there before the runs."""

    def conclude(self, finished: Finished, manifest: Mapping[str, Any]) -> dict[str, Any]:
        grades = {one["name"]: one["grade"] for one in manifest["assumptions"]}
        with closing(finished.connection.cursor()) as cursor, ThreadPoolExecutor(1) as beside:
            written = beside.submit(self.summarise, finished, cursor)  # both take seconds, mostly in the database
            found = comparison(
                finished,
                months=manifest["months"],
                adults=self.adults,
                grade=grades,
                weights=self.weights,
                discount=self.discount,
            )
            written.result()
        return {"comparison": found | {"cannot_tell": cannot_tell(manifest, found), "targets": chances(finished)}}

    def summarise(self, finished: Finished, connection: duckdb.DuckDBPyConnection) -> None:
        """Write summary.csv if there is anything to sum up."""
        if finished.records:
            write_summary(connection, finished.folder, finished.runs, finished.design.against)


def conduct(
    design: Design,
    city: CityClass,
    facts: CityFacts,
    *,
    source: str,
    precision: float | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    purpose: Purpose | None = None,
) -> Left:
    """Run what the folder lacks of a design and write its manifest; without a `purpose` it is a comparison."""
    check(precision=precision, workers=workers)
    unlike = partial(manifests.unlike, design, source)
    with store.claimed(out, design.called, design.key, unlike) as folder:
        study = _Study(
            design,
            city,
            facts,
            folder,
            source,
            workers or processors(),
            progress or (lambda done, total, words: None),
            purpose or Comparison(facts.adults),
        )
        try:
            with closing(store.connect()) as study.connection:
                return study.conduct(precision)
        except CannotWrite as error:
            raise store.refused(error) from error


@dataclass
class _Study:
    """A study that is under way."""

    design: Design
    city: CityClass
    facts: CityFacts
    folder: Path
    source: str
    workers: int
    progress: Progress
    purpose: Purpose
    failures: list[Failure] = field(default_factory=list)
    connection: duckdb.DuckDBPyConnection = field(init=False)

    def conduct(self, precision: float | None) -> Left:
        started = time.perf_counter()
        store.remove_leftovers(self.folder)
        if store.read_manifest(self.folder) is None:  # from now on the folder is this study's
            self.announce({})
        self.purpose.begin(self.folder)
        try:
            self.replicate(precision)
        except KeyboardInterrupt:
            self.finish(precision, started)
            raise
        return self.finish(precision, started)

    def replicate(self, precision: float | None) -> None:
        """Do the missing runs, and more replicates until the differences are as precise as wished."""
        while True:
            self.do_missing()
            finished = self.finished()
            if precision is None:
                return
            found = list(differences(finished.values(), self.design).values())
            wanted = replicates_needed(found, precision / 100, self.design.replicates, MOST_REPLICATES)
            if wanted == self.design.replicates or not found:
                return
            self.design = self.design.with_replicates(wanted)

    def finished(self) -> Finished:
        """The runs on disk that are whole and belong to this study."""
        read = {
            run: store.read_record(self.connection, self.folder, run, self.design.entry(run.name).key)
            for run in self.design.runs()
        }
        return Finished(
            self.design, self.folder, self.connection, {run: record for run, record in read.items() if record}
        )

    def announce(self, records: Mapping[Run, Mapping[str, Any]]) -> None:
        """Say in the manifest which runs there will be and which are done; what was found before stays in it."""
        before = store.read_manifest(self.folder) or {}
        planned = manifests.describe(self.design, self.facts, self.source, self.workers)
        planned["runs"] = manifests.runs(self.design, records, self.failures)
        self.write(planned | {part: before[part] for part in ("comparison", "study") if part in before})

    def missing(self, records: Mapping[Run, Mapping[str, Any]]) -> list[Run]:
        """Runs that are not there, and those that could not be paired because the reference had failed."""
        runs = self.design.runs()
        failed = {failure.run for failure in self.failures}
        bare = {run for run in runs if run not in failed and (records.get(run) or {}).get("pairs") is None}
        open_pairs = {(run.replicate, self.design.entry(run.name).against) for run in bare}
        unpaired = {
            run
            for run in runs
            if (run.replicate, run.name) in open_pairs
            and run not in failed
            and not (self.folder / run.outcome_file).exists()
        }
        return [run for run in runs if run in bare | unpaired]

    def do_missing(self) -> None:
        """Run what is missing, one task for each replicate and reference."""
        store.keep_listed(self.folder, self.design.runs())
        records = self.finished().records
        self.announce(records)
        missing = self.missing(records)
        for run in missing:
            for path in (self.folder / run.file, self.traceback_file(run)):
                path.unlink(missing_ok=True)
        everyone = {(run.name, run.replicate): run for run in self.design.runs()}
        tasks = [
            self.task(tuple(runs), everyone[against, replicate])
            for (replicate, against), runs in groupby(
                missing, key=lambda run: (run.replicate, self.design.entry(run.name).against)
            )
        ]
        self.failures += execute(tasks, self.workers, lambda: self.report(missing))
        for failure in self.failures:
            if failure.traceback:  # for those who mend it
                store.write_text(self.traceback_file(failure.run), failure.traceback)

    def task(self, runs: tuple[Run, ...], reference: Run) -> Task:
        entries = [self.design.entry(run.name) for run in runs]
        return Task(
            runs,
            {entry.name: entry.scenario for entry in entries},
            {entry.name: entry.key for entry in entries},
            reference,
            self.folder,
            self.city,
        )

    def traceback_file(self, run: Run) -> Path:
        return (self.folder / run.file).with_suffix(".traceback.txt")

    def report(self, missing: Sequence[Run]) -> None:
        """Tell the caller how far it is."""
        total = len(self.design.runs())
        left = sum(not (self.folder / run.file).exists() for run in missing)
        self.progress(
            total - left, total, f"{len(self.design.entries)} scenarios x {self.design.replicates} replicates"
        )

    def finish(self, precision: float | None, started: float) -> Left:
        """Write summary.csv and the manifest from whatever ended."""
        finished = self.finished()
        manifest = manifests.describe(self.design, self.facts, self.source, self.workers)
        manifest["runs"] = manifests.runs(self.design, finished.records, self.failures)
        manifest["precision"] = (
            None
            if precision is None
            else {"wished": precision, "reached": _reached(finished), "most_replicates": MOST_REPLICATES}
        )
        manifest["city"]["fit"] = next((record["fit"] for record in finished.records.values() if record["fit"]), [])
        manifest |= self.purpose.conclude(finished, manifest)
        manifest["seconds"] = round(time.perf_counter() - started, 3)
        self.write(manifest)
        return self.folder, manifest

    def write(self, manifest: Mapping[str, Any]) -> None:
        store.write_text(self.folder / "manifest.json", store.to_json(manifest, indent=1) + "\n")


def _reached(finished: Finished) -> float | None:
    """The widest half-width of the paired differences, percentage points."""
    widest = max((one.half_width for one in differences(finished.values(), finished.design).values()), default=math.inf)
    return 100 * widest if math.isfinite(widest) else None
