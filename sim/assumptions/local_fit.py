"""What is assumed about local needs, about content that follows them or a standard, and about coordination.

Needs and content lie on one line with the city's standard at 0, in standard deviations of what an adult may want.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, LOG_ODDS, asserted, guess


class Fit(NamedTuple):
    """M20: needs, content and what their fit is good for."""

    local_variance: Annotated[float, guess("how much needs differ between places", "variance", 0.5, 0.0, 4.0, "2.2")]
    followed: Annotated[
        float,
        guess(
            "how far content follows local needs today, from the standard all the way", "share", 0.5, 0.0, 1.0, "4.2"
        ),
    ]
    speed: Annotated[
        float, guess("how fast content moves to where it is pulled", "share a month", 0.1, 0.01, 1.0, "5.4")
    ]
    choice: Annotated[float, guess("wish for a course with its fit, for a unit", LOG_ODDS, 0.2, 0.0, 1.0, "4.2")]
    persistence: Annotated[float, guess("staying on a course with its fit, for a unit", LOG_ODDS, 0.2, 0.0, 1.0, "4.2")]
    vetting: Annotated[
        float,
        asserted(
            "quality gained where all content is fixed and vetted centrally",
            "log of quality",
            0.1,
            -0.5,
            0.5,
            "assumption",
            "6.1",
        ),
    ]
    survey_error: Annotated[
        float,
        guess("how far a single answer is from what the place needs", "standard deviations", 2.0, 0.0, 20.0, "4.2"),
    ]
    interview: Annotated[float, guess("an interview about needs", INCOMES, 0.005, 0.0005, 0.05, "4.2")]
    adaptation: Annotated[
        float,
        guess(
            "changing courses where everybody complains", INCOMES + " a month for a teacher", 0.02, 0.001, 0.2, "5.2"
        ),
    ]
    new_slot: Annotated[float, guess("opening at another time of the week, once", INCOMES, 3.0, 0.1, 30.0, "5.2")]


class Coordination(NamedTuple):
    """M20: directives and the hub."""

    duplication: Annotated[
        float,
        guess("part of programmes' money that is spent twice for want of coordination", "share", 0.0, 0.0, 0.5, "5.1"),
    ]
    hub: Annotated[float, guess("running a hub", INCOMES + " a month", 10.0, 1.0, 100.0, "5.1")]
    speed: Annotated[
        float,
        asserted(
            "how much faster programmes start under a full directive", "share", 0.5, -0.9, 3.0, "assumption", "4.5"
        ),
    ]
    oversight: Annotated[
        float,
        guess(
            "seeing that teachers follow a full directive or wholly fixed content",
            INCOMES + " a month for a teacher",
            0.01,
            0.001,
            0.1,
            "4.5",
        ),
    ]
    compliance: Annotated[
        float,
        guess(
            "time that a full directive or wholly fixed content takes from a teacher",
            "hours a month",
            0.5,
            0.0,
            4.0,
            "4.5",
        ),
    ]
