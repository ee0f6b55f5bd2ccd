"""What is assumed about instruments: what a unit of each costs, in money and in time, and how it is taken up.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, Assumption, guess


class Costs(NamedTuple):
    """What the instruments cost a unit."""

    contact: Annotated[float, guess("one personal contact with advice", INCOMES, 0.012, 0.002, 0.1, "5.1")]
    exposure: Annotated[float, guess("one exposure of one adult to a campaign", INCOMES, 0.0003, 0.00002, 0.003, "5.1")]
    module_hour: Annotated[
        float,
        Assumption(
            "one learner's hour of a common module",
            INCOMES,
            0.0004,
            0.00002,
            0.005,
            "D",
            "assumption: as taught hours",
            "5.5",
        ),
    ]
    rented_seat: Annotated[float, guess("renting a seat for new offers", INCOMES + " a year", 0.5, 0.1, 2.0, "3.3")]
    opening: Annotated[float, guess("time to open a new offer", "months", 4.0, 1.0, 24.0, "3.3")]
    take_up: Annotated[
        float,
        Assumption(
            "those entitled to a voucher who manage to use it",
            "share",
            0.6,
            0.1,
            1.0,
            "D",
            "assumption: friction of take-up",
            "5.1",
        ),
    ]
    checking: Annotated[
        float,
        guess(
            "part of a line's money that it takes to check cases where a target states an accuracy of 1",
            "share",
            0.06,
            0.0,
            0.3,
            "5.1",
            "assumption: a means test costs a few hundredths of a programme",
        ),
    ]
    contact_hours: Annotated[
        float,
        guess("time of one personal contact, of staff and as much of the citizen", "hours", 0.5, 0.05, 5.0, "5.1"),
    ]
    exposure_hours: Annotated[
        float,
        Assumption(
            "a citizen's time for one exposure", "hours", 0.01, 0.0, 0.5, "D", "assumption: half a minute", "5.1"
        ),
    ]
    media_hours: Annotated[
        float,
        Assumption(
            "staff time that a monthly mean income of a campaign or display buys",
            "hours",
            60.0,
            0.0,
            200.0,
            "D",
            "assumption: the rest buys media",
            "5.1",
        ),
    ]
    voucher_hours: Annotated[
        float,
        Assumption(
            "paperwork, of staff and as much of citizens, for a monthly mean income of vouchers",
            "hours",
            20.0,
            0.0,
            200.0,
            "D",
            "assumption: about an hour a course",
            "5.1",
        ),
    ]
    transfer_hours: Annotated[
        float,
        guess("paperwork, of staff and as much of the citizen, for a transfer", "hours a month", 0.05, 0.0, 1.0, "5.1"),
    ]
    seat_hours: Annotated[float, guess("staff time to plan and order a seat", "hours", 4.0, 0.0, 40.0, "3.1")]
    training_hours: Annotated[
        float, guess("time of a future teacher in training", "hours a month", 20.0, 0.0, 160.0, "3.2")
    ]
