"""What is assumed about the sense of gain, happiness and security: what moves each, and that nothing follows from them.

That they bring people to learn is asserted, 0 by default and free in sign.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, asserted, guess

DEVIATIONS = "standard deviations"
CLAIM = "the paper's claim that well-being and learning feed each other; sign open"


class Wellbeing(NamedTuple):
    """Three separate scales; the form that follows them is off by default."""

    service: Annotated[
        float,
        Assumption(
            "a month of service, or a course completed",
            DEVIATIONS,
            0.1,
            -0.5,
            1.0,
            "C",
            "small (Feinstein et al. 2003, Great Britain); life satisfaction: none found (OECD 2025)",
            "5.2",
        ),
    ]
    own_reference: Annotated[
        float, guess("how far one's own past counts against a gain", "share", 0.5, 0.0, 1.0, "5.2")
    ]
    social_reference: Annotated[
        float,
        Assumption(
            "how far what others in the district receive counts against a gain",
            "share",
            0.0,
            0.0,
            5.0,
            "D",
            "assumption: nobody compares",
            "5.2",
        ),
    ]
    pace: Annotated[float, guess("weight of the latest month in the sense of gain", "share", 0.2, 0.02, 1.0, "5.2")]
    response: Annotated[float, guess("how fast happiness follows a change", "a month", 0.5, 0.05, 1.0, "5.2")]
    adaptation: Annotated[
        float,
        Assumption(
            "how fast one gets used to a change",
            "a month",
            0.1,
            0.02,
            0.5,
            "C",
            "most life events are adapted to within years, unemployment is not (Clark et al. 2008, German panel)",
            "5.2, 6.3",
        ),
    ]
    match: Annotated[float, guess("a standard deviation of skill at work", "security scale", 0.3, 0.0, 2.0, "5.2")]
    risk: Annotated[float, guess("being out of work", "security scale", 1.0, 0.0, 4.0, "5.2")]
    income: Annotated[
        float, guess("the highest fifth of incomes against the middle one", "security scale", 0.5, 0.0, 3.0, "5.2")
    ]
    continuity: Annotated[float, guess("being turned away this month", "security scale", 0.5, 0.0, 3.0, "5.2")]
    feedback_gain: Annotated[
        float, asserted("a deviation of the sense of gain", LOG_ODDS, 0.5, -3.0, 3.0, CLAIM, "5.2")
    ]
    feedback_happiness: Annotated[float, asserted("a deviation of happiness", LOG_ODDS, 0.5, -3.0, 3.0, CLAIM, "5.2")]
    feedback_security: Annotated[
        float, asserted("full security rather than one half", LOG_ODDS, 0.5, -3.0, 3.0, CLAIM, "5.2")
    ]
