"""Teaching quality of an institution, 1 for experienced staff under usual conditions: the staff alone, or all inputs.

Rival submodels: the scenario's forms `quality` (staff or production) and `experience` (plateau or growth) choose.
"""

from __future__ import annotations

import math

from sim.assumptions import Assumptions
from sim.institutions.institution import Institution
from sim.scenario.forms import Forms

LEAST_MATERIALS = 0.05  # of the usual: where next to nothing is bought, quality is as at this


def quality(one: Institution, p: Assumptions, forms: Forms) -> float:
    """What the staff and, in form `production`, the other inputs give, times what fit, effort and guidance add."""
    q = p.quality
    added = q.fit * one.fit + q.effort * one.effort + q.guidance * one.guidance + one.vetted
    inputs = logs_of_inputs(one, p) if forms.quality == "production" and one.staff.total else 0.0
    return by_experience(one, p, forms) * math.exp(inputs + added)


def by_experience(one: Institution, p: Assumptions, forms: Forms) -> float:
    """Mean over the staff, experienced = 1: novices teach less well, hourly staff as experienced.

    Seniors teach as the experienced do (plateau) or go on getting better (growth).
    """
    s = one.staff
    senior = p.quality.senior if forms.experience == "growth" else 1.0
    return 1.0 if s.total == 0 else (p.teachers.novice_quality * s.novice + s.mid + senior * s.senior) / s.total


def logs_of_inputs(one: Institution, p: Assumptions) -> float:
    """Log of what learners in a class, materials, crowding and neglected rooms make of it, 0 as usual."""
    q = p.quality
    materials = one.materials * p.courses.materials / q.usual_materials
    return (
        -q.teachers * math.log(p.teachers.class_size / q.usual_class)
        + q.materials * math.log(max(LEAST_MATERIALS, materials))
        - q.crowding * max(0.0, one.utilisation - q.usual_use)
        - q.wear * (1.0 - one.maintained)
    )
