"""Whole numbers out of shares: the method of largest remainders (Hamilton)."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel


@kernel(arrays=True)
def largest_remainders(exact, total):
    """Whole numbers that add up to `total`: one more for those of the largest remainders, the first of equals first."""
    parts = exact.astype(np.int64)
    for _ in range(total - parts.sum()):
        most = 0
        for i in range(exact.size):
            most = i if exact[i] - parts[i] > exact[most] - parts[most] else most
        parts[most] += 1
    return parts
