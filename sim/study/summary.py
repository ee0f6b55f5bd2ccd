"""Questions to all runs at once, answered by the database from the parquet files: means, differences, the last year.

Sums run on one thread over files in a fixed order, so that the answers are the same to the last digit everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.study.statistics import t_quantile
from sim.study.store import Run, quoted, writing

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

Means = dict[tuple[str, str], dict[int, float]]  # by scenario and group, then by replicate

HEADLINE = "participation_12m"
MONEY = "spend"
HORIZON_MONTHS = 12
MOST_ROWS = 10_000_000  # at once in memory; more are taken in slices of months
CONSTRAINTS = "constraint="
NOTHING_BINDS = 0.005  # share of applications turned away below which no constraint is said to bind

CELLS = """
create or replace temp table statistics (
    scenario varchar, indicator varchar, "group" varchar, month integer,
    mean double, sd double, n bigint, difference double, difference_sd double, pairs bigint
)
"""

SUMMARY = """
insert into statistics
select run.scenario, run.indicator, run."group", run.month,
       avg(run.value) as mean, stddev_samp(run.value) as sd, count(run.value) as n,
       avg(run.value - base.value) as difference, stddev_samp(run.value - base.value) as difference_sd,
       count(run.value - base.value) as pairs
from read_parquet({runs}) as run
left join pairing using (scenario)
left join ({references}) as base
       on base.scenario = pairing.against and base.replicate = run.replicate and base.indicator = run.indicator
      and base."group" = run."group" and base.month = run.month
where run.month % {slices} = {slice}{chosen}
group by all
"""

SLICES = "select 1 + count(*) // {most} from read_parquet({runs})"

COPY = """
copy (
    select scenario, indicator, "group", month, {mean} as mean, {low} as low, {high} as high,
           {difference} as difference, {difference_low} as difference_low, {difference_high} as difference_high,
           n as replicates
    from statistics
    left join quantiles as own on own.number = n
    left join quantiles as paired on paired.number = pairs
    left join positions using (scenario)
    left join bounds using (indicator)
    order by position, indicator, "group", month
) to {path} (format csv, header)
"""

MEANS = """
with chosen as (select * from read_parquet({runs}) where indicator in ({indicators}){only})
select indicator, scenario, replicate, "group", avg(value) as value from chosen
where month >= coalesce({until}, (select 1 + max(month) from chosen)) - {months} and month < coalesce({until}, 1e9)
group by all order by all
"""

BINDING = """
select scenario, month, "group", avg(value) as value from read_parquet({runs})
where indicator = 'unmet_demand' and starts_with("group", {prefix})
group by all order by all
"""


WITHIN = "case when {end} < least then least when {end} > most then most else {end} end"


def write_summary(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    runs: Sequence[Run],
    against: Mapping[str, str],
    indicators: Sequence[str] = (),
) -> None:
    """Write summary.csv: mean, 95 % t interval and paired difference to the scenario that each is `against`.

    Of all indicators unless some are named, by group and month; numbers bear 8 significant digits; a single replicate
    has no interval, and that of a mean ends where the quantity does. Raises CannotWrite.
    """
    from sim.indicators import declared  # takes seconds

    _small_table(connection, "pairing", "scenario varchar, against varchar", list(against.items()))
    found = [run for run in runs if run.name in set(against.values())]
    rows = f"from read_parquet({files(folder, found or runs[:1])})" + ("" if found else " limit 0")
    chosen = f" and run.indicator in ({', '.join(map(quoted, indicators))})" if indicators else ""
    _collect(connection, files(folder, runs), rows, chosen)
    quantiles = [(n, t_quantile(n)) for n in range(2, len(runs) + 1)]
    positions = [(name, place) for place, name in enumerate(dict.fromkeys(run.name for run in runs))]
    _small_table(connection, "quantiles", "number integer, quantile double", quantiles)
    _small_table(connection, "positions", "scenario varchar, position integer", positions)
    bounds = [(one.name, *one.bounds) for one in declared() if one.bounds]
    _small_table(connection, "bounds", "indicator varchar, least double, most double", bounds)
    half, half_difference = "own.quantile * sd / sqrt(n)", "paired.quantile * difference_sd / sqrt(pairs)"
    cells = {
        "mean": "mean",
        "low": WITHIN.format(end=f"mean - {half}"),
        "high": WITHIN.format(end=f"mean + {half}"),
        "difference": "difference",
        "difference_low": f"difference - {half_difference}",
        "difference_high": f"difference + {half_difference}",
    }
    digits = {name: f"printf('%.8g', {formula} + 0.0)" for name, formula in cells.items()}  # + 0.0: no negative zero
    with writing(folder / "summary.csv") as temporary:
        connection.execute(COPY.format(path=quoted(str(temporary)), **digits))


def _collect(connection: duckdb.DuckDBPyConnection, named: str, references: str, chosen: str) -> None:
    """Fill the table `statistics`, a slice of months at a time if there are many rows."""
    slices = connection.execute(SLICES.format(runs=named, most=MOST_ROWS)).fetchall()[0][0]
    connection.execute(CELLS)
    for part in range(slices):
        query = SUMMARY.format(runs=named, references=references, slices=slices, slice=part, chosen=chosen)
        connection.execute(query)


def _small_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    connection.execute(f"create or replace temp table {name} ({columns})")
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {name} values ({marks})", [list(row) for row in rows])


def files(folder: Path, runs: Sequence[Run]) -> str:
    """The runs' files as an SQL list; never empty."""
    return "[" + ", ".join(quoted(str(folder / run.file)) for run in runs) + "]"


