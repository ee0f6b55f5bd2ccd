"""The loop over households: whole ones, whichever rows a thread is given."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from sim.city import City
from sim.mechanisms.households import spill_over


def test_a_household_is_lived_in_once_wherever_the_rows_are_cut(town: City) -> None:
    luck, c = np.random.default_rng(2), town.columns
    p = town.p.households._replace(weight=0.3, care=2.0)
    states = {"enrolled": luck.integers(-1, 2, c.id.size), "visible": luck.integers(0, 2, c.id.size) * 128}
    states = {name: values.astype(getattr(c, name).dtype) for name, values in states.items()}

    def lived(cuts: list[int]) -> Any:
        now = c._replace(**states, norm=c.norm.copy(), relief=c.relief.copy())
        for first, last in pairwise(sorted({0, c.id.size, *cuts})):
            spill_over(np.uint64(first), np.uint64(last), now, p)
        return now

    whole = lived([])
    assert (whole.norm != c.norm).any()
    assert (whole.relief != c.relief).any()
    for cuts in [list(range(c.id.size)), *luck.integers(0, c.id.size, (20, 5)).tolist()]:
        cut = lived(cuts)
        assert cut.norm.tobytes() == whole.norm.tobytes()
        assert cut.relief.tobytes() == whole.relief.tobytes()
