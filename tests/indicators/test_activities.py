"""Who is reached by programmes: counted as plain Python counts, with whole households at any number of threads."""

from __future__ import annotations

import numpy as np
from worlds import Scenarios, threads

from sim.citizens.person import NEVER
from sim.city import City
from sim.indicators.activities import coverage
from sim.indicators.indicator import Sight
from sim.indicators.observe import seen


def test_persons_and_households_are_counted_one_by_one_however_many_count(town: City, scenarios: Scenarios) -> None:
    """Also where one thread has some rows of a household and another the rest."""
    luck, found = np.random.default_rng(5), []
    support = np.where(luck.random(town.columns.id.size) < 0.3, luck.integers(-12, 1, town.columns.id.size), NEVER)
    city = town.fork(scenarios({"instrument": "outreach", "share": 0.1}))
    city.columns = city.columns._replace(last_support=support.astype(np.int16))
    for number in (1, 2, 3, 7, 11):
        with threads(number):
            found.append(coverage(Sight(None, None, 0, city, seen(city))))  # type: ignore[arg-type]
    reached = [int(i) for i in np.flatnonzero(support >= town.month - 11)]
    homes, home = set(town.columns.household.tolist()), town.columns.household
    assert found[0]["of=persons"] == len(reached) / town.columns.id.size
    assert found[0]["of=households"] == len({int(home[i]) for i in reached}) / len(homes)
    assert found == [found[0]] * len(found)
