"""What an experiment's file may ask of its outcomes: each analysis gives rows of effects.csv.

Effects of levers are compared within one world and one replicate, so that only the lever differs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from sim.scenario import load_city
from sim.scenario.notices import values
from sim.study import effects
from sim.study.analysis import Finished
from sim.study.appraisal import series
from sim.study.design import computed, key_of
from sim.study.measures import AREA_LOST, CAME_BACK, IN_A_WORLD, LARGEST, LEFT, MEAN, RECOVERY, SATISFICING
from sim.study.methods import REFERENCE, name_of
from sim.study.points import Study
from sim.study.resilience import area_lost, recovery_months
from sim.study.statistics import Interval, interval, paired_difference, ratio, same_sign

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.scenario import Scenario

    Values = NDArray[np.float64]

World = tuple[tuple[str, str], ...]
SUPPORT = {  # by instrument, the kinds of support of which `bundles.interaction` counts those that meet in a citizen
    "outreach": "contact",
    "campaign": "exposure",
    "media": "exposure",
    "activities": "visit",
    "voucher": "voucher",
    "cash_transfer": "money",
    "service": "hours",  # its childcare
    "learning_leave": "hours",
}
EFFECTS = ("analysis", "world", "indicator", "month", "kind", "term", "mean", "low", "high", "replicates")


@dataclass(frozen=True)
class Outcomes:
    """One outcome at one month: a value a replicate for every point (nan: failed)."""

    study: Study
    indicator: str
    month: int
    values: Mapping[str, Values]

    def difference(self, name: str) -> Interval:
        """To the point that `against` names."""
        return paired_difference(self.values[name], self.values[self.against(name)])

    def against(self, name: str) -> str:
        """The reference's levels in the same world; for these themselves, those of the first world."""
        against = dict(zip(self.study.names, self.study.against, strict=True))[name]
        return against if against != name else REFERENCE

    def worlds(self) -> dict[World, list[str]]:
        """The points of each world, in the order of the design."""
        found: dict[World, list[str]] = {}
        for name, point in self.study.point.items():
            found.setdefault(point.world, []).append(name)
        return found


def factorial(one: Outcomes) -> Iterator[dict[str, Any]]:
    """Total, main effects, two-way interactions (assumed by the world, or emerging in it), Shapley values, by world."""
    import numpy as np

    plans = dict(zip(one.study.names, one.study.scenarios, strict=True))
    for world, names in one.worlds().items():
        usual = plans[names[0]]
        assumes = values(usual, load_city(usual.city))["bundles.interaction"] != 0.0
        levers = [name for name, _ in one.study.point[names[0]].levers]
        table = np.stack([one.values[name] for name in names])  # the last lever changes fastest, as in the grid
        table = table.reshape((2,) * len(levers) + (-1,))
        row = _rows("factorial", world, one)
        yield row("total", "all levers", effects.total(table))
        for place, lever in enumerate(levers):
            yield row("main effect", lever, effects.main_effect(table, place))
        for lever, part in zip(levers, effects.shapley(table), strict=True):
            yield row("Shapley value", lever, part)
        for first, second in combinations(range(len(levers)), 2):
            term = f"{levers[first]} with {levers[second]}"
            alone = [plans[names[2 ** (len(levers) - 1 - place)]] for place in (first, second)]
            origin = "assumed" if assumes and _meet(usual, alone) else "emerging"
            yield row(f"interaction, {origin}", term, effects.interaction(table, first, second))


def _meet(usual: Scenario, levers: Sequence[Scenario]) -> bool:
    """Whether what two levers, each alone, add to the usual policy brings a citizen support of more than one kind."""
    brought = [[item.instrument for item in plan.policy if item not in usual.policy] for plan in levers]
    kinds = [{SUPPORT[name] for name in names if name in SUPPORT} for names in brought]
    return all(kinds) and len(set().union(*kinds)) > 1


def rank_changes(one: Outcomes) -> Iterator[dict[str, Any]]:
    """The effect and rank of each lever's levels in each world, and how far the ranking agrees with the one before.

    The first rank has the largest effect, or the smallest where less is better. Over all worlds, `same sign` is 1 for
    an effect that is clearly above zero in each of them, -1 for one clearly below, and 0 for any other.
    """
    import numpy as np

    sign = -1.0 if one.indicator in one.study.experiment.less_is_better else 1.0
    earlier: list[float] | None = None
    ends: dict[str, list[tuple[float | None, float | None]]] = {}  # by choice of levers, a world after the other
    worlds = one.worlds()
    for world, names in worlds.items():
        row = _rows("rank changes", world, one)
        others = [name for name in names if name != names[0]]
        changes = [one.values[name] - one.values[names[0]] for name in others]
        at = list(map(interval, changes))
        sizes = [np.nan if found.mean is None else sign * found.mean for found in at]
        for name, change, found, rank in zip(others, changes, at, effects.ranks(sizes), strict=True):
            term = name_of(dict(one.study.point[name].levers), dict(one.study.points[0].levers))
            yield row("effect", term, change)
            yield row("rank", term, [float(rank)])
            ends.setdefault(term, []).append((found.low, found.high))
        agreement = None if earlier is None else effects.agreement(earlier, sizes)
        if agreement is not None:
            yield row("agreement", "with the world before", [agreement])
        earlier = sizes
    row = _rows("rank changes", None, one)
    for term, by_world in ends.items() if len(worlds) > 1 else ():
        alike = same_sign(by_world)
        yield row("same sign", term, [] if alike is None else [float(alike)])


