"""After the month's teaching: teachers keep and lose what they were helped with, and institutions are scored (M15)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.government.programmes.performance import Evaluation
from sim.institutions.institution import Institutions

if TYPE_CHECKING:
    from sim.assumptions import Assumptions
    from sim.city import City


def evaluate(city: City) -> None:
    """Help fades, leaves with teachers and acts from next month; evaluations note and score what was done."""
    these = city.institutions
    these.performed[:] = these.reported[:] = 0.0
    keep_help(these, city.p)
    for programme in city.programmes:
        if isinstance(programme, Evaluation):
            programme.assess(city, city.enrolment.admitted)


def keep_help(these: Institutions, p: Assumptions) -> None:
    """Hours of help by teacher after a month, shared with those hired in it, and the guidance that they amount to."""
    q, staff = p.performance, these.staff
    stayed = np.maximum(0.0, 1.0 - these.hired / np.maximum(1, staff)) * (staff > 0)
    these.helped *= stayed * 0.5 ** (1.0 / q.half_life)
    these.guidance[:] = [1.0 - math.exp(-hours / q.saturation) for hours in these.helped.tolist()]
