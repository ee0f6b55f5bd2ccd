"""Instruments that reach people: outreach, campaigns, vouchers and cash."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final, get_args

from pydantic import Field

from sim.scenario.instruments.common import Common, Teaching, fraction
from sim.scenario.values import AtLeastOne, Listed, unit


@final
class Outreach(Common):
    """Speaks to people one by one and advises them; the envelope pays each contact. Serves 3.4 and 5.2 (atmosphere)."""

    label: ClassVar[str] = "Personal outreach"
    rests_on: ClassVar[tuple[str, ...]] = ("awareness.", "choice.", "costs.contact")
    instrument: Literal["outreach"]


@final
class Campaign(Common):
    """Buys exposures to a message on any topic; the envelope pays each exposure. Serves 5.1 and 5.3.

    The topic is a label that nothing reads: the same money, reach and tone have the same effect whatever it says.
    """

    label: ClassVar[str] = "Campaign"
    rests_on: ClassVar[tuple[str, ...]] = (
        "campaign.",
        "awareness.campaign",
        "norms.",
        "choice.norm",
        "choice.injunctive",
        "costs.exposure",
    )
    instrument: Literal["campaign"]
    topic: Annotated[str, Field(min_length=1, max_length=80, description="what it is about; a label only")] = "learning"
    media: Annotated[float, fraction("part of the adults whom its channels can reach")] = 0.6
    pressure: Annotated[float, fraction("how much its tone urges, 0 not at all")] = 0.0
    publishes_rate: Annotated[
        float | None, fraction("part of adults who learn, as it says; without it, it names none")
    ] = None
    injunctive: Annotated[bool, Field(description="whether it says that others approve of learning")] = False


@final
class Voucher(Common):
    """Pays course fees of those who get one; the envelope pays each voucher used. Serves 5.1 (incentives)."""

    label: ClassVar[str] = "Vouchers"
    rests_on: ClassVar[tuple[str, ...]] = ("choice.price", "courses.fee", "costs.take_up")
    instrument: Literal["voucher"]
    covers: Annotated[float, fraction("part of the fee that it pays")] = 1.0
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
class CashTransfer(Common):
    """Gives the target group money for whatever it likes; the envelope pays. The comparator for 5.1 and all others."""

    label: ClassVar[str] = "Cash transfer"
    rests_on: ClassVar[tuple[str, ...]] = ("choice.price",)
    instrument: Literal["cash_transfer"]
