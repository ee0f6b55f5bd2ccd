"""Which offers a district reaches, and in which order: by it goes the luck that citizens have with each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.assumptions import resolve
from sim.codes import KINDS, ONLINE
from sim.institutions.offers import distances_km, offer_table, reach_table, site_counts
from sim.scenario import load_city


@pytest.mark.parametrize("city", ["dalian", "espoo", "millbrook"])
def test_a_district_reaches_its_own_and_the_nearest_of_what_it_lacks_those_open_first(
    city: str, checkout: Path
) -> None:
    facts, p = load_city(checkout / "scenarios" / "cities" / city), resolve({})
    counts, between = site_counts(facts), distances_km(facts)
    offers = offer_table(facts, counts, p)
    reach = reach_table(facts, counts, offers, p)
    for d in range(len(facts.districts)):
        listed = reach.offer[reach.start[d] : reach.start[d + 1]]
        there = offers.open[listed]
        assert (np.diff(there.astype(int)) <= 0).all(), "what is closed comes last"
        expected = set(np.flatnonzero((offers.kind == ONLINE) & offers.open).tolist())
        for kind in set(range(len(KINDS))) - {ONLINE}:
            has = np.flatnonzero(counts[:, kind] > 0)
            nearest = has[np.argmin(between[d, has])] if has.size else d
            expected |= set(np.flatnonzero(np.isin(offers.district, (d, nearest)) & (offers.kind == kind)).tolist())
        assert sorted(listed.tolist()) == sorted(expected)
