"""Instruments that find out and spread what is known: research, pilots, guidelines and new practices."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from pydantic import Field, field_validator

from sim.errors import nearest
from sim.scenario.instruments.common import MONTHS, Untargeted, fraction
from sim.scenario.values import Listed, unit, wrong_at


@final
class Research(Untargeted):
    """Pays for research on how people learn here; usable knowledge grows after a long delay. Serves 5.4 (theory).

    What knowledge does to courses is asserted, and zero unless a scenario says otherwise.
    """

    label: ClassVar[str] = "Research"
    rests_on: ClassVar[tuple[str, ...]] = ("research.",)
    instrument: Literal["research"]


@final
class Pilots(Untargeted):
    """Evaluates other instruments of the policy and may move their money to what seems best. Serves 5.1 and 5.2.

    Randomised: each is compared with its absence at all sites. A classic case: only the one believed best is looked
    at, and only the best of its sites is reported. Money moves only where `reallocates` says so.
    """

    label: ClassVar[str] = "Pilots"
    rests_on: ClassVar[tuple[str, ...]] = ("pilots.",)
    instrument: Literal["pilots"]
    sites: Annotated[
        int, Field(ge=1, le=200, description="sites that are observed", json_schema_extra=unit("sites"))
    ] = 10
    months: Annotated[
        int, Field(ge=1, le=60, description="how long each round of pilots takes", json_schema_extra=MONTHS)
    ] = 12
    design: Annotated[
        Literal["randomised", "classic_case"],
        Field(description="all by lot, or the best site of what is believed best"),
    ] = "randomised"
    studies: Annotated[
        tuple[str, ...],
        Listed,
        Field(description="instruments of the policy that are evaluated; without it, all others"),
    ] = ()
    reallocates: Annotated[float, fraction("part of their money that goes to them by their chance to be best")] = 0.0

    @field_validator("studies")
    @classmethod
    def _known_instruments(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        from sim.scenario.instruments import INSTRUMENTS  # which are made of this module's classes

        unknown = [
            ((i,), f"there is no instrument {word}", nearest(word, INSTRUMENTS))
            for i, word in enumerate(value)
            if word not in INSTRUMENTS
        ]
        if unknown:
            raise wrong_at("studies", unknown)
        return value


@final
class Practice(Untargeted):
    """Trains institutions in a new practice, which spreads among them from outside and by example. Serves 5.3 and 7.

    What it does to courses is asserted: it may spread without any use.
    """

    label: ClassVar[str] = "A new practice"
    rests_on: ClassVar[tuple[str, ...]] = ("practice.",)
    instrument: Literal["practice"]


@final
class Guideline(Untargeted):
    """Explains a guideline to institutions, which take it up and may give it up. Serves 5.4 (practical reference).

    What following it does to courses is asserted; a bad one drives learners away.
    """

    label: ClassVar[str] = "A guideline"
    rests_on: ClassVar[tuple[str, ...]] = ("guideline.", "practice.cost")
    instrument: Literal["guideline"]
