"""Methods of an experiment: from the levels of its factors to the table of points that are to be run.

A method is a function from levers and uncertainties to points; nothing here knows what a level means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

Levels = Mapping[str, Sequence[str]]  # factor: its levels, the reference first
REFERENCE = "reference"


@dataclass(frozen=True)
class Point:
    """One level of every lever (what is done) and of every uncertainty (the world in which it is done)."""

    levers: tuple[tuple[str, str], ...]
    world: tuple[tuple[str, str], ...]

    @property
    def levels(self) -> dict[str, str]:
        """The level of every factor."""
        return dict((*self.levers, *self.world))


def grid(levers: Levels, uncertainties: Levels) -> list[Point]:
    """Every combination of all levels, world by world."""
    return [Point(done, world) for world in _every(uncertainties) for done in _every(levers)]


def one_at_a_time(levers: Levels, uncertainties: Levels) -> list[Point]:
    """The reference and one changed lever at a time, in the reference world and in each with one thing changed."""
    return [Point(done, world) for world in _one_changed(uncertainties) for done in _one_changed(levers)]


METHODS: Mapping[str, Callable[[Levels, Levels], list[Point]]] = {"grid": grid, "one_at_a_time": one_at_a_time}


def _every(factors: Levels) -> list[tuple[tuple[str, str], ...]]:
    return list(product(*([(name, level) for level in levels] for name, levels in factors.items())))


def _one_changed(factors: Levels) -> list[tuple[tuple[str, str], ...]]:
    usual = {name: levels[0] for name, levels in factors.items()}
    changed = ([usual | {name: level} for level in levels[1:]] for name, levels in factors.items())
    return [tuple(one.items()) for one in chain([usual], *changed)]


def name_of(levels: Mapping[str, str], references: Mapping[str, str], usual: str = REFERENCE) -> str:
    """A point's name: the levels that are not the reference's, so that another factor renames no point."""
    return " ".join(f"{name}={level}" for name, level in levels.items() if level != references[name]) or usual


def reference_levels(factors: Sequence[Mapping[str, Any]], kind: str) -> str:
    """The reference's levels of all factors of a kind ("lever", "uncertainty"), as the manifest lists factors."""
    return " ".join(f"{one['name']}={one['reference']}" for one in factors if one["kind"] == kind)


def against(factors: Sequence[Mapping[str, Any]]) -> str:
    """What the differences of points are to, in words."""
    levels = reference_levels(factors, "lever")
    return f"{levels} in the same world" if levels else "the reference world"


def changed(factors: Sequence[Mapping[str, Any]], levels: Mapping[str, str], kind: str) -> str:
    """A point's levels of a kind of factors that are not the reference's; all of them where none differs."""
    usual = {one["name"]: one["reference"] for one in factors if one["kind"] == kind}
    return name_of({name: levels[name] for name in usual}, usual, reference_levels(factors, kind))
