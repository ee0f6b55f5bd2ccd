"""Motivation beside the lasting trait (M4 and its rival M4b): one pass after the month's learning.

It adds to the wish to learn of the coming month through the column `drive`; without its instruments it stays 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numba
import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import STARTED, person_at
from sim.compiled import PARTS, kernel, rule
from sim.rules.motivation import accumulating, bounded_drive, experience, linear_drive, relaxing

if TYPE_CHECKING:
    from sim.city import City
    from sim.government.programmes.recognition import Awards, StudyCircles


class Lived(NamedTuple):
    """What a citizen met this month that may move its motivation."""

    praised: float
    rewarded: float
    voucher_used: float
    study_hours: float
    exposures: float


class Change(NamedTuple):
    """What the month added, standard deviations."""

    added: float


class Motivated(NamedTuple):
    """A citizen's motivation as its column holds it."""

    motivation: float


def move_motivation(city: City) -> None:
    """Awards, study, campaigns and rewards move motivation, which fades or adds up by the scenario's form."""
    form = city.plan.forms.motivation
    if form == "none":
        return
    awards = [cast("Awards", one) for one in city.programmes if one.item.instrument == "awards"]
    circles = [cast("StudyCircles", one) for one in city.programmes if one.item.instrument == "study_circles"]
    praised = together([one.given for one in awards if one.item.kind == "verbal"], np.uint8)
    rewarded = together([one.given for one in awards if one.item.kind == "tangible"], np.uint8)
    hours = together([one.hours for one in circles], np.float32)
    motivate(city.columns, praised, rewarded, hours, city.p.motivation, form == "log_odds")


def together(parts: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    """The sum of what several programmes brought each citizen; empty without any."""
    return sum(parts[1:], start=parts[0]) if parts else np.empty(0, dtype)


@rule
def motivate_rows(first, last, c, praised, rewarded, hours, p, adds_up):
    """The rows `first` to `last` of `motivate`."""
    for i in range(first, last):
        me = person_at(c, i)
        lived = Lived(
            float(praised[i]) if praised.size else 0.0,
            float(rewarded[i]) if rewarded.size else 0.0,
            1.0 if (c.event[i] & STARTED) != 0 and c.voucher[i] >= 0 else 0.0,
            float(hours[i]) if hours.size else 0.0,
            float(c.exposures[i]),
        )
        change = Change(experience(me, lived, p, 0))
        c.motivation[i] = accumulating(me, change, p, 0) if adds_up else relaxing(me, change, p, 0)
        after = Motivated(np.float64(c.motivation[i]))  # float() would keep 32 bits, and so would its exponential
        c.drive[i] = bounded_drive(after, 0, p, 0) if adds_up else linear_drive(after, 0, p, 0)


@kernel(parallel=True)
def motivate(c, praised, rewarded, hours, p, adds_up):
    """Apply: motivation after this month, and what it adds to the coming month's wish; empty arrays mean nobody."""
    for part in numba.prange(PARTS):
        first, last = c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS
        motivate_rows(first, last, c, praised, rewarded, hours, p, adds_up)