def means(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    runs: Sequence[Run],
    indicators: Sequence[str],
    months: int,
    *,
    until: int | None = None,
    group: str | None = None,
) -> dict[str, Means]:
    """Means of indicators over the last `months` months: value by replicate, for every (scenario, group).

    The last month is the one before `until`, or that of the run; only one `group` if it is named.
    """
    query = MEANS.format(
        runs=files(folder, runs),
        indicators=", ".join(map(quoted, indicators)),
        months=months,
        until="null" if until is None else until,
        only="" if group is None else f' and "group" = {quoted(group)}',
    )
    found: dict[str, Means] = {indicator: {} for indicator in indicators}
    for indicator, scenario, replicate, group, value in connection.execute(query).fetchall():
        found[indicator].setdefault((scenario, group), {})[replicate] = float("nan") if value is None else value
    return found


def by_replicate(values: Mapping[int, float], replicates: int) -> NDArray[np.float64]:
    """Values in the order of the replicates 1 to `replicates`, nan where there is none."""
    import numpy as np

    return np.array([values.get(replicate, np.nan) for replicate in range(1, replicates + 1)])


def binding(connection: duckdb.DuckDBPyConnection, folder: Path, runs: Sequence[Run]) -> dict[str, list[str]]:
    """For every scenario and month the constraint that turned away most applications, or "none".

    A constraint binds when it turned away more than 0.5 % of the applications, on average over the replicates.
    """
    query = BINDING.format(runs=files(folder, runs), prefix=quoted(CONSTRAINTS))
    strongest: dict[str, dict[int, tuple[float, str]]] = {run.name: {} for run in runs}
    for scenario, month, group, value in connection.execute(query).fetchall():
        months = strongest[scenario]
        if month not in months:
            months[month] = (NOTHING_BINDS, "none")
        if value is not None and value > months[month][0]:
            months[month] = (value, group.removeprefix(CONSTRAINTS))
    return {scenario: [months[month][1] for month in sorted(months)] for scenario, months in strongest.items()}


def most_frequent(constraints: Sequence[str]) -> str:
    """The constraint that binds in most months, the earlier one of equals; "none" without months."""
    return max(dict.fromkeys(constraints), key=constraints.count, default="none")
