"""What is assumed about evaluating institutions, and about training and guiding their teachers.

Forms follow the theory of incentives (effort split between what is measured and what is not); sizes are guesses.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, LOG_ODDS, Assumption, asserted, guess

TEACHER_MONTH = INCOMES + " a month for a teacher"


class Performance(NamedTuple):
    """M15: scores, bonus, audits and reports; help for teachers."""

    penalty: Annotated[
        float,
        guess(
            "loss from inflated reports under full audit, for a squared inflation of 1",
            "share of provision",
            2.0,
            0.1,
            20.0,
            "5.1",
        ),
    ]
    inflation_limit: Annotated[
        float, guess("most that a report is inflated by", "share of the truth", 0.5, 0.05, 2.0, "5.1")
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
        float, guess("effort moved to what is measured, for a bonus of all provision", "share", 1.0, 0.0, 5.0, "5.1")
    ]
    zeal: Annotated[
        float,
        asserted(
            "effort added by a bonus of all provision, not taken from elsewhere",
            "share",
            1.0,
            -3.0,
            3.0,
            "assumption",
            "5.1",
        ),
    ]
    recruiting: Annotated[
        float, guess("wish for its courses with a doubled effort for starts", LOG_ODDS, 0.5, 0.0, 2.0, "5.1")
    ]
    retaining: Annotated[
        float, guess("staying on its courses with a doubled effort for completions", LOG_ODDS, 0.5, 0.0, 2.0, "5.1")
    ]
    steering: Annotated[
        float,
        guess(
            "how far a bonus of all provision pulls content to what its measures ask for",
            "share",
            2.0,
            0.0,
            10.0,
            "5.1",
        ),
    ]
    scoring: Annotated[float, guess("collecting and scoring reports", TEACHER_MONTH, 0.003, 0.0002, 0.03, "5.1")]
    tailoring: Annotated[
        float,
        guess(
            "cost of scores by local measures over that of scores by the same ones everywhere",
            "ratio",
            2.0,
            1.0,
            10.0,
            "5.1",
        ),
    ]
    audit: Annotated[float, guess("full audit", TEACHER_MONTH, 0.03, 0.002, 0.3, "5.1")]
    audit_hours: Annotated[
        float,
        guess(
            "time that full audit takes from a teacher, who holds a quarter of a full post",
            "hours a month",
            1.0,
            0.0,
            4.0,
            "5.1",
        ),
    ]
    training_hour: Annotated[float, guess("an hour of training for a teacher", INCOMES, 0.01, 0.001, 0.1, "3.2")]
    guiding_hour: Annotated[float, guess("an hour of an adviser with a teacher", INCOMES, 0.03, 0.003, 0.3, "5.1")]
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
        float, guess("time in which half of training and guidance fades", "months", 18.0, 3.0, 60.0, "3.2")
    ]
    saturation: Annotated[
        float,
        guess(
            "training and guidance that give 63 % of all that they can give",
            "hours for a teacher",
            30.0,
            5.0,
            100.0,
            "3.2",
        ),
    ]
