"""The check of a file or folder that a user names: what it is, whether it is sound, and what was filled in.

A folder, or a city's file in it, is read as a city, anything else as a scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Fault, InputError
from sim.scenario.find import city_folder

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Checked:
    """The outcome for one file or folder: its faults, or what it says and the defaults that stand in for the rest."""

    file: str
    faults: tuple[Fault, ...]
    says: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def check(file: str) -> Checked:
    """Checks one scenario file or city folder; never raises for what is in it."""
    try:
        return _city(file) if is_city(file) else _scenario(file)
    except InputError as error:
        return Checked(file, error.faults)


def is_city(file: str) -> bool:
    """Whether the name is that of a folder, or of a city's file."""
    return city_folder(Path(file)) is not None


def _city(file: str) -> Checked:
    from sim.scenario.city import load_city

    facts = load_city(file)
    whole = (
        [] if facts.folder == Path(file) else [f"It is a file of the city in {facts.folder}, which is checked whole"]
    )
    return Checked(file, (), (*whole, *facts.summary()), facts.notices)


def _more(plan: Scenario) -> str:
    """How the money differs from the city's own as its baseline says it, if it does."""
    grant, change = plan.budget.grant, plan.budget.per_resident_per_year - plan.reference_budget
    parts = [f"{change:+g} against its baseline"] if change else []
    parts += [f"a grant of {grant.per_resident_per_year:g} besides"] if grant else []
    return f" ({', '.join(parts)})" if parts else ""


def _scenario(file: str) -> Checked:
    from sim.scenario.city import load_city
    from sim.scenario.load import load
    from sim.scenario.notices import notices

    plan = load(file)
    facts = load_city(plan.city)
    people = "all citizens" if plan.citizens == "all" else f"{plan.citizens:,} citizens"
    items = [
        f"{one.instrument} {f'share {one.share:g}' if one.share is not None else f'spend {one.spend:g}'}"
        for one in plan.policy
    ]
    return Checked(
        file,
        (),
        (
            f"{plan.title}: {plan.city}, {people}, {plan.months} months",
            f"{plan.budget.per_resident_per_year:g} {facts.currency} per resident a year{_more(plan)}; "
            + (", ".join(items) or "general provision only"),
            *(f"{name} = {value}" for name, value in plan.assumptions.items()),
            *(f"form of {name}: {value}" for name, value in plan.forms.model_dump(exclude_defaults=True).items()),
            *(f"shock: {one.kind} from month {one.from_month}" for one in plan.shocks),
        ),
        tuple(notices(plan, facts)),
    )
