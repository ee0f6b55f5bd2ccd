"""What each place needs its courses to be about, and how well their content fits, on one line with the standard at 0.

Only differences are known: needs are keyed draws, content is where it is today until something moves it.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.assumptions import Assumptions
from sim.draws import normals
from sim.institutions.institution import Institutions, Numbers

Place = TypeVar("Place", float, NDArray[np.float64])  # a number of one place, or of several


def local_needs(seed: int, keys: Numbers, p: Assumptions) -> NDArray[np.float64]:
    """The need at the institutions of these keys, by district and kind: normal around the standard."""
    return math.sqrt(p.fit.local_variance) * normals(seed, "local need", keys)


def content(shift: Place, need: Place, p: Assumptions) -> Place:
    """Where content lies: as far as it follows the need today, and what it has moved since."""
    return p.fit.followed * need + shift


def fit(shift: Place, need: Place, p: Assumptions) -> Place:
    """Squared distance of usual content from the need less that of its content now: 0 where nothing moved it."""
    usual = (1.0 - p.fit.followed) * need
    return usual * usual - (usual - shift) * (usual - shift)


def pull(these: Institutions, which: Any, strength: float, aim: Place) -> None:
    """Pull the content of `which` (a row or a mask) this month to an aim, a shift from where it usually is."""
    these.pull[which] += strength
    these.pulled[which] += strength * aim


def towards_standard(need: Place, p: Assumptions) -> Place:
    """The shift at which content is the standard's."""
    return -p.fit.followed * need


def towards_need(need: Place, p: Assumptions) -> Place:
    """The shift at which content is what the place needs."""
    return (1.0 - p.fit.followed) * need
