"""What the runs say when they are compared: the ranking, who gains and loses, gaps, and which constraint binds.

Every comparison is paired: a scenario's replicate against the reference's replicate with the same seed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.instruments import INSTRUMENTS
from sim.study import grades
from sim.study.appraisal import appraised, no_cost
from sim.study.composites import panels
from sim.study.design import Design
from sim.study.measures import DEADWEIGHT, GAINERS, LOSERS
from sim.study.statistics import Interval, interval, paired_difference, probability_best, ratio
from sim.study.store import Run
from sim.study.summary import HEADLINE, HORIZON_MONTHS, MONEY, Means, binding, by_replicate, means, most_frequent

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Key = tuple[str, str]  # scenario and group

EDUCATION_GAP, DISTRICT_GAP = "education_gap", "district_gap"


@dataclass(frozen=True)
class Finished:
    """The runs that ended, with their records, and how to question them."""

    design: Design
    folder: Path
    connection: duckdb.DuckDBPyConnection
    records: Mapping[Run, Mapping[str, Any]]

    @property
    def runs(self) -> tuple[Run, ...]:
        """Runs in the order of the design."""
        order = {entry.name: position for position, entry in enumerate(self.design.entries)}
        return tuple(sorted(self.records, key=lambda run: (order[run.name], run.replicate)))

    def values(self, months: int = HORIZON_MONTHS, indicator: str = HEADLINE) -> dict[Key, Values]:
        """Mean of an indicator over the last `months` by (scenario, group), one value a replicate (nan: failed)."""
        return self.values_of([indicator], months)[indicator]

    def values_of(self, indicators: Sequence[str], months: int = HORIZON_MONTHS) -> dict[str, dict[Key, Values]]:
        """The same for several indicators, which the runs are read for once."""
        if not self.records:
            return {indicator: {} for indicator in indicators}
        found = means(self.connection, self.folder, self.runs, indicators, months)
        return {
            indicator: {key: by_replicate(one, self.design.replicates) for key, one in by_key.items()}
            for indicator, by_key in found.items()
        }

    def ending(self, indicator: str, month: int) -> Means:
        """Mean of an indicator of all adults over the year before `month`: value by replicate for each scenario."""
        return self._of_all(indicator, HORIZON_MONTHS, month)

    def in_month(self, indicator: str, month: int) -> Means:
        """An indicator of all adults after `month` months: value by replicate for each scenario."""
        return self._of_all(indicator, 1, month)

    def _of_all(self, indicator: str, months: int, until: int) -> Means:
        found = means(self.connection, self.folder, self.runs, [indicator], months, until=until, group="all")
        return found[indicator]

    def recorded(self, scenario: str, measure: Any) -> Values:
        """`measure(record)` of a scenario's runs in the order of replicates; None and absent runs are nan."""
        given = {run.replicate: measure(record) for run, record in self.records.items() if run.name == scenario}
        return by_replicate(
            {replicate: value for replicate, value in given.items() if value is not None}, self.design.replicates
        )


def differences(values: Mapping[tuple[str, str], Values], design: Design) -> dict[str, Interval]:
    """Paired difference to the reference in yearly participation, for every other scenario with results."""
    reference = values.get((design.reference, "all"))
    if reference is None:
        return {}
    return {
        entry.name: paired_difference(values[entry.name, "all"], reference)
        for entry in design.entries
        if entry.name != design.reference and (entry.name, "all") in values
    }


def comparison(
    finished: Finished,
    *,
    months: int,
    adults: float,
    grade: Mapping[str, str],
    weights: Mapping[str, float],
    discount: float,
) -> dict[str, Any]:
    """The manifest's `comparison`; `grade` maps assumptions to evidence grades, rates are fractions of 1.

    `weights` are those of parts of panels, by indicator, that differ from the panels' own; `discount` is a rate a year.
    """
    design = finished.design
    values = finished.values()
    binds = binding(finished.connection, finished.folder, finished.runs) if finished.records else {}
    chances = _chances(values, design)
    rows = [_row(finished, name, values, binds, grade, chances) for name in _ranked(values, design)]
    costs = _costs(finished, months, adults, differences(values, design))
    return {
        "ranking": [row | costs.get(row["scenario"], {}) for row in rows],
        "groups": [
            group
            for entry in design.entries
            if entry.name != design.reference
            for group in _groups(finished, entry.name)
        ],
        "gaps": _gaps(values, design),
        "binding": binds,
        "appraisal": appraised(finished, [row["scenario"] for row in rows], adults, discount),
        "panels": panels(finished, [row["scenario"] for row in rows], weights),
    }


def _ranked(values: Mapping[tuple[str, str], Values], design: Design) -> list[str]:
    """Scenarios with results, the largest yearly participation first; equals stay in the order of the design."""
    means = {
        entry.name: interval(values[entry.name, "all"]).mean
        for entry in design.entries
        if (entry.name, "all") in values
    }
    return sorted((name for name, mean in means.items() if mean is not None), key=lambda name: -(means[name] or 0.0))


