"""What is known of a city: its districts, people, places of learning and anchors, as plain frozen values.

`sim.scenario.city.load_city` makes them from a folder; every default that it filled in stands in `notices`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.codes import EDUCATION, KINDS

AGE_STARTS = tuple(range(15, 90, 5))
WHOLE_CITY = -1


@dataclass(frozen=True)
class Source:
    """Where figures come from, and under which terms."""

    title: str
    address: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Anchor:
    """The known participation within 12 months: a share of 1, its range and whom it describes (both ages included)."""

    value: float
    low: float
    high: float
    definition: str
    population: str
    source: str
    grade: str
    note: str = ""
    age_low: int = 15
    age_high: int | None = None


@dataclass(frozen=True)
class AssumedHere:
    """A number that this city sets, an assumption of the model or a derived figure, with range, grade and source."""

    value: float
    low: float
    high: float
    grade: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class District:
    """A part of the city: `population` counts all ages, `adults` those of 15 and over; shares add up to 1.

    `income_index` is the district's income over the city's, 1 on average over adults; `employed_share` is of adults,
    NaN if unknown; `lon`, `lat` are degrees (WGS-84) of a point inside; `household_size` is in persons.
    """

    district_id: str
    name: str
    name_local: str
    population: int
    area_km2: float
    lon: float
    lat: float
    age_0_14: float
    age_15_59: float
    age_60_plus: float
    edu_shares: tuple[float, float, float]
    adults: float
    household_size: float
    income_index: float
    employed_share: float


@dataclass(frozen=True)
class Site:
    """Places of learning of one kind, `count` of them; `district` is an index, or -1 for the whole city."""

    kind: str
    district: int
    count: int


@dataclass(frozen=True, eq=False)
class CityFacts:
    """A city as published: `age_counts` (districts, 2 sexes, 15 five-year groups from 15-19 to 85+) and `edu_counts`
    (districts, low/medium/high) count adults of 15 and over; both are read-only and agree with `District.adults`.

    `residents` counts all ages; `mean_income_month` is the disposable income of adults in `currency`; `assumptions` are
    this city's own values of model assumptions; `assumed` says what is not known of it and belongs beside every result.
    """

    slug: str
    name: str
    name_local: str
    country: str
    currency: str
    invented: bool
    folder: Path
    start: date
    districts: tuple[District, ...]
    age_counts: NDArray[np.float64]
    edu_counts: NDArray[np.float64]
    sites: tuple[Site, ...]
    residents: int
    adults: float
    anchor: Anchor
    income: AssumedHere
    assumptions: Mapping[str, AssumedHere] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def mean_income_month(self) -> float:
        """Mean disposable income of an adult a month, in `currency`."""
        return self.income.value

    def summary(self) -> list[str]:
        """The city in a few lines for people: who lives there, what it has, and what is assumed about it."""
        name = " ".join(part for part in (self.name, self.name_local) if part)
        where = f" ({self.country})" if self.country else ""
        anchor, income = self.anchor, self.income
        levels = zip(EDUCATION, self.edu_counts.sum(0) / self.adults, strict=True)
        kinds = [f"{kind} {count:,}" for kind, count in self._counts() if count]
        return [
            f"{name}{where}: {self.residents:,} residents in {len(self.districts)} district{_s(len(self.districts))}, "
            f"{round(self.adults):,} of them adults of 15 and over",
            f"Points of districts: {_span([one.lat for one in self.districts], 'NS')}, "
            f"{_span([one.lon for one in self.districts], 'EW')}",
            "Education of adults: " + ", ".join(f"{word} {share:.0%}" for word, share in levels),
            f"Places of learning: {', '.join(kinds) or 'none'}",
            f"Participation within 12 months: {anchor.value:.0%} ({_known(anchor, '.0%')})"
            + (f": {whom}" if (whom := anchor.population or anchor.definition) else ""),
            f"Mean income of an adult: {income.value:,.0f} {self.currency} a month ({_known(income, ',.0f')})",
            *(f"{key} = {one.value:g} here ({_known(one, 'g')})" for key, one in self.assumptions.items()),
            *(f"Assumed: {line}" for line in self.assumed),
        ]

    def _counts(self) -> list[tuple[str, int]]:
        return [(kind, sum(site.count for site in self.sites if site.kind == kind)) for kind in KINDS]


def _known(one: Anchor | AssumedHere, form: str) -> str:
    """How well a figure is known: its range, if it has one, and its grade."""
    between = f"{one.low:{form}} to {one.high:{form}}" if one.low < one.high else "no range"
    return f"{between}, grade {one.grade}"


def _span(degrees: Sequence[float], letters: str) -> str:
    """From the least to the greatest, in which a reader sees longitude and latitude swapped, as no program can."""
    low, high = (f"{abs(one):.2f}° {letters[one < 0]}" for one in (min(degrees), max(degrees)))
    return low if low == high else f"{low} to {high}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
