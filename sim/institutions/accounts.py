"""Money of all institutions at once: grants and fees come in; wages, upkeep, materials and hourly staff are paid.

Whole cents, and every payment goes through the ledger; every array has a number for each institution.
"""

from __future__ import annotations

import numpy as np

from sim.assumptions import Assumptions
from sim.compiled import kernel
from sim.institutions.institution import Institutions, Numbers
from sim.institutions.ledger import CITIZENS, SUPPLIERS, TEACHERS, TREASURY, Ledger
from sim.institutions.prices import Prices
from sim.institutions.staffing import hours_to_teach, learner_hours, let_go, own_hours


def receive(these: Institutions, ledger: Ledger, payer: str, line: str, cents: Numbers) -> None:
    """Take in money."""
    ledger.hand_out(payer, these.account, line, cents.tolist())
    these.cash += cents
    these.received += cents


def spend(these: Institutions, ledger: Ledger, payee: str, line: str, cents: Numbers) -> None:
    """Pay from their own cash."""
    ledger.collect(these.account, payee, line, cents.tolist())
    these.cash -= cents


def pay_wages_and_upkeep(these: Institutions, ledger: Ledger, p: Assumptions, prices: Prices) -> int:
    """Pay wages, then upkeep without next month's materials; unpaid posts end. Returns the teachers let go."""
    dismissed = np.maximum(0, these.staff - np.maximum(0, these.cash) // prices.wage)
    let_go(these, dismissed)
    spend(these, ledger, TEACHERS, "wages", these.staff * prices.wage)
    need = these.seats * prices.upkeep
    spare = np.maximum(0, these.cash - materials_ahead(these, p, prices))
    upkeep = np.minimum(spare, (p.rooms.maintained * need).astype(int))
    spend(these, ledger, SUPPLIERS, "upkeep", upkeep)
    done = np.divide(upkeep + these.repairs, need, out=np.ones(need.size), where=need > 0)
    these.maintained[:] = np.minimum(1.0, done)
    these.income += p.courses.wait_memory * (these.received - these.income)
    these.received[:] = these.repairs[:] = 0
    return int(dismissed.sum())


def materials_ahead(these: Institutions, p: Assumptions, prices: Prices) -> Numbers:
    """Materials, less fees, for as many as apply in a month and their teachers can take, cents: before money comes."""
    places = learner_hours(these, p) / these.hours
    return (np.minimum(these.sums(these.demand), places) * prices.advance[these.kind]).astype(int)


def settle_courses(
    these: Institutions, ledger: Ledger, learners: Numbers, p: Assumptions, prices: Prices, free: bool = False
) -> int:
    """Citizens pay the fees and institutions the materials of `learners` (real persons by offer); returns the fees.

    Cents. Offers of an institution come one after the other; materials cost nothing where they are `free`.
    """
    kind, public = these.kind[these.at], these.public[these.at]
    fees = np.where(public, np.rint(learners * prices.fee[kind]), 0.0).astype(int)
    needs = np.where(public & (not free), learners * prices.materials[kind], 0.0).astype(int)
    spent = buy_materials(these.start, these.cash, fees, needs, p.courses.wait_memory, these.materials)
    receive(these, ledger, CITIZENS, "fees", these.sums(fees))
    spend(these, ledger, SUPPLIERS, "materials", spent)
    return int(fees.sum())


@kernel(arrays=True)
def buy_materials(start, cash, fees, needs, memory, materials):
    """What each institution spends on the `needs` of its offers, from its cash and the `fees` that come in by offer.

    The smoothed share of needs that it meets goes to `materials`.
    """
    spent = np.zeros(cash.size, np.int64)
    for i in range(cash.size):
        purse = cash[i]
        for k in range(start[i], start[i + 1]):
            purse += fees[k]
            bought = min(max(purse, 0), needs[k])
            purse -= bought
            spent[i] += bought
            if needs[k] > 0:
                materials[i] += memory * (bought / needs[k] - materials[i])
    return spent


def buy_hours(these: Institutions, ledger: Ledger, p: Assumptions, prices: Prices) -> None:
    """Hourly staff for next month where people are turned away and cash exceeds two months' pay.

    A share of own teachers' hours at most, or those of one teacher, so that a house too poor for a post teaches too.
    """
    price = prices.hourly[these.kind]
    spare = (these.cash - 2 * these.staff * prices.wage) / price
    one_teacher = hours_to_teach(these, p) * p.teachers.class_size * these.class_size
    limit = np.maximum(p.teachers.hourly_limit * own_hours(these, p), one_teacher)
    most = np.minimum(limit, these.turned_away * these.hours)
    these.bought_hours[:] = np.maximum(0.0, np.minimum(spare, most))
    spend(these, ledger, TEACHERS, "hourly", (these.bought_hours * price).astype(int))


def lapse(these: Institutions, ledger: Ledger, p: Assumptions, prices: Prices) -> Numbers:
    """At the year's end, part of the cash beyond three months' pay returns to the treasury; returns the cents."""
    spare = np.maximum(0, these.cash - 3 * these.staff * prices.wage)
    lapsed = (spare * (1.0 - p.money.carry_over)).astype(int)
    spend(these, ledger, TREASURY, "lapsed", lapsed)
    return lapsed
