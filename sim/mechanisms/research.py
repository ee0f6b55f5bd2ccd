"""The end of a month for pilots (M19): rounds begin with what will come of them, and end with what is seen of it.

The effect of an instrument is found as it is in the model: the city goes on with it and without it, by the same luck.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.draws import normals, purpose_key
from sim.government.beliefs import Belief
from sim.government.programmes.research import RunPilots

if TYPE_CHECKING:
    from sim.city import City


def research(city: City) -> None:
    """Each programme of pilots begins a round when it first spends, and learns from it when its months are paid."""
    for programme in city.programmes:
        if isinstance(programme, RunPilots) and programme.spent:
            if not programme.effects:
                begin(city, programme)
            if programme.done >= programme.item.months:
                learn(city, programme)


def begin(city: City, pilots: RunPilots) -> None:
    """Look ahead with all programmes and without each evaluated one."""
    doubt = city.p.pilots.doubt
    lines = [one.line for one in city.programmes if pilots.concerns(one.line, one.item.instrument)]
    pilots.beliefs |= {line: Belief(0.0, doubt * doubt) for line in lines if line not in pilots.beliefs}
    pilots.share = starting(city.ahead(pilots.item.months), city.month)
    pilots.effects = {line: pilots.share - starting(city.ahead(pilots.item.months, line), city.month) for line in lines}


def starting(later: City, since: int) -> float:
    """Share of adults who have started after a month."""
    return float((later.columns.last_start > since).mean())


def learn(city: City, pilots: RunPilots) -> None:
    """Reports of the sites change beliefs: their mean where all were drawn by lot, else the best of the best line."""
    p, sites = city.p.pilots, pilots.item.sites
    between = math.hypot(p.spread, math.sqrt(2.0 * pilots.share * (1.0 - pilots.share) / p.people))
    best = max(pilots.effects, key=lambda line: pilots.beliefs[line].mean, default="")
    for line, effect in pilots.effects.items():
        ids = purpose_key(line) + np.arange(sites, dtype=np.int64)
        reports = effect + between * normals(city.seed, "pilot", ids, city.month)
        belief = pilots.beliefs[line]
        if pilots.item.design == "randomised":
            pilots.beliefs[line] = belief.after(float(reports.mean()), between * between / sites)
        elif line == best:
            pilots.beliefs[line] = belief.after(float(reports.max()), between * between)
    pilots.effects, pilots.done = {}, 0.0
