"""Instruments that say what institutions teach and how they act together: directives, surveys, a hub, feedback."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field

from sim.scenario.instruments.common import MONTHS, fraction
from sim.scenario.instruments.supply import Supply
from sim.scenario.values import LAST_MONTH, unit

FIT = ("fit.", "quality.fit", "choice.quality")


@final
class Directive(Supply):
    """Holds institutions to the city's standard content; the envelope pays oversight, teachers give time to comply.

    Institutions comply, not citizens. Serves 4.5 (policy and guidelines) and 2.2 (governance).
    """

    label: ClassVar[str] = "Directives to institutions"
    rests_on: ClassVar[tuple[str, ...]] = (*FIT, "coordination.")
    instrument: Literal["directive"]
    strength: Annotated[float, fraction("how far content follows the standard")] = 0.5


@final
class NeedsSurvey(Supply):
    """Asks people what they need, to teach that; the envelope pays interviews, people give time. Serves 4.2."""

    label: ClassVar[str] = "Surveys of needs"
    rests_on: ClassVar[tuple[str, ...]] = FIT
    instrument: Literal["needs_survey"]
    interviews: Annotated[
        float,
        Field(gt=0, le=10_000, description="interviews", json_schema_extra=unit("a year for an institution")),
    ] = 120.0
    hours: Annotated[
        float, Field(ge=0, le=8, description="time that an interview takes", json_schema_extra=unit("hours"))
    ] = 0.5


@final
class Hub(Supply):
    """Coordinates programmes so that less is spent twice; the envelope pays its fixed cost. Serves 5.1 (leadership).

    How much is spent twice without it is assumed, `coordination.duplication`, and 0 unless a scenario says otherwise.
    """

    label: ClassVar[str] = "A coordinating hub"
    cures: ClassVar[tuple[str, ...]] = ("coordination.duplication",)
    rests_on: ClassVar[tuple[str, ...]] = (*cures, "coordination.hub")
    instrument: Literal["hub"]
    saves: Annotated[float, fraction("part of duplicate spending that it prevents")] = 0.8


@final
class ContentControl(Supply):
    """Fixes part of the content centrally, vetted; the envelope pays oversight, teachers give time. Serves 6.1.

    Less is left to local needs; whether vetted content is better is asserted, `fit.vetting`.
    """

    label: ClassVar[str] = "Centrally fixed content"
    rests_on: ClassVar[tuple[str, ...]] = (*FIT, "coordination.")
    instrument: Literal["content_control"]
    fixed: Annotated[float, fraction("part of the content that is fixed")] = 0.5


@final
class Feedback(Supply):
    """Answers complaints of those turned away: other times of the week, content nearer to needs. Serves 5.2.

    The envelope pays each change; nothing is changed, and nothing paid, before the lag is over.
    """

    label: ClassVar[str] = "Answers to complaints"
    rests_on: ClassVar[tuple[str, ...]] = (*FIT, "rooms.", "choice.wait")
    instrument: Literal["feedback"]
    lag: Annotated[
        int,
        Field(ge=0, le=LAST_MONTH, description="time from a complaint to its answer", json_schema_extra=MONTHS),
    ] = 3
    complaints: Annotated[
        float, fraction("part of those who ask for a place and get none from which another time is opened")
    ] = 0.1
