"""Instruments that change where courses take place: shared rooms, courses moved online, an open university.

Their costs are declared in `sim.assumptions.venues`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field

from sim.scenario.instruments.common import Kinds, fraction
from sim.scenario.instruments.supply import SUPPLY, Supply


@final
class Venues(Supply):
    """Lets courses of some houses take place in the rooms of others; the envelope pays each seat. Serves 5.3 and 6.3.

    What is lent is missing where it stands: places there fall once the rooms are needed.
    """

    label: ClassVar[str] = "Shared rooms and cultural venues"
    rests_on: ClassVar[tuple[str, ...]] = (*SUPPLY, "venues.shared_seat")
    instrument: Literal["venues"]
    rooms: Annotated[float, fraction("part of their seats that the hosts lend")] = 0.3
    hosts: Annotated[Kinds, Field(description="houses that lend rooms")] = ("library",)
    guests: Annotated[Kinds, Field(description="houses whose courses use them")] = (
        "community",
        "older_adult",
    )


@final
class Digital(Supply):
    """Has teachers of some houses teach online instead; the envelope pays the platform. Serves 6.3 and 7."""

    label: ClassVar[str] = "Courses moved online"
    rests_on: ClassVar[tuple[str, ...]] = ("venues.", "choice.online", "persistence.online", "choice.distance")
    instrument: Literal["digital"]
    shift: Annotated[float, fraction("part of the houses' teaching that moves online")] = 0.3
    kinds: Annotated[Kinds, Field(description="houses whose teaching moves")] = (
        "vocational",
        "community",
        "older_adult",
    )


@final
class OpenUniversity(Supply):
    """Buys cheap places in distance courses whose hours count in a later formal course. Serves 5.1 and reference 5."""

    label: ClassVar[str] = "Open university"
    rests_on: ClassVar[tuple[str, ...]] = ("venues.", "choice.online", "persistence.online", "courses.")
    instrument: Literal["open_university"]
