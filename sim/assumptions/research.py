"""What is assumed about research, pilots, guidelines and new practices: cost, delay, use and spread.

What each does to courses is asserted, and zero unless a scenario says otherwise.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, LOG_ODDS, Assumption, asserted, guess

BASS = "Sultan, Farley and Lehmann 1990: mean of published diffusion models a year, p 0.03 and q 0.38, by twelve"


class Research(NamedTuple):
    """Theory innovation: a stock of usable knowledge."""

    gain: Annotated[float, guess("knowledge from one monthly mean income for 1,000 adults", "1", 0.1, 0.0, 2.0, "5.4")]
    transfer: Annotated[float, guess("part of it that can be used in courses", "share", 0.3, 0.0, 1.0, "5.4")]
    delay: Annotated[float, guess("from spending to usable knowledge", "months", 36.0, 1.0, 120.0, "5.4")]
    decay: Annotated[
        float, Assumption("knowledge out of date", "a month", 0.008, 0.0, 0.05, "D", "assumption: tenth a year", "5.4")
    ]
    effect: Annotated[
        float,
        asserted(
            "what all knowledge there could be adds to the wish for a course and takes from leaving it",
            LOG_ODDS,
            0.2,
            -1.0,
            1.0,
            "assertion of the paper",
            "5.4",
        ),
    ]


class Pilots(NamedTuple):
    """Evaluation: how much a pilot costs, and how sure it makes."""

    site_cost: Annotated[
        float,
        Assumption(
            "evaluation of one site in one month",
            INCOMES,
            1.0,
            0.1,
            20.0,
            "D",
            "assumption: a part-time evaluator",
            "5.1",
        ),
    ]
    people: Annotated[float, guess("adults observed at a site", "persons", 300.0, 20.0, 10000.0, "5.1")]
    spread: Annotated[
        float,
        guess("standard deviation of an instrument's effect between sites", "share of adults", 0.02, 0.0, 0.2, "5.2"),
    ]
    doubt: Annotated[
        float,
        Assumption(
            "standard deviation of the belief about an effect before any pilot",
            "share of adults",
            0.03,
            0.0,
            0.2,
            "D",
            "assumption: little prior research",
            "2.2",
        ),
    ]


class Practice(NamedTuple):
    """A practice that spreads among institutions, from outside and from one to the next."""

    push: Annotated[
        float, Assumption("adopts of itself where it is promoted", "a month", 0.0025, 0.0, 0.2, "C", BASS, "5.3")
    ]
    pull: Annotated[
        float, Assumption("adopts more where all others have", "a month", 0.032, 0.0, 0.5, "C", BASS, "5.3")
    ]
    cost: Annotated[
        float,
        Assumption(
            "training and materials of an adopting institution, for each teacher",
            INCOMES,
            0.25,
            0.01,
            3.0,
            "D",
            "assumption: a week of further training",
            "5.3",
        ),
    ]
    benefit: Annotated[
        float,
        asserted(
            "what the practice adds to the wish for a course and takes from leaving it",
            LOG_ODDS,
            0.2,
            -1.0,
            1.0,
            "assertion of the paper",
            "5.3",
        ),
    ]


class Guideline(NamedTuple):
    """A guideline that institutions take up."""

    uptake: Annotated[float, guess("takes it up where it is explained", "a month", 0.05, 0.0, 0.5, "5.4")]
    lapse: Annotated[float, guess("gives it up again", "a month", 0.01, 0.0, 0.2, "5.4")]
    effect: Annotated[
        float,
        asserted(
            "what following it adds to the wish for a course and takes from leaving it",
            LOG_ODDS,
            0.2,
            -1.0,
            1.0,
            "assertion of the paper",
            "5.4",
        ),
    ]
