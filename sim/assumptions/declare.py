"""What an assumption is: one typed, sourced and graded declaration of one number of the model.

A submodel's parameters are a NamedTuple whose fields are `Annotated[float, Assumption(...)]`; everything else derives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_type_hints

LOG_ODDS = "log-odds"
INCOMES = "monthly mean incomes"
VHS = "German adult-education centres: about EUR 65 a teaching hour, EUR 110 an enrolment (bpb, DIE 2011-13)"
GRADES = {"A": "local causal", "B": "external causal", "C": "descriptive", "D": "assertion or guess"}


@dataclass(frozen=True)
class Assumption:
    """A model parameter: what it means, its unit, default and range, where it comes from and what it serves."""

    meaning: str
    unit: str
    default: float
    low: float
    high: float
    grade: str
    source: str
    serves: str = ""
    presets: Mapping[str, float] = field(default_factory=dict)
    name: str = ""

    def __post_init__(self) -> None:
        if not (self.low <= self.default <= self.high and self.grade in GRADES):
            raise ValueError(f"assumption {self.name or self.meaning!r}: default outside its range, or unknown grade")


def guess(
    meaning: str, unit: str, default: float, low: float, high: float, serves: str, source: str = "assumption"
) -> Assumption:
    """A number of which at most the order of magnitude is known (grade D)."""
    return Assumption(meaning, unit, default, low, high, "D", source, serves)


def asserted(meaning: str, unit: str, size: float, low: float, high: float, source: str, serves: str) -> Assumption:
    """An effect that the paper only asserts (grade D): zero by default, with null, positive and backlash presets."""
    presets = {"null": 0.0, "positive": size, "backlash": -size}
    return Assumption(meaning, unit, 0.0, low, high, "D", source, serves, presets)


def declarations(prefix: str, record: type) -> dict[str, Assumption]:
    """The assumptions of one submodel's record, by full name (`prefix.field`), in the order of its fields."""
    hints: dict[str, Any] = get_type_hints(record, include_extras=True)
    return {f"{prefix}.{name}": replace(hint.__metadata__[0], name=f"{prefix}.{name}") for name, hint in hints.items()}
