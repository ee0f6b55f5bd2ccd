"""Programmes that change what is offered: rooms, teachers, new offers in empty cells, and maintenance (M2, M3)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.codes import KINDS, SLOTS
from sim.government.programmes.base import Programme, Town
from sim.government.targeting import among, districts_of
from sim.institutions.institution import Institution, Numbers
from sim.institutions.labour import shared_out
from sim.institutions.ledger import SUPPLIERS
from sim.institutions.staffing import hire


def pressed(town: Town, item: Any) -> tuple[list[Institution], list[float]]:
    """The public institutions a supply programme may serve, and how many real persons a month they turn away."""
    these = town.institutions
    here = these.public & among(these.district, districts_of(item.target, town.facts))
    if item.kind != "queue":
        here &= these.kind == KINDS.index(item.kind)
    rows = np.flatnonzero(here)
    weights = these.turned_away if these.turned_away[rows].any() else these.sums(these.demand)
    return [these[row] for row in rows.tolist()], weights[rows].tolist()


def support(town: Town, part: Numbers, of: Numbers) -> None:
    """So large a part of each institution is paid for by a programme: that share of its starts this month is supported.

    `part` and `of` in seats, posts or hours; what several programmes pay for overlaps as independent lots do.
    """
    share = np.divide(part, of, out=np.zeros(part.size), where=of > 0).clip(0.0, 1.0)
    town.supported[:] = 1.0 - (1.0 - town.supported) * (1.0 - share[town.institutions.at])


def stay_open(town: Town, offers: Any) -> None:
    """These offers are open this month, and all who start there are supported."""
    town.offers.open[offers], town.supported[offers] = True, 1.0


def upkeep_gaps(town: Town, districts: set[int]) -> tuple[list[Institution], list[float]]:
    """Public institutions with seats there, and the cents of upkeep a month that each leaves undone, as yet unpaid."""
    these = town.institutions
    rows = np.flatnonzero(these.public & among(these.district, sorted(districts)) & (these.seats > 0))
    gaps = max(0.0, 1.0 - town.p.rooms.maintained) * these.seats[rows] * town.prices.upkeep
    return [these[row] for row in rows.tolist()], np.maximum(0.0, gaps - these.repairs[rows]).tolist()


class Places(Programme):
    """Builds seats where people are turned away; they open after the building time, then need upkeep and teachers.

    Money that is not enough for a whole seat is paid towards the next one, so that a small line builds too.
    """

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.advance = 0  # cents paid towards the next seat
        self.ordered: dict[int, Numbers] = {}  # seats by institution, by the month in which they open
        self.opened = np.zeros(len(town.institutions), np.int64)

    def run(self, town: Town, money: int) -> None:
        self.opened += self.ordered.pop(town.month - 1, 0)  # what opens this month does so after programmes have acted
        support(town, self.opened, town.institutions.seats)
        cost = town.prices.unit(town.p.rooms.capital)
        chosen, weights = pressed(town, self.item)
        weights = [0.0 if one.kind.online else weight for one, weight in zip(chosen, weights, strict=True)]
        if math.fsum(weights) <= 0.0:
            return
        self.pay(town, SUPPLIERS, money)
        number, self.advance = divmod(self.advance + money, cost)
        seats = np.zeros(len(town.institutions), np.int64)
        seats[[one.row for one in chosen]] = shared_out(number, weights)
        opens = town.month + int(town.p.rooms.delay)
        self.ordered[opens] = seats
        town.institutions.build(opens, seats)
        self.staff_hours = number * town.p.costs.seat_hours


class TrainTeachers(Programme):
    """Trains teachers and then pays their posts: every added teacher is a lasting wage.

    Training too is paid bit by bit, and no more are trained than posts can be paid. Who quits is replaced.
    """

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.posts: dict[int, int] = {}  # row of an institution: posts paid by this programme
        self.classes: list[tuple[int, int]] = []  # (month of graduation, trainees)
        self.advance = 0  # cents paid towards the next trainee
        self.passed = 0.0  # trainees who passed, as parts of one, and are not yet a whole graduate
        self.quitting = 0.0  # parts of a teacher who quits

    def run(self, town: Town, money: int) -> None:
        self.vacate(town)
        self.graduate(town)
        wage = town.prices.wage
        wages = np.zeros(len(town.institutions), np.int64)
        held = list(self.posts.values())
        paid = shared_out(min(money // wage, sum(held)), held)
        affordable = money // wage - sum(paid)
        for row, posts in zip(self.posts, paid, strict=True):
            self.posts[row], wages[row] = posts, posts * wage
        self.grant(town, wages)
        support(town, wages // wage, town.institutions.staff)
        t, left = town.p.teachers, money - int(wages.sum())
        cost = max(1, int(t.training_cost * wage))
        coming = self.passed + sum(number for _, number in self.classes) * t.pass_rate
        wanted = max(0, math.ceil((affordable - coming) / t.pass_rate))
        advance = min(left, max(0, wanted * cost - self.advance))
        self.pay(town, SUPPLIERS, advance)
        trainees, self.advance = divmod(self.advance + advance, cost)
        if trainees:
            self.classes.append((town.month + int(t.training_months), trainees))
        learning = sum(number for _, number in self.classes)
        self.citizen_hours = learning * town.p.costs.training_hours
        self.staff_hours = self.citizen_hours / t.class_size

    def vacate(self, town: Town) -> None:
        """The usual share of those in its posts quits; these posts, and those beyond a house's staff, are not paid."""
        held = list(self.posts.values())
        self.quitting += town.p.teachers.quits * sum(held)
        gone = int(self.quitting)
        self.quitting -= gone
        for row, number in zip(self.posts, shared_out(gone, held), strict=True):
            self.posts[row] = min(self.posts[row] - number, int(town.institutions.staff[row]))

    def graduate(self, town: Town) -> None:
        """Those who have finished take posts where people are turned away."""
        due = sum(number for month, number in self.classes if month <= town.month)
        self.classes = [one for one in self.classes if one[0] > town.month]
        self.passed += due * town.p.teachers.pass_rate
        graduates = int(self.passed)
        self.passed -= graduates
        if not graduates:
            return
        chosen, weights = pressed(town, self.item)
        posts = shared_out(graduates, weights)
        town.labour.pool += graduates - sum(posts)  # where nobody needs them they look for a post
        hires = np.zeros(len(town.institutions), np.int64)
        for institution, number in zip(chosen, posts, strict=True):
            if number:
                hires[institution.row] = number
                self.posts[institution.row] = self.posts.get(institution.row, 0) + number
        hire(town.institutions, hires)


