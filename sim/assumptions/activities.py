"""What is assumed about what people meet in their free time: events, media products and everyday services.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, LOG_ODDS, asserted, guess


class Activities(NamedTuple):
    """Popular activities: short, free, social events (5.2, 5.3)."""

    crowd: Annotated[float, guess("visitors whom one event can hold", "persons", 80.0, 5.0, 5000.0, "5.2")]
    base: Annotated[
        float, guess("coming to an event in a month, mean taste and leisure", LOG_ODDS, -2.0, -6.0, 2.0, "5.2")
    ]
    taste: Annotated[float, guess("one standard deviation of taste for events", LOG_ODDS, 1.0, 0.0, 3.0, "5.2")]
    leisure: Annotated[float, guess("20 more free hours a week", LOG_ODDS, 0.3, -1.0, 2.0, "5.2")]
    awareness: Annotated[
        float, guess("visitors who learn there what courses the city offers", "share", 0.05, 0.0, 0.5, "5.2")
    ]
    effect: Annotated[
        float,
        asserted(
            "a fresh visit, on the wish to learn",
            LOG_ODDS,
            0.2,
            -0.5,
            0.5,
            "the paper's claim that popular activities draw people into learning, sign open",
            "5.2, 5.3",
        ),
    ]
    retention: Annotated[float, guess("what a month leaves of a visit in mind", "a month", 0.7, 0.3, 0.95, "5.3")]
    cost: Annotated[float, guess("one event", INCOMES, 1.5, 0.1, 50.0, "5.2")]
    staff_hours: Annotated[float, guess("staff time of one event", "hours", 20.0, 1.0, 500.0, "5.2")]
    hours: Annotated[float, guess("time of one visit, taken from free hours", "hours", 2.0, 0.0, 8.0, "5.2")]


class Media(NamedTuple):
    """Programmes, films and projects: whom they appeal to, what time they take and what a view costs (5.3)."""

    programme_appeal: Annotated[float, guess("adults to whom a programme appeals", "share", 0.5, 0.05, 1.0, "5.3")]
    film_appeal: Annotated[float, guess("adults to whom a film appeals", "share", 0.3, 0.05, 1.0, "5.3")]
    project_appeal: Annotated[float, guess("adults to whom a project appeals", "share", 0.1, 0.01, 1.0, "5.3")]
    programme_hours: Annotated[float, guess("time that a programme takes", "hours", 0.5, 0.0, 5.0, "5.3")]
    film_hours: Annotated[float, guess("time that a film takes", "hours", 2.0, 0.0, 5.0, "5.3")]
    project_hours: Annotated[float, guess("time that a project takes in a month", "hours", 6.0, 0.0, 30.0, "5.3")]
    programme_cost: Annotated[
        float, guess("a programme over an exposure to a message", "ratio", 2.0, 0.5, 100.0, "5.3")
    ]
    film_cost: Annotated[float, guess("a film over an exposure to a message", "ratio", 10.0, 1.0, 500.0, "5.3")]
    project_cost: Annotated[float, guess("a project over an exposure to a message", "ratio", 60.0, 1.0, 1000.0, "5.3")]


class Services(NamedTuple):
    """Doing practical things: opening hours, childcare, repairs and transport, and how they become routine (5.3)."""

    rate: Annotated[
        float,
        guess("part of the need that a service can come to serve within a month", "a month", 0.2, 0.02, 1.0, "5.3"),
    ]
    lapse: Annotated[float, guess("routine lost in a month without the service", "share", 0.3, 0.0, 1.0, "5.3")]
    care: Annotated[float, guess("childcare for a parent", "hours a week", 4.0, 0.5, 20.0, "5.3")]
    care_hour: Annotated[float, guess("an hour of childcare for a parent", INCOMES, 0.004, 0.0005, 0.02, "5.3")]
    opening: Annotated[
        float, guess("keeping a house open at one more time of the week", INCOMES + " a month", 1.0, 0.1, 10.0, "5.3")
    ]
    transport: Annotated[
        float, guess("a shuttle for one adult of a district", INCOMES + " a month", 0.0004, 0.00002, 0.005, "5.3")
    ]
    km_saved: Annotated[
        float, guess("part of the distance to courses that a shuttle takes away", "share", 0.3, 0.0, 1.0, "5.3")
    ]
    staff: Annotated[
        float, guess("staff time that a monthly mean income of spending buys", "hours", 120.0, 20.0, 200.0, "5.3")
    ]