def _row(
    finished: Finished,
    name: str,
    values: Mapping[tuple[str, str], Values],
    binds: Mapping[str, Sequence[str]],
    grade: Mapping[str, str],
    chances: Mapping[str, float],
) -> dict[str, Any]:
    design = finished.design
    own, reference = values[name, "all"], values.get((design.reference, "all"))
    value = interval(own).within(0.0, 1.0)
    difference = interval([]) if reference is None else paired_difference(own, reference)
    instruments = [item.instrument for item in design.entry(name).scenario.policy]
    gain, loss, deadweight = (
        interval(finished.recorded(name, measure)).mean for measure in (gained, lost, _deadweight)
    )
    return {
        "scenario": name,
        "indicator": HEADLINE,
        "value": value.mean,
        "low": value.low,
        "high": value.high,
        "difference": difference.mean,
        "difference_low": difference.low,
        "difference_high": difference.high,
        "replicates": value.n,
        "pairs": difference.n,
        "probability_best": chances.get(name),
        "cost_per_additional_participant": None,
        "cost_note": "it is the reference",
        "binding": most_frequent(binds.get(name, [])),
        "weakest_grade": grades.weakest(instruments, grade),
        GAINERS.name: gain,
        LOSERS.name: loss,
        DEADWEIGHT.name: deadweight,
    }


def _chances(values: Mapping[tuple[str, str], Values], design: Design) -> dict[str, float]:
    import numpy as np

    names = _ranked(values, design)
    chances = probability_best(np.stack([values[name, "all"] for name in names]), design.seed) if names else None
    return {} if chances is None else dict(zip(names, chances.tolist(), strict=True))


def _share(record: Mapping[str, Any], group: str, column: int) -> float | None:
    """Gained (column 1) or lost (2) as a share of the group's citizens."""
    counts = (record["pairs"] or {}).get("groups", {}).get(group)
    return counts[column] / counts[0] if counts and counts[0] else None


def gained(record: Mapping[str, Any]) -> float | None:
    """The share of a run's citizens who gained a start against its reference."""
    return _share(record, "all", 1)


def lost(record: Mapping[str, Any]) -> float | None:
    """The share who lost one."""
    return _share(record, "all", 2)


def _deadweight(record: Mapping[str, Any]) -> float | None:
    """Of the learners whom an instrument supported, the share who learn under the reference too."""
    pairs = record["pairs"]
    return pairs["anyway"] / pairs["supported"] if pairs and pairs["supported"] else None


def _groups(finished: Finished, name: str) -> list[dict[str, Any]]:
    records = [record for run, record in finished.records.items() if run.name == name and record["pairs"]]
    rows = []
    for group in dict.fromkeys(group for record in records for group in record["pairs"]["groups"]):
        gained, lost = (
            interval(finished.recorded(name, lambda record, group=group, n=n: _share(record, group, n))).within(
                0.0, 1.0
            )
            for n in (1, 2)
        )
        rows.append(
            {
                "scenario": name,
                "group": group,
                "gained": gained.mean,
                "lost": lost.mean,
                "gained_low": gained.low,
                "gained_high": gained.high,
                "lost_low": lost.low,
                "lost_high": lost.high,
            }
        )
    return rows


def _gaps(values: Mapping[tuple[str, str], Values], design: Design) -> list[dict[str, Any]]:
    """Gaps in yearly participation: high minus low education, and the highest minus the lowest district."""
    gaps = {entry.name: _gaps_of(values, entry.name) for entry in design.entries}
    rows = []
    for name, found in gaps.items():
        for indicator, gap in found.items():
            reference = gaps[design.reference].get(indicator)
            difference = interval([]) if reference is None else paired_difference(gap, reference)
            rows.append(
                {
                    "scenario": name,
                    "indicator": indicator,
                    "mean": interval(gap).mean,
                    "difference": difference.mean,
                    "low": difference.low,
                    "high": difference.high,
                }
            )
    return rows


def _gaps_of(values: Mapping[tuple[str, str], Values], name: str) -> dict[str, Values]:
    import numpy as np

    found = {}
    low, high = values.get((name, "education=low")), values.get((name, "education=high"))
    if low is not None and high is not None:
        found[EDUCATION_GAP] = high - low
    districts = [one for (scenario, group), one in values.items() if scenario == name and group.startswith("district=")]
    if len(districts) > 1:
        found[DISTRICT_GAP] = np.max(districts, axis=0) - np.min(districts, axis=0)
    return found


def _costs(
    finished: Finished, months: int, adults: float, last_year: Mapping[str, Interval]
) -> dict[str, dict[str, Any]]:
    """Cost per additional participant: money moved into the policy, or added, per additional participant-year.

    Both are means a year over the whole run, because what is built early is used late; none is given unless
    participation clearly rises, over the whole run and in its last year.
    """
    import numpy

    design, people, money = finished.design, finished.values(months), finished.values(months, indicator=MONEY)
    reference = people.get((design.reference, "all"))
    found: dict[str, dict[str, Any]] = {}
    for name, at_the_end in last_year.items():
        if reference is None:
            continue
        more_people = (people[name, "all"] - reference) * adults
        more_money = 12 * numpy.maximum(
            _instruments(money, name) - _instruments(money, design.reference),
            _total(money, name) - _total(money, design.reference),
        )
        note = no_cost(at_the_end, interval(more_people))
        cost = None if note else ratio(more_money, more_people)
        found[name] = {
            "cost_per_additional_participant": cost and {"mean": cost.mean, "low": cost.low, "high": cost.high},
            "cost_note": note
            or ("" if cost else "the spread is too large for an interval, or no spending was recorded"),
        }
    return found


def _total(money: Mapping[tuple[str, str], Values], name: str) -> Values | float:
    """A scenario's spending a month by replicate; nan if it was not recorded."""
    return money.get((name, "all"), float("nan"))


def _instruments(money: Mapping[tuple[str, str], Values], name: str) -> Values | float:
    """The part of it that went into instruments: their lines bear their names, numbered where one occurs twice."""
    lines = [
        one
        for (scenario, group), one in money.items()
        if scenario == name and re.sub(r"_\d+$", "", group.removeprefix("line=")) in INSTRUMENTS
    ]
    return sum(lines, start=0.0 * _total(money, name))
