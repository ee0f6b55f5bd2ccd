"""The two queries behind a report: series from summary.csv, and the same computed from runs/*.parquet.

One thread and a full order make the answers the same every time; intervals use Student's t over replicates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

RUNS = """
with run as (
    select scenario, replicate, month, indicator, "group", value
    from read_parquet($paths) where list_contains($indicators, indicator)
), paired as (
    select run.*, run.value - base.value as difference
    from run left join run as base on base.scenario = $reference and base.replicate = run.replicate
        and base.month = run.month and base.indicator = run.indicator and base."group" = run."group"
)
select scenario, indicator, "group", cast(month as double) as month,
       avg(value) as mean, stddev_samp(value) as sd, count(value) as n,
       avg(difference) as difference, stddev_samp(difference) as difference_sd, count(difference) as pairs
from paired group by all order by scenario, indicator, "group", month
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


def from_runs(paths: Sequence[Path], indicators: Iterable[str], reference: str | None) -> dict[Key, Series]:
    """The series of `indicators` over the replicates in the runs; raises duckdb.Error if one cannot be read."""
    given = {"paths": [str(path) for path in paths], "indicators": list(indicators), "reference": reference or ""}
    found = _fetch(RUNS, given)
    half = _half_width(found["sd"], found["n"])
    half_difference = _half_width(found["difference_sd"], found["pairs"])
    found |= {
        "low": found["mean"] - half,
        "high": found["mean"] + half,
        "difference_low": found["difference"] - half_difference,
        "difference_high": found["difference"] + half_difference,
    }
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


def _half_width(sd: Any, n: Any) -> Any:
    """Half the 95 % interval of a mean: t(n - 1) sd / sqrt(n); NaN for fewer than two replicates."""
    import numpy as np
    from scipy.special import stdtrit

    enough = n >= 2
    safe = np.where(enough, n, 2.0)
    return np.where(enough, stdtrit(safe - 1, 0.975) * sd / np.sqrt(safe), np.nan)


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
