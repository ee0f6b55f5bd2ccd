"""Instruments that judge or help those who teach: evaluation, guidance and training."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field, model_validator

from sim.scenario.instruments.common import fraction
from sim.scenario.instruments.supply import Supply
from sim.scenario.values import Part, unit, wrong

HOURS = unit("hours a month for a teacher")
Weight = Annotated[float, Field(ge=0, le=1)]
Hours = Annotated[float, Field(ge=0, le=8, json_schema_extra=HOURS)]


@final
class Weights(Part):
    """What a score counts, in proportion; what has weight 0 is not measured."""

    starts: Annotated[Weight, Field(description="weight of learners who start")] = 0.5
    completions: Annotated[Weight, Field(description="weight of courses completed, among those ended")] = 0.5
    quality: Annotated[Weight, Field(description="weight of teaching quality")] = 0.0

    @model_validator(mode="after")
    def _measures_something(self) -> Weights:
        if self.starts + self.completions + self.quality <= 0.0:
            raise wrong("nothing is measured", "Give starts, completions or quality a weight above 0")
        return self


@final
class Evaluation(Supply):
    """Scores institutions by their reports once a year and pays part of provision by the score; audits some reports.

    The envelope pays scoring and audits; reports and audits take teachers' time; what is not measured loses effort, and
    reports are inflated as far as audits let them. Serves 5.1 (evaluation mechanism, tailored or not).
    """

    label: ClassVar[str] = "Evaluation of institutions"
    rests_on: ClassVar[tuple[str, ...]] = ("performance.", "quality.", "fit.", "choice.quality", "teachers.load")
    instrument: Literal["evaluation"]
    bonus: Annotated[
        float,
        Field(
            ge=0,
            le=0.5,
            description="part of general provision that goes by the score",
            json_schema_extra=unit("share"),
        ),
    ] = 0.1
    audit: Annotated[float, fraction("how closely reports are audited")] = 0.2
    weights: Annotated[Weights, Field(description="what the score counts")] = Weights()
    measures: Annotated[
        Literal["uniform", "local"],
        Field(description="whether all are measured by the city's standard, or each place by what it needs"),
    ] = "uniform"
    ratchet: Annotated[
        float | None,
        Field(
            ge=0,
            le=0.5,
            description="how far next year's target exceeds the best report; without it, targets stay",
            json_schema_extra=unit("share a year"),
        ),
    ] = None
    reports: Annotated[Hours, Field(description="time that writing reports takes")] = 0.5


@final
class Guidance(Supply):
    """Sends advisers to teachers; the envelope pays them, and teachers give their time. Serves 5.1 (guidance)."""

    label: ClassVar[str] = "Supervision and guidance"
    rests_on: ClassVar[tuple[str, ...]] = ("performance.", "quality.guidance", "choice.quality", "teachers.load")
    instrument: Literal["guidance"]
    hours: Annotated[Hours, Field(description="time with an adviser")] = 1.0


@final
class StaffTraining(Supply):
    """Trains teachers in post; the envelope pays courses, and teachers give their time. Serves 3.2 (quality of talent).

    What it gives fades, and leaves with those who leave.
    """

    label: ClassVar[str] = "Training of teachers in post"
    rests_on: ClassVar[tuple[str, ...]] = ("performance.", "quality.guidance", "choice.quality", "teachers.load")
    instrument: Literal["staff_training"]
    hours: Annotated[Hours, Field(description="time in training")] = 1.0
