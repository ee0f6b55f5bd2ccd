"""Compiled code: `rule` for a submodel, `loop` for a look at rows, `kernel` for a phase, `in_parts` to run one.

Compiled code is kept in a folder named by a hash of the sources that it can come from: its own file and those that it
imports, directly or not, and where records are. Numba's own cache notices edits only in the file that it compiles.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from errno import EACCES
from functools import cache, partial
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import FunctionCache
from numba.core.codegen import get_host_cpu_features

Function = TypeVar("Function", bound=Callable[..., Any])
Found = TypeVar("Found")
PACKAGE = Path(__file__).parent
FEW = 30_000  # rows that are worth a thread: to wake one takes as long as a light phase of that many
RECORD = re.compile(r"^class (\w+)\(NamedTuple\):\n((?:    .*\n|\n)*)", re.MULTILINE)
FIELD = re.compile(r"^    (\w+): ", re.MULTILINE)
IMPORT = re.compile(r"^(?:from|import) (sim[\w.]*)(?: import (\([^)]*\)|.*))?", re.MULTILINE)  # at the top level


if numba.config.CPU_FEATURES is None and "+avx512f" in (host := get_host_cpu_features()):  # type: ignore[attr-defined]
    # LLVM keeps to half of such a processor's vectors by itself, which makes draws take a third longer
    numba.config.CPU_FEATURES = f"{host},-prefer-256-bit"  # type: ignore[attr-defined]


def digest(paths: list[Path], package: Path, *more: str) -> str:
    """Hex digest (16 characters) of numba's version, these files (places in the package and bytes), and more words."""
    found = hashlib.sha256("\n".join((numba.__version__, *more)).encode())
    for path in paths:
        found.update(path.relative_to(package).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def source_hash(package: Path = PACKAGE) -> str:
    """Digest of all of the package's Python sources."""
    return digest(sorted(package.rglob("*.py")), package)


def file_of(module: str, package: Path) -> Path | None:
    """The file behind `sim.some.module`, or None if there is none of that name."""
    path = package.joinpath(*module.split(".")[1:])
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def imported(file: Path, package: Path) -> set[Path]:
    """The package's files that a file imports when it is loaded: what stands at its top level, unindented."""
    names = set()
    for module, words in IMPORT.findall(file.read_text("utf-8")):
        names |= {module, *(f"{module}.{word}" for word in re.findall(r"\w+", words))}
    return {path for name in names if (path := file_of(name, package)) is not None}


@cache
def sources_of(module: str, package: Path = PACKAGE) -> tuple[Path, ...]:
    """The files that a module's compiled code can come from, itself included, in a fixed order."""
    first = file_of(module, package)
    found, new = set(), {first} if first else set()
    while new:
        found |= new
        new = set().union(*(imported(file, package) for file in new)) - found
    return tuple(sorted(found))


@cache
def records(package: Path = PACKAGE) -> str:
    """Every record type with its place and fields: numba keeps a function with the types of its arguments by place
    and name only, so a field that moves would be read as another."""
    found = []
    for file in sorted(package.rglob("*.py")):
        source = file.read_text("utf-8")
        fields = [(name, *FIELD.findall(body)) for name, body in RECORD.findall(source)]
        found.append((file.relative_to(package).as_posix(), fields, source if "namedtuple(" in source else ""))
    return repr(found)


def cache_folder() -> Path:
    """Where compiled code and solved constants are kept: $LEARNCITY_CACHE or the user's cache folder.

    Raises InputError if it cannot be made or written to.
    """
    home = os.environ.get("LEARNCITY_CACHE")
    folder = Path(home) if home else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "learncity"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        from sim.errors import Fault, InputError  # not at the top, where it would be a source of all machine code

        message = f"compiled code cannot be kept there: {error.strerror}"
        remedy = "Set LEARNCITY_CACHE to a folder that can be written to"
        raise InputError([Fault(str(folder), None, "", message, remedy)]) from error
    return folder


@cache
def compiled_folder(module: str) -> str:
    """Where the machine code of a module's functions is kept."""
    return str(cache_folder() / "compiled" / digest(list(sources_of(module)), PACKAGE, records()))


class Kept(FunctionCache):
    """A function's machine code on disk, begun anew when it names record types of a program that is not here any more.

    Numba keeps the types of arguments by name, and would fail for whoever comes after that program.
    """

    def load_overload(self, signature: Any, target: Any) -> Any:
        try:
            return super().load_overload(signature, target)
        except (ImportError, AttributeError):
            self.flush()
            return None


def compiled(function: Function, **options: Any) -> Function:
    """The function compiled by numba, kept on disk by its module's sources."""
    numba.config.CACHE_DIR = compiled_folder(function.__module__)  # type: ignore[attr-defined]
    made = numba.njit(**{"error_model": "numpy", "no_cfunc_wrapper": True, **options})(function)
    if made is not function:  # unless nothing is compiled
        made._cache = Kept(function)
    return cast(Function, made)


def rule(function: Function) -> Function:
    """Compile a pure function of (citizen, what it sees, parameters, luck); `.py_func` is the plain Python one.

    It is compiled into its callers and without numba's counting of references, which for columns in a tuple is a
    locked instruction for each look at a row: so a rule, or a loop of rules over rows, cannot make an array. Dividing
    by 0 gives numpy's infinity: a check for it would keep loops from becoming vector code.
    """
    return compiled(function, forceinline=True, _nrt=False)


def loop(function: Function) -> Function:
    """Compile a look at columns, or a loop of rules over rows, that makes no array and that compiled code alone calls.

    Without the wrapper for calls from Python, which for a table of columns takes longer to make than the loop itself.
    """
    return compiled(function, _nrt=False, no_cpython_wrapper=True)


def kernel(arrays: bool = False) -> Callable[[Any], Any]:
    """Compile what Python calls, a phase's loop over rows; float64 throughout and no fastmath.

    It may make `arrays` if it says so, and lets other threads run meanwhile.
    """
    return lambda function: compiled(function, _nrt=arrays, nogil=True)


def in_parts(rows: int, work: Callable[..., Found], *given: Any, worth: int = 0) -> list[Found]:
    """What the kernel `work(first, last, *given)` returns for each part of so many rows; the parts run side by side.

    There are as many parts as numba may use threads, fewer where rows are few (`worth`: how many are worth a thread):
    what comes of them must not depend on that. `work` may be plain Python around numpy too.
    Not numba's own parallel loop, which takes ten times as long to compile for a table of columns.
    `first` and `last` are unsigned: numba tests a signed index for one that counts from the end, which keeps it from
    vector code.
    """
    parts = rows // (worth or FEW)
    if parts < 2 or (parts := min(parts, numba.get_num_threads())) < 2:
        return [work(np.uint64(0), np.uint64(rows), *given)]
    ends = [np.uint64(rows * part // parts) for part in range(parts + 1)]
    own, *others = pairwise(ends)  # the calling thread works too: to wake another takes its time
    tasks: SimpleQueue[Any] = _threads(parts - 1, os.getpid())
    done: SimpleQueue[Any] = SimpleQueue()
    for number, part in enumerate(others, start=1):
        tasks.put((done, number, partial(work, *part, *given)))
    first = work(*own, *given)
    rest = sorted((done.get() for _ in others), key=itemgetter(0))
    for _, _, error in rest:
        if error is not None:
            raise error
    return [first, *(found for _, found, _ in rest)]


@cache
def _threads(number: int, process: int) -> SimpleQueue[Any]:
    """The tasks of so many threads, kept for the next kernel; a forked process has none of its parent's.

    A plain queue: the futures of an executor take twice as long to start and to be waited for.
    """
    tasks: SimpleQueue[Any] = SimpleQueue()
    for _ in range(number):
        Thread(target=_serve, args=(tasks,), daemon=True).start()
    return tasks


def _serve(tasks: SimpleQueue[Any]) -> None:
    """Do one task after the other, and put its number and what came of it, or what it raised, into its own queue."""
    while True:
        done, number, work = tasks.get()
        try:
            done.put((number, work(), None))
        except BaseException as error:
            done.put((number, None, error))
        del done, work  # or a city would be kept until the next one


@rule
def block_end(start, last, size):
    """The first row after a block of at most `size` rows from `start` on, which ends before `last`; all unsigned."""
    return min(start + np.uint64(size), last)


@loop
def same_until(first, last, column):
    """The first row after `first` whose value is another, or `last`; both unsigned. Equal values stand together."""
    stop = last
    if column[last - np.uint64(1)] != column[first]:
        stop = first
        while column[stop] == column[first]:
            stop += np.uint64(1)
    return stop


@loop
def run_begins(row, column):
    """The first row from `row` (unsigned) on with another value than the row before it, or the end of the column."""
    while 0 < row < column.size and column[row] == column[row - np.uint64(1)]:
        row += np.uint64(1)
    return row
