"""Results as the command line shows them: progress, a table of indicators, a ranking, the list of assumptions.

Tables say their units in words; numbers are rounded for reading, `--json` and the results folder have them in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from sim.report.grid import longest_word, room, table
from sim.report.numbers import constraint

if TYPE_CHECKING:
    from sim.assumptions import Assumption
    from sim.report.study_tables import Table as TextTable
    from sim.study import ComparisonResult

MAIN = (
    "participation_12m",
    "participation_4w",
    "starts",
    "hours_per_adult",
    "completion_rate",
    "unmet_demand",
    "utilisation",
    "waiting_months",
    "education_gap",
    "quality_mean",
    "spend",
)
LONGEST = 60  # rows of a table of an experiment
WIDE, ROOMY = 150, 125  # columns where the output is no terminal, and those that the whole ranking needs


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """Gives `note(done, total, words)`, which shows on stderr how far a study is: a bar, or lines if no terminal."""
    console = Console(stderr=True)
    if console.is_terminal:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("starting", total=None)
            yield lambda done, total, words: bar.update(task, completed=done, total=total, description=words)
        return
    shown: list[str] = []

    def note(done: int, total: int, words: str) -> None:
        line = f"{done} of {total}: {words}"
        if shown[-1:] != [line]:
            shown[:] = [line]
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    yield note


def screen() -> Console:
    """Standard output, wide enough for a table where it is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)


