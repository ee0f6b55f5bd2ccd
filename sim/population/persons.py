"""What a person has at a given age: work, income, free time, open slots, digital access, children; and lasting traits.

Everything follows from (id, age, sex, education, district, household) and frozen draws, by one rule that serves the
initial population, newcomers and birthdays alike.
"""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.codes import (
    ADULT_AGE,
    DAY,
    EMPLOYED,
    EVENING,
    STUDENT,
    UNEMPLOYED,
    WEEKEND,
)
from sim.compiled import in_parts, kernel, loop, rule
from sim.draws import block, purpose_key
from sim.exponential import exp, log
from sim.population.fitting import AGES, YEARS, Array

if TYPE_CHECKING:
    from sim.assumptions.living import Families, Income

WORK_LUCK, LASTING, TRAIT, FAMILY, READINESS = (
    purpose_key(name) for name in ("work status", "lasting", "trait", "family", "volunteer")
)


class Tables(NamedTuple):
    """What the rules of this file look up; D districts.

    `work_cdf` float32 (D, 2, 86, 3, 5): cumulative shares of work at age 15 + k; `children_share` float32 (D, 86):
    adults who live with children under 15; `income_scale` float64 (D, 3, 5, 2): mean income by education and work, and
    the spread of its logarithm; `home_key` int64 (D,): added to a household's number gives its key for draws; the rest
    are the seed and assumptions, by work where they are arrays.
    """

    work_cdf: NDArray[np.float32]
    children_share: NDArray[np.float32]
    income_scale: Array
    home_key: NDArray[np.int64]
    employer_trains: float
    employer_trains_education: float
    free_hours: float
    hours_of_work: Array
    hours_with_children: float
    hours_spread: float
    by_day: Array
    evening: float
    weekend: float
    digital: float
    digital_age: float
    digital_education: float
    children_alone: float
    seed: int


class Livelihood(NamedTuple):
    """What changes in a person's life with age, in the units of the columns of the same names."""

    work: int
    income: float
    free_hours: float
    slots: int
    digital: bool
    children: bool


@rule
def free_hours(work, children, t, u):
    """Free hours a week: those of an employed adult without children; others have more, parents less.

    `u` in (0, 1), frozen, spreads persons evenly around it; `t`: Tables.
    """
    factor = t.hours_of_work[work]
    if children:
        factor *= t.hours_with_children
    return t.free_hours * factor * (1.0 - t.hours_spread + 2.0 * t.hours_spread * u)


@rule
def open_slots(work, t, u):
    """Bit mask of the slots in which the person could attend; `u` in (0, 1) is frozen.

    Employed, students and unemployed: evening and weekend, those that `by_day` says also by day; at home or retired: by
    day, some also in the evening and others also at the weekend.
    """
    by_day = DAY | EVENING * (u < t.evening) | WEEKEND * (u > 1.0 - t.weekend)
    after_work = EVENING | WEEKEND | DAY * (u < t.by_day[work])
    return after_work if (work == EMPLOYED) | (work == STUDENT) | (work == UNEMPLOYED) else by_day


@rule
def is_digital(age, education, t, u):
    """Whether the person can learn online: `u` below a share that falls with age (years) and rises with education."""
    log_odds = t.digital - t.digital_age * (age - 45.0) + t.digital_education * (education - 1)
    return u < 1.0 / (1.0 + exp(-log_odds))


@rule
def has_children(share, alone, ratio, u):
    """Whether the person lives with children under 15: the household's frozen `u` below the share at this age.

    `share` is that of adults who live with other adults; times `ratio` for the only adult of a household.
    """
    return u < (share * ratio if alone else share)


@rule
def relative_income(scale, education, work, normal):
    """Disposable income (1 = the city's mean of adults): lognormal, by education and work, with a frozen `normal`.

    `scale` (3, 5, 2): a district's row of `Tables.income_scale`.
    """
    mean, spread = scale[education, work, 0], scale[education, work, 1]
    return mean * exp(spread * normal - 0.5 * spread * spread)


@rule
def normals_for(seed, person):
    """Two independent standard normals of a person, frozen: the trait, and the one behind income (Box-Muller)."""
    u, v, _, _ = block(seed, TRAIT, person, 0, 0)
    radius, angle = math.sqrt(-2.0 * log(u)), 2.0 * math.pi * v
    return radius * math.cos(angle), radius * math.sin(angle)


@rule
def work_at(year, sex, education, district, luck, t):
    """Work at an age (years above 15): a frozen quantile of the fitted table, so it changes as rarely as it can."""
    work = 0
    while work < 4 and luck >= t.work_cdf[district, sex, year, education, work]:
        work += 1
    return work


