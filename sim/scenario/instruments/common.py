"""What every instrument says besides its own fields: its money, when it acts, and whom it serves."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, ValidationError, ValidationInfo, field_validator, model_validator

from sim.scenario.parts import LAST_MONTH, Month, Part, Pulse, Target, joined, unit, wrong, wrong_at

Kind = Literal["school", "university", "vocational", "community", "older_adult", "library"]
Teaching = Literal["school", "university", "vocational", "community", "older_adult", "library", "online"]
KindOrQueue = Literal["queue", "school", "university", "vocational", "community", "older_adult", "library"]
Slot = Literal["day", "evening", "weekend"]
MONTHS = unit("months")
SHARE = unit("share")


class Common(Part):
    """What every instrument says: its money, its time and its target group.

    `label` is its name for people; `rests_on` holds prefixes of the assumptions between its money and participation.
    """

    label: ClassVar[str]
    rests_on: ClassVar[tuple[str, ...]]

    share: Annotated[
        float | None,
        Field(ge=0, le=1, description="part of the envelope that it takes at full strength", json_schema_extra=SHARE),
    ] = None
    spend: Annotated[
        float | None,
        Field(
            ge=0,
            le=1_000_000,
            description="money that it takes at full strength, instead of `share`",
            json_schema_extra=unit("currency per resident a year"),
        ),
    ] = None
    from_month: Annotated[
        Month,
        Field(
            alias="from", description="first month, from the end of the burn-in, or a date", json_schema_extra=MONTHS
        ),
    ] = 0
    until: Annotated[
        Month | None,
        Field(description="first month without it, or a date; without it, it stays", json_schema_extra=MONTHS),
    ] = None
    ramp: Annotated[
        int,
        Field(ge=0, le=LAST_MONTH, description="months in which it grows to full strength", json_schema_extra=MONTHS),
    ] = 0
    pulse: Annotated[Pulse | None, Field(description="on and off again; without it, steady")] = None
    target: Annotated[Target | None, Field(description="whom it serves; without it, every adult")] = None

    @model_validator(mode="wrap")
    @classmethod
    def _one_money(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        more = None
        if isinstance(value, dict) and (value.get("share") is None) == (value.get("spend") is None):
            more = wrong_at(
                "money",
                [
                    ((), "it takes no money", "Add `share:` (0 to 1 of the envelope) or `spend:` (per resident a year)")
                    if value.get("share") is None
                    else (("spend",), "`share` is given too, and each sets the money", "Keep one of them")
                ],
            )
        try:
            made = handler(value)
        except ValidationError as error:
            raise (joined(error, more) if more else error) from None
        if more:
            raise more
        return made

    @field_validator("until")
    @classmethod
    def _ends_after_start(cls, until: int | None, info: ValidationInfo) -> int | None:
        start = info.data.get("from_month", 0)
        if until is not None and until <= start:
            raise wrong(f"month {until} is not after `from`, month {start}", "Write a later month")
        return until

    def intensity(self, month: int) -> Fraction:
        """How strong it is in `month`, 0 to 1, by its dates, ramp and pulse; a ramp of n months is full in its nth."""
        since = month - self.from_month
        if since < 0 or (self.until is not None and month >= self.until):
            return Fraction(0)
        if self.pulse and since % self.pulse.every >= self.pulse.length:
            return Fraction(0)
        return min(Fraction(1), Fraction(since + 1, self.ramp)) if self.ramp else Fraction(1)
