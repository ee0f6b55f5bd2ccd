"""A package that starts district by district: difference-in-differences finds what the model itself knows is true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.city import City
from sim.study.experiment import read_study
from sim.study.statistics import Interval, interval

pytestmark = pytest.mark.proof

FILE = Path(__file__).parents[2] / "experiments" / "staggered_start.yaml"
COHORTS = {6: ("M1", "M2"), 12: ("M3", "M4")}  # month of the start: districts
NEVER = "M5"
SEEDS = range(1, 6)


def by_district(city: City) -> dict[str, np.ndarray]:
    """Yearly participation of each district, month by month."""
    table = city.indicators().query("indicator == 'participation_12m'")
    return {
        name: table[table["group"] == f"district={name}"]["value"].to_numpy()
        for name in (*COHORTS[6], *COHORTS[12], NEVER)
    }


def estimate(shown: dict[str, np.ndarray]) -> float:
    """Mean over cohorts of (change since before the start) less the same change where nothing ever starts."""
    changes = [
        (shown[name][-1] - shown[name][start - 1]) - (shown[NEVER][-1] - shown[NEVER][start - 1])
        for start, names in COHORTS.items()
        for name in names
    ]
    return float(np.mean(changes))


def truth(shown: dict[str, np.ndarray], without: dict[str, np.ndarray]) -> float:
    """What the policy changes in the same districts, for the same people with the same luck."""
    return float(np.mean([shown[name][-1] - without[name][-1] for names in COHORTS.values() for name in names]))


@pytest.fixture(scope="module")
def seen() -> list[tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]:
    """For each seed the districts with the package and without."""
    study = read_study(FILE, citizens=3000, months=24)
    never, staggered = study.scenarios
    found = []
    for seed in SEEDS:
        base = City(never, rng=seed)
        found.append((by_district(base.fork(staggered).run()), by_district(base.fork(never).run())))
    return found


def contains(one: Interval, value: float) -> bool:
    assert one.low is not None
    assert one.high is not None
    return one.low <= value <= one.high


def test_the_estimate_recovers_the_truth_within_its_interval(seen: list[tuple[dict[str, np.ndarray], ...]]) -> None:
    """Half a point at most: five seeds unpaired cannot tell that from nothing, but a larger bias they could."""
    real = [truth(shown, without) for shown, without in seen]
    found = interval([estimate(shown) for shown, _ in seen])
    assert min(real) > 0.0  # there is something to be found
    assert contains(found, float(np.mean(real)))


def test_without_the_package_the_same_estimate_is_nothing(seen: list[tuple[dict[str, np.ndarray], ...]]) -> None:
    assert contains(interval([estimate(without) for _, without in seen]), 0.0)


def test_the_package_moves_the_estimate_by_the_truth_and_the_last_district_hardly(
    seen: list[tuple[dict[str, np.ndarray], ...]],
) -> None:
    """Paired, luck cancels: what is left between estimate and truth is what spills over by acquaintance."""
    for shown, without in seen:
        spilled = abs(float(shown[NEVER][-1] - without[NEVER][-1]))
        real = truth(shown, without)
        moved = estimate(shown) - estimate(without)
        assert spilled < 0.4 * real
        assert moved == pytest.approx(real - (shown[NEVER][-1] - without[NEVER][-1]), abs=0.3 * real)
        assert all((shown[name][: min(COHORTS)] == without[name][: min(COHORTS)]).all() for name in shown)
