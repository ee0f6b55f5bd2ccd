"""What is assumed about evaluating institutions, and about training and guiding their teachers.

Forms follow the theory of incentives (effort split between what is measured and what is not); sizes are guesses.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, asserted

GUESS = "assumption"
INCOMES = "monthly mean incomes"
TEACHER_MONTH = INCOMES + " a month for a teacher"


class Performance(NamedTuple):
    """M15: scores, bonus, audits and reports; help for teachers."""

    penalty: Annotated[
        float,
        Assumption(
            "loss from inflated reports under full audit, for a squared inflation of 1",
            "share of provision",
            2.0,
            0.1,
            20.0,
            "D",
            GUESS,
            "5.1",
        ),
    ]
    inflation_limit: Annotated[
        float, Assumption("most that a report is inflated by", "share of the truth", 0.5, 0.05, 2.0, "D", GUESS, "5.1")
    ]
    foresight: Annotated[
        float,
        Assumption(
            "part of the bonus that rising targets take back, as institutions see it",
            "share",
            0.5,
            0.0,
            1.0,
            "D",
            "assumption: the ratchet effect",
            "5.1",
        ),
    ]
    shifting: Annotated[
        float,
        Assumption(
            "effort moved to what is measured, for a bonus of all provision", "share", 1.0, 0.0, 5.0, "D", GUESS, "5.1"
        ),
    ]
    zeal: Annotated[
        float,
        asserted(
            "effort added by a bonus of all provision, not taken from elsewhere", "share", 1.0, -3.0, 3.0, GUESS, "5.1"
        ),
    ]
    recruiting: Annotated[
        float,
        Assumption(
            "wish for its courses with a doubled effort for starts", "log-odds", 0.5, 0.0, 2.0, "D", GUESS, "5.1"
        ),
    ]
    retaining: Annotated[
        float,
        Assumption(
            "staying on its courses with a doubled effort for completions", "log-odds", 0.5, 0.0, 2.0, "D", GUESS, "5.1"
        ),
    ]
    steering: Annotated[
        float,
        Assumption(
            "how far a bonus of all provision pulls content to what its measures ask for",
            "share",
            2.0,
            0.0,
            10.0,
            "D",
            GUESS,
            "5.1",
        ),
    ]
    scoring: Annotated[
        float, Assumption("collecting and scoring reports", TEACHER_MONTH, 0.003, 0.0002, 0.03, "D", GUESS, "5.1")
    ]
    tailoring: Annotated[
        float,
        Assumption(
            "cost of scores by local measures over that of scores by the same ones everywhere",
            "ratio",
            2.0,
            1.0,
            10.0,
            "D",
            GUESS,
            "5.1",
        ),
    ]
    audit: Annotated[float, Assumption("full audit", TEACHER_MONTH, 0.03, 0.002, 0.3, "D", GUESS, "5.1")]
    audit_hours: Annotated[
        float,
        Assumption(
            "time that full audit takes from a teacher, who holds a quarter of a full post",
            "hours a month",
            1.0,
            0.0,
            4.0,
            "D",
            GUESS,
            "5.1",
        ),
    ]
    training_hour: Annotated[
        float, Assumption("an hour of training for a teacher", INCOMES, 0.01, 0.001, 0.1, "D", GUESS, "3.2")
    ]
    guiding_hour: Annotated[
        float, Assumption("an hour of an adviser with a teacher", INCOMES, 0.03, 0.003, 0.3, "D", GUESS, "5.1")
    ]
    guiding: Annotated[
        float,
        Assumption(
            "hours of training that an hour with an adviser is worth",
            "ratio",
            2.0,
            0.2,
            5.0,
            "D",
            "assumption: in schools coaching does more than courses",
            "5.1",
        ),
    ]
    half_life: Annotated[
        float,
        Assumption("time in which half of training and guidance fades", "months", 18.0, 3.0, 60.0, "D", GUESS, "3.2"),
    ]
    saturation: Annotated[
        float,
        Assumption(
            "training and guidance that give 63 % of all that they can give",
            "hours for a teacher",
            30.0,
            5.0,
            100.0,
            "D",
            GUESS,
            "3.2",
        ),
    ]
