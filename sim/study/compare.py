"""The public verbs: `compare` scenarios with common random numbers, and `run` one of them once.

Both take files or scenarios and give back what they left in a folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.arguments import DISCOUNT, check, plain
from sim.errors import Fault, InputError, nearest
from sim.study import store
from sim.study.composites import weight_faults
from sim.study.conduct import Comparison, Progress, conduct
from sim.study.design import plan
from sim.study.runner import make_ready
from sim.study.summary import HEADLINE
from sim.study.targets import unknown

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.scenario import Scenario

    Given = str | os.PathLike[str] | Scenario


@dataclass(frozen=True)
class ComparisonResult:
    """What a study left in its folder; `manifest` is manifest.json as a mapping."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def failed(self) -> tuple[Mapping[str, Any], ...]:
        """The runs that did not end, as in the manifest."""
        return tuple(run for run in self.manifest["runs"] if run["status"] != "done")

    @property
    def exit_code(self) -> int:
        """0 if every run ended, 1 if one failed."""
        return 1 if self.failed else 0

    def summary(self) -> pd.DataFrame:
        """The ranking: a row a scenario, the highest yearly participation first; rates are fractions of 1."""
        import pandas as pd

        table = pd.DataFrame(list(self.manifest["comparison"]["ranking"]))
        if table.empty:
            return table
        costs = table.pop("cost_per_additional_participant")
        for name in ("mean", "low", "high"):
            table[f"cost_{name}"] = [float("nan") if cost is None else cost[name] for cost in costs]
        return table

    def series(self, indicator: str = HEADLINE, group: str = "all") -> pd.DataFrame:
        """The rows of summary.csv of one indicator and group: by scenario and month, mean, interval and difference.

        Raises InputError for what was not recorded.
        """
        query = "select * from read_csv($path, header = true)"
        with closing(store.connect()) as connection:
            table = connection.execute(query, {"path": str(self.folder / "summary.csv")}).df()
        for word, column in ((indicator, "indicator"), (group, "group")):
            known = table[column].unique().tolist()
            if word not in known:
                raise InputError([Fault("series", None, column, f"nothing called '{word}'", nearest(word, known))])
            table = table[table[column] == word]
        return table.reset_index(drop=True)

    def plot(self) -> Figure:
        """Paired differences with intervals, and yearly participation by month, as a matplotlib figure."""
        from sim.study.plot import figure

        return figure(self.manifest["comparison"]["ranking"], self.series(), self.manifest["reference"])


def compare(
    scenarios: Sequence[Given],
    *,
    reference: Given | None = None,
    replicates: int = 10,
    precision: float | None = None,
    seed: int = 1,
    citizens: int | str | None = None,
    months: int | None = None,
    weights: Mapping[str, float] | None = None,
    discount: float | None = DISCOUNT,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> ComparisonResult:
    """Run scenarios with common random numbers and compare them with the reference.

    The reference defaults to the first scenario called baseline, else the first. With `precision` (percentage points)
    there are at least `replicates`, and more until every paired difference in yearly participation is that precise or
    200 are reached. `citizens` and `months` override the files. `weights` are those of parts of panels, by indicator;
    the others weigh 1. `discount` is the rate a year at which costs and effects count less the later they come.
    Results go to `out`, or a new folder in `results`; finished runs of the same study there are used again, also with
    other weights or another rate. `progress(done, total, words)` is called often.
    Raises InputError when the input is wrong or the folder cannot be written; on Ctrl-C, KeyboardInterrupt after it
    has written what the finished runs show.
    """
    from sim.scenario import files_hash, load_city

    discount = DISCOUNT if discount is None else discount
    replicates, seed, precision, workers, discount = map(plain, (replicates, seed, precision, workers, discount))
    check(replicates=replicates, seed=seed, precision=precision, workers=workers, discount=discount)
    given, position = _with_reference(scenarios, reference)
    if faults := weight_faults(weights or {}):
        raise InputError(faults)
    loaded = _load_all(given, citizens, months)
    facts = load_city(loaded[0].city)

    if workers != 1 and replicates > 1:  # a replicate is a task
        make_ready()
    from sim.city import City  # takes seconds, which nobody waits for whose files are wrong
    from sim.compiled import source_hash
    from sim.study.prepare import prepare

    if progress is not None or workers != 1:
        prepare(loaded, lambda words: progress(0, replicates * len(loaded), words) if progress else None)
    source = source_hash()
    fingerprint = {"source": source, "city": files_hash(facts.folder)}
    design = plan(loaded, reference=position, replicates=replicates, seed=seed, fingerprint=fingerprint)
    folder, manifest = conduct(
        design,
        City,
        facts,
        source=source,
        precision=precision,
        workers=workers,
        out=out,
        progress=progress,
        purpose=Comparison(facts.adults, weights or {}, discount),
    )
    return ComparisonResult(folder, manifest)


def run(
    scenario: Given,
    *,
    seed: int = 1,
    citizens: int | str | None = None,
    months: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> ComparisonResult:
    """Run one scenario once; the same as its first replicate in a comparison with the same seed."""
    return compare(
        [scenario], replicates=1, seed=seed, citizens=citizens, months=months, workers=1, out=out, progress=progress
    )


def _with_reference(scenarios: Sequence[Given], reference: Given | None) -> tuple[list[Given], int | None]:
    """All that is to be loaded, the reference among it, and where it stands."""
    if isinstance(scenarios, (str, os.PathLike)) or not scenarios:
        raise InputError(
            [Fault("compare", None, "", "there is no list of scenarios", "Name one or more scenario files")]
        )
    given = list(scenarios)
    if reference is None:
        return given, None
    known = [_identity(one) for one in given]
    if _identity(reference) not in known:
        return [reference, *given], 0
    return given, known.index(_identity(reference))


def _identity(given: Given) -> object:
    return os.path.realpath(given) if isinstance(given, (str, os.PathLike)) else id(given)


def _load_all(given: Sequence[Given], citizens: int | str | None, months: int | None) -> list[Scenario]:
    """All scenarios, or the faults of all files at once."""
    from sim.scenario import as_scenario

    loaded: list[Scenario] = []
    faults: list[Fault] = []
    for one in given:
        try:
            loaded.append(as_scenario(one, citizens, months))
        except InputError as error:
            faults += error.faults
    faults += unknown(loaded)
    if faults:
        raise InputError(dict.fromkeys(faults))
    return loaded
