"""The record of a run: every indicator of every month, kept as columns and handed out as a tidy table.

Months count from the end of the burn-in; the flows of the burn-in's last year are carried into month 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.indicators.declared import SPLIT, declared
from sim.indicators.indicator import Sight
from sim.indicators.observe import MEASURES, Seen, by_group

if TYPE_CHECKING:
    import pandas

YEAR = 12


class Recorder:
    """Rows of (indicator, group) values, one column a month."""

    def __init__(self, groups: list[str]) -> None:
        self.groups = groups
        words = [group.split("=")[0] for group in groups]
        self.rows_of = {word: slice(words.index(word), words.index(word) + words.count(word)) for word in words}
        self.flows = np.zeros((YEAR, len(groups), MEASURES), np.int64)
        self.months: list[int] = []
        self.rows: list[dict[tuple[str, str], float]] = []

    def copy(self) -> Recorder:
        """A recorder with the same past year and nothing recorded yet."""
        other = Recorder(self.groups)
        other.flows = self.flows.copy()
        return other

    def take(
        self, city: Any, seen: Seen, cell: NDArray[np.int16], figures: dict[str, float], splits: dict[str, float]
    ) -> None:
        """Note a month: what was seen of citizens in their cells, city figures, those with groups (`word=value`)."""
        sight = Sight(by_group(seen.cells), self.flows.sum(axis=0), figures, city, seen, cell)
        row: dict[tuple[str, str], float] = {}
        for indicator in declared():
            if indicator.when(city):
                found = self._by_group(indicator.value(sight))
                row |= {(indicator.name, group): float(value) for group, value in found.items()}
        for group, value in splits.items():
            row[SPLIT[group.split("=")[0]], group] = value
        self.months.append(city.month)
        self.rows.append(row)

    def _by_group(self, found: Any) -> dict[str, float]:
        """An indicator's value by the name of its group."""
        if isinstance(found, dict):
            return found
        values = np.atleast_1d(found).tolist()
        return dict(zip(self.groups if len(values) > 1 else ["all"], values, strict=True))

    def frame(self) -> pandas.DataFrame:
        """Tidy table with columns month, indicator, group, value."""
        import pandas

        keys = list(dict.fromkeys(key for row in self.rows for key in row))
        values = np.array([[row.get(key, 0.0) for key in keys] for row in self.rows])
        n = len(keys)
        return pandas.DataFrame(
            {
                "month": np.repeat(np.array(self.months, np.int64), n),
                "indicator": [key[0] for key in keys] * len(self.rows),
                "group": [key[1] for key in keys] * len(self.rows),
                "value": values.ravel() if len(self.rows) else np.empty(0),
            }
        )


def latest(name: str, city: Any) -> float:
    """The last recorded value of an indicator for the whole city, as Mesa's data collector asks for it."""
    rows = city.recorder.rows
    return rows[-1].get((name, "all"), math.nan) if rows else math.nan
