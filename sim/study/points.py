"""The points of an experiment as scenarios: each level's values put into the tree of the file that is varied.

All points are checked before anything runs; a fault names the experiment's line and the levels that lead to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Fault, InputError
from sim.scenario import load_city
from sim.scenario.explain import fault_at
from sim.scenario.find import find_parent
from sim.scenario.load import Draft, draft, finish
from sim.scenario.notices import notices
from sim.scenario.patch import Step, patched, steps
from sim.scenario.schema import Scenario
from sim.scenario.source import Entry, near_files, shown
from sim.study.experiment_file import FILE, Experiment
from sim.study.factor import Factor, level_name
from sim.study.methods import METHODS, Point, name_of, one_at_a_time
from sim.study.targets import unknown

if TYPE_CHECKING:
    from sim.scenario import CityFacts

Changes = Mapping[tuple[Step, ...], Entry]
MOST_POINTS, LONGEST_TITLE = 10_000, 200
CHECKED_FIRST = 2  # points that differ from the reference in fewer factors: their faults are those of one level


@dataclass(frozen=True)
class Study:
    """An experiment with the scenario of every point; the first point is the reference."""

    experiment: Experiment
    file: str
    points: tuple[Point, ...]
    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    against: tuple[str, ...]  # for each point, the reference's levels in the same world

    @cached_property
    def point(self) -> Mapping[str, Point]:
        """Points by name."""
        return dict(zip(self.names, self.points, strict=True))

    @property
    def months(self) -> int:
        """How long every point runs."""
        return self.scenarios[0].months

    @property
    def notices(self) -> list[str]:
        """What the file asks for and gets nothing of, and the notes on the reference."""
        late = [str(month) for month in sorted(set(self.experiment.at)) if month > self.months]
        words = f"months of `at:` are left out: {', '.join(late)}, and the runs have {self.months}"
        short = [words] if late else []
        factors = (self.experiment.levers | self.experiment.uncertainties).items()
        idle = [
            f"{name} has one level, {next(iter(one.levels))}: nothing is compared by it; `set:` holds what never varies"
            for name, one in factors
            if one.levels is not None and len(one.levels) == 1
        ]
        return [*short, *idle, *notices(self.scenarios[0], load_city(self.scenarios[0].city))]


@dataclass(frozen=True)
class Maker:
    """Makes scenarios of points: the files to vary, what every point changes, and what each level changes."""

    drafts: Mapping[str, Draft]  # by level of the lever `scenario`; one without a name if there is one file
    settings: Changes
    levels: Mapping[str, Mapping[str, Changes]]  # factor: level: what it puts where
    usual: Mapping[str, str]  # factor: its reference level

    def scenario(self, point: Point, cities: dict[str, CityFacts]) -> Scenario:
        """The scenario of a point; raises InputError."""
        levels = point.levels
        given = patched(self.drafts[levels.get(FILE, "")], self.settings, root=True)
        for name, level in point.world:
            given = patched(given, self.levels[name][level], root=True)
        for name, level in point.levers:
            given = patched(given, self.levels[name][level]) if name in self.levels else given
        title = Entry(name_of(levels, self.usual)[:LONGEST_TITLE], "", None)
        return finish(replace(given, tree=replace(given.tree, value=given.tree.value | {"title": title})), cities)


def resolve(experiment: Experiment, tree: Entry, *, citizens: int | str | None, months: int | None) -> Study:
    """Every point of an experiment as a scenario; raises InputError with all faults, those of single levels first.

    For a method that is not there yet, the points in which one thing differs stand for those it will draw.
    """
    sizes_given = {"citizens": citizens, "months": months}
    overrides = {key: tree.at((key,)) for key in sizes_given if getattr(experiment, key) is not None}
    overrides |= {key: Entry(value, "arguments", None) for key, value in sizes_given.items() if value is not None}
    maker = _maker(experiment, tree, overrides)
    levers, uncertain = _in_order(experiment, maker)
    sizes = [len(levels) for levels in (*levers.values(), *uncertain.values())]
    if prod(sizes) > MOST_POINTS and experiment.method == "grid":
        message = f"{prod(sizes):,} points are too many"
        raise InputError([fault_at(tree, ("method",), message, f"At most {MOST_POINTS:,}: drop levels or factors")])
    points = METHODS.get(experiment.method, one_at_a_time)(levers, uncertain)
    made = _checked(points, maker, tree.file)
    faults = list(dict.fromkeys(unknown(made)))
    if len({one.months for one in made}) > 1:
        faults.append(fault_at(tree, ("method",), "points run for different numbers of months", "Write `months:`"))
    if faults:
        raise InputError(faults)
    names = tuple(name_of(point.levels, maker.usual) for point in points)
    usual = [point.levels | {name: levels[0] for name, levels in levers.items()} for point in points]
    against = tuple(name_of(levels, maker.usual) for levels in usual)
    return Study(experiment, tree.file, tuple(points), names, tuple(made), against)


def _checked(points: list[Point], maker: Maker, file: str) -> list[Scenario]:
    """The scenarios of all points; faults of combinations are looked for only when single levels are sound."""
    made: dict[Point, Scenario] = {}
    cities: dict[str, CityFacts] = {}
    changed = {point: sum(level != maker.usual[name] for name, level in point.levels.items()) for point in points}
    for group in (
        [point for point in points if changed[point] < CHECKED_FIRST],
        [point for point in points if changed[point] >= CHECKED_FIRST],
    ):
        faults: dict[tuple[object, ...], Fault] = {}
        for point in group:
            try:
                made[point] = maker.scenario(point, cities)
            except InputError as error:
                for fault in error.faults:
                    words = (fault.file, fault.line, fault.where, fault.message)
                    faults.setdefault(words, _placed(fault, name_of(point.levels, maker.usual), file))
        if faults:
            raise InputError(sorted(faults.values(), key=lambda one: (one.file != file, one.file, one.line or 0)))
    return [made[point] for point in points]


def _placed(fault: Fault, point: str, file: str) -> Fault:
    """The fault with the point in which it shows, unless it is one of the scenario file itself."""
    return replace(fault, where=f"{point}: {fault.where}") if fault.file == file else fault


def _in_order(experiment: Experiment, maker: Maker) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The levels of the levers and those of the uncertainties, each with its reference first."""
    found = {FILE: list(maker.drafts)} if experiment.scenarios is not None else {}
    found |= {name: list(levels) for name, levels in maker.levels.items()}
    first = {name: sorted(levels, key=lambda one: one != maker.usual[name]) for name, levels in found.items()}
    uncertain = {name: first.pop(name) for name in experiment.uncertainties}
    return first, uncertain


