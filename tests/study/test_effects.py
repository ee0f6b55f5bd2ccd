"""Effects, interactions, Shapley values and orders against closed forms, and the laws that they obey."""

from __future__ import annotations

import math
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.study import effects
from sim.study.statistics import paired_difference

REPLICATES = 4


def table(levers: int, outcome: object) -> np.ndarray:
    """Outcomes of every combination of levers, each 0 or 1, with a level of its own in every replicate."""
    level = np.random.default_rng(levers).normal(size=REPLICATES)
    cells = [[outcome(*done) + one for one in level] for done in product((0, 1), repeat=levers)]  # type: ignore[operator]
    return np.array(cells, float).reshape((2,) * levers + (REPLICATES,))


@st.composite
def outcomes(draw: st.DrawFn) -> np.ndarray:
    """Any outcomes of one to four levers."""
    levers = draw(st.integers(1, 4))
    numbers = st.floats(-1e6, 1e6, allow_nan=False)
    size = 2**levers * 2
    return np.array(draw(st.lists(numbers, min_size=size, max_size=size))).reshape((2,) * levers + (2,))


def test_effects_that_add_up_are_found_as_they_are() -> None:
    found = table(3, lambda a, b, c: 5 * a - 2 * b)
    assert [effects.main_effect(found, i) for i in range(3)] == [pytest.approx([x] * REPLICATES) for x in (5, -2, 0)]
    assert [part == pytest.approx([x] * REPLICATES) for part, x in zip(effects.shapley(found), (5, -2, 0), strict=True)]
    assert effects.interaction(found, 0, 1) == pytest.approx([0] * REPLICATES)
    assert effects.total(found) == pytest.approx([3] * REPLICATES)


@pytest.mark.parametrize("together", [7.0, -7.0])
def test_what_two_do_only_together_is_their_interaction_and_shared_equally(together: float) -> None:
    found = table(3, lambda a, b, c: together * a * b + c)
    assert effects.interaction(found, 0, 1) == pytest.approx([together] * REPLICATES)
    assert effects.interaction(found, 1, 0) == pytest.approx(effects.interaction(found, 0, 1))
    assert effects.interaction(found, 0, 2) == pytest.approx([0] * REPLICATES)
    parts = effects.shapley(found)
    assert [part.mean() for part in parts] == pytest.approx([together / 2, together / 2, 1])


def test_the_glove_game_has_its_published_shapley_values() -> None:
    """One left glove and two right ones; a pair is worth 1: 2/3 for the left, 1/6 for each right (Shapley 1959)."""
    parts = effects.shapley(table(3, lambda left, right, other: float(left and (right or other))))
    assert [part.mean() for part in parts] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@given(outcomes())
@settings(max_examples=60, deadline=None)
def test_shapley_values_add_up_to_the_total(found: np.ndarray) -> None:
    scale = max(1.0, float(np.abs(found).max()))
    assert np.sum(effects.shapley(found), axis=0) == pytest.approx(effects.total(found), abs=1e-9 * scale)


@given(outcomes())
@settings(max_examples=40, deadline=None)
def test_a_lever_without_effect_has_no_part_whatever_the_others_do(found: np.ndarray) -> None:
    with_dummy = np.stack([found, found])
    assert effects.shapley(with_dummy)[0].tolist() == [0.0, 0.0]
    assert effects.main_effect(with_dummy, 0).tolist() == [0.0, 0.0]
    others = effects.shapley(found)
    scale = max(1.0, float(np.abs(found).max()))
    for one, before in zip(effects.shapley(with_dummy)[1:], others, strict=True):
        assert one == pytest.approx(before, abs=1e-9 * scale)


@given(outcomes())
@settings(max_examples=40, deadline=None)
def test_levers_that_can_be_exchanged_have_equal_parts(found: np.ndarray) -> None:
    if found.ndim < 3:
        return
    alike = found + np.swapaxes(found, 0, 1)
    first, second, *_ = effects.shapley(alike)
    scale = max(1.0, float(np.abs(alike).max()))
    assert first == pytest.approx(second, abs=1e-9 * scale)


