"""The record of a run: every indicator of every month, a row of numbers a month, handed out as a tidy table.

Months count from the end of the burn-in; the flows of the burn-in's last year are carried into month 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from sim.indicators.declared import SPLIT, declared
from sim.indicators.indicator import Indicator, Sight
from sim.indicators.observe import MEASURES

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")
YEAR = 12
ALL: tuple[str, ...] = ("all",)
Key = tuple[str, str]  # indicator and group
Groups = list[tuple[str, ...]]  # of each indicator


class Shape:
    """What a row holds, one after the other: the place of each key, and of the indicators that the whole city has."""

    def __init__(self, names: list[str], groups: Groups) -> None:
        self.groups = groups
        keys = [(name, group) for name, own in zip(names, groups, strict=True) for group in own]
        self.place = {key: place for place, key in enumerate(keys)}
        self.city = {name: place for (name, group), place in self.place.items() if group == "all"}


class Recorder:
    """Values of (indicator, group), a row a month; which indicators a city has is settled in its first month."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self.groups = groups
        words = [group.split("=")[0] for group in groups]
        self.rows_of = {word: slice(words.index(word), words.index(word) + words.count(word)) for word in words}
        self.districts = ("all", *(group for group in groups if group.startswith("district=")))
        self.flows = np.zeros((YEAR, len(groups), MEASURES), np.int64)
        self.indicators: tuple[Indicator, ...] = ()
        self.months: list[int] = []
        self.values: list[list[float]] = []
        self.shapes: list[Shape] = []  # of the rows; one object while it stays the same
        self.lasting: dict[Callable[[Any], Any], Any] = {}

    def copy(self) -> Recorder:
        """A recorder with the same past year and nothing recorded yet."""
        other = Recorder(self.groups)
        other.flows = self.flows.copy()
        return other

    def take(self, sight: Sight, splits: dict[str, dict[str, float]]) -> None:
        """Note a month: all indicators of what is seen, then figures with groups of their own, by word and name."""
        self.indicators = self.indicators or tuple(one for one in declared() if one.when(sight.city))
        groups: Groups = []
        row: list[float] = []
        for indicator in self.indicators:
            found = indicator.value(sight)
            if isinstance(found, np.ndarray):
                groups.append(self.groups)
                row += found.tolist()
            elif isinstance(found, list):
                groups.append(self.districts)
                row += found
            elif isinstance(found, dict):
                groups.append(tuple(found))
                row += found.values()
            else:
                groups.append(ALL)
                row.append(found)
        for word, split in splits.items():
            groups.append(tuple(f"{word}={name}" for name in split))
            row += split.values()
        self.months.append(sight.city.month)
        self.values.append(row)  # as it is: an array a month would be made for the table alone
        as_before = self.shapes and self.shapes[-1].groups == groups
        names = [] if as_before else [*(one.name for one in self.indicators), *map(SPLIT.__getitem__, splits)]
        self.shapes.append(self.shapes[-1] if as_before else Shape(names, groups))

    def once(self, step: Callable[[Any], T], city: Any) -> T:
        """What a step towards indicators finds that is the same in all months of a city: taken in the first of them."""
        if step not in self.lasting:
            self.lasting[step] = step(city)
        found: T = self.lasting[step]
        return found

    # --- what was recorded ------------------------------------------------------------------------------------------

    @property
    def rows(self) -> list[dict[Key, float]]:
        """The values of every month by indicator and group, put together anew: for looking around."""
        months = zip(self.shapes, self.values, strict=True)
        return [dict(zip(shape.place, map(float, row), strict=True)) for shape, row in months]

    def latest(self) -> dict[str, float]:
        """The last month's values for the whole city, by indicator; empty before the first."""
        return {name: self.values[-1][place] for name, place in self.shapes[-1].city.items()} if self.shapes else {}

    def series(self, name: str, group: str, months: int) -> list[float]:
        """What was recorded of an indicator in the last `months`, or as many as there are; 0 where there was nothing.

        The oldest comes first.
        """
        found, place, last = [], None, None
        for shape, row in zip(self.shapes[-months:], self.values[-months:], strict=True):
            if shape is not last:  # mostly it is
                place, last = shape.place.get((name, group)), shape
            found.append(0.0 if place is None else float(row[place]))
        return found

    def frame(self) -> pandas.DataFrame:
        """Tidy table with columns month, indicator, group, value."""
        import pandas

        shapes = {id(shape): shape for shape in self.shapes}
        keys = list(dict.fromkeys(key for shape in shapes.values() for key in shape.place))
        column = {key: number for number, key in enumerate(keys)}
        columns = {one: [column[key] for key in shape.place] for one, shape in shapes.items()}
        values = np.zeros((len(self.months), len(keys)))
        for month, (shape, row) in enumerate(zip(self.shapes, self.values, strict=True)):
            values[month, columns[id(shape)]] = row
        return pandas.DataFrame(
            {
                "month": np.repeat(np.array(self.months, np.int64), len(keys)),
                "indicator": [name for name, _ in keys] * len(self.months),
                "group": [group for _, group in keys] * len(self.months),
                "value": values.ravel(),
            }
        )


def latest(name: str, city: Any) -> float:
    """The last recorded value of an indicator for the whole city, as Mesa's collector asks for it; NaN without one."""
    recorder: Recorder = city.recorder
    place = recorder.shapes[-1].city.get(name) if recorder.shapes else None
    return math.nan if place is None else recorder.values[-1][place]
