"""What is assumed about venues: shared rooms, courses moved online and the open university.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, guess


class Venues(NamedTuple):
    """Shared rooms, courses shifted online and the open university (5.3, 6.3, reference 5)."""

    shared_seat: Annotated[
        float, guess("opening a seat of one house to another", INCOMES + " a year", 0.1, 0.01, 1.0, "5.3")
    ]
    digital_hour: Annotated[
        float, guess("platform and support for a learner-hour moved online", INCOMES, 0.0001, 0.0, 0.002, "6.3")
    ]
    open_hour: Annotated[
        float, guess("a learner-hour at the open university", INCOMES, 0.00015, 0.00002, 0.002, "reference 5")
    ]
    recognised: Annotated[
        float,
        guess(
            "hours of a completed open course that a formal course recognises", "share", 0.5, 0.0, 1.0, "reference 5"
        ),
    ]
    most_recognised: Annotated[
        float, guess("most of a formal course that recognised hours can replace", "share", 0.4, 0.0, 0.8, "reference 5")
    ]