@given(outcomes())
@settings(max_examples=40, deadline=None)
def test_shapley_values_are_means_over_orders_of_arrival(found: np.ndarray) -> None:
    levers = found.ndim - 1
    scale = max(1.0, float(np.abs(found).max()))
    for lever, part in enumerate(effects.shapley(found)):
        added = np.zeros(found.shape[-1])
        for order in permutations(range(levers)):
            here = set(order[: order.index(lever)])
            at = [tuple(int(one in chosen) for one in range(levers)) for chosen in (here | {lever}, here)]
            added += found[at[0]] - found[at[1]]
        assert part == pytest.approx(added / math.factorial(levers), abs=1e-9 * scale)


@given(outcomes())
@settings(max_examples=40, deadline=None)
def test_exchanging_with_and_without_flips_every_sign_exactly(found: np.ndarray) -> None:
    turned = found[(slice(None, None, -1),) * (found.ndim - 1)]
    assert effects.total(turned).tolist() == (-effects.total(found)).tolist()
    a, b = found.reshape(-1, found.shape[-1])[[0, -1]]
    one, other = paired_difference(a, b), paired_difference(b, a)
    assert (one.mean, one.low, one.high) == (-other.mean, -other.high, -other.low)  # type: ignore[operator]


def test_tables_of_another_shape_are_refused() -> None:
    for shape in ((3, 2), (2,), ()):
        with pytest.raises(ValueError, match="two levels"):
            effects.total(np.zeros(shape))


def test_what_comes_first_is_found_where_only_the_order_matters() -> None:
    """An outcome of 1 where x is before y, and 0.5 for each turn that z waits."""
    orders = {order: np.array([float(order.index("x") < order.index("y")) + 0.5 * order.index("z")] * 2)
              for order in permutations("xyz")}  # fmt: skip
    assert effects.before(orders, "x", "y") == pytest.approx([1.0, 1.0])
    assert effects.before(orders, "y", "x") == pytest.approx([-1.0, -1.0])
    assert [effects.at_turn(orders, "z", turn)[0] for turn in range(3)] == pytest.approx([-0.5, 0.0, 0.5])
    assert sum(effects.at_turn(orders, "x", turn)[0] for turn in range(3)) == pytest.approx(0.0)


@given(st.lists(st.lists(st.integers(-99, 99), min_size=4, max_size=4), min_size=1, max_size=6), st.integers(-99, 99))
def test_the_best_has_no_regret_and_what_all_share_is_none(rows: list[list[int]], shared: int) -> None:
    values = np.array(rows, float)
    found = effects.regrets(values)
    assert found[values.mean(axis=1).argmax()].tolist() == [0.0] * 4
    assert (found.mean(axis=1) >= 0.0).all()
    assert effects.regrets(values + shared).tolist() == found.tolist()


def test_regrets_by_hand_leave_out_what_failed() -> None:
    values = np.array([[1.0, 3.0], [2.0, np.nan], [np.nan, np.nan], [1.5, 1.0]])
    found = effects.regrets(values)  # means 2, 2, none, 1.25: the first of equals is the best
    assert found[0].tolist() == [0.0, 0.0]
    assert found[1, 0] == -1.0
    assert found[3].tolist() == [-0.5, 2.0]
    assert np.isnan(found[2]).all()
    assert np.isnan(effects.regrets(values[2:3])).all()


@given(st.lists(st.integers(0, 5), min_size=2, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_agreement_is_kendalls_tau(values: list[int], luck: object) -> None:
    other = values.copy()
    luck.shuffle(other)  # type: ignore[attr-defined]
    found = effects.agreement(values, other)
    if len(set(values)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(stats.kendalltau(values, other).statistic)


def test_ranks_begin_with_the_largest_and_equals_share_the_better() -> None:
    assert effects.ranks([0.1, 0.4, 0.4, -1.0]) == [3, 1, 1, 4]
