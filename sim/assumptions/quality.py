"""What is assumed about teaching quality: how much each input, fit, effort and guidance add to its logarithm.

Nothing usable was found on what makes courses for adults good; sizes are guesses in view of studies of schools.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, Assumption, asserted, guess

LOG = "log of quality"


class Quality(NamedTuple):
    """M11: coefficients of the logarithm of quality, and the usual conditions that it counts against."""

    teachers: Annotated[
        float, guess("loss of quality with the learners in a class", "elasticity", 0.2, 0.0, 1.0, "6.3")
    ]
    usual_class: Annotated[float, guess("class at which quality is as usual", "persons", 15.0, 5.0, 30.0, "6.3")]
    materials: Annotated[float, guess("gain of quality with a learner's materials", "elasticity", 0.1, 0.0, 0.5, "3.1")]
    usual_materials: Annotated[
        float,
        guess(
            "materials of a learner at which quality is as usual", INCOMES + " an hour", 0.0003, 0.00003, 0.003, "3.1"
        ),
    ]
    crowding: Annotated[float, guess("loss of quality with use of places beyond the usual", LOG, 0.3, 0.0, 2.0, "3.3")]
    usual_use: Annotated[
        float, guess("use of places up to which nothing is lost", "share of places", 0.9, 0.0, 1.0, "3.3")
    ]
    wear: Annotated[float, guess("loss of quality where nothing is maintained", LOG, 0.1, 0.0, 0.5, "3.1")]
    senior: Annotated[
        float,
        Assumption(
            "quality of a senior over that of an experienced teacher, where experience goes on to teach",
            "ratio",
            1.05,
            1.0,
            1.2,
            "D",
            "assumption: whether teachers get better after their first five years is disputed",
            "3.2",
        ),
    ]
    fit: Annotated[
        float, guess("gain of quality where courses fit local needs, for a unit of fit", LOG, 0.1, 0.0, 0.5, "4.2")
    ]
    effort: Annotated[float, guess("gain of quality with a doubled effort for it", LOG, 0.3, 0.0, 1.0, "5.1")]
    guidance: Annotated[
        float,
        asserted(
            "gain of quality with all the training and guidance that teachers can take up",
            LOG,
            0.1,
            -0.2,
            0.4,
            "assumption: gains from coaching teachers were found in schools, not in courses for adults",
            "3.2",
        ),
    ]
