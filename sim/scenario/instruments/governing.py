"""Instruments that change how the city governs and what people are entitled to: laws, administration and leave."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field

from sim.scenario.instruments.common import Common, Untargeted
from sim.scenario.values import AtLeastOne, Listed, unit


@final
class Law(Untargeted):
    """Protects lines of the budget: their money is paid first and changes late; the envelope pays for proving it.

    Serves 6.1 (legislative protection). It is in force after a while, and protects as far as its money goes.
    """

    label: ClassVar[str] = "Protection by law"
    rests_on: ClassVar[tuple[str, ...]] = (
        "governance.enactment",
        "governance.rigidity",
        "governance.compliance",
        "governance.steadying",
    )
    instrument: Literal["law"]
    protects: Annotated[
        tuple[str, ...],
        AtLeastOne,
        Listed,
        Field(description="instruments of this policy whose money it protects, or `provision`"),
    ] = ("provision",)
    floor: Annotated[
        float,
        Field(gt=0, le=1, description="part of their planned money that is protected", json_schema_extra=unit("share")),
    ] = 1.0


@final
class InstitutionBuilding(Untargeted):
    """Pays for an administration that decides faster and errs less; the effect follows the money slowly.

    Serves 6.1 and 6.2 (institution building); without delays and errors it has nothing to cure.
    """

    label: ClassVar[str] = "Institution building"
    cures: ClassVar[tuple[str, ...]] = ("governance.approval", "governance.error")
    rests_on: ClassVar[tuple[str, ...]] = (*cures, "governance.building")
    instrument: Literal["institution_building"]


@final
class LearningLeave(Common):
    """Entitles employed people to hours off work for learning; the envelope pays the employers for hours used.

    Serves 6.1 (legislative protection: entitlements). Those who are not employed gain no hour by it.
    """

    label: ClassVar[str] = "Learning leave"
    rests_on: ClassVar[tuple[str, ...]] = ("choice.time", "governance.leave_hour", "costs.take_up")
    instrument: Literal["learning_leave"]
    hours: Annotated[
        float,
        Field(gt=0, le=20, description="hours off work in a week of learning", json_schema_extra=unit("hours a week")),
    ] = 4.0
