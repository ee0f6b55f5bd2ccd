"""Places of all institutions at once: planned from rooms, teachers and money, and what is remembered of who came.

Every array has a number for each institution, or for each offer where it says so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.assumptions import Assumptions
from sim.compiled import kernel
from sim.institutions.institution import MONEY, ROOMS, TEACHERS, Institutions, Numbers, sum_of
from sim.institutions.prices import Prices
from sim.institutions.staffing import own_hours


class Plan(NamedTuple):
    """Places each offer can start this month (real persons) and the constraint that holds it there, by offer."""

    places: Numbers
    limit: Numbers


def plan(these: Institutions, is_open: Numbers, slot_hours: Numbers, p: Assumptions, prices: Prices) -> Plan:
    """Places each offer can start this month: the least of rooms, teachers' hours and money for materials beyond fees.

    Teachers' hours follow demand; what an offer's rooms cannot hold goes to the others. Hourly staff teach in rented
    rooms, so their hours follow demand without that limit. `is_open` and `slot_hours` are by offer.
    """
    hours, demand = these.hours, np.where(is_open, these.demand + 1e-9, 0.0)
    room = np.where(these.online, np.inf, np.maximum(0, these.seats + these.borrowed) / hours)
    by_rooms = np.where(is_open, room[these.at] * slot_hours, 0.0)
    taught = own_hours(these, p) + these.volunteer_hours + these.seconded
    by_teachers = shared_by_demand(these.start, taught / hours, by_rooms, demand)
    rented = shared_by_demand(these.start, these.bought_hours / hours, np.full(demand.size, np.inf), demand)
    teaching = these.public & ((these.staff > 0) | (these.bought_hours > 0.0) | (these.seconded > 0.0))
    given = (teaching, by_rooms, by_teachers, rented, prices.advance[these.kind], these.cash)
    return Plan(*as_far_as_paid(these.start, *given))


@kernel(arrays=True)
def as_far_as_paid(start, teaching, by_rooms, by_teachers, rented, materials, cash):
    """Places whose `materials` (less fees) an institution can buy, and what limits them; none where nobody teaches."""
    places, limit = np.zeros(by_rooms.size), np.full(by_rooms.size, TEACHERS, np.int8)
    for i in range(start.size - 1):
        if not teaching[i]:
            continue
        for k in range(start[i], start[i + 1]):
            places[k] = min(by_rooms[k], by_teachers[k]) + rented[k]
        cost = materials[i] * sum_of(places, start[i], start[i + 1])
        paid = min(1.0, max(0, cash[i]) / cost) if cost > 0.0 else 1.0
        for k in range(start[i], start[i + 1]):
            places[k] *= paid
            limit[k] = MONEY if paid < 1.0 else ROOMS if by_rooms[k] <= by_teachers[k] else TEACHERS
    return places, limit


@kernel(arrays=True)
def shared_by_demand(start, total, room, demand):
    """Split each institution's `total` over its offers by demand, handing on what exceeds an offer's room.

    When all are full the last round exceeds it. `room`, `demand` and the result are by offer; `start` as in
    `Institutions`.
    """
    given, asking, over = np.zeros(demand.size), np.empty(demand.size), np.zeros(demand.size)
    for i in range(total.size):
        offers, left = range(start[i], start[i + 1]), total[i]
        for k in offers:
            asking[k] = demand[k]  # 0 once it is full
        while left > 0.0:
            wanted, some, full = sum_of(asking, start[i], start[i + 1]), 0, 0
            for k in offers:
                given[k] += left * asking[k] / wanted if asking[k] > 0.0 else 0.0
                over[k] = max(0.0, given[k] - room[k]) if asking[k] > 0.0 else 0.0
                some += int(asking[k] > 0.0)
                full += int(over[k] > 0.0)
            if full == 0 or full == some:
                break
            left = sum_of(over, start[i], start[i + 1])
            for k in offers:
                if over[k] > 0.0:
                    given[k], asking[k] = room[k], 0.0
    return given


def remember(
    these: Institutions, fresh: Numbers, queue: Numbers, taken: Numbers, planned: Numbers, weight: float, p: Assumptions
) -> None:
    """Update the smoothed numbers of applicants, of those turned away, and the use of places.

    By offer: `fresh` applicants, those still in the `queue` and places `taken` in simulated citizens, which stand for
    `weight` persons each; places `planned` in persons.
    """
    memory = p.courses.wait_memory
    public = these.public[these.at]  # employers plan no places
    these.demand += np.where(public, memory * (fresh * weight - these.demand), 0.0)
    these.turned_away += memory * (these.sums(queue * weight) - these.turned_away)
    there = these.sums(planned)
    used = np.divide(these.sums(taken) * weight, there, out=these.utilisation.copy(), where=there > 0.0)
    these.utilisation += memory * (np.minimum(1.0, used) - these.utilisation)
