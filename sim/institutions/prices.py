"""What things cost in this city, in cents: the assumptions' monthly mean incomes turned into money once."""

from __future__ import annotations

import numpy as np

from sim.assumptions import Assumptions
from sim.institutions.kinds import KIND, Kind


class Prices:
    """Prices in cents of the city's currency; `income` is the mean monthly income of its adults in cents."""

    def __init__(self, mean_income_month: float, p: Assumptions) -> None:
        self.income = mean_income_month * 100.0
        self.p = p
        self.wage = self.unit(p.teachers.wage)  # a teacher's month
        self.upkeep = p.rooms.upkeep * self.income / 12.0  # full maintenance of a seat for a month
        # by kind: fee of a whole course, materials and services for a learner of it, a learner-hour by hourly staff
        self.fee = np.array([self.cents(kind.fee * kind.hours * p.courses.fee) for kind in KIND])
        self.materials = np.array([self.cents(kind.hours * p.courses.materials) for kind in KIND])
        self.advance = np.maximum(0, self.materials - self.fee)  # materials that its fee does not pay
        self.hourly = np.array([self.by_the_hour(kind) for kind in KIND])

    def cents(self, incomes: float) -> int:
        """An amount in monthly mean incomes as whole cents."""
        return round(incomes * self.income)

    def unit(self, incomes: float) -> int:
        """A unit cost in whole cents, at least one."""
        return max(1, self.cents(incomes))

    def by_the_hour(self, kind: Kind) -> float:
        """A learner-hour taught by hourly staff in a rented room."""
        p = self.p
        teacher_hour = p.teachers.wage * p.teachers.hourly_premium / p.teachers.taught
        rent = p.costs.rented_seat / 12.0 / p.rooms.evening_hours
        return (teacher_hour / (p.teachers.class_size * kind.class_size) + rent) * self.income

    def taught(self, kind: Kind) -> float:
        """A learner-hour by own staff in own rooms, all costs less fees: what general provision pays for."""
        p = self.p
        teacher_hour = p.teachers.wage / p.teachers.taught
        wear = p.rooms.decay + p.rooms.neglect * (1.0 - p.rooms.maintained)
        seat = p.rooms.upkeep * p.rooms.maintained / 12.0 + wear * p.rooms.capital
        seat_hour = 0.0 if kind.online else seat * p.rooms.slack / p.rooms.evening_hours / len(kind.usual_slots)
        net = p.courses.materials - kind.fee * p.courses.fee
        return max(1e-6, teacher_hour / (p.teachers.class_size * kind.class_size) + seat_hour + net) * self.income
