"""What one citizen sees and decides in a month, under one scenario or under several.

Cities that can share a burn-in do, so that it is the same person with the same past.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import Fault, InputError
from sim.scenario import load
from sim.study.conduct import Progress

if TYPE_CHECKING:
    from sim.citizens.explain import Explanation
    from sim.city import City


def explained(
    files: Sequence[str | os.PathLike[str]],
    citizen: int,
    *,
    month: int,
    seed: int,
    citizens: int | str | None,
    progress: Progress,
) -> list[tuple[str, Explanation]]:
    """By the name of each scenario, why a citizen does what it does in the coming `month`.

    `citizen` is an id, or a row where nobody has it. Raises InputError when there is no such citizen.
    """
    from sim.city import City

    plans = [load(file, citizens=citizens) for file in files]
    progress(0, 1, "building the city")
    first = City(plans[0], rng=seed)
    key = City.burn_in_key(plans[0], seed)
    others = [first.fork(plan) if City.burn_in_key(plan, seed) == key else City(plan, rng=seed) for plan in plans[1:]]
    found = []
    for city in (first, *others):
        while city.month < month:
            progress(city.month, month, f"running {city.plan.name}")
            city.step()
        row = row_of(city, citizen)
        citizen = int(city.citizens.get("id")[row])  # the same person in the others, wherever it stands there
        found.append((city.plan.name, city.citizens[row].explain()))
    return found


def row_of(city: City, citizen: int) -> int:
    """The row of the citizen of that id, or that row itself."""
    ids = city.citizens.get("id")
    rows = (ids == citizen).nonzero()[0]
    if rows.size:
        return int(rows[0])
    if citizen < len(ids):
        return citizen
    missing = f"{city.plan.name} has no citizen {citizen}"
    hint = f"Write an id, such as {ids[0]}, or a row number from 0 to {len(ids) - 1}"
    raise InputError([Fault("--citizen", None, "", missing, hint)])
