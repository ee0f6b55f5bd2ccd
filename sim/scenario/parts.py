"""The parts that a scenario is made of: who wrote it, its money, when an instrument acts and on whom.

Every field carries its meaning, unit and bounds once; error messages and the editors' schema are made from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.errors import nearest
from sim.scenario.source import shown
from sim.scenario.units import annual_cents, monthly_cents

LAST_MONTH = 1200
MONTH_HINT = "Write a number of months, or a date such as 2027-01-01"
Education = Literal["low", "medium", "high"]
Work = Literal["employed", "unemployed", "student", "home", "retired"]
Place = tuple[str | int, ...]


def wrong(message: str, remedy: str = "") -> PydanticCustomError:
    """An error in plain words, with its remedy."""
    return PydanticCustomError("fault", "{message}", {"message": message, "remedy": remedy})


def wrong_at(title: str, errors: Iterable[tuple[Place, str, str]]) -> ValidationError:
    """Several errors, each `(place below this value, message, remedy)`, to raise at once."""
    return ValidationError.from_exception_data(
        title,
        [InitErrorDetails(type=wrong(message, remedy), loc=place, input=None) for place, message, remedy in errors],
    )


def joined(error: ValidationError, more: ValidationError) -> ValidationError:
    """Both as one, so that a check of several fields does not hide the faults of single ones, nor they it."""
    return ValidationError.from_exception_data(
        error.title,
        [
            InitErrorDetails(
                type=wrong(**one["ctx"]) if one["type"] == "fault" else one["type"],
                loc=one["loc"],
                input=one["input"],
                ctx=one.get("ctx", {}),
            )
            for one in (*error.errors(include_url=False), *more.errors(include_url=False))
        ],
    )


def unit(name: str) -> dict[str, Any]:
    """The unit of a field, as it stands in the editors' schema."""
    return {"unit": name}


def _month(value: object, info: ValidationInfo) -> object:
    """A month as a number: dates count from the city's start, the day does not matter."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise wrong(f"{shown(value)} is no month", MONTH_HINT) from None
    if isinstance(value, datetime):
        raise wrong("a month has no time of day", MONTH_HINT)
    if not isinstance(value, date):
        return value
    facts = (info.context or {}).get("facts")
    start = facts.start if facts is not None else date(value.year, value.month, 1)
    month = 12 * (value.year - start.year) + value.month - start.month
    if month < 0:
        raise wrong(f"{value} is before the city's start, {start}", f"Write {start} or later, or a number of months")
    return month


def _listed(value: object) -> object:
    """One word as a list of one word."""
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, (str, int)) else value


def known_districts(value: object, info: ValidationInfo) -> object:
    """Ids or names of districts as ids, checked against the city."""
    value = _listed(value)
    facts = (info.context or {}).get("facts")
    if not isinstance(value, tuple):
        return value
    words = tuple(str(word) if isinstance(word, int) and not isinstance(word, bool) else word for word in value)
    if facts is None:
        return words
    known = {
        name: str(one.district_id)
        for one in facts.districts
        for name in (one.name_local, one.name, str(one.district_id))
        if name
    }
    unknown = [
        ((i,), f"{facts.name} has no district {shown(word)}", nearest(word, known))
        for i, word in enumerate(words)
        if isinstance(word, str) and word not in known
    ]
    if unknown:
        raise wrong_at("districts", unknown)
    return tuple(known.get(word, word) if isinstance(word, str) else word for word in words)


def _ordered(age: tuple[int, int]) -> tuple[int, int]:
    if age[0] > age[1]:
        raise wrong(f"{age[0]} is above {age[1]}", "Write the younger age first")
    return age


Month = Annotated[
    int,
    Field(ge=0, le=LAST_MONTH),
    BeforeValidator(_month),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": LAST_MONTH}, {"type": "string", "format": "date"}]}
    ),
]
Listed = BeforeValidator(_listed)
AtLeastOne = Field(min_length=1)
District = Annotated[str, WithJsonSchema({"type": ["string", "integer"]})]
Age = Annotated[int, Field(ge=15, le=120)]


class Part(BaseModel):
    """Frozen values, no unknown keys, no conversion of types, no infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


@final
class About(Part):
    """Where a scenario comes from."""

    author: Annotated[str, Field(max_length=200, description="who wrote the scenario")] = ""
    reference: Annotated[str, Field(max_length=200, description="the paragraph it serves, in quotes")] = ""
    summary: Annotated[str, Field(max_length=2000, description="what it tries, in a sentence or two")] = ""