class NewOffers(Programme):
    """Opens offers in empty cells of (district, kind, slot), with rented rooms and hourly staff, after a while.

    As many as the money pays a class in each, at least one, those of the largest districts first; the houses' own
    teachers teach there too.
    """

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        slots = [SLOTS[slot] for slot in item.slots]
        kinds = [KINDS.index(kind) for kind in item.kinds]
        o = town.offers
        districts = districts_of(item.target, town.facts)
        cells = np.flatnonzero(
            ~o.open & np.isin(o.kind, kinds) & np.isin(o.slots, slots) & np.isin(o.district, districts)
        )
        people = np.array([one.adults for one in town.facts.districts], float)[o.district[cells]]
        order = np.argsort(-people, kind="stable")
        self.cells, self.people = cells[order], people[order]
        self.opens: int | None = None

    def run(self, town: Town, money: int) -> None:
        if self.opens is None and money > 0:
            self.opens = town.month + int(town.p.costs.opening)
        if money == 0 or not self.cells.size or self.opens is None or town.month < self.opens:
            return
        these = town.institutions
        house = these.at[self.cells]
        course, price = these.hours[house], town.prices.hourly[these.kind[house]]
        learners = town.p.teachers.class_size * these.class_size[house]
        number = max(1, int(np.searchsorted(np.cumsum(learners * course * price), money, "right")))
        cells, course, price, learners = self.cells[:number], course[:number], price[:number], learners[:number]
        town.offers.open[cells] = True
        cents = np.array(shared_out(money, self.people[:number].tolist()))
        hours = cents / price
        if town.month >= self.opens + 6:  # by then applications show how many hours are wanted
            hours = np.minimum(hours, 1.1 * (these.demand[cells] * course) + course)
        town.contracts[cells] += hours
        self.pay(town, SUPPLIERS, int(np.minimum(cents, (hours * price).astype(np.int64)).sum()))
        self.staff_hours = math.fsum((hours / learners).tolist())


class Maintenance(Programme):
    """Repair and upkeep of rooms up to the full need; what is not needed goes back to general provision."""

    pays_for_work = True

    def run(self, town: Town, money: int) -> None:
        chosen, gaps = upkeep_gaps(town, set(districts_of(self.item.target, town.facts)))
        total = min(money, int(math.fsum(gaps)))
        for institution, cents in zip(chosen, shared_out(total, gaps), strict=True):
            self.pay(town, SUPPLIERS, cents)
            institution.repairs += cents
