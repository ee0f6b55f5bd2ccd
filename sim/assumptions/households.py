"""What is assumed about adults who live together: how much they weigh as an example, and what care they can swap.

Both act only among the simulated adults; children have no row.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption


class Households(NamedTuple):
    """M21: spill-over within households."""

    weight: Annotated[
        float,
        Assumption(
            "weight of the household's other adults in what is believed of others, beside that of a contact like all",
            "share",
            0.2,
            0.0,
            0.8,
            "C",
            "kin moved more than colleagues, +15 against +11 points (Dahl, Løken and Mogstad 2014, paternity leave)",
            "5.5",
        ),
    ]
    care: Annotated[
        float,
        Assumption(
            "care that another adult takes over for one who learns",
            "hours a week",
            2.0,
            0.0,
            10.0,
            "D",
            "assumption: about one evening class",
            "5.5",
        ),
    ]
