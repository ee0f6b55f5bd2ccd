"""Who a policy is meant for: the mask of citizens that a target's words select.

By age, education, district, work and need only; there is no other state to target by.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import EDUCATION, WORK
from sim.draws import uniforms
from sim.scenario.city import CityFacts

if TYPE_CHECKING:
    from sim.government.programmes.base import Town


def eligible(town: Town, target: Any) -> NDArray[np.bool_]:
    """Citizens the target selects, shape (n,); everyone if there is none.

    Of those in its districts whose case is not told right a lasting lot chooses, with the chance of the share meant.
    """
    chosen, c = meant(town, target), town.columns
    if target is None or target.accuracy is None:
        return chosen
    here = among(c.district, districts_of(target, town.facts)) if target.districts else np.ones_like(chosen)
    share = chosen.sum() / max(1, here.sum())
    right = uniforms(town.seed, "case told right", c.id) < target.accuracy
    return np.where(right, chosen, here & (uniforms(town.seed, "case by lot", c.id) < share))


def meant(town: Town, target: Any) -> NDArray[np.bool_]:
    """Citizens for whom the target's words hold, shape (n,); everyone if there is none."""
    columns = town.columns
    chosen = np.ones(columns.id.size, np.bool_)
    if target is None:
        return chosen
    if target.age is not None:
        low, high = target.age
        chosen &= (columns.age_months >= low * 12) & (columns.age_months < (high + 1) * 12)
    if target.education:
        chosen &= among(columns.education, [EDUCATION.index(level) for level in listed(target.education)])
    if target.work:
        chosen &= among(columns.work, [WORK.index(status) for status in listed(target.work)])
    if target.districts:
        chosen &= among(columns.district, districts_of(target, town.facts))
    if target.need is not None:
        chosen &= columns.income <= poorest(columns.income, target.need)
    return chosen


def eligible_now(town: Town, target: Any) -> NDArray[np.bool_]:
    """`eligible`, looked for once a month: the same array for all who ask, so nobody may write to it.

    Ages, work and incomes are settled before programmes run.
    """
    if target not in town.eligible:
        town.eligible[target] = eligible(town, target)
    return town.eligible[target]


def among(column: NDArray[Any], codes: list[int]) -> NDArray[np.bool_]:
    """Where a column holds one of a few codes, at least one: a comparison for each is the fastest way."""
    return reduce(np.logical_or, [column == code for code in codes])


def poorest(incomes: NDArray[np.float32], share: float) -> float:
    """The income up to which the poorest `share` of the citizens live now, that of the last of them."""
    last = int(share * (incomes.size - 1))
    return float(np.partition(incomes, last)[last])


def districts_of(target: Any, facts: CityFacts) -> list[int]:
    """Indices of the districts a target names (by id or name), all when it names none."""
    if target is None or not target.districts:
        return list(range(len(facts.districts)))
    return [
        i
        for i, one in enumerate(facts.districts)
        if one.district_id in target.districts or one.name in target.districts
    ]


def listed(value: Any) -> list[Any]:
    """One word or several, as a list."""
    return [value] if isinstance(value, str) else list(value)
