"""Programmes that change how the city looks and nothing that it does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import uniforms
from sim.government.programmes.base import Programme, Town
from sim.government.targeting import eligible_now
from sim.institutions.ledger import SUPPLIERS


class Display(Programme):
    """Buys exposures to the city's image; the image is a stock that is only observed: nothing in the city reads it."""

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.seen = np.zeros(town.columns.id.size, np.uint8)  # who saw it this month
        self.image = 0.0  # fading sum of exposures of an adult

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.seen[rows] = 0

    def run(self, town: Town, money: int) -> None:
        c, p, item = town.columns, town.p, self.item
        self.seen[:] = 0
        if money:
            chosen = np.flatnonzero(eligible_now(town, item.target))
            audience = chosen.size * town.weight * p.costs.exposure * town.prices.income
            reach = item.media * (1.0 - math.exp(-money / audience)) if chosen.size else 0.0
            self.pay(town, SUPPLIERS, money if chosen.size else 0)
            self.seen[chosen] = uniforms(town.seed, self.line, c.id[chosen], town.month) < reach
        self.image = self.image * p.campaign.retention + float(self.seen.mean())
