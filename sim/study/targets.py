"""Dated targets: in how many replicates a scenario meets them, and how far it is from them on average.

A target is a mark on the wall: nothing in a run reads it, so moving one changes no run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, nearest
from sim.study.analysis import Finished
from sim.study.statistics import interval
from sim.study.summary import by_replicate

if TYPE_CHECKING:
    from sim.scenario import Scenario


def unknown(scenarios: Sequence[Scenario]) -> list[Fault]:
    """Targets for what is no indicator."""
    if not any(one.targets for one in scenarios):
        return []
    from sim.indicators import declared  # takes seconds

    known = [one.name for one in declared()]
    return [
        Fault(
            one.path or one.name,
            None,
            f"targets[{place}].indicator",
            f"there is no indicator '{goal.indicator}'",
            nearest(goal.indicator, known),
        )
        for one in scenarios
        for place, goal in enumerate(one.targets)
        if goal.indicator not in known
    ]


def chances(finished: Finished) -> list[dict[str, Any]]:
    """Every scenario's targets: the share of replicates that meet each, and the gap to it with its interval."""
    return [row for entry in finished.design.entries for row in _of(finished, entry.name, entry.scenario)]


def _of(finished: Finished, name: str, scenario: Scenario) -> Iterator[dict[str, Any]]:
    import numpy as np

    for goal in scenario.targets:
        found = finished.in_month(goal.indicator, goal.month) if finished.records else {}
        values = by_replicate(found.get((name, "all"), {}), finished.design.replicates)
        measured = values[~np.isnan(values)]
        gap = interval(values - goal.value)
        met = measured >= goal.value if goal.reach == "at_least" else measured <= goal.value
        yield {
            "scenario": name,
            **goal.model_dump(),
            "met": float(met.mean()) if met.size else None,
            "gap": gap.mean,
            "gap_low": gap.low,
            "gap_high": gap.high,
            "replicates": gap.n,
        }
