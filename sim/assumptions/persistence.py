"""What is assumed about learners: who stays on a course, what becomes of habit and skill, and whose time it takes.

Log-odds are those of dropping out in a month.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, asserted, guess


class Persistence(NamedTuple):
    """M12: staying on a course, habit and skills."""

    base: Annotated[
        float,
        Assumption(
            "monthly drop-out with no conflict",
            LOG_ODDS,
            -3.0,
            -5.0,
            -1.0,
            "C",
            "72 % of adult learners in further education achieve (England 2015-19)",
            "3.2",
        ),
    ]
    quality: Annotated[float, guess("quality twice as high, on drop-out", LOG_ODDS, -0.5, -2.0, 0.0, "3.2")]
    time: Annotated[
        float, guess("weekly course hours as a share of free hours, on drop-out", LOG_ODDS, 1.0, 0.0, 3.0, "5.2")
    ]
    distance: Annotated[float, guess("one kilometre, on drop-out", LOG_ODDS, 0.02, 0.0, 0.1, "6.3")]
    online: Annotated[
        float,
        Assumption(
            "learning online, on drop-out",
            LOG_ODDS,
            1.2,
            0.0,
            3.0,
            "C",
            "median completion of open online courses 12.6 % (Jordan 2015)",
            "6.3",
        ),
    ]
    shared_content: Annotated[
        float,
        asserted(
            "a course all of common content, for mean interest in it, against drop-out",
            LOG_ODDS,
            0.5,
            -2.0,
            2.0,
            "the paper's claim that integrated content holds learners, sign open",
            "5.5",
        ),
    ]
    habit_half_life: Annotated[
        float,
        guess(
            "time in which a habit fades to half",
            "months",
            12.0,
            3.0,
            36.0,
            "3.4",
            "assumption: state dependence was measured from one year to the next (Sousounis and Bladen-Hovell 2008)",
        ),
    ]
    skill_gain: Annotated[
        float,
        guess(
            "skill gained by a full hour of good teaching far below the ceiling",
            "standard deviations an hour",
            0.0012,
            0.0002,
            0.004,
            "5.5",
        ),
    ]
    skill_ceiling: Annotated[float, guess("ceiling of skill", "standard deviations", 4.0, 2.0, 8.0, "5.5")]
    skill_loss: Annotated[float, guess("depreciation of unused skill", "a year", 0.02, 0.0, 0.06, "5.5")]
    own_study: Annotated[
        float,
        Assumption(
            "part of course hours taken from own study",
            "share",
            0.10,
            0.0,
            0.5,
            "D",
            "assumption (displacement)",
            "4.3",
        ),
    ]
    volunteering: Annotated[
        float,
        Assumption(
            "part of course hours taken from volunteering",
            "share",
            0.05,
            0.0,
            0.5,
            "D",
            "assumption (displacement)",
            "4.3",
        ),
    ]
    care: Annotated[
        float,
        Assumption(
            "part of course hours taken from care and household",
            "share",
            0.15,
            0.0,
            0.5,
            "D",
            "assumption (displacement)",
            "4.3",
        ),
    ]
