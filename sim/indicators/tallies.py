"""States of mind counted in whole numbers: sums by group of people, and tallies behind lowest tenths and spreads.

Whole numbers add up alike in any order, so each figure is the same bits at any number of threads.
"""

from __future__ import annotations

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


@loop
def tally_column(first, last, column, whole, step, bins):
    """Write a column's rows `first` to `last` to `whole` in steps of 1 / FINE, and count their values in `bins`.

    Fractions become whole numbers in loops that are vector code, for which these have 32 bits. Values are counted in
    two halves with bins of their own: people who feel alike would make one count wait for the other.
    """
    rows = last - first
    half = rows // np.uint64(2)
    for j in range(rows):
        whole[j] = np.int32(float(column[first + j]) * FINE)
    for j in range(rows):
        step[j] = np.int32(min(BINS - 1.0, max(0.0, np.floor((float(column[first + j]) - LOWEST) * STEPS))))
    for j in range(half):
        bins[0, np.uint64(step[j])] += np.int32(1)
        bins[1, np.uint64(step[half + j])] += np.int32(1)
    for j in range(half + half, rows):
        bins[0, np.uint64(step[j])] += np.int32(1)


@loop
def tally_minds(first, last, c, followed, cell, place, whole, step, sums, bins):
    """Add the states of mind of the rows `first` to `last`, which are of one district, whose sums are at `place`.

    Also to the sums of the rows' cells, in `sums` (places, MOVED_BY), and to `bins` (MOVED_BY, 2, BINS); `whole`
    (MOVED_BY, rows) is 0 for those that are not `followed`.
    """
    columns = c.motivation, c.trust, c.gain, c.happiness, c.security
    for n in range(len(columns)):
        if followed[n]:
            tally_column(first, last, columns[n], whole[n], step, bins[n])
            here = 0
            for j in range(last - first):
                here += int(whole[n, j])
            sums[place, n] += here
    for j in range(last - first):
        k = np.uint64(cell[j])
        for n in range(len(columns)):
            sums[k, n] += int(whole[n, j])
