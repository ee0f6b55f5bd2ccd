"""What evaluation finds is right where its conditions hold and wrong by a known size where they do not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.government.beliefs import Belief, best_case_bias
from sim.study.evaluation import Survey, expected_share, regret, survey, wilson, worth_of_pilot
from sim.study.statistics import interval, paired_difference

TOWN = np.arange(20_000) < 20_000 * 0.32  # who took part


def covered(plan: Survey, surveys: int = 800) -> float:
    """Share of surveys whose nominal 95 % interval holds the truth."""
    luck = np.random.default_rng(7)
    found = [survey(TOWN, plan, luck) for _ in range(surveys)]
    return float(np.mean([one.low <= TOWN.mean() <= one.high for one in found]))


@pytest.mark.parametrize("plan", [Survey(400), Survey(800, answers=0.5)], ids=["all answer", "half answer at random"])
def test_an_interval_holds_the_truth_as_often_as_it_says(plan: Survey) -> None:
    """Of 800 surveys; three standard errors of 95 % are 2.3 points."""
    assert covered(plan) == pytest.approx(0.95, abs=0.025)


def test_an_interval_misses_the_truth_where_those_who_took_part_answer_more_often() -> None:
    assert covered(Survey(800, answers=0.5, eager=1.0)) < 0.2


def test_an_interval_misses_the_truth_where_memory_errs() -> None:
    assert covered(Survey(800, forgets=0.2)) < 0.5
    assert covered(Survey(800, invents=0.08)) < 0.5


@pytest.mark.parametrize(
    "plan", [Survey(20_000, 0.4, 0.8, 0.1, 0.05), Survey(20_000, 0.3), Survey(20_000, 0.7, -1.0), Survey(20_000)]
)
def test_the_bias_of_a_survey_is_the_one_on_paper(plan: Survey) -> None:
    found = survey(TOWN, plan, np.random.default_rng(3))
    expected = expected_share(float(TOWN.mean()), plan)
    assert abs(found.share - expected) <= 4 * math.sqrt(expected * (1 - expected) / found.answers)


@given(st.floats(0, 1), st.floats(0.05, 0.95))
def test_a_blind_survey_is_right_on_average(share: float, answers: float) -> None:
    assert expected_share(share, Survey(100, answers)) == pytest.approx(share)


def test_nobody_asked_is_nothing_known() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    assert wilson(5, 10).low + wilson(5, 10).high == pytest.approx(1.0)


# --- the worth of a pilot -------------------------------------------------------------------------------------------


def test_a_pilot_is_worth_nothing_without_doubt_and_ever_less_as_doubt_falls() -> None:
    worth = [worth_of_pilot(Belief(0.1, variance), 0.0, 0.05) for variance in (1.0, 0.3, 0.1, 0.01, 1e-4, 0.0)]
    assert worth == sorted(worth, reverse=True)
    assert worth[0] > 0.2
    assert worth[-2] < 1e-12
    assert worth[-1] == 0.0


def test_a_perfect_pilot_of_a_coin_toss_is_worth_the_mean_gain() -> None:
    """E max(0, X) of a normal around 0 is s / sqrt(2 pi)."""
    assert worth_of_pilot(Belief(0.0, 0.25), 0.0, 0.0) == pytest.approx(0.5 / math.sqrt(2 * math.pi))


def test_the_worth_of_a_pilot_is_what_choosing_after_it_gains() -> None:
    luck = np.random.default_rng(5)
    effect = luck.normal(-0.1, 0.5, 400_000)
    seen = effect + luck.normal(0, 0.4, effect.size)
    after = Belief(-0.1, 0.25)
    chosen = np.where(-0.1 + 0.25 / (0.25 + 0.16) * (seen + 0.1) > 0.0, effect, 0.0)
    assert after.after(seen[0], 0.16).mean == pytest.approx(-0.1 + 0.25 / 0.41 * (seen[0] + 0.1))
    assert worth_of_pilot(after, 0.0, 0.16) == pytest.approx(chosen.mean(), abs=4 * chosen.std() / math.sqrt(400_000))


# --- regret ---------------------------------------------------------------------------------------------------------


def paths(biases: list[float], last_is_worse: float = 0.0) -> np.ndarray:
    luck = np.random.default_rng(2)
    effects = luck.normal(0, 0.5, (2000, len(biases)))
    effects[:, -1] -= last_is_worse
    return regret(effects, np.array(biases), 0.25, 0.25, luck.normal(0, 1, (40, *effects.shape)))


def test_randomised_pilots_lower_regret_and_chosen_cases_can_keep_it_high() -> None:
    """Practices with 1, 2, 5 and 20 known cases, of which the best one is studied each round."""
    fair = paths([0.0] * 4)
    chosen = paths([best_case_bias(cases, 0.4, 0.5) for cases in (1, 2, 5, 20)])
    assert fair[0] == chosen[0]
    assert fair[-1] < 0.1 * fair[0]
    assert chosen[-1] > 5 * fair[-1]
    assert (np.diff(fair[[0, 1, 3, 8, 39]]) < 0).all()


def test_chosen_cases_can_be_worse_than_none() -> None:
    """A bias far above all true differences: the practice with the most cases is taken whatever it does."""
    misled = paths([0.0, 0.0, 0.0, 10.0])
    assert misled[-1] == pytest.approx(misled[0], rel=0.1)
    assert misled[-1] > paths([0.0] * 4)[-1]


def test_chosen_cases_raise_regret_where_the_worst_practice_has_the_best_of_them() -> None:
    """Row 32: with 20 cases, and a shift that leaves it the worst in nearly all worlds; fair pilots find the best."""
    misled = paths([0.0, 0.0, 0.0, best_case_bias(20, 2.0, 0.5)], last_is_worse=2.0)
    fair = paths([0.0] * 4, last_is_worse=2.0)
    assert fair[0] == misled[0]
    assert misled[-1] > 2 * misled[0]
    assert fair[-1] < 0.1 * fair[0]


def test_a_bias_that_all_share_misleads_nobody() -> None:
    assert paths([0.7] * 4)[1:] == pytest.approx(paths([0.0] * 4)[1:], abs=1e-12)


# --- comparisons ----------------------------------------------------------------------------------------------------

runs = hnp.arrays(np.float64, 6, elements=st.floats(-1e6, 1e6))


@given(runs, runs)
def test_swapping_two_scenarios_turns_the_sign_exactly(a: np.ndarray, b: np.ndarray) -> None:
    one, other = paired_difference(a, b), paired_difference(b, a)
    assert one.mean == -(other.mean or 0.0)
    assert (one.low, one.high) == (-(other.high or 0.0), -(other.low or 0.0))
    assert interval(a - a).mean == 0.0
