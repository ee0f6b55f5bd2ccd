"""Motivation beside the lasting trait (M4 and its rival M4b): one pass after the month's learning.

It adds to the wish to learn of the coming month through the column `drive`; without its instruments it stays 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.person import STARTED, person_at
from sim.compiled import in_parts, kernel
from sim.rules.motivation import accumulating, bounded_drive, experience, linear_drive, relaxing

if TYPE_CHECKING:
    from sim.city import City


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
    in_parts(city.columns.id.size, motivate, city.columns, city.p.motivation, form == "log_odds")


@kernel()
def motivate(first, last, c, p, adds_up):
    """Apply: motivation after this month, and what it adds to the coming month's wish.

    In loops without branches, which compile to vector code.
    """
    for i in range(first, last):
        me, started = person_at(c, i), (c.event[i] & STARTED) != 0
        used = 1.0 if started & (c.voucher[i] >= 0) else 0.0
        lived = Lived(float(c.praised[i]), float(c.rewarded[i]), used, float(c.study_hours[i]), float(c.exposures[i]))
        change = Change(experience(me, lived, p, 0))
        c.motivation[i] = accumulating(me, change, p, 0) if adds_up else relaxing(me, change, p, 0)
    if adds_up:
        for i in range(first, last):
            after = Motivated(np.float64(c.motivation[i]))  # float() would keep 32 bits, and so would its exponential
            c.drive[i] = bounded_drive(after, 0, p, 0)
    else:
        for i in range(first, last):
            c.drive[i] = linear_drive(Motivated(np.float64(c.motivation[i])), 0, p, 0)
