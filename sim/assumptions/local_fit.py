"""What is assumed about local needs, about content that follows them or a standard, and about coordination.

Needs and content lie on one line with the city's standard at 0, in standard deviations of what an adult may want.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, asserted

GUESS = "assumption"
INCOMES = "monthly mean incomes"


class Fit(NamedTuple):
    """M20: needs, content and what their fit is good for."""

    local_variance: Annotated[
        float,
        Assumption("how much needs differ between places", "variance", 0.5, 0.0, 4.0, "D", GUESS, "2.2"),
    ]
    followed: Annotated[
        float,
        Assumption(
            "how far content follows local needs today, from the standard all the way",
            "share",
            0.5,
            0.0,
            1.0,
            "D",
            GUESS,
            "4.2",
        ),
    ]
    speed: Annotated[
        float,
        Assumption("how fast content moves to where it is pulled", "share a month", 0.1, 0.01, 1.0, "D", GUESS, "5.4"),
    ]
    choice: Annotated[
        float, Assumption("wish for a course with its fit, for a unit", "log-odds", 0.2, 0.0, 1.0, "D", GUESS, "4.2")
    ]
    persistence: Annotated[
        float,
        Assumption("staying on a course with its fit, for a unit", "log-odds", 0.2, 0.0, 1.0, "D", GUESS, "4.2"),
    ]
    vetting: Annotated[
        float,
        asserted(
            "quality gained where all content is fixed and vetted centrally",
            "log of quality",
            0.1,
            -0.5,
            0.5,
            GUESS,
            "6.1",
        ),
    ]
    survey_error: Annotated[
        float,
        Assumption(
            "how far a single answer is from what the place needs",
            "standard deviations",
            2.0,
            0.0,
            20.0,
            "D",
            GUESS,
            "4.2",
        ),
    ]
    interview: Annotated[float, Assumption("an interview about needs", INCOMES, 0.005, 0.0005, 0.05, "D", GUESS, "4.2")]
    adaptation: Annotated[
        float,
        Assumption(
            "changing courses where everybody complains",
            INCOMES + " a month for a teacher",
            0.02,
            0.001,
            0.2,
            "D",
            GUESS,
            "5.2",
        ),
    ]
    new_slot: Annotated[
        float,
        Assumption("opening at another time of the week, once", INCOMES, 3.0, 0.1, 30.0, "D", GUESS, "5.2"),
    ]


class Coordination(NamedTuple):
    """M20: directives and the hub."""

    duplication: Annotated[
        float,
        Assumption(
            "part of programmes' money that is spent twice for want of coordination",
            "share",
            0.0,
            0.0,
            0.5,
            "D",
            GUESS,
            "5.1",
        ),
    ]
    hub: Annotated[float, Assumption("running a hub", INCOMES + " a month", 10.0, 1.0, 100.0, "D", GUESS, "5.1")]
    speed: Annotated[
        float,
        asserted("how much faster programmes start under a full directive", "share", 0.5, -0.9, 3.0, GUESS, "4.5"),
    ]
    oversight: Annotated[
        float,
        Assumption(
            "seeing that teachers follow a full directive or wholly fixed content",
            INCOMES + " a month for a teacher",
            0.01,
            0.001,
            0.1,
            "D",
            GUESS,
            "4.5",
        ),
    ]
    compliance: Annotated[
        float,
        Assumption(
            "time that a full directive or wholly fixed content takes from a teacher",
            "hours a month",
            0.5,
            0.0,
            4.0,
            "D",
            GUESS,
            "4.5",
        ),
    ]
