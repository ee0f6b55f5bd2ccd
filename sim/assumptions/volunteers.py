"""What is assumed about volunteers: who is willing, what they give and what it is worth, what wears them out.

Unpaid hours are valued beside the books: no money moves for them.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, LOG_ODDS, Assumption, asserted, guess


class Volunteers(NamedTuple):
    """M16: hours that citizens volunteer for courses, burn-out, and the value of the time."""

    share: Annotated[
        float, guess("adults willing to help in courses without being asked", "share", 0.02, 0.0, 0.2, "4.3")
    ]
    most: Annotated[float, guess("most hours that a volunteer gives", "hours a month", 12.0, 1.0, 40.0, "4.3")]
    base: Annotated[float, guess("giving all those hours, rested and unmoved", LOG_ODDS, 0.5, -3.0, 3.0, "4.3")]
    motivation: Annotated[
        float, guess("one standard deviation of motivation, on the hours given", LOG_ODDS, 0.5, -1.0, 2.0, "4.3")
    ]
    wear: Annotated[
        float,
        guess("one unit of burn-out, on the hours given; 0 switches burn-out off", LOG_ODDS, 1.0, 0.0, 4.0, "4.3"),
    ]
    kept: Annotated[float, guess("burn-out that a month leaves", "a month", 0.92, 0.5, 0.99, "4.3")]
    thanks: Annotated[
        float,
        asserted("being thanked, on the hours given", LOG_ODDS, 0.5, -2.0, 2.0, "the paper's appeal, sign open", "4.3"),
    ]
    trust: Annotated[
        float,
        asserted(
            "full trust in the city against half, on the hours given", LOG_ODDS, 0.5, -2.0, 2.0, "assumption", "4.3"
        ),
    ]
    agrees: Annotated[float, guess("those asked who then volunteer", "share", 0.1, 0.0, 0.5, "4.3")]
    lapse: Annotated[float, guess("volunteers who stop when nobody asks them again", "a month", 0.03, 0.0, 0.3, "4.3")]
    group: Annotated[float, guess("learners in a volunteer's group", "persons", 5.0, 1.0, 15.0, "4.3")]
    call: Annotated[float, guess("asking one person to volunteer", INCOMES, 0.004, 0.0005, 0.05, "4.3")]
    call_hours: Annotated[
        float, guess("time of asking, of staff and as much of the citizen", "hours a contact", 0.2, 0.0, 2.0, "4.3")
    ]
    thanking: Annotated[float, guess("thanking one volunteer for a month", INCOMES, 0.005, 0.0005, 0.05, "4.3")]
    shadow_wage: Annotated[
        float,
        Assumption(
            "what an hour of a volunteer is worth",
            INCOMES + " an hour",
            0.006,
            0.0,
            0.02,
            "C",
            "replacement cost (ILO manual on measuring volunteer work, 2011): an hour at the mean income",
            "4.3",
        ),
    ]
