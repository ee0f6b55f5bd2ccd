"""Common random numbers: the generator's published answers, and draws that depend on their names and nothing else."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import INSTRUMENTS

import sim
from sim import draws
from sim.draws import smallest

IDS = np.arange(1, 200_001, dtype=np.int64)
EULER = 0.5772156649015329
# Counter, key and output of Philox4x32-7 as published with Random123 (kat_vectors).
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "5f6fb709 0d893f64 4f121f81 4f730a48"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "5207ddc2 45165e59 4d8ee751 8c52f662"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "4dfccaba 190a87f0 c47362ba b6b5242a"),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


def both(function: Any) -> list[Any]:
    """A function compiled and in plain Python (the same twice where nothing is compiled)."""
    return [function, getattr(function, "py_func", function)]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN)
def test_philox_gives_the_published_answers(counter: str, key: str, output: str) -> None:
    for philox in both(draws.philox):
        assert list(philox(*words(counter), *words(key))) == words(output)


def test_a_block_spells_out_its_counter_and_key() -> None:
    """Counter: the id's two words, month, option; key: seed and purpose; each output word in the middle of its step."""
    counter, key, _ = (words(part) for part in KNOWN[2])
    person = counter[0] | counter[1] << 32
    month = counter[2]
    for block in both(draws.block):
        drawn = block(key[0], key[1], person - 2**64, month, counter[3])
        assert list(drawn) == [(word + 0.5) / 2**32 for word in words(KNOWN[2][2])]


def test_compiled_and_plain_draws_are_the_same() -> None:
    r = np.random.default_rng(1)
    for _ in range(2000):
        person, month = int(r.integers(0, 2**63 - 1)), int(r.integers(-200, 1300))
        seed, key, option = int(r.integers(0, 2**63 - 1)), int(r.integers(0, 2**32)), int(r.integers(0, 400))
        compiled, plain = (block(seed, key, person, month, option) for block in both(draws.block))
        assert compiled == plain
        assert [draws.gumbel(u) for u in compiled] == [both(draws.gumbel)[1](u) for u in plain]


def test_arrays_are_the_blocks_of_their_ids() -> None:
    ids = np.array([5, 2**40 + 7, 2**63 - 1], np.int64)
    key = draws.purpose_key("trial")
    singly = [both(draws.block)[1](9, key, int(i), -7, 3) for i in ids]
    assert draws.uniforms(9, "trial", ids, -7, 3).tolist() == [one[0] for one in singly]
    normal = [math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v) for u, v, _, _ in singly]
    assert draws.normals(9, "trial", ids, -7, 3).tolist() == normal


def test_the_ends_of_the_interval_are_never_drawn() -> None:
    lowest, highest = 0.5 * draws.STEP, (draws.MASK + 0.5) * draws.STEP
    assert lowest > 0.0
    assert highest < 1.0
    assert all(math.isfinite(draws.gumbel(u)) for u in (lowest, highest))


def test_uniforms_are_uniform() -> None:
    u = draws.uniforms(1, "uniformity", IDS)
    n, bins = u.size, 64
    observed = np.histogram(u, bins, (0.0, 1.0))[0]
    chi_squared = float(((observed - n / bins) ** 2 / (n / bins)).sum())
    assert abs(chi_squared - (bins - 1)) < 5 * math.sqrt(2 * (bins - 1))
    assert np.abs(np.sort(u) - (np.arange(n) + 0.5) / n).max() < 2.0 / math.sqrt(n)  # Kolmogorov-Smirnov, p of 7e-4


def test_normals_and_gumbels_have_their_means_and_spreads() -> None:
    n = IDS.size
    z = draws.normals(1, "normals", IDS)
    assert abs(z.mean()) < 5 / math.sqrt(n)
    assert abs(z.var() - 1.0) < 5 * math.sqrt(2 / n)
    g = np.array([draws.gumbel(u) for u in draws.uniforms(1, "gumbels", IDS).tolist()])
    deviation = math.pi / math.sqrt(6)
    assert abs(g.mean() - EULER) < 5 * deviation / math.sqrt(n)
    assert abs(g.std() - deviation) < 5 * 1.05 * deviation / math.sqrt(n)  # excess kurtosis 2.4


NAMES: list[dict[str, Any]] = [
    {"seed": 2},
    {"purpose": "other"},
    {"month": 1},
    {"month": -1},
    {"option": 1},
    {"ids": IDS + 2**32},
    {"ids": IDS + 1},
]


@pytest.mark.parametrize("change", NAMES, ids=str)
def test_draws_that_differ_in_one_word_of_their_name_are_independent(change: dict[str, Any]) -> None:
    def drawn(
        seed: int = 1, purpose: str = "one", ids: np.ndarray = IDS, month: int = 0, option: int = 0
    ) -> np.ndarray:
        return draws.uniforms(seed, purpose, ids, month, option)

    a, b = drawn(), drawn(**change)
    assert (a == b).sum() < 5  # chance: 5e-5
    assert abs(np.corrcoef(a, b)[0, 1]) < 5 / math.sqrt(IDS.size)
    assert abs(np.corrcoef(a < 0.1, b < 0.1)[0, 1]) < 5 / math.sqrt(IDS.size)


def test_draws_do_not_depend_on_who_else_is_drawn_for() -> None:
    some = np.random.default_rng(1).permutation(IDS)[:1000]
    whole = draws.uniforms(1, "alone", IDS)
    assert (draws.uniforms(1, "alone", some) == whole[some - 1]).all()


def test_the_four_words_of_a_block_are_independent() -> None:
    key = draws.purpose_key("words")
    drawn = np.array([draws.block(1, key, int(i), 0, 0) for i in IDS[:40_000]])
    correlation = np.corrcoef(drawn.T)[~np.eye(4, dtype=bool)]
    assert np.abs(correlation).max() < 5 / math.sqrt(len(drawn))


def test_successors_are_new_persons_of_63_bits_and_the_same_in_every_scenario() -> None:
    ids = draws.new_ids(1, IDS, 7)
    assert (ids > 0).all()
    assert np.unique(np.concatenate([ids, IDS])).size == 2 * IDS.size
    assert (draws.new_ids(1, IDS[::-1].copy(), 7)[::-1] == ids).all()
    assert not np.isin(draws.new_ids(1, IDS, 8), ids).any()
    assert not np.isin(draws.new_ids(2, IDS, 7), ids).any()


def test_no_two_purposes_in_the_source_share_a_key() -> None:
    """Keys have 32 bits: a new purpose could by chance fall on another's; budget lines are purposes too."""
    named = {f"{name}_{number}" for name in INSTRUMENTS for number in range(1, 101)} | set(INSTRUMENTS)
    for path in Path(sim.__file__).parent.rglob("*.py"):
        source = path.read_text("utf-8")
        if "sim.draws" in source or "import draws" in source:
            strings = [one.value for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Constant)]
            named |= {one for one in strings if isinstance(one, str) and len(one) < 30}
    assert {"shock", "taste", "stay", "voucher lottery"} <= named
    assert len({draws.purpose_key(name) for name in named}) == len(named)


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(0, 40))
def test_the_smallest_lots_are_those_of_a_stable_sort(values: list[int], number: int) -> None:
    lots = np.array(values, float)
    assert smallest(lots, number).tolist() == sorted(np.argsort(lots, kind="stable")[:number].tolist())
