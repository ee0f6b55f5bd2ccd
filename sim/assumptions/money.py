"""What is assumed about how money is delivered: administration, absorption and what lapses.

All are shares of the money concerned.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, guess


class Money(NamedTuple):
    """M1: how the envelope is delivered."""

    administration: Annotated[
        float, guess("part of every line that administration takes", "share", 0.10, 0.0, 0.3, "3.1")
    ]
    absorption: Annotated[
        float,
        guess("how fast a line can grow beyond its largest money of a month so far", "a year", 0.25, 0.05, 1.0, "3.1"),
    ]
    start: Annotated[
        float, guess("part of a new line's plan that can be spent in its first month", "share", 0.5, 0.05, 1.0, "3.1")
    ]
    carry_over: Annotated[
        float,
        Assumption(
            "part of its cash above three months' costs that an institution keeps at the year's end",
            "share",
            0.5,
            0.0,
            1.0,
            "D",
            "assumption; the rest lapses",
            "3.1",
        ),
    ]