def regret(one: Outcomes) -> Iterator[dict[str, Any]]:
    """How far each choice of levers falls short of the best one of its world, and what that comes to over all worlds.

    Satisficing: the share of worlds in which a choice does at least as well as the reference's levels (the domain
    criterion: Herman et al. 2015, "How should robustness be defined for water systems planning under change?", Journal
    of Water Resources Planning and Management 141).
    """
    import numpy as np

    sign = -1.0 if one.indicator in one.study.experiment.less_is_better else 1.0
    short: dict[str, list[Values]] = {}  # by choice, a world after the other
    holds: dict[str, list[float]] = {}
    for world, names in one.worlds().items():
        row = _rows("regret", world, one)
        found = effects.regrets(sign * np.stack([one.values[name] for name in names]))
        for name, own in zip(names, found, strict=True):
            term = name_of(dict(one.study.point[name].levers), dict(one.study.points[0].levers))
            yield row(IN_A_WORLD.name, term, own, least=0.0)
            gain = interval(sign * (one.values[name] - one.values[names[0]])).mean
            short.setdefault(term, []).append(own)
            holds.setdefault(term, []).append(np.nan if gain is None else float(gain >= 0.0))
    row = _rows("regret", None, one)
    for term, by_world in short.items():
        yield row(MEAN.name, term, np.mean(by_world, axis=0), least=0.0)
        yield row(LARGEST.name, term, max(by_world, key=lambda own: interval(own).mean or 0.0), least=0.0)
        share = interval(holds[term]).mean
        yield row(SATISFICING.name, term, [] if share is None else [share])


def order(one: Outcomes) -> Iterator[dict[str, Any]]:
    """In each world: what it changes that an instrument has a certain turn, and that one comes before another."""
    factor = next(name for name, lever in one.study.experiment.levers.items() if lever.orders is not None)
    for world, names in one.worlds().items():
        row = _rows("order", world, one)
        table: dict[Sequence[str], Any] = {
            tuple(one.study.point[name].levels[factor].split(" > ")): one.values[name] for name in names
        }
        instruments = sorted(next(iter(table)))
        for name, turn in product(instruments, range(len(instruments))):
            yield row("turn", f"{name} at turn {turn + 1}", effects.at_turn(table, name, turn))
        for first, second in combinations(instruments, 2):
            yield row("before", f"{first} before {second}", effects.before(table, first, second))


def lasting(outcomes: Sequence[Outcomes]) -> Iterator[dict[str, Any]]:
    """What is left later of each lever's effect at the first month that the file names, as a ratio."""
    for first in outcomes:
        later = [one for one in outcomes if one.indicator == first.indicator]
        if first is not later[0]:
            continue
        for world, names in first.worlds().items():
            for one, name in product(later[1:], names[1:]):
                term = name_of(dict(one.study.point[name].levers), dict(one.study.points[0].levers))
                before, after = (at.values[name] - at.values[names[0]] for at in (first, one))
                sign = -1.0 if (interval(before).mean or 0.0) < 0 else 1.0
                left = ratio(sign * after, sign * before) or Interval(None, None, None, interval(before).n)
                row = _rows("lasting", world, one)(f"{LEFT.name} {first.month}", term, [])
                yield row | {"mean": left.mean, "low": left.low, "high": left.high, "replicates": left.n}


def calm_twins(study: Study) -> dict[str, str]:
    """By the name of each point with shocks, the one that is the same without them."""
    plans = dict(zip(study.names, study.scenarios, strict=True))
    without = {name: key_of(computed(plan) | {"shocks": []}) for name, plan in plans.items()}
    calm = {without[name]: name for name, plan in plans.items() if not plan.shocks}
    return {name: calm[without[name]] for name, plan in plans.items() if plan.shocks and without[name] in calm}


def recovery(finished: Finished, study: Study) -> Iterator[dict[str, Any]]:
    """What shocks take of each outcome, month by month against the same point without them, and for how long.

    What they add to an outcome of which less is better is lost too. The months until it is back are a mean over the
    replicates that came back, whose share is told beside it.
    """
    end, less = study.scenarios[0].months, study.experiment.less_is_better
    for indicator, courses in series(finished, study.experiment.outcomes).items():
        sign = -1.0 if indicator in less else 1.0
        for name, twin in calm_twins(study).items():
            point = study.point[name]
            term = name_of(dict(point.levers), dict(study.points[0].levers))
            row = _rows("recovery", point.world, Outcomes(study, indicator, end, {}))
            both = sorted(courses.get(name, {}).keys() & courses.get(twin, {}).keys())
            known = [[(sign * courses[one][replicate]).tolist() for one in (twin, name)] for replicate in both]
            pairs = [(calm, struck) for calm, struck in known if not any(map(math.isnan, calm + struck))]
            months = [recovery_months(*pair) for pair in pairs]
            back = [float(one) for one in months if one is not None]
            yield row(AREA_LOST.name, term, [area_lost(*pair) for pair in pairs])
            yield row(RECOVERY.name, term, back, least=0.0)
            yield row(CAME_BACK.name, term, []) | {
                "mean": len(back) / len(pairs) if pairs else None,
                "replicates": len(pairs),
            }


def _rows(analysis: str, world: World | None, one: Outcomes) -> Any:
    """Makes rows of effects.csv for one analysis, world (None: all of them) and outcome."""
    words = "all worlds" if world is None else name_of(dict(world), dict(one.study.points[0].world))

    def row(kind: str, term: str, values: Any, least: float = -math.inf) -> dict[str, Any]:
        found = interval(values).within(least)
        cells = (analysis, words, one.indicator, one.month, kind, term, found.mean, found.low, found.high, found.n)
        return dict(zip(EFFECTS, cells, strict=True))

    return row
