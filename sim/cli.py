"""The commands of `learncity`: files and flags in, tables out; exit code 0 (done), 1 (a run failed), 2 (wrong input).

Progress and faults go to stderr, results to stdout; whatever is slow to import is imported inside its command.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import Fault, InputError

if TYPE_CHECKING:
    from sim.study import ComparisonResult

INTERRUPTED = 130  # the usual code of a program that Ctrl-C ended

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="An agent-based laboratory for learning-city policies: who takes part, at what cost, and what stops the rest.",
    epilog="Start: learncity compare scenarios/baseline.yaml scenarios/voucher.yaml --citizens 2000 --replicates 2",
)


class Thing(StrEnum):
    """What `new` can write."""

    scenario = "scenario"
    city = "city"


class FileKind(StrEnum):
    """Files that have a schema."""

    scenario = "scenario"
    experiment = "experiment"


def number_or_all(text: str) -> int | str:
    """A number of citizens, or `all`."""
    if text == "all":
        return text
    try:
        return int(text.replace("_", "").replace(",", ""))
    except ValueError:
        raise typer.BadParameter(f"'{text}' is neither a whole number nor `all`") from None


def place(metavar: str, meaning: str) -> Any:
    """An argument by its place, without a default to show."""
    return typer.Argument(metavar=metavar, help=meaning, show_default=False)


def flag(meaning: str, metavar: str | None = None, low: int | None = None, high: int | None = None) -> Any:
    """An option that may be left out, without a default to show; `low` and `high` bound a whole number."""
    return typer.Option(help=meaning, metavar=metavar, min=low, max=high, show_default=False)


ScenarioFile = Annotated[str, place("SCENARIO", "A scenario file (YAML).")]
ScenarioFiles = Annotated[list[str], place("SCENARIO", "Scenario files of one city.")]
ExperimentFile = Annotated[str, place("EXPERIMENT", "An experiment file (YAML).")]
Results = Annotated[str, place("DIR", "A results folder.")]
Files = Annotated[list[str], place("FILE_OR_CITY_FOLDER", "Scenario files, experiment files and city folders.")]
AssumptionName = Annotated[str, place("NAME", "An assumption, or a part of its name; all if left out.")]
Kind = Annotated[Thing, typer.Argument(help="What to write.", show_default=False)]
SchemaOf = Annotated[FileKind, typer.Argument(help="Of which files.")]
NewName = Annotated[str, place("NAME", "Its name, or a path.")]

Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed; equal seeds give equal results.")]
Citizens = Annotated[
    Any,
    typer.Option(
        parser=number_or_all,
        metavar="N",
        show_default=False,
        help="Simulated citizens, or `all`, instead of the file's.",
    ),
]
Months = Annotated[int | None, flag("Months instead of the file's number.", low=1, high=1200)]
Workers = Annotated[int | None, flag("Processes; all processors if left out.", low=1)]
Out = Annotated[str | None, flag("Results folder; a new one in results/ if left out.", "DIR")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Reference = Annotated[
    str | None, flag("What the others are compared with; baseline.yaml or the first if left out.", "SCENARIO")
]
Replicates = Annotated[int, typer.Option(min=1, help="Runs of each scenario, each with its own luck.")]
OwnReplicates = Annotated[int | None, flag("Runs of each point instead of the file's number.", low=1, high=1000)]
OwnSeed = Annotated[int | None, flag("Seed instead of the file's.", low=0, high=2**32 - 1)]
Precision = Annotated[float | None, flag("Add replicates until differences are known to this many percentage points.")]
CitizenId = Annotated[int, flag("Id of a citizen as in results, or a row number from 0.", low=0)]
Against = Annotated[str | None, flag("Explain the same citizen under this scenario too.", "SCENARIO")]
Month = Annotated[int, typer.Option(min=0, max=1200, help="The month that is coming.")]
Version = Annotated[bool, typer.Option("--version", help="Print the version.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback when a run fails.")]


@app.callback(invoke_without_command=True)
def _common(version: Version = False, debug: Debug = False) -> None:
    """Options that every command has; `main` reads --debug."""
    if version:
        from sim import __version__

        typer.echo(f"learncity {__version__}")
        raise typer.Exit


@app.command(epilog="Example: learncity run scenarios/baseline.yaml --citizens 2000 --months 24")
def run(
    scenario: ScenarioFile,
    seed: Seed = 1,
    citizens: Citizens = None,
    months: Months = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Run one scenario once and show its main indicators at the start, in the middle and at the end."""
    import sim
    from sim.report.terminal import indicator_rows, print_indicators, print_targets, progress

    with progress() as note:
        result = sim.run(scenario, seed=seed, citizens=citizens, months=months, out=out, progress=note)
    rows = indicator_rows(result)
    if json:
        targets = result.manifest["comparison"].get("targets", [])
        _print_json(_places(result) | {"indicators": rows, "targets": targets})
    else:
        print_indicators(result, rows)
        print_targets(result.manifest)
        _print_places(result)
    raise typer.Exit(result.exit_code)


