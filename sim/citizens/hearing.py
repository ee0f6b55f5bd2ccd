"""The loop in which citizens hear: norms and awareness, from what contacts showed and what programmes said.

A loop writes only its own row, so rows may run in any order and side by side with the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.person import APPROVAL_BITS, APPROVAL_ZERO, person_at
from sim.compiled import block_end, in_parts, kernel, loop
from sim.draws import fill, purpose_key
from sim.rules.awareness import knows, may_hear, remembers
from sim.rules.norms import approval, norm_belief

if TYPE_CHECKING:
    from sim.assumptions.awareness import Awareness
    from sim.assumptions.norms import Norms
    from sim.citizens.person import Columns, World
    from sim.population import Ties

HEAR = purpose_key("hear")
BLOCK = 256  # rows whose draws are made together: their buffers stay in the nearest cache


class Surroundings(NamedTuple):
    """What reaches a citizen in a month, and whether it waits for a place."""

    active_share: float
    approval: float
    published_rate: float
    injunctive: float
    contacted: float
    exposures: float
    waiting: bool


@kernel()
def is_neutral(first, last, visible):
    """Whether all of the rows `first` to `last` show neutral approval."""
    others = 0
    for i in range(first, last):
        others += (visible[i] & APPROVAL_BITS) != APPROVAL_ZERO
    return others == 0


@kernel(arrays=True)
def pack(visible):
    """Bit 7 of each byte, eight citizens in a byte: a table that the nearest cache holds."""
    bits = np.zeros(visible.size // 8 + 1, np.uint8)
    for k in range(visible.size // 8):
        byte = np.uint8(0)
        for b in range(8):
            byte |= np.uint8((visible[8 * k + b] >> 7) << b)
        bits[k] = byte
    for i in range(8 * (visible.size // 8), visible.size):
        bits[i // 8] |= np.uint8((visible[i] >> 7) << (i % 8))
    return bits


@loop
def add_up_active(active, first, last, bits, ties):
    """As `add_up_contacts` where all contacts show neutral approval: only their activity is looked up."""
    total = np.int32(0)
    base = np.uint64(ties.indptr[first])
    for k in range(np.uint64(ties.indptr[last]) - base):
        other = np.uint32(ties.neighbours[base + k])
        total += np.int32((bits[other >> 3] >> np.uint8(other & 7)) & 1)
        active[k + np.uint64(1)] = total


@loop
def add_up_contacts(active, shown, first, last, c, ties):
    """Running sums over the ties of rows `first` to `last`: contacts who are active, and what approval they show.

    One loop over all ties of a block has no end to guess for each row, so it runs at the speed of memory; whole
    numbers of 32 bits halve what it writes.
    """
    total, approved = np.int32(0), np.int32(0)
    base = np.uint64(ties.indptr[first])
    for k in range(np.uint64(ties.indptr[last]) - base):
        byte = c.visible[np.uint32(ties.neighbours[base + k])]
        total += np.int32(byte >> 7)
        approved += np.int32(byte & APPROVAL_BITS)
        active[k + np.uint64(1)], shown[k + np.uint64(1)] = total, approved


@loop
def part_sums(seen, first, last, active, shown, ties):
    """Fill `seen` with each row's contacts, those active and the approval shown, from the running sums over its ties.

    A loop of its own: with these look-ups in it, the one over the rules would not be made vector code.
    """
    base, k = int(ties.indptr[first]), np.uint64(0)
    for j in range(last - first):
        after = np.uint64(ties.indptr[first + j + np.uint64(1)] - base)
        seen[0, j], seen[1, j], seen[2, j] = after - k, active[after] - active[k], shown[after] - shown[k]
        k = after


@loop
def surroundings(c, seen, j, i):
    """What row i, the block's j-th, sees: share of its contacts active in 12 months, their approval, and messages."""
    degree = seen[0, j]
    count = max(1, degree)
    mean = (seen[2, j] / count - APPROVAL_ZERO) / APPROVAL_ZERO if degree > 0 else 0.0
    return Surroundings(
        seen[1, j] / count,
        mean,
        float(c.published[i]),
        float(c.injunctive[i]),
        float(c.contacted[i]),
        float(c.exposures[i]),
        c.queued[i] >= 0,
    )


@loop
def take_in(first, last, c, seen, luck, maybe, awareness, norms):
    """What the rows `first` to `last` believe after the month, who still knows the offers, and who may hear of them."""
    for i in range(first, last):
        j = i - first
        me, around = person_at(c, i), surroundings(c, seen, j, i)
        maybe[j] = may_hear(me, around, awareness, luck[j])
        c.aware[i] = remembers(me, around, awareness, luck[j])
        c.norm[i] = norm_belief(me, around, norms, 0)
        c.approval[i] = approval(me, around, norms, 0)


@loop
def take_notice(first, last, c, seen, luck, maybe, found, awareness):
    """The few of the rows `first` to `last` who may hear of the offers do, or do not."""
    count = np.uint64(0)
    for j in range(last - first):
        found[count] = j  # the next one overwrites who may not: no branch to guess
        count += np.uint64(maybe[j])
    for m in range(count):
        j = found[m]
        i = first + j
        c.aware[i] = knows(person_at(c, i), surroundings(c, seen, j, i), awareness, luck[j])


@loop
def most_ties(first, last, ties):
    """The largest number of ties in a block of the rows `first` to `last`."""
    most, start = 0, first
    while start < last:
        stop = block_end(start, last, BLOCK)
        most = max(most, int(ties.indptr[stop]) - int(ties.indptr[start]))
        start = stop
    return most


@kernel(arrays=True)
def hear_rows(first, last, c, bits, ties, awareness, norms, world):
    """The rows `first` to `last` of `hear`; `bits` is empty where contacts show more than their activity."""
    luck, maybe, found = np.empty(BLOCK), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint64)
    seen = np.empty((3, BLOCK), np.int32)
    most = most_ties(first, last, ties)
    active = np.zeros(most + 1, np.int32)
    shown = np.arange(most + 1).astype(np.int32) * np.int32(APPROVAL_ZERO)  # as it stays where all are neutral
    start = first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill(luck, c.id, start, stop, world.seed, HEAR, world.month, 0)
        if bits.size:
            add_up_active(active, start, stop, bits, ties)
        else:
            add_up_contacts(active, shown, start, stop, c, ties)
        part_sums(seen, start, stop, active, shown, ties)
        take_in(start, stop, c, seen, luck, maybe, awareness, norms)
        take_notice(start, stop, c, seen, luck, maybe, found, awareness)
        start = stop


def hear(c: Columns, ties: Ties, awareness: Awareness, norms: Norms, world: World) -> None:
    """Apply: norms and awareness, from what contacts showed at the end of last month."""
    neutral = all(in_parts(c.id.size, is_neutral, c.visible))
    bits = pack(c.visible) if neutral else np.empty(0, np.uint8)
    in_parts(c.id.size, hear_rows, c, bits, ties, awareness, norms, world)
