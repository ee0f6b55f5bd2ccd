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
    moved = [these[row] for row in np.flatnonzero((these.pull != 0.0) | (these.shift != 0.0)).tolist()]
    for one, need in zip(moved, local_needs(city.seed, moved, city.p) if moved else (), strict=True):
        one.shift += p.speed * (one.pulled / max(1.0, one.pull) - one.shift)
        one.fit = fit(one, need, city.p)
        rows = slice(one.offers.start, one.offers.stop)
        offers.appeal[rows] += p.choice * one.fit
        offers.support[rows] += p.persistence * one.fit
