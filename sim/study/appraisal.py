"""What a policy costs for what it adds, how long its effect takes and lasts, and how much of it was there anyway.

Pure functions over paired series by month; the manifest's table takes them from the runs of a study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.arguments import DISCOUNT
from sim.study.measures import ADDITIONALITY, COST, DELAY, DISPLACEMENT, EFFECTS, LASTING
from sim.study.statistics import Interval, interval, ratio
from sim.study.store import quoted
from sim.study.summary import files

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.scenario import Scenario
    from sim.study.analysis import Finished

    Values = NDArray[np.float64]

REACHED = 0.9  # of the last year's effect, from which on it counts as reached


def discounted(flows: Values, rate: float = DISCOUNT) -> Values:
    """Present value of monthly flows (..., months) at the start; a month's flow counts at its end."""
    import numpy as np

    months = np.arange(1, flows.shape[-1] + 1)
    return np.asarray((flows / (1.0 + rate) ** (months / 12.0)).sum(axis=-1))


def no_cost(at_the_end: Interval, over_the_run: Interval) -> str:
    """Why no cost of one more can be given; empty where the effect is clear, in its last year and over the run."""
    for when, one in (("in the last year", at_the_end), ("over the whole run", over_the_run)):
        if one.low is None:
            return "one replicate has no interval: run more"
        if one.high is not None and one.high < 0:
            return f"participation falls {when}"
        if one.low <= 0:
            return f"the interval of the difference {when} includes zero"
    return ""


def cost_of_one_more(money: Values, time: Values, effect: Values, rate: float = DISCOUNT) -> Interval | None:
    """Added money and time over what is added, all discounted, (replicates, months); None where `no_cost` says why.

    `effect` is what a month adds: person-years of participation / 12, hours, completions, or skill.
    """
    if no_cost(interval(effect[:, -12:].mean(axis=1)), interval(effect.mean(axis=1))):
        return None
    return ratio(discounted(money + time, rate), discounted(effect, rate))


def stop_of(scenario: Scenario) -> int:
    """Months up to and with the last in which an item of the policy may have money by its dates; 0 without any."""
    months = reversed(range(scenario.months))
    return next((month + 1 for month in months if any(scenario.most(item, month) for item in scenario.policy)), 0)


def persistence(effect: Values, stop: int, later: int = 12) -> Interval | None:
    """Effect (replicates, months) `later` months after the stop over that in the last month before it (I15).

    None if the run ends before, or if there clearly was no effect to keep.
    """
    if stop < 1 or stop + later > effect.shape[-1]:
        return None
    before, after = effect[:, stop - 1], effect[:, stop - 1 + later]
    sign = -1.0 if before.mean() < 0.0 else 1.0
    return ratio(sign * after, sign * before)


def time_to_effect(effect: Values, share: float = REACHED) -> int | None:
    """First month from which the effect stays at the share of its last year's mean or beyond; None if that is 0."""
    import numpy as np

    last = float(effect[-12:].mean())
    if last == 0.0:
        return None
    below = np.flatnonzero(effect * np.sign(last) < share * abs(last))
    after = int(below[-1]) + 1 if below.size else 0
    return after if after < effect.size else None


def additionality(supported: int, anyway: int) -> float | None:
    """1 less the share of supported learners who would have learned anyway; None without supported learners."""
    return 1.0 - anyway / supported if supported else None


def displacement(more: Values, supported: Values) -> Interval | None:
    """1 less hours added in all over those taught with support (I12), both by replicate; below 0 if it draws others in.

    None without such hours; without an interval where few replicates leave none.
    """
    added_to, taught = interval(more).mean, interval(supported).mean
    if added_to is None or not taught:
        return None
    found = ratio(more, supported)
    if found is None or found.low is None or found.high is None:
        return Interval(1.0 - added_to / taught, None, None, len(supported))
    return Interval(1.0 - added_to / taught, 1.0 - found.high, 1.0 - found.low, found.n)


TAUGHT = "supported_hours"


def appraised(
    finished: Finished, names: Sequence[str], adults: float, discount: float = DISCOUNT
) -> list[dict[str, Any]]:
    """For every scenario but the reference: cost of one more of each, with citizens' time, months to effect, and what
    is left of the effect a year after the policy's money stops, additionality and displacement.
    """

    reference = finished.design.reference
    recorded = series(finished, ("spend", "time_cost", TAUGHT, *(one.indicator for one in EFFECTS.values())))
    rows = []
    for name in names:
        if name == reference:
            continue
        own = {indicator: added(found, name, reference) for indicator, found in recorded.items()}
        money, time = own["spend"], own["time_cost"]
        stop = stop_of(finished.design.entry(name).scenario)
        row: dict[str, Any] = {"scenario": name, "discount": discount}
        for what, one in EFFECTS.items():
            effect, known = own[one.indicator], own[one.indicator].size and time.size
            found = cost_of_one_more(money, time, effect / 12.0 * adults, discount) if known else None
            row[COST[what].name] = _told(found)
            row[DELAY[what].name] = time_to_effect(effect.mean(axis=0)) if effect.size else None
            row[LASTING[what].name] = _told(persistence(effect, stop))
        pairs = [record["pairs"] for run, record in finished.records.items() if run.name == name and record["pairs"]]
        shares = [additionality(pair["supported"], pair["anyway"]) for pair in pairs]
        row[ADDITIONALITY.name] = interval([share for share in shares if share is not None]).mean
        row[DISPLACEMENT.name] = _told(displaced(recorded, name, reference))
        rows.append(row)
    return rows


def displaced(recorded: Mapping[str, Mapping[str, Mapping[int, Values]]], name: str, reference: str) -> Interval | None:
    """See `displacement`; a reference without a programme has recorded no supported hours."""
    import numpy as np

    hours, taught = recorded["hours_per_adult"], recorded[TAUGHT]
    own, usual = hours.get(name, {}), hours.get(reference, {})
    both = sorted(own.keys() & usual.keys() & taught.get(name, {}).keys())
    before = [np.sum(taught.get(reference, {}).get(run, 0.0)) for run in both]
    more = [own[run].sum() - usual[run].sum() for run in both]
    supported = [taught[name][run].sum() - usually for run, usually in zip(both, before, strict=True)]
    return displacement(np.array(more), np.array(supported))


def _told(found: Interval | None) -> dict[str, Any] | None:
    return None if found is None else {"mean": found.mean, "low": found.low, "high": found.high}


def added(recorded: Mapping[str, Mapping[int, Values]], name: str, reference: str) -> Values:
    """Paired difference to the reference by month, (replicates, months); empty if not recorded in both."""
    import numpy as np

    own, other = (recorded.get(scenario, {}) for scenario in (name, reference))
    both = sorted(own.keys() & other.keys())
    return np.array([own[replicate] - other[replicate] for replicate in both])


SERIES = """
select indicator, scenario, replicate, list(value order by month) from read_parquet({runs})
where indicator in ({indicators}) and "group" = 'all' group by all order by all
"""


def series(finished: Finished, indicators: Sequence[str]) -> dict[str, dict[str, dict[int, Values]]]:
    """Each indicator by month, for every replicate of every scenario."""
    import numpy as np

    found: dict[str, dict[str, dict[int, Values]]] = {indicator: {} for indicator in indicators}
    if finished.runs:
        named = ", ".join(map(quoted, indicators))
        query = SERIES.format(runs=files(finished.folder, finished.runs), indicators=named)
        for indicator, scenario, replicate, values in finished.connection.execute(query).fetchall():
            found[indicator].setdefault(scenario, {})[replicate] = np.array(values, np.float64)
    return found
