"""The results folder: one parquet file a run, written whole or not at all, and what may be reused of what is there.

A run's own record (study key, seed, seconds, money, who gained) travels in the metadata of its parquet file.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError, listed
from sim.study.interrupt import uninterrupted

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Unlike = Callable[[Mapping[str, Any]], list[str]]  # in what another study's manifest differs
RECORD = "learncity"
LOCK = ".lock"
COLUMNS = ("scenario", "replicate", "seed", "month", "indicator", "group", "value")

WRITE = """
copy (select {scenario} as scenario, {replicate}::integer as replicate, {seed}::bigint as seed,
             month, indicator::varchar as indicator, "group"::varchar as "group",
             case when isnan(value) then null else value end as value
      from table_of_run)
to {path} (format parquet, compression zstd, kv_metadata {{{record}: {metadata}}})
"""


class CannotWrite(Exception):
    """The results folder refuses to be written to: it is full, read-only or gone."""


@dataclass(frozen=True)
class Run:
    """One scenario in one replicate: `name` is the scenario's, `slug` its name in file names."""

    name: str
    slug: str
    replicate: int
    seed: int

    @property
    def file(self) -> str:
        """Its parquet file, relative to the results folder."""
        return f"runs/{self.slug}-{self.replicate:04d}.parquet"

    @property
    def outcome_file(self) -> str:
        """Where its citizens' outcome is kept when it is the reference, relative to the results folder."""
        return f"outcomes/{self.slug}-{self.replicate:04d}.npy"


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory, on one thread so that sums of floats never depend on the machine; never online."""
    with uninterrupted():  # an interrupted import of it aborts the whole process
        import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(":memory:", config=settings)


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """A temporary name that becomes `path` when the block ends well; raises CannotWrite when the folder refuses."""
    import duckdb

    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except (OSError, duckdb.IOException) as error:
        raise CannotWrite(f"{path.parent}: {_reason(error)}") from error
    finally:
        if temporary.exists():
            temporary.unlink()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).strip().splitlines()[0]


def write_run(
    connection: duckdb.DuckDBPyConnection, folder: Path, run: Run, table: pd.DataFrame, record: Mapping[str, Any]
) -> None:
    """Write a run's rows (`month, indicator, group, value`) with its record; nan becomes null."""
    import pandas as pd

    coded = pd.DataFrame(
        {
            "month": table["month"].to_numpy("int32"),
            "indicator": _coded(table["indicator"]),
            "group": _coded(table["group"]),
            "value": table["value"].to_numpy("float64"),
        }
    )
    connection.register("table_of_run", coded)
    try:
        with writing(folder / run.file) as temporary:
            connection.execute(
                WRITE.format(
                    scenario=quoted(run.name),
                    replicate=run.replicate,
                    seed=run.seed,
                    path=quoted(str(temporary)),
                    record=RECORD,
                    metadata=quoted(to_json(record)),
                )
            )
    finally:
        connection.unregister("table_of_run")


def _coded(column: pd.Series[Any]) -> pd.Categorical:
    """Words as codes, which the database reads ten times as fast as Python strings."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.Categorical.from_codes(column.cat.codes, categories=column.cat.categories.astype(str))
    codes, words = pd.factorize(column)
    return pd.Categorical.from_codes(codes, categories=words.astype(str))


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON text of values, arrays' scalars and named tuples; what is no finite number becomes null."""
    return json.dumps(_plain(value), allow_nan=False, ensure_ascii=False, indent=indent)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def quoted(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def read_record(connection: duckdb.DuckDBPyConnection, folder: Path, run: Run, key: str) -> dict[str, Any] | None:
    """The record of a finished run of the study `key`; None if its file is missing, damaged or of something else."""
    import duckdb

    path = folder / run.file
    if not path.is_file():
        return None
    query = "select decode(value) from parquet_kv_metadata($path) where decode(key) = $key"
    try:
        found = connection.execute(query, {"path": str(path), "key": RECORD}).fetchone()
        record = json.loads(found[0]) if found else {}
    except (duckdb.Error, ValueError):
        return None
    return record if record.get("key") == key and record.get("seed") == run.seed else None


def write_text(path: Path, text: str) -> None:
    """Write a small file, whole or not at all; raises CannotWrite."""
    with writing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The folder's manifest, None if there is none that can be read."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@contextmanager
def claimed(
    out: str | os.PathLike[str] | None, name: str, key: str, unlike: Unlike = lambda manifest: []
) -> Iterator[Path]:
    """The results folder, this process's alone for the length of the block.

    It is `out` if that is new, empty or holds this very study; without `out`, the first of results/<name>-1, -2, ... of
    which that is true and which no other process writes to. Raises InputError.
    """
    numbered = (Path("results") / f"{name}-{number}" for number in count(1))
    for folder in numbered if out is None else (Path(out),):
        with ExitStack() as held:
            try:
                problem = _claim(folder, key, held, unlike)
            except OSError as error:
                raise refused(CannotWrite(f"{folder}: {_reason(error)}")) from error
            if problem is None:
                yield folder
                return
            if out is not None:
                raise InputError([problem])


def _claim(folder: Path, key: str, held: ExitStack, unlike: Unlike) -> Fault | None:
    """Lock a folder that may be used, else say why not; the system gives back the lock of a process that is killed."""
    from filelock import FileLock, Timeout

    if not _usable(folder, key):
        return _foreign(folder, unlike)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        held.enter_context(FileLock(folder / LOCK, blocking=False))
    except Timeout:
        return Fault(
            str(folder), None, "", "another process is writing to it", "Wait for it, or name another folder with --out"
        )
    return None if _usable(folder, key) else _foreign(folder, unlike)  # another process may have been quicker


def _foreign(folder: Path, unlike: Unlike) -> Fault:
    """Says that a folder is another study's, and in what that differs."""
    keys = unlike(read_manifest(folder) or {})
    differs = f" (not the same: {listed(keys)})" if keys else ""
    message = f"holds something else than this study{differs}, and is left as it is"
    return Fault(str(folder), None, "", message, "Name another folder with --out, or one that is new or empty")


def _usable(folder: Path, key: str) -> bool:
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    manifest = read_manifest(folder)
    if manifest is not None:
        return bool(manifest.get("key") == key)
    return all(path.name == LOCK for path in folder.iterdir())


def remove_leftovers(folder: Path) -> None:
    """Delete the temporary files of processes that were killed while they wrote."""
    for place in (folder, folder / "runs", folder / "outcomes"):
        for path in place.glob(".*.tmp"):
            path.unlink(missing_ok=True)


def keep_listed(folder: Path, runs: Iterable[Run]) -> None:
    """Leave in runs/ what is listed; results of all other runs wait in unused/ for a study that lists them again.

    Raises CannotWrite.
    """
    used, unused = folder / "runs", folder / "unused"
    listed = {Path(run.file).name for run in runs}
    try:
        for path in sorted(unused.glob("*.parquet")):
            if path.name in listed and not (used / path.name).exists():
                path.replace(used / path.name)
        for path in sorted(used.glob("*.parquet")):
            if path.name not in listed:
                unused.mkdir(exist_ok=True)
                path.replace(unused / path.name)
    except OSError as error:
        raise CannotWrite(f"{unused}: {_reason(error)}") from error


def refused(
    error: CannotWrite,
    remedy: str = "Free space or name another folder with --out; the same command then goes on where it stopped",
) -> InputError:
    """One clear message for a folder that cannot be written to."""
    place, _, reason = str(error).partition(": ")
    return InputError([Fault(place, None, "", f"cannot be written to: {reason}", remedy)])
