"""Ties are undirected, without selves or duplicates, mostly near and alike, and the same at any thread count."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import threads

from sim import draws
from sim.assumptions import Assumptions
from sim.codes import EMPLOYED, STUDENT
from sim.population import Population
from sim.population.ties import household_edges, nearest_districts, symmetric, ties


def ends(people: Population) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(people.ties.indptr.size - 1), np.diff(people.ties.indptr)), people.ties.neighbours


def test_ties_are_symmetric_sorted_and_without_selves_or_duplicates(people: Population) -> None:
    a, b = ends(people)
    n = people.ties.indptr.size - 1
    assert people.ties.indptr[0] == 0
    assert people.ties.indptr[-1] == people.ties.neighbours.size
    assert (a != b).all()
    there, back = a.astype(np.int64) * n + b, b.astype(np.int64) * n + a
    assert (np.diff(there) > 0).all()
    assert (np.sort(back) == there).all()


def test_people_have_about_eleven_contacts_in_few_bytes(people: Population) -> None:
    degree = np.diff(people.ties.indptr)
    assert 10 <= degree.mean() <= 12
    assert degree.min() >= 2
    assert degree.max() < 40
    assert people.ties.indptr.dtype == people.ties.neighbours.dtype == np.int32
    assert (people.ties.indptr.nbytes + people.ties.neighbours.nbytes) / degree.size < 100


def test_any_edges_give_the_ties_that_sets_give() -> None:
    n = 50
    a = (draws.uniforms(1, "a", np.arange(600)) * n).astype(np.int32)
    b = (draws.uniforms(1, "b", np.arange(600)) * n).astype(np.int32)
    made = symmetric([(a[:200], b[:200]), (a[200:], b[200:])], n)
    wanted: list[set[int]] = [set() for _ in range(n)]
    for x, y in zip(a.tolist(), b.tolist(), strict=True):
        if x != y:
            wanted[x].add(y)
            wanted[y].add(x)
    assert [made.neighbours[i:j].tolist() for i, j in zip(made.indptr, made.indptr[1:], strict=False)] == [
        sorted(row) for row in wanted
    ]


def test_households_are_complete() -> None:
    a, b = household_edges(np.array([0, 0, 0, 1, 2, 2], np.int32))
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2), (4, 5)]


def test_members_of_a_household_see_each_other(people: Population) -> None:
    a, b = ends(people)
    size = np.bincount(people.columns["household"])
    within = people.columns["household"][a] == people.columns["household"][b]
    assert within.sum() == (size * (size - 1)).sum()


def test_contacts_are_near_and_alike_more_than_by_chance(people: Population) -> None:
    a, b = ends(people)
    c = people.columns
    same = np.mean(c["education"][a] == c["education"][b])
    assert same > ((np.bincount(c["education"]) / c["id"].size) ** 2).sum() + 0.08
    assert np.corrcoef(c["age_months"][a], c["age_months"][b])[0, 1] > 0.25
    assert np.mean(c["district"][a] == c["district"][b]) > 0.75
    assert np.mean(np.abs(a - b) < 1000) > 0.6
    assert np.mean(c["district"][a] != c["district"][b]) > 0.02
    job = (c["work"] == EMPLOYED) | (c["work"] == STUDENT)
    degree = np.diff(people.ties.indptr)
    assert degree[job].mean() > degree[~job].mean() + 1


def test_contacts_know_each_other_more_than_by_chance(people: Population) -> None:
    linked = {(int(x), int(y)) for x, y in zip(*ends(people), strict=True)}
    closed = seen = 0
    for i in range(0, 20_000, 100):
        row = people.ties.neighbours[people.ties.indptr[i] : people.ties.indptr[i + 1]].tolist()
        pairs = [(x, y) for k, x in enumerate(row) for y in row[k + 1 :]]
        seen += len(pairs)
        closed += sum(pair in linked for pair in pairs)
    assert closed / seen > 0.1


def test_the_nearest_districts_are_others_by_distance() -> None:
    lon, lat = np.array([0.0, 1.0, 3.0, 10.0, 11.0]), np.zeros(5)
    assert nearest_districts(lon, lat).tolist()[0] == [1, 2, 3]
    assert nearest_districts(lon, lat).tolist()[4] == [3, 2, 1]
    assert nearest_districts(np.array([5.0]), np.array([np.nan])).tolist() == [[0]]


@pytest.mark.parametrize("number", [1, 3])
def test_ties_are_the_same_at_any_number_of_threads(people: Population, assumptions: Assumptions, number: int) -> None:
    lon, lat = np.array([24.0, 24.1, 24.3]), np.array([60.0, 60.1, 60.0])
    with threads(number):
        again = ties(people.columns, lon, lat, people.seed, assumptions.acquaintance)
    assert (again.indptr == people.ties.indptr).all()
    assert (again.neighbours == people.ties.neighbours).all()
