"""Whom something happened to this month, found by the bits of the column `event`: programmes and mechanisms go by it.

The bits are named in `sim.citizens.person`; they last until institutions admit applicants next month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.compiled import in_parts, kernel

if TYPE_CHECKING:
    from sim.citizens.person import Columns


@kernel(arrays=True)
def rows_with(first, last, event, bits):
    """The rows `first` to `last` with one of the `bits`."""
    found, count = np.empty(last - first + np.uint64(1), np.int64), np.uint64(0)
    for i in range(first, last):
        found[count] = i  # the next one overwrites whom nothing happened to: no branch to guess
        count += np.uint64((event[i] & bits) != 0)
    return found[:count]


def happened(c: Columns, bits: int) -> NDArray[np.int64]:
    """The rows with one of these events, ascending."""
    return np.concatenate(in_parts(c.id.size, rows_with, c.event, bits))
