"""What is assumed about courses: fees, materials, queues and where places stand.

Costs are in monthly mean incomes of the city's adults, so that one declaration serves every currency.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, VHS, Assumption, guess


class Courses(NamedTuple):
    """M9, M10: fees, materials, queues."""

    fee: Annotated[
        float,
        Assumption(
            "fee of a public course",
            INCOMES + " an hour",
            0.0008,
            0.0,
            0.005,
            "C",
            VHS + ", fees 39 % of cost; evening classes GBP 1 to 2 an hour",
            "5.1",
        ),
    ]
    materials: Annotated[
        float, guess("materials and services of a learner", INCOMES + " an hour", 0.0003, 0.0, 0.003, "3.1")
    ]
    renege: Annotated[float, guess("those waiting who give up", "a month", 0.08, 0.0, 0.3, "3.1")]
    wait_memory: Annotated[
        float, guess("weight of the latest month in the expected waiting time", "share", 0.2, 0.02, 1.0, "3.1")
    ]
    need_noise: Annotated[
        float,
        guess(
            "error with which need is seen where places go by need, standard deviation of the logarithm of income",
            "log points",
            0.0,
            0.0,
            10.0,
            "4.6",
            "assumption: none, as if every income were known",
        ),
    ]
    spread: Annotated[
        float,
        Assumption(
            "distance to the nearest site over the square root of the area a site serves",
            "ratio",
            0.25,
            0.05,
            0.6,
            "D",
            "assumption: people live near where sites stand",
            "6.3",
        ),
    ]
    by_demand: Annotated[
        float,
        Assumption(
            "part of public places that stand where demand is, the rest where institutions stand",
            "share",
            0.6,
            0.0,
            1.0,
            "D",
            "assumption: no city publishes places by district",
            "3.3",
        ),
    ]
