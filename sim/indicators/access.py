"""Access in space: how many places each district's adults have in reach, and who has a course near or can learn online.

Both follow from the table of who reaches which offer, so that what closes is missed where it was reached only.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.codes import KINDS, ONLINE
from sim.compiled import kernel

Values = NDArray[np.float64]


class Access(NamedTuple):
    """What never changes of a city, both of shape (districts, offers)."""

    reached: NDArray[np.bool_]
    ease: Values  # -log of the chance that an offer is not near


@kernel(arrays=True)
def floating(places: Values, reached: NDArray[np.bool_], adults: Values) -> Values:
    """Places for each adult in reach, by district: the two-step floating catchment area (Luo and Wang 2003).

    Each offer's places are shared by all adults who reach it; a district's access is the sum over what it reaches.
    `places` by offer, `reached` (districts, offers), `adults` by district.
    """
    found = np.zeros(adults.size)
    for offer in range(places.size):
        served = 0.0
        for district in range(adults.size):
            served += adults[district] if reached[district, offer] else 0.0
        if places[offer] > 0.0 and served > 0.0:
            share = places[offer] / served
            for district in range(adults.size):
                found[district] += share if reached[district, offer] else 0.0
    return found


def access(city: Any) -> Access:
    """Who reaches which public offer, and how near it is to them.

    The nearest site of a kind in the own district is as far away as the nearest of points thrown at random with the
    same mean distance (Clark and Evans 1954): P(within x) = 1 - exp(-(pi / 4) (x / mean)^2). A site of another district
    is near to all if it is within x, else to none; nothing is near at work or online.
    """
    o, reach, radius = city.offers, city.reach, city.p.access.minutes / 60.0 * city.p.access.speed
    reached = np.zeros(city.travel.shape, np.bool_)
    reached[np.repeat(np.arange(len(reached)), np.diff(reach.start)), reach.offer] = True
    reached &= ~o.at_work
    own = o.district == np.arange(len(reached))[:, None]
    random = np.pi / 4.0 * (radius / np.maximum(city.travel, 1e-6)) ** 2
    ease = np.where(own, random, np.where(city.travel <= radius, np.inf, 0.0))
    return Access(reached, np.where(reached & ~o.online, ease, 0.0))


@kernel(arrays=True)
def chance_near(ease: Values, kind: NDArray[np.int8], is_open: NDArray[np.bool_], digital: Values) -> Values:
    """Chance that an open offer is near, then that one is or can be used online, by district.

    The nearest of each kind counts, kinds are independent.
    """
    found, best = np.empty((2, len(ease))), np.empty(len(KINDS))
    for district in range(len(ease)):
        best[:] = online = 0.0
        for offer in range(kind.size):
            if is_open[offer]:
                best[kind[offer]] = max(best[kind[offer]], ease[district, offer])
                online = 1.0 if kind[offer] == ONLINE else online
        near = -math.expm1(-best.sum())
        found[0, district], found[1, district] = near, 1.0 - (1.0 - near) * (1.0 - digital[district] * online)
    return found


def near(city: Any, digital: Values) -> Values:
    """Share of each district's adults with an open public course within the declared minutes, and of those who have
    one or can learn online; `digital` the share who could."""
    return chance_near(city.recorder.once(access, city).ease, city.offers.kind, city.offers.open, digital)
