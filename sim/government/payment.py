"""In what order public money is paid when it does not reach for all that was planned.

What a law protects comes first, then lines that are paid first, then all others alike, general provision among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Claim(NamedTuple):
    """What a line was planned to have, as a part of all planned money, and how it ranks."""

    part: Fraction
    legislated: Fraction = Fraction(0)  # share of it that a law protects
    first: bool = False  # whether the rest of it is paid before the other lines

    def ranks(self) -> tuple[Fraction, Fraction, Fraction]:
        """The claim taken apart: by law, before the others, with the others."""
        by_law = self.part * self.legislated
        rest = self.part - by_law
        return (by_law, rest, Fraction(0)) if self.first else (by_law, Fraction(0), rest)


def allotted(money: int, planned: int, claims: Sequence[Claim]) -> list[int]:
    """Cents for each claim on `planned` cents when there are `money` (at most `planned`), rounded down.

    Each rank is paid in full, or pro rata with what those before it have left.
    """
    if planned * sum(claim.part for claim in claims) <= money:
        return [int(planned * claim.part) for claim in claims]
    left, found = Fraction(money), [Fraction(0)] * len(claims)
    for rank in zip(*(claim.ranks() for claim in claims), strict=True):
        due = planned * sum(rank)
        if not due:
            continue
        paid = min(Fraction(1), left / due)
        found = [cents + planned * part * paid for cents, part in zip(found, rank, strict=True)]
        left -= due * paid
    return [int(cents) for cents in found]
