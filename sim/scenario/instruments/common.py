"""What every instrument says besides its own fields: its money, when it acts, and whom it serves."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, field_validator, model_validator

from sim.scenario.instruments.conditions import Gate, When
from sim.scenario.parts import Pulse, Target
from sim.scenario.values import LAST_MONTH, AtLeastOne, From, Listed, Misfit, Part, Until, checked, unit, within, wrong

Kind = Literal["school", "university", "vocational", "community", "older_adult", "library"]
Teaching = Literal["school", "university", "vocational", "community", "older_adult", "library", "online"]
KindOrQueue = Literal["queue", "school", "university", "vocational", "community", "older_adult", "library"]
Slot = Literal["day", "evening", "weekend"]
MONTHS = unit("months")
Kinds = Annotated[tuple[Kind, ...], AtLeastOne, Listed]


def fraction(meaning: str) -> Any:
    """A field that is a part of something, 0 to 1."""
    return Field(ge=0, le=1, description=meaning, json_schema_extra=unit("share"))


class Common(Part):
    """What every instrument says: its money, its time and its target group.

    `label` is its name for people; `rests_on` holds prefixes of the assumptions between its money and participation;
    `cures` those that are 0 in a usual city: where all of them are, it does nothing; `buys` those whose product is the
    price of the least that it buys, monthly mean incomes: bit by bit, or within a month where it is bought `at_once`.
    """

    label: ClassVar[str]
    rests_on: ClassVar[tuple[str, ...]]
    cures: ClassVar[tuple[str, ...]] = ()
    buys: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[bool] = False

    share: Annotated[float | None, fraction("part of the envelope that it takes at full strength")] = None
    spend: Annotated[
        float | None,
        Field(
            ge=0,
            le=1_000_000,
            description="money that it takes at full strength, instead of `share`",
            json_schema_extra=unit("currency per resident a year"),
        ),
    ] = None
    from_month: From = 0
    until: Until = None
    ramp: Annotated[
        int,
        Field(ge=0, le=LAST_MONTH, description="months in which it grows to full strength", json_schema_extra=MONTHS),
    ] = 0
    pulse: Annotated[Pulse | None, Field(description="on and off again; without it, steady")] = None
    target: Annotated[Target | None, Field(description="whom it serves; without it, every adult")] = None
    paid_first: Annotated[
        bool,
        Field(description="whether it is paid before the other lines when money is short, as a contract would be"),
    ] = False
    when: Annotated[
        When | None,
        Field(description="switched on and off by what the city measures; without it, by its dates alone"),
    ] = None
    gate: Annotated[
        Gate | None, Field(description="it ends at a month unless an indicator passes; without it, it goes on")
    ] = None

    @model_validator(mode="wrap")
    @classmethod
    def _one_money(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        return checked(value, handler, "money", _misfits)

    def intensity(self, month: int, start: int | None = None) -> Fraction:
        """How strong it is in `month`, 0 to 1, by its dates, ramp and pulse; a ramp of n months is full in its nth.

        The ramp counts from `start`, the month of its first money; the pulse keeps to the calendar of `from`.
        """
        since = month - (self.from_month if start is None else start)
        if since < 0 or not within(month, self.from_month, self.until):
            return Fraction(0)
        if self.pulse and (month - self.from_month) % self.pulse.every >= self.pulse.length:
            return Fraction(0)
        return min(Fraction(1), Fraction(since + 1, self.ramp)) if self.ramp else Fraction(1)

    def most(self, month: int) -> Fraction:
        """The strongest it can be in `month`: where it waits for a signal, as if that had come long ago."""
        if self.when is None:
            return self.intensity(month)
        return Fraction(1) if self.model_copy(update={"ramp": 0}).intensity(month) else Fraction(0)


class Untargeted(Common):
    """What works on the administration, or on institutions everywhere: there is nobody to choose."""

    @field_validator("target")
    @classmethod
    def _nobody(cls, target: Target | None) -> Target | None:
        if target is not None:
            raise wrong("it serves nobody in particular", "Leave `target` out")
        return target


def _misfits(value: dict[str, Any]) -> list[Misfit]:
    """What is wrong with the money of an instrument: it says none, or twice."""
    if value.get("share") is None and value.get("spend") is None:
        return [((), "it takes no money", "Add `share:` (0 to 1 of the envelope) or `spend:` (per resident a year)")]
    if value.get("share") is not None and value.get("spend") is not None:
        return [(("spend",), "`share` is given too, and each sets the money", "Keep one of them")]
    return []
