"""Draws in plain Python, after section 2 of docs/model/month.md, and the small arithmetic of its section 1.

Philox4x32-7 is written from Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Sequence
from functools import cache

WORD = 2**32


def philox(counter: Sequence[int], key: Sequence[int]) -> tuple[int, int, int, int]:
    """Philox4x32-7: four 32-bit words of four counter words and two key words."""
    a, b, c, d = counter
    k, l = key  # noqa: E741
    for _ in range(7):
        one, two = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (two >> 32) ^ b ^ k, two % WORD, (one >> 32) ^ d ^ l, one % WORD
        k, l = (k + 0x9E3779B9) % WORD, (l + 0xBB67AE85) % WORD  # noqa: E741
    return a, b, c, d


@cache
def key_of(word: str) -> int:
    """K(word): the first four bytes of its SHA-256, little-endian."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "little")


@cache
def words(seed: int, purpose: str, who: int, month: int, option: int = 0) -> tuple[int, int, int, int]:
    """The block of (seed, purpose, id, month, option) as whole numbers."""
    return philox((who % WORD, (who >> 32) % WORD, month % WORD, option), (seed % WORD, key_of(purpose)))


def uniforms(seed: int, purpose: str, who: int, month: int, option: int = 0) -> tuple[float, ...]:
    """The block as uniforms w_0 to w_3."""
    return tuple((word + 0.5) * 2.0**-32 for word in words(seed, purpose, who, month, option))


def cosine_normal(u: float, v: float) -> float:
    """A normal of two uniforms (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def sine_normal(u: float, v: float) -> float:
    """The other normal of the same two uniforms."""
    return math.sqrt(-2.0 * math.log(u)) * math.sin(2.0 * math.pi * v)


def gumbel(u: float) -> float:
    """A Gumbel number of a uniform."""
    return -math.log(-math.log(u))


def f32(x: float) -> float:
    """The nearest float32."""
    return float(struct.unpack("f", struct.pack("f", x))[0])


def in_order(numbers: Sequence[float]) -> float:
    """Their sum from the first to the last, rounded at each step."""
    found: float = 0
    for one in numbers:
        found += one
    return found


def share_out(units: int, weights: Sequence[float]) -> list[int]:
    """Whole units by weights, largest remainders (section 1)."""
    whole = math.fsum(weights)
    if whole <= 0:
        return [0] * len(weights)
    exact = [units * w / whole for w in weights]
    parts = [int(e) for e in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: units - sum(parts)]:
        parts[i] += 1
    return parts
