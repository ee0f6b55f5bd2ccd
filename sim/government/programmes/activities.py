"""Programmes that people meet in their free time: events, media products, and calls to volunteer (5.2, 5.3, M16)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.citizens.attending import ask, come, visit
from sim.compiled import in_parts
from sim.draws import normals, purpose_key, smallest, uniforms
from sim.government.programmes.base import Programme, Town
from sim.government.programmes.demand import RunCampaign
from sim.government.targeting import eligible_now
from sim.institutions.ledger import SUPPLIERS


class HoldEvents(Programme):
    """Events with room for a crowd each; who wants to come is admitted by lot once they are full."""

    gives = "visits", "relief", "message"

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        ids = town.columns.id
        self.taste = normals(town.seed, "event taste", ids).astype(np.float32)
        self.memory = np.zeros(ids.size, np.float32)
        self.left_over = 0.0  # of a simulated citizen's place
        self.wanted = self.visitors = 0  # simulated citizens this month

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.taste[rows] = normals(town.seed, "event taste", town.columns.id[rows])
        self.memory[rows] = 0.0

    def run(self, town: Town, money: int) -> None:
        c, p = town.columns, town.p.activities
        chosen = eligible_now(town, self.item.target)
        cost = town.prices.unit(p.cost)
        events = money // cost if chosen.any() else 0
        self.pay(town, SUPPLIERS, events * cost)
        key, visitor = purpose_key(self.line), np.zeros(c.id.size, np.bool_)
        if events:
            in_parts(c.id.size, come, c, chosen, self.taste, visitor, p, town.seed, key, town.month)
        self.wanted = int(np.count_nonzero(visitor))
        room = events * p.crowd / town.weight + self.left_over
        self.left_over = room % 1.0
        self.admit(town, visitor, int(room))
        self.visitors = int(np.count_nonzero(visitor))
        in_parts(c.id.size, visit, c, visitor, self.memory, p, town.seed, key, town.month)
        self.staff_hours = events * p.staff_hours
        self.citizen_hours = self.visitors * town.weight * p.hours

    def admit(self, town: Town, wants: NDArray[np.bool_], places: int) -> None:
        """Leave in `wants` those for whom there is room, by lot."""
        rows = np.flatnonzero(wants)
        if rows.size > places:
            option = purpose_key(self.line) & 0xFFFF
            lots = uniforms(town.seed, "event lottery", town.columns.id[rows], town.month, option)
            wants[rows] = False
            wants[rows[smallest(lots, places)]] = True


class MakeMedia(RunCampaign):
    """A campaign by programmes, films or projects: it reaches those who like the product and takes their time."""

    gives = "exposures", "message", "relief"

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        media = town.p.media
        self.appeal, self.hours, self.unit_cost = {
            "programme": (media.programme_appeal, media.programme_hours, media.programme_cost),
            "film": (media.film_appeal, media.film_hours, media.film_cost),
            "project": (media.project_appeal, media.project_hours, media.project_cost),
        }[item.product]
        self.fans = self.liked_by(town, town.columns.id)

    def liked_by(self, town: Town, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Who likes the product: those whose lasting taste for it, uniform, is below its appeal."""
        option = ("programme", "film", "project").index(self.item.product)
        return uniforms(town.seed, "media taste", ids, 0, option) < self.appeal

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        super().forget(town, rows)
        self.fans[rows] = self.liked_by(town, town.columns.id[rows])

    def audience(self, town: Town) -> NDArray[np.bool_]:
        return super().audience(town) & self.fans

    def run(self, town: Town, money: int) -> None:
        super().run(town, money)
        self.citizen_hours = self.viewers * town.weight * self.hours


class CallForVolunteers(Programme):
    """Personal requests to help in courses; who agrees volunteers for as long as it is asked again, or nearly so."""

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.joined = np.zeros(town.columns.id.size, np.bool_)
        self.thanked = 0.0  # part of the volunteers who are thanked this month

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.joined[rows] = False

    def run(self, town: Town, money: int) -> None:
        c, p = town.columns, town.p.volunteers
        if self.item.thanks:
            self.thank(town, money)
        chosen = eligible_now(town, self.item.target)
        people = np.count_nonzero(chosen) * town.weight
        cost = town.prices.unit(p.call)
        contacts = min((money - self.spent) // cost, int(people))
        self.pay(town, SUPPLIERS, contacts * cost)
        self.staff_hours = self.citizen_hours = contacts * p.call_hours
        share = contacts / people if people else 0.0
        key = purpose_key(self.line)
        in_parts(c.id.size, ask, c, chosen, self.joined, share, p, town.seed, key, town.month)

    def thank(self, town: Town, money: int) -> None:
        """Thank those who helped last month, as far as the money goes."""
        cost = town.prices.unit(town.p.volunteers.thanking)
        helped = int(int(town.volunteering.people.sum()) * town.weight)
        thanked = min(helped, money // cost)
        self.pay(town, SUPPLIERS, thanked * cost)
        self.thanked = thanked / helped if helped else 0.0
