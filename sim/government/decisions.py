"""Where each item of a policy stands: waiting for its decision, running, switched on or off, stopped, swinging.

What follows from time, luck and what the city measured; nobody's money moves here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.draws import purpose_key, uniforms
from sim.scenario.units import exact

if TYPE_CHECKING:
    from sim.assumptions.governance import Governance
    from sim.scenario.schema import Plan

YEAR = 12


class Standing:
    """One item's way from a proposal to money, and its claim on the envelope in each month."""

    def __init__(self, item: Any, line: str) -> None:
        self.item = item
        self.key = purpose_key(line)
        self.start: int | None = None if item.when else item.from_month  # month from which it is wanted
        self.opened: int | None = None  # month in which its decision was begun, last time
        self.decided: int | None = None  # month of its first money
        self.holds = 0  # months in a row in which the city called for a switch
        self.due: int | None = None  # month of the switch that was ordered
        self.judged = self.stopped = False  # by its gate
        self.claims: list[Fraction] = []  # by month, from month 0

    # --- what the city measured ---------------------------------------------------------------------------------------

    def review(self, month: int, seen: Mapping[str, float]) -> None:
        """Switch on or off by what was measured last month, and judge at the gate; `seen` may be empty in month 0."""
        when, gate = self.item.when, self.item.gate
        if when and seen and month >= self.item.from_month:
            called = when.starts(seen) if self.start is None else when.ends(seen)
            self.holds = self.holds + 1 if called else 0
            if self.holds >= when.for_months and self.due is None:
                self.due = month + when.lag
        if self.due is not None and month >= self.due:
            self.start, self.due, self.holds = (month if self.start is None else None), None, 0
        if gate and not self.judged and month >= gate.month:
            self.judged, self.stopped = True, not gate.passes(seen)

    # --- decisions ----------------------------------------------------------------------------------------------------

    def decide(self, month: int, g: Governance, cut: float, seed: int) -> None:
        """Decide once the item is wanted and its time is over; `cut`: share of delay and error that is avoided."""
        if self.decided is not None or self.start is None or month < self.start:
            return
        left, reversed_ = self._luck(month, g, seed)
        if self.opened is None or left < g.churn / YEAR:
            self.opened = month
        if month - self.opened < g.approval * (1.0 - cut):
            return
        if reversed_ < g.error * (1.0 - cut):
            self.opened = month
        else:
            self.decided = month

    def _luck(self, month: int, g: Governance, seed: int) -> tuple[float, float]:
        """Draws for staff leaving and for a reversal; none are needed where neither happens."""
        if g.churn == g.error == 0.0:
            return 1.0, 1.0
        key = np.array([self.key], np.int64)
        return float(uniforms(seed, "decision", key, month, 0)[0]), float(uniforms(seed, "decision", key, month, 1)[0])

    # --- money --------------------------------------------------------------------------------------------------------

    def claim(self, plan: Plan, month: int) -> Fraction:
        """Part of the planned money that it asks for this month, noted for laws that keep it as it was."""
        running = self.decided is not None and self.start is not None and not self.stopped
        asked = plan.claim(self.item, month, max(self.start, self.decided)) if running else Fraction(0)  # type: ignore[type-var]
        self.claims.append(asked)
        return asked

    def kept(self, month: int, since: int, rigidity: int) -> Fraction:
        """The claim under a law in force since month `since`: as it was decided `rigidity` months ago."""
        asked = max(month - rigidity, min(since, month))
        return self.claims[max(0, len(self.claims) - 1 - (month - asked))]

    def swing(self, month: int, months: int, sd: Fraction, seed: int) -> Fraction:
        """This year's factor on its money: 1 + sd and 1 - sd in the two years of a pair, in the order of a lot.

        Pairs count from the first money; a pair that the item or the run does not complete stays at 1.
        """
        if self.decided is None or not sd:
            return Fraction(1)
        pair, since = divmod(month - self.decided, 2 * YEAR)
        end = min(months, months if self.item.until is None else self.item.until)
        if self.decided + (pair + 1) * 2 * YEAR > end:
            return Fraction(1)
        lot = float(uniforms(seed, "volatility", np.array([self.key], np.int64), pair)[0])
        return 1 + sd if (lot < 0.5) == (since < YEAR) else 1 - sd


class Terms:
    """How often the terms of each instrument changed: which of its items run, and so what a citizen may count on."""

    def __init__(self) -> None:
        self.running: dict[str, tuple[int, ...]] = {}
        self.changed: dict[str, list[int]] = {}

    def note(self, month: int, claims: Mapping[int, tuple[str, Fraction]]) -> None:
        """The items (by number) with their instrument and claim; the first terms of an instrument are no change."""
        for name in {name for name, _ in claims.values()}:
            now = tuple(number for number, (own, claim) in claims.items() if own == name and claim)
            before = self.running.get(name)
            if now != before and (now or before is not None):
                if before is not None:
                    self.changed.setdefault(name, []).append(month)
                self.running[name] = now

    def changes(self, name: str, month: int) -> int:
        """Changes of an instrument's terms in the last 12 months."""
        return sum(month - YEAR < one <= month for one in self.changed.get(name, ()))


def steady(plan: Plan, months: int) -> Fraction:
    """How far all lines can swing together so that they never ask for more than there is."""
    most = max((sum(plan.most(item, month) for item in plan.policy) for month in range(months)), default=Fraction(0))
    return max(Fraction(0), 1 / most - 1) if most else Fraction(0)


def spread(g: Governance, room: Fraction, protected: Fraction) -> Fraction:
    """The standard deviation of a line's yearly money: less under a law, and never more than there is room for."""
    return min(room, exact(g.volatility) * (1 - exact(g.steadying) * protected))
