"""Programmes that judge or help those who teach: evaluation with bonus and audit, guidance, training (M15, M11)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.assumptions import Assumptions
from sim.citizens.events import courses_ended
from sim.government.programmes.base import Programme, Town
from sim.government.targeting import among, districts_of
from sim.institutions.ledger import SUPPLIERS
from sim.institutions.local_needs import local_needs, pull, towards_need, towards_standard

MEASURES = ("starts", "completions", "quality")
MOST_RISE = 2.0  # a measure counts as at most twice its target


def staffed(town: Town, target: Any) -> NDArray[np.bool_]:
    """Which institutions are public, with teachers, and in the districts of a target."""
    these = town.institutions
    found: NDArray[np.bool_] = these.public & (these.staff > 0)
    if target is not None and target.districts:
        found &= among(these.district, districts_of(target, town.facts))
    return found


def time_share(hours: float, p: Assumptions) -> float:
    """Hours a month as a share of what a teacher has for teaching."""
    return hours / p.teachers.taught


class Regime(NamedTuple):
    """What institutions face: the bonus on each measure, audits, and what they make of it."""

    effort: tuple[float, ...]  # beyond the usual, by measure
    inflation: tuple[float, ...]  # of reports, by measure


def regime(weights: tuple[float, ...], bonus: float, audit: float, rising: bool, p: Assumptions) -> Regime:
    """Effort goes where the bonus is, away from what is not measured; reports are inflated until audits cost as much.

    Effort for a measure: shifting * bonus * (weight - 1 / measures) + zeal * bonus * weight; inflation maximises
    stake * g - audit * penalty * g^2. Rising targets take part of every stake back.
    """
    q = p.performance
    kept = bonus * (1.0 - q.foresight if rising else 1.0)
    even = 1.0 / len(weights)
    effort = tuple(kept * (q.shifting * (weight - even) + q.zeal * weight) for weight in weights)
    return Regime(effort, tuple(inflation(kept * weight, audit, p) for weight in weights))


def inflation(stake: float, audit: float, p: Assumptions) -> float:
    """How far a report is inflated: stake / (2 * audit * penalty), up to the limit; 0 where nothing is at stake."""
    q = p.performance
    if stake <= 0.0:
        return 0.0
    costly = 2.0 * audit * q.penalty
    return min(q.inflation_limit, stake / costly) if costly > 0.0 else q.inflation_limit


class Year:
    """What each institution did since its last score: starts, courses completed and ended, sum of monthly quality."""

    def __init__(self, institutions: int) -> None:
        self.done = np.zeros((4, institutions))
        self.months = np.zeros(institutions, np.int64)

    def add(self, chosen: NDArray[np.bool_], month: NDArray[np.float64]) -> None:
        """A month of the chosen institutions; `month` has all, shape (4, institutions)."""
        self.done += month * chosen
        self.months += chosen

    def measured(self, row: int) -> tuple[float, ...]:
        """Starts a month, share completed of courses ended, mean quality."""
        starts, completed, ended, quality = self.done[:, row].tolist()
        months = max(1, int(self.months[row]))
        return starts / months, completed / max(1.0, ended), quality / months

    def begin(self, row: int) -> None:
        """Forget what an institution did."""
        self.done[:, row] = self.months[row] = 0


class Evaluation(Programme):
    """Scores by reports once a year, a bonus by score, audits; the first year sets each institution's targets."""

    def __init__(self, item: Any, line: str, town: Town) -> None:
        super().__init__(item, line, town)
        given = [getattr(item.weights, name) for name in MEASURES]
        self.weights = tuple(weight / sum(given) for weight in given)
        self.year = Year(len(town.institutions))
        self.targets: dict[int, tuple[float, ...]] = {}
        self.scores: dict[int, tuple[float, float]] = {}  # true and reported, of the last year, by key
        self.regime: Regime | None = None  # None where no money is

    def run(self, town: Town, money: int) -> None:
        q, item, chosen = town.p.performance, self.item, staffed(town, self.item.target)
        tailored = q.tailoring if item.measures == "local" else 1.0
        teachers = int(town.institutions.staff[chosen].sum())
        cost = teachers * (q.scoring * tailored + item.audit * q.audit) * town.prices.income
        paid = min(money, math.ceil(cost))
        self.pay(town, SUPPLIERS, paid)
        part = min(1.0, paid / cost) if cost else 0.0  # with less money, bonus, audits and reports are smaller alike
        self.regime = None
        if part:
            bonus, audit = item.bonus * part, item.audit * part
            self.regime = regime(self.weights, bonus, audit, item.ratchet is not None, town.p)
            hours = part * item.reports + audit * q.audit_hours
            self.staff_hours = audit * q.audit_hours * teachers
            self.act(town, chosen, self.regime, bonus, time_share(hours, town.p))

    def act(self, town: Town, chosen: NDArray[np.bool_], made: Regime, bonus: float, reporting: float) -> None:
        """What institutions do about it this month: recruit, keep learners, teach and report, each more or less."""
        q, these = town.p.performance, town.institutions
        offers = chosen[these.at]
        aimed = towards_need if self.item.measures == "local" else towards_standard
        reports = np.array([self.scores.get(key, (1.0, 1.0))[1] for key in these.key[chosen].tolist()])
        weights = these.weight[chosen]
        mean = math.fsum((weights * reports).tolist()) / max(math.fsum(weights.tolist()), 1e-12)
        town.offers.appeal[offers] += q.recruiting * made.effort[0]
        town.offers.support[offers] += q.retaining * made.effort[1]
        these.effort[chosen] += made.effort[2]
        these.reporting[chosen] += reporting
        these.standing[chosen] *= 1.0 - bonus + bonus * (reports / mean if mean > 0.0 else 1.0)
        needs = local_needs(town.seed, these.key[chosen], town.p)
        pull(these, chosen, min(1.0, q.steering * bonus), aimed(needs, town.p))

    def assess(self, town: Town, admitted: Any) -> None:
        """After the month's courses: note what each institution did; once a year score it against its targets."""
        if self.regime is None:
            return
        these, quality = town.institutions, town.offers.quality
        chosen = staffed(town, self.item.target)
        completed, dropped = (these.sums(number) for number in courses_ended(town.columns, quality.size))
        mean_quality = these.sums(quality) / np.diff(these.start)
        month = these.sums(admitted) * town.weight, completed, completed + dropped, mean_quality
        self.year.add(chosen, np.array(month))
        for row in np.flatnonzero(chosen & (self.year.months == 12)).tolist():
            self.score(int(these.key[row]), self.year.measured(row), self.regime)
            self.year.begin(row)
        unscored = 1.0, self.inflated(self.regime)  # in the first year
        for row in np.flatnonzero(chosen).tolist():
            these.performed[row], these.reported[row] = self.scores.get(int(these.key[row]), unscored)

    def inflated(self, made: Regime) -> float:
        """The score that is reported where every measure is at its target."""
        return math.fsum(w * (1.0 + g) for w, g in zip(self.weights, made.inflation, strict=True))

    def score(self, key: int, measured: tuple[float, ...], made: Regime) -> None:
        """True and reported score of a year against the targets, which then rise where there is a ratchet."""
        reported = [value * (1.0 + g) for value, g in zip(measured, made.inflation, strict=True)]
        if key not in self.targets:
            self.targets[key] = measured
        targets = self.targets[key]
        self.scores[key] = self.against(measured, targets), self.against(reported, targets)
        if self.item.ratchet is not None:
            rise = 1.0 + self.item.ratchet
            self.targets[key] = tuple(max(t, value * rise) for t, value in zip(targets, reported, strict=True))

    def against(self, values: Any, targets: tuple[float, ...]) -> float:
        """The weighted sum of measures over their targets."""
        return math.fsum(
            w * (min(MOST_RISE, value / target) if target > 0.0 else 1.0)
            for w, value, target in zip(self.weights, values, targets, strict=True)
        )


