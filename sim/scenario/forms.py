"""Rival forms of the model's mechanisms: a scenario names the one it believes in, and the default is today's model.

Each field is one mechanism, its value the name of a form; what a form does is in the module that the field names.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, final

from pydantic import Field

from sim.scenario.values import Part


def form(question: str, module: str) -> Any:
    """What the rival forms of a mechanism answer differently, and the module of `sim` where they are."""
    return Field(description=f"{question} (sim.{module})")


@final
class Forms(Part):
    """Which form of a mechanism the city follows, where there are rivals."""

    admission: Annotated[
        Literal["first_come", "lottery", "need", "skill"],
        form("who gets a scarce place: who has waited longest, a lot, the poorest, or the most skilled", "enrolment"),
    ] = "first_come"
    capacity: Annotated[
        Literal["limited", "unlimited"],
        form("whether places run out, or whoever applies is admitted", "enrolment"),
    ] = "limited"
    budget: Annotated[
        Literal["envelope", "on_top"],
        form("whether programmes are paid from the envelope, or beside undiminished provision", "government"),
    ] = "envelope"
    network: Annotated[
        Literal["local", "shuffled"],
        form("who knows whom: people alike and near, or the same ties among any", "population.ties"),
    ] = "local"
    norms: Annotated[
        Literal["contacts", "city"],
        form("whose learning people go by: their contacts', or the whole city's", "mechanisms.norms"),
    ] = "contacts"
    motivation: Annotated[
        Literal["none", "relaxing", "log_odds"],
        form("whether and how motivation changes beside the lasting trait", "mechanisms.motivation"),
    ] = "none"
    trust: Annotated[
        Literal["none", "promises"],
        form("whether trust follows what was promised and delivered", "mechanisms.trust"),
    ] = "none"
    wellbeing: Annotated[
        Literal["none", "adapting"],
        form("whether gain, happiness and security are followed", "mechanisms.wellbeing"),
    ] = "none"
    households: Annotated[
        Literal["none", "spill_over"],
        form("whether households share norms and swap care", "mechanisms.households"),
    ] = "none"
    volunteers: Annotated[
        Literal["none", "burn_out"],
        form("whether citizens volunteer for courses and wear out", "mechanisms.volunteers"),
    ] = "none"
    quality: Annotated[
        Literal["staff", "production"],
        form("what teaching quality follows from: the staff alone, or all inputs", "institutions.quality"),
    ] = "staff"
    experience: Annotated[
        Literal["plateau", "growth"],
        form("whether teachers get better after their first five years", "institutions.quality"),
    ] = "plateau"
    chain: Annotated[
        Literal["none", "matching"],
        form("whether skills meet vacancies, wages and innovation", "mechanisms.chain"),
    ] = "none"
