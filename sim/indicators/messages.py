"""Indicators of messages: whom campaigns put off, by group.

The sign is each citizen's own: a lasting susceptibility, less what pressure takes away where trust is low.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import block_end, in_parts, kernel
from sim.indicators.indicator import Indicator, Sight, ratio, uses
from sim.indicators.observe import BLOCK, DEMOGRAPHIC, by_group, find_cells


@kernel(arrays=True)
def count_signs(first, last, c, cells, districts):
    """Of the rows `first` to `last`, who remembers a message and whom it puts off, by demographic cell, then by
    district; shape (cells + districts, 2)."""
    found, cell, start = np.zeros((cells + districts, 2), np.int64), np.empty(BLOCK, np.int16), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        find_cells(cell, start, stop, c)
        for i in range(start, stop):
            remembers, put_off = int(c.message[i] != 0.0), int(c.message[i] < 0.0)
            for place in (np.int64(cell[i - start]), np.int64(cells + c.district[i])):
                found[place, 0] += remembers
                found[place, 1] += put_off
        start = stop
    return found


def put_off(sight: Sight) -> NDArray[np.float64]:
    """Share of those who remember a message whom it makes less willing to learn, by group."""
    city: Any = sight.city
    given = (city.columns, DEMOGRAPHIC, len(city.facts.districts))
    counts = by_group(np.sum(in_parts(city.columns.id.size, count_signs, *given), axis=0))
    return ratio(counts[:, 1], counts[:, 0])


MESSAGES: tuple[Indicator, ...] = (
    Indicator(
        "put_off",
        "Put off by messages",
        "share of adults who remember one",
        "adults whom what they remember of messages makes less willing to learn, of all whom it moves either way",
        "sign of the effect (column `message`)",
        put_off,
        uses("campaign", "media"),
        "image",
        groups="people",
    ),
)
