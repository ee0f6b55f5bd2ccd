"""The gate of every shipped city: without a policy, participation stays where the burn-in left it.

A small city is noisy, so its change is the mean over seeds; these are fixed, and the test says how sure the mean is.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.city import City

MONTHS = 61
GATE = 0.005  # half a percentage point over 60 months


@pytest.mark.parametrize(
    ("file", "citizens", "seeds"),
    [("baseline.yaml", 40_000, 2), ("elsewhere/espoo.yaml", 40_000, 2), ("elsewhere/millbrook.yaml", 4_202, 24)],
)
def test_participation_stays_flat_after_the_burn_in(checkout: Path, file: str, citizens: int, seeds: int) -> None:
    changes = []
    for seed in range(1, seeds + 1):
        city = City(checkout / "scenarios" / file, rng=seed, citizens=citizens, months=MONTHS).run()
        rate = [row["participation_12m", "all"] for row in city.recorder.rows]
        changes.append(rate[60] - rate[0])
    mean, error = float(np.mean(changes)), float(np.std(changes, ddof=1) / np.sqrt(seeds))
    assert abs(mean) < GATE, f"participation moved by {100 * mean:+.2f} points (standard error {100 * error:.2f})"
    assert error < GATE, "too few seeds to tell"
