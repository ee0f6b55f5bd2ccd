"""The fitted table has the published margins, and whole citizens have them to within rounding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.codes import EMPLOYED, RETIRED, STUDENT
from sim.population import Population
from sim.population.fitting import (
    GROUP_OF_YEAR,
    education_seed,
    employed_shares,
    fit,
    fit_rows,
    integerise,
    largest_remainder,
    single_years,
    work_seed,
)
from sim.population.turnover import survivors_from_85


def by_group(table: np.ndarray) -> np.ndarray:
    """Sums over five-year groups of axis 2."""
    return np.stack([table[:, :, g == GROUP_OF_YEAR].sum(axis=2) for g in range(15)], axis=2)


@pytest.fixture(scope="module")
def table(town: Callable[..., Any]) -> np.ndarray:
    return fit(town(), 62.0, survivors_from_85())


def test_the_fitted_table_has_all_published_margins(table: np.ndarray, town: Callable[..., Any]) -> None:
    facts = town()
    assert np.allclose(by_group(table.sum(axis=(3, 4))), facts.age_counts, rtol=1e-6)
    assert np.allclose(table.sum(axis=(1, 2, 4)), facts.edu_counts, rtol=1e-6)
    share = table[..., EMPLOYED].sum(axis=(1, 2, 3)) / table.sum(axis=(1, 2, 3, 4))
    known = ~np.isnan(employed_shares(facts))
    assert np.allclose(share[known], employed_shares(facts)[known], rtol=1e-6)
    assert (table >= 0).all()


def test_unknown_employment_is_left_to_the_seed(table: np.ndarray) -> None:
    shares = table[1] / table[1].sum(axis=3, keepdims=True)
    assert np.allclose(shares, work_seed(62.0), atol=1e-9)


def test_fitting_keeps_the_odds_ratios_of_the_seed(table: np.ndarray) -> None:
    def ratio(cells: np.ndarray) -> float:
        return float(cells[0, 10, 2] * cells[0, 50, 0] / (cells[0, 10, 0] * cells[0, 50, 2]))

    retired = table[0, ..., RETIRED] / table[0, ..., STUDENT]
    seed = work_seed(62.0)
    assert np.allclose(retired, seed[..., RETIRED] / seed[..., STUDENT], rtol=1e-6)
    assert ratio(table[1].sum(axis=3)) == pytest.approx(ratio(education_seed()), rel=1e-6)


def test_later_cohorts_are_more_educated_and_the_old_are_retired(table: np.ndarray) -> None:
    levels = table.sum(axis=(0, 1, 4))
    high = levels[:, 2] / levels.sum(axis=1)
    assert high[10] > high[40] > high[65]
    work = table.sum(axis=(0, 1, 3))
    work = work / work.sum(axis=1, keepdims=True)
    assert work[0, STUDENT] > 0.8
    assert work[35, EMPLOYED] > 0.6
    assert work[65, RETIRED] > 0.95


def test_single_years_are_smooth_and_add_up_to_the_groups(town: Callable[..., Any]) -> None:
    counts = town().age_counts
    years = single_years(counts, survivors_from_85())
    assert np.allclose(by_group(years), counts)
    assert (years >= 0).all()
    blocks = np.repeat(counts[:, :, :14] / 5, 5, axis=2)
    assert np.abs(np.diff(years[:, :, :70])).max() < 0.5 * np.abs(np.diff(blocks)).max()
    empty = counts.copy()
    empty[:, :, 3] = 0
    assert by_group(single_years(empty, survivors_from_85()))[:, :, 3].max() == 0


def test_an_empty_level_of_education_stays_empty(town: Callable[..., Any]) -> None:
    levels = town().edu_counts.copy()
    levels[0, 0] = 0
    table = fit(town(edu_counts=levels), 62.0, survivors_from_85())
    assert table[0, :, :, 0].sum() == 0
    assert np.isfinite(table).all()


def test_quotas_are_the_nearest_whole_numbers() -> None:
    assert largest_remainder(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]
    assert largest_remainder(np.array([0.5, 99.5]), 100).tolist() == [1, 99]
    assert largest_remainder(np.array([0.0, 3.0]), 7).tolist() == [0, 7]


@pytest.mark.parametrize("citizens", [1, 40, 999, 20_000])
def test_whole_citizens_have_the_margins_to_within_rounding(table: np.ndarray, citizens: int) -> None:
    structure = table.sum(axis=4)
    quota = largest_remainder(structure.sum(axis=(1, 2, 3)), citizens)
    counts = integerise(structure, quota, np.array([0.1, 0.6, 0.9]))
    assert (counts >= 0).all()
    assert counts.sum(axis=(1, 2, 3)).tolist() == quota.tolist()
    expected = structure * (quota / structure.sum(axis=(1, 2, 3)))[:, None, None, None]
    assert np.abs(by_group(counts.sum(axis=3)) - by_group(expected.sum(axis=3))).max() <= 1 + 1e-9
    assert np.abs(counts.sum(axis=(1, 2)) - expected.sum(axis=(1, 2))).max() < 1


def test_the_report_of_fit_sees_a_misfit(people: Population, town: Callable[..., Any]) -> None:
    def worst(columns: dict[str, np.ndarray], margin: str) -> float:
        rows = fit_rows(town(), columns)
        return max(row.tae_share for row in rows if (row.margin, row.district) == (margin, "young"))

    wrong = people.columns | {"education": np.zeros_like(people.columns["education"])}
    assert worst(people.columns, "education") < 0.001
    assert worst(wrong, "education") == pytest.approx(0.8, abs=0.001)
    assert worst(people.columns, "age and sex") < 0.002
    assert worst(wrong, "age and sex") == worst(people.columns, "age and sex")


def test_the_report_covers_every_known_margin_of_every_district(people: Population) -> None:
    seen = {(row.margin, row.district) for row in people.fit}
    wanted = {(m, d) for m in ("age and sex", "education", "adults in a household") for d in ("young", "old", "hamlet")}
    assert seen == wanted | {("employed", "young"), ("employed", "hamlet")}
