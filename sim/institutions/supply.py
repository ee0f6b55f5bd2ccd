"""The supply a city starts with: its institutions, sized by what the budget buys at declared costs.

Where the places stand follows demand for one part and the published institutions for the rest; no city publishes more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.assumptions import Assumptions
from sim.codes import KINDS
from sim.draws import uniforms
from sim.institutions.institution import Institution, Staff
from sim.institutions.kinds import KIND
from sim.institutions.ledger import TREASURY, Ledger
from sim.institutions.offers import Offers
from sim.institutions.prices import Prices


def hours_shares(
    counts: NDArray[np.float64], offers: Offers, demand: NDArray[np.float64], p: Assumptions
) -> NDArray[np.float64]:
    """Share of the public learner-hours of each (district, kind): by demand and by where institutions stand.

    `demand`: latent starts a month by offer. Shape (districts, kinds); the employers' column is zero; sums to 1.
    """
    wanted = np.zeros(counts.shape)
    np.add.at(wanted, (offers.district, offers.kind), demand * offers.hours)
    wanted[:, KINDS.index("employer")] = 0.0
    wanted[counts == 0] = 0.0
    by_kind = wanted.sum(axis=0)
    standing = counts / np.maximum(counts.sum(axis=0), 1e-12) * by_kind
    shares = p.courses.by_demand * wanted + (1.0 - p.courses.by_demand) * standing
    return shares / max(shares.sum(), 1e-12)


def equip(
    institutions: Sequence[Institution],
    shares: NDArray[np.float64],
    demand: NDArray[np.float64],
    monthly_cents: int,
    ledger: Ledger,
    p: Assumptions,
    prices: Prices,
    seed: int,
) -> None:
    """Give each public institution the seats, teachers and cash that its share of the envelope keeps up.

    `demand`: latent starts a month by offer, real persons. Stocks are whole: fractions are rounded by keyed luck.
    """
    net = monthly_cents * (1.0 - p.money.administration)
    cost = np.array([prices.taught(kind) for kind in KIND])
    hours_total = net / max(float((shares * cost).sum()), 1e-12)
    keys = np.array([one.key for one in institutions], np.int64)
    luck = uniforms(seed, "founding", keys)
    t = p.teachers
    mix = steady_mix(p)
    effective = t.taught * (t.novice * mix[0] + mix[1] + t.senior * mix[2])
    for one, u in zip(institutions, luck, strict=True):
        one.demand = demand[one.offers.start : one.offers.stop].tolist()
        hours = hours_total * float(shares[one.district, one.kind_code])
        if hours <= 0:
            continue
        kind = one.kind
        one.weight = hours * cost[one.kind_code] / net
        teachers = int(hours / (effective * t.class_size * kind.class_size) + u)
        novice, mid = int(teachers * mix[0] + u), int(teachers * mix[1] + u)
        novice = min(novice, teachers)
        mid = min(mid, teachers - novice)
        one.staff = Staff(novice, mid, teachers - novice - mid)
        one.seats = 0 if kind.online else int(p.rooms.slack * hours / p.rooms.evening_hours / len(kind.usual_slots) + u)
        one.income = one.weight * net
        one.maintained = p.rooms.maintained
        start = 2 * teachers * prices.wage
        ledger.pay(TREASURY, one.account, "opening balance", start)
        one.cash = start


def steady_mix(p: Assumptions) -> tuple[float, float, float]:
    """Shares of novices, experienced and senior teachers where hiring just replaces quits."""
    t = p.teachers
    novice = 1.0 / (t.quits + 1.0 / t.novice_months)
    mid = novice / t.novice_months / (t.quits + 1.0 / t.senior_months)
    senior = mid / t.senior_months / t.quits
    whole = novice + mid + senior
    return novice / whole, mid / whole, senior / whole
