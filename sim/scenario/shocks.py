"""What may happen to a city from outside while a scenario runs: the declaration of each shock, its time and its size.

A shock is no policy: it costs no budget line, and cities with and without it share people, luck and burn-in.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, Self, final, get_args

from pydantic import BeforeValidator, Field, ModelWrapValidatorHandler, model_validator

from sim.scenario.units import exact
from sim.scenario.values import (
    LAST_MONTH,
    AtLeastOne,
    District,
    From,
    Misfit,
    Part,
    Until,
    checked,
    known_districts,
    unit,
    within,
)

ShockKind = Literal["fiscal", "unemployment", "closure", "extreme_weather", "teacher_poaching", "outage"]
SIZED = {
    "fiscal": "part of the envelope that is missing",
    "unemployment": "part of the employed who lose their work",
    "teacher_poaching": "part of the teachers whom others hire away each month",
}
CITY_WIDE = ("fiscal", "outage")


@final
class Shock(Part):
    """One shock: what it is, how long it lasts, how large it is and where."""

    kind: Annotated[
        ShockKind,
        Field(
            description="fiscal: money is missing; unemployment: people lose their work, and have it again afterwards; "
            "closure: nothing but online courses begins; extreme_weather: the sites of some districts are closed; "
            "teacher_poaching: others hire teachers away; outage: the online platform is closed"
        ),
    ]
    from_month: From
    until: Until = None
    months: Annotated[
        int | None,
        Field(ge=1, le=LAST_MONTH, description="how long it lasts, not `until`", json_schema_extra=unit("months")),
    ] = None
    size: Annotated[
        float | None,
        Field(
            gt=0,
            le=1,
            description="; ".join(f"{kind}: {meaning}" for kind, meaning in SIZED.items()),
            json_schema_extra=unit("share"),
        ),
    ] = None
    districts: Annotated[
        Annotated[tuple[District, ...], AtLeastOne] | None,
        BeforeValidator(known_districts),
        Field(description="ids or names of the districts that it strikes; without it, all"),
    ] = None

    @model_validator(mode="wrap")
    @classmethod
    def _fits_its_kind(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        return checked(value, handler, "shock", _misfits)

    @property
    def end(self) -> int | None:
        """The first month without it; None if it stays."""
        return self.until if self.months is None else self.from_month + self.months

    def strikes(self, month: int) -> bool:
        """Whether the city suffers from it in `month`."""
        return within(month, self.from_month, self.end)


def _misfits(value: dict[str, Any]) -> list[Misfit]:
    """What a shock says that its kind has not, or leaves out that its kind needs."""
    kind = value.get("kind")
    found: list[Misfit] = []
    if value.get("until") is not None and value.get("months") is not None:
        found.append((("months",), "`until` is given too, and each ends it", "Keep one of them"))
    if not isinstance(kind, str) or kind not in get_args(ShockKind):
        return found
    if kind in SIZED and "size" not in value:
        found.append(((), f"a shock of kind {kind} needs a size", f"Add `size:`, 0 to 1: {SIZED[kind]}"))
    if kind not in SIZED and value.get("size") is not None:
        found.append((("size",), f"a shock of kind {kind} has no size", "Leave it out"))
    if kind in CITY_WIDE and value.get("districts") is not None:
        found.append((("districts",), f"a shock of kind {kind} strikes the whole city", "Leave it out"))
    return found


def left_of_money(shocks: tuple[Shock, ...], month: int) -> Fraction:
    """The part of the envelope that fiscal shocks leave in `month`; several leave their parts of each other's rest."""
    left = Fraction(1)
    for shock in shocks:
        if shock.kind == "fiscal" and shock.strikes(month):
            left *= 1 - exact(shock.size or 0.0)
    return left
