"""What is assumed about the choice to learn: what weighs when an offer is compared with not learning.

Log-odds are those of one month's choice given everything else, so they are larger than the published
marginal ones: a lasting trait of standard deviation s shrinks marginal log-odds by about sqrt(1 + 0.35 s^2).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, asserted, guess


class Choice(NamedTuple):
    """M6: what weighs when an offer is compared with not learning."""

    consider: Annotated[float, guess("chance to consider learning", "a month", 0.18, 0.05, 0.6, "3.4")]
    consider_habit: Annotated[float, guess("added to it by a fresh habit", "a month", 0.08, 0.0, 0.4, "3.4")]
    price: Annotated[
        float,
        Assumption(
            "a price of a tenth of a month's income",
            LOG_ODDS,
            0.8,
            0.1,
            2.0,
            "D",
            "assumption: price response is checked later against experiments it was not fitted to",
            "5.1",
        ),
    ]
    time: Annotated[
        float,
        Assumption(
            "weekly course hours as a share of free hours",
            LOG_ODDS,
            1.2,
            0.2,
            3.0,
            "C",
            "family and schedule are the first obstacles (AES)",
            "5.2",
        ),
    ]
    distance: Annotated[
        float,
        Assumption(
            "one kilometre of distance",
            LOG_ODDS,
            0.045,
            0.01,
            0.2,
            "C",
            "three miles more lower enrolment by up to 14 %, at most 3.1 % a kilometre (Jepsen and Montgomery 2009); "
            "here of one course among others, so more",
            "6.3",
        ),
    ]
    wait: Annotated[float, guess("one month of expected waiting", LOG_ODDS, 0.10, 0.0, 0.5, "3.1")]
    quality: Annotated[float, guess("quality twice as high", LOG_ODDS, 0.7, 0.0, 2.0, "3.2")]
    shared_content: Annotated[
        float,
        asserted(
            "a course all of common content, for mean interest in it",
            LOG_ODDS,
            0.5,
            -2.0,
            2.0,
            "the paper's claim that integrated content attracts, sign open",
            "5.5",
        ),
    ]
    habit: Annotated[
        float,
        Assumption(
            "a fresh habit of learning",
            LOG_ODDS,
            1.2,
            0.0,
            2.5,
            "C",
            "state dependence is 53 % of the chance to train again, of women 38 % (Sousounis and Bladen-Hovell 2008)",
            "3.4",
        ),
    ]
    norm: Annotated[
        float,
        Assumption(
            "believing that all others learn, against the city's share",
            LOG_ODDS,
            1.2,
            0.0,
            3.5,
            "D",
            "modest peer effects in US Army continuing education; threshold norm * p (1 - p) < 1",
            "3.4",
        ),
    ]
    injunctive: Annotated[
        float, asserted("believing that others approve of learning", LOG_ODDS, 0.5, -2.0, 2.0, "assumption", "3.4")
    ]
    employer: Annotated[
        float,
        Assumption(
            "an offer by one's own employer",
            LOG_ODDS,
            2.4,
            -1.0,
            4.0,
            "C",
            "employers pay about two thirds of non-formal learning (Flanders 66.9 %)",
            "3.x",
        ),
    ]
    library: Annotated[
        float,
        Assumption(
            "a short, free, informal offer of a library",
            LOG_ODDS,
            -1.2,
            -4.0,
            2.0,
            "C",
            "libraries and associations rarely provide more than 10 % of activities (Cedefop)",
            "3.3",
        ),
    ]
    online: Annotated[
        float,
        Assumption(
            "an online course", LOG_ODDS, -1.6, -4.0, 2.0, "C", "distance courses: 19 % of participants (PIAAC)", "6.3"
        ),
    ]
    formal: Annotated[
        float,
        Assumption(
            "a course for a formal degree",
            LOG_ODDS,
            -2.0,
            -5.0,
            2.0,
            "C",
            "formal 6.3 % against non-formal 44.0 % (AES 2022)",
            "5.5",
        ),
    ]
