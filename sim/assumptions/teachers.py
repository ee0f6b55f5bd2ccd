"""What is assumed about teachers: training, quits, pay, hours and what experience is worth.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, Assumption, guess

CLASSES = "German adult-education centres: 9.0 million enrolments in 687,000 events, 13 each (DIE 2013)"
EARLY_GAINS = "teachers at school gain most in their first years (Papay and Kraft 2015)"


class Teachers(NamedTuple):
    """M3: stocks, training, quits, pay and hours of teachers."""

    training_months: Annotated[
        float, guess("time to train a teacher", "months", 18.0, 6.0, 36.0, "3.2", "assumption: 12 to 24 months")
    ]
    training_cost: Annotated[float, guess("training a teacher", "place-months of pay", 6.0, 3.0, 15.0, "3.2")]
    pass_rate: Annotated[float, guess("trainees who graduate", "share", 0.85, 0.5, 1.0, "3.2")]
    quits: Annotated[
        float,
        guess(
            "teachers who leave at the usual pay",
            "a month",
            0.012,
            0.005,
            0.03,
            "3.2",
            "assumption: one in seven a year",
        ),
    ]
    outflow: Annotated[
        float, guess("trained teachers without a post who leave the city's pool", "a month", 0.05, 0.0, 0.3, "3.2")
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
        float, guess("cost of an hour by hourly staff over an hour by own staff", "ratio", 1.3, 1.0, 2.5, "3.2")
    ]
    hourly_limit: Annotated[
        float, guess("hours that hourly staff can add to those of own staff", "share", 0.10, 0.0, 0.5, "3.2")
    ]
    load: Annotated[
        float,
        guess(
            "teaching hours of an experienced teacher, who holds a quarter of a full post",
            "hours a month",
            16.0,
            6.0,
            30.0,
            "3.2",
            "assumption: 16 contact hours a week in a full post",
        ),
    ]
    administration: Annotated[float, guess("part of that taken by administration", "share", 0.10, 0.0, 0.4, "3.2")]
    novice: Annotated[
        float, guess("hours of a novice over those of an experienced teacher", "ratio", 0.7, 0.4, 1.0, "3.2")
    ]
    senior: Annotated[
        float, guess("hours of a senior over those of an experienced teacher", "ratio", 1.1, 0.9, 1.5, "3.2")
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
            EARLY_GAINS + "; the size is an assumption",
            "3.2",
        ),
    ]
    novice_months: Annotated[
        float,
        Assumption("mean time as a novice", "months", 36.0, 12.0, 60.0, "C", EARLY_GAINS, "3.2"),
    ]
    senior_months: Annotated[float, guess("mean time from then until senior", "months", 60.0, 24.0, 180.0, "3.2")]
    graduates: Annotated[
        float,
        guess("teachers whom usual training brings over those who quit", "ratio", 1.0, 0.0, 2.0, "3.2",
              "assumption: the usual training replaces the usual quits"),
    ]  # fmt: skip
    class_size: Annotated[float, Assumption("learners in a class", "persons", 15.0, 5.0, 30.0, "C", CLASSES, "3.2")]

    @property
    def taught(self) -> float:
        """Hours a month that an experienced teacher teaches."""
        return self.load * (1.0 - self.administration)
