"""What a scenario is: a city, its people, its money, a policy over time and the changed assumptions.

It is checked on construction, frozen, and never changes; `sim.scenario.load` makes one from a file.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from sim.errors import nearest
from sim.scenario import assumed
from sim.scenario.forms import Forms
from sim.scenario.instruments import Common, Instrument
from sim.scenario.parts import About, Budget, Goal, Pulse, Target
from sim.scenario.shocks import Shock, left_of_money
from sim.scenario.source import Entry, shown
from sim.scenario.units import annual_cents, exact, monthly_cents
from sim.scenario.values import LAST_MONTH, Part, unit, wrong, wrong_at

__all__ = ["About", "Budget", "Plan", "Pulse", "Scenario", "Target"]

MOST_CITIZENS = 50_000_000


def _citizens(value: object, info: ValidationInfo) -> object:
    """A number of citizens that the city has, or `all`."""
    allowed = f"a whole number from 1 to {MOST_CITIZENS:,}, or `all`"
    if value == "all":
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(f"{shown(value)} is not {allowed}")
    if not 1 <= value <= MOST_CITIZENS:
        raise wrong(f"{shown(value)} is outside its range. Allowed: {allowed}")
    facts = (info.context or {}).get("facts")
    if facts is not None and value > facts.adults:
        raise wrong(f"{value:,} is more than the {int(facts.adults):,} adults of {facts.name}", "Write `all`, or fewer")
    return value


def _words(value: str) -> str:
    if not value.strip():
        raise wrong("the text is empty", "Write a few words")
    return value


Citizens = Annotated[
    int | Literal["all"],
    BeforeValidator(_citizens),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": MOST_CITIZENS}, {"const": "all"}]}),
]


class Plan(Part):
    """The money and what is done with it, month by month, in cents."""

    budget: Annotated[Budget, Field(description="the city's whole public money for adult learning")]
    policy: Annotated[
        tuple[Instrument, ...],
        Field(
            max_length=100, description="what is done; money it leaves goes to general provision, as in the baseline"
        ),
    ] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The budget line of each item of the policy: its instrument, numbered from the second of a kind on."""
        names = [item.instrument for item in self.policy]
        before = [names[:place].count(name) for place, name in enumerate(names)]
        return tuple(f"{name}_{n + 1}" if n else name for name, n in zip(names, before, strict=True))

    def envelope_cents(self, residents: int, month: int) -> int:
        """All public money for adult learning in `month`, in cents, in a city of so many `residents` of any age."""
        return monthly_cents(annual_cents(self.budget.per_resident_per_year, residents), month)

    def claim(self, item: Common, month: int, start: int | None = None) -> Fraction:
        """Part of the envelope that `item` asks for in `month`: its share (or spend) times its intensity.

        `start`: the month of its first money, where that is not its `from`.
        """
        return self._asked(item, item.intensity(month, start))

    def most(self, item: Common, month: int) -> Fraction:
        """The most that `item` may ask for in `month`, whatever the city measures."""
        return self._asked(item, item.most(month))

    def _asked(self, item: Common, intensity: Fraction) -> Fraction:
        if item.share is not None:
            return exact(item.share) * intensity
        if item.spend is None or not intensity:
            return Fraction(0)
        budget = exact(self.budget.per_resident_per_year)
        return exact(item.spend) / budget * intensity if budget else Fraction(2 if item.spend else 0)

    def planned_cents(self, item: Common, residents: int, month: int) -> int:
        """Cents planned for `item` of the policy in `month`, rounded down; all items never exceed the envelope."""
        return int(self.envelope_cents(residents, month) * self.claim(item, month))


