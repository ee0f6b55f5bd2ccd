"""What a policy can do: the declaration of each instrument, pure data with meaning, unit and bounds of every field.

Every instrument is paid from the city's envelope for adult learning; what it then does is in `sim.government`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self, final, get_args

from pydantic import Field, ModelWrapValidatorHandler, ValidationError, ValidationInfo, field_validator, model_validator

from sim.scenario.parts import LAST_MONTH, AtLeastOne, Listed, Month, Part, Pulse, Target, joined, unit, wrong, wrong_at

Kind = Literal["school", "university", "vocational", "community", "older_adult", "library"]
Teaching = Literal["school", "university", "vocational", "community", "older_adult", "library", "online"]
KindOrQueue = Literal["queue", "school", "university", "vocational", "community", "older_adult", "library"]
Slot = Literal["day", "evening", "weekend"]
MONTHS = unit("months")
SHARE = unit("share")


class Common(Part):
    """What every instrument says: its money, its time and its target group."""

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


@final
class Places(Common):
    """Builds and equips rooms, which open after the building time; the envelope pays. Serves 3.1 (capital)."""

    instrument: Literal["places"]
    kind: Annotated[KindOrQueue, Field(description="where; `queue`: where the queue is longest")] = "queue"


@final
class Teachers(Common):
    """Trains teachers and then employs them, wages included; the envelope pays. Serves 3.2 (talent)."""

    instrument: Literal["teachers"]
    kind: Annotated[KindOrQueue, Field(description="where; `queue`: where the queue is longest")] = "queue"


@final
class Offers(Common):
    """Opens courses where a district lacks a kind of offer at some time of the week, in rented rooms with hourly staff.

    The envelope pays rent and hours. Serves 3.3 (education and training system) and 6.3 (everywhere, always).
    """

    instrument: Literal["offers"]
    kinds: Annotated[tuple[Kind, ...], AtLeastOne, Listed, Field(description="kinds of offer to open")] = (
        "community",
        "vocational",
    )
    slots: Annotated[tuple[Slot, ...], AtLeastOne, Listed, Field(description="times of the week to open them")] = (
        "evening",
        "weekend",
    )


@final
class Outreach(Common):
    """Speaks to people one by one and advises them; the envelope pays each contact. Serves 3.4 and 5.2 (atmosphere)."""

    instrument: Literal["outreach"]


@final
class Campaign(Common):
    """Buys exposures to a message on any topic; the envelope pays each exposure. Serves 5.1 and 5.3.

    The topic is a label that nothing reads: the same money, reach and tone have the same effect whatever it says.
    """

    instrument: Literal["campaign"]
    topic: Annotated[str, Field(min_length=1, max_length=80, description="what it is about; a label only")] = "learning"
    media: Annotated[
        float, Field(ge=0, le=1, description="part of the adults whom its channels can reach", json_schema_extra=SHARE)
    ] = 0.6
    pressure: Annotated[
        float, Field(ge=0, le=1, description="how much its tone urges, 0 not at all", json_schema_extra=SHARE)
    ] = 0.0
    publishes_rate: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            description="part of adults who learn, as it says; without it, it names none",
            json_schema_extra=SHARE,
        ),
    ] = None
    injunctive: Annotated[bool, Field(description="whether it says that others approve of learning")] = False


@final
class Voucher(Common):
    """Pays course fees of those who get one; the envelope pays each voucher used. Serves 5.1 (incentives)."""

    instrument: Literal["voucher"]
    covers: Annotated[float, Field(ge=0, le=1, description="part of the fee that it pays", json_schema_extra=SHARE)] = (
        1.0
    )
    maximum: Annotated[
        float | None,
        Field(gt=0, le=10_000_000, description="most that it pays for one course", json_schema_extra=unit("currency")),
    ] = None
    rationing: Annotated[
        Literal["lottery", "need", "first_come"],
        Field(description="who gets one when money is short: by lot, the poorest first, or the earliest first"),
    ] = "lottery"
    kinds: Annotated[
        tuple[Teaching, ...], AtLeastOne, Listed, Field(description="kinds of course that it pays for")
    ] = get_args(Teaching)


@final
class Maintenance(Common):
    """Repairs rooms so that fewer wear out; the envelope pays. Serves 3.1 and 5.3 (everyday service)."""

    instrument: Literal["maintenance"]


@final
class CashTransfer(Common):
    """Gives the target group money for whatever it likes; the envelope pays. The comparator for 5.1 and all others."""

    instrument: Literal["cash_transfer"]


Instrument = Annotated[
    Places | Teachers | Offers | Outreach | Campaign | Voucher | Maintenance | CashTransfer,
    Field(discriminator="instrument"),
]
INSTRUMENTS: dict[str, type[Common]] = {
    get_args(one.model_fields["instrument"].annotation)[0]: one
    for one in (Places, Teachers, Offers, Outreach, Campaign, Voucher, Maintenance, CashTransfer)
}
