"""Programmes that find out and spread what is known: research, pilots, guidelines and new practices (M19).

What knowledge, a guideline or a practice does to courses is added to the wish for them and against leaving them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import uniforms
from sim.government.beliefs import Belief, chances_to_be_best
from sim.government.programmes.base import HOURS_A_MONTH, Programme, Town
from sim.government.programmes.performance import staffed
from sim.institutions.labour import shared_out
from sim.institutions.ledger import SUPPLIERS


def suit(town: Town, which: NDArray[np.bool_], log_odds: float) -> None:
    """The courses of `which` institutions suit people better this month, or worse."""
    offers = which[town.institutions.at]
    town.offers.appeal[offers] += log_odds
    town.offers.support[offers] += log_odds


class Studies(Programme):
    """Research: money becomes knowledge after years, as far as it can be used, and knowledge goes out of date."""

    pays_for_work = True

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.knowledge = 0.0
        self.under_way: dict[int, int] = {}  # month in which it is known: cents

    def run(self, town: Town, money: int) -> None:
        r = town.p.research
        self.pay(town, SUPPLIERS, money)
        self.under_way[town.month + int(r.delay)] = money
        thousands = town.columns.id.size * town.weight / 1000.0
        found = self.under_way.pop(town.month, 0) / town.prices.income / thousands * r.gain * r.transfer
        self.knowledge = self.knowledge * (1.0 - r.decay) + found
        suit(town, town.institutions.public, r.effect * (1.0 - math.exp(-self.knowledge)))


class Spreading(Programme):
    """Something that institutions take on: each adopter is trained at the programme's cost, and acts from then on.

    The willing are trained one after the other, bit by bit, so that no house is too large for a month's money.
    """

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.adopters: list[int] = []  # keys of institutions, in the order of adoption
        self.willing: list[int] = []  # rows of those who are not yet trained, the first to be willing first
        self.advance = 0  # cents paid towards the first of them

    def effect(self, town: Town) -> float:
        """What it does to an adopter's courses, log-odds."""
        raise NotImplementedError

    def pressure(self, town: Town, adopted: float) -> float:
        """Chance that an institution adopts this month where a share of them has."""
        raise NotImplementedError

    def run(self, town: Town, money: int) -> None:
        """Adopters' courses are what they have become; others adopt at the month's end, as far as money goes."""
        these = town.institutions
        adopted = np.isin(these.key, self.adopters)
        suit(town, adopted, self.effect(town))
        if money == 0:
            return
        free = staffed(town, None) & ~adopted
        chosen = np.flatnonzero(free)
        size = chosen.size + len(self.adopters)
        chance = self.pressure(town, len(self.adopters) / size if size else 0.0)
        ready = chosen[uniforms(town.seed, self.line, these.key[chosen], town.month) < chance]
        self.willing = list(dict.fromkeys([*(row for row in self.willing if free[row]), *ready.tolist()]))
        self.train(town, money)

    def train(self, town: Town, money: int) -> None:
        """Pay for the willing in turn; whom this month's money does not pay in full goes on being paid next month."""
        these, price = town.institutions, town.prices.unit(town.p.practice.cost)
        while self.willing and self.spent < money:
            cost = price * int(these.staff[self.willing[0]])
            paid = min(money - self.spent, max(0, cost - self.advance))
            self.pay(town, SUPPLIERS, paid)
            self.advance += paid
            if self.advance >= cost:
                self.advance -= cost
                self.adopters.append(int(these.key[self.willing.pop(0)]))
        self.staff_hours = self.spent / price * town.p.practice.cost * HOURS_A_MONTH


class TakePractice(Spreading):
    """A practice: some try it, others follow those who have (Bass 1969); nobody gives it up."""

    def effect(self, town: Town) -> float:
        return town.p.practice.benefit

    def pressure(self, town: Town, adopted: float) -> float:
        return town.p.practice.push + town.p.practice.pull * adopted


class FollowGuideline(Spreading):
    """A guideline: explained from outside, taken up and given up again."""

    def effect(self, town: Town) -> float:
        return town.p.guideline.effect

    def pressure(self, town: Town, adopted: float) -> float:
        return town.p.guideline.uptake

    def run(self, town: Town, money: int) -> None:
        luck = uniforms(town.seed, f"{self.line} given up", np.array(self.adopters, np.int64), town.month)
        kept = zip(self.adopters, luck.tolist(), strict=True)
        self.adopters = [key for key, u in kept if u >= town.p.guideline.lapse]
        super().run(town, money)


class RunPilots(Programme):
    """Pilots: rounds of evaluation that change what the government believes of its instruments' effects.

    An effect is the share of adults who start within the months of a round because the instrument goes on.
    """

    looks_ahead = True
    pays_for_work = True

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.beliefs: dict[str, Belief] = {}  # by line
        self.effects: dict[str, float] = {}  # of the round under way, as they will turn out
        self.share = 0.0  # of adults who start in the round
        self.done = 0.0  # months of the round that are paid

    def concerns(self, line: str, instrument: str) -> bool:
        """Whether it evaluates another programme."""
        return line != self.line and (instrument in self.item.studies or not self.item.studies)

    def run(self, town: Town, money: int) -> None:
        month = self.item.sites * town.prices.unit(town.p.pilots.site_cost)
        paid = min(money, month)
        self.pay(town, SUPPLIERS, paid)
        self.done += paid / month

    def replan(self, planned: dict[str, int]) -> dict[str, int]:
        """A part of the evaluated lines' money goes to them by their chance to be best; the rest stays as planned."""
        lines = [line for line in self.beliefs if planned.get(line)]
        if not lines or not self.item.reallocates:
            return planned
        moved = {line: int(planned[line] * self.item.reallocates) for line in lines}
        given = shared_out(sum(moved.values()), chances_to_be_best([self.beliefs[line] for line in lines]))
        return planned | {line: planned[line] - moved[line] + more for line, more in zip(lines, given, strict=True)}
