"""What is assumed about beliefs: how what others do and approve of is learnt.

What such beliefs then weigh is declared with the choice (`choice.norm`, `choice.injunctive`).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, guess


class Norms(NamedTuple):
    """M8: beliefs about what others do and approve of."""

    published: Annotated[
        float,
        Assumption(
            "weight of a published rate in the belief about others, where one is published",
            "share",
            0.2,
            0.0,
            0.6,
            "D",
            "assumption; a published mean drew households' use of energy to it from both sides (Schultz et al. 2007)",
            "3.4",
        ),
    ]
    adjustment: Annotated[
        float, guess("how fast approval moves towards that of one's contacts", "a month", 0.10, 0.0, 0.5, "3.4")
    ]
    message: Annotated[
        float,
        guess("how far an exposure to an injunctive message moves approval", "an exposure", 0.05, 0.0, 0.3, "5.1"),
    ]
