"""What each place needs its courses to be about, and how well their content fits, on one line with the standard at 0.

Only differences are known: needs are keyed draws, content is where it is today until something moves it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.assumptions import Assumptions
from sim.draws import normals
from sim.institutions.institution import Institution


def local_needs(seed: int, institutions: Sequence[Institution], p: Assumptions) -> list[float]:
    """The need at each institution, by district and kind: normal around the standard."""
    keys = np.array([one.key for one in institutions], np.int64)
    found: list[float] = (math.sqrt(p.fit.local_variance) * normals(seed, "local need", keys)).tolist()
    return found


def content(one: Institution, need: float, p: Assumptions) -> float:
    """Where its content lies: as far as it follows the need today, and what it has moved since."""
    return p.fit.followed * need + one.shift


def fit(one: Institution, need: float, p: Assumptions) -> float:
    """Squared distance of usual content from the need less that of its content now: 0 where nothing moved it."""
    usual = (1.0 - p.fit.followed) * need
    return usual * usual - (usual - one.shift) * (usual - one.shift)


def pull(one: Institution, strength: float, aim: float) -> None:
    """Pull its content this month to an aim, a shift from where it usually is."""
    one.pull += strength
    one.pulled += strength * aim


def towards_standard(need: float, p: Assumptions) -> float:
    """The shift at which content is the standard's."""
    return -p.fit.followed * need


def towards_need(need: float, p: Assumptions) -> float:
    """The shift at which content is what the place needs."""
    return (1.0 - p.fit.followed) * need