@rule
def daily_life(age_months, education, district, alone, work, lasting, family, t):
    """Free hours, slots, digital access and children of a person with this work; lucks: `lasting` (three), `family`."""
    year = min(age_months // 12 - ADULT_AGE, YEARS - 1)
    digital, hours, slots = lasting
    children = has_children(float(t.children_share[district, year]), alone, t.children_alone, family)
    return (
        free_hours(work, children, t, hours),
        open_slots(work, t, slots),
        is_digital(age_months / 12.0, education, t, digital),
        children,
    )


@rule
def livelihood(person, age_months, sex, education, district, household, alone, t):
    """Work, income, free hours, slots, digital access and children of a person at its age, from frozen draws.

    `person`: id; `t`: Tables.
    """
    year = min(age_months // 12 - ADULT_AGE, YEARS - 1)
    work = work_at(year, sex, education, district, block(t.seed, WORK_LUCK, person, 0, 0)[0], t)
    income = relative_income(t.income_scale[district], education, work, normals_for(t.seed, person)[1])
    a, b, c, _ = block(t.seed, LASTING, person, 0, 0)
    family = block(t.seed, FAMILY, t.home_key[district] + household, 0, 0)[0]
    hours, slots, digital, children = daily_life(age_months, education, district, alone, work, (a, b, c), family, t)
    return Livelihood(work, income, hours, slots, digital, children)


@rule
def trains(person, education, t):
    """Whether this person's employers train, for life: a frozen uniform below the share at its education."""
    u = block(t.seed, LASTING, person, 0, 0)[3]
    return u < t.employer_trains + t.employer_trains_education * (education - 1)


@loop
def fill_row(c, i, alone, t):
    """Fill the derived columns of row `i` of `c` (PersonColumns or Columns); `alone` (n,): the only adult at home."""
    person, level = int(c.id[i]), int(c.education[i])
    life = livelihood(
        person, int(c.age_months[i]), int(c.sex[i]), level, int(c.district[i]), int(c.household[i]), alone[i] == 1, t
    )
    c.work[i], c.income[i], c.free_hours[i] = life.work, life.income, life.free_hours
    c.slots[i], c.digital[i], c.children[i] = life.slots, life.digital, life.children
    c.trait[i] = normals_for(t.seed, person)[0]
    c.employer_trains[i] = trains(person, level, t)
    c.readiness[i] = block(t.seed, READINESS, person, 0, 0)[0]


@kernel()
def fill(first, last, c, t):
    """Fill the derived columns of the rows `first` to `last`."""
    for i in range(first, last):
        fill_row(c, i, c.alone, t)


GIVEN = {
    "id": np.int64,
    "age_months": np.int16,
    "sex": np.int8,
    "education": np.int8,
    "district": np.int16,
    "household": np.int32,
    "alone": np.int8,
}
DERIVED = {
    "work": np.int8,
    "income": np.float32,
    "free_hours": np.float32,
    "slots": np.uint8,
    "digital": np.int8,
    "children": np.int8,
    "trait": np.float32,
    "employer_trains": np.int8,
    "readiness": np.float32,
}
PersonColumns: Any = namedtuple("PersonColumns", [*GIVEN, *DERIVED])  # type: ignore[misc]


def persons(given: Mapping[str, NDArray[Any]], tables: Tables) -> dict[str, NDArray[Any]]:
    """All person columns, shape (n,) each, from the columns named in `GIVEN`; units as in `Population.columns`."""
    columns: dict[str, NDArray[Any]] = {name: np.ascontiguousarray(given[name], dtype) for name, dtype in GIVEN.items()}
    columns |= {name: np.zeros(columns["id"].size, dtype) for name, dtype in DERIVED.items()}
    in_parts(columns["id"].size, fill, PersonColumns(**columns), tables)
    return columns


def cumulative_work(table: Array) -> NDArray[np.float32]:
    """Cumulative shares of work, float32 (D, 2, 86, 3, 5), from the fitted table (D, 2, 85, 3, 5).

    Age 100 repeats 99; a cell without people takes the shares of the same sex, age and education in the whole city.
    """
    cell = table.sum(axis=4, keepdims=True)
    city = table.sum(axis=0)
    fallback = city / np.maximum(city.sum(axis=3, keepdims=True), 1e-300)
    shares = np.where(cell > 0, table / np.maximum(cell, 1e-300), fallback[None])
    cumulative = np.minimum(np.cumsum(shares, axis=4), 1.0)
    cumulative[..., 4] = 1.0
    return np.concatenate([cumulative, cumulative[:, :, -1:]], axis=2).astype(np.float32)


def income_scales(table: Array, income_index: Array, p: Income) -> Array:
    """Mean income by district, education and work, and the spread of its logarithm, shape (D, 3, 5, 2).

    The city's expected mean is 1; where incomes by district are known (an index other than 1 anywhere), each district's
    expected mean follows it.
    """
    education = np.array([p.low_education, 1.0, p.high_education])
    work = np.array([p.employed, p.unemployed, p.student, p.home, p.retired])
    adults = table.sum(axis=(1, 2, 3, 4))
    total = (table * (education[:, None] * work)).sum(axis=(1, 2, 3, 4))
    if np.allclose(income_index, 1.0):
        scale = np.full(adults.size, adults.sum() / total.sum())
    else:
        scale = income_index * adults.sum() / (income_index * adults).sum() * adults / np.maximum(total, 1e-300)
    mean = scale[:, None, None] * education[:, None] * work
    return np.stack([mean, np.full_like(mean, p.spread)], axis=3)


def children_shares(table: Array, children: Array, alone: Array, p: Families) -> NDArray[np.float32]:
    """Share of adults with others who live with children under 15, by district and age, float32 (D, 86).

    A curve of age (parents of under-15s are mostly 27 to 48) scaled so that the expected number of adults in families
    is that of a family for each family's children. `children`: number under 15; `alone`: share of adults who live
    alone; both (D,).
    """
    age = np.arange(ADULT_AGE, ADULT_AGE + YEARS, dtype=np.float64)
    curve = 1.0 / (1.0 + np.exp((27.5 - age) / 2.5)) / (1.0 + np.exp((age - 47.0) / 3.5))
    ages = table.sum(axis=(1, 3, 4))
    wanted = children * p.adults / p.children / (1.0 - alone * (1.0 - p.alone))
    scale = np.ones(children.size)
    for _ in range(60):
        now = (np.minimum(scale[:, None] * curve, 0.97)[:, : AGES.size] * ages).sum(axis=1)
        scale *= np.clip(wanted / np.maximum(now, 1e-300), 0.0, 1.5)
    return np.minimum(scale[:, None] * curve, 0.97).astype(np.float32)
