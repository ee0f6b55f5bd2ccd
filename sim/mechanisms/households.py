"""Households: adults who live together are an example to each other and swap care (M21).

The simulated adults of a district are grouped into whole households, each of which stands for as many real ones as a
citizen for real adults; so nobody's partner is missing. Children are a mark of their adults, without a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np

from sim.citizens.person import person_at
from sim.compiled import PARTS, kernel, rule
from sim.rules.households import care_swapped, norm_at_home

if TYPE_CHECKING:
    from sim.city import City


class Home(NamedTuple):
    """A citizen's household: other adults, those of them active in 12 months, all learners, and whether children."""

    others: int
    active_others: int
    learners: int
    children: bool


@kernel()
def count_homes(c, homes):
    """Adults, active adults, learners and adults with children of each household; shape (4, homes), uint8."""
    found = np.zeros((4, homes), np.uint8)
    for i in range(c.household.size):
        h = c.household[i]
        found[0, h] += 1
        found[1, h] += c.visible[i] >> 7
        found[2, h] += 1 if c.enrolled[i] >= 0 else 0
        found[3, h] += c.children[i]
    return found


@rule
def spill_over_rows(first, last, c, found, p):
    """The rows `first` to `last` of `spill_over`."""
    for i in range(first, last):
        h = c.household[i]
        adults = int(found[0, h])
        if adults > 1:
            active = int(found[1, h]) - (int(c.visible[i]) >> 7)
            home = Home(adults - 1, active, int(found[2, h]), found[3, h] > 0)
            me = person_at(c, i)
            c.norm[i] = norm_at_home(me, home, p, 0)
            c.relief[i] += care_swapped(me, home, p, 0)


@kernel(parallel=True)
def spill_over(c, found, p):
    """Move each citizen's norm towards its household's, and swap care."""
    for part in numba.prange(PARTS):
        spill_over_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, found, p)


def share_at_home(city: City) -> None:
    """What is believed of others moves towards what the household shows; care is swapped for learning."""
    if city.plan.forms.households == "none":
        return
    c = city.columns
    spill_over(c, count_homes(c, int(c.household.max()) + 1), city.p.households)
