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
    """Something that institutions take on: each adopter is trained at the programme's cost, and acts from then on."""

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.adopters: list[int] = []  # keys of institutions, in the order of adoption

    def effect(self, town: Town) -> float:
        """What it does to an adopter's courses, log-odds."""
        raise NotImplementedError

    def pressure(self, town: Town, adopted: float) -> float:
        """Chance that an institution adopts this month where a share of them has."""
        raise NotImplementedError

    def run(self, town: Town, money: int) -> None:
        """Adopters' courses are what they have become; others adopt at the month's end, as far as money goes."""
        these, price = town.institutions, town.prices.unit(town.p.practice.cost)
        adopted = np.isin(these.key, self.adopters)
        suit(town, adopted, self.effect(town))
        chosen = np.flatnonzero(staffed(town, None) & ~adopted)
        size = chosen.size + len(self.adopters)
        chance = self.pressure(town, len(self.adopters) / size if size else 0.0)
        willing = chosen[uniforms(town.seed, self.line, these.key[chosen], town.month) < chance]
        for key, teachers in zip(these.key[willing].tolist(), these.staff[willing].tolist(), strict=True):
            if self.spent + price * teachers <= money:
                self.pay(town, SUPPLIERS, price * teachers)
                self.staff_hours += town.p.practice.cost * teachers * HOURS_A_MONTH
                self.adopters.append(key)


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
