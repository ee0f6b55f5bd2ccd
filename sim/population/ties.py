"""Who sees whom: undirected ties within households, along the street, at work or study, with friends and far away.

Held as compressed sparse rows; neighbours mostly live near each other in memory. Most contacts are near, alike in
age and education, and in clusters; how many there are of each kind is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.codes import EMPLOYED, STUDENT
from sim.compiled import in_parts, kernel
from sim.population.fitting import Array

if TYPE_CHECKING:
    from sim.assumptions.living import Acquaintance

Index = NDArray[np.int64]
Edges = tuple[NDArray[np.int32], NDArray[np.int32]]

GROUP = 15  # people of one workplace or class who may know each other
NEAREST = 3
QUARTER = 1000  # people along the street among whom friends are mostly found


class Ties(NamedTuple):
    """Compressed sparse rows: contacts of row i are neighbours[indptr[i]:indptr[i + 1]], sorted; both int32."""

    indptr: NDArray[np.int32]
    neighbours: NDArray[np.int32]


@kernel(arrays=True)
def household_edges(household):
    """All pairs within each household; rows of a household are consecutive."""
    n = household.size
    count = 0
    for i in range(n):
        j = i + 1
        while j < n and household[j] == household[i]:
            count += 1
            j += 1
    a, b = np.empty(count, np.int32), np.empty(count, np.int32)
    count = 0
    for i in range(n):
        j = i + 1
        while j < n and household[j] == household[i]:
            a[count], b[count] = i, j
            count += 1
            j += 1
    return a, b


def street_edges(household: NDArray[np.int32], district: NDArray[np.int16], mean: float, luck: Array) -> Edges:
    """One tie of each person to a member of the next household, and of some to the one after, `mean` of both."""
    n = household.size
    starts = np.flatnonzero(np.diff(household, prepend=-1))
    sizes = np.diff(starts, append=n)
    place = np.repeat(np.arange(starts.size), sizes)
    rows = np.arange(n)
    parts = []
    for ahead, share in ((1, 1.0), (2, mean - 1.0)):
        house = place + ahead
        inside = np.flatnonzero((house < starts.size) & (luck < share))
        other = starts[house[inside]]
        other = other + (rows[inside] - starts[place[inside]]) % sizes[house[inside]]
        same = district[other] == district[inside]
        parts.append((inside[same], other[same]))
    return joined(parts)


def joined(parts: list[tuple[Index, Index]]) -> Edges:
    """Edges of several lists in one."""
    return (
        np.concatenate([a for a, _ in parts]).astype(np.int32),
        np.concatenate([b for _, b in parts]).astype(np.int32),
    )


def along(order: Index, group: Index, ahead: int) -> tuple[Index, Index]:
    """Edges between those `ahead` apart in `order`, where `group` (by row) is the same."""
    a, b = order[:-ahead], order[ahead:]
    same = group[a] == group[b]
    return a[same], b[same]


def nearest_districts(lon: Array, lat: Array) -> Index:
    """The `NEAREST` other districts of each district, shape (D, at most 3); itself where there is no other."""
    x = np.nan_to_num(lon) * np.cos(np.radians(np.nan_to_num(lat).mean()))
    y = np.nan_to_num(lat)
    far = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    np.fill_diagonal(far, -1.0)
    order = np.argsort(far, axis=1, kind="stable")
    return order[:, 1 : NEAREST + 1] if x.size > 1 else order


def circle_edges(columns: Mapping[str, NDArray[Any]], nearest: Index, p: Acquaintance, seed: int) -> Edges:
    """Ties of the employed and of students with about three of some 15 of the same status and district of work."""
    rows = np.flatnonzero((columns["work"] == EMPLOYED) | (columns["work"] == STUDENT))
    ids = columns["id"][rows]
    home = columns["district"][rows].astype(np.int64)
    luck = draws.uniforms(seed, "commute", ids)
    goes = luck < p.commuting
    target = nearest[home, np.minimum(luck / p.commuting * nearest.shape[1], nearest.shape[1] - 1).astype(np.int64)]
    where = np.where(goes, target, home)
    bounds = np.searchsorted(columns["district"], np.arange(nearest.shape[0] + 1))
    anywhere = bounds[where] + draws.uniforms(seed, "workplace", ids) * (bounds[where + 1] - bounds[where])
    # of nearby quarters of the district of work and of like education, so that circles are near and alike
    likeness = np.where(goes, anywhere, rows) / QUARTER + 3.0 * columns["education"][rows]
    likeness = likeness + 6.0 * draws.uniforms(seed, "circle", ids)
    where = where * 5 + columns["work"][rows]
    order = np.lexsort((likeness, where))
    first = np.searchsorted(where[order], where[order])
    group = np.empty(rows.size, np.int64)
    group[order] = where[order] * (rows.size // GROUP + 2) + (np.arange(rows.size) - first) // GROUP
    parts = [along(order, group, 1)]
    a, b = along(order, group, 2)
    some = draws.uniforms(seed, "second tie", ids)[a] < p.circle - 1.0
    parts.append((a[some], b[some]))
    return joined([(rows[a], rows[b]) for a, b in parts])


def friend_edges(columns: Mapping[str, NDArray[Any]], count: float, p: Acquaintance, seed: int) -> Edges:
    """`count` ties a person with others alike in age and education, nearly all of the same quarter and district."""
    n = columns["id"].size
    quarter = np.arange(n) // QUARTER * (int(columns["district"].max()) + 1) + columns["district"]
    base = columns["age_months"] / 12.0 + p.education * columns["education"]
    parts = []
    for turn in range(int(np.ceil(count))):
        if turn % 2 == 0:  # two steps along the same order make triangles
            noise = draws.normals(seed, "friend", columns["id"], option=turn)
            order = np.lexsort((base + p.chance * noise, quarter))
        a, b = along(order, quarter, 1 + turn % 2)
        left = count - turn
        if left < 1.0:
            some = draws.uniforms(seed, "friend too", columns["id"])[a] < left
            a, b = a[some], b[some]
        parts.append((a, b))
    return joined(parts)


def far_edges(columns: Mapping[str, NDArray[Any]], p: Acquaintance, seed: int) -> Edges:
    """Some ties across the city between people alike in age and education."""
    base = columns["age_months"] / 12.0 + p.education * columns["education"]
    order = np.argsort(base + p.chance * draws.normals(seed, "far", columns["id"]), kind="stable")
    a, b = along(order, np.zeros(order.size, np.int64), 1)
    some = draws.uniforms(seed, "far too", columns["id"])[a] < p.far
    return a[some].astype(np.int32), b[some].astype(np.int32)


@kernel(arrays=True)
def scatter(sources, targets, n):
    """Both directions of all edges by row: where each row begins (int64, n + 1), and its unsorted neighbours."""
    start = np.zeros(n + 2, np.int64)
    for e in range(sources.size):
        start[sources[e] + 2] += 1
        start[targets[e] + 2] += 1
    for i in range(2, n + 2):
        start[i] += start[i - 1]
    neighbours = np.empty(2 * sources.size, np.int32)
    for e in range(sources.size):
        a, b = sources[e], targets[e]
        neighbours[start[a + 1]] = b
        start[a + 1] += 1
        neighbours[start[b + 1]] = a
        start[b + 1] += 1
    return start[: n + 1], neighbours


@kernel()
def sort_rows(first, last, start, neighbours, degree):
    """Sort each of the rows `first` to `last` in place, duplicates moved out, and count what is left."""
    for i in range(first, last):
        begin, kept = start[i], start[i]
        for k in range(start[i], start[i + np.uint64(1)]):
            value = neighbours[k]
            at = kept
            while at > begin and neighbours[at - 1] > value:
                at -= 1
            if (at > begin and neighbours[at - 1] == value) or value == i:
                continue
            for move in range(kept, at, -1):
                neighbours[move] = neighbours[move - 1]
            neighbours[at] = value
            kept += 1
        degree[i] = kept - begin


@kernel()
def compact(first, last, start, neighbours, indptr, out):
    """Copy what is left of each of the rows `first` to `last` into its final place."""
    for i in range(first, last):
        for k in range(indptr[i + np.uint64(1)] - indptr[i]):
            out[indptr[i] + k] = neighbours[start[i] + k]


def symmetric(edges: list[Edges], n: int) -> Ties:
    """Ties from undirected edges: both directions, no self, no duplicates, rows sorted."""
    start, loose = scatter(np.concatenate([a for a, _ in edges]), np.concatenate([b for _, b in edges]), n)
    degree = np.empty(n, np.int32)
    in_parts(n, sort_rows, start, loose, degree)
    indptr = np.zeros(n + 1, np.int32)
    np.cumsum(degree, out=indptr[1:])
    neighbours = np.empty(int(indptr[-1]), np.int32)
    in_parts(n, compact, start, loose, indptr, neighbours)
    return Ties(indptr, neighbours)


def shuffled(known: Ties, seed: int) -> Ties:
    """The same ties among other people: every citizen takes the place of another, drawn by lot (shape as before)."""
    n = known.indptr.size - 1
    place = np.argsort(draws.uniforms(seed, "network", np.arange(n, dtype=np.int64))).astype(np.int32)
    ends = place[np.repeat(np.arange(n), np.diff(known.indptr))], place[known.neighbours]
    return symmetric([ends], n)


def ties(columns: Mapping[str, NDArray[Any]], lon: Array, lat: Array, seed: int, p: Acquaintance) -> Ties:
    """Undirected ties of all citizens; `columns` of `Population`, `lon`, `lat` of districts (D,)."""
    n = columns["id"].size
    edges: list[Edges] = [
        household_edges(columns["household"]),
        street_edges(
            columns["household"], columns["district"], p.street, draws.uniforms(seed, "next door", columns["id"])
        ),
        circle_edges(columns, nearest_districts(lon, lat), p, seed),
        far_edges(columns, p, seed),
    ]
    so_far = sum(a.size for a, _ in edges) / n
    edges.append(friend_edges(columns, float(np.clip(p.contacts / 2.0 - so_far, 1.0, 5.0)), p, seed))
    return symmetric(edges, n)
