"""What became of each citizen in the year behind, and who it is: what paired comparison matches person by person.

Rows mean the same people in forks of one burn-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from sim.indicators.observe import AGE_GROUP_OF_YEAR

if TYPE_CHECKING:
    from sim.citizens.person import Columns

YEAR = 12


def outcome(c: Columns, month: int) -> dict[str, NDArray[Any]]:
    """By citizen: whether it started a course or was supported in the year before `month`, and its groups."""
    return {
        "id": c.id.copy(),
        "active": c.last_start >= month - YEAR,
        "treated": c.last_support >= month - YEAR,
        "education": c.education.copy(),
        "age_group": AGE_GROUP_OF_YEAR[c.age_months // 12],
        "work": c.work.copy(),
        "income_group": c.income_group.copy(),
        "district": c.district.copy(),
    }
