"""Access in space: how many places each district's adults have in reach, and who has a course near or can learn online.

Both follow from the table of who reaches which offer, so that what closes is missed where it was reached only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import KINDS, ONLINE

Values = NDArray[np.float64]


def floating(places: Values, reached: NDArray[np.bool_], adults: Values) -> Values:
    """Places for each adult in reach, by district: the two-step floating catchment area (Luo and Wang 2003).

    Each offer's places are shared by all adults who reach it; a district's access is the sum over what it reaches.
    `places` by offer, `reached` (districts, offers), `adults` by district.
    """
    served = reached.T.astype(np.float64) @ adults
    each = np.divide(places, served, out=np.zeros_like(places, np.float64), where=served > 0)
    return np.asarray(reached.astype(np.float64) @ each)


def reached_offers(reach: Any, offers: int) -> NDArray[np.bool_]:
    """Who reaches what, shape (districts, offers)."""
    districts = reach.start.size - 1
    table = np.zeros((districts, offers), np.bool_)
    table[np.repeat(np.arange(districts), np.diff(reach.start)), reach.offer] = True
    return table


def near(city: Any) -> Values:
    """Share of each district's adults with an open public course within the declared minutes of travel.

    The nearest site of a kind in the own district is as far away as the nearest of points thrown at random with the
    same mean distance (Clark and Evans 1954): P(within x) = 1 - exp(-(pi / 4) (x / mean)^2); kinds are independent.
    A site of another district is near to all if it is within x, else to none.
    """
    o, reach = city.offers, city.reach
    radius = city.p.access.minutes / 60.0 * city.p.access.speed
    districts = reach.start.size - 1
    home = np.repeat(np.arange(districts), np.diff(reach.start))
    here = (o.open & ~o.at_work & ~o.online)[reach.offer]
    home, offer, km = home[here], reach.offer[here], reach.km[here]
    own = o.district[offer] == home
    ease = np.where(own, np.pi / 4.0 * (radius / np.maximum(km, 1e-6)) ** 2, np.where(km <= radius, np.inf, 0.0))
    of_kind = np.zeros((districts, len(KINDS)))
    np.maximum.at(of_kind.ravel(), home * len(KINDS) + o.kind[offer], ease)
    return np.asarray(-np.expm1(-of_kind.sum(axis=1)))


def near_or_online(city: Any, nearby: Values, digital: Values) -> Values:
    """Share of each district's adults who have a course near or can learn online; `digital` the share who could."""
    online = bool(city.offers.open[city.offers.kind == ONLINE].any())
    return 1.0 - (1.0 - nearby) * (1.0 - digital * online)
