"""States of mind counted in whole numbers: sums by group of people, and tallies behind lowest tenths and spreads.

Whole numbers add up alike in any order, so each figure is the same bits at any number of threads.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import loop

MOVED_BY = {  # the columns, in the order of `tally_minds`, and the mechanism that moves each
    "motivation": "motivation",
    "trust": "trust",
    "gain": "wellbeing",
    "happiness": "wellbeing",
    "security": "wellbeing",
}
UNTALLIED = "motivation"  # no lowest tenth and no spread of it is recorded
FINE = 1 << 20  # fractions are counted in steps of 2^-20
STEPS = 1024  # in one, of the tallies
LOWEST, HIGHEST = -8, 8  # what lies beyond is tallied at the ends
BINS = (HIGHEST - LOWEST) * STEPS


def followed(city: Any) -> tuple[str, ...]:
    """The columns that the city's forms move, in the order in which their sums are counted; tallies leave one out."""
    return tuple(column for column, mechanism in MOVED_BY.items() if getattr(city.plan.forms, mechanism) != "none")


class Places(NamedTuple):
    """The word of a row at which each mechanism's columns begin, or -1; how many are followed and how many tallied."""

    motivation: int
    trust: int
    wellbeing: int
    followed: int
    tallied: int


def places(columns: tuple[str, ...], first: int) -> Places:
    """The places of these columns, which are in the order of MOVED_BY, from the word `first` on."""
    by = [MOVED_BY[column] for column in columns]
    begins = {one: first + by.index(one) if one in by else -1 for one in MOVED_BY.values()}
    return Places(**begins, followed=len(columns), tallied=sum(column != UNTALLIED for column in columns))


@loop
def tally_columns(columns, first, last, cell, place, at, table, whole):
    """Add the rows `first` to `last` of some columns to the words of the table from `at` on: to cells and to `place`.

    How many columns there are is known when this is compiled: counted in a loop of any length they take twice as long.
    """
    for n in range(len(columns)):
        total = 0
        for i in range(first, last):  # vector code, for which whole numbers have 32 bits
            whole[n, i - first] = np.int32(float(columns[n][i]) * FINE)
        for j in range(last - first):
            total += whole[n, j]
        table[place, at + n] += total
    for j in range(last - first):
        k = np.uint64(cell[j])
        for n in range(len(columns)):
            table[k, at + n] += int(whole[n, j])


@loop
def tally_steps(columns, first, last, step, bins):
    """Add the rows `first` to `last` of some columns to the bins in which they lie, `bins` (columns, BINS).

    All columns of a row in one go: people who feel alike would make each count wait for the one before.
    """
    for n in range(len(columns)):
        for i in range(first, last):
            lies = np.floor((float(columns[n][i]) - LOWEST) * STEPS)
            step[n, i - first] = np.int32(min(BINS - 1.0, max(0.0, lies)))
    for j in range(last - first):
        for n in range(len(columns)):
            bins[n, np.uint64(step[n, j])] += np.int32(1)


@loop
def tally_minds(first, last, c, at, cell, place, room, table, bins):
    """Add the states of mind of the rows `first` to `last` to the sums of their cells and district, and to `bins`.

    `at` from `places`; `bins` (tallied, BINS), `room` (4, rows) to work in.
    """
    felt = c.gain, c.happiness, c.security
    if at.motivation >= 0:
        tally_columns((c.motivation,), first, last, cell, place, at.motivation, table, room)
    if at.trust >= 0:
        tally_columns((c.trust,), first, last, cell, place, at.trust, table, room)
    if at.wellbeing >= 0:
        tally_columns(felt, first, last, cell, place, at.wellbeing, table, room)
        if at.trust >= 0:
            tally_steps((c.trust, *felt), first, last, room, bins)
        else:
            tally_steps(felt, first, last, room, bins)
    elif at.trust >= 0:
        tally_steps((c.trust,), first, last, room, bins)