@app.command(
    epilog="Example: learncity compare scenarios/baseline.yaml scenarios/capital.yaml scenarios/voucher.yaml "
    "--replicates 4 --citizens 2000"
)
def compare(
    scenarios: ScenarioFiles,
    reference: Reference = None,
    replicates: Replicates = 10,
    precision: Precision = None,
    seed: Seed = 1,
    citizens: Citizens = None,
    months: Months = None,
    workers: Workers = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Run scenarios with the same luck, rank them, and say what stops each from doing more."""
    import sim
    from sim.report.terminal import print_ranking, print_targets, progress

    with progress() as note:
        result = sim.compare(
            scenarios,
            reference=reference,
            replicates=replicates,
            precision=precision,
            seed=seed,
            citizens=citizens,
            months=months,
            workers=workers,
            out=out,
            progress=note,
        )
    if json:
        _print_json(_places(result) | {"reference": result.manifest["reference"]} | dict(result.manifest["comparison"]))
    else:
        print_ranking(result)
        print_targets(result.manifest)
        _print_places(result)
    raise typer.Exit(result.exit_code)


@app.command(
    epilog="Example: learncity study experiments/single_levers.yaml --citizens 1000 --months 24 --replicates 2"
)
def study(
    experiment: ExperimentFile,
    replicates: OwnReplicates = None,
    seed: OwnSeed = None,
    citizens: Citizens = None,
    months: Months = None,
    workers: Workers = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Run every point of an experiment file, or what its folder lacks of them, and say what the levers do."""
    import sim
    from sim.report.terminal import print_study, progress

    with progress() as note:
        result = sim.experiment(
            experiment,
            replicates=replicates,
            seed=seed,
            citizens=citizens,
            months=months,
            workers=workers,
            out=out,
            progress=note,
        )
    if json:
        _print_json(_places(result) | dict(result.manifest["study"]))
    else:
        print_study(result.manifest)
        _print_places(result)
    raise typer.Exit(result.exit_code)


@app.command(epilog="Example: learncity report results/baseline-1")
def report(folder: Results, json: Json = False) -> None:
    """Write report.html of a results folder again: one file, readable offline and printable."""
    from sim import report as reports

    page = reports.write(folder)
    if json:
        _print_json({"folder": folder, "report": str(page)})
    else:
        typer.echo(f"Report: {page}")


@app.command(epilog="Example: learncity explain scenarios/baseline.yaml --citizen 17 --citizens 2000")
def explain(
    scenario: ScenarioFile,
    citizen: CitizenId,
    against: Against = None,
    month: Month = 0,
    seed: Seed = 1,
    citizens: Citizens = None,
    json: Json = False,
) -> None:
    """Say what one citizen sees and weighs in the coming month, term by term, and what it decides."""
    import dataclasses

    import sim
    from sim.report.terminal import progress

    plans = [sim.load(path, citizens=citizens) for path in ([scenario] if against is None else [scenario, against])]
    explained = []
    with progress() as note:
        note(0, 1, "building the city")
        base = sim.City(plans[0], rng=seed)
        same = len(plans) == 1 or sim.City.burn_in_key(plans[1], seed) == sim.City.burn_in_key(plans[0], seed)
        cities = [base, *((base.fork(plan) if same else sim.City(plan, rng=seed)) for plan in plans[1:])]
        for city in cities:
            while city.month < month:
                note(city.month, month, f"running {city.plan.name}")
                city.step()
            explained.append((city.plan.name, city.citizens[_row(city, citizen)].explain()))
    if json:
        _print_json([{"scenario": name, "month": month} | dataclasses.asdict(one) for name, one in explained])
    for name, one in () if json else explained:
        typer.echo(f"{name}, month {month}\n{one}")


def _row(city: Any, citizen: int) -> int:
    """The row of the citizen of that id, or that row itself."""
    ids = city.citizens.get("id")
    rows = (ids == citizen).nonzero()[0]
    if rows.size:
        return int(rows[0])
    if citizen < len(ids):
        return citizen
    raise InputError(
        [
            Fault(
                "--citizen",
                None,
                "",
                f"{city.plan.name} has no citizen {citizen}",
                f"Write an id, such as {ids[0]}, or a row number from 0 to {len(ids) - 1}",
            )
        ]
    )


@app.command(epilog="Example: learncity check scenarios/baseline.yaml scenarios/cities/dalian")
def check(files: Files, json: Json = False) -> None:
    """Check scenarios, experiments and city folders without running anything; all faults are shown at once."""
    import dataclasses

    from sim.study.check import check as checked

    results = [checked(file) for file in files]
    if json:
        _print_json([dataclasses.asdict(one) for one in results])
    for one in () if json else results:
        for fault in one.faults:
            typer.echo(str(fault), err=True)
        if not one.faults:
            typer.echo("\n  ".join([f"{one.file}: sound", *one.says, *(f"note: {line}" for line in one.notices)]))
    raise typer.Exit(2 if any(one.faults for one in results) else 0)


@app.command(epilog="Example: learncity params choice.price")
def params(name: AssumptionName = "", json: Json = False) -> None:
    """List the model's assumptions: meaning, unit, default, range, grade of the evidence and source."""
    import dataclasses

    from sim.assumptions import declared
    from sim.report.terminal import print_assumption, print_assumptions
    from sim.scenario.assumed import near

    known = declared()
    chosen = [known[name]] if name in known else [one for one in known.values() if name in one.name]
    if not chosen:
        raise InputError([Fault("params", None, name, "there is no such assumption", near(name))])
    if json:
        _print_json([dataclasses.asdict(one) for one in chosen])
    elif len(chosen) == 1:
        print_assumption(chosen[0])
    else:
        print_assumptions(chosen)


@app.command(epilog="Example: learncity schema > scenarios/scenario.schema.json")
def schema(of: SchemaOf = FileKind.scenario) -> None:
    """Print the JSON Schema (draft 7) of scenario or experiment files, by which editors complete and check them."""
    if of is FileKind.scenario:
        from sim.scenario import schema_json
    else:
        from sim.study.experiment_file import schema_json

    _print_json(schema_json())


@app.command(epilog="Example: learncity new scenario scenarios/evening_courses")
def new(thing: Kind, name: NewName, json: Json = False) -> None:
    """Write a commented scenario file or city folder to start from; nothing is overwritten."""
    from sim.scenario.templates import new_city, new_scenario

    path = new_scenario(name) if thing is Thing.scenario else new_city(name)
    if json:
        _print_json({"written": str(path)})
    else:
        typer.echo(f"Wrote {path}. Edit it, then: learncity check {path}")


def _places(result: ComparisonResult) -> dict[str, Any]:
    """Where results lie, the page among them, and which runs failed."""
    from sim import report as reports

    for run in result.failed:
        typer.echo(f"{run['scenario']}, replicate {run['replicate']}: the run failed: {run['error']}", err=True)
    done = len(result.failed) < len(result.manifest["runs"])
    return {
        "folder": str(result.folder),
        "report": str(reports.write(result.folder)) if done else None,
        "failed": [dict(run) for run in result.failed],
    }


def _print_places(result: ComparisonResult) -> None:
    places = _places(result)
    typer.echo(f"Results: {places['folder']}")
    if places["report"]:
        typer.echo(f"Report:  {places['report']}")


def _print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs a command and ends the program with its exit code, without a traceback unless --debug."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = [word for word in given if word != "--debug"]
    try:
        app(args=words, prog_name="learncity")
    except InputError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo("Stopped. Runs that were finished are kept; the same command goes on from there.", err=True)
        raise
    except Exception as error:
        if len(words) < len(given):
            raise
        reason = " ".join(str(error).split())
        typer.echo(f"learncity: this failed: {type(error).__name__}: {reason} (--debug shows where)", err=True)
        sys.exit(1)
