"""`city.yaml`: the declaration of what it may say of a city, and its reader with the line of every fault.

The file may be absent; whoever reads it then fills in stated defaults.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, final

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from sim.assumptions import declared
from sim.scenario import assumed
from sim.scenario.explain import explained
from sim.scenario.parts import Education
from sim.scenario.source import Entry, read, shown
from sim.scenario.tables import Findings, absent
from sim.scenario.values import Listed, Part, unit, wrong, wrong_at

Grade = Literal["A", "B", "C", "D"]
Share = Annotated[float, Field(ge=0, le=1)]
Age = Annotated[int, Field(ge=0, le=120)]


class Sourced(Part):
    """A number with its range, source and grade, or the number alone."""

    value: Annotated[float, Field(description="the value")]
    range: Annotated[
        tuple[float, float] | None, Listed, Field(description="lowest and highest value that is possible")
    ] = None
    source: Annotated[str, Field(max_length=500, description="ids of sources, separated by semicolons")] = ""
    grade: Annotated[Grade, Field(description="A local causal, B external causal, C descriptive, D assumption")] = "D"
    note: Annotated[str, Field(max_length=1000, description="what else to know about it")] = ""

    @model_validator(mode="before")
    @classmethod
    def _number_alone(cls, given: object) -> object:
        if not isinstance(given, (int, float, dict)):
            raise wrong(f"{shown(given)} is neither a number nor `key: value` lines", "Write a number, or its `value:`")
        return given if isinstance(given, dict) else {"value": given}

    @model_validator(mode="after")
    def _ordered(self) -> Sourced:
        low, high = self.bounds
        if not low <= self.value <= high:
            message = f"{self.value:g} is outside its own `range`, {low:g} to {high:g}"
            raise wrong_at("value", [(("value",), message, "Correct the value or the range")])
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        """Its range, the value itself if none is given."""
        return self.range or (self.value, self.value)

    @property
    def untold(self) -> list[str]:
        """What is assumed of it because the file does not say it."""
        unknown = {
            "no other value is possible": self.range is None,
            "it has no source": not self.source.strip(),
            "it is of grade D": "grade" not in self.model_fields_set,
        }
        return [words for words, is_so in unknown.items() if is_so]


@final
class Participation(Sourced):
    """The known share of people who learned within 12 months, and of which people."""

    value: Annotated[
        float, Field(ge=0, le=1, description="share of 1 who learned within 12 months", json_schema_extra=unit("share"))
    ]
    range: Annotated[
        tuple[Share, Share] | None, Listed, Field(description="lowest and highest share that is possible")
    ] = None
    definition: Annotated[str, Field(max_length=500, description="what counts as learning, within which time")] = ""
    population: Annotated[str, Field(max_length=500, description="whom the share describes")] = ""
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


def _by_title(given: object) -> object:
    """Titles in a list as sources that have their titles for ids."""
    if not isinstance(given, tuple):
        return given
    for one in given:
        if not isinstance(one, str) or ";" in one:
            raise wrong(f"{shown(one)} is no title to cite", "Write titles as text without semicolons, years in quotes")
    return {one: {"title": one} for one in given}


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
    sources: Annotated[dict[str, Origin], BeforeValidator(_by_title)] = Field(
        default_factory=dict, description="sources by id, besides sources.csv; a list of titles will do"
    )
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
            elif not known.low <= one.bounds[0] <= one.bounds[1] <= known.high:
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
        found.faults += sorted(dict.fromkeys(explained(error, tree, CityFile)), key=lambda fault: fault.line or 0)
        return CityFile(), tree
