"""Instruments that people meet in free time and everyday life: events, media, services, and calls to volunteer.

What they cost and what they may lead to is declared in `sim.assumptions.activities` and `.volunteers`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field

from sim.scenario.instruments.common import Common, Slot, fraction
from sim.scenario.instruments.supply import Supply
from sim.scenario.values import AtLeastOne, Listed

TOPIC = Field(min_length=1, max_length=80, description="what it is about; a label only")


@final
class Activities(Common):
    """Holds short, free, social events on any topic; the envelope pays each event. Serves 5.2 and 5.3.

    A visit is no course: it is counted apart, takes the visitor's time, and leads to learning only as is assumed.
    """

    label: ClassVar[str] = "Popular activities"
    buys: ClassVar[tuple[str, ...]] = ("activities.cost",)
    at_once: ClassVar[bool] = True
    rests_on: ClassVar[tuple[str, ...]] = ("activities.", "choice.")
    instrument: Literal["activities"]
    topic: Annotated[str, TOPIC] = "learning"


@final
class Media(Common):
    """Makes programmes, films or projects for those who like them; the envelope pays each view. Serves 5.3.

    The topic is a label that nothing reads. A view does what an exposure to a campaign does, and takes free time.
    """

    label: ClassVar[str] = "Programmes, films and projects"
    rests_on: ClassVar[tuple[str, ...]] = ("media.", "campaign.", "awareness.campaign", "costs.exposure")
    pressure: ClassVar[float] = 0.0  # a product urges nobody, names no rate and says nothing of others' approval
    publishes_rate: ClassVar[float | None] = None
    injunctive: ClassVar[bool] = False
    instrument: Literal["media"]
    topic: Annotated[str, TOPIC] = "learning"
    product: Annotated[Literal["programme", "film", "project"], Field(description="what is made")] = "film"
    media: Annotated[float, fraction("part of the adults whom its channels can reach")] = 0.6


@final
class Service(Supply):
    """Makes a practical thing routine: longer opening hours, childcare, repairs or a shuttle. Serves 5.3.

    The envelope pays the service month by month; it grows to what is paid for and is lost again when it stops.
    """

    label: ClassVar[str] = "Everyday service"
    rests_on: ClassVar[tuple[str, ...]] = ("services.", "choice.time", "choice.distance", "rooms.")
    instrument: Literal["service"]
    fix: Annotated[
        Literal["opening", "childcare", "repairs", "transport"], Field(description="the practical thing that is done")
    ] = "childcare"
    slots: Annotated[
        tuple[Slot, ...], AtLeastOne, Listed, Field(description="times of the week to which `opening` extends")
    ] = ("evening", "weekend")


@final
class CallForVolunteers(Common):
    """Asks people one by one to help in courses; the envelope pays each contact. Serves 4.3.

    Those asked give hours only under the form `volunteers: burn_out`. Their time is free of charge, not of cost.
    """

    label: ClassVar[str] = "Call for volunteers"
    rests_on: ClassVar[tuple[str, ...]] = ("volunteers.",)
    instrument: Literal["call_for_volunteers"]
    thanks: Annotated[bool, Field(description="whether it first thanks those who helped last month")] = False
