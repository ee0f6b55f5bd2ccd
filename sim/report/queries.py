"""The query behind a report: series of indicators from summary.csv.

One thread and a full order make the answers the same every time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.report.numbers import number

Key = tuple[str, str, str]

COLUMNS = ("mean", "low", "high", "difference", "difference_low", "difference_high")

SUMMARY = """
select scenario, indicator, "group", try_cast(month as double) as month,
       {columns}
from read_csv($path, header = true, all_varchar = true)
where list_contains($indicators, indicator) and try_cast(month as double) is not null
order by scenario, indicator, "group", month
"""


@dataclass(frozen=True)
class Series:
    """One indicator of one scenario and group by month: mean, 95 % interval, and paired difference to the reference.

    Every field is a float64 array with one entry per month (NaN where unknown).
    """

    months: Any
    mean: Any
    low: Any
    high: Any
    difference: Any
    difference_low: Any
    difference_high: Any

    def last(self, field: str) -> float | None:
        """The value of `field` in the last month, None if unknown."""
        return number(getattr(self, field)[-1])


def from_summary(path: Path, indicators: Iterable[str]) -> dict[Key, Series]:
    """The series of `indicators` as summary.csv gives them; raises duckdb.Error if it cannot be read."""
    columns = ", ".join(f"try_cast({name} as double) as {name}" for name in COLUMNS)
    found = _fetch(SUMMARY.format(columns=columns), {"path": str(path), "indicators": list(indicators)})
    return _split(found)


def _fetch(query: str, given: dict[str, Any]) -> dict[str, Any]:
    """The answer as numpy columns, NaN where the database has null."""
    import duckdb
    import numpy as np

    settings: dict[str, Any] = {"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(":memory:", config=settings) as database:
        columns = database.execute(query, given).fetchnumpy()
    filled: dict[str, Any] = {}
    for name, column in columns.items():
        is_text = name in ("scenario", "indicator", "group")
        found: Any = column if is_text else column.astype(float)
        filled[name] = np.ma.filled(found, "" if is_text else np.nan)
    return filled


def _split(columns: dict[str, Any]) -> dict[Key, Series]:
    """One Series per run of equal (scenario, indicator, group); the columns are sorted by them."""
    import numpy as np

    keys = list(zip(columns["scenario"], columns["indicator"], columns["group"], strict=True))
    starts = [n for n, key in enumerate(keys) if n == 0 or key != keys[n - 1]]
    found = {}
    for start, end in zip(starts, [*starts, len(keys)][1:], strict=True):
        parts = [np.asarray(columns[name][start:end], dtype=float) for name in ("month", *COLUMNS)]
        found[keys[start]] = Series(*parts)
    return found
