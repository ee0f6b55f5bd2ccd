"""Runs the tasks of a study, in this process or in several, and survives workers that are killed.

Whatever happens, every run that ended is a whole file on disk; which process did it cannot be seen in it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver, get_all_start_methods, get_context, resource_tracker
from types import ModuleType

from sim.errors import InputError
from sim.study.interrupt import uninterrupted
from sim.study.store import CannotWrite, refused
from sim.study.worker import Failure, Task, TaskReport, prepare_worker, work

POLL_SECONDS = 0.2
START = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"  # how processes begin
KILLED = "the process was killed while it ran (out of memory?)"

Watch = Callable[[], None]


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_ready() -> None:
    """Have the model imported in a process from which those of `execute` are forked, while this one goes on.

    Where the system cannot fork so, each of them imports it for itself.
    """
    if START == "forkserver":
        get_context(START).set_forkserver_preload(["sim.study.preload"])
        resource_tracker.ensure_running()  # which would let Ctrl-C through again
        own = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited: Ctrl-C is this process's to answer
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, own)


def execute(tasks: Sequence[Task], workers: int, watch: Watch) -> list[Failure]:
    """Do all tasks with at most `workers` processes (1: this one) and return the runs that failed.

    `watch` is called often, for progress. Raises InputError when the input is wrong or the folder cannot be written.
    """
    workers = min(workers, len(tasks))
    if workers <= 1:
        return [failure for task in tasks for failure in _checked(work(task, watch))]
    pool = _Pool(workers, watch)
    try:
        pool.first_pass(tasks)
        pool.suspects_alone()
    except BaseException:  # Ctrl-C too
        pool.kill()
        raise
    pool.close()
    return pool.failures


def _checked(report: TaskReport) -> tuple[Failure, ...]:
    if report.faults:
        raise InputError(report.faults)
    if report.refused:
        raise refused(CannotWrite(report.refused))
    return report.failures


@dataclass
class _Pool:
    """A pool of processes that is built anew whenever a killed worker breaks it."""

    workers: int
    watch: Watch
    failures: list[Failure] = field(default_factory=list)
    suspects: list[Task] = field(default_factory=list)
    executor: ProcessPoolExecutor | None = None

    def first_pass(self, tasks: Sequence[Task]) -> None:
        """Do the tasks, no more of them at once than workers, so that a kill leaves few suspects."""
        waiting, running = deque(tasks), dict[Future[TaskReport], Task]()
        while waiting or running:
            while waiting and len(running) < self.workers:
                task = waiting.popleft()
                running[self._submit(task, self.workers)] = task
            done, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            broken = [running[future] for future in done if not self._collect(future)]
            for future in done:
                del running[future]
            if broken:
                self.suspects += [*broken, *self._drain(running)]
                self.close()
                running = {}
            self.watch()

    def _drain(self, running: dict[Future[TaskReport], Task]) -> list[Task]:
        """Tasks that the broken pool took down with it; those that ended in time are collected."""
        return [task for future, task in running.items() if not self._collect(future)]

    def suspects_alone(self) -> None:
        """One run at a time in a process of its own: the one that is killed again is the one to blame."""
        for task in self.suspects:
            for run in task.runs:
                if (task.folder / run.file).exists():
                    continue
                future = self._submit(replace(task, runs=(run,)), 1)
                while not wait([future], timeout=POLL_SECONDS).done:
                    self.watch()
                if not self._collect(future):
                    self.failures.append(Failure(run, KILLED))
                    self.close()
                self.watch()

    def _submit(self, task: Task, workers: int) -> Future[TaskReport]:
        if self.executor is None:
            self.executor = ProcessPoolExecutor(workers, mp_context=get_context(START), initializer=prepare_worker)
        try:
            with uninterrupted(), _main_hidden(unless=task.city):  # or a process may begin that nobody knows of
                return self.executor.submit(work, task)
        except BrokenProcessPool as error:  # an idle worker was killed: hand the breakage on with the task
            future: Future[TaskReport] = Future()
            future.set_exception(error)
            return future

    def _collect(self, future: Future[TaskReport]) -> bool:
        """Take a task's report; False if its pool broke first."""
        try:
            report = future.result()
        except BrokenProcessPool:
            return False
        self.failures += _checked(report)
        return True

    def close(self) -> None:
        """Let idle workers end, and clear away a broken pool."""
        if self.executor is not None:
            self.executor.shutdown(wait=True)
            self.executor = None

    def kill(self) -> None:
        """End the workers at once; the runs that they are in are lost, what they wrote is whole."""
        if self.executor is None:
            return
        processes = list((self.executor._processes or {}).values())  # public only from Python 3.14: terminate_workers
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        self.executor = None


@contextmanager
def _main_hidden(unless: object) -> Iterator[None]:
    """Start workers without running the user's script again in each, so that it needs no `if __name__ == ...`."""
    main = sys.modules["__main__"]
    if getattr(unless, "__module__", "") != "__main__":  # a city class of the script itself must be found there
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
