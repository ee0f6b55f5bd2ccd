"""The loops after admission: applicants placed or queued; learners attend, learn, drop out or complete.

A loop writes only its own row, so rows may run in any order and in parallel with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from sim.citizens.person import (
    ACTIVE_BIT,
    APPLIED,
    APPROVAL_ZERO,
    COMPLETED,
    DROPPED,
    LEARNING,
    REJECTED,
    STARTED,
    SUPPORTED,
    person_at,
)
from sim.compiled import PARTS, kernel, rule
from sim.draws import block, purpose_key
from sim.rules.persistence import drops_out, habit_after, skill_after

STAY = purpose_key("stay")


class Lesson(NamedTuple):
    """A month's teaching received, and the course it belongs to; `kept` is the part of skill that stays without it."""

    hours: float
    quality: float
    doublings: float
    at_work: bool
    online: bool
    weekly_hours: float
    distance: float
    support: float
    shared: float
    kept: float


class Recent(NamedTuple):
    """Whether there was a start this month, and the part of a habit that stays without one."""

    started: bool
    kept: float


class Kept(NamedTuple):
    """Parts of habit and skill that a month leaves, computed once for all citizens."""

    habit: float
    skill: float


@rule
def place_rows(first, last, c, rows, wanted, admitted, months, supported, month):
    """The applicants `first` to `last` of `place`."""
    for k in range(first, last):
        i, o = rows[k], wanted[k]
        if admitted[k]:
            c.enrolled[i], c.months_left[i], c.queued[i] = o, months[o], -1
            c.last_start[i] = month
            c.starts[i] += 1
            c.event[i] |= STARTED
            if supported[o]:
                c.last_support[i] = month
                c.event[i] |= SUPPORTED
        else:
            if c.queued[i] < 0:
                c.queued_since[i] = month
            c.queued[i] = o
            c.event[i] |= REJECTED


@kernel(parallel=True)
def place(c, rows, wanted, admitted, months, supported, month):
    """Apply: the admitted begin their course, the others wait; who waits already keeps the month in which it began.

    `rows` ascending, `wanted` their offers, `admitted` (bool), all of one shape; `months` and `supported` by offer.
    """
    for part in numba.prange(PARTS):
        first, last = rows.size * part // PARTS, rows.size * (part + 1) // PARTS
        place_rows(first, last, c, rows, wanted, admitted, months, supported, month)


@rule
def settle_rows(first, last, c, offers, travel, persistence, kept, world):
    """The rows `first` to `last` of `settle`."""
    for i in range(first, last):
        event = int(c.event[i])
        if c.application[i] >= 0:
            event |= APPLIED
        elif c.queued[i] >= 0:
            c.queued[i] = -1
        me = person_at(c, i)
        o = int(c.enrolled[i])
        c.learnt[i] = o
        lesson = Lesson(0.0, 1.0, 0.0, False, False, 0.0, 0.0, 0.0, 0.0, kept.skill)
        if o >= 0:
            event |= LEARNING
            lesson = Lesson(
                offers.hours[o] / offers.months[o],
                float(offers.quality[o]),
                float(offers.doublings[o]),
                offers.at_work[o] == 1,
                offers.online[o] == 1,
                float(offers.weekly_hours[o]),
                float(travel[c.district[i], o]),
                float(offers.support[o]),
                float(offers.shared[o]),
                kept.skill,
            )
            c.months_left[i] -= 1
            luck = block(world.seed, STAY, int(c.id[i]), world.month, 0)[0]
            if drops_out(me, lesson, persistence, luck):
                event |= DROPPED
                c.enrolled[i] = -1
            elif c.months_left[i] == 0:
                event |= COMPLETED
                c.enrolled[i] = -1
        c.habit[i] = habit_after(me, Recent((event & STARTED) != 0, kept.habit), persistence, 0)
        c.skill[i] = skill_after(me, lesson, persistence, 0)
        shown = int(np.floor((float(c.approval[i]) + 1.0) * APPROVAL_ZERO + 0.5))
        if world.month - c.last_start[i] < 12:
            shown |= ACTIVE_BIT
        c.visible[i] = shown
        c.event[i] = event


@kernel(parallel=True)
def settle(c, offers, travel, persistence, kept, world):
    """Apply: attend, drop out or complete; learn; habit; what others will see next month.

    `travel` is the distance in km to each offer from each district, shape (districts, offers); `kept`: see `Kept`.
    """
    for part in numba.prange(PARTS):
        settle_rows(
            c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, offers, travel, persistence, kept, world
        )
