"""Instruments that change what is offered: rooms, teachers, new offers and maintenance."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field, field_validator

from sim.scenario.instruments.common import Common, KindOrQueue, Kinds, Slot
from sim.scenario.parts import Target
from sim.scenario.values import AtLeastOne, Listed, wrong

SUPPLY = ("rooms.", "choice.wait", "choice.distance", "courses.")


class Supply(Common):
    """What serves whoever comes: it can be sent to districts, not to some of their people."""

    @field_validator("target")
    @classmethod
    def _places_only(cls, target: Target | None) -> Target | None:
        people = [
            name for name in Target.model_fields if name != "districts" and getattr(target, name, None) is not None
        ]
        if people:
            what = f"it serves whoever comes and cannot choose by {', '.join(people)}"
            raise wrong(what, "Keep `districts` only, or use an instrument that reaches people, such as voucher")
        return target


@final
class Places(Supply):
    """Builds and equips rooms, which open after the building time; the envelope pays. Serves 3.1 (capital)."""

    label: ClassVar[str] = "More places"
    buys: ClassVar[tuple[str, ...]] = ("rooms.capital",)
    rests_on: ClassVar[tuple[str, ...]] = (*SUPPLY, "teachers.")
    instrument: Literal["places"]
    kind: Annotated[KindOrQueue, Field(description="where; `queue`: where the queue is longest")] = "queue"


@final
class Teachers(Supply):
    """Trains teachers and then employs them, wages included; the envelope pays. Serves 3.2 (talent)."""

    label: ClassVar[str] = "More teachers"
    buys: ClassVar[tuple[str, ...]] = ("teachers.wage",)
    at_once: ClassVar[bool] = True
    rests_on: ClassVar[tuple[str, ...]] = (*SUPPLY, "teachers.", "choice.quality")
    instrument: Literal["teachers"]
    kind: Annotated[KindOrQueue, Field(description="where; `queue`: where the queue is longest")] = "queue"


@final
class Offers(Supply):
    """Opens courses where a district lacks a kind of offer at some time of the week, in rented rooms with hourly staff.

    The envelope pays rent and hours. Serves 3.3 (education and training system) and 6.3 (everywhere, always).
    """

    label: ClassVar[str] = "New offers"
    rests_on: ClassVar[tuple[str, ...]] = (
        *SUPPLY,
        "choice.time",
        "teachers.hourly_premium",
        "teachers.wage",
        "costs.rented_seat",
        "costs.opening",
    )
    instrument: Literal["offers"]
    kinds: Annotated[Kinds, Field(description="kinds of offer to open")] = (
        "community",
        "vocational",
    )
    slots: Annotated[tuple[Slot, ...], AtLeastOne, Listed, Field(description="times of the week to open them")] = (
        "evening",
        "weekend",
    )


@final
class Maintenance(Supply):
    """Repairs rooms so that fewer wear out; the envelope pays. Serves 3.1 and 5.3 (everyday service)."""

    label: ClassVar[str] = "Repair and upkeep"
    rests_on: ClassVar[tuple[str, ...]] = ("rooms.", "choice.quality")
    instrument: Literal["maintenance"]
