"""Households: adults who live together are an example to each other and swap care (M21).

The simulated adults of a district are grouped into whole households, each of which stands for as many real ones as a
citizen for real adults; so nobody's partner is missing. Children are a mark of their adults, without a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.person import person_at
from sim.compiled import block_end, in_parts, kernel, loop, rule
from sim.population.households import LARGEST
from sim.rules.households import care_swapped, norm_at_home

if TYPE_CHECKING:
    from sim.city import City

BLOCK = 256  # rows that are looked at together
NEAR = np.uint64(LARGEST - 1)  # how many rows away somebody of the same household can be
ONE = np.int32(1 << 24)  # another person, in a word of `shown`


class Home(NamedTuple):
    """A citizen's household: other adults, those of them active in 12 months, all learners, and whether children."""

    others: int
    active_others: int
    learners: int
    children: bool


@loop
def show(first, last, c, homes, shown):
    """What the rows `first` to `last` and the `NEAR` rows before and after show their households: the numbers of
    `homes`, -1 beyond the table, and `shown`, one count in each byte of a word."""
    begin, end = first - min(first, NEAR), min(last + NEAR, np.uint64(c.household.size))
    for i in range(begin, end):
        homes[i + NEAR - first] = c.household[i]
    for i in range(begin, end):
        learns, parent = np.int32(c.enrolled[i] >= 0), np.int32(c.children[i])
        shown[i + NEAR - first] = ONE + (np.int32(c.visible[i]) >> 7) + (learns << 8) + (parent << 16)
    for j in range(NEAR - (first - begin)):
        homes[j] = -1
    for j in range(end + NEAR - first, last - first + 2 * NEAR):
        homes[j] = -1


@loop
def live_together(first, last, c, homes, shown, others, p):
    """The rows `first` to `last`: each moves its norm towards that of the `others` at home, and care is swapped.

    Who lives together stands together, so others are at most `NEAR` rows away: without branches, this is vector code.
    """
    rows = last - first
    for j in range(rows):
        others[j] = 0
    for away in range(2 * NEAR + 1):
        if away != NEAR:
            for j in range(rows):
                others[j] += shown[j + away] if homes[j + away] == homes[j + NEAR] else 0
    for j in range(rows):
        c.norm[first + j] = norm_at_home(person_at(c, first + j), home(others[j], shown[j + NEAR]), p, 0)
    for j in range(rows):
        c.relief[first + j] += care_swapped(person_at(c, first + j), home(others[j], shown[j + NEAR]), p, 0)


@rule
def home(others, own):
    """A household from the words of its others and of one's own."""
    everyone = others + own
    return Home(others >> 24, others & 255, (everyone >> 8) & 255, (everyone >> 16) & 255 > 0)


@kernel(arrays=True)
def spill_over(first, last, c, p):
    """Apply, in blocks of rows; of other rows only what does not change is read."""
    homes, shown = np.empty(BLOCK + 2 * NEAR, np.int32), np.empty(BLOCK + 2 * NEAR, np.int32)
    others, start = np.empty(BLOCK, np.int32), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        show(start, stop, c, homes, shown)
        live_together(start, stop, c, homes, shown, others, p)
        start = stop


def share_at_home(city: City) -> None:
    """What is believed of others moves towards what the household shows; care is swapped for learning."""
    if city.plan.forms.households == "none":
        return
    in_parts(city.columns.id.size, spill_over, city.columns, city.p.households)
