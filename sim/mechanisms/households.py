"""Households: adults who live together are an example to each other and swap care (M21).

The simulated adults of a district are grouped into whole households, each of which stands for as many real ones as a
citizen for real adults; so nobody's partner is missing. Children are a mark of their adults, without a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.person import person_at
from sim.compiled import in_parts, kernel
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
def count_homes(first, last, household, visible, enrolled, children, found):
    """Add adults, active adults, learners and adults with children to each household's word: a byte for each, uint32.

    Of the households that begin among the rows `first` to `last`: rows of a household stand together.
    """
    while first > 0 and first < last and household[first] == household[first - np.uint64(1)]:
        first += np.uint64(1)
    while first < last < household.size and household[last] == household[last - np.uint64(1)]:
        last += np.uint64(1)
    for i in range(first, last):
        active, learns, parent = np.uint32(visible[i] >> 7), np.uint32(enrolled[i] >= 0), np.uint32(children[i])
        found[np.uint32(household[i])] += np.uint32(1) | (active << 8) | (learns << 16) | (parent << 24)


@kernel()
def spill_over(first, last, c, found, p):
    """Move each citizen's norm towards its household's, and swap care."""
    for i in range(first, last):
        word = int(found[np.uint32(c.household[i])])
        adults = word & 255
        if adults > 1:
            active = ((word >> 8) & 255) - (int(c.visible[i]) >> 7)
            home = Home(adults - 1, active, (word >> 16) & 255, (word >> 24) > 0)
            me = person_at(c, i)
            c.norm[i] = norm_at_home(me, home, p, 0)
            c.relief[i] += care_swapped(me, home, p, 0)


def share_at_home(city: City) -> None:
    """What is believed of others moves towards what the household shows; care is swapped for learning."""
    if city.plan.forms.households == "none":
        return
    c = city.columns
    homes = np.zeros(int(c.household.max()) + 1, np.uint32)
    in_parts(c.id.size, count_homes, c.household, c.visible, c.enrolled, c.children, homes)
    in_parts(c.id.size, spill_over, c, homes, city.p.households)
