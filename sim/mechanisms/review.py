"""The government's look at last month's record: what adaptive policies are switched by, and what gates judge.

The one phase that reads what was recorded; where no item of the policy has a condition, it reads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.city import City


def review(city: City) -> None:
    """Items with a condition are switched on and off, and stopped at their gate, before the month's money is given."""
    conditional = [one for one in city.government.standings if one.item.when or one.item.gate]
    if not conditional:
        return
    seen = city.recorder.latest()
    for standing in conditional:
        standing.review(city.month, seen)
