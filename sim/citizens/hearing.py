"""The loop in which citizens hear: norms and awareness, from what contacts showed and what programmes said.

A loop writes only its own row, so rows may run in any order and in parallel with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from sim.citizens.person import APPROVAL_BITS, APPROVAL_ZERO, person_at
from sim.compiled import PARTS, kernel, rule
from sim.draws import block, purpose_key
from sim.rules.awareness import knows
from sim.rules.norms import approval, norm_belief

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


@rule
def fill_luck(luck, ids, first, last, key, world):
    """Words 0 of the blocks of the ids in rows `first` to `last`: without branches, so it compiles to vector code."""
    for j in range(last - first):
        luck[j] = block(world.seed, key, int(ids[first + j]), world.month, 0)[0]


@kernel()
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


@rule
def add_up_active(sums, first, last, bits, ties):
    """As `add_up_contacts` where all contacts show neutral approval: only their activity is looked up."""
    total = 0
    base = ties.indptr[first]
    for k in range(ties.indptr[last] - base):
        other = np.uint32(ties.neighbours[base + k])
        total += (((int(bits[other >> 3]) >> int(other & 7)) & 1) << 32) + APPROVAL_ZERO
        sums[k + 1] = total


@rule
def add_up_contacts(sums, first, last, c, ties):
    """Running sums over the ties of rows `first` to `last`: what contacts show, those active in the upper 32 bits.

    One loop over all ties of a block has no end to guess for each row, so it runs at the speed of memory.
    """
    total = 0
    base = ties.indptr[first]
    for k in range(ties.indptr[last] - base):
        byte = int(c.visible[np.uint32(ties.neighbours[base + k])])  # unsigned: no test for an index from the end
        total += ((byte >> 7) << 32) + (byte & APPROVAL_BITS)
        sums[k + 1] = total


@rule
def surroundings(c, shown, degree, i):
    """What row i sees: the share of its contacts active in 12 months, their mean approval, and messages."""
    count = max(1, degree)
    mean = ((shown & 0xFFFFFFFF) / count - APPROVAL_ZERO) / APPROVAL_ZERO if degree > 0 else 0.0
    return Surroundings(
        (shown >> 32) / count,
        mean,
        float(c.published[i]),
        float(c.injunctive[i]),
        float(c.contacted[i]),
        float(c.exposures[i]),
        c.queued[i] >= 0,
    )


@rule
def hear_rows(first, last, c, bits, ties, awareness, norms, world):
    """The rows `first` to `last` of `hear`; `bits` is empty where contacts show more than their activity."""
    luck = np.empty(BLOCK)
    most = 0
    for start in range(first, last, BLOCK):
        most = max(most, ties.indptr[min(start + BLOCK, last)] - ties.indptr[start])
    sums = np.zeros(most + 1, np.int64)
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        fill_luck(luck, c.id, start, stop, HEAR, world)
        if bits.size:
            add_up_active(sums, start, stop, bits, ties)
        else:
            add_up_contacts(sums, start, stop, c, ties)
        base = ties.indptr[start]
        for i in range(start, stop):
            k, after = ties.indptr[i] - base, ties.indptr[i + 1] - base
            around = surroundings(c, sums[after] - sums[k], after - k, i)
            me = person_at(c, i)
            c.aware[i] = knows(me, around, awareness, luck[i - start])
            c.norm[i] = norm_belief(me, around, norms, 0)
            c.approval[i] = approval(me, around, norms, 0)


@kernel(parallel=True)
def hear(c, ties, awareness, norms, world):
    """Apply: norms and awareness, from what contacts showed at the end of last month."""
    neutral = np.ones(PARTS, np.bool_)
    for part in numba.prange(PARTS):
        shown = c.visible[c.id.size * part // PARTS : c.id.size * (part + 1) // PARTS]
        neutral[part] = np.all((shown & APPROVAL_BITS) == APPROVAL_ZERO)
    bits = pack(c.visible) if np.all(neutral) else np.empty(0, np.uint8)
    for part in numba.prange(PARTS):
        hear_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, bits, ties, awareness, norms, world)
