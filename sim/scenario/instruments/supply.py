"""Instruments that change what is offered: rooms, teachers, new offers and maintenance."""

from __future__ import annotations

from typing import Annotated, Literal, final

from pydantic import Field

from sim.scenario.instruments.common import Common, Kind, KindOrQueue, Slot
from sim.scenario.parts import AtLeastOne, Listed


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
class Maintenance(Common):
    """Repairs rooms so that fewer wear out; the envelope pays. Serves 3.1 and 5.3 (everyday service)."""

    instrument: Literal["maintenance"]
