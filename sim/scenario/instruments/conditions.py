"""Conditions on what the city measures: when an instrument is switched on and off, and the gate that it must pass.

They read last month's record of the whole city, so a policy reacts to what a government could know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, final

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from sim.scenario.values import LAST_MONTH, Misfit, Part, checked, unit

# Indicators that every city records for the whole city.
Signpost = Literal[
    "participation_12m", "participation_4w", "starts", "hours_per_adult", "completion_rate", "unmet_demand",
    "skill_mean", "awareness", "education_gap", "utilisation", "waiting_months", "waiting_people", "public_places",
    "seats", "teachers", "teacher_gap", "quality_mean", "employer_share", "spend", "fees", "lapsed",
]  # fmt: skip
# Those of them that a government knows from what institutions report.
REPORTED = ("participation_12m", "participation_4w", "starts", "hours_per_adult", "completion_rate", "quality_mean")
BOUND = "in the indicator's unit"


class Condition(Part):
    """An indicator above or below a bound."""

    indicator: Annotated[Signpost, Field(description="what is looked at: an indicator of the whole city")]
    above: Annotated[float | None, Field(description=f"it must be above this, {BOUND}")] = None
    below: Annotated[float | None, Field(description=f"it must be below this, {BOUND}, instead of `above`")] = None

    @model_validator(mode="wrap")
    @classmethod
    def _one_bound(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        return checked(value, handler, "condition", cls._misfits)

    @classmethod
    def _misfits(cls, value: dict[str, Any]) -> list[Misfit]:
        """What is wrong with the bounds together."""
        if (value.get("above") is None) == (value.get("below") is None):
            if value.get("above") is None:
                return [((), "it has no bound", "Add `above:` or `below:`")]
            return [(("below",), "`above` is given too, and each is the bound", "Keep one of them")]
        return []


@final
class When(Condition):
    """Switched on once an indicator has passed a bound for some months, and off again once it is back."""

    for_months: Annotated[
        int,
        Field(
            alias="for",
            ge=1,
            le=LAST_MONTH,
            description="months in a row that it must hold, before a switch either way",
            json_schema_extra=unit("months"),
        ),
    ] = 1
    lag: Annotated[
        int,
        Field(ge=0, le=LAST_MONTH, description="months from then to the switch", json_schema_extra=unit("months")),
    ] = 0
    until_above: Annotated[
        float | None, Field(description=f"off again once the indicator is above this, {BOUND}; without it, it stays on")
    ] = None
    until_below: Annotated[
        float | None, Field(description=f"off again once the indicator is below this, {BOUND}, instead of the other")
    ] = None

    @classmethod
    def _misfits(cls, value: dict[str, Any]) -> list[Misfit]:
        found = super()._misfits(value)
        if value.get("until_above") is not None and value.get("until_below") is not None:
            found.append((("until_below",), "`until_above` is given too, and each ends it", "Keep one of them"))
        return found

    def starts(self, seen: Mapping[str, float]) -> bool:
        """Whether what was measured calls for it."""
        return beyond(seen.get(self.indicator), self.above, self.below)

    def ends(self, seen: Mapping[str, float]) -> bool:
        """Whether what was measured calls for its end."""
        return beyond(seen.get(self.indicator), self.until_above, self.until_below)


@final
class Gate(Condition):
    """A decision in a given month: the instrument goes on if an indicator passes, and ends for good if not."""

    month: Annotated[
        int,
        Field(ge=1, le=LAST_MONTH, description="month of the decision", json_schema_extra=unit("months")),
    ]
    reads: Annotated[
        Literal["measured", "true"],
        Field(description="measured: as inflated as institutions report where they are evaluated; true: as it is"),
    ] = "measured"

    def passes(self, seen: Mapping[str, float]) -> bool:
        """Whether it may go on; what institutions report is inflated as their reports are where they are evaluated."""
        value = seen.get(self.indicator)
        if value is not None and self.reads == "measured" and self.indicator in REPORTED:
            value *= 1.0 + seen.get("gaming", 0.0)
        return beyond(value, self.above, self.below)


def beyond(value: float | None, above: float | None, below: float | None) -> bool:
    """Whether a value is known and beyond the bound that is given."""
    if value is None:
        return False
    return (above is not None and value > above) or (below is not None and value < below)
