"""Programmes that reach people: outreach, campaigns, vouchers and cash transfers (M5, M7, M9)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.messages import Broadcast, Past, contact_people, expose, hold_vouchers, mark
from sim.codes import KINDS
from sim.compiled import in_parts
from sim.draws import normals, purpose_key, smallest, uniforms
from sim.government.programmes.base import Programme, Town
from sim.government.targeting import eligible_now, listed
from sim.institutions.ledger import CITIZENS, SUPPLIERS


class Outreach(Programme):
    """Personal contacts with advice: they make offers known; what advice adds to the wish is asserted (default 0)."""

    gives = "contacted", "message"

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.advice = np.zeros(town.columns.id.size, np.float32)  # fading sum of contacts, at most 1 above what is kept

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.advice[rows] = 0.0

    def run(self, town: Town, money: int) -> None:
        c, p = town.columns, town.p
        chosen = eligible_now(town, self.item.target)
        people = int(np.count_nonzero(chosen))
        contact = p.costs.contact
        cost = town.prices.unit(contact)
        contacts = min(money // cost, int(people * town.weight)) if people else 0
        self.pay(town, SUPPLIERS, contacts * cost)
        self.staff_hours = self.citizen_hours = contacts * p.costs.contact_hours
        share = contacts / (people * town.weight) if people else 0.0
        in_parts(
            c.id.size,
            contact_people,
            c,
            chosen,
            self.advice,
            share,
            p.campaign.retention,
            p.awareness.advice,
            town.seed,
            purpose_key(self.line),
            town.month,
        )


class RunCampaign(Programme):
    """An ordinary campaign: any topic, one code; exposure decays, wears and works in either direction."""

    gives: tuple[str, ...] = ("exposures", "injunctive", "message", "published")

    unit_cost = 1.0  # of an exposure, over that of an ordinary message
    hours = 0.0  # of free time that one takes

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        ids = town.columns.id
        none = np.zeros((2, ids.size), np.float32)
        self.past = Past(none[0], none[1], np.ones(ids.size), normals(town.seed, "susceptibility", ids))
        self.viewers = 0  # simulated citizens this month
        self.begun = False  # before, there is nothing to fade

    def run(self, town: Town, money: int) -> None:
        c, p, chosen = town.columns, town.p, self.audience(town)
        people = int(np.count_nonzero(chosen))
        exposure = p.costs.exposure * self.unit_cost * town.prices.income
        audience = people * town.weight * exposure
        self.pay(town, SUPPLIERS, money if people else 0)
        reach = self.item.media * (1.0 - np.exp(-money / audience)) if people else 0.0
        self.citizen_hours = reach * people * town.weight * p.costs.exposure_hours
        self.staff_hours = self.spent / town.prices.income * p.costs.media_hours
        rate = -1.0 if self.item.publishes_rate is None else self.item.publishes_rate
        key = purpose_key(self.line)  # two campaigns reach different people
        weekly = float(np.float32(self.hours * 12.0 / 52.0))
        broadcast = Broadcast(float(reach), self.item.pressure, int(self.item.injunctive), rate, weekly)
        self.viewers, self.begun = 0, self.begun or people > 0
        if self.begun:
            given = (chosen, self.past, broadcast, p.campaign, town.seed, key, town.month)
            self.viewers = sum(in_parts(c.id.size, expose, c, *given))

    def audience(self, town: Town) -> NDArray[np.bool_]:
        """Whom it can speak to."""
        return eligible_now(town, self.item.target)

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.past.exposure[rows] = 0.0
        self.past.ever[rows], self.past.fresh[rows] = 0.0, 1.0
        self.past.susceptibility[rows] = normals(town.seed, "susceptibility", town.columns.id[rows])


class Vouchers(Programme):
    """Pays part of the fee for those it is meant for, as far as the month's money goes.

    Holders are drawn from those entitled who manage to use one, as many as last month's use says the money can serve.
    """

    gives = ("voucher",)

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        self.number = -1  # which scheme it is: its code in the `voucher` column
        self.coverage = 1.0
        self.money = 0
        self.claimed = 0  # cents of last month's vouchers of those with a place, paid or refused for want of money
        ids = town.columns.id
        self.take_up = uniforms(town.seed, "take-up", ids).astype(np.float32)  # frozen: who manages to use a voucher
        self.lottery = uniforms(town.seed, "voucher lottery", ids).astype(np.float32)

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        self.take_up[rows] = uniforms(town.seed, "take-up", town.columns.id[rows])
        self.lottery[rows] = uniforms(town.seed, "voucher lottery", town.columns.id[rows])

    def run(self, town: Town, money: int) -> None:
        c, p = town.columns, town.p
        if money == 0:
            self.money = 0
            return
        if self.money > 0:  # in use last month: more or fewer holders, by at most a half or a quarter at a time
            change = min(1.25, max(0.5, money / max(1, self.claimed)))
            self.coverage = min(1.0, max(0.01, self.coverage * change))
        self.money = money
        self.claimed = 0
        chosen = eligible_now(town, self.item.target)
        terms = p.costs.take_up, p.trust.take_up, math.exp(p.governance.rule_change * self.changes)
        given = (c, chosen, self.holds(town), self.take_up, *map(np.float32, terms), np.int8(self.number))
        in_parts(c.id.size, hold_vouchers, *given)

    def holds(self, town: Town) -> NDArray[np.bool_]:
        """Who is among the part of all citizens that vouchers are for this month."""
        if self.item.rationing == "need":
            found = np.zeros(town.columns.id.size, np.bool_)
            found[smallest(town.columns.income, math.ceil(self.coverage * found.size))] = True
            return found
        return self.lots(town, slice(None)) < self.coverage

    def lots(self, town: Town, rows: Any) -> NDArray[Any]:
        """What orders the citizens in `rows`, the first lowest: a lottery, need (income), or who comes this month."""
        if self.item.rationing == "need":
            return town.columns.income[rows]
        if self.item.rationing == "first_come":
            return uniforms(town.seed, "voucher order", town.columns.id[rows], town.month)
        return self.lottery[rows]

    def redeem(self, town: Town, rows: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `rows`, who would get a place, the money serves; `values` in cents for the people they stand for."""
        order = np.lexsort((town.columns.id[rows], self.lots(town, rows)))
        served = np.zeros(rows.size, np.bool_)
        served[order] = np.cumsum(values[order]) <= self.money
        served |= values == 0
        self.claimed += int(values[~served].sum())
        return served

    def pay_out(self, town: Town, cents: int) -> None:
        """Pay the vouchers of those admitted; the citizens hand them on as their fee."""
        self.pay(town, CITIZENS, cents)
        self.claimed += cents
        self.staff_hours = self.citizen_hours = cents / town.prices.income * town.p.costs.voucher_hours


