"""What a person has at a given age: work, income, free time, open slots, digital access, children; and lasting traits.

Everything follows from (id, age, sex, education, district, household) and frozen draws, by one rule that serves the
initial population, newcomers and birthdays alike. Sizes without a source are assumptions of plausible order.
"""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Mapping
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.codes import (
    ADULT_AGE,
    ANY_TIME,
    DAY,
    EMPLOYED,
    EVENING,
    HOME,
    RETIRED,
    STUDENT,
    UNEMPLOYED,
    WEEKEND,
)
from sim.compiled import kernel, loop, rule
from sim.draws import block, purpose_key
from sim.population.fitting import AGES, YEARS, Array

# factors of income; tertiary over upper secondary about +50 % (OECD Education at a Glance), the rest assumed
INCOME_OF_EDUCATION = (0.78, 1.0, 1.45)
INCOME_OF_WORK = (1.15, 0.50, 0.40, 0.45, 0.75)
INCOME_SPREAD = 0.40  # within a cell; about 0.6 over the city
LONE_PARENT = 0.35  # chance of children in a household with one adult over that in others
CHILDREN_A_FAMILY, ADULTS_A_FAMILY = 1.6, 1.9  # under 15, in households that have any (assumption, census order)

WORK_LUCK, LASTING, TRAIT, FAMILY = (purpose_key(name) for name in ("work status", "lasting", "trait", "family"))


class Tables(NamedTuple):
    """What the rules of this file look up; D districts.

    `work_cdf` float32 (D, 2, 86, 3, 5): cumulative shares of work at age 15 + k; `children_share` float32 (D, 86):
    adults who live with children under 15; `income_scale` float64 (D,); `home_key` int64 (D,): added to a household's
    number gives its key for draws; the rest are scalars: people.* assumptions and the seed.
    """

    work_cdf: NDArray[np.float32]
    children_share: NDArray[np.float32]
    income_scale: Array
    home_key: NDArray[np.int64]
    employer_trains: float
    employer_trains_education: float
    free_hours: float
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
def free_hours(work, children, base_hours, u):
    """Free hours a week: `base_hours` of an employed adult without children; others have more, parents less.

    Factors 1 employed, 1.1 at home, 1.2 student, 1.5 unemployed, 1.7 retired; 0.65 with children, whatever the work
    (order of time-use surveys, assumption); `u` in (0, 1), frozen, spreads persons from 0.6 to 1.4 of it.
    """
    factor = 1.0
    if work == HOME:
        factor = 1.1
    elif work == STUDENT:
        factor = 1.2
    elif work == UNEMPLOYED:
        factor = 1.5
    elif work == RETIRED:
        factor = 1.7
    if children:
        factor *= 0.65
    return base_hours * factor * (0.6 + 0.8 * u)


@rule
def open_slots(work, u):
    """Bit mask of the slots in which the person could attend; `u` in (0, 1) is frozen.

    Employed: evening and weekend, 18 % (shift workers) also by day; student: evening and weekend, 30 % also by day;
    unemployed: all; at home or retired: by day, 55 % also in the evening, 35 % also at the weekend (assumption).
    """
    if work == EMPLOYED:
        return ANY_TIME if u < 0.18 else EVENING | WEEKEND
    if work == STUDENT:
        return ANY_TIME if u < 0.30 else EVENING | WEEKEND
    if work == UNEMPLOYED:
        return ANY_TIME
    mask = DAY
    if u < 0.55:
        mask = mask | EVENING
    if u > 0.65:
        mask = mask | WEEKEND
    return mask


@rule
def is_digital(age, education, u):
    """Whether the person can learn online: `u` below a share of log-odds 2.2 - 0.08 (age - 45) + 0.9 (education - 1).

    Age in years; 96 % at 30 and 40 % at 75 with medium education (order of ICT-skill surveys, assumption).
    """
    return u < 1.0 / (1.0 + math.exp(-(2.2 - 0.08 * (age - 45.0) + 0.9 * (education - 1))))


@rule
def has_children(share, alone, u):
    """Whether the person lives with children under 15: the household's frozen `u` below the share at this age.

    `share` is that of adults who live with other adults; times 0.35 for the only adult of a household.
    """
    return u < (share * LONE_PARENT if alone else share)


