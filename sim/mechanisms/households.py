"""Households: adults who live together are an example to each other and swap care (M21).

The simulated adults of a district are grouped into whole households, each of which stands for as many real ones as a
citizen for real adults; so nobody's partner is missing. Children are a mark of their adults, without a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.person import person_at
from sim.compiled import in_parts, kernel, loop, run_begins
from sim.rules.households import care_swapped, norm_at_home

if TYPE_CHECKING:
    from sim.city import City


class Home(NamedTuple):
    """A citizen's household: other adults, those of them active in 12 months, all learners, and whether children."""

    others: int
    active_others: int
    learners: int
    children: bool


@loop
def live_together(first, last, c, p):
    """One household, the rows `first` to `last`: each moves its norm towards the others', and care is swapped."""
    active, learners, parents = 0, 0, 0
    for i in range(first, last):
        active += int(c.visible[i]) >> 7
        learners += int(c.enrolled[i] >= 0)
        parents += int(c.children[i])
    for i in range(first, last):
        me = person_at(c, i)
        home = Home(int(last - first) - 1, active - (int(c.visible[i]) >> 7), learners, parents > 0)
        c.norm[i] = norm_at_home(me, home, p, 0)
        c.relief[i] += care_swapped(me, home, p, 0)


@kernel()
def spill_over(first, last, c, p):
    """Apply, household by household: those that begin among the rows."""
    start = run_begins(first, c.household)
    while start < last:
        stop = run_begins(start + np.uint64(1), c.household)
        if stop - start > 1:
            live_together(start, stop, c, p)
        start = stop


def share_at_home(city: City) -> None:
    """What is believed of others moves towards what the household shows; care is swapped for learning."""
    if city.plan.forms.households == "none":
        return
    in_parts(city.columns.id.size, spill_over, city.columns, city.p.households)
