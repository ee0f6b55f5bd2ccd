"""Programmes that change how the city governs: laws, institution building, and leave for learning (M24)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.citizens.attending import take_leave
from sim.citizens.person import LEARNING
from sim.codes import EMPLOYED
from sim.compiled import in_parts
from sim.draws import uniforms
from sim.government.programmes.base import WEEKS, Programme, Town
from sim.government.targeting import eligible_now
from sim.institutions.ledger import ADMINISTRATION
from sim.scenario.units import exact

if TYPE_CHECKING:
    from sim.assumptions.governance import Governance


class Governing(Programme):
    """What works on the budget itself, and so is told what the budget is."""

    def weigh(self, planned: int, parts: Mapping[str, Fraction]) -> None:
        """The month's planned cents, and the part of them that each instrument and provision were to have."""
        raise NotImplementedError


class Law(Governing):
    """Protects lines once it is in force, as far as last month's money proved that they were paid."""

    pays_for_work = True

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.begun: int | None = None  # month of its first money
        self.since: int | None = None  # month in which it came into force
        self.degree = Fraction(0)
        self.protected = Fraction(0)  # cents

    def weigh(self, planned: int, parts: Mapping[str, Fraction]) -> None:
        self.protected = planned * sum((parts.get(name, Fraction(0)) for name in self.item.protects), Fraction(0))

    def covers(self, name: str) -> bool:
        """Whether it is about an instrument's money or provision; its own is paid with what it protects."""
        return name == self.item.instrument or name in self.item.protects

    def protects(self, name: str, month: int) -> Fraction:
        """The share of an instrument's planned money that it protects now."""
        if self.since is None or month < self.since or not self.covers(name):
            return Fraction(0)
        return self.degree * exact(self.item.floor)

    def run(self, town: Town, money: int) -> None:
        g = town.p.governance
        need = math.ceil(self.protected * exact(self.item.floor) * exact(g.compliance))
        paid = min(money, need)
        self.pay(town, ADMINISTRATION, paid)
        self.degree = Fraction(paid, need) if need else Fraction(0)
        if paid and self.begun is None:
            self.begun, self.since = town.month, town.month + 1 + int(g.enactment)


class InstitutionBuilding(Governing):
    """Pays for the administration; what it can do follows the money, as a share of all planned money, with a delay."""

    pays_for_work = True

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.planned = 0
        self.built = 0.0  # smoothed share of the planned money

    def weigh(self, planned: int, parts: Mapping[str, Fraction]) -> None:
        self.planned = planned

    def cut(self, g: Governance) -> float:
        """The share of delays and errors that it avoids: half at `building`, never all."""
        return float(1.0 - 0.5 ** (self.built / g.building))

    def run(self, town: Town, money: int) -> None:
        self.pay(town, ADMINISTRATION, money)
        share = money / self.planned if self.planned else 0.0
        self.built += (share - self.built) / town.p.governance.building_memory


class LearningLeave(Programme):
    """Hours off work for those who are employed and hold a leave; employers get the hours used back, a month later.

    Holders are drawn from those entitled who manage to use one, as many as last month's use says the money can serve.
    No hours of staff: the money makes up for those that learners do not work.
    """

    gives = ("relief",)

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.coverage = 1.0
        self.held = np.zeros(town.columns.id.size, np.bool_)
        self.lot = uniforms(town.seed, "leave lottery", town.columns.id).astype(np.float32)
        self.take_up = uniforms(town.seed, "take-up", town.columns.id).astype(np.float32)

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.held[rows] = False
        self.lot[rows] = uniforms(town.seed, "leave lottery", town.columns.id[rows])
        self.take_up[rows] = uniforms(town.seed, "take-up", town.columns.id[rows])

    def run(self, town: Town, money: int) -> None:
        due = self.due(town)
        paid = min(money, due)
        self.pay(town, "employers", paid)
        if due:
            self.coverage = min(1.0, max(0.01, self.coverage * min(1.25, max(0.5, money / due))))
        shares = self.coverage if money > 0 else 0.0, town.p.costs.take_up
        given = (eligible_now(town, self.item.target), self.held, self.lot, self.take_up)
        terms = (np.float32(term) for term in (*shares, self.item.hours))
        in_parts(self.held.size, take_leave, town.columns, *given, *terms)

    def due(self, town: Town) -> int:
        """Cents for the hours that holders learnt last month and took off work, for all the people they stand for."""
        c, o = town.columns, town.offers
        rows = np.flatnonzero(self.held & (c.event & LEARNING > 0))
        rows = rows[(c.work[rows] == EMPLOYED) & ~o.at_work[c.learnt[rows]]]
        weekly = np.minimum(self.item.hours, o.weekly_hours[c.learnt[rows]])
        wages = math.fsum((weekly * c.income[rows].astype(np.float64)).tolist()) * WEEKS * town.weight
        c.last_support[rows] = town.month
        self.citizen_hours = math.fsum(weekly.tolist()) * WEEKS * town.weight
        return int(wages * town.p.governance.leave_hour * town.prices.income)
