"""What the runs of an experiment show: outcomes of every point, and the analyses that its file names.

Both go into the manifest and, as tables, into points.csv, outcomes.csv and effects.csv.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import Any

from sim.study import analyses
from sim.study.analyses import EFFECTS, Outcomes
from sim.study.analysis import Finished, gained, lost
from sim.study.experiment_file import COLUMNS
from sim.study.points import Study
from sim.study.statistics import interval
from sim.study.summary import binding, by_replicate, most_frequent
from sim.study.targets import chances


def months_of(study: Study) -> list[int]:
    """The months up to which outcomes are reported: those named that are within the run, and the end."""
    return [*(month for month in sorted(set(study.experiment.at)) if month < study.months), study.months]


def outcomes_of(finished: Finished, study: Study) -> list[Outcomes]:
    """Every outcome at every month, means over the twelve months before."""
    found, number = [], finished.design.replicates
    for indicator, month in product(study.experiment.outcomes, months_of(study)):
        by_name = finished.ending(indicator, month) if finished.records else {}
        values = {name: by_replicate(by_name.get((name, "all"), {}), number) for name in study.names}
        found.append(Outcomes(study, indicator, month, values))
    return found


def findings(finished: Finished, study: Study) -> dict[str, Any]:
    """The manifest's part on an experiment."""
    from sim.indicators import declared  # takes seconds

    outcomes, bounds = outcomes_of(finished, study), {one.name: one.bounds for one in declared()}
    binds = binding(finished.connection, finished.folder, finished.runs) if finished.records else {}
    experiment = study.experiment
    return {
        "file": study.file,
        "title": experiment.title,
        "about": experiment.about.model_dump(),
        "method": experiment.method,
        "factors": factors_of(study),
        "outcomes": list(experiment.outcomes),
        "at": months_of(study),
        "analysis": list(experiment.analysis),
        "less_is_better": list(experiment.less_is_better),
        "notices": study.notices,
        "points": [_point(finished, study, name, outcomes, binds, bounds) for name in study.names],
        "targets": chances(finished),
        "effects": list(chain.from_iterable(_effects(name, finished, study, outcomes) for name in experiment.analysis)),
    }


def _effects(name: str, finished: Finished, study: Study, outcomes: Sequence[Outcomes]) -> Iterator[dict[str, Any]]:
    """The rows of one analysis: most look at one outcome at one month after the other."""
    if name == "recovery":
        return analyses.recovery(finished, study)
    if name == "lasting":
        return analyses.lasting(outcomes)
    each = {
        "factorial": analyses.factorial,
        "rank_changes": analyses.rank_changes,
        "order": analyses.order,
        "regret": analyses.regret,
    }
    return chain.from_iterable(map(each[name], outcomes))


def factors_of(study: Study) -> list[dict[str, Any]]:
    """What is varied: name, whether a lever or an uncertainty, path and levels, the reference first."""
    rows = []
    for kind, given in (("lever", study.points[0].levers), ("uncertainty", study.points[0].world)):
        for name, usual in given:
            levels = list(dict.fromkeys(point.levels[name] for point in study.points))
            declared = (study.experiment.levers | study.experiment.uncertainties).get(name)
            path = declared.path if declared is not None else None
            rows.append({"name": name, "kind": kind, "path": path, "levels": levels, "reference": usual})
    return rows


def _point(
    finished: Finished,
    study: Study,
    name: str,
    outcomes: Sequence[Outcomes],
    binds: Mapping[str, Sequence[str]],
    bounds: Mapping[str, tuple[float, float] | None],
) -> dict[str, Any]:
    shares = (gained, lost)
    gain, loss = (interval(finished.recorded(name, measure)).mean for measure in shares)
    return {
        "scenario": name,
        "levels": study.point[name].levels,
        "against": finished.design.entry(name).against,
        "binding": most_frequent(binds[name]) if name in binds else None,
        "gainers": gain,
        "losers": loss,
        "outcomes": [_outcome(one, name, bounds.get(one.indicator)) for one in outcomes],
    }


def _outcome(one: Outcomes, name: str, bounds: tuple[float, float] | None) -> dict[str, Any]:
    value, change = interval(one.values[name]).within(*bounds or (-math.inf, math.inf)), one.difference(name)
    return {
        "indicator": one.indicator,
        "month": one.month,
        "value": value.mean,
        "low": value.low,
        "high": value.high,
        "against": one.against(name),
        "difference": change.mean,
        "difference_low": change.low,
        "difference_high": change.high,
        "replicates": value.n,
    }


def points_csv(study: Study) -> str:
    """The table of points: what is run, as names and levels."""
    factors = list(study.points[0].levels)
    rows = ([name, *(point.levels[one] for one in factors)] for name, point in study.point.items())
    return _csv([COLUMNS[0], *factors], rows)


def outcomes_csv(found: Mapping[str, Any]) -> str:
    """Outcomes of every point as a table."""
    factors = [one["name"] for one in found["factors"]]
    rows = (
        [point["scenario"], *(point["levels"][name] for name in factors), *(one[name] for name in COLUMNS[1:])]
        for point in found["points"]
        for one in point["outcomes"]
    )
    return _csv([COLUMNS[0], *factors, *COLUMNS[1:]], rows)


def effects_csv(found: Mapping[str, Any]) -> str:
    """Effects as a table."""
    return _csv(EFFECTS, (list(row.values()) for row in found["effects"]))


def _csv(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(
        [f"{cell:.8g}" if isinstance(cell, float) else "" if cell is None else cell for cell in row] for row in rows
    )
    return text.getvalue()
