"""All courses that exist or could in the city: one offer for each (district, kind, slot), and who can reach which.

An offer that a policy opens later has its place in the table from the start, so that ids never shift.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.codes import KINDS, ONLINE
from sim.institutions.kinds import KIND
from sim.scenario.units import KM_PER_DEGREE

# What the compiled choice reads of every offer, one array each.
OFFER_FIELDS: dict[str, type] = {
    "kind": np.int8,
    "district": np.int16,
    "slots": np.uint8,
    "at_work": np.bool_,
    "informal": np.bool_,
    "online": np.bool_,
    "formal": np.bool_,
    "minimum_age": np.float64,
    "weekly_hours": np.float64,
    "hours": np.float64,
    "months": np.int64,
    "fee": np.float64,  # monthly mean incomes for the whole course
    "wait": np.float64,  # expected months
    "quality": np.float64,
    "doublings": np.float64,  # log2 of quality
    "appeal": np.float64,  # what this month's programmes add to the wish for it, log-odds
    "support": np.float64,  # what they take from the monthly drop-out, log-odds
    "shared": np.float64,  # share of its hours that a common module takes
    "open": np.bool_,
}
if TYPE_CHECKING:
    from sim.assumptions import Assumptions
    from sim.scenario.city import CityFacts

    Offers = Any
else:
    Offers = namedtuple("Offers", list(OFFER_FIELDS))


class OfferSeen(NamedTuple):
    """What rules know of one offer as one citizen sees it."""

    at_work: bool
    informal: bool
    online: bool
    formal: bool
    minimum_age: float
    weekly_hours: float
    slots: int
    price: float
    distance: float
    wait: float
    doublings: float
    appeal: float
    shared: float
    interest: float


class Reach(NamedTuple):
    """Which offers the people of each district can reach: rows `start[d]` to `start[d + 1]` of `offer` and `km`."""

    start: NDArray[np.int64]
    offer: NDArray[np.int64]
    km: NDArray[np.float64]


def site_counts(facts: CityFacts) -> NDArray[np.float64]:
    """Sites of each kind in each district, shape (districts, kinds).

    A row for the whole city is spread by adults when it stands for at least as many sites as there are districts,
    and otherwise put in the densest districts; every district has employers, and everyone the same online offers.
    """
    adults = np.array([district.adults for district in facts.districts], float)
    density = adults / np.array([max(district.area_km2, 0.01) for district in facts.districts])
    counts = np.zeros((adults.size, len(KINDS)))
    for site in facts.sites:
        kind = KINDS.index(site.kind)
        if site.district >= 0:
            counts[site.district, kind] += site.count
        elif site.count >= adults.size:
            counts[:, kind] += site.count * adults / adults.sum()
        else:
            densest = np.argsort(-density, kind="stable")[: max(1, int(site.count))]
            counts[densest, kind] += site.count / densest.size
    counts[:, KINDS.index("employer")] = 1.0
    central = int(np.argmax(density))
    counts[:, ONLINE] = 0.0
    counts[central, ONLINE] = 1.0
    return counts


def offer_table(facts: CityFacts, counts: NDArray[np.float64], p: Assumptions) -> Offers:
    """Every offer that exists or could: rows ordered by district, kind and slot."""
    columns: dict[str, list[Any]] = {name: [] for name in OFFER_FIELDS}
    for district in range(counts.shape[0]):
        for code, kind in enumerate(KIND):
            for slot in kind.possible_slots:
                row = {
                    "kind": code,
                    "district": district,
                    "slots": slot,
                    "at_work": kind.at_work,
                    "informal": kind.informal,
                    "online": kind.online,
                    "formal": kind.formal,
                    "minimum_age": kind.minimum_age,
                    "weekly_hours": kind.weekly_hours,
                    "hours": kind.hours,
                    "months": kind.months,
                    "fee": kind.fee * kind.hours * p.courses.fee,
                    "wait": 0.0,
                    "quality": 1.0,
                    "doublings": 0.0,
                    "appeal": 0.0,
                    "support": 0.0,
                    "shared": 0.0,
                    "open": counts[district, code] > 0 and slot in kind.usual_slots,
                }
                for name, value in row.items():
                    columns[name].append(value)
    return Offers(*(np.array(columns[name], dtype) for name, dtype in OFFER_FIELDS.items()))


def reach_table(facts: CityFacts, counts: NDArray[np.float64], offers: Offers, p: Assumptions) -> Reach:
    """Each district reaches its own offers, of each kind it lacks the nearest other district's, and all online ones.

    Those open when the city begins come first: a citizen's luck with an offer goes by its place in this list, four to
    a block of draws.
    """
    between = distances_km(facts)
    area = np.array([district.area_km2 for district in facts.districts])
    start, offer, km = [0], [], []
    for d in range(counts.shape[0]):
        ways: dict[int, float] = {}
        for code in range(len(KINDS)):
            others = np.flatnonzero(counts[:, code] > 0)
            here = counts[d, code]
            sources = {d: p.courses.spread * float(np.sqrt(area[d] / max(here, 1.0)))}
            if code == ONLINE:
                sources = {int(others[0]): 0.0} if others.size else {}
            elif here == 0 and others.size:
                nearest = int(others[np.argmin(between[d, others])])
                sources[nearest] = float(between[d, nearest])
            for source, distance in sources.items():
                rows = np.flatnonzero((offers.district == source) & (offers.kind == code))
                ways.update(dict.fromkeys(rows.tolist(), 0.0 if KIND[code].at_work else distance))
        listed = sorted(ways, key=lambda row: not offers.open[row])
        offer += listed
        km += [ways[row] for row in listed]
        start.append(len(offer))
    return Reach(np.array(start, np.int64), np.array(offer, np.int64), np.array(km))


def distances_km(facts: CityFacts) -> NDArray[np.float64]:
    """Great-circle distances between the districts' points in km (equirectangular), shape (districts, districts)."""
    lon = np.array([district.lon for district in facts.districts])
    lat = np.array([district.lat for district in facts.districts])
    east = (lon[:, None] - lon) * np.cos(np.radians(lat.mean())) * KM_PER_DEGREE
    north = (lat[:, None] - lat) * KM_PER_DEGREE
    return np.hypot(east, north)