class Help(Programme):
    """Hours of help for teachers, as far as the money goes: they cost teachers time now and last for a while."""

    def worth(self, p: Assumptions) -> tuple[float, float]:
        """Price of an hour for a teacher (incomes), and the hours of training that it is worth."""
        raise NotImplementedError

    def run(self, town: Town, money: int) -> None:
        these, chosen = town.institutions, staffed(town, self.item.target)
        price, worth = self.worth(town.p)
        teachers = int(these.staff[chosen].sum())
        wanted = self.item.hours * teachers
        paid = min(money, math.ceil(wanted * price * town.prices.income))
        self.pay(town, SUPPLIERS, paid)
        hours = self.item.hours * min(1.0, paid / (wanted * price * town.prices.income)) if wanted else 0.0
        these.away[chosen] += time_share(hours, town.p)
        these.helped[chosen] += hours * worth
        self.staff_hours = hours * teachers


class Guidance(Help):
    """Advisers sit in with teachers, one by one."""

    def worth(self, p: Assumptions) -> tuple[float, float]:
        return p.performance.guiding_hour, p.performance.guiding


class TrainStaff(Help):
    """Courses for teachers in post."""

    def worth(self, p: Assumptions) -> tuple[float, float]:
        return p.performance.training_hour, 1.0