class Schemes(NamedTuple):
    """Voucher schemes as the choice reads them, by number: share covered, most paid (monthly mean incomes) and kinds.

    At least one row, so that compiled code always has something to read.
    """

    covers: NDArray[np.float64]
    maximum: NDArray[np.float64]
    kinds: NDArray[np.bool_]


def schemes(programmes: Sequence[Vouchers], income: float) -> Schemes:
    """Number the voucher programmes and say what each pays for; `income` is the mean of a month."""
    n = max(1, len(programmes))
    made = Schemes(np.zeros(n), np.full(n, np.inf), np.zeros((n, len(KINDS)), np.bool_))
    for number, programme in enumerate(programmes):
        programme.number, item = number, programme.item
        made.covers[number] = item.covers
        made.maximum[number] = np.inf if item.maximum is None else item.maximum / income
        made.kinds[number, [KINDS.index(kind) for kind in listed(item.kinds)]] = True
    return made


class CashTransfers(Programme):
    """The same amount of money to everybody it is meant for, to use as they like: the comparator."""

    gives = ("cash",)

    def run(self, town: Town, money: int) -> None:
        c = town.columns
        chosen = eligible_now(town, self.item.target)
        people = int(np.count_nonzero(chosen))
        if money == 0 or people == 0:
            return
        self.pay(town, CITIZENS, money)
        self.staff_hours = self.citizen_hours = people * town.weight * town.p.costs.transfer_hours
        c.cash[:] += chosen * np.float32(money / (people * town.weight) / town.prices.income)
        in_parts(c.id.size, mark, c.last_support, chosen, np.int16(town.month))
