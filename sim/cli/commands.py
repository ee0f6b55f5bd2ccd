"""The commands of `learncity`: each asks `sim` for something and shows it, as tables or, with --json, as JSON.

Progress and faults go to stderr, results to stdout; whatever is slow to import is imported inside its command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from sim.arguments import DISCOUNT
from sim.cli import options
from sim.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.study import ComparisonResult

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="An agent-based laboratory for learning-city policies: who takes part, at what cost, and what stops the rest.",
    epilog="Start: learncity compare scenarios/baseline.yaml scenarios/voucher.yaml --citizens 2000 --replicates 2",
)


@app.callback(invoke_without_command=True)
def _common(version: options.Version = False, debug: options.Debug = False) -> None:
    """Options that every command has; `main` reads --debug."""
    if version:
        from sim import __version__

        typer.echo(f"learncity {__version__}")
        raise typer.Exit


@app.command(epilog="Example: learncity run scenarios/baseline.yaml --citizens 2000 --months 24")
def run(
    scenario: options.ScenarioFile,
    seed: options.Seed = 1,
    citizens: options.Citizens = None,
    months: options.Months = None,
    out: options.Out = None,
    json: options.Json = False,
) -> None:
    """Run one scenario once and show its main indicators at the start, in the middle and at the end."""
    import sim
    from sim.report.terminal import indicator_rows, print_indicators, progress

    with progress() as note:
        result = sim.run(scenario, seed=seed, citizens=citizens, months=months, out=out, progress=note)
    targets = result.manifest["comparison"].get("targets", [])
    told = {"indicators": indicator_rows(result), "targets": targets} if json else None
    hand_over(result, print_indicators, told)


@app.command(
    epilog="Example: learncity compare scenarios/baseline.yaml scenarios/capital.yaml scenarios/voucher.yaml "
    "--replicates 4 --citizens 2000"
)
def compare(
    scenarios: options.ScenarioFiles,
    reference: options.Reference = None,
    replicates: options.Replicates = 10,
    precision: options.Precision = None,
    weight: options.Weights = None,
    discount: options.Discount = DISCOUNT,
    seed: options.Seed = 1,
    citizens: options.Citizens = None,
    months: options.Months = None,
    workers: options.Workers = None,
    out: options.Out = None,
    json: options.Json = False,
) -> None:
    """Run scenarios with the same luck, rank them, and say what stops each from doing more."""
    import sim
    from sim.report.terminal import print_ranking, progress

    with progress() as note:
        result = sim.compare(
            scenarios,
            reference=reference,
            replicates=replicates,
            precision=precision,
            weights=dict(weight or ()),
            discount=discount,
            seed=seed,
            citizens=citizens,
            months=months,
            workers=workers,
            out=out,
            progress=note,
        )
    told = {"reference": result.manifest["reference"], **result.manifest["comparison"]} if json else None
    hand_over(result, print_ranking, told)


@app.command(
    epilog="Example: learncity study experiments/single_levers.yaml --citizens 1000 --months 24 --replicates 2"
)
def study(
    experiment: options.ExperimentFile,
    replicates: options.OwnReplicates = None,
    seed: options.OwnSeed = None,
    citizens: options.Citizens = None,
    months: options.Months = None,
    workers: options.Workers = None,
    out: options.Out = None,
    json: options.Json = False,
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
    hand_over(result, print_study, result.manifest["study"] if json else None)


@app.command(epilog="Example: learncity report results/voucher-vs-baseline-1")
def report(folder: options.Results, json: options.Json = False) -> None:
    """Write report.html of a results folder again: one file, readable offline and printable."""
    from sim import report as reports

    page = reports.write(folder)
    if json:
        print_json({"folder": folder, "report": str(page)})
    else:
        typer.echo(f"Report: {page}")


@app.command(epilog="Example: learncity explain scenarios/baseline.yaml --citizen 17 --citizens 2000")
def explain(
    scenario: options.ScenarioFile,
    citizen: options.CitizenId,
    against: options.Against = None,
    month: options.Month = 0,
    seed: options.Seed = 1,
    citizens: options.Citizens = None,
    json: options.Json = False,
) -> None:
    """Say what one citizen sees and weighs in the coming month, term by term, and what it decides."""
    import dataclasses

    from sim.report.terminal import progress
    from sim.study.one_citizen import explained

    files = [scenario] if against is None else [scenario, against]
    with progress() as note:
        found = explained(files, citizen, month=month, seed=seed, citizens=citizens, progress=note)
    if json:
        print_json([{"scenario": name, "month": month} | dataclasses.asdict(one) for name, one in found])
    for name, one in () if json else found:
        typer.echo(f"{name}, month {month}\n{one}")


@app.command(epilog="Example: learncity check scenarios/baseline.yaml scenarios/cities/dalian")
def check(files: options.Files, json: options.Json = False) -> None:
    """Check scenarios, experiments and city folders without running anything; all faults are shown at once."""
    import dataclasses
    import os

    from sim.study.check import check as checked

    results = [checked(file) for file in files]
    faults = [fault for one in results for fault in one.faults]
    if json:
        print_json([dataclasses.asdict(one) for one in results])
    distinct = {dataclasses.replace(one, file=os.path.abspath(one.file)): one for one in faults}  # a city's only once
    for fault in () if json else distinct.values():
        typer.echo(str(fault), err=True)
    for one in () if json else results:
        if not one.faults:
            typer.echo("\n  ".join([f"{one.file}: sound", *one.says, *(f"note: {line}" for line in one.notices)]))
    raise typer.Exit(2 if faults else 0)


@app.command(epilog="Example: learncity params choice.price")
def params(name: options.AssumptionName = "", json: options.Json = False) -> None:
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
        print_json([dataclasses.asdict(one) for one in chosen])
    elif len(chosen) == 1:
        print_assumption(chosen[0])
    else:
        print_assumptions(chosen)


@app.command(epilog="Example: learncity schema > scenarios/scenario.schema.json")
def schema(of: options.SchemaOf = options.FileKind.scenario) -> None:
    """Print the JSON Schema (draft 7) of scenario or experiment files, by which editors complete and check them."""
    if of is options.FileKind.scenario:
        from sim.scenario import schema_json
    else:
        from sim.study.experiment_file import schema_json

    print_json(schema_json())


@app.command(epilog="Example: learncity new scenario scenarios/evening_courses")
def new(thing: options.Kind, name: options.NewName, json: options.Json = False) -> None:
    """Write a commented scenario file, or a city folder with its first scenario; nothing is overwritten."""
    from sim.scenario.templates import new_city, new_scenario

    path = new_scenario(name) if thing is options.Thing.scenario else new_city(name)
    if json:
        print_json({"written": str(path)})
    else:
        typer.echo("\n  ".join(next_steps(thing, path)))


def next_steps(thing: options.Thing, path: Path) -> list[str]:
    """What was written, and the commands that come next."""
    import shlex

    def typed(*words: object) -> str:
        return shlex.join(map(str, ("learncity", *words)))

    if thing is options.Thing.scenario:
        from sim.scenario.templates import city_of

        wrote = f"Wrote {path}, a policy for {city_of(path)}. Edit it, then: {typed('check', path)}"
        other = (
            "For another city, write it beside that city's own baseline.yaml (learncity new scenario FOLDER/NAME), "
            "or set `extends:` to a scenario of that city, such as elsewhere/millbrook.yaml"
        )
        return [wrote] if (path.parent / "baseline.yaml").is_file() else [wrote, other]
    first, policy = path / "baseline.yaml", path / "my_policy"
    return [
        f"Wrote {path}: a city of made-up figures, and {first.name}, its first scenario. Replace the figures, then:",
        typed("check", path, first),
        typed("run", first),
        typed("new", "scenario", policy),
        typed("compare", first, f"{policy}.yaml"),
    ]


def hand_over(
    result: ComparisonResult, show: Callable[[ComparisonResult], None], told: Mapping[str, Any] | None
) -> NoReturn:
    """Write the page of a result and end with its exit code; shows it, or prints `told` as JSON if that is given."""
    from sim import report as reports

    done = len(result.failed) < len(result.manifest["runs"])
    page = str(reports.write(result.folder)) if done else None  # first: whoever reads may close the pipe early
    if told is None:
        show(result)
    for run in result.failed:
        typer.echo(
            f"{run['scenario']}, replicate {run['replicate']}: the run failed: {run['error'] or 'it did not end'}",
            err=True,
        )
    if told is None:
        typer.echo(f"Results: {result.folder}" + (f"\nReport:  {page}" if page else ""))
    else:
        failed = [dict(run) for run in result.failed]
        print_json({"folder": str(result.folder), "report": page, "failed": failed, **told})
    raise typer.Exit(result.exit_code)


def print_json(value: Any) -> None:
    """Print a value as JSON, in its own letters."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
