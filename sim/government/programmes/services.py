"""Everyday services: opening hours, childcare, repairs and a shuttle, which become routine and lapse again (5.3)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.codes import ONLINE, SLOTS
from sim.draws import smallest, uniforms
from sim.government.programmes.base import Programme, Town
from sim.government.programmes.supply import stay_open, upkeep_gaps
from sim.government.targeting import among, districts_of
from sim.institutions.labour import shared_out
from sim.institutions.ledger import SUPPLIERS
from sim.rules.activities import routine_after


class Backlog(NamedTuple):
    """How far a service is paid for, and how far it has become routine; shares of the need."""

    paid: float
    routine: float


class Service(Programme):
    """Serves a part of the need: what the money pays for, as far as the service has become routine."""

    gives = ("relief",)

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.routine = 0.0
        self.served = 0.0
        self.districts = np.array(districts_of(item.target, town.facts))
        frozen = uniforms(town.seed, "childcare", town.columns.id)
        self.lot = frozen.astype(np.float32)  # which families come first
        self.families = np.zeros(town.columns.id.size, np.bool_)  # who may be served with childcare this month
        o = town.offers
        local = np.isin(o.district, self.districts) & ~o.at_work & (o.kind != ONLINE)
        self.offers = np.flatnonzero(local)
        asked = np.isin(o.slots, [SLOTS[slot] for slot in item.slots])
        teaching = {(int(o.district[i]), int(o.kind[i])) for i in np.flatnonzero(o.open & local)}
        closed = [
            i for i in np.flatnonzero(local & asked & ~o.open) if (int(o.district[i]), int(o.kind[i])) in teaching
        ]
        self.closed = np.array(closed, np.int64)  # where a house that teaches does not teach at this time

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.lot[rows] = uniforms(town.seed, "childcare", town.columns.id[rows])

    def run(self, town: Town, money: int) -> None:
        if self.item.fix == "childcare":
            self.families = self.parents(town)
        need = self.need(town)
        paid = min(1.0, money / need) if need > 0 else 0.0
        self.routine = routine_after(0, Backlog(paid, self.routine), town.p.services, 0)
        self.served = min(paid, self.routine)
        done = {"opening": self.open_longer, "childcare": self.mind_children, "repairs": self.repair}
        done.get(self.item.fix, self.drive)(town, min(money, int(self.served * need)))
        self.staff_hours = self.spent / town.prices.income * town.p.services.staff

    def need(self, town: Town) -> float:
        """Cents that would serve everybody for a month."""
        p, income = town.p.services, town.prices.income
        if self.item.fix == "opening":
            return float(town.prices.unit(p.opening) * self.closed.size)
        if self.item.fix == "childcare":
            families = float(np.count_nonzero(self.families))
            return p.care_hour * p.care * 52.0 / 12.0 * income * families * town.weight
        if self.item.fix == "transport":
            return p.transport * income * sum(town.facts.districts[d].adults for d in self.districts.tolist())
        return math.fsum(upkeep_gaps(town, set(self.districts.tolist()))[1])

    def parents(self, town: Town) -> NDArray[np.bool_]:
        """Adults with children in the districts served."""
        c = town.columns
        everywhere = self.districts.size == len(town.facts.districts)
        return np.asarray((c.children == 1) & (everywhere or among(c.district, self.districts.tolist())))

    def open_longer(self, town: Town, cents: int) -> None:
        """Houses open at more times of the week, those of the largest districts first; unpaid, they close again."""
        closed = self.closed[~town.offers.open[self.closed]]  # another line may have opened some already
        adults = np.array([one.adults for one in town.facts.districts])[town.offers.district[closed]]
        cost = town.prices.unit(town.p.services.opening)
        opened = closed[np.argsort(-adults, kind="stable")][: cents // cost]
        stay_open(town, opened)
        self.pay(town, SUPPLIERS, opened.size * cost)

    def mind_children(self, town: Town, cents: int) -> None:
        """The first families by lot whom no other line serves have hours free; the carers are the programme's staff."""
        c = town.columns
        unserved = town.eligible.setdefault("childcare", c.children == 1)  # the same array for all lines of the month
        number = round(self.served * np.count_nonzero(self.families))
        rows = np.flatnonzero(self.families & unserved)
        rows = rows[smallest(self.lot[rows], number)]
        unserved[rows] = False
        c.relief[rows] += np.float32(town.p.services.care)
        c.last_support[rows] = town.month
        self.pay(town, SUPPLIERS, cents * rows.size // max(1, number))

    def repair(self, town: Town, cents: int) -> None:
        """Upkeep of rooms, as the instrument for maintenance pays it."""
        chosen, gaps = upkeep_gaps(town, set(self.districts.tolist()))
        for institution, part in zip(chosen, shared_out(cents, gaps), strict=True):
            self.pay(town, SUPPLIERS, part)
            institution.repairs += part

    def drive(self, town: Town, cents: int) -> None:
        """Courses feel nearer by part of their distance, in the choice and on the way."""
        o, p = town.offers, town.p
        saved = self.served * p.services.km_saved * town.travel[o.district[self.offers], self.offers]
        o.appeal[self.offers] += p.choice.distance * saved
        o.support[self.offers] += p.persistence.distance * saved
        self.pay(town, SUPPLIERS, cents)
