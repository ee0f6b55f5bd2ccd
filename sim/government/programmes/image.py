"""Programmes that change how the city looks and nothing that it does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.citizens.messages import see
from sim.compiled import in_parts
from sim.draws import purpose_key
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
        c, p, item, viewers = town.columns, town.p, self.item, 0
        chosen = eligible_now(town, item.target)
        people = int(np.count_nonzero(chosen))
        if money and people:
            audience = people * town.weight * p.costs.exposure * town.prices.income
            reach = item.media * (1.0 - math.exp(-money / audience))
            self.pay(town, SUPPLIERS, money)
            self.staff_hours = money / town.prices.income * p.costs.media_hours
            given = (c, chosen, self.seen, reach, town.seed, purpose_key(self.line), town.month)
            viewers = sum(in_parts(c.id.size, see, *given))
        else:
            self.seen[:] = 0
        self.image = self.image * p.campaign.retention + viewers / c.id.size
