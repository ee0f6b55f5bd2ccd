"""The intercept of the choice to learn: solved, never guessed, so that latent participation meets the city's anchor.

Latent means with places for everybody; solved once per city and assumptions on a fixed sample and seed, and kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.assumptions import Assumptions
from sim.compiled import cache_folder, source_hash
from sim.mesa_compat import forget
from sim.scenario.city import CityFacts
from sim.scenario.forms import Forms

if TYPE_CHECKING:
    from sim.city import City

SAMPLE, SEED = 20_000, 20_270_101
WARM_UP, ROUNDS, YEAR = 36, 24, 12
FIRST_MONTH = -120  # its draws are those of these months, however long a city's burn-in
IDLE = {"admission", "capacity", "budget"}  # forms that do nothing where there is a place for everybody and no policy
KEPT = 10  # the last rounds, over which the intercept and demand are averaged


class Anchored(NamedTuple):
    """The solved intercept (log-odds) and the latent starts a month of one adult at each offer."""

    intercept: float
    demand: NDArray[np.float64]


def anchored(facts: CityFacts, p: Assumptions, forms: Forms, make_city: Callable[[], City]) -> Anchored:
    """The kept solution for these facts, assumptions and forms, or a new one from a city with places for everybody."""
    file = cache_folder() / "anchors" / f"{key(facts, p, forms)}.npz"
    if file.exists():
        with np.load(file) as kept:
            return Anchored(float(kept["intercept"]), kept["demand"])
    city = make_city()
    solution = solve(city)
    forget(city)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as stream:
        np.savez(stream, intercept=solution.intercept, demand=solution.demand)
    partial.replace(file)
    return solution


def key(facts: CityFacts, p: Assumptions, forms: Forms) -> str:
    """A hash of all that the solution depends on: the city's facts, the assumptions, the forms and the code."""
    own = forms.model_dump(exclude=IDLE)
    digest = hashlib.sha256(json.dumps([source_hash(), p.flat(), own], sort_keys=True).encode())
    for file in sorted(facts.folder.glob("*.*")):
        if file.suffix in {".csv", ".yaml"}:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:24]


def solve(city: City) -> Anchored:
    """Move the intercept year by year until a year's participation is the anchor's; average the last years."""
    target = logit(city.facts.anchor.value)
    for _ in range(WARM_UP):
        city.pass_month()
    intercepts: list[float] = []
    demand = np.zeros(city.offers.kind.size)
    for turn in range(ROUNDS):
        city.intercept += (target - logit(city.participation())) * max(0.5, 3.0 * 0.85**turn)
        intercepts.append(city.intercept)
        for _ in range(YEAR):
            city.pass_month()
            if turn >= ROUNDS - KEPT:
                demand += city.enrolment.applied
    return Anchored(float(np.mean(intercepts[-KEPT:])), demand / (KEPT * YEAR * city.columns.id.size))


def logit(share: float) -> float:
    """Log-odds of a share, kept finite."""
    share = min(max(share, 1e-4), 1.0 - 1e-4)
    return math.log(share / (1.0 - share))
