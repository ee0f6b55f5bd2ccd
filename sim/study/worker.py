"""What one process does: the runs of one replicate, all forked from one burnt-in city, each written as it ends.

Nothing heavy is imported before `prepare_worker` has set how many threads numerical libraries may use.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sim.errors import Fault, InputError
from sim.study import outcomes, store
from sim.study.store import CannotWrite, Run

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.scenario import Scenario

THREAD_SETTINGS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class CityRun(Protocol):
    """What a study needs of one simulated city (`sim.city.City`)."""

    facts: Any
    population: Any

    def run(self) -> object: ...
    def fork(self, scenario: Any) -> CityRun: ...
    def indicators(self) -> pd.DataFrame: ...
    def outcome(self) -> Mapping[str, NDArray[Any]]: ...


class CityClass(Protocol):
    """The class that makes them, importable by name in another process."""

    def __call__(self, scenario: Any, rng: int) -> CityRun: ...
    def burn_in_key(self, scenario: Any, rng: int) -> object: ...


@dataclass(frozen=True)
class Task:
    """Runs of one replicate that are paired with one reference, in order, and where; the mappings are by name."""

    runs: tuple[Run, ...]
    scenarios: Mapping[str, Scenario]
    keys: Mapping[str, str]
    reference: Run
    folder: Path
    city: CityClass


@dataclass(frozen=True)
class Failure:
    """A run that did not end: what to say in one line, and the whole traceback (empty if the process was killed)."""

    run: Run
    message: str
    traceback: str = ""


@dataclass(frozen=True)
class TaskReport:
    """What happened besides the files written: failed runs, faults of the input, or why the folder refused."""

    failures: tuple[Failure, ...] = ()
    faults: tuple[Fault, ...] = ()
    refused: str = ""


def use_one_thread() -> None:
    """Let numerical libraries use one thread, those that are to be imported and numba also if it has been."""
    os.environ.update(dict.fromkeys(THREAD_SETTINGS, "1"))
    if (
        "numba" in sys.modules
    ):  # the user's own main module, imported again in this process, has read the settings already
        import numba

        numba.set_num_threads(1)


def prepare_worker() -> None:
    """Prepare a worker process: one thread for numerical libraries, Ctrl-C left to the parent, no life without it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    multiprocessing.set_start_method("spawn", force=True)  # for numba: a lock against forks would outlive a kill
    use_one_thread()
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait until the parent is gone, also if it was killed, and end this process: nobody would take its results."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def work(task: Task, finished: Callable[[], None] = lambda: None) -> TaskReport:
    """Do the runs of a task; `finished` is called after each. A run that fails does not stop the others."""
    replicate = _Replicate(task)
    failures: list[Failure] = []
    for position, run in enumerate(task.runs):
        try:
            replicate.do(run, later=task.runs[position + 1 :])
        except InputError as error:
            return TaskReport(tuple(failures), faults=error.faults)
        except CannotWrite as error:
            return TaskReport(tuple(failures), refused=str(error))
        except Exception as error:  # whatever fails in one run, the others go on
            failures.append(Failure(run, _one_line(error), traceback.format_exc()))
        finished()
    return TaskReport(tuple(failures))


def _one_line(error: Exception) -> str:
    """Type, message and innermost place of an exception."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    text = " ".join(str(error).split()) or "no message"
    return f"{type(error).__name__}: {text} ({Path(place.filename).name}:{place.lineno})"


@dataclass
class _Replicate:
    """The burnt-in cities of one replicate, and its database connection."""

    task: Task
    bases: dict[object, CityRun] = field(default_factory=dict)
    reference: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        self.connection = store.connect()

    def do(self, run: Run, later: Sequence[Run]) -> None:
        """Run one scenario from its burnt-in city and write its files."""
        started = time.perf_counter()
        city = self._base(run, later).fork(self.task.scenarios[run.name])
        city.run()
        table, outcome = city.indicators(), city.outcome()
        districts = [str(district.district_id) for district in city.facts.districts]
        record: dict[str, Any] = {"key": self.task.keys[run.name], "seed": run.seed, "pairs": None, "fit": []}
        if run.name == self.task.reference.name:
            outcomes.save(outcome, self.task.folder / run.outcome_file)
            self.reference = outcome
            record["fit"] = [row._asdict() for row in city.population.fit]
        record["pairs"] = self._pairs(outcome, districts)
        record["seconds"] = round(time.perf_counter() - started, 3)
        forget(city)
        store.write_run(self.connection, self.task.folder, run, table, record)

    def _base(self, run: Run, later: Sequence[Run]) -> CityRun:
        """The burnt-in city of this run; cities that no later run needs are dropped."""
        keys = [self.task.city.burn_in_key(self.task.scenarios[one.name], one.seed) for one in (run, *later)]
        for stale in self.bases.keys() - set(keys):
            forget(self.bases.pop(stale))
        if keys[0] not in self.bases:
            self.bases[keys[0]] = self.task.city(self.task.scenarios[run.name], rng=run.seed)
        return self.bases[keys[0]]

    def _pairs(self, outcome: Mapping[str, Any], districts: Sequence[str]) -> dict[str, Any] | None:
        """Who gained and lost against the reference of this replicate, None if that run failed."""
        if self.reference is None:
            self.reference = outcomes.load(self.task.folder / self.task.reference.outcome_file)
        return None if self.reference is None else outcomes.count_pairs(outcome, self.reference, districts)


def forget(city: Any) -> None:
    """Let go of a city, which some versions of Mesa would keep alive."""
    if "mesa" in sys.modules:
        from sim import mesa_compat

        mesa_compat.forget(city)
