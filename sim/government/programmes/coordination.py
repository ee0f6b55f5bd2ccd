"""Programmes that say what institutions teach and how they act together: directives, surveys, a hub, feedback (M20)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import normals
from sim.government.programmes.base import HOURS_A_MONTH, Programme, Town
from sim.government.programmes.performance import staffed, time_share
from sim.government.programmes.supply import stay_open
from sim.institutions.institution import Institutions
from sim.institutions.ledger import SUPPLIERS
from sim.institutions.local_needs import local_needs, pull, towards_need, towards_standard


class Standard(Programme):
    """Pulls content to the city's standard, as far as the money for oversight goes."""

    pays_for_work = True

    def hold_to_it(self, town: Town, strength: float, money: int) -> tuple[float, NDArray[np.bool_]]:
        """Pay oversight and pull; returns the strength that the money allows, and which institutions are held to it."""
        q, these, chosen = town.p.coordination, town.institutions, staffed(town, self.item.target)
        cost = strength * q.oversight * town.prices.income * int(these.staff[chosen].sum())
        paid = min(money, math.ceil(cost))
        self.pay(town, SUPPLIERS, paid)
        done = strength * min(1.0, paid / cost) if cost else 0.0
        pull(these, chosen, done, towards_standard(local_needs(town.seed, these.key[chosen], town.p), town.p))
        these.away[chosen] += time_share(done * q.compliance, town.p)
        return done, chosen


class Directive(Standard):
    """The same content everywhere by order; whether orders make programmes start faster is asserted (default 0)."""

    def run(self, town: Town, money: int) -> None:
        done, _ = self.hold_to_it(town, self.item.strength, money)
        self.speeds = town.p.coordination.speed * done


class ContentControl(Standard):
    """A part of all content fixed and vetted centrally; whether that makes it better is asserted (default 0)."""

    def run(self, town: Town, money: int) -> None:
        done, chosen = self.hold_to_it(town, self.item.fixed, money)
        town.institutions.vetted[chosen] += town.p.fit.vetting * done


class NeedsSurvey(Programme):
    """Interviews each month; content is pulled to what they say, with the error of a mean of so many answers.

    Less than one answer for an institution pulls as if that part of the institutions had one each.
    """

    pays_for_work = True

    def run(self, town: Town, money: int) -> None:
        p, these, chosen = town.p, town.institutions, staffed(town, self.item.target)
        price, number = p.fit.interview * town.prices.income, np.count_nonzero(chosen)
        wanted = self.item.interviews / 12.0 * number
        paid = min(money, math.ceil(wanted * price))
        self.pay(town, SUPPLIERS, paid)
        each = min(wanted, paid / price) / number if number else 0.0
        self.citizen_hours = each * number * self.item.hours
        if not each:
            return
        keys = these.key[chosen]
        error = p.fit.survey_error / math.sqrt(each) * normals(town.seed, "needs survey", keys, town.month)
        pull(these, chosen, min(1.0, each), towards_need(local_needs(town.seed, keys, p), p) + error)


class Hub(Programme):
    """Prevents duplicate spending as far as its fixed cost is paid."""

    def run(self, town: Town, money: int) -> None:
        cost = town.prices.unit(town.p.coordination.hub)
        paid = min(money, cost)
        self.pay(town, SUPPLIERS, paid)
        self.saves = self.item.saves * paid / cost
        self.staff_hours = HOURS_A_MONTH * town.p.coordination.hub * paid / cost


class Feedback(Programme):
    """Answers, after the lag, the complaints of each institution: those turned away among all who asked.

    The most are answered first, the last in part.
    """

    pays_for_work = True

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.heard: list[NDArray[np.float64]] = []  # complaints by institution, of the last months up to the lag
        self.opened: list[int] = []  # offers, for good

    def run(self, town: Town, money: int) -> None:
        stay_open(town, self.opened)
        if money == 0:
            self.heard.clear()
            return
        these, chosen = town.institutions, staffed(town, self.item.target)
        self.heard.append(complaints(these) * chosen)
        if len(self.heard) <= self.item.lag:
            return
        past = self.heard.pop(0)
        price = town.p.fit.adaptation * town.prices.income
        order = np.argsort(-past, kind="stable")
        loud = order[(chosen & (past > 0.0))[order]]
        needs, staff = local_needs(town.seed, these.key[loud], town.p), these.staff[loud].tolist()
        for row, share, teachers, need in zip(loud.tolist(), past[loud].tolist(), staff, needs, strict=True):
            cost = math.ceil(share * teachers * price)
            paid = min(cost, money - self.spent)
            self.pay(town, SUPPLIERS, paid)
            pull(these, row, share * paid / cost, towards_need(need, town.p))
            if share > self.item.complaints:
                self.open_slot(town, row, money)

    def open_slot(self, town: Town, row: int, money: int) -> None:
        """Open at the first time of the week at which it is closed, once and for good."""
        closed = [offer for offer in town.institutions[row].offers if not town.offers.open[offer]]
        cost = town.prices.unit(town.p.fit.new_slot)
        if closed and self.spent + cost <= money:
            self.pay(town, SUPPLIERS, cost)
            self.opened.append(closed[0])
            stay_open(town, closed[:1])


def complaints(these: Institutions) -> NDArray[np.float64]:
    """Share turned away of those who ask for a place, smoothed."""
    asked = these.sums(these.demand) + these.turned_away
    return np.divide(these.turned_away, asked, out=np.zeros(asked.size), where=asked > 0.0)
