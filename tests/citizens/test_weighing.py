"""Most offers are set aside unseen, and none of them could have won: bounds hold for every taste, luck and wish."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.citizens.weighing import chord, list_likely, most_liked, new_likely, new_minds, taste_for

PART = st.floats(2.0**-33, 1.0 - 2.0**-33)
FACTOR = st.floats(-12.0, 6.0).map(math.exp)
MINDS = st.lists(st.tuples(FACTOR, PART, PART), min_size=1, max_size=20)  # weight, taste, luck


def listed(minds: list[tuple[float, float, float]], most: float, sd: float) -> list[int]:
    """Those for whom an offer that adds at most `most` may win."""
    weight, taste, luck = (np.array(column) for column in zip(*minds, strict=True))
    likely = new_likely(len(minds) + 1)
    end = plain(list_likely)(likely, 0, new_minds(), len(minds), weight, taste, luck, most, sd)
    found: list[int] = likely.mind[: int(end)].tolist()
    return found


def plain(compiled: Any) -> Any:
    """The loop as Python, which compiled code alone calls otherwise."""
    return compiled.py_func


@given(uniform=PART, sd=st.floats(0.0, 5.0))
def test_no_taste_lies_above_the_chords_and_they_are_close(uniform: float, sd: float) -> None:
    liked = math.exp(taste_for(uniform, sd))
    bound = most_liked(uniform, tuple(chord(quarter, sd) for quarter in range(4)))
    width = sd * math.sqrt(3.0) / 2.0  # of a quarter, log-odds
    assert liked <= bound * (1.0 + 1e-12)
    assert bound <= liked * math.exp(width**2 / 8.0) * (1.0 + 1e-12)


@given(minds=MINDS, most=FACTOR, sd=st.floats(0.0, 3.0))
def test_whoever_is_set_aside_could_not_have_preferred_the_offer(minds: Any, most: float, sd: float) -> None:
    """Not even at its best: -log(luck) * exp(-value) is not below what not learning is worth."""
    kept = listed(minds, most * math.exp(1e-9), sd)
    for j, (weight, taste, luck) in enumerate(minds):
        prefers = -math.log(luck) / (most * math.exp(taste_for(taste, sd))) < weight
        assert not prefers or j in kept


def test_few_are_looked_at_who_would_not_prefer_the_offer_at_its_best() -> None:
    luck = np.random.default_rng(3)
    minds = list(zip(np.exp(luck.normal(-2.0, 2.0, 1000)), luck.random(1000), luck.random(1000), strict=True))
    prefer = [-math.log(u) / math.exp(taste_for(taste, 0.7)) < weight for weight, taste, u in minds]
    kept = listed(minds, 1.0, 0.7)
    assert sum(prefer) <= len(kept) <= 1.1 * sum(prefer)
    assert len(kept) < 0.5 * len(minds)
