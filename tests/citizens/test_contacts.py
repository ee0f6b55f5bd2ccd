"""Sums over contacts: those of a slow count, whether few show something new or all do."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import threads

from sim.citizens.contacts import HIGH, MANY, Contacts, look_around, uncounted
from sim.citizens.person import ACTIVE_BIT, APPROVAL_BITS
from sim.city import City
from sim.population import Ties


def slowly(visible: np.ndarray, ties: Ties) -> list[int]:
    """What each citizen's contacts show together, one after another."""
    rows = [ties.neighbours[ties.indptr[i] : ties.indptr[i + 1]] for i in range(visible.size)]
    return [
        sum((int(visible[j]) // ACTIVE_BIT << HIGH) + (int(visible[j]) & APPROVAL_BITS) for j in row) for row in rows
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_sums_are_those_of_a_slow_count(town: City, number: int) -> None:
    ties, luck, n = town.ties, np.random.default_rng(4), town.columns.id.size
    visible = luck.integers(0, 255, n).astype(np.uint8)
    contacts = uncounted(n)
    for changing in (n, 0, 1, n // MANY - 1, n // 2):
        rows = luck.choice(n, changing, replace=False)
        visible[rows] = luck.integers(0, 255, changing)
        with threads(number):
            look_around(contacts, visible, ties)
        assert contacts.sums.tolist() == slowly(visible, ties)
        assert (contacts.counted == visible).all()


def test_a_few_changes_touch_nobody_but_their_contacts(town: City) -> None:
    ties, visible = town.ties, town.columns.visible.copy()
    contacts = uncounted(visible.size)
    look_around(contacts, visible, ties)
    marked = Contacts(contacts.counted, contacts.sums.copy())
    visible[7] ^= ACTIVE_BIT
    look_around(marked, visible, ties)
    concerned = ties.neighbours[ties.indptr[7] : ties.indptr[8]]
    assert concerned.size > 0
    assert np.flatnonzero(marked.sums != contacts.sums).tolist() == sorted(concerned.tolist())
