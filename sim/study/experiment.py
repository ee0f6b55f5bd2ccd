"""The public verb `experiment`: an experiment file becomes points, runs and findings, with files between the three.

points.csv holds the table of points, runs/ their results, outcomes.csv and effects.csv what they show.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.arguments import check, plain
from sim.errors import InputError
from sim.scenario.explain import fault_at
from sim.scenario.load import sized
from sim.study import store
from sim.study.analyses import calm_twins
from sim.study.compare import ComparisonResult
from sim.study.conduct import Progress, conduct
from sim.study.design import Design, Entry, computed, key_of, slug
from sim.study.experiment_file import not_yet, read_experiment
from sim.study.findings import effects_csv, findings, outcomes_csv, points_csv
from sim.study.limits import general, noted, unequal_money
from sim.study.methods import against
from sim.study.points import Study, resolve
from sim.study.runner import make_ready
from sim.study.summary import write_summary

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.scenario import CityFacts
    from sim.study.analysis import Finished
    from sim.study.worker import CityClass

LONGEST_SLUG = 80


@dataclass(frozen=True)
class ExperimentResult(ComparisonResult):
    """What an experiment left in its folder; `manifest` is manifest.json as a mapping."""

    def summary(self) -> pd.DataFrame:
        """The outcomes of every point as in outcomes.csv: a row a point, indicator and month, with its levels."""
        return self._table("outcomes.csv")

    def effects(self) -> pd.DataFrame:
        """What the analyses found, as in effects.csv: a row an effect with its 95 % interval; empty without any."""
        return self._table("effects.csv")

    def plot(self) -> Figure:
        """Paired differences of the points in the first outcome at the end, with intervals, as a matplotlib figure."""
        from sim.study.plot import figure_of_points

        study = self.manifest["study"]
        first, end = study["outcomes"][0], study["at"][-1]
        rows = [
            {"scenario": point["scenario"], **one}
            for point in study["points"]
            for one in point["outcomes"]
            if point["scenario"] != point["against"] and (one["indicator"], one["month"]) == (first, end)
        ]
        return figure_of_points(rows, first, against(study["factors"]))

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_csv(self.folder / name, keep_default_na=False, na_values=[""])  # "null" is a level's name


@dataclass(frozen=True)
class How:
    """Where results go, how many processes make them, and who is told of it."""

    out: str | os.PathLike[str] | None = None
    workers: int | None = None
    progress: Progress | None = None


def experiment(
    file: str | os.PathLike[str],
    *,
    replicates: int | None = None,
    seed: int | None = None,
    citizens: int | str | None = None,
    months: int | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> ExperimentResult:
    """Run every point of an experiment file with common random numbers and analyse what it asks for.

    Arguments override the file. Results go to `out`, or a new folder in `results`; runs of the same points there are
    used again, so that a stopped experiment goes on and a longer one adds to a shorter. Raises InputError when the
    file is wrong, its method comes later, or the folder cannot be written.
    """
    from sim.scenario import load_city

    workers = plain(workers)
    check(workers=workers)
    study = read_study(file, replicates=replicates, seed=seed, citizens=citizens, months=months)
    if study.experiment.is_later:
        raise InputError([not_yet(study.experiment.method, study.file)])
    facts = load_city(study.scenarios[0].city)

    if workers != 1:
        make_ready()
    from sim.city import City  # takes seconds, which nobody waits for whose files are wrong
    from sim.compiled import source_hash
    from sim.study.prepare import prepare

    if progress is not None or workers != 1:
        prepare(study.scenarios, lambda words: progress(0, len(study.points), words) if progress else None)
    return carry_out(study, City, facts, source_hash(), How(out, workers, progress))


def read_study(
    file: str | os.PathLike[str],
    *,
    replicates: int | None = None,
    seed: int | None = None,
    citizens: int | str | None = None,
    months: int | None = None,
) -> Study:
    """The experiment in a file with all its points, checked; arguments override the file. Raises InputError."""
    replicates, seed, citizens, months = map(plain, (replicates, seed, citizens, months))
    check(replicates=replicates, seed=seed)
    sized(citizens, months)
    made, tree, faults = read_experiment(file)
    study = None
    if made is not None:
        changes = {name: value for name, value in (("replicates", replicates), ("seed", seed)) if value is not None}
        try:
            study = resolve(made.model_copy(update=changes), tree, citizens=citizens, months=months)
        except InputError as error:
            faults += error.faults
    if study is not None and "recovery" in study.experiment.analysis and not calm_twins(study):
        hint = "Write an uncertainty with `path: shocks` whose first level is []"
        faults.append(fault_at(tree, ("analysis",), "recovery needs points with shocks and the same without", hint))
    if study is None or faults:
        raise InputError(sorted(dict.fromkeys(faults), key=lambda one: (one.file != tree.file, one.line or 0)))
    return study


def design_of(study: Study, source: str) -> Design:
    """The runs of a study: each point with a key of its own, so that what stays the same is never run twice."""
    from sim.scenario import files_hash

    cities = {city: files_hash(city) for city in {one.city for one in study.scenarios}}
    scenarios = dict(zip(study.names, study.scenarios, strict=True))
    values = {name: [computed(one), cities[one.city], source] for name, one in scenarios.items()}
    slugs = _slugs(study.names)
    entries = tuple(
        Entry(name, slugs[name], scenarios[name], against, key_of([values[name], values[against]]))
        for name, against in zip(study.names, study.against, strict=True)
    )
    first, file = study.scenarios[0], Path(study.file).resolve()
    where = [file.parent.name, file.stem]  # files of one name in two folders are two studies
    key = key_of([where, study.experiment.seed, first.citizens, first.months, source])
    return Design(entries, study.names[0], study.experiment.seed, study.experiment.replicates, key, file.stem)


def _slugs(names: tuple[str, ...]) -> dict[str, str]:
    """Names as they may stand in file names: short, and no two alike even where capitals do not count."""
    made: dict[str, str] = {}
    for name in names:
        short = slug(name)
        if len(short) > LONGEST_SLUG or short.casefold() in {one.casefold() for one in made.values()}:
            short = f"{short[:LONGEST_SLUG]}-{key_of(name)[:8]}"
        made[name] = short
    return made


@dataclass(frozen=True)
class Exploration:
    """The purpose of an experiment: the table of points before the runs, and after them outcomes and effects."""

    study: Study

    def begin(self, folder: Path) -> None:
        store.write_text(folder / "points.csv", points_csv(self.study))

    def conclude(self, finished: Finished, manifest: Mapping[str, Any]) -> dict[str, Any]:
        found = findings(finished, self.study)
        store.write_text(finished.folder / "outcomes.csv", outcomes_csv(found))
        store.write_text(finished.folder / "effects.csv", effects_csv(found))
        if finished.records:
            outcomes, against = self.study.experiment.outcomes, finished.design.against
            write_summary(finished.connection, finished.folder, finished.runs, against, outcomes)
        return {"study": found | {"cannot_tell": [*general(manifest), *unequal_money(manifest, found), *noted(found)]}}


def carry_out(study: Study, city: CityClass, facts: CityFacts, source: str, how: How) -> ExperimentResult:
    """Run what the folder lacks and write points.csv, outcomes.csv, effects.csv, summary.csv and the manifest."""
    folder, manifest = conduct(
        design_of(study, source),
        city,
        facts,
        source=source,
        workers=how.workers,
        out=how.out,
        progress=how.progress,
        purpose=Exploration(study),
    )
    return ExperimentResult(folder, manifest)