@final
class Grant(Part):
    """Money from outside that is earmarked for adult learning; the city may cut its own money where it comes."""

    per_resident_per_year: Annotated[
        float,
        Field(
            ge=0,
            le=1_000_000,
            description="money from outside per resident of any age",
            json_schema_extra=unit("currency a year"),
        ),
    ]
    from_month: Annotated[
        Month,
        Field(
            alias="from",
            description="first month, from the end of the burn-in, or a date",
            json_schema_extra=unit("months"),
        ),
    ] = 0
    until: Annotated[
        Month | None,
        Field(description="first month without it, or a date; without it, it stays", json_schema_extra=unit("months")),
    ] = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Grant:
        if self.until is not None and self.until <= self.from_month:
            message = f"month {self.until} is not after `from`, month {self.from_month}"
            raise wrong_at("grant", [(("until",), message, "Write a later month")])
        return self

    def cents(self, residents: int, month: int) -> int:
        """Cents of `month` in a city of so many `residents` of any age."""
        if month < self.from_month or (self.until is not None and month >= self.until):
            return 0
        return monthly_cents(annual_cents(self.per_resident_per_year, residents), month)


@final
class Reserve(Part):
    """Money put aside each month, which comes back when the envelope falls."""

    share: Annotated[
        float,
        Field(gt=0, le=0.5, description="part of the envelope that is put aside", json_schema_extra=unit("share")),
    ]
    months: Annotated[
        int,
        Field(
            ge=1, le=120, description="it stops growing at so many months' envelopes", json_schema_extra=unit("months")
        ),
    ] = 6


@final
class Budget(Part):
    """The city's whole public money for adult learning."""

    per_resident_per_year: Annotated[
        float,
        Field(
            ge=0,
            le=1_000_000,
            description="public money for adult learning per resident of any age",
            json_schema_extra=unit("currency a year"),
        ),
    ]
    rule: Annotated[
        Literal["equal", "additional"],
        Field(description="equal: the baseline's money; additional: it may differ, and results say by how much"),
    ] = "equal"
    reserve: Annotated[
        Reserve | None, Field(description="money put aside for months in which the envelope falls; without it, none")
    ] = None
    grant: Annotated[Grant | None, Field(description="money from outside besides it; needs `rule: additional`")] = None

    @model_validator(mode="after")
    def _grant_is_additional(self) -> Budget:
        if self.grant and self.rule == "equal":
            message = "a grant is money besides the baseline's, and `rule` is equal"
            raise wrong_at("budget", [(("grant",), message, "Write `rule: additional`, or leave the grant out")])
        return self


@final
class Pulse(Part):
    """On and off again: active in the first `length` of every `every` months."""

    every: Annotated[
        int,
        Field(ge=1, le=LAST_MONTH, description="months from one start to the next", json_schema_extra=unit("months")),
    ]
    length: Annotated[
        int, Field(ge=1, le=LAST_MONTH, description="months that it then lasts", json_schema_extra=unit("months"))
    ]

    @model_validator(mode="after")
    def _fits(self) -> Pulse:
        if self.length > self.every:
            raise wrong_at(
                "pulse",
                [(("length",), f"{self.length} is longer than `every`, {self.every}", f"Write at most {self.every}")],
            )
        return self


@final
class Target(Part):
    """Whom an instrument serves; every part that is given must hold, and none of it is about beliefs."""

    age: Annotated[
        Annotated[tuple[Age, Age], AfterValidator(_ordered)] | None,
        Listed,
        Field(description="youngest and oldest age, both included", json_schema_extra=unit("years")),
    ] = None
    education: Annotated[
        Annotated[tuple[Education, ...], AtLeastOne] | None,
        Listed,
        Field(description="levels of education: one, or a list"),
    ] = None
    work: Annotated[
        Annotated[tuple[Work, ...], AtLeastOne] | None, Listed, Field(description="work status: one, or a list")
    ] = None
    districts: Annotated[
        Annotated[tuple[District, ...], AtLeastOne] | None,
        BeforeValidator(known_districts),
        Field(description="ids or names of districts of the city"),
    ] = None
    need: Annotated[
        float | None,
        Field(gt=0, le=1, description="the poorest part of the adults, by income", json_schema_extra=unit("share")),
    ] = None


@final
class Goal(Part):
    """A dated target, which nothing in a run reads; results say how often it is met, and by how much it is missed."""

    indicator: Annotated[str, Field(min_length=1, max_length=80, description="what is to reach it: an indicator")]
    value: Annotated[float, Field(description="the value to reach, in the indicator's unit; rates are fractions of 1")]
    month: Annotated[
        Month, Field(description="after how many months, or by which date", json_schema_extra=unit("months"))
    ]
    reach: Annotated[Literal["at_least", "at_most"], Field(description="whether it is a floor or a ceiling")] = (
        "at_least"
    )
