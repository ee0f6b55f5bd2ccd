"""Programmes that change what courses teach: a common module inside courses of chosen kinds (M13)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.codes import KINDS
from sim.government.programmes.base import Programme, Town
from sim.government.targeting import districts_of
from sim.institutions.ledger import SUPPLIERS


class SharedContent(Programme):
    """Pays for a common module as far as the money goes; its hours are taken from what the course taught before."""

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        o = town.offers
        kinds = [KINDS.index(kind) for kind in item.kinds]
        self.cells = np.flatnonzero(
            np.isin(o.kind, kinds) & np.isin(o.district, districts_of(item.target, town.facts)) & ~o.at_work
        )

    def run(self, town: Town, money: int) -> None:
        o, hour = town.offers, town.prices.unit(town.p.costs.module_hour)
        hours = town.institutions.demand[self.cells] * o.hours[self.cells]
        need = math.ceil(math.fsum(hours.tolist()) * self.item.hours * hour)
        paid = min(money, need)
        self.pay(town, SUPPLIERS, paid)
        if need:
            self.citizen_hours = paid / hour
            self.staff_hours = self.citizen_hours / town.p.teachers.class_size
            o.shared[self.cells] = np.minimum(1.0, o.shared[self.cells] + self.item.hours * paid / need)
