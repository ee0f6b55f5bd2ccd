"""A small town from bare numbers, and one population of it, shared by the tests of its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.assumptions import Assumptions, resolve
from sim.population import Population, synthesise

PYRAMID = np.array([50, 55, 70, 85, 80, 70, 75, 80, 75, 65, 55, 45, 30, 20, 14], float)
LEVELS = np.array([[0.2, 0.4, 0.4], [0.6, 0.3, 0.1], [0.4, 0.4, 0.2]])


@dataclass(frozen=True)
class Place:
    """A district as `sim.scenario` describes it, as far as a population needs it."""

    district_id: str
    population: int
    lon: float
    lat: float
    household_size: float = 2.2
    income_index: float = 1.0
    employed_share: float = float("nan")


def made_up_town(**changes: Any) -> Any:
    """Three districts: a young one with known employment, an old one, and a hamlet."""
    ages = np.stack(
        [
            np.stack([PYRAMID * 60, PYRAMID * 58]),
            np.stack([PYRAMID[::-1] * 20, PYRAMID[::-1] * 26]),
            np.stack([PYRAMID * 0.4, PYRAMID * 0.4]),
        ]
    )
    adults = ages.sum(axis=(1, 2))
    places = (
        Place("young", round(adults[0] * 1.25), 24.0, 60.0, 2.4, employed_share=0.55),
        Place("old", round(adults[1] * 1.08), 24.1, 60.1, 1.7),
        Place("hamlet", round(adults[2] * 1.15), 24.3, 60.0, 2.0, employed_share=0.40),
    )
    facts = {"districts": places, "age_counts": ages, "edu_counts": LEVELS * adults[:, None]}
    return SimpleNamespace(**(facts | changes))


@pytest.fixture(scope="session")
def town() -> Callable[..., Any]:
    return made_up_town


@pytest.fixture(scope="session")
def assumptions() -> Assumptions:
    return resolve({})


@pytest.fixture(scope="session")
def people(assumptions: Assumptions) -> Population:
    return synthesise(made_up_town(), 20_000, 7, assumptions)
