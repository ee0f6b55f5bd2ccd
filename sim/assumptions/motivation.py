"""What is assumed about motivation beside the lasting trait: what moves it, how it fades, and what it does.

All that moves it is asserted: laboratory effects on interest in puzzles are not effects on learning in a city.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, LOG_ODDS, Assumption, asserted, guess

DEVIATIONS = "standard deviations"
DECI = "Deci, Koestner and Ryan 1999"


class Motivation(NamedTuple):
    """Motivation, a deviation from the lasting trait, and the instruments meant to move it."""

    weight: Annotated[
        float,
        Assumption(
            "one standard deviation of motivation",
            LOG_ODDS,
            0.6,
            0.0,
            3.0,
            "C",
            "PIAAC 2011/12 Flanders: likes learning +0.29 a step, taken as one deviation; doubled, as a trait lasts",
            "2.2",
        ),
    ]
    relaxation: Annotated[
        float,
        Assumption(
            "part of motivation that fades back to the trait",
            "a month",
            0.05,
            0.01,
            0.2,
            "D",
            "assumption: half is gone after 14 months",
            "5.1",
        ),
    ]
    verbal: Annotated[
        float,
        asserted(
            "what a verbal award adds to motivation",
            DEVIATIONS,
            0.32,
            -1.0,
            1.0,
            f"{DECI}: positive feedback +.31 to +.33 in the laboratory; a rival meta-analysis agrees on the sign",
            "5.1",
        ),
    ]
    tangible: Annotated[
        float,
        asserted(
            "what a tangible award adds to motivation, negative where it is felt as control",
            DEVIATIONS,
            0.34,
            -1.0,
            1.0,
            f"{DECI}: tangible rewards -.28 to -.40 in the laboratory; in a rival meta-analysis harmful under some "
            "conditions only (Cameron, Banko and Pierce 2001)",
            "5.1",
        ),
    ]
    voucher_controls: Annotated[
        float,
        Assumption(
            "how much of a tangible award a start with a voucher is felt as",
            "share",
            0.0,
            0.0,
            1.0,
            "D",
            "assumption: a lower price is no reward",
            "5.1",
        ),
    ]
    internalisation: Annotated[
        float,
        asserted(
            "what an hour in a study circle adds to motivation",
            DEVIATIONS,
            0.005,
            -0.05,
            0.05,
            "the paper's claim that deep study enters mind and heart",
            "5.1",
        ),
    ]
    appeal: Annotated[
        float,
        asserted(
            "what an exposure to a campaign adds to motivation",
            DEVIATIONS,
            0.02,
            -0.2,
            0.2,
            "the paper's claim of appeal, split from what is known and what is guided",
            "1, 2.2",
        ),
    ]
    joins: Annotated[
        float, guess("those asked who join a study circle, given the time", "share", 0.3, 0.02, 1.0, "5.1")
    ]
    certificate: Annotated[
        float, guess("a verbal award: thanks in writing or in public", INCOMES, 0.004, 0.0005, 0.05, "5.1")
    ]
    circle_hour: Annotated[float, guess("one person's hour in a study circle", INCOMES, 0.0006, 0.0001, 0.005, "5.1")]