@rule
def relative_income(scale, education, work, normal):
    """Disposable income (1 = the city's mean of adults): lognormal, by education and work, with a frozen `normal`."""
    spread = math.exp(INCOME_SPREAD * normal - 0.5 * INCOME_SPREAD * INCOME_SPREAD)
    return scale * INCOME_OF_EDUCATION[education] * INCOME_OF_WORK[work] * spread


@rule
def normals_for(seed, person):
    """Two independent standard normals of a person, frozen: the trait, and the one behind income (Box-Muller)."""
    u, v, _, _ = block(seed, TRAIT, person, 0, 0)
    radius, angle = math.sqrt(-2.0 * math.log(u)), 2.0 * math.pi * v
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
    children = has_children(float(t.children_share[district, year]), alone, family)
    return (
        free_hours(work, children, t.free_hours, hours),
        open_slots(work, slots),
        is_digital(age_months / 12.0, education, digital),
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
def fill_row(c, i, t):
    """Fill the derived columns of row `i` of `c` (PersonColumns)."""
    person, level = int(c.id[i]), int(c.education[i])
    life = livelihood(
        person, int(c.age_months[i]), int(c.sex[i]), level, int(c.district[i]), int(c.household[i]), c.alone[i] == 1, t
    )
    c.work[i], c.income[i], c.free_hours[i] = life.work, life.income, life.free_hours
    c.slots[i], c.digital[i], c.children[i] = life.slots, life.digital, life.children
    c.trait[i] = normals_for(t.seed, person)[0]
    c.employer_trains[i] = trains(person, level, t)


@kernel(parallel=True)
def fill(c, t):
    """Fill the derived columns of all rows; numba 0.68 would lose a write to c.column[i] made in this loop itself."""
    for i in numba.prange(c.id.size):
        fill_row(c, i, t)


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
}
PersonColumns: Any = namedtuple("PersonColumns", [*GIVEN, *DERIVED])  # type: ignore[misc]


def persons(given: Mapping[str, NDArray[Any]], tables: Tables) -> dict[str, NDArray[Any]]:
    """All person columns, shape (n,) each, from the columns named in `GIVEN`; units as in `Population.columns`."""
    columns: dict[str, NDArray[Any]] = {name: np.ascontiguousarray(given[name], dtype) for name, dtype in GIVEN.items()}
    columns |= {name: np.zeros(columns["id"].size, dtype) for name, dtype in DERIVED.items()}
    fill(PersonColumns(**columns), tables)
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


def income_scales(table: Array, income_index: Array) -> Array:
    """Factor of income by district, shape (D,), such that the city's expected mean is 1.

    Where incomes by district are known (an index other than 1 anywhere), each district's expected mean follows it.
    """
    factors = np.array(INCOME_OF_EDUCATION)[:, None] * np.array(INCOME_OF_WORK)
    adults = table.sum(axis=(1, 2, 3, 4))
    total = (table * factors).sum(axis=(1, 2, 3, 4))
    if np.allclose(income_index, 1.0):
        return np.full(adults.size, adults.sum() / total.sum())
    return np.asarray(income_index * adults.sum() / (income_index * adults).sum() * adults / np.maximum(total, 1e-300))


def children_shares(table: Array, children: Array, alone: Array) -> NDArray[np.float32]:
    """Share of adults with others who live with children under 15, by district and age, float32 (D, 86).

    A curve of age (parents of under-15s are mostly 27 to 48) scaled so that the expected number of adults in families
    is 1.9 for every 1.6 children. `children`: number under 15; `alone`: share of adults who live alone; both (D,).
    """
    age = np.arange(ADULT_AGE, ADULT_AGE + YEARS, dtype=np.float64)
    curve = 1.0 / (1.0 + np.exp((27.5 - age) / 2.5)) / (1.0 + np.exp((age - 47.0) / 3.5))
    ages = table.sum(axis=(1, 3, 4))
    wanted = children * ADULTS_A_FAMILY / CHILDREN_A_FAMILY / (1.0 - alone * (1.0 - LONE_PARENT))
    scale = np.ones(children.size)
    for _ in range(60):
        now = (np.minimum(scale[:, None] * curve, 0.97)[:, : AGES.size] * ages).sum(axis=1)
        scale *= np.clip(wanted / np.maximum(now, 1e-300), 0.0, 1.5)
    return np.minimum(scale[:, None] * curve, 0.97).astype(np.float32)
