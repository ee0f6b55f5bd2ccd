"""How a city bears a shock, against its calm twin: the area lost, and the months until it is back.

Both series are of one indicator of paired cities, from month 0, so that what they differ by is the shock's doing.
"""

from __future__ import annotations

from collections.abc import Sequence


def area_lost(calm: Sequence[float], struck: Sequence[float]) -> float:
    """The sum over the months of what the shock took, in the indicator's unit times months; gains count against it."""
    return sum(a - b for a, b in zip(calm, struck, strict=True))


def recovery_months(calm: Sequence[float], struck: Sequence[float], tolerance: float = 0.1) -> int | None:
    """Months from the first to after the last in which more than the share `tolerance` of the calm value is missing.

    0 if none is; None if that is still so in the last month: it has not recovered within the run.
    """
    down = [i for i, (a, b) in enumerate(zip(calm, struck, strict=True)) if a - b > tolerance * abs(a)]
    if not down:
        return 0
    return None if down[-1] == len(calm) - 1 else down[-1] + 1 - down[0]
