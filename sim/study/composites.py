"""Composite indices as observations: indicators with explicit weights, and how far a ranking hangs on them.

A sum is never shown without its parts, nor without the share of all possible weights under which the ranks stay.
Nothing in a city reads it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.errors import Fault
from sim.study.measures import COMPOSITE, DOMINATED, RANK, RANK_SHARE
from sim.study.statistics import interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.study.analysis import Finished

    Values = NDArray[np.float64]

DRAWS = 4000


@dataclass(frozen=True)
class Component:
    """One indicator of a panel: which value counts as nothing and which as full; more is better if high > low.

    `absent` is its value where nothing is recorded because there was none of it; None where it was not followed.
    """

    indicator: str
    low: float
    high: float
    group: str = "all"
    weight: float = 1.0
    absent: float | None = None


VISITS = Component("visits_per_adult", 0.0, 1.0, absent=0.0)  # a policy without events has no visitors
ATMOSPHERE = (  # I24
    Component("participation_12m", 0.0, 1.0),
    Component("contacts_active", 0.0, 1.0),
    Component("approval_belief", -1.0, 1.0),
    Component("trust_mean", 0.0, 1.0),
    VISITS,
)
CHARM = (  # row 64
    Component("participation_12m", 0.0, 1.0),
    Component("coverage_ratio", 0.0, 1.0, "by=education"),
    Component("near_or_online", 0.0, 1.0),
    Component("access_places", 0.0, 0.1),
    Component("quality_mean", 0.5, 1.5),
    Component("happiness_mean", -3.0, 3.0),
    Component("offer_diversity", 0.0, 3.0),
    VISITS,
)
PANELS = {"atmosphere": ATMOSPHERE, "charm": CHARM}


def scaled(values: Values, components: Sequence[Component]) -> Values:
    """Values (scenarios, components) on the scale where low is 0 and high is 1; not cut off, so that more is more."""
    import numpy as np

    low, high = (np.array([getattr(one, end) for one in components]) for end in ("low", "high"))
    return np.asarray((values - low) / (high - low))


def composite(parts: Values, weights: Sequence[float]) -> Values:
    """Weighted mean of the scaled parts (scenarios, components); weights are not negative and not all zero."""
    import numpy as np

    w = np.asarray(weights, np.float64)
    if (w < 0).any() or not w.sum() > 0:
        raise ValueError("weights of a composite must not be negative, and one must be above 0")
    return np.asarray(parts @ (w / w.sum()))


def rank_shares(parts: Values, weights: Sequence[float], seed: int, draws: int = DRAWS) -> Values:
    """For each scenario, the share of weights drawn evenly (Dirichlet of ones) that leave it the rank it has."""
    import numpy as np

    drawn = np.random.default_rng(seed).dirichlet(np.ones(parts.shape[1]), draws)
    ours = ranks(composite(parts, weights)[None])
    return np.asarray((ranks(drawn @ parts.T) == ours).mean(axis=0))


def ranks(values: Values) -> NDArray[np.int64]:
    """Rank in each row: how many values are larger."""
    return (values[:, None, :] > values[:, :, None]).sum(axis=2)


def dominators(parts: Values) -> list[int | None]:
    """For each row of scaled parts (scenarios, components) the first row no worse in all and better in one (row 57)."""
    import numpy as np

    own, other = parts[:, None], parts[None]
    found = np.asarray((other >= own).all(axis=2) & (other > own).any(axis=2))
    return [int(row.argmax()) if row.any() else None for row in found]


def weight_faults(weights: Mapping[str, float]) -> list[Fault]:
    """What is wrong with weights by indicator: no panel has it, or the weight is no number above 0."""
    known = sorted({one.indicator for components in PANELS.values() for one in components})
    strange = [
        Fault("weights", None, name, "no panel has this part", f"Known: {', '.join(known)}")
        for name in weights
        if name not in known
    ]
    return strange + [
        Fault("weights", None, name, f"{weight} is no weight", "Write a number above 0; a part has 1 if left out")
        for name, weight in weights.items()
        if not 0.0 < weight < math.inf
    ]


def panels(
    finished: Finished, names: Sequence[str], weights: Mapping[str, float] | None = None
) -> list[dict[str, Any]]:
    """Each panel of the last year by scenario: its parts as recorded, the composite, and how firm the rank is.

    `weights` are those by indicator that differ from the panels' own.
    """
    given = weights or {}
    own = {
        panel: [replace(one, weight=given.get(one.indicator, one.weight)) for one in components]
        for panel, components in PANELS.items()
    }
    return [row for panel, components in own.items() for row in panel_rows(finished, names, panel, components)]


def panel_rows(
    finished: Finished, names: Sequence[str], panel: str, components: Sequence[Component]
) -> list[dict[str, Any]]:
    """A panel's rows; parts that a scenario lacks are left out and named, so that nothing counts as zero unseen."""
    import numpy as np

    found = finished.values_of([one.indicator for one in components])
    recorded = {one: [_mean(found[one.indicator], one, name) for name in names] for one in components}
    used = [one for one in components if None not in recorded[one]]
    if not used or not names:
        return []
    means = np.array([recorded[one] for one in used], np.float64).T
    parts, weights = scaled(means, used), [one.weight for one in used]
    totals, shares = composite(parts, weights), rank_shares(parts, weights, finished.design.seed)
    missing = [one.indicator for one in components if one not in used]
    return [
        {
            "panel": panel,
            "scenario": name,
            "parts": {one.indicator: float(value) for one, value in zip(used, row, strict=True)},
            "weights": {one.indicator: one.weight for one in used},
            "missing": missing,
            COMPOSITE.name: float(total),
            RANK.name: int((totals > total).sum()) + 1,
            RANK_SHARE.name: float(share),
            DOMINATED.name: None if better is None else names[better],
        }
        for name, row, total, share, better in zip(names, means, totals, shares, dominators(parts), strict=True)
    ]


def _mean(values: Mapping[tuple[str, str], Values], one: Component, name: str) -> float | None:
    """A component of a scenario, mean over replicates; None if it is not known."""
    own = values.get((name, one.group))
    return one.absent if own is None else interval(own).mean
