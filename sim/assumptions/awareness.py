"""What is assumed about who knows the offers: how people hear of them, look for them and lose sight of them.

Hazards are those of a month, an exposure or a contact; knowing is needed for a choice, and not enough.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, asserted, guess


class Awareness(NamedTuple):
    """M5: who knows what the city offers; needed, not sufficient."""

    initial: Annotated[
        float,
        Assumption(
            "share of adults who know the public offers at the start",
            "share",
            0.6,
            0.2,
            0.95,
            "D",
            "range only: 25 % knew a new voucher (Görlitz and Tamm 2017)",
            "3.4",
        ),
    ]
    media: Annotated[
        float, guess("hazard of hearing of the offers by ordinary media", "a month", 0.004, 0.0, 0.1, "5.1")
    ]
    search: Annotated[
        float,
        Assumption(
            "hazard of finding the offers oneself, for each standard deviation of the wish to learn above the mean",
            "a month",
            0.06,
            0.0,
            0.3,
            "C",
            "26 % of adults looked for information in a year (OECD mean, AES)",
            "3.4",
        ),
    ]
    peer: Annotated[float, guess("hazard of hearing of them when all contacts learn", "a month", 0.02, 0.0, 0.3, "3.4")]
    outreach: Annotated[
        float,
        Assumption(
            "hazard that a personal contact adds: one contact makes them known with 1 - exp(-hazard)",
            "a contact",
            0.5,
            0.1,
            0.95,
            "B",
            "brochures more than doubled awareness of a programme (van den Berg et al. 2023); carried over to contacts",
            "5.1",
        ),
    ]
    advice: Annotated[
        float,
        asserted(
            "what a personal contact with advice adds to the wish to learn",
            LOG_ODDS,
            0.3,
            -1.0,
            1.0,
            "assumption: information alone raised take-up by 0 in two experiments",
            "5.1",
        ),
    ]
    campaign: Annotated[
        float,
        Assumption(
            "hazard that one exposure to a campaign adds to hearing of the offers",
            "an exposure",
            0.06,
            0.0,
            0.3,
            "C",
            "awareness of Adult Learners' Week itself 5 to 8 points higher after it (ACNielsen 2003, Australia)",
            "5.1",
        ),
    ]
    forgetting: Annotated[
        float, guess("chance to lose sight of the offers when not learning", "a month", 0.005, 0.0, 0.03, "3.4")
    ]
