"""What a naive model gets wrong: a shortcut against the model without it; capacity and money are in test_forms.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from worlds import Scenarios, assume, following, months

from sim.city import City

CAMPAIGN = {"instrument": "campaign", "share": 0.4, "media": 1.0, "until": 6}
PERMANENT = {"retention": 0.95, "fatigue": 240.0}  # as on the first rungs of experiments/naive_ladder.yaml
COSTLESS = {"price": 0.1, "time": 0.2}  # as on all rungs below "opportunity cost"
VOUCHER = {"instrument": "voucher", "share": 0.4, "covers": 1.0}


def applications(city: City, number: int) -> list[int]:
    """Those of each of the coming months."""
    return [int((months(city, 1).columns.application >= 0).sum()) for _ in range(number)]


def test_without_decay_and_fatigue_a_campaign_becomes_permanent(town: City, scenarios: Scenarios) -> None:
    """What it adds to applications while it is paid, and most of a year after its end, where everybody finds a place.

    In the full model habits and knowledge of the offers are left, in the naive one the message too.
    """
    left = {}
    for name, lasting in (("naive", PERMANENT), ("full", {})):
        p: Any = {
            "campaign": {"effect": 2.0, "spread": 0.0} | lasting,
            "money": {"start": 1.0},
            "choice": {"consider": 0.6},
        }
        shown, silent = (
            np.array(applications(following(assume(town, **p).fork(scenarios(*policy)), capacity="unlimited"), 24))
            for policy in ((CAMPAIGN,), ())
        )
        during, after = (shown - silent)[1:6].mean(), (shown - silent)[15:].mean()
        assert during > 10.0
        left[name] = after / during
    assert left["full"] < 0.4 < 0.8 < left["naive"]


def wanted(city: City, number: int = 24) -> np.ndarray:
    """A row for each application of the coming months to a course off work: hours, fee, applicant busy, poor."""
    found = []
    for _ in range(number):
        free, income = (getattr(city.columns, name).copy() for name in ("free_hours", "income"))
        offer = months(city, 1).columns.application
        rows = np.flatnonzero((offer >= 0) & ~city.offers.at_work[offer])
        busy, poor = (column[rows] < np.median(column) for column in (free, income))
        found.append(np.column_stack([city.offers.hours[offer[rows]], city.offers.fee[offer[rows]], busy, poor]))
    return np.concatenate(found)


def test_where_learning_costs_time_and_money_the_busy_and_the_poor_apply_less(town: City, scenarios: Scenarios) -> None:
    """The last rung, each of its two costs alone, where everybody finds a place and employers train as ever."""
    usual = town.p.choice
    none, time, price = (
        wanted(following(assume(town, choice=COSTLESS | cost).fork(scenarios()), capacity="unlimited"))
        for cost in ({}, {"time": usual.time}, {"price": usual.price})
    )

    def lost(found: np.ndarray, group: int) -> tuple[int, int]:
        """Applications fewer than without the cost, of those in the group and of the others."""
        inside, others = ((none[:, group] == one).sum() - (found[:, group] == one).sum() for one in (1, 0))
        return int(inside), int(others)

    for found, group in ((time, 2), (price, 3)):
        inside, others = lost(found, group)
        assert inside > max(0, others)
    assert time[:, 0].mean() < none[:, 0].mean()
    assert price[:, 1].mean() < 0.95 * none[:, 1].mean()


def test_a_naive_model_ignores_what_a_voucher_saves(town: City, scenarios: Scenarios) -> None:
    """Applications to courses with a fee, with it and without it, where everybody finds a place."""
    more = []
    for choice in (COSTLESS, {}):
        city = assume(town, choice=choice, money={"start": 1.0})
        shown, silent = (
            int((wanted(following(city.fork(scenarios(*policy)), capacity="unlimited"))[:, 1] > 0).sum())
            for policy in ((VOUCHER,), ())
        )
        more.append(shown - silent)
    assert more[1] > 2 * max(0, more[0])
