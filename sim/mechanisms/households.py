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


@kernel(arrays=True)
def count_homes(household, visible, enrolled, children, homes):
    """Adults, active adults, learners and adults with children of each household: four bytes of one word, uint32."""
    found = np.zeros(homes, np.uint32)
    for i in range(np.uint64(household.size)):
        active, learns, parent = np.uint32(visible[i] >> 7), np.uint32(enrolled[i] >= 0), np.uint32(children[i])
        found[np.uint32(household[i])] += np.uint32(1) | (active << 8) | (learns << 16) | (parent << 24)
    return found


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
    homes = count_homes(c.household, c.visible, c.enrolled, c.children, int(c.household.max()) + 1)
    in_parts(c.id.size, spill_over, c, homes, city.p.households)
