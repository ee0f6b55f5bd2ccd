"""Bundles: what several kinds of support for the same citizen in one month do together (rows 63 and 85).

Without an assumed interaction nothing happens here; synergy may still arise elsewhere, where one instrument brings
people and another one places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.compiled import in_parts, kernel
from sim.rules.bundles import together

if TYPE_CHECKING:
    from sim.city import City


class Support(NamedTuple):
    """How many kinds of support met a citizen this month."""

    kinds: int


@kernel()
def add_up(first, last, c, p):
    """Add to each citizen's messages what its kinds of support do together."""
    for i in range(first, last):
        kinds = (1 if c.contacted[i] > 0 else 0) + (1 if c.exposures[i] > 0 else 0) + (1 if c.visits[i] > 0 else 0)
        kinds += (1 if c.voucher[i] >= 0 else 0) + (1 if c.cash[i] > 0.0 else 0) + (1 if c.relief[i] > 0.0 else 0)
        if kinds > 1:
            c.message[i] += together(0, Support(kinds), p, 0)


def combine(city: City) -> None:
    """Contact, campaign, event, voucher, money and freed hours add to each other, as far as that is assumed."""
    if city.p.bundles.interaction != 0.0 and city.programmes:
        in_parts(city.columns.id.size, add_up, city.columns, city.p.bundles)
