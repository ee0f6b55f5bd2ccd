"""Programmes that say what institutions teach and how they act together: directives, surveys, a hub, feedback (M20)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.draws import normals
from sim.government.programmes.base import Programme, Town
from sim.government.programmes.performance import staffed, time_share
from sim.institutions.institution import Institution
from sim.institutions.ledger import SUPPLIERS
from sim.institutions.local_needs import local_needs, pull, towards_need, towards_standard

POST_HOURS = 160.0  # a full post, hours a month


class Standard(Programme):
    """Pulls content to the city's standard, as far as the money for oversight goes."""

    def hold_to_it(self, town: Town, strength: float, money: int) -> tuple[float, list[Institution]]:
        """Pay oversight and pull; returns the strength that the money allows, and the institutions held to it."""
        q, chosen = town.p.coordination, staffed(town, self.item.target)
        cost = strength * q.oversight * town.prices.income * sum(one.staff.total for one in chosen)
        paid = min(money, math.ceil(cost))
        self.pay(town, SUPPLIERS, paid)
        done = strength * min(1.0, paid / cost) if cost else 0.0
        for one, need in zip(chosen, local_needs(town.seed, chosen, town.p), strict=True):
            pull(one, done, towards_standard(need, town.p))
            one.away += time_share(done * q.compliance, town.p)
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
        for one in chosen:
            one.vetted += town.p.fit.vetting * done


class NeedsSurvey(Programme):
    """Interviews each month; content is pulled to what they say, with the error of a mean of so many answers."""

    def run(self, town: Town, money: int) -> None:
        p, chosen = town.p, staffed(town, self.item.target)
        price = p.fit.interview * town.prices.income
        wanted = self.item.interviews / 12.0 * len(chosen)
        paid = min(money, math.ceil(wanted * price))
        self.pay(town, SUPPLIERS, paid)
        each = min(wanted, paid / price) / len(chosen) if chosen else 0.0
        self.citizen_hours = each * len(chosen) * self.item.hours
        if not each:
            return
        keys = np.array([one.key for one in chosen], np.int64)
        luck = normals(town.seed, "needs survey", keys, town.month).tolist()
        error = p.fit.survey_error / math.sqrt(each)
        for one, need, u in zip(chosen, local_needs(town.seed, chosen, p), luck, strict=True):
            pull(one, 1.0, towards_need(need, p) + error * u)


class Hub(Programme):
    """Prevents duplicate spending as far as its fixed cost is paid."""

    def run(self, town: Town, money: int) -> None:
        cost = town.prices.unit(town.p.coordination.hub)
        paid = min(money, cost)
        self.pay(town, SUPPLIERS, paid)
        self.saves = self.item.saves * paid / cost
        self.staff_hours = POST_HOURS * town.p.coordination.hub * paid / cost


class Feedback(Programme):
    """Answers, after the lag, the complaints of each institution: those turned away among all who asked."""

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.heard: list[dict[int, float]] = []  # complaints by institution's key, of the last months up to the lag

    def run(self, town: Town, money: int) -> None:
        if money == 0:
            self.heard.clear()
            return
        chosen = staffed(town, self.item.target)
        self.heard.append({one.key: complaints(one) for one in chosen})
        if len(self.heard) <= self.item.lag:
            return
        past = self.heard.pop(0)
        price = town.p.fit.adaptation * town.prices.income
        loud = sorted(chosen, key=lambda one: (-past.get(one.key, 0.0), one.key))
        for one, need in zip(loud, local_needs(town.seed, loud, town.p), strict=True):
            share = past.get(one.key, 0.0)
            cost = math.ceil(share * one.staff.total * price)
            if share and self.spent + cost <= money:
                self.pay(town, SUPPLIERS, cost)
                pull(one, share, towards_need(need, town.p))
                if share > self.item.complaints:
                    self.open_slot(town, one, money)

    def open_slot(self, town: Town, one: Institution, money: int) -> None:
        """Open at the first time of the week at which it is closed, once and for good."""
        closed = [offer for offer in one.offers if not town.offers.open[offer]]
        cost = town.prices.unit(town.p.fit.new_slot)
        if closed and self.spent + cost <= money:
            self.pay(town, SUPPLIERS, cost)
            town.offers.open[closed[0]] = town.supported[closed[0]] = True


def complaints(one: Institution) -> float:
    """Share turned away of those who ask for a place, smoothed."""
    asked = math.fsum(one.demand) + one.turned_away
    return one.turned_away / asked if asked > 0.0 else 0.0
