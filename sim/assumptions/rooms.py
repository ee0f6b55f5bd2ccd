"""What is assumed about rooms: seats, their wear, what they cost and the hours they can be used.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, guess


class Rooms(NamedTuple):
    """M2: seats, their wear and what they cost."""

    delay: Annotated[
        float,
        guess("time from paying for a room to its opening", "months", 12.0, 3.0, 36.0, "3.1"),
    ]
    decay: Annotated[
        float,
        guess(
            "seats lost to wear with full maintenance",
            "a month",
            0.001,
            0.0,
            0.01,
            "3.1",
            "assumption: one in eighty a year",
        ),
    ]
    neglect: Annotated[
        float, guess("seats lost besides when nothing is maintained", "a month", 0.008, 0.0, 0.03, "3.1")
    ]
    maintained: Annotated[
        float, guess("part of the maintenance need that is met in the baseline", "share", 0.85, 0.3, 1.0, "3.1")
    ]
    capital: Annotated[float, guess("building and equipping a seat", INCOMES, 3.0, 0.5, 10.0, "3.1")]
    upkeep: Annotated[float, guess("maintaining a seat", INCOMES + " a year", 0.12, 0.02, 0.5, "3.1")]
    slack: Annotated[float, guess("seats at the start over those the teachers can fill", "ratio", 1.5, 0.8, 3.0, "3.1")]
    day_hours: Annotated[float, guess("hours a seat can be used by day", "hours a month", 80.0, 20.0, 160.0, "6.3")]
    evening_hours: Annotated[
        float, guess("hours a seat can be used in the evening", "hours a month", 48.0, 10.0, 80.0, "6.3")
    ]
    weekend_hours: Annotated[
        float, guess("hours a seat can be used at the weekend", "hours a month", 32.0, 8.0, 64.0, "6.3")
    ]
