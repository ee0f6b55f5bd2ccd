"""A rival of the norm among contacts: everyone goes by the rate of the whole city, whoever their contacts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.rules.norms import norm_belief

if TYPE_CHECKING:
    from sim.city import City


class Told(NamedTuple):
    """What everyone goes by: the city's rate, and the one that a campaign published, or -1."""

    active_share: float
    published_rate: float


def follow_city(city: City) -> None:
    """Replace what hearing made of contacts by the city's rate of last month, mixed with a published rate as usual."""
    c = city.columns
    rate = float((c.last_start >= city.month - 12).mean())
    for published in np.unique(c.published).tolist():  # a few values: those of the campaigns, and -1 for none
        c.norm[c.published == published] = norm_belief(0, Told(rate, published), city.p.norms, 0)
