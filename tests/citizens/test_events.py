"""Rows to which something happened, at any number of threads."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import threads

from sim.citizens.events import courses_ended, happened
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


@pytest.mark.parametrize("number", [1, 2, 3])
def test_courses_that_ended_are_counted_where_they_were_learnt(number: int) -> None:
    luck, offers = np.random.default_rng(2), 9
    event = luck.choice(np.array([0, STARTED, COMPLETED, DROPPED, COMPLETED | STARTED], np.uint8), 40_003)
    learnt = luck.integers(0, offers, event.size).astype(np.int16)
    learnt[event & (COMPLETED | DROPPED) == 0] = -1
    c = new_columns({"id": np.arange(event.size)})._replace(event=event, learnt=learnt)
    with threads(number):
        found = courses_ended(c, offers)
    for one, bit in zip(found, (COMPLETED, DROPPED), strict=True):
        assert one.tolist() == np.bincount(learnt[event & bit > 0], minlength=offers).tolist()
