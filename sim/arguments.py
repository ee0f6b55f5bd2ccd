"""Bounds of the numbers that a caller gives beside files: seed, replicates, workers, precision, discount.

The command line, the Python functions and experiment files check against these alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.errors import Fault, InputError

DISCOUNT = 0.03  # a year, of later costs and effects, where a comparison is told no other: public appraisals' real rate


def plain(value: Any) -> Any:
    """A number of numpy's as one of Python's, which JSON knows; anything else as it is."""
    return value.item() if getattr(value, "shape", None) == () else value


@dataclass(frozen=True)
class Bounds:
    """What a number may be, ends included."""

    low: float
    high: float
    whole: bool = True

    def fault(self, name: str, value: object) -> Fault | None:
        """What is wrong with the value, None if nothing is."""
        allowed = f"Allowed: {self.low:,} to {self.high:,}"
        number = plain(value)
        if isinstance(number, bool) or not isinstance(number, int if self.whole else (int, float)):
            wanted = "a whole number" if self.whole else "a number"
            return Fault(name, None, "", f"{value!r} is not {wanted}", allowed)
        if not self.low <= number <= self.high:  # nan too
            return Fault(name, None, "", f"{value} is outside its range", allowed)
        return None


BOUNDS = {
    "seed": Bounds(0, 2**32 - 1),
    "replicates": Bounds(1, 1000),
    "workers": Bounds(1, 1024),
    "precision": Bounds(1e-6, 100, whole=False),  # percentage points
    "discount": Bounds(0, 0.2, whole=False),  # a year
}


def faults(**given: object) -> list[Fault]:
    """What is wrong with each number, by its name; one that is None was left out."""
    found = (BOUNDS[name].fault(f"--{name}", value) for name, value in given.items() if value is not None)
    return [fault for fault in found if fault is not None]


def check(**given: object) -> None:
    """Raises InputError with every number that is none or outside its bounds."""
    if found := faults(**given):
        raise InputError(found)