def _maker(experiment: Experiment, tree: Entry, overrides: Mapping[str, Entry]) -> Maker:
    drafts = _drafts(experiment, tree)
    given = overrides["months"].value if "months" in overrides else None
    horizon = given or next(iter(drafts.values())).tree.plain().get("months")
    horizon = horizon if isinstance(horizon, int) else 120
    settings = _changes(tree.at(("set",)) if experiment.set else None)
    settings |= {(key,): entry for key, entry in overrides.items()}
    levels, usual = {}, {}
    if experiment.scenarios is not None:
        usual[FILE] = next(iter(drafts))
    for group in ("levers", "uncertainties"):
        for name, factor in getattr(experiment, group).items():
            levels[name] = _levels(factor, tree.at((group, name)), horizon)
            usual[name] = factor.reference or next(iter(levels[name]))
    return Maker(drafts, settings, levels, usual)


def _drafts(experiment: Experiment, tree: Entry) -> dict[str, Draft]:
    """The files to vary by name (no name if there is one); raises InputError."""
    single = experiment.scenario is not None
    files = [experiment.scenario] if single else list(experiment.scenarios or ())
    drafts: dict[str, Draft] = {}
    faults: list[Fault] = []
    for number, name in enumerate(files):
        assert name is not None
        place = ("scenario",) if single else ("scenarios", number)
        path = find_parent(name, Path(tree.file).parent)
        stem = "" if single else Path(name).stem
        if path is None:
            hint = near_files(Path(tree.file).parent / name, written=name)
            faults.append(fault_at(tree, place, f"there is no file {shown(name)}", hint))
        elif stem in drafts:
            faults.append(fault_at(tree, place, f"two files are called {stem}", "Rename one"))
        else:
            try:
                drafts[stem] = draft(path)
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    return drafts


def _levels(factor: Factor, tree: Entry, months: int) -> dict[str, Changes]:
    """What each level of a factor puts where."""
    if factor.orders is not None:
        return _orders(factor, tree.at(("orders",)), months)
    place = steps(factor.path) if factor.path is not None else None
    if factor.range is not None and place is not None:  # its ends stand for it in the check
        low, high = tree.at(("range",)).value
        return {"low": {place: low}, "high": {place: high}}
    listed = tree.at(("levels",)).value
    entries = listed if isinstance(listed, dict) else {level_name(one.plain()): one for one in listed}
    return {name: _changes(entry) if place is None else {place: entry} for name, entry in entries.items()}


def _changes(entry: Entry | None) -> dict[tuple[Step, ...], Entry]:
    """`path: value` lines by place."""
    return {} if entry is None else {steps(path) or (path,): value for path, value in entry.value.items()}


def _orders(factor: Factor, tree: Entry, months: int) -> dict[str, Changes]:
    """Every order of the instruments, each acting in its turn an equal part of the months."""
    place = steps(factor.path or "policy+") or ("policy",)
    turns = len(tree.value)
    if months < turns:
        message = f"{months} months are too few for {turns} instruments in turn"
        raise InputError([Fault(tree.file, tree.line, "orders", message, f"Write --months {turns} or more")])
    return {
        " > ".join(order): {place: Entry(tuple(_turns(order, tree, months)), tree.file, tree.line)}
        for order in permutations(tree.value)
    }


def _turns(order: Iterable[str], tree: Entry, months: int) -> Iterator[Entry]:
    names = list(order)
    for turn, name in enumerate(names):
        item = tree.value[name]
        dates = {"from": turn * months // len(names), "until": (turn + 1) * months // len(names)}
        yield replace(item, value=item.value | {key: Entry(at, item.file, item.line) for key, at in dates.items()})
