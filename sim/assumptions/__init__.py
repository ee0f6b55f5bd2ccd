"""Every number the model assumes, declared once: the records that rules read, their ranges, sources and grades.

`declared()` lists the declarations; `resolve()` turns a scenario's changes into the record of all submodels.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, get_type_hints

from sim.assumptions.activities import Activities, Media, Services
from sim.assumptions.awareness import Awareness
from sim.assumptions.bundles import Bundles
from sim.assumptions.campaign import Campaign
from sim.assumptions.chain import Chain
from sim.assumptions.choice import Choice
from sim.assumptions.costs import Costs
from sim.assumptions.courses import Courses
from sim.assumptions.declare import GRADES, Assumption, declarations
from sim.assumptions.displacement import Displacement
from sim.assumptions.governance import Governance
from sim.assumptions.households import Households
from sim.assumptions.living import Acquaintance, Daily, Digital, Families, Income
from sim.assumptions.local_fit import Coordination, Fit
from sim.assumptions.money import Money
from sim.assumptions.motivation import Motivation
from sim.assumptions.norms import Norms
from sim.assumptions.observation import Access, Appraisal, Footprint
from sim.assumptions.people import People
from sim.assumptions.performance import Performance
from sim.assumptions.persistence import Persistence
from sim.assumptions.quality import Quality
from sim.assumptions.research import Guideline, Pilots, Practice, Research
from sim.assumptions.rooms import Rooms
from sim.assumptions.teachers import Teachers
from sim.assumptions.trust import Trust
from sim.assumptions.venues import Venues
from sim.assumptions.volunteers import Volunteers
from sim.assumptions.wellbeing import Wellbeing

__all__ = ["GRADES", "Assumption", "Assumptions", "declared", "resolve"]


class Assumptions(NamedTuple):
    """The parameters of all submodels; a field's name is the first word of its assumptions' names."""

    people: People
    daily: Daily
    digital: Digital
    income: Income
    families: Families
    acquaintance: Acquaintance
    awareness: Awareness
    choice: Choice
    norms: Norms
    campaign: Campaign
    persistence: Persistence
    money: Money
    rooms: Rooms
    teachers: Teachers
    courses: Courses
    costs: Costs
    access: Access
    footprint: Footprint
    appraisal: Appraisal
    motivation: Motivation
    trust: Trust
    wellbeing: Wellbeing
    quality: Quality
    performance: Performance
    fit: Fit
    coordination: Coordination
    displacement: Displacement
    governance: Governance
    volunteers: Volunteers
    households: Households
    chain: Chain
    activities: Activities
    media: Media
    services: Services
    venues: Venues
    bundles: Bundles
    research: Research
    pilots: Pilots
    practice: Practice
    guideline: Guideline

    def flat(self) -> dict[str, float]:
        """Value of every assumption by full name."""
        return {
            f"{group}.{name}": value for group in self._fields for name, value in getattr(self, group)._asdict().items()
        }


@cache
def declared() -> Mapping[str, Assumption]:
    """Every declaration by full name (`choice.price`), in the order of the records."""
    return {
        name: assumption
        for prefix, record in get_type_hints(Assumptions).items()
        for name, assumption in declarations(prefix, record).items()
    }


def resolve(changes: Mapping[str, float | Mapping[str, str]]) -> Assumptions:
    """The record with `changes` applied: a value, or `{"preset": name}`.

    Raises KeyError for an unknown name or preset and ValueError outside the declared range.
    """
    values = {name: one.default for name, one in declared().items()}
    for name, change in changes.items():
        values[name] = _value(declared()[name], change)
    return Assumptions(
        *(
            record(**{field: values[f"{prefix}.{field}"] for field in record._fields})
            for prefix, record in get_type_hints(Assumptions).items()
        )
    )


def _value(assumption: Assumption, change: float | Mapping[str, str]) -> float:
    value = assumption.presets[change["preset"]] if isinstance(change, Mapping) else float(change)
    if not assumption.low <= value <= assumption.high:
        raise ValueError(f"{assumption.name} = {value:g} is outside {assumption.low:g} to {assumption.high:g}")
    return value
