"""Teaching quality of institutions, 1 for experienced staff under usual conditions: the staff alone, or all inputs.

Rival submodels: the scenario's forms `quality` (staff or production) and `experience` (plateau or growth) choose.
"""

from __future__ import annotations

import numpy as np

from sim.assumptions import Assumptions
from sim.institutions.institution import Institutions, Numbers
from sim.scenario.forms import Forms

LEAST_MATERIALS = 0.05  # of the usual: where next to nothing is bought, quality is as at this


def quality(these: Institutions, p: Assumptions, forms: Forms) -> Numbers:
    """What the staff and, in form `production`, the other inputs give, times what fit, effort and guidance add."""
    q = p.quality
    added = q.fit * these.fit + q.effort * these.effort + q.guidance * these.guidance + these.vetted
    if forms.quality == "production":
        added = added + np.where(these.staff > 0, logs_of_inputs(these, p), 0.0)
    return by_experience(these, p, forms) * np.exp(added)


def by_experience(these: Institutions, p: Assumptions, forms: Forms) -> Numbers:
    """Mean over the staff, experienced = 1: novices teach less well, hourly staff as experienced.

    Seniors teach as the experienced do (plateau) or go on getting better (growth).
    """
    senior = p.quality.senior if forms.experience == "growth" else 1.0
    taught, staff = p.teachers.novice_quality * these.novice + these.mid + senior * these.senior, these.staff
    return np.divide(taught, staff, out=np.ones(staff.size), where=staff > 0)


def logs_of_inputs(these: Institutions, p: Assumptions) -> Numbers:
    """Log of what learners in a class, materials, crowding and neglected rooms make of it, 0 as usual."""
    q = p.quality
    materials = these.materials * p.courses.materials / q.usual_materials
    return (
        -q.teachers * np.log(p.teachers.class_size / q.usual_class)
        + q.materials * np.log(np.maximum(LEAST_MATERIALS, materials))
        - q.crowding * np.maximum(0.0, these.utilisation - q.usual_use)
        - q.wear * (1.0 - these.maintained)
    )
