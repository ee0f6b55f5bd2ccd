"""The parts that a scenario is made of: who wrote it, its money, when an instrument acts and on whom, and its goals.

Every field carries its meaning, unit and bounds once; error messages and the editors' schema are made from them.
"""

from __future__ import annotations

from typing import Annotated, Literal, final

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.scenario.units import annual_cents, monthly_cents
from sim.scenario.values import (
    LAST_MONTH,
    AtLeastOne,
    District,
    From,
    Listed,
    Month,
    Part,
    Until,
    known_districts,
    unit,
    within,
    wrong,
    wrong_at,
)

Education = Literal["low", "medium", "high"]
Work = Literal["employed", "unemployed", "student", "home", "retired"]
Age = Annotated[int, Field(ge=15, le=120)]


def _ordered(age: tuple[int, int]) -> tuple[int, int]:
    if age[0] > age[1]:
        raise wrong(f"{age[0]} is above {age[1]}", "Write the younger age first")
    return age


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
    from_month: From = 0
    until: Until = None

    def cents(self, residents: int, month: int) -> int:
        """Cents of `month` in a city of so many `residents` of any age."""
        if not within(month, self.from_month, self.until):
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
    accuracy: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            description="part of the adults whose case is checked and told right, the rest of the districts go by "
            "lot; without it, all are told right at no cost",
            json_schema_extra=unit("share"),
        ),
    ] = None

    @model_validator(mode="after")
    def _people_to_check(self) -> Target:
        if self.accuracy is not None and not (self.age or self.education or self.work or self.need):
            message = "nobody's case is checked where all people of a district or city are served"
            remedy = "Add `age`, `education`, `work` or `need`, or leave `accuracy` out"
            raise wrong_at("target", [(("accuracy",), message, remedy)])
        return self


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
