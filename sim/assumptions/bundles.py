"""What is assumed about bundles: what instruments do together beyond what each does alone."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, asserted


class Bundles(NamedTuple):
    """What instruments do together beyond what each does alone (6.2, 7)."""

    interaction: Annotated[
        float,
        asserted(
            "each kind of support beyond a month's first, on the wish to learn",
            LOG_ODDS,
            0.3,
            -2.0,
            2.0,
            "the paper's claim of resonance between measures, sign open",
            "6.2, 7",
        ),
    ]
