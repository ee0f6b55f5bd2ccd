"""What is assumed about trust in what the city promises: how fast it moves, and what follows from it.

No source known to us measures any of it for learning in a city; the form that uses it is off by default.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, asserted, guess


class Trust(NamedTuple):
    """Trust, 0 to 1, one half at the start."""

    pace: Annotated[float, guess("a promise kept beyond all expectation", "trust", 0.05, 0.005, 0.3, "6.3")]
    loss: Annotated[
        float,
        Assumption(
            "a broken promise against one kept as far beyond expectation",
            "ratio",
            2.0,
            1.0,
            5.0,
            "C",
            "loss aversion for money, 2.25 (Tversky and Kahneman 1992), carried over",
            "6.3",
        ),
    ]
    invitation: Annotated[
        float,
        guess("how much of a place an invitation promises; a voucher promises all", "share", 0.5, 0.0, 1.0, "5.2"),
    ]
    memory: Annotated[
        float, guess("time for which being reached counts as a promise", "months", 12.0, 1.0, 36.0, "5.2")
    ]
    pressure: Annotated[
        float, guess("an exposure to a campaign of full pressure takes away", "trust", 0.01, 0.0, 0.1, "5.1")
    ]
    take_up: Annotated[
        float,
        asserted(
            "those entitled who manage to use a voucher, more for a unit of trust above one half",
            "share",
            0.4,
            -1.0,
            1.0,
            "assumption: friction falls with trust",
            "5.5",
        ),
    ]
