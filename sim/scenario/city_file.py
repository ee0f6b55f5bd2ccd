"""`city.yaml`: the declaration of what it may say of a city, and its reader with the line of every fault.

The file may be absent; whoever reads it then fills in stated defaults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, final

from pydantic import BaseModel, Field, ValidationError, model_validator

from sim.assumptions import declared
from sim.errors import Fault, nearest
from sim.scenario import assumed
from sim.scenario.explain import allowed_values, fault_at
from sim.scenario.parts import Education
from sim.scenario.source import BROKEN, Entry, read, shown
from sim.scenario.tables import Findings, absent
from sim.scenario.values import Listed, Part, unit, wrong_at

Grade = Literal["A", "B", "C", "D"]
Share = Annotated[float, Field(ge=0, le=1)]
Age = Annotated[int, Field(ge=0, le=120)]
KEYS = "`key: value` lines"
TYPES = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": KEYS,
    "model_type": KEYS,
    "date_type": "a date such as 2027-01-01",
    "finite_number": "a finite number",
}


class Sourced(Part):
    """A number with its range, source and grade."""

    value: Annotated[float, Field(description="the value")]
    range: Annotated[tuple[float, float], Listed, Field(description="lowest and highest value that is possible")]
    source: Annotated[str, Field(min_length=1, max_length=500, description="ids of sources, separated by semicolons")]
    grade: Annotated[Grade, Field(description="A local causal, B external causal, C descriptive, D assumption")]
    note: Annotated[str, Field(max_length=1000, description="what else to know about it")] = ""

    @model_validator(mode="after")
    def _ordered(self) -> Sourced:
        if not self.range[0] <= self.value <= self.range[1]:
            message = f"{self.value:g} is outside its own `range`, {self.range[0]:g} to {self.range[1]:g}"
            raise wrong_at("value", [(("value",), message, "Correct the value or the range")])
        return self


@final
class Participation(Sourced):
    """The known share of people who learned within 12 months, and of which people."""

    value: Annotated[
        float, Field(ge=0, le=1, description="share of 1 who learned within 12 months", json_schema_extra=unit("share"))
    ]
    range: Annotated[tuple[Share, Share], Listed, Field(description="lowest and highest share that is possible")]
    definition: Annotated[str, Field(max_length=500, description="what counts as learning, within which time")]
    population: Annotated[str, Field(max_length=500, description="whom the share describes")]
    ages: Annotated[
        tuple[Age, Age] | None,
        Listed,
        Field(description="youngest and oldest age of those people", json_schema_extra=unit("years")),
    ] = None


@final
class Income(Sourced):
    """Mean disposable income of an adult."""

    value: Annotated[
        float,
        Field(
            gt=0, le=1e9, description="mean disposable income of an adult", json_schema_extra=unit("currency a month")
        ),
    ]
    definition: Annotated[str, Field(max_length=500, description="what counts as income, and how it was derived")] = ""


@final
class Anchors(Part):
    """Known figures of the whole city that the model is fitted to or measured in."""

    participation_12m: Annotated[Participation | None, Field(description="participation within 12 months")] = None
    mean_income_month: Annotated[Income | None, Field(description="mean disposable income of an adult a month")] = None


@final
class Levels(Part):
    """How the levels of education.csv are read."""

    base: Annotated[str, Field(max_length=200, description="whom education.csv counts")] = ""
    base_age: Annotated[Age, Field(description="youngest age that it counts", json_schema_extra=unit("years"))] = 15
    levels: dict[str, Education] = Field(
        default_factory=dict, description="low, medium or high for each level of education.csv"
    )


@final
class Origin(Part):
    """Where figures come from."""

    title: Annotated[str, Field(min_length=1, max_length=500, description="author, title, year")]
    address: Annotated[str, Field(max_length=500, description="where it is published")] = ""
    licence: Annotated[str, Field(max_length=200, description="terms of its use")] = ""


@final
class CityFile(Part):
    """What `city.yaml` may say; every key may be left out, and its default is then shown."""

    name: Annotated[str | None, Field(min_length=1, max_length=100, description="name of the city")] = None
    name_local: Annotated[str, Field(max_length=100, description="its name in its own language")] = ""
    country: Annotated[str, Field(max_length=100, description="country")] = ""
    currency: Annotated[str | None, Field(min_length=1, max_length=20, description="currency of all amounts")] = None
    invented: Annotated[bool, Field(description="true for a city that does not exist")] = False
    start: Annotated[date | None, Field(description="date of month 0, after the burn-in")] = None
    residents: Annotated[int | None, Field(gt=0, description="residents of all ages, to check districts.csv")] = None
    adults: Annotated[int | None, Field(gt=0, description="residents of 15 and over, to check the tables")] = None
    anchors: Annotated[Anchors, Field(description="known figures of the whole city")] = Anchors()
    education: Annotated[Levels, Field(description="how education.csv is read")] = Levels()
    assumptions: dict[str, Sourced] = Field(
        default_factory=dict, description="model assumptions that differ in this city"
    )
    sources: dict[str, Origin] = Field(default_factory=dict, description="sources by id, besides sources.csv")
    assumed: Annotated[
        tuple[str, ...],
        Listed,
        Field(max_length=50, description="what is not known of the city; shown beside every result"),
    ] = ()

    @model_validator(mode="after")
    def _known_assumptions(self) -> CityFile:
        errors = []
        for name, one in self.assumptions.items():
            known = declared().get(name)
            if known is None:
                errors.append((("assumptions", name), "there is no such assumption", assumed.near(name)))
            elif not known.low <= one.range[0] <= one.range[1] <= known.high:
                message = f"its values leave the model's range, {known.low:g} to {known.high:g} {known.unit}"
                errors.append((("assumptions", name), message, "Keep `value` and `range` within it"))
        if errors:
            raise wrong_at("city", errors)
        return self


def read_city_file(path: Path, found: Findings) -> tuple[CityFile, Entry | None]:
    """What `city.yaml` says and the tree with its lines; an empty declaration and None if it is absent or wrong."""
    if absent(path):
        return CityFile(), None
    tree, faults = read(path)
    empty = "Write at least `name:`, or delete the file"
    found.faults += [replace(one, remedy=empty) if one.message == "the file is empty" else one for one in faults]
    if tree is None:
        return CityFile(), None
    try:
        return CityFile.model_validate(tree.plain()), tree
    except ValidationError as error:
        found.faults += sorted(dict.fromkeys(_faults(error, tree)), key=lambda fault: fault.line or 0)
        return CityFile(), tree


def _faults(error: ValidationError, tree: Entry) -> Iterator[Fault]:
    for one in error.errors(include_url=False):
        place, kind = one["loc"], one["type"]
        if kind == "missing" and place and isinstance(place[-1], int):
            place, kind = place[:-1], "too_short"
        if tree.at(place).value is not BROKEN:
            yield fault_at(tree, place, *_words(kind, one, place, tree.at(place).plain() if place else None))


def _words(kind: str, error: Any, place: tuple[str | int, ...], value: object) -> tuple[str, str]:
    """The message and the remedy of one error of pydantic."""
    model = _model_at(place[:-1])
    field = model.model_fields.get(str(place[-1])) if model and place else None
    meaning = field.description if field and field.description else ""
    allowed = " ".join(part for part in (f"It is: {meaning}." if meaning else "", allowed_values(field)) if part)
    if kind == "fault":
        return error["ctx"]["message"], error["ctx"]["remedy"]
    if kind == "extra_forbidden":
        known = model.model_fields if model else ()
        return f"unknown key (its value is {shown(value)})", nearest(str(place[-1]), known)
    if kind == "missing":
        return f"the key is missing ({meaning})", f"Add `{place[-1]}:`. {allowed_values(field)}"
    if kind in TYPES:
        return f"{shown(value)} is not {TYPES[kind]}", allowed
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return f"{shown(value)} is outside its range", allowed
    if kind == "literal_error":
        return f"{shown(value)} is not one of its words", f"Allowed: {error['ctx']['expected']}"
    if kind in ("too_short", "too_long"):
        return f"{len(value) if isinstance(value, tuple) else 0} values are too {kind[4:]} a list", allowed
    return f"{shown(value)}: {' '.join(error['msg'].split())}", allowed


def _model_at(place: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The declaration that the keys at `place` belong to."""
    match place:
        case ():
            return CityFile
        case ("anchors",):
            return Anchors
        case ("anchors", "participation_12m"):
            return Participation
        case ("anchors", "mean_income_month"):
            return Income
        case ("education",):
            return Levels
        case ("assumptions", _):
            return Sourced
        case ("sources", _):
            return Origin
    return None