class Scenario(Plan):
    """One scenario, complete: what a file and its parents say.

    `city` is the path of the city's folder. Dates have become months, names of districts their ids.
    """

    title: Annotated[str, AfterValidator(_words), Field(max_length=200, description="a short name for people")]
    extends: Annotated[str | None, Field(description="the scenario file that this one differs from")] = None
    about: Annotated[About, Field(description="where the scenario comes from")] = About()
    city: Annotated[str, Field(description="the city's folder, beside this file or above it")]
    citizens: Annotated[
        Citizens,
        Field(
            description="simulated citizens, a weighted sample of the adults; `all` for one to one",
            json_schema_extra=unit("persons"),
        ),
    ] = 20_000
    months: Annotated[
        int,
        Field(ge=1, le=LAST_MONTH, description="how long it runs after the burn-in", json_schema_extra=unit("months")),
    ] = 120
    assumptions: Annotated[
        dict[str, float | dict[str, str]],
        WithJsonSchema(assumed.schema()),
        Field(
            default_factory=dict,
            description="assumptions of the model that differ from their defaults: a value, or {preset: name}",
        ),
    ]

    forms: Annotated[Forms, Field(description="forms of the model's mechanisms that differ from the usual ones")] = (
        Forms()
    )
    shocks: Annotated[
        tuple[Shock, ...],
        Field(max_length=100, description="what strikes it from outside; nothing if left out"),
    ] = ()

    targets: Annotated[
        tuple[Goal, ...], Field(max_length=50, description="dated targets; nothing in a run reads them")
    ] = ()

    _lineage: tuple[str, ...] = PrivateAttr(default=())
    _reference_budget: float | None = PrivateAttr(default=None)
    _borrowed: tuple[str, str] | None = PrivateAttr(default=None)
    _goals: Entry | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any) -> None:
        """Notes where the scenario comes from."""
        self._lineage = (context or {}).get("lineage", ())
        self._reference_budget = (context or {}).get("reference_budget")
        self._borrowed = (context or {}).get("borrowed")
        self._goals = (context or {}).get("goals")

    @field_validator("policy")
    @classmethod
    def _laws_protect_what_is_there(cls, policy: tuple[Any, ...]) -> tuple[Any, ...]:
        known = (*dict.fromkeys(item.instrument for item in policy), "provision")
        unknown = [
            ((i, "protects", j), f"the policy has no {shown(name)} to protect", nearest(name, known))
            for i, item in enumerate(policy)
            for j, name in enumerate(getattr(item, "protects", ()))
            if name not in known
        ]
        if unknown:
            raise wrong_at("policy", unknown)
        return policy

    @field_validator("assumptions", mode="before")
    @classmethod
    def _known_assumptions(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        changes = assumed.named(value)
        if errors := assumed.errors(changes):
            raise wrong_at("assumptions", errors)
        return changes

    def received_cents(self, residents: int, month: int) -> int:
        """The envelope of `month` less what fiscal shocks take of it, in cents, rounded down."""
        envelope = self.envelope_cents(residents, month)
        return int(envelope * left_of_money(self.shocks, month)) if self.shocks else envelope

    @property
    def path(self) -> str:
        """The file it was read from; empty if it was made in Python."""
        return self.lineage[0] if self.lineage else ""

    @property
    def name(self) -> str:
        """The file's name without its ending, by which results call the scenario."""
        return Path(self.path).stem or "scenario"

    @property
    def lineage(self) -> tuple[str, ...]:
        """Its file, the file that one extends, and so on to the root."""
        return self._lineage

    @property
    def reference_budget(self) -> float:
        """Money per resident a year of the furthest file in `extends` about the same city: what equal money means."""
        return self.budget.per_resident_per_year if self._reference_budget is None else self._reference_budget

    @property
    def borrowed(self) -> tuple[str, str] | None:
        """The file that its money comes from and that file's city, if that is another city."""
        return self._borrowed

    @property
    def goals(self) -> Entry:
        """Its targets as written, with file and line, for whoever finds fault with them."""
        return self._goals or Entry((), self.path or self.name, None)

    def resolved(self) -> dict[str, Any]:
        """Everything about the scenario as JSON values, for a manifest."""
        values = self.model_dump(mode="json", by_alias=True)
        return values | {
            "name": self.name,
            "path": self.path,
            "lineage": list(self.lineage),
            "reference_budget": self.reference_budget,
        }
