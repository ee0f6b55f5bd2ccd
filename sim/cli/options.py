"""The words and flags of the commands, each declared once with its meaning and its bounds.

A command names the type of an option; whatever is slow to import stays out of here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from sim.arguments import BOUNDS


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


def name_and_number(text: str) -> tuple[str, float]:
    """An indicator and its weight, as in `contacts_active=3`."""
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not NAME=NUMBER, such as contacts_active=3") from None


def place(metavar: str, meaning: str) -> Any:
    """An argument by its place, without a default to show."""
    return typer.Argument(metavar=metavar, help=meaning, show_default=False)


def flag(meaning: str, metavar: str | None = None, low: int | None = None, high: int | None = None) -> Any:
    """An option that may be left out, without a default to show; `low` and `high` bound a whole number."""
    return typer.Option(help=meaning, metavar=metavar, min=low, max=high, show_default=False)


def bounded(name: str, meaning: str) -> Any:
    """An option whose bounds are declared with those of the Python functions."""
    of, kind = BOUNDS[name], int if BOUNDS[name].whole else float
    return typer.Option(help=meaning, min=kind(of.low), max=kind(of.high))


ScenarioFile = Annotated[str, place("SCENARIO", "A scenario file (YAML).")]
ScenarioFiles = Annotated[list[str], place("SCENARIO", "Scenario files of one city.")]
ExperimentFile = Annotated[str, place("EXPERIMENT", "An experiment file (YAML).")]
Results = Annotated[str, place("DIR", "A results folder.")]
Files = Annotated[list[str], place("FILE_OR_CITY_FOLDER", "Scenario files, experiment files and city folders.")]
AssumptionName = Annotated[str, place("NAME", "An assumption, or a part of its name; all if left out.")]
Kind = Annotated[Thing, typer.Argument(help="What to write.", show_default=False)]
SchemaOf = Annotated[FileKind, typer.Argument(help="Of which files.")]
NewName = Annotated[str, place("NAME", "Its name, or a path.")]

Seed = Annotated[int, bounded("seed", "Seed; equal seeds give equal results.")]
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
Workers = Annotated[int | None, bounded("workers", "Processes; all processors if left out.")]
Out = Annotated[
    str | None,
    flag("Results folder; if left out, the one in results/ that holds this study already, or a new one.", "DIR"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Reference = Annotated[
    str | None, flag("What the others are compared with; baseline.yaml or the first if left out.", "SCENARIO")
]
Replicates = Annotated[int, bounded("replicates", "Runs of each scenario, each with its own luck.")]
OwnReplicates = Annotated[int | None, bounded("replicates", "Runs of each point instead of the file's number.")]
OwnSeed = Annotated[int | None, bounded("seed", "Seed instead of the file's.")]
Precision = Annotated[float | None, flag("Add replicates until differences are known to this many percentage points.")]
Weights = Annotated[
    list[Any] | None,
    typer.Option(
        "--weight",
        parser=name_and_number,
        metavar="NAME=NUMBER",
        show_default=False,
        help="Weight of a part of the panels, 1 if left out; may stand several times.",
    ),
]
Discount = Annotated[
    float,
    bounded("discount", "Rate a year, 0.03 for 3 %, at which estimated costs of one more count what is later less."),
]
CitizenId = Annotated[int, flag("Id of a citizen as in results, or a row number from 0.", low=0)]
Against = Annotated[str | None, flag("Explain the same citizen under this scenario too.", "SCENARIO")]
Month = Annotated[int, typer.Option(min=0, max=1200, help="The month that is coming.")]
Version = Annotated[bool, typer.Option("--version", help="Print the version.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback when a run fails.")]
