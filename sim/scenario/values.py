"""Values that files hold, each checked once: months, districts, lists, and the words in which faults are said.

`Part` is what every piece of a file is: frozen, without unknown keys, without conversion of types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.errors import nearest
from sim.scenario.source import shown

LAST_MONTH = 1200
MONTH_HINT = "Write a number of months, or a date such as 2027-01-01"
Place = tuple[str | int, ...]
Misfit = tuple[Place, str, str]  # where, what is wrong, how to mend it
T = TypeVar("T")


def wrong(message: str, remedy: str = "") -> PydanticCustomError:
    """An error in plain words, with its remedy."""
    return PydanticCustomError("fault", "{message}", {"message": message, "remedy": remedy})


def wrong_at(title: str, errors: Iterable[Misfit]) -> ValidationError:
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


def checked(
    value: object, read: Callable[[Any], T], title: str, misfits: Callable[[dict[str, Any]], Iterable[Misfit]]
) -> T:
    """What `read` makes of a mapping, or all of its faults at once: those of single fields and `misfits` of several."""
    found = list(misfits(value)) if isinstance(value, dict) else []
    more = wrong_at(title, found) if found else None
    try:
        made = read(value)
    except ValidationError as error:
        raise (joined(error, more) if more else error) from None
    if more:
        raise more
    return made


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


def _later(until: int | None, info: ValidationInfo) -> int | None:
    """The end of a span, which must come after its start (`from_month`, the field before it)."""
    start = info.data.get("from_month", 0)
    if until is not None and until <= start:
        raise wrong(f"month {until} is not after `from`, month {start}", "Write a later month")
    return until


def within(month: int, first: int, end: int | None) -> bool:
    """Whether a month is in the span that begins with `first` and that `end`, if there is one, is the first after."""
    return first <= month and (end is None or month < end)


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


Month = Annotated[
    int,
    Field(ge=0, le=LAST_MONTH),
    BeforeValidator(_month),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": LAST_MONTH}, {"type": "string", "format": "date"}]}
    ),
]
From = Annotated[
    Month,
    Field(
        alias="from",
        description="first month, from the end of the burn-in, or a date",
        json_schema_extra=unit("months"),
    ),
]
Until = Annotated[
    Month | None,
    AfterValidator(_later),
    Field(
        description="first month without it, or a date; if nothing ends it, it stays", json_schema_extra=unit("months")
    ),
]


class OneOrSeveral(BeforeValidator):
    """Takes one word for a list of one, and says so to editors."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), "listed": True}


Listed = OneOrSeveral(_listed)
AtLeastOne = Field(min_length=1)
District = Annotated[str, WithJsonSchema({"type": ["string", "integer"]})]


class Part(BaseModel):
    """Frozen values, no unknown keys, no conversion of types, no infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
