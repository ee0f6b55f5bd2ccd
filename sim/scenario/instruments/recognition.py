"""Instruments meant to move motivation: awards after a course, and study circles."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field

from sim.scenario.instruments.common import Common
from sim.scenario.values import unit


@final
class Awards(Common):
    """Recognises those who completed or started a course last month; the envelope pays each award. Serves 5.1.

    A verbal award is thanks and costs a certificate; a tangible one is money, which is announced and so lowers what a
    course costs. Whether either moves motivation is asserted.
    """

    label: ClassVar[str] = "Awards for learners"
    rests_on: ClassVar[tuple[str, ...]] = ("motivation.", "choice.price")
    instrument: Literal["awards"]
    kind: Annotated[Literal["verbal", "tangible"], Field(description="thanks and a certificate, or money")] = "verbal"
    after: Annotated[
        Literal["completion", "start"], Field(description="what it is given for: a course completed, or begun")
    ] = "completion"
    value: Annotated[
        float,
        Field(
            gt=0,
            le=5,
            description="money in a tangible award",
            json_schema_extra=unit("monthly mean incomes"),
        ),
    ] = 0.05
    staff_hours: Annotated[
        float, Field(ge=0, le=100, description="work of staff for each award", json_schema_extra=unit("hours"))
    ] = 0.25


@final
class StudyCircles(Common):
    """Small groups that meet each month to study in depth; the envelope pays rooms and leaders. Serves 5.1.

    It takes its members' free hours, which they then lack for courses; whether depth moves motivation is asserted.
    """

    label: ClassVar[str] = "Study circles"
    rests_on: ClassVar[tuple[str, ...]] = ("motivation.", "choice.time")
    instrument: Literal["study_circles"]
    hours: Annotated[
        float,
        Field(gt=0, le=60, description="time that a member gives", json_schema_extra=unit("hours a month")),
    ] = 8.0
    size: Annotated[
        int, Field(ge=1, le=100, description="members for each leader", json_schema_extra=unit("people"))
    ] = 8
