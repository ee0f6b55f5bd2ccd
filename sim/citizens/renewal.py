"""The loop over birthdays: ageing, dying, moving out, and the livelihood that changes with age."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.compiled import PARTS, kernel, rule
from sim.draws import block, purpose_key
from sim.population.persons import livelihood
from sim.rules.demography import leaves

LEAVE = purpose_key("leave")


class Lifetables(NamedTuple):
    """Monthly chances of dying (sex, age) and of moving out (district, sex, education, age); income steps (4,)."""

    death: NDArray[np.float32]
    move_out: NDArray[np.float32]
    income_steps: NDArray[np.float64]


class Risk(NamedTuple):
    """Monthly chances of leaving."""

    death: float
    move: float


@rule
def grow_older_rows(first, last, c, alone, lifetables, tables, people, world, leaving):
    """The rows `first` to `last` of `grow_older`."""
    for i in range(first, last):
        c.age_months[i] += 1
        age, person = int(c.age_months[i]), int(c.id[i])
        if age % 12 != 0:
            continue
        d, s, e = int(c.district[i]), int(c.sex[i]), int(c.education[i])
        year = min(age // 12 - 15, 85)
        risk = Risk(float(lifetables.death[s, year]), float(lifetables.move_out[d, s, e, year]))
        leaving[i] = leaves(person_at(c, i), risk, people, block(world.seed, LEAVE, person, world.month, 0)[0])
        life = livelihood(person, age, s, e, d, int(c.household[i]), alone[i] == 1, tables)
        c.work[i], c.income[i], c.free_hours[i] = life.work, life.income, life.free_hours
        c.slots[i], c.digital[i], c.children[i] = life.slots, life.digital, life.children
        group = 0
        while group < 4 and life.income > lifetables.income_steps[group]:
            group += 1
        c.income_group[i] = group


@kernel(parallel=True)
def grow_older(c, alone, lifetables, tables, people, world, leaving):
    """Apply: one month older; at a birthday leave (`leaving` 1 died, 2 moved out) or live as one does at the new age.

    `alone` (n,): whether the only adult of the household; `tables`: the population's, for `livelihood`.
    """
    for part in numba.prange(PARTS):
        grow_older_rows(
            c.id.size * part // PARTS,
            c.id.size * (part + 1) // PARTS,
            c,
            alone,
            lifetables,
            tables,
            people,
            world,
            leaving,
        )
