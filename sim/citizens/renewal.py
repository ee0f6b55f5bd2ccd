"""The loops of renewal: over birthdays, on which people die, move out or live on, and over those who come instead."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.codes import ADULT_AGE
from sim.compiled import block_end, kernel, loop, rule
from sim.draws import block, purpose_key, successor
from sim.population.fitting import YEARS
from sim.population.persons import (
    FAMILY,
    LASTING,
    WORK_LUCK,
    daily_life,
    fill_row,
    normals_for,
    relative_income,
    work_at,
)
from sim.population.turnover import arrival
from sim.rules.demography import STAYS, leaves

LEAVE, ARRIVAL, AWARE = (purpose_key(name) for name in ("leave", "arrival", "aware"))
BLOCK = 1024  # rows whose birthdays are listed together


class Lifetables(NamedTuple):
    """Monthly chances of dying (sex, age) and of moving out (district, sex, education, age); who arrives (district,
    cells: see `Turnover.arriving`); income steps (4,)."""

    death: NDArray[np.float32]
    move_out: NDArray[np.float32]
    arriving: NDArray[np.float64]
    income_steps: NDArray[np.float64]


class Risk(NamedTuple):
    """Monthly chances of leaving."""

    death: float
    move: float


@loop
def list_birthdays(born, first, last, c):
    """One month older; fill `born` with the rows `first` to `last` that have their birthday and return their number.

    Whole numbers of 32 bits make the loops vector code.
    """
    count = np.uint64(0)
    for i in range(first, last):
        c.age_months[i] += 1
    for i in range(first, last):
        born[count] = i  # the next one overwrites who has no birthday: no branch to guess
        count += np.uint64(np.uint32(c.age_months[i]) % np.uint32(12) == 0)
    return count


@loop
def draw(luck, person, home, born, count, c, tables, world):
    """Fill `luck` for who has a birthday: ids are fetched first, so that the draws compile to vector code."""
    for j in range(count):
        person[j] = c.id[born[j]]
        home[j] = tables.home_key[c.district[born[j]]] + c.household[born[j]]
    for j in range(count):
        luck[0, j] = block(world.seed, LEAVE, person[j], world.month, 0)[0]
    for j in range(count):
        luck[1, j] = block(tables.seed, WORK_LUCK, person[j], 0, 0)[0]
    for j in range(count):
        words = block(tables.seed, LASTING, person[j], 0, 0)
        luck[2, j], luck[3, j], luck[4, j] = words[0], words[1], words[2]
    for j in range(count):
        luck[5, j] = block(tables.seed, FAMILY, home[j], 0, 0)[0]


@rule
def fifth(income, steps):
    """The fifth of the city's incomes, 0 to 4, that an income belongs to."""
    group = 0
    while group < 4 and income > steps[group]:
        group += 1
    return group


@loop
def live_on(born, person, luck, count, c, alone, lifetables, tables, people, leaving, gone):
    """Who has a birthday leaves (its row is added to the `gone` ones that are `leaving`) or lives as one does at the
    new age; returns how many leave so far."""
    for j in range(count):
        i = born[j]
        d, s, e, age = int(c.district[i]), int(c.sex[i]), int(c.education[i]), int(c.age_months[i])
        year = min(age // 12 - ADULT_AGE, YEARS - 1)
        risk = Risk(float(lifetables.death[s, year]), float(lifetables.move_out[d, s, e, year]))
        leaving[gone] = i
        gone += np.uint64(leaves(person_at(c, i), risk, people, luck[0, j]) != STAYS)
        work = work_at(year, s, e, d, luck[1, j], tables)
        lasting = (luck[2, j], luck[3, j], luck[4, j])
        life = daily_life(age, e, d, alone[i] == 1, work, lasting, luck[5, j], tables)
        c.free_hours[i], c.slots[i], c.digital[i], c.children[i] = life
        if work != c.work[i]:
            income = relative_income(tables.income_scale[d], e, work, normals_for(tables.seed, person[j])[1])
            c.work[i], c.income[i] = work, income
            c.income_group[i] = fifth(income, lifetables.income_steps)
    return gone


@kernel(arrays=True)
def grow_older(first, last, c, alone, lifetables, tables, people, world):
    """Apply: one month older; at a birthday leave or live as one does at the new age. Returns the rows of who leaves.

    `alone` (n,): whether the only adult of the household; `tables`: the population's. The birthdays of a block are
    listed, drawn for together, then lived.
    """
    born, person, home = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    luck, leaving, gone = np.empty((6, BLOCK)), np.empty(last - first + np.uint64(1), np.int64), np.uint64(0)
    start = first
    while start < last:
        stop = block_end(start, last, BLOCK)
        count = list_birthdays(born, start, stop, c)
        draw(luck, person, home, born, count, c, tables, world)
        gone = live_on(born, person, luck, count, c, alone, lifetables, tables, people, leaving, gone)
        start = stop
    return leaving[:gone]


@kernel()
def arrive(first, last, rows, c, alone, lifetables, tables, aware, world):
    """Newcomers take the homes and ties of those who left the `rows`, from the first to the last of them.

    All else of theirs is their own; a share `aware` knows the offers.
    """
    for j in range(first, last):
        i = np.uint64(rows[j])
        person = successor(tables.seed, int(c.id[i]), world.month)
        luck = block(tables.seed, ARRIVAL, person, world.month, 0)[0]
        c.id[i] = person
        c.sex[i], c.education[i], c.age_months[i] = arrival(lifetables.arriving[c.district[i]], luck)
        fill_row(c, i, alone, tables)
        c.aware[i] = block(world.seed, AWARE, person, 0, 0)[0] < aware
        c.income_group[i] = fifth(float(c.income[i]), lifetables.income_steps)
