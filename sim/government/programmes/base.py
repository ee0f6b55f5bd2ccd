"""What every running programme is: a policy item with its own small state, given money each month.

`run` spends at most the money given (cents) and adds it to `spent`; a programme holds no money of its own.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.assumptions import Assumptions
from sim.institutions.accounts import receive
from sim.institutions.institution import Institution, Institutions, Numbers
from sim.institutions.labour import LabourMarket
from sim.institutions.ledger import ADMINISTRATION, GOVERNMENT, Ledger
from sim.institutions.prices import Prices
from sim.scenario.city import CityFacts

HOURS_A_MONTH = 160.0  # that somebody paid for a month works
WEEKS = 52.0 / 12.0  # in a month


class Town(Protocol):
    """What programmes may see and touch of the city."""

    p: Assumptions
    facts: CityFacts
    ledger: Ledger
    prices: Prices
    labour: LabourMarket
    month: int
    seed: int
    weight: float
    columns: Any
    offers: Any
    travel: NDArray[np.float64]
    institutions: Institutions
    public: list[Institution]
    eligible: dict[Any, NDArray[np.bool_]]
    contracts: NDArray[np.float64]
    supported: NDArray[np.float64]
    volunteering: Any  # last month's, when programmes run


class Programme:
    """A policy item at work under its budget line."""

    looks_ahead = False  # whether it asks what the city would be with and without other programmes
    pays_for_work = False  # whether its money is the pay of people at work, whose hours follow from it
    gives: tuple[str, ...] = ()  # columns of citizens that it writes for a month; they are taken back after it

    def __init__(self, item: Any, line: str, town: Town) -> None:
        self.item = item
        self.line = line
        self.spent = 0
        self.allotted = 0  # cents that it may spend this month, administration included
        self.given = 0  # the most that it was allotted in a month so far
        self.staff_hours = 0.0  # of those who work for it this month
        self.citizen_hours = 0.0  # of citizens' time this month
        self.speeds = 0.0  # how much faster other lines may grow next month for it, share
        self.saves = 0.0  # part of the spending done twice that it prevents next month
        self.changes = 0  # of its instrument's terms in the last 12 months

    def run(self, town: Town, money: int) -> None:
        """Act for a month with at most `money` cents."""
        raise NotImplementedError

    def replan(self, planned: dict[str, int]) -> dict[str, int]:
        """What each line may spend this month, cents, if this programme has a say in it."""
        return planned

    def forget(self, town: Town, rows: NDArray[np.int64]) -> None:
        """Newcomers live in these rows now: drop what was kept of those who left."""

    def pay(self, town: Town, payee: str, cents: int) -> None:
        """Spend from this programme's line."""
        town.ledger.pay(GOVERNMENT, payee, self.line, cents)
        self.spent += cents

    def checking(self, town: Town) -> float:
        """Part of its money that it takes to check whose case is as its target says; none without an accuracy."""
        target = self.item.target
        return town.p.costs.checking * target.accuracy if target is not None and target.accuracy else 0.0

    def check(self, town: Town) -> None:
        """Pay those who have checked cases, in proportion to what the programme has spent."""
        if part := self.checking(town):
            cents = int(self.spent * part / (1.0 - part))
            self.pay(town, ADMINISTRATION, cents)
            self.staff_hours += cents / town.prices.wage * HOURS_A_MONTH

    def grant(self, town: Town, cents: Numbers) -> None:
        """Give each institution so much money under this line."""
        receive(town.institutions, town.ledger, GOVERNMENT, self.line, cents)
        self.spent += int(cents.sum())
