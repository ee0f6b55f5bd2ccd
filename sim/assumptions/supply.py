"""What is assumed about supply: money, rooms, teachers, courses, queues and what instruments cost.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption

INCOMES = "monthly mean incomes"
VHS = "German adult-education centres: about EUR 65 a teaching hour, EUR 110 an enrolment (bpb, DIE 2011-13)"


class Money(NamedTuple):
    """M1: how the envelope is delivered."""

    administration: Annotated[
        float,
        Assumption("part of every line that administration takes", "share", 0.10, 0.0, 0.3, "D", "assumption", "3.1"),
    ]
    absorption: Annotated[
        float,
        Assumption(
            "how fast a line can grow beyond its last spending", "a year", 0.25, 0.05, 1.0, "D", "assumption", "3.1"
        ),
    ]
    start: Annotated[
        float,
        Assumption(
            "part of a new line's plan that can be spent in its first month",
            "share",
            0.5,
            0.05,
            1.0,
            "D",
            "assumption",
            "3.1",
        ),
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


class Rooms(NamedTuple):
    """M2: seats, their wear and what they cost."""

    delay: Annotated[
        float,
        Assumption(
            "time from paying for a room to its opening", "months", 12.0, 3.0, 36.0, "C", "building practice", "3.1"
        ),
    ]
    decay: Annotated[
        float,
        Assumption(
            "seats lost to wear with full maintenance",
            "a month",
            0.001,
            0.0,
            0.01,
            "C",
            "depreciation of buildings",
            "3.1",
        ),
    ]
    neglect: Annotated[
        float,
        Assumption(
            "seats lost besides when nothing is maintained", "a month", 0.008, 0.0, 0.03, "D", "assumption", "3.1"
        ),
    ]
    maintained: Annotated[
        float,
        Assumption(
            "part of the maintenance need that is met in the baseline",
            "share",
            0.85,
            0.3,
            1.0,
            "D",
            "assumption",
            "3.1",
        ),
    ]
    capital: Annotated[
        float, Assumption("building and equipping a seat", INCOMES, 3.0, 0.5, 10.0, "D", "assumption", "3.1")
    ]
    upkeep: Annotated[
        float, Assumption("maintaining a seat", INCOMES + " a year", 0.12, 0.02, 0.5, "D", "assumption", "3.1")
    ]
    slack: Annotated[
        float,
        Assumption(
            "seats at the start over those the teachers can fill", "ratio", 1.5, 0.8, 3.0, "D", "assumption", "3.1"
        ),
    ]
    day_hours: Annotated[
        float,
        Assumption("hours a seat can be used by day", "hours a month", 80.0, 20.0, 160.0, "D", "assumption", "6.3"),
    ]
    evening_hours: Annotated[
        float,
        Assumption(
            "hours a seat can be used in the evening", "hours a month", 48.0, 10.0, 80.0, "D", "assumption", "6.3"
        ),
    ]
    weekend_hours: Annotated[
        float,
        Assumption(
            "hours a seat can be used at the weekend", "hours a month", 32.0, 8.0, 64.0, "D", "assumption", "6.3"
        ),
    ]


class Teachers(NamedTuple):
    """M3: stocks, training, quits, pay and hours of teachers."""

    training_months: Annotated[
        float, Assumption("time to train a teacher", "months", 18.0, 6.0, 36.0, "C", "12 to 24 months", "3.2")
    ]
    training_cost: Annotated[
        float, Assumption("training a teacher", "place-months of pay", 6.0, 3.0, 15.0, "D", "local ledger", "3.2")
    ]
    pass_rate: Annotated[float, Assumption("trainees who graduate", "share", 0.85, 0.5, 1.0, "D", "assumption", "3.2")]
    quits: Annotated[
        float,
        Assumption(
            "teachers who leave at the usual pay",
            "a month",
            0.012,
            0.005,
            0.03,
            "C",
            "attrition of teaching staff",
            "3.2",
        ),
    ]
    outflow: Annotated[
        float,
        Assumption(
            "trained teachers without a post who leave the city's pool",
            "a month",
            0.05,
            0.0,
            0.3,
            "D",
            "assumption",
            "3.2",
        ),
    ]
    wage: Annotated[
        float,
        Assumption(
            "monthly cost of a teacher, who holds a quarter of a full post",
            INCOMES,
            0.33,
            0.15,
            0.8,
            "D",
            "assumption: most teachers of adults work part-time",
            "3.2",
        ),
    ]
    hourly_premium: Annotated[
        float,
        Assumption(
            "cost of an hour by hourly staff over an hour by own staff",
            "ratio",
            1.3,
            1.0,
            2.5,
            "D",
            "assumption",
            "3.2",
        ),
    ]
    hourly_limit: Annotated[
        float,
        Assumption(
            "hours that hourly staff can add to those of own staff", "share", 0.10, 0.0, 0.5, "D", "assumption", "3.2"
        ),
    ]
    load: Annotated[
        float,
        Assumption(
            "teaching hours of an experienced teacher, who holds a quarter of a full post",
            "hours a month",
            16.0,
            6.0,
            30.0,
            "C",
            "16 contact hours a week in a full post",
            "3.2",
        ),
    ]
    administration: Annotated[
        float, Assumption("part of that taken by administration", "share", 0.10, 0.0, 0.4, "D", "assumption", "3.2")
    ]
    novice: Annotated[
        float,
        Assumption(
            "hours of a novice over those of an experienced teacher", "ratio", 0.7, 0.4, 1.0, "D", "assumption", "3.2"
        ),
    ]
    senior: Annotated[
        float,
        Assumption(
            "hours of a senior over those of an experienced teacher", "ratio", 1.1, 0.9, 1.5, "D", "assumption", "3.2"
        ),
    ]
    novice_quality: Annotated[
        float,
        Assumption(
            "teaching quality of a novice over that of an experienced teacher",
            "ratio",
            0.85,
            0.6,
            1.0,
            "C",
            "gains of teachers in their first five years",
            "3.2",
        ),
    ]
    novice_months: Annotated[
        float,
        Assumption(
            "mean time as a novice", "months", 36.0, 12.0, 60.0, "C", "gains of teachers in their first years", "3.2"
        ),
    ]
    senior_months: Annotated[
        float,
        Assumption("mean time from then until senior", "months", 60.0, 24.0, 180.0, "D", "assumption", "3.2"),
    ]
    graduates: Annotated[
        float,
        Assumption(
            "teachers whom usual training brings over those who quit", "ratio", 1.0, 0.0, 2.0, "D",
            "assumption: the usual training replaces the usual quits", "3.2",
        ),
    ]  # fmt: skip
    class_size: Annotated[float, Assumption("learners in a class", "persons", 15.0, 5.0, 30.0, "C", VHS, "3.2")]


class Courses(NamedTuple):
    """M9, M10: fees, materials, queues."""

    fee: Annotated[
        float,
        Assumption(
            "fee of a public course",
            INCOMES + " an hour",
            0.0008,
            0.0,
            0.005,
            "C",
            VHS + ", fees 39 % of cost; evening classes GBP 1 to 2 an hour",
            "5.1",
        ),
    ]
    materials: Annotated[
        float,
        Assumption(
            "materials and services of a learner", INCOMES + " an hour", 0.0003, 0.0, 0.003, "D", "assumption", "3.1"
        ),
    ]
    renege: Annotated[
        float, Assumption("those waiting who give up", "a month", 0.08, 0.0, 0.3, "D", "assumption", "3.1")
    ]
    wait_memory: Annotated[
        float,
        Assumption(
            "weight of the latest month in the expected waiting time", "share", 0.2, 0.02, 1.0, "D", "assumption", "3.1"
        ),
    ]
    spread: Annotated[
        float,
        Assumption(
            "distance to the nearest site over the square root of the area a site serves",
            "ratio",
            0.25,
            0.05,
            0.6,
            "D",
            "assumption: people live near where sites stand",
            "6.3",
        ),
    ]
    by_demand: Annotated[
        float,
        Assumption(
            "part of public places that stand where demand is, the rest where institutions stand",
            "share",
            0.6,
            0.0,
            1.0,
            "D",
            "assumption: no city publishes places by district",
            "3.3",
        ),
    ]


class Costs(NamedTuple):
    """What the instruments cost a unit."""

    contact: Annotated[
        float, Assumption("one personal contact with advice", INCOMES, 0.012, 0.002, 0.1, "D", "assumption", "5.1")
    ]
    exposure: Annotated[
        float,
        Assumption(
            "one exposure of one adult to a campaign", INCOMES, 0.0003, 0.00002, 0.003, "D", "assumption", "5.1"
        ),
    ]
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
    rented_seat: Annotated[
        float, Assumption("renting a seat for new offers", INCOMES + " a year", 0.5, 0.1, 2.0, "D", "assumption", "3.3")
    ]
    opening: Annotated[
        float, Assumption("time to open a new offer", "months", 4.0, 1.0, 24.0, "D", "assumption", "3.3")
    ]
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
    contact_hours: Annotated[
        float,
        Assumption(
            "time of one personal contact, of staff and as much of the citizen",
            "hours",
            0.5,
            0.05,
            5.0,
            "D",
            "assumption",
            "5.1",
        ),
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
            "staff time that a monthly mean income of a campaign buys",
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
        Assumption(
            "paperwork, of staff and as much of the citizen, for a transfer",
            "hours a month",
            0.05,
            0.0,
            1.0,
            "D",
            "assumption",
            "5.1",
        ),
    ]
    seat_hours: Annotated[
        float,
        Assumption("staff time to plan and order a seat", "hours", 4.0, 0.0, 40.0, "D", "assumption", "3.1"),
    ]
    training_hours: Annotated[
        float,
        Assumption("time of a future teacher in training", "hours a month", 20.0, 0.0, 160.0, "D", "assumption", "3.2"),
    ]
