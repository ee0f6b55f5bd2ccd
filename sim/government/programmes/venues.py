"""Programmes that change where courses take place: shared rooms, teaching moved online, open university (M23)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.citizens.events import happened, recognise
from sim.citizens.person import COMPLETED, STARTED
from sim.codes import KINDS, ONLINE
from sim.compiled import in_parts
from sim.government.programmes.base import Programme, Town
from sim.government.programmes.supply import support
from sim.government.targeting import districts_of
from sim.institutions.institution import Institution, Institutions, Numbers
from sim.institutions.labour import shared_out
from sim.institutions.ledger import SUPPLIERS
from sim.institutions.offers import site_counts
from sim.institutions.staffing import learner_hours, own_hours


class ShareRooms(Programme):
    """Seats of hosts stand open to guests of their district this month; the hosts are paid, and lack them meanwhile.

    No hours of staff: what the hosts are paid is rent, and whom they pay with it works for them.
    """

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        hosts, guests = ({KINDS.index(kind) for kind in kinds} for kinds in (item.hosts, item.guests))
        self.hosts = hosts - guests
        self.houses = [[houses(town, kinds, [d]) for kinds in (self.hosts, guests)]
                       for d in districts_of(item.target, town.facts)]  # fmt: skip
        self.sites = site_counts(town.facts)
        self.lent = self.seats = 0

    def run(self, town: Town, money: int) -> None:
        cost = town.prices.unit(town.p.venues.shared_seat / 12.0)
        these, self.seats = town.institutions, 0
        wanted, given = np.zeros(len(these), np.int64), np.zeros(len(these), np.int64)
        lending = []  # hosts, guests and how much these need seats, by district
        for pair in self.houses:
            hosts, guests = (rows[these.staff[rows] > 0] for rows in pair)
            self.seats += int(these.seats[hosts].sum())
            needs = need(these, guests)
            if math.fsum(needs) > 0:
                there = these.seats[hosts] + these.borrowed[hosts]  # another line may have lent some already
                wanted[hosts] = np.minimum((self.item.rooms * these.seats[hosts]).astype(np.int64), there)
                lending.append((hosts, guests, needs))
        self.lent = min(money // cost, int(wanted.sum()))
        lent = np.array(shared_out(self.lent, wanted.tolist()))
        for hosts, guests, needs in lending:
            given[guests] = shared_out(int(lent[hosts].sum()), needs)
        if self.lent:
            self.grant(town, lent * cost)
            these.borrowed += given - lent
            support(town, given, these.seats + these.borrowed)
        for row in np.flatnonzero(given).tolist():
            self.bring_nearer(town, these[row], int(given[row]))

    def bring_nearer(self, town: Town, guest: Institution, seats: int) -> None:
        """More sites are nearer: km as spread * sqrt(area / sites), for the part of the seats that is borrowed."""
        p, area = town.p, town.facts.districts[guest.district].area_km2
        own = max(1.0, float(self.sites[guest.district, guest.kind_code]))
        more = own + sum(float(self.sites[guest.district, kind]) for kind in sorted(self.hosts))
        saved = p.courses.spread * (math.sqrt(area / own) - math.sqrt(area / more))
        saved *= seats / max(1, guest.seats + guest.borrowed)
        rows = slice(guest.offers.start, guest.offers.stop)
        town.offers.appeal[rows] += p.choice.distance * saved
        town.offers.support[rows] += p.persistence.distance * saved


class MoveOnline(Programme):
    """Teachers of the houses teach part of their hours online: in larger classes, without a way, for those online.

    The teachers are the houses'; the money pays those who keep the platform and help its users.
    """

    pays_for_work = True

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        kinds = {KINDS.index(kind) for kind in item.kinds}
        self.chosen = houses(town, kinds, districts_of(item.target, town.facts))

    def run(self, town: Town, money: int) -> None:
        platform = online_house(town)
        if platform is None:
            return
        these, chosen = town.institutions, self.chosen
        own = np.maximum(0.0, own_hours(these, town.p)[chosen] + np.minimum(0.0, these.seconded[chosen]))
        gains = platform.kind.class_size / these.class_size[chosen]
        price = town.p.venues.digital_hour * town.prices.income
        full = math.fsum((self.item.shift * own * gains * price).tolist())
        part = self.item.shift * min(1.0, money / full) if full > 0.0 else 0.0
        these.seconded[chosen] -= part * own
        moved = math.fsum((part * own * gains).tolist())
        platform.seconded += moved
        self.pay(town, SUPPLIERS, min(money, int(full * part / self.item.shift)) if part > 0.0 else 0)
        hours = np.zeros(len(these))
        hours[platform.row] = moved
        support(town, hours, learner_hours(these, town.p))


class OpenUniversity(Programme):
    """Cheap distance places; who completes one has hours recognised, which shorten a formal course begun later."""

    def run(self, town: Town, money: int) -> None:
        if money == 0:
            return
        self.recognise(town)
        house = online_house(town)
        if house is None:
            return
        price = town.p.venues.open_hour * town.prices.income
        for offer in house.offers:
            wanted = 1.1 * house.demand_for(offer) * house.kind.hours + house.kind.hours
            hours = min((money - self.spent) / price, wanted)
            town.contracts[offer] += hours
            self.pay(town, SUPPLIERS, min(money - self.spent, int(hours * price)))
            self.staff_hours += hours / (town.p.teachers.class_size * house.kind.class_size)

    def recognise(self, town: Town) -> None:
        """Last month's completed distance courses give hours, and its formal starts use them."""
        rows = happened(town.columns, COMPLETED | STARTED)
        in_parts(rows.size, recognise, rows, town.columns, town.offers, town.p.venues)


def need(these: Institutions, guests: Numbers) -> list[float]:
    """How many people guests turn away, or else how many apply to them."""
    weights = these.turned_away[guests]
    return (weights if weights.any() else these.sums(these.demand)[guests]).tolist()


def houses(town: Town, kinds: set[int], districts: list[int]) -> Numbers:
    """Rows of the public institutions of some kinds in some districts."""
    these = town.institutions
    return np.flatnonzero(these.public & np.isin(these.kind, sorted(kinds)) & np.isin(these.district, districts))


def online_house(town: Town) -> Institution | None:
    """The city's house for distance courses, if it has one."""
    found = [one for one in town.public if one.kind_code == ONLINE and town.offers.open[one.offers.start]]
    return found[0] if found else None
