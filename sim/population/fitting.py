"""The joint table of sex, age, education and work of each district, fitted to published margins, and its whole numbers.

Iterative proportional fitting (Deming and Stephan 1940) keeps a plausible seed's odds ratios while the margins become
the published ones; systematic sampling with a small repair then turns the table into citizens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.apportion import largest_remainders
from sim.codes import ADULT_AGE, EMPLOYED, HOME, RETIRED, STUDENT, UNEMPLOYED

if TYPE_CHECKING:
    from sim.scenario import CityFacts

Array = NDArray[np.float64]

YEARS = 86  # ages 15 to 100 in the tables that rules look up
LAST_AGE = 99  # nobody lives past a hundredth birthday
AGES = np.arange(ADULT_AGE, LAST_AGE + 1)
GROUP_OF_YEAR = np.minimum((AGES - ADULT_AGE) // 5, 14)  # five-year groups 15-19 .. 80-84, 85+

# seed of education: log-odds of the next level gained by each later year of birth, faster for women (assumption)
COHORT_SLOPE, WOMEN_SLOPE, SCHOOLED_AT, MIDDLE_AGE = 0.035, 0.006, 28, 45
# seed of work by education low, medium, high (assumptions of the order of labour force surveys)
END_OF_STUDIES = np.array([17.5, 19.5, 23.0])
LATER_RETIREMENT = np.array([-1.0, 0.0, 1.0])
WORKING = np.array([0.74, 0.82, 0.89])
JOBLESS = np.array([0.09, 0.06, 0.04])
RETIREMENT_SPREAD, HOME_OF_WOMEN, LATE_STUDENTS = 2.5, 0.07, 0.01


class FitRow(NamedTuple):
    """How far the made population is from one published margin of one district.

    `max_abs_error`: the largest error of a cell, as a share of the district's citizens (household size: persons).
    `tae_share`: share of citizens in the wrong cell, half the total absolute error (household size: relative error).
    """

    margin: str
    district: str
    max_abs_error: float
    tae_share: float


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)), np.float64)


def single_years(groups: Array, survivors: Array) -> Array:
    """Smooth counts by single year that add up to five-year counts (Tobler's pycnophylactic method, 1979).

    `groups`: counts, shape (D, 2, 15), 15-19 to 80-84 and 85+; `survivors`: shape of the oldest ages by sex (2, 15).
    Returns counts at ages 15 to 99, shape (D, 2, 85).
    """
    years = np.concatenate(
        [
            np.repeat(groups[:, :, :14] / 5.0, 5, axis=2),
            groups[:, :, 14:] * (survivors / survivors.sum(axis=1, keepdims=True))[None],
        ],
        axis=2,
    )
    young = years[:, :, :70]
    for _ in range(100):
        padded = np.concatenate([young[:, :, :1], young, years[:, :, 70:71]], axis=2)
        young = (padded[:, :, :-2] + 2.0 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 4.0
        sums = young.reshape(*young.shape[:2], 14, 5).sum(axis=3)
        ratio = np.divide(groups[:, :, :14], sums, out=np.zeros_like(sums), where=sums > 0)
        young = young * np.repeat(ratio, 5, axis=2)
    years[:, :, :70] = young
    return years


def education_seed() -> Array:
    """Shares of education at each sex and age, shape (2, 85, 3): later cohorts more educated.

    Education is the level reached, or headed for by those still at school, so that it lasts a lifetime.
    """
    years_later = MIDDLE_AGE - np.maximum(AGES, SCHOOLED_AT)
    step = years_later * (COHORT_SLOPE + WOMEN_SLOPE * np.array([0.0, 1.0])[:, None])
    odds = np.exp(step[:, :, None] * np.array([-1.0, 0.0, 1.0]))
    return np.asarray(odds / odds.sum(axis=2, keepdims=True), np.float64)


def work_seed(retirement_age: float) -> Array:
    """Shares of work at each sex, age and education, shape (2, 85, 3, 5).

    Students until about the end of their studies, retired on a logistic curve around `retirement_age` (years),
    the others employed, unemployed (more when young) or at home (more women between 25 and 45).
    """
    age = AGES[None, :, None].astype(np.float64)
    woman = np.array([0.0, 1.0])[:, None, None]
    late = np.where(age < 40, LATE_STUDENTS, LATE_STUDENTS / 10)
    student = late + (0.98 - late) * logistic(END_OF_STUDIES - age)
    retired = logistic((age - retirement_age - LATER_RETIREMENT) / RETIREMENT_SPREAD) * (1.0 - student) * 0.995
    rest = 1.0 - student - retired
    caring = HOME_OF_WOMEN * woman * (1.0 + np.exp(-(((age - 33.0) / 8.0) ** 2)))
    jobless = JOBLESS * (1.0 + np.exp(-(age - ADULT_AGE) / 10.0)) * np.ones_like(woman)
    working = WORKING - caring
    table = np.empty((2, AGES.size, 3, 5))
    for status, share in (
        (EMPLOYED, rest * working),
        (UNEMPLOYED, rest * jobless),
        (STUDENT, student),
        (HOME, rest * np.maximum(1.0 - working - jobless, 0.01)),
        (RETIRED, retired),
    ):
        table[..., status] = share
    return np.asarray(table / table.sum(axis=3, keepdims=True), np.float64)


def rake(table: Array, margin: Array, kept: tuple[int, ...]) -> Array:
    """Scale `table` so that its sum over all axes but `kept` is `margin` (an empty cell stays empty)."""
    others = tuple(axis for axis in range(table.ndim) if axis not in kept)
    now = table.sum(axis=others, keepdims=True)
    wanted = margin.reshape(now.shape)
    return np.asarray(table * np.divide(wanted, now, out=np.zeros_like(now), where=now > 0))


def fit(facts: CityFacts, retirement_age: float, survivors: Array, rounds: int = 200) -> Array:
    """Adults by district, sex, age 15 to 99, education and work, shape (D, 2, 85, 3, 5).

    Margins: age by sex (smoothed to single years), education, and the employed share where it is known.
    """
    ages = single_years(np.asarray(facts.age_counts, np.float64), survivors)
    adults = ages.sum(axis=(1, 2))
    levels = np.asarray(facts.edu_counts, np.float64)
    levels = levels * (adults / levels.sum(axis=1))[:, None]
    table = ages[..., None, None] * education_seed()[None, ..., None] * work_seed(retirement_age)[None]
    for _ in range(rounds):
        before = table
        table = rake(table, levels, (0, 3))
        table = rake_employed(table, adults * employed_shares(facts))
        table = rake(table, ages, (0, 1, 2))
        if np.abs(table - before).max() < 1e-9 * adults.max():
            break
    return table


def employed_shares(facts: CityFacts) -> Array:
    """Published employed share of adults by district, nan where unknown, shape (D,)."""
    return np.array([one.employed_share for one in facts.districts], np.float64)


def rake_employed(table: Array, employed: Array) -> Array:
    """Scale the employed and the others so that each district has its published number; unknown (nan) is left."""
    now = table[..., EMPLOYED].sum(axis=(1, 2, 3))
    total = table.sum(axis=(1, 2, 3, 4))
    known = ~np.isnan(employed)
    factor = np.ones((2, employed.size))
    factor[0, known] = employed[known] / now[known]
    factor[1, known] = (total - employed)[known] / (total - now)[known]
    scaled = table * factor[1][:, None, None, None, None]
    scaled[..., EMPLOYED] = table[..., EMPLOYED] * factor[0][:, None, None, None]
    return np.asarray(scaled, np.float64)


def largest_remainder(weights: Array, total: int) -> NDArray[np.int64]:
    """Whole numbers proportional to `weights`, one-dimensional, that add up to `total`."""
    found: NDArray[np.int64] = largest_remainders(weights / weights.sum() * total, total)
    return found


def integerise(structure: Array, quota: NDArray[np.int64], starts: Array) -> NDArray[np.int64]:
    """Whole citizens by district, sex, age and education, shape (D, 2, 85, 3), `quota` of them in each district.

    Systematic sampling along sex and age from a random `starts` in (0, 1) keeps every run of ages to within one;
    education runs to and fro along the ages, and a repair then makes its margin the nearest whole numbers.
    """
    cells = structure.reshape(quota.size, -1, 3).copy()
    cells[:, 1::2] = cells[:, 1::2, ::-1]
    flat = cells.reshape(quota.size, -1)
    shares = np.cumsum(flat, axis=1) / np.maximum(flat.sum(axis=1, keepdims=True), 1e-300)
    shares[:, -1] = 1.0
    marks = np.floor(shares * quota[:, None] + starts[:, None]).astype(np.int64)
    counts = np.diff(marks, axis=1, prepend=0).reshape(quota.size, -1, 3)
    counts[:, 1::2] = counts[:, 1::2, ::-1].copy()
    expected = structure.reshape(quota.size, -1, 3)
    for d in np.flatnonzero(quota):
        scaled = expected[d] * (quota[d] / expected[d].sum())
        repair_education(counts[d], scaled, largest_remainder(scaled.sum(axis=0), int(quota[d])))
    return counts.reshape(structure.shape)


def repair_education(counts: NDArray[np.int64], expected: Array, target: NDArray[np.int64]) -> None:
    """Change in place the education of the few citizens whose cells are most overfull, until the margin is `target`.

    `counts`, `expected`: shape (cells of sex and age, 3).
    """
    surplus = counts.sum(axis=0) - target
    while surplus.any():
        more, less = int(surplus.argmax()), int(surplus.argmin())
        gain = (counts - expected)[:, more] - (counts - expected)[:, less]
        full = np.flatnonzero(counts[:, more] > 0)
        moved = full[np.argsort(-gain[full], kind="stable")][: min(surplus[more], -surplus[less])]
        counts[moved, more] -= 1
        counts[moved, less] += 1
        surplus = counts.sum(axis=0) - target


def fit_rows(facts: CityFacts, columns: Mapping[str, NDArray[Any]]) -> list[FitRow]:
    """Errors of the made population against the published margins, one row per margin and district with citizens."""
    where = columns["district"].astype(np.int64)
    group = np.minimum((columns["age_months"].astype(np.int64) // 12 - ADULT_AGE) // 5, 14)
    count = len(facts.districts)
    ages = np.bincount((where * 2 + columns["sex"]) * 15 + group, minlength=count * 30).reshape(count, 30)
    levels = np.bincount(where * 3 + columns["education"], minlength=count * 3).reshape(count, 3)
    employed = np.bincount(where * 2 + (columns["work"] != EMPLOYED), minlength=count * 2).reshape(count, 2)
    share = employed_shares(facts)
    margins = (
        ("age and sex", ages, np.asarray(facts.age_counts).reshape(count, 30)),
        ("education", levels, np.asarray(facts.edu_counts)),
        ("employed", employed, np.stack([share, 1.0 - share], axis=1)),
    )
    rows = []
    for margin, made, published in margins:
        for d in np.flatnonzero((made.sum(axis=1) > 0) & ~np.isnan(published).any(axis=1)):
            error = np.abs(made[d] / made[d].sum() - published[d] / published[d].sum())
            rows.append(FitRow(margin, facts.districts[d].district_id, float(error.max()), float(error.sum() / 2)))
    return rows
