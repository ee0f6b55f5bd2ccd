"""Programmes meant to move motivation: awards after a course, and study circles (M4, M9)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.citizens.events import happened
from sim.citizens.messages import promise
from sim.citizens.person import COMPLETED, STARTED
from sim.compiled import in_parts
from sim.draws import smallest, uniforms
from sim.government.programmes.base import WEEKS, Programme, Town
from sim.government.targeting import eligible_now
from sim.institutions.ledger import CITIZENS, SUPPLIERS


class Awards(Programme):
    """Awards for last month's starts or completions, as far as the money goes, by lot where it is short.

    A tangible award is announced: it counts as a lower price of any course, times the part of last month's that was
    honoured.
    """

    gives = "praised", "rewarded", "message"

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.honoured = 1.0  # part of those last earned that was given

    def run(self, town: Town, money: int) -> None:
        c, p, item = town.columns, town.p, self.item
        tangible = item.kind == "tangible"
        chosen = eligible_now(town, item.target)
        if money == 0:
            return
        earned = happened(c, COMPLETED if item.after == "completion" else STARTED)
        earned = earned[chosen[earned]]
        each = town.prices.unit((item.value if tangible else p.motivation.certificate) * town.weight)
        number = min(earned.size, money // each)
        got = earned[smallest(uniforms(town.seed, self.line, c.id[earned], town.month), number)]
        self.pay(town, CITIZENS if tangible else SUPPLIERS, number * each)
        self.staff_hours = number * town.weight * item.staff_hours
        (c.rewarded if tangible else c.praised)[got] += 1
        c.last_support[got] = town.month
        if earned.size:
            self.honoured = number / earned.size
        if tangible:
            worth = p.choice.price * 10.0 * item.value * self.honoured
            in_parts(c.id.size, promise, c, chosen, np.float32(worth))


class StudyCircles(Programme):
    """Lasting small groups of those who have the time and would join: money buys their hours, and the hours are theirs.

    Who would join, and who comes first, is one draw a person, the same in every month; nobody is in two circles.
    """

    gives = "study_hours", "relief"

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.lot = uniforms(town.seed, "study circle", town.columns.id).astype(np.float32)

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.lot[rows] = uniforms(town.seed, "study circle", town.columns.id[rows])

    def run(self, town: Town, money: int) -> None:
        c, p, item = town.columns, town.p.motivation, self.item
        weekly = item.hours / WEEKS
        chosen = eligible_now(town, item.target)
        free = (c.study_hours == 0) & (c.free_hours + c.relief >= weekly)
        joining = np.flatnonzero(chosen & (self.lot < p.joins) & free)
        each = town.prices.unit(p.circle_hour * item.hours * town.weight)
        number = min(joining.size, money // each)
        members = joining[smallest(self.lot[joining], number)]
        self.pay(town, SUPPLIERS, number * each)
        self.citizen_hours = number * town.weight * item.hours
        self.staff_hours = self.citizen_hours / item.size
        c.study_hours[members] = item.hours
        c.relief[members] -= np.float32(weekly)
        c.last_support[members] = town.month
