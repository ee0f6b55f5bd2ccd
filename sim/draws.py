"""Common random numbers: a draw is a pure function of (seed, purpose, citizen's id, month, option).

The generator is Philox4x32-7 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3": the fewest rounds that
pass all of BigCrush), checked against its published known-answer vectors; a purpose is keyed by a hash of its name.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import in_parts, kernel, rule
from sim.exponential import log

MASK, HALF = 0xFFFFFFFF, 0x80000000
STEP = 2.0**-32


@cache
def purpose_key(purpose: str) -> int:
    """The 32-bit key of a named purpose: inserting a purpose never renumbers another."""
    return int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:4], "little")


SUCCESSOR = purpose_key("successor")


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Philox4x32-7: four 32-bit counter words and two key words in, four 32-bit words out."""
    for _ in range(7):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = ((p1 >> 32) & MASK) ^ c1 ^ k0, p1 & MASK, ((p0 >> 32) & MASK) ^ c3 ^ k1, p0 & MASK
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


@rule
def uniform(word):
    """A uniform in (0, 1) from 32 bits: through a signed number, which vector code makes a real one at once."""
    return (np.int32(word - HALF) + (HALF + 0.5)) * STEP


@rule
def block(seed, key, person, month, option):
    """Four uniforms in (0, 1) for one person, purpose, month and option."""
    person, option = int(person), int(option)  # plain Python would warn that numpy's numbers overflow in the products
    words = philox(person & MASK, (person >> 32) & MASK, month & MASK, option & MASK, seed & MASK, key & MASK)
    return uniform(words[0]), uniform(words[1]), uniform(words[2]), uniform(words[3])


@rule
def fill(luck, ids, first, last, seed, key, month, option):
    """Fill `luck` with one uniform for each of the ids from `first` to `last`: it compiles to vector code."""
    for j in range(last - first):
        luck[j] = block(seed, key, int(ids[first + j]), month, option)[0]


@rule
def fill_three(luck, ids, first, last, seed, key, month):
    """Fill `luck`, shape (3, rows), with three uniforms for each of the ids, as `fill` does with one."""
    for j in range(last - first):
        words = block(seed, key, int(ids[first + j]), month, 0)
        luck[0, j], luck[1, j], luck[2, j] = words[0], words[1], words[2]


@rule
def gumbel(uniform):
    """A standard Gumbel draw from a uniform in (0, 1)."""
    return -log(-log(uniform))


@rule
def successor(seed, old, month):
    """The 63-bit id of who takes the place of `old` in a month."""
    a, b, _, _ = philox(old & MASK, (old >> 32) & MASK, month & MASK, 0, seed & MASK, SUCCESSOR)
    return ((a & 0x7FFFFFFF) << 32) | b


@kernel()
def _uniforms(first, last, out, ids, seed, key, month, option):
    for i in range(first, last):
        out[i] = block(seed, key, int(ids[i]), month, option)[0]


@kernel()
def _options(first, last, out, ids, seed, key, month):
    for option in range(len(out)):
        for i in range(first, last):
            out[option, i] = block(seed, key, int(ids[i]), month, option)[0]


@kernel(arrays=True)
def _normals(seed, key, ids, month, option):
    out = np.empty(ids.size)
    for i in range(ids.size):
        u, v, _, _ = block(seed, key, int(ids[i]), month, option)
        out[i] = math.sqrt(-2.0 * log(u)) * math.cos(2.0 * math.pi * v)
    return out


@kernel(arrays=True)
def _successors(seed, ids, month):
    out = np.empty(ids.size, np.int64)
    for i in range(ids.size):
        out[i] = successor(seed, int(ids[i]), month)
    return out


def uniforms(seed: int, purpose: str, ids: NDArray[np.int64], month: int = 0, option: int = 0) -> NDArray[np.float64]:
    """One uniform in (0, 1) for each id, shape (n,)."""
    out = np.empty(ids.size)
    in_parts(ids.size, _uniforms, out, ids, seed, purpose_key(purpose), month, option)
    return out


def options(seed: int, purpose: str, ids: NDArray[np.int64], month: int, number: int) -> NDArray[np.float64]:
    """The uniforms of each id for the options 0 to `number` - 1, shape (number, n)."""
    out = np.empty((number, ids.size))
    in_parts(ids.size, _options, out, ids, seed, purpose_key(purpose), month)
    return out


def normals(seed: int, purpose: str, ids: NDArray[np.int64], month: int = 0, option: int = 0) -> NDArray[np.float64]:
    """One standard normal (Box-Muller) for each id, shape (n,)."""
    return _normals(seed, purpose_key(purpose), ids, month, option)


def new_ids(seed: int, old_ids: NDArray[np.int64], month: int) -> NDArray[np.int64]:
    """63-bit ids of those who take the places of `old_ids` in `month`: the same persons in every scenario."""
    return _successors(seed, old_ids, month)


def smallest(lots: NDArray[Any], number: int) -> NDArray[np.int64]:
    """Positions of the `number` smallest lots, ascending; of equal lots the first count as smaller."""
    if number >= lots.size:
        return np.arange(lots.size)
    last = np.partition(lots, number)[number]
    taken = lots < last
    taken[np.flatnonzero(lots == last)[: number - np.count_nonzero(taken)]] = True
    return np.flatnonzero(taken)
