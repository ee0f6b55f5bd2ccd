"""Experiment files in: levers, uncertainties and outcomes, a method, and how often; every fault is reported at once.

A lever is what a policy can choose, an uncertainty what the world may be; both change a scenario by dotted paths.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, final

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from sim.arguments import BOUNDS
from sim.errors import Fault, InputError
from sim.scenario.explain import explained, fault_at
from sim.scenario.parts import About
from sim.scenario.patch import steps
from sim.scenario.source import Entry, read, shown
from sim.scenario.values import LAST_MONTH, AtLeastOne, Listed, Part, unit, wrong, wrong_at
from sim.study.factor import MOST_LEVELS, PATH_HINT, Factors, Wrong

METHODS = ("grid", "one_at_a_time")
LATER = ("sensitivity", "robustness", "value_of_information", "calibration", "optimisation")
FILE = "file"  # the lever whose levels are scenario files
# of a table of outcomes: the point's name, before its level of each factor, and what is found
COLUMNS = (
    "scenario", "indicator", "month", "value", "low", "high", "against",
    "difference", "difference_low", "difference_high", "replicates",
)  # fmt: skip


def _single(value: object) -> object:
    if isinstance(value, (list, tuple)):
        raise wrong(f"{shown(value)} is not one file", "Write `scenarios:` for several files")
    return value


@final
class Experiment(Part):
    """Many scenarios made from few: which levers and uncertainties are varied, how, how often, and what is reported."""

    title: Annotated[str, Field(min_length=1, max_length=200, description="a short name for people")]
    about: Annotated[About, Field(description="where the experiment comes from, and the question it answers")] = About()
    method: Annotated[
        Literal[(*METHODS, *LATER)],  # type: ignore[valid-type]
        Field(description="grid: every combination of levels; one_at_a_time: one change from the reference each"),
    ]
    scenario: Annotated[str | None, BeforeValidator(_single), Field(description="the scenario file to vary")] = None
    scenarios: Annotated[
        tuple[str, ...] | None,
        AtLeastOne,
        Field(
            max_length=MOST_LEVELS,
            description="scenario files, instead of one: a lever of their own, first the reference",
        ),
    ] = None
    set: Annotated[
        dict[str, Any],
        Field(default_factory=dict, description="what differs from the scenario in every point: `path: value` lines"),
    ]
    levers: Annotated[
        Factors,
        Field(default_factory=dict, description="what a policy can choose; compared within one and the same world"),
    ]
    uncertainties: Annotated[
        Factors, Field(default_factory=dict, description="what the world may be: assumptions, forms, city, money")
    ]
    citizens: Annotated[Any, Field(description="simulated citizens instead of the scenario's, or `all`")] = None
    months: Annotated[
        int | None,
        Field(ge=1, le=LAST_MONTH, description="months instead of the scenario's", json_schema_extra=unit("months")),
    ] = None
    replicates: Annotated[
        int, Field(ge=1, le=BOUNDS["replicates"].high, description="runs of each point, each with its own luck")
    ] = 10
    seed: Annotated[int, Field(ge=0, le=BOUNDS["seed"].high, description="equal seeds give equal results")] = 1
    samples: Annotated[int | None, Field(ge=1, le=1_000_000, description="points to draw, for methods that draw")] = (
        None
    )
    outcomes: Annotated[tuple[str, ...], AtLeastOne, Listed, Field(description="indicators to report")] = (
        "participation_12m",
    )
    at: Annotated[
        tuple[int, ...],
        Listed,
        Field(
            description="months up to which a year of outcomes is reported; the end always is",
            json_schema_extra=unit("months"),
        ),
    ] = ()
    analysis: Annotated[
        tuple[Literal["factorial", "rank_changes", "order", "lasting", "regret", "recovery"], ...],
        Listed,
        Field(
            description="factorial: main effects, interactions, Shapley values; "
            "rank_changes: how worlds reorder levers; order: what comes first; lasting: what is left later; "
            "regret: how far a choice falls short of the best of its world; "
            "recovery: what shocks take, and until when"
        ),
    ] = ()
    less_is_better: Annotated[
        tuple[str, ...], Listed, Field(description="outcomes of which the least is the best, for regret")
    ] = ()

    @model_validator(mode="after")
    def _whole(self) -> Experiment:
        found = list(self._faults())
        if found:
            raise wrong_at("experiment", found)
        return self

    def _faults(self) -> Iterator[Wrong]:
        if (self.scenario is None) == (self.scenarios is None):
            yield (), "there must be `scenario` or `scenarios`", "Name one file to vary, or a list of files"
        for path in self.set:
            if steps(path) is None:
                yield ("set", path), f"{shown(path)} is no path into a scenario", PATH_HINT
        for name in (name for name in self.levers if name in self.uncertainties):
            yield ("uncertainties", name), "the name stands twice", "Rename it"
        for group in ("levers", "uncertainties"):
            for name in getattr(self, group):
                if name == FILE:
                    yield (group, name), "the lever that `scenarios:` makes has this name", "Rename it"
                if name in COLUMNS:
                    yield (group, name), f"{name} is the name of another column of outcomes.csv", "Rename it"
        if self.method in METHODS:
            for group in ("levers", "uncertainties"):
                for name, factor in getattr(self, group).items():
                    if factor.range is not None:
                        yield (group, name, "range"), f"{self.method} draws no points", "Write `levels:` instead"
        if "factorial" in self.analysis:
            yield from self._not_factorial()
        if "lasting" in self.analysis and not self.at:
            yield ("analysis",), "lasting needs a month to compare later ones with", "Write `at: [60, 72]`"
        for place, name in enumerate(self.less_is_better):
            if name not in self.outcomes:
                yield ("less_is_better", place), f"{shown(name)} is not among the outcomes", "Add it there, or drop it"
        if "order" in self.analysis and sum(one.orders is not None for one in self.levers.values()) != 1:
            yield (
                ("analysis",),
                "order needs exactly one lever that is given as `orders`",
                "Write one, or another analysis",
            )

    def _not_factorial(self) -> Iterator[Wrong]:
        if self.method != "grid":
            yield ("analysis",), "factorial needs every combination", "Write `method: grid`"
        if self.scenarios is not None:
            yield ("analysis",), "factorial cannot take `scenarios` apart", "Write `scenario:` and levers of two levels"
        odd = [name for name, one in self.levers.items() if one.levels is None or len(one.levels) != 2]
        for name in odd:
            yield ("levers", name), "factorial needs two levels of each lever", "Keep two, the first without it"
        if not 1 <= len(self.levers) <= 10:
            yield ("analysis",), f"factorial takes 1 to 10 levers, and there are {len(self.levers)}", "Add or drop some"

    @property
    def is_later(self) -> bool:
        """Whether its method is known but not there yet."""
        return self.method in LATER


def looks_like_experiment(tree: Entry) -> bool:
    """Whether a file means to be an experiment rather than a scenario."""
    return isinstance(tree.value, dict) and bool({"method", "levers", "uncertainties"} & set(tree.value))


def read_experiment(path: str | os.PathLike[str]) -> tuple[Experiment | None, Entry, list[Fault]]:
    """The experiment in a file, its tree and its faults: of a faulty file what is sound, so that points can be checked.

    Raises InputError if the file cannot be read, or nothing of it stands.
    """
    tree, faults = read(Path(path))
    if tree is None:
        raise InputError(faults)
    try:
        made: Experiment | None = Experiment.model_validate(tree.plain())
    except ValidationError as error:
        faults += explained(error, tree, Experiment)
        made = _sound_part(tree, error)
    if made is not None:
        faults += unknown_outcomes(made, tree)
    return made, tree, faults


def _sound_part(tree: Entry, error: ValidationError) -> Experiment | None:
    """The experiment without the factors and keys that are faulty, None if that leaves none."""
    values = {key: value for key, value in tree.plain().items() if key != "analysis"}
    for place in [one["loc"] for one in error.errors(include_url=False)]:
        if len(place) > 1 and place[0] in ("levers", "uncertainties", "set") and isinstance(values.get(place[0]), dict):
            values[place[0]] = {name: value for name, value in values[place[0]].items() if name != place[1]}
        elif place:
            values.pop(place[0], None)
    try:
        return Experiment.model_validate({"title": "?", **values})
    except ValidationError:
        return None


def unknown_outcomes(made: Experiment, tree: Entry) -> Iterator[Fault]:
    """Outcomes that are no indicators."""
    from sim.errors import nearest
    from sim.indicators import declared
    from sim.study.measures import TABLES

    known = [one.name for one in declared()]
    compared = {one.name: table for table, measures in TABLES.items() for one in measures}
    for place, name in enumerate(made.outcomes):
        if name in compared:
            message = f"{shown(name)} is no indicator but a figure of a comparison"
            yield fault_at(tree, ("outcomes", place), message, f"Drop it here: {compared[name]} has it")
        elif name not in known:
            yield fault_at(tree, ("outcomes", place), f"there is no indicator {shown(name)}", nearest(name, known))


def not_yet(method: str, file: str) -> Fault:
    """Says that a method is known and comes later."""
    message = f"{method} is a method that comes in a later version"
    return Fault(file, None, "method", message, f"This one carries out {' and '.join(METHODS)}")


def schema_json() -> dict[str, Any]:
    """The JSON Schema (draft 7) of experiment files."""
    from sim.scenario.editor import DRAFT, draft7

    made: Mapping[str, Any] = draft7(Experiment.model_json_schema(ref_template="#/definitions/{model}"))
    return {"$schema": DRAFT, **made, "title": "learncity experiment"}
