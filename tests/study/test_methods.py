"""Methods turn levels into points: all combinations, or one change at a time, the reference first."""

from __future__ import annotations

from sim.study.methods import REFERENCE, Point, grid, name_of, one_at_a_time

LEVERS = {"a": ["0", "1"], "b": ["0", "1", "2"]}
WORLDS = {"w": ["usual", "odd"], "v": ["usual", "odd"]}
USUAL = {"a": "0", "b": "0", "w": "usual", "v": "usual"}


def names(points: list[Point]) -> list[str]:
    return [name_of(point.levels, USUAL) for point in points]


def test_a_grid_is_every_combination_once_world_by_world() -> None:
    points = grid(LEVERS, WORLDS)
    assert len(points) == len(set(points)) == 2 * 3 * 2 * 2
    assert names(points)[:4] == [REFERENCE, "b=1", "b=2", "a=1"]
    assert [point.world for point in points] == sorted((point.world for point in points), reverse=True)


def test_one_at_a_time_changes_one_lever_in_each_world_with_one_change() -> None:
    points = one_at_a_time(LEVERS, WORLDS)
    assert len(points) == len(set(points)) == (1 + 1 + 2) * (1 + 1 + 1)
    assert names(points)[:4] == [REFERENCE, "a=1", "b=1", "b=2"]
    assert names(points)[4:6] == ["w=odd", "a=1 w=odd"]
    for point in points:
        for part, usual in ((point.levers, LEVERS), (point.world, WORLDS)):
            assert sum(level != usual[name][0] for name, level in part) <= 1


def test_without_factors_there_is_the_reference_alone() -> None:
    for method in (grid, one_at_a_time):
        assert method({}, {}) == [Point((), ())]
        assert len(method({}, WORLDS)) == (4 if method is grid else 3)


def test_names_are_those_of_the_changes_so_that_another_factor_renames_nothing() -> None:
    before = name_of({"a": "1"}, {"a": "0"})
    assert name_of({"a": "1", "new": "usual"}, {"a": "0", "new": "usual"}) == before == "a=1"
