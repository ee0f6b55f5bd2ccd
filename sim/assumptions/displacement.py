"""What is assumed about displacement: what public subsidies and money from outside replace.

Without these, everything that a policy adds would count as new.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption


class Displacement(NamedTuple):
    """M14b, M14d: employers' training replaced by public starts, a city's own money replaced by grants."""

    employer: Annotated[
        float,
        Assumption(
            "starts in employers' training that a subsidised start of an employee replaces in the district",
            "starts a start",
            0.2,
            0.0,
            1.0,
            "C",
            "randomised training vouchers: deadweight of almost 60 % (Hidalgo, Oosterbeek and Webbink 2014); how much "
            "of it replaces firms' training is an assumption",
            "3.4",
        ),
    ]
    substitution: Annotated[
        float,
        Assumption(
            "part of a grant by which the city cuts its own money for adult learning",
            "share",
            0.5,
            0.0,
            1.0,
            "D",
            "assumption: in theory hardly any of a grant is spent on top, in studies more, in some nearly all (Hines "
            "and Thaler 1995); what is spent at first was largely offset within three years (Gordon 2004)",
            "5.1",
        ),
    ]
