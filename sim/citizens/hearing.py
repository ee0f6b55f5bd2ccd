"""The loop in which citizens hear: norms and awareness, from what contacts showed and what programmes said.

A loop writes only its own row, so rows may run in any order and side by side with the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.contacts import look_around, told_apart
from sim.citizens.person import APPROVAL_ZERO, person_at
from sim.compiled import block_end, in_parts, kernel, loop
from sim.draws import fill, purpose_key
from sim.rules.awareness import knows, may_hear, remembers
from sim.rules.norms import approval, norm_belief

if TYPE_CHECKING:
    from sim.assumptions.awareness import Awareness
    from sim.assumptions.norms import Norms
    from sim.citizens.contacts import Contacts
    from sim.citizens.person import Columns, World
    from sim.population import Ties

HEAR = purpose_key("hear")
BLOCK = 1024  # rows whose draws are made together: their buffers stay in the nearest cache


class Surroundings(NamedTuple):
    """What reaches a citizen in a month, and whether it waits for a place."""

    active_share: float
    approval: float
    published_rate: float
    injunctive: float
    contacted: float
    exposures: float
    waiting: bool


@loop
def surroundings(c, contacts, ties, i):
    """What row i sees: the share of its contacts active in 12 months, their mean approval, and messages."""
    degree = int(ties.indptr[i + np.uint64(1)] - ties.indptr[i])
    active, shown = told_apart(int(contacts.sums[i]))
    count = max(1, degree)
    mean = (shown / count - APPROVAL_ZERO) / APPROVAL_ZERO if degree > 0 else 0.0
    return Surroundings(
        active / count,
        mean,
        float(c.published[i]),
        float(c.injunctive[i]),
        float(c.contacted[i]),
        float(c.exposures[i]),
        c.queued[i] >= 0,
    )


@loop
def take_in(first, last, c, contacts, ties, luck, maybe, awareness, norms):
    """What the rows `first` to `last` believe after the month, who still knows the offers, and who may hear of them."""
    for i in range(first, last):
        j = i - first
        me, around = person_at(c, i), surroundings(c, contacts, ties, i)
        maybe[j] = may_hear(me, around, awareness, luck[j])
        c.aware[i] = remembers(me, around, awareness, luck[j])
        c.norm[i] = norm_belief(me, around, norms, 0)
        c.approval[i] = approval(me, around, norms, 0)


@loop
def take_notice(first, last, c, contacts, ties, luck, maybe, found, awareness):
    """The few of the rows `first` to `last` who may hear of the offers do, or do not."""
    count = np.uint64(0)
    for j in range(last - first):
        found[count] = j  # the next one overwrites who may not: no branch to guess
        count += np.uint64(maybe[j])
    for m in range(count):
        j = found[m]
        i = first + j
        c.aware[i] = knows(person_at(c, i), surroundings(c, contacts, ties, i), awareness, luck[j])


@kernel(arrays=True)
def hear_rows(first, last, c, contacts, ties, awareness, norms, world):
    """The rows `first` to `last` of `hear`."""
    luck, maybe, found = np.empty(BLOCK), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint64)
    start = first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill(luck, c.id, start, stop, world.seed, HEAR, world.month, 0)
        take_in(start, stop, c, contacts, ties, luck, maybe, awareness, norms)
        take_notice(start, stop, c, contacts, ties, luck, maybe, found, awareness)
        start = stop


def hear(c: Columns, contacts: Contacts, ties: Ties, awareness: Awareness, norms: Norms, world: World) -> None:
    """Apply: norms and awareness, from what contacts showed at the end of last month."""
    look_around(contacts, c.visible, ties)
    in_parts(c.id.size, hear_rows, c, contacts, ties, awareness, norms, world)
