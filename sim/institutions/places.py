"""Places of all institutions at once: planned from rooms, teachers and money, and what is remembered of who came.

Every array has a number for each institution, or for each offer where it says so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.assumptions import Assumptions
from sim.institutions.institution import MONEY, ROOMS, TEACHERS, Institutions, Numbers
from sim.institutions.prices import Prices
from sim.institutions.staffing import own_hours


class Plan(NamedTuple):
    """Places each offer can start this month (real persons) and the constraint that holds it there, by offer."""

    places: Numbers
    limit: Numbers


def plan(these: Institutions, is_open: Numbers, slot_hours: Numbers, p: Assumptions, prices: Prices) -> Plan:
    """Places each offer can start this month: the least of rooms, teachers' hours and money for materials.

    Teachers' hours follow demand; what an offer's rooms cannot hold goes to the others. Hourly staff teach in rented
    rooms, so their hours follow demand without that limit. `is_open` and `slot_hours` are by offer.
    """
    at, demand = these.at, np.where(is_open, these.demand + 1e-9, 0.0)
    room = np.where(these.online, np.inf, (these.seats + these.borrowed) / these.hours)
    by_rooms = np.where(is_open, room[at] * slot_hours, 0.0)
    taught = own_hours(these, p) + these.volunteer_hours + these.seconded
    by_teachers = shared_by_demand(these, taught / these.hours, by_rooms, demand)
    rented = shared_by_demand(these, these.bought_hours / these.hours, np.full(at.size, np.inf), demand)
    teaching = these.public & ((these.staff > 0) | (these.bought_hours > 0.0) | (these.seconded > 0.0))
    places = np.where(teaching[at], np.minimum(by_rooms, by_teachers) + rented, 0.0)
    cost, cash = prices.materials[these.kind] * these.sums(places), np.maximum(0, these.cash)
    paid = np.minimum(1.0, np.divide(cash, cost, out=np.ones(cost.size), where=cost > 0.0))[at]
    limit = np.where(paid < 1.0, MONEY, np.where(by_rooms <= by_teachers, ROOMS, TEACHERS))
    return Plan(places * paid, np.where(teaching[at], limit, TEACHERS).astype(np.int8))


def shared_by_demand(these: Institutions, total: Numbers, room: Numbers, demand: Numbers) -> Numbers:
    """Split each institution's `total` over its offers by demand, handing on what exceeds an offer's room.

    When all are full the last round exceeds it. `room`, `demand` and the result are by offer.
    """
    at, given, left = these.at, np.zeros(demand.size), total
    free = demand > 0.0
    while True:
        take = free & (left > 0.0)[at]
        if not take.any():
            return given
        wanted = these.sums(np.where(take, demand, 0.0))
        given += np.divide(left[at] * demand, wanted[at], out=np.zeros(demand.size), where=take)
        full = take & (given > room)
        if not full.any():
            return given
        some = these.sums(full.astype(int))
        more = (some > 0) & (some < these.sums(take.astype(int)))
        full &= more[at]
        left = np.where(more, these.sums(np.where(full, given - room, 0.0)), 0.0)
        given = np.where(full, room, given)
        free &= ~full


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
