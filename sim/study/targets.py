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
    """Targets for what is no indicator, and shares that are no fractions of 1."""
    if not any(one.targets for one in scenarios):
        return []
    from sim.indicators import declared  # takes seconds

    unit = {one.name: one.unit for one in declared()}
    found = []
    goals = ((plan.goals, *numbered) for plan in scenarios for numbered in enumerate(plan.targets))
    for written, place, goal in goals:
        if goal.indicator not in unit:
            key, message, hint = "indicator", f"there is no indicator '{goal.indicator}'", nearest(goal.indicator, unit)
        elif unit[goal.indicator].startswith("share") and not -1.0 <= goal.value <= 1.0:
            key, message = "value", f"{goal.value:g} is no fraction of 1"
            hint = f"It looks like per cent: write {goal.value / 100:g}"
        else:
            continue
        entry = written.at((place, key))
        found.append(Fault(entry.file, entry.line, f"targets[{place}].{key}", message, hint))
    return found


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
