"""Rows to which something happened, at any number of threads."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import threads

from sim.citizens.events import happened
from sim.citizens.person import COMPLETED, DROPPED, STARTED, new_columns


@pytest.mark.parametrize("number", [1, 2, 3])
def test_rows_with_an_event_are_those_of_numpy(number: int) -> None:
    event = np.random.default_rng(1).integers(0, 128, 40_003).astype(np.uint8)
    c = new_columns({"id": np.arange(event.size)})._replace(event=event)
    with threads(number):
        for bits in (STARTED, COMPLETED | DROPPED):
            assert happened(c, bits).tolist() == np.flatnonzero(event & bits).tolist()
    c.event[:] = 0
    assert happened(c, STARTED).size == 0
