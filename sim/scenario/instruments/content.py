"""Instruments that change what courses teach."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final, get_args

from pydantic import Field

from sim.scenario.instruments.common import Teaching, fraction
from sim.scenario.instruments.supply import Supply
from sim.scenario.values import AtLeastOne, Listed


@final
class SharedContent(Supply):
    """Puts a common module into courses; the envelope pays its teaching, and its hours are not taught otherwise.

    What the module is about is a label that nothing reads. Serves 5.5 (integration into education of all kinds).
    """

    label: ClassVar[str] = "A common module in courses"
    rests_on: ClassVar[tuple[str, ...]] = ("choice.shared_content", "costs.module_hour", "persistence.")
    instrument: Literal["shared_content"]
    topic: Annotated[str, Field(min_length=1, max_length=80, description="what it is about; a label only")] = "learning"
    hours: Annotated[float, fraction("part of a course's hours that it takes")] = 0.1
    kinds: Annotated[tuple[Teaching, ...], AtLeastOne, Listed, Field(description="kinds of course that it enters")] = (
        get_args(Teaching)
    )
