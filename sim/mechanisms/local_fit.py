"""Content moves to where programmes pull it, and its fit to local needs acts on choice, staying and quality (M20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.institutions.local_needs import fit, local_needs

if TYPE_CHECKING:
    from sim.city import City


def fit_locally(city: City) -> None:
    """Where nothing pulls, content goes back to the usual at the same speed; where nothing ever did, it stays there."""
    p, offers = city.p.fit, city.offers
    these = city.institutions
    moved = (these.pull != 0.0) | (these.shift != 0.0)
    if not moved.any():
        return
    need = local_needs(city.seed, these.key[moved], city.p)
    aim = these.pulled[moved] / np.maximum(1.0, these.pull[moved])
    these.shift[moved] += p.speed * (aim - these.shift[moved])
    these.fit[moved] = fit(these.shift[moved], need, city.p)
    fits = np.where(moved, these.fit, 0.0)[these.at]
    offers.appeal[:] += p.choice * fits
    offers.support[:] += p.persistence * fits
