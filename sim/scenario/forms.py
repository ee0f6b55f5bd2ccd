"""Rival forms of the model's mechanisms: a scenario names the one it believes in, and the default is today's model.

Each field is one mechanism, its value the name of a form; what a form does is in the module that the field names.
"""

from __future__ import annotations

from typing import Annotated, Literal, final

from pydantic import Field

from sim.scenario.parts import Part


@final
class Forms(Part):
    """Which form of a mechanism the city follows, where there are rivals."""

    admission: Annotated[
        Literal["first_come", "lottery", "need", "skill"],
        Field(
            description="who gets a scarce place: who has waited longest, a lot, the poorest, or "
            "the most skilled first (sim.enrolment)"
        ),
    ] = "first_come"