def indicator_rows(result: ComparisonResult) -> list[dict[str, Any]]:
    """The main indicators of a single run: label, unit, and values at the start, in the middle and at the end."""
    from sim.indicators import declared
    from sim.report.study_page import units

    if result.failed:
        return []
    rows, unit = [], units(result.manifest["city"])
    for one in sorted((one for one in declared() if one.name in MAIN), key=lambda one: MAIN.index(one.name)):
        series = result.series(one.name).sort_values("month")
        chosen = series.iloc[[0, len(series) // 2, -1]] if len(series) > 2 else series
        values = [
            {"month": int(month), "value": float(value)}
            for month, value in zip(chosen["month"], chosen["mean"], strict=True)
        ]
        rows.append({"indicator": one.name, "label": one.label, "unit": unit[one.name], "values": values})
    return rows


def print_indicators(result: ComparisonResult) -> None:
    """Prints the main indicators of a single run, what in it does nothing, and how it meets its targets."""
    from sim.study.limits import noted

    rows = indicator_rows(result)
    city, scenarios = result.manifest["city"], result.manifest["scenarios"]
    table = Table(title=f"{_title(scenarios, result.manifest['reference'])}: {city['name']}", title_justify="left")
    table.add_column("Indicator")
    table.add_column("Unit")
    for value in rows[0]["values"] if rows else ():
        table.add_column(f"month {value['month']}", justify="right")
    for row in rows:
        words = row["unit"].removeprefix("share").strip()
        table.add_row(row["label"], words, *(number(value["value"], row["unit"]) for value in row["values"]))
    if rows:
        screen().print(table)
    for sentence in noted(*scenarios.values()):
        screen().print(sentence, markup=False, soft_wrap=True)
    print_targets(result.manifest)


def number(value: float, unit: str) -> str:
    """A value as people read it; shares in per cent."""
    if unit.startswith("share"):
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.2f}"


def print_ranking(result: ComparisonResult) -> None:
    """Prints the ranking of a comparison, best first, what could not be said, and how targets are met."""
    from sim.report.words import ENOUGH
    from sim.study.limits import noted, unequal_money

    manifest = result.manifest
    reference, scenarios, ranking = manifest["reference"], manifest["scenarios"], manifest["comparison"]["ranking"]
    console = screen()
    roomy = console.width >= ROOMY
    title = (
        f"{manifest['city']['name']}: adults who learned within 12 months, mean of the last year; "
        f"replicates: {manifest['replicates']}; in brackets 95 % intervals"
    )
    currency = manifest["city"]["currency"]
    against = f"Against {_title(scenarios, reference)},\npercentage points"
    headings = (
        "Scenario",
        "Adults who\nlearned",
        against,
        "Chance to\nbe best",
        "Per 100 adults:\ngain / lose a start",
        f"{currency} a year for\none more adult",
        "Binding\nconstraint",
        "Weakest\nevidence",
    )
    rows = [(_title(scenarios, row["scenario"]), *ranking_cells(row, row["scenario"] == reference)) for row in ranking]
    chosen = range(len(headings)) if roomy else (0, 1, 2, 5, 6)
    columns = list(zip(headings, *rows, strict=True))
    words = [place for place, n in enumerate(chosen) if n in (0, 6, 7)]
    console.print(table(console, title, [columns[n] for n in chosen], words))
    fewest = int(manifest["replicates"])
    if len(ranking) > 1 and 2 <= fewest < ENOUGH:
        console.print(f"The chances to be best are drawn from {fewest} replicates only: too sure, take them as rough.")
    for row in ranking:
        if row["scenario"] != reference and not row["cost_per_additional_participant"] and row.get("cost_note"):
            console.print(
                f"No cost for one more adult in {_title(scenarios, row['scenario'])}: {row['cost_note']}.",
                markup=False,
                soft_wrap=True,
            )
    for sentence in (*unequal_money(manifest), *noted(*scenarios.values())):
        console.print(sentence, markup=False, soft_wrap=True)
    print_targets(manifest)


def print_study(result: ComparisonResult) -> None:
    """Prints the tables of an experiment; of long ones the beginning."""
    from sim.report.study_page import units
    from sim.report.study_tables import tables
    from sim.study.limits import noted, unequal_money

    manifest, console = result.manifest, screen()
    study = manifest["study"]
    console.print(
        f"{study['title']}: {len(study['points'])} points, {manifest['replicates']} replicates, "
        f"{manifest['city']['name']}",
        markup=False,
    )
    for one in tables(study, units(manifest["city"])):
        _print_table(console, one)
    for sentence in (*unequal_money(manifest, study), *noted(study)):
        console.print(sentence, markup=False, soft_wrap=True)


def print_targets(manifest: Mapping[str, Any]) -> None:
    """Prints in how many replicates each scenario meets its dated targets, if it has any."""
    from sim.report.study_page import units
    from sim.report.study_tables import targets_table

    titles = {name: _title(manifest["scenarios"], name) for name in manifest["scenarios"]}
    for one in targets_table(manifest["comparison"].get("targets", ()), units(manifest["city"]), titles):
        _print_table(screen(), one)


def _print_table(console: Console, one: TextTable) -> None:
    """Prints a table; the last columns are left out where it is too wide even with lines broken at every space."""
    columns = list(zip(one.headings, *one.rows[:LONGEST], strict=True))
    needed = list(accumulate(map(longest_word, columns)))
    shown = max(2, sum(width <= room(console, n) for n, width in enumerate(needed, start=1)))
    console.print(table(console, one.title, columns[:shown], range(one.words)))
    if left_out := ", ".join(one.headings[shown:]):
        console.print(f"Too narrow here for: {left_out}. The page has them.", markup=False, soft_wrap=True)
    if len(one.rows) > LONGEST:
        console.print(f"And {len(one.rows) - LONGEST} more rows, in outcomes.csv and effects.csv.")
    if one.note:
        console.print(one.note, markup=False, soft_wrap=True)


def ranking_cells(row: Mapping[str, Any], own: bool) -> tuple[str, ...]:
    """The numbers of one scenario as text; `own` is true for the reference itself."""
    return (
        number(row["value"], "share"),
        "reference" if own else interval(row["difference"], row["difference_low"], row["difference_high"], 100),
        _blank(row["probability_best"], "{:.0f} %", 100),
        "" if own else f"{_blank(row['gainers'], '{:.1f}', 100)} / {_blank(row['losers'], '{:.1f}', 100)}",
        "" if own else cost(row),
        constraint(row["binding"]),
        row["weakest_grade"],
    )


def interval(mean: float | None, low: float | None, high: float | None, scale: float = 1.0) -> str:
    """A signed difference with its interval, where there are enough runs for one."""
    if mean is None:
        return "unknown"
    text = f"{scale * mean:+.2f}"
    return text if low is None or high is None else f"{text} ({scale * low:+.2f} to {scale * high:+.2f})"


def cost(row: Mapping[str, Any]) -> str:
    """Money for one more participant, where it can be said."""
    found = row["cost_per_additional_participant"]
    if not found:
        return "unknown"
    if found["low"] is None or found["high"] is None:
        return f"{found['mean']:,.0f}"
    return f"{found['mean']:,.0f} ({found['low']:,.0f} to {found['high']:,.0f})"


def _blank(value: float | None, form: str, scale: float = 1.0) -> str:
    return "unknown" if value is None else form.format(scale * value)


def _title(scenarios: Mapping[str, Any], name: str) -> str:
    return str(scenarios.get(name, {}).get("title") or name)


def print_assumptions(chosen: Sequence[Assumption]) -> None:
    """Prints assumptions as a table, one a row."""
    title = f"{len(chosen)} assumptions; `learncity params NAME` shows the source of one"
    table = Table(title=title, title_justify="left")
    for heading in ("Name", "Meaning", "Unit", "Default", "Range", "Grade"):
        table.add_column(
            heading,
            justify="right" if heading == "Default" else "left",
            overflow="fold",
            no_wrap=heading in ("Default", "Range"),
        )
    for one in chosen:
        table.add_row(one.name, one.meaning, one.unit, f"{one.default:g}", f"{one.low:g} to {one.high:g}", one.grade)
    screen().print(table)


def print_assumption(one: Assumption) -> None:
    """Prints all that is declared of one assumption, and how a scenario changes it."""
    from sim.assumptions import GRADES

    lines = [
        one.name,
        f"  {one.meaning} ({one.unit})",
        f"  default {one.default:g}, range {one.low:g} to {one.high:g}",
        f"  grade {one.grade}: {GRADES[one.grade]}",
        f"  source: {one.source}",
    ]
    if one.serves:
        lines.append(f"  serves paragraph {one.serves} of the paper")
    if one.presets:
        lines.append("  presets: " + ", ".join(f"{name} {value:g}" for name, value in one.presets.items()))
    change = f"{{preset: {next(iter(one.presets))}}}" if one.presets else f"{one.high:g}"
    lines.append(f"  in a scenario: assumptions: {{{one.name}: {change}}}")
    screen().print("\n".join(lines), markup=False, soft_wrap=True)
