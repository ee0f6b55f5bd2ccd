"""States of mind counted in whole numbers: sums by group of people, and tallies behind lowest tenths and spreads.

Whole numbers add up alike in any order, so each figure is the same bits at any number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled import loop

MOVED_BY = {  # the columns, in the order of `tally_minds`, and the mechanism that moves each
    "motivation": "motivation",
    "trust": "trust",
    "gain": "wellbeing",
    "happiness": "wellbeing",
    "security": "wellbeing",
}
FINE = 1 << 20  # fractions are counted in steps of 2^-20
STEPS = 1024  # in one, of the tallies
LOWEST, HIGHEST = -8, 8  # what lies beyond is tallied at the ends
BINS = (HIGHEST - LOWEST) * STEPS


def followed(city: Any) -> tuple[str, ...]:
    """The columns that the city's forms move, in the order in which their sums and tallies are counted."""
    return tuple(column for column, mechanism in MOVED_BY.items() if getattr(city.plan.forms, mechanism) != "none")


@loop
def to_whole(first, last, column, whole, step):
    """Write a column's rows `first` to `last` to `whole` in steps of 1 / FINE, and to `step` which bin each lies in.

    In loops that are vector code, for which whole numbers have 32 bits.
    """
    for i in range(first, last):
        whole[i - first] = np.int32(float(column[i]) * FINE)
    for i in range(first, last):
        step[i - first] = np.int32(min(BINS - 1.0, max(0.0, np.floor((float(column[i]) - LOWEST) * STEPS))))


@loop
def tally_minds(first, last, c, which, cell, place, whole, step, minds, bins):
    """Add the states of mind of the rows `first` to `last` to the sums of their cells and district, and to `bins`.

    `which` of MOVED_BY are followed; `minds` (places, those), `bins` (those, BINS), `whole` and `step` (those, rows).
    All states of a row in one go: people who feel alike would make each count wait for the one before.
    """
    columns = c.motivation, c.trust, c.gain, c.happiness, c.security
    for n in range(which.size):
        to_whole(first, last, columns[which[n]], whole[n], step[n])
        total = 0
        for j in range(last - first):
            total += whole[n, j]
        minds[place, n] += total
    for j in range(last - first):
        k = np.uint64(cell[j])
        for n in range(which.size):
            minds[k, n] += int(whole[n, j])
            bins[n, np.uint64(step[n, j])] += np.int32(1)
