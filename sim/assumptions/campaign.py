"""What is assumed about campaigns: exposure, its effect, decay and fatigue; any topic, one code.

That a message moves anybody is asserted, so its effect is zero until a scenario says otherwise.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, asserted, guess


class Campaign(NamedTuple):
    """M7: exposure to campaigns, its effect, decay and fatigue; any topic, one code."""

    effect: Annotated[
        float,
        asserted(
            "mean effect of full exposure on the wish to learn",
            LOG_ODDS,
            0.20,
            -0.5,
            0.5,
            "mediated campaigns r = .05 (Anker et al. 2016); for values-led ones an assertion",
            "2.2, 5.1",
        ),
    ]
    spread: Annotated[float, guess("spread of that effect between people", LOG_ODDS, 0.2, 0.0, 0.6, "5.1")]
    reactance: Annotated[float, guess("loss of effect under full pressure", LOG_ODDS, 0.3, 0.0, 1.0, "5.1")]
    retention: Annotated[
        float,
        Assumption(
            "share of exposure kept",
            "a month",
            0.70,
            0.3,
            0.95,
            "C",
            "nine tenths of what advertising does to sales comes within 3 to 9 months (Clarke 1976); here 6.5",
            "5.1",
        ),
    ]
    scale: Annotated[
        float, guess("exposures at which 63 % of the effect is reached", "exposures", 1.0, 0.3, 3.0, "5.1")
    ]
    fatigue: Annotated[
        float, guess("exposures after which the effect has worn to 37 %", "exposures", 24.0, 6.0, 240.0, "5.1")
    ]
