"""The city's labour market for teachers: those looking for a post, usual graduates, and who gets hired.

Whole persons; nobody appears but by graduating and nobody vanishes but by leaving the market.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.apportion import largest_remainders
from sim.assumptions import Assumptions


@dataclass
class LabourMarket:
    """Teachers without a post in the city, and the graduates of the usual training, which the city does not pay for."""

    graduates_a_month: float  # usual training, enough to replace the usual quits
    pool: int = 0
    owed: float = 0.0
    graduated: int = 0
    left: int = 0

    def renew(self, p: Assumptions, luck: float) -> None:
        """A month of usual graduates joining and teachers without a post leaving."""
        self.owed += self.graduates_a_month
        self.graduated = int(self.owed)
        self.owed -= self.graduated
        self.left = min(self.pool, int(self.pool * p.teachers.outflow + luck))
        self.pool += self.graduated - self.left

    def fill(self, vacancies: Sequence[int]) -> list[int]:
        """Hire from the pool, in proportion to the vacancies when they are too many; returns hires, same order."""
        wanted = sum(vacancies)
        hires = shared_out(min(self.pool, wanted), vacancies) if wanted else [0] * len(vacancies)
        self.pool -= sum(hires)
        return hires


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights to the last unit (largest remainder, ties to the first)."""
    whole = math.fsum(weights)
    if whole <= 0:
        return [0] * len(weights)
    found: list[int] = largest_remainders(total * np.array(weights, np.float64) / whole, total).tolist()
    return found
