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
    capacity: Annotated[
        Literal["limited", "unlimited"],
        Field(description="whether places run out, or whoever applies is admitted (sim.enrolment)"),
    ] = "limited"
    budget: Annotated[
        Literal["envelope", "on_top"],
        Field(
            description="whether programmes are paid from the envelope, or beside undiminished provision "
            "(sim.government)"
        ),
    ] = "envelope"
    network: Annotated[
        Literal["local", "shuffled"],
        Field(description="who knows whom: people alike and near, or the same ties among any (sim.population.ties)"),
    ] = "local"
    norms: Annotated[
        Literal["contacts", "city"],
        Field(description="whose learning people go by: their contacts', or the whole city's (sim.mechanisms.norms)"),
    ] = "contacts"
    motivation: Annotated[
        Literal["none", "relaxing", "log_odds"],
        Field(description="whether and how motivation changes beside the lasting trait (sim.mechanisms.motivation)"),
    ] = "none"
    trust: Annotated[
        Literal["none", "promises"],
        Field(description="whether trust follows what was promised and delivered (sim.mechanisms.trust)"),
    ] = "none"
    wellbeing: Annotated[
        Literal["none", "adapting"],
        Field(description="whether gain, happiness and security are followed (sim.mechanisms.wellbeing)"),
    ] = "none"
    households: Annotated[
        Literal["none", "spill_over"],
        Field(description="whether households share norms and swap care (sim.mechanisms.households)"),
    ] = "none"
    volunteers: Annotated[
        Literal["none", "burn_out"],
        Field(description="whether citizens volunteer for courses and wear out (sim.mechanisms.volunteers)"),
    ] = "none"
    quality: Annotated[
        Literal["staff", "production"],
        Field(
            description="what teaching quality follows from: the staff alone, or all inputs (sim.institutions.quality)"
        ),
    ] = "staff"
    experience: Annotated[
        Literal["plateau", "growth"],
        Field(description="whether teachers get better after their first five years (sim.institutions.quality)"),
    ] = "plateau"
    chain: Annotated[
        Literal["none", "matching"],
        Field(description="whether skills meet vacancies, wages and innovation (sim.mechanisms.chain)"),
    ] = "none"
