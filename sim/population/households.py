"""Who lives with whom: adults of a district grouped into households, and households placed along streets.

Sizes follow the published mean; couples are of similar age, the young live with adults a generation older, the oldest
with adults a generation younger. Children under 15 have no row: they are a flag of the adults (see `persons`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.compiled import kernel
from sim.population.fitting import Array, largest_remainder

Index = NDArray[np.int64]

LARGEST = 5
GENERATION = 28.0  # years between parents and children (assumption)
PARTNER_GAP, PARTNER_SPREAD = 2.0, 3.0  # men older by, and spread of couples' ages, years (assumption)
MIXED_STREETS = 0.7  # weight of chance against education in the order of households along a street (assumption)
# how readily people of an age live as a third adult with others, or alone: relative weights at ages, linear between
AGE_MARKS = np.array([15.0, 17.5, 19.0, 22.0, 27.0, 32.0, 45.0, 65.0, 75.0, 85.0, 100.0])
LIVE_WITH_KIN = np.array([60.0, 50.0, 20.0, 6.0, 2.0, 0.6, 0.2, 0.3, 0.8, 2.0, 3.0])
LIVE_ALONE = np.array([0.02, 0.05, 0.5, 1.2, 1.3, 1.0, 0.7, 0.9, 1.4, 2.2, 2.5])


class Residents(NamedTuple):
    """The adults of one district before they are housed; shapes (n,); ages in years."""

    ids: Index
    age: Array
    sex: NDArray[np.int8]
    education: NDArray[np.int8]


def adults_per_household(household_size: float, adult_share: float) -> float:
    """Mean adults in a household from its mean size and the adult share of residents, kept within 1.02 and 4."""
    return float(np.clip(household_size * adult_share, 1.02, 4.0))


def sizes_shares(mean: float) -> Array:
    """Shares of households with 1 to 5 adults: one and a binomial number (of 4) more, with the given mean."""
    p = (mean - 1.0) / (LARGEST - 1)
    ways = np.array([1.0, 4.0, 6.0, 4.0, 1.0])
    more = np.arange(LARGEST)
    return np.asarray(ways * p**more * (1.0 - p) ** (LARGEST - 1 - more))


def size_counts(people: int, mean: float) -> Index:
    """Households with 1 to 5 adults that hold exactly `people` adults, about `mean` in each; shape (5,)."""
    households = max(-(-people // LARGEST), min(people, round(people / mean)))
    counts = largest_remainder(sizes_shares(mean), households)
    short = people - int((counts * np.arange(1, LARGEST + 1)).sum())
    while short:
        step = 1 if short > 0 else -1
        smaller, larger = (0, 1) if step > 0 else (1, 0)
        movable = [k for k in range(LARGEST - 1) if counts[k + smaller] > 0]
        k = max(movable, key=lambda at: counts[at + smaller])
        moved = min(abs(short), max(1, int(counts[k + smaller]) // 2))
        counts[k + smaller] -= moved
        counts[k + larger] += moved
        short -= step * moved
    return counts


def chosen(members: Index, weights: Array, luck: Array, count: int) -> tuple[Index, Index]:
    """`count` of `members` by weighted sampling without replacement (exponential keys), and the rest."""
    order = members[np.argsort(-np.log(luck) / weights, kind="stable")]
    return order[:count], order[count:]


def pairs(members: Index, who: Residents, luck: Array) -> Index:
    """An even number of people in pairs, shape (n / 2, 2), by age: couples, the surplus of one sex among itself."""
    age = who.age[members] + np.where(who.sex[members] == 1, PARTNER_GAP, 0.0)
    age = age + PARTNER_SPREAD * (luck[members] - 0.5) * 2
    order = members[np.argsort(age, kind="stable")]
    men, women = order[who.sex[order] == 0], order[who.sex[order] == 1]
    more, fewer = (men, women) if men.size >= women.size else (women, men)
    surplus = np.zeros(more.size, bool)
    surplus[np.argsort(luck[more], kind="stable")[: more.size - fewer.size]] = True
    couples = np.stack([more[~surplus], fewer], axis=1)
    return np.concatenate([couples, more[surplus].reshape(-1, 2)])


@kernel(arrays=True)
def hosts(wanted, ages):
    """For sorted wanted ages the indices of as many sorted hosts: each the first free one that is old enough."""
    out = np.empty(wanted.size, np.int64)
    next_free = 0
    for g in range(wanted.size):
        at = max(next_free, np.searchsorted(ages, wanted[g]))
        out[g] = min(at, ages.size - (wanted.size - g))
        next_free = out[g] + 1
    return out


def house_kin(kin: Index, couples: Index, counts: Index, who: Residents, luck: Array) -> Index:
    """The couple that each of `kin` lives with, shape of kin: `counts` of couples take 1, 2 and 3 (shape (3,)).

    The young want adults a generation older, the others a generation younger, give or take six years.
    """
    apart = np.where(who.age[kin] < 45.0, GENERATION, -GENERATION)
    wanted = who.age[kin] + apart + 12.0 * (luck[kin] - 0.5)
    order = np.argsort(wanted, kind="stable")
    sizes = np.repeat(np.arange(1, 4), counts)
    # multiples of the golden ratio spread the sizes evenly over the ages
    sizes = sizes[np.argsort((np.arange(sizes.size) * 0.6180339887498949) % 1.0, kind="stable")]
    group = np.repeat(np.arange(sizes.size), sizes)
    mean = np.bincount(group, wanted[order], minlength=sizes.size) / np.maximum(sizes, 1)
    rank = np.argsort(mean, kind="stable")
    host_age = who.age[couples].mean(axis=1)
    by_age = np.argsort(host_age, kind="stable")
    host = np.empty(sizes.size, np.int64)
    host[rank] = by_age[hosts(mean[rank], host_age[by_age])]
    out = np.empty(kin.size, np.int64)
    out[order] = host[group]
    return out


def house(who: Residents, mean_adults: float, seed: int) -> Index:
    """Number of the household of each of a district's adults, 0 to H - 1 in street order, shape (n,)."""
    n = who.ids.size
    if n == 0:
        return np.empty(0, np.int64)
    counts = size_counts(n, mean_adults)
    luck = [draws.uniforms(seed, "household", who.ids, option=option) for option in range(4)]
    everyone = np.arange(n)
    kin_count = int((counts[2:] * np.arange(1, 4)).sum())
    kin, others = chosen(everyone, np.interp(who.age, AGE_MARKS, LIVE_WITH_KIN), luck[0], kin_count)
    weights = np.interp(who.age[others], AGE_MARKS, LIVE_ALONE)
    lone, paired = chosen(others, weights, luck[1][others], int(counts[0]))
    couples = pairs(paired, who, luck[2])
    home = np.empty(n, np.int64)
    home[lone] = np.arange(lone.size)
    home[couples] = lone.size + np.arange(couples.shape[0])[:, None]
    if kin_count:
        home[kin] = lone.size + house_kin(kin, couples, counts[2:], who, luck[3])
    return street_order(home, who, seed)


def street_order(home: Index, who: Residents, seed: int) -> Index:
    """Households numbered anew along the street: by chance, with some drift from the less to the more educated."""
    count = int(home.max()) + 1
    first = np.full(count, home.size)
    np.minimum.at(first, home, np.arange(home.size))
    place = MIXED_STREETS * draws.uniforms(seed, "street", who.ids[first])
    place = place + (1.0 - MIXED_STREETS) * who.education[first] / 2.0
    number = np.empty(count, np.int64)
    number[np.argsort(place, kind="stable")] = np.arange(count)
    return number[home]
