"""Money in whole cents, what a year's sum is each month, exactly; and kilometres from degrees.

Amounts a user writes are decimals; they are handled as fractions, so that 0.1 + 0.2 is 0.3 and no cent gets lost.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

KM_PER_DEGREE = 111.32  # of latitude; of longitude times the cosine of the latitude


@lru_cache(maxsize=4096)  # the same few amounts are asked for in every month
def exact(amount: float) -> Fraction:
    """The decimal or simple fraction a user meant by `amount` (to nine digits after the point)."""
    return Fraction(amount).limit_denominator(10**9)


@lru_cache(maxsize=256)
def annual_cents(per_resident_per_year: float, residents: int) -> int:
    """Cents a year of a sum (currency) per resident a year."""
    return round(exact(per_resident_per_year) * int(residents) * 100)


def monthly_cents(annual_cents: int, month: int) -> int:
    """Cents of `month` (counted from 0): twelve consecutive months add up to `annual_cents` exactly."""
    before = month % 12
    return annual_cents * (before + 1) // 12 - annual_cents * before // 12
