"""The loops after admission: applicants placed or queued; learners attend, learn, drop out or complete.

A loop writes only its own row, so rows may run in any order and side by side with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

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
from sim.citizens.weighing import interest_of
from sim.compiled import block_end, kernel, loop
from sim.draws import block, purpose_key
from sim.rules.persistence import drops_out, habit_after, skill_after

STAY, SUPPORT = purpose_key("stay"), purpose_key("supported")
BLOCK = 256  # rows that are settled together: they stay in the nearest cache


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
    interest: float
    kept: float


class Recent(NamedTuple):
    """Whether there was a start this month, and the part of a habit that stays without one."""

    started: bool
    kept: float


class Kept(NamedTuple):
    """Parts of habit and skill that a month leaves, computed once for all citizens."""

    habit: float
    skill: float


@kernel()
def place(first, last, c, rows, wanted, admitted, months, supported, world):
    """Apply: the admitted begin their course, the others wait; who waits already keeps the month in which it began.

    `rows` ascending, `wanted` their offers, `admitted` (bool), all of one shape; by offer its `months`, and the share
    of its starts that is `supported`, by lot.
    """
    month = world.month
    for k in range(first, last):
        i, o = rows[k], wanted[k]
        if admitted[k]:
            c.enrolled[i], c.months_left[i], c.queued[i] = o, months[o], -1
            c.last_start[i] = month
            c.starts[i] += 1
            c.event[i] |= STARTED
            if supported[o] > 0.0 and block(world.seed, SUPPORT, int(c.id[i]), month, 0)[0] < supported[o]:
                c.last_support[i] = month
                c.event[i] |= SUPPORTED
        else:
            if c.queued[i] < 0:
                c.queued_since[i] = month
            c.queued[i] = o
            c.event[i] |= REJECTED


@loop
def note_applications(first, last, c):
    """Who applied, who no longer waits, and who attends which offer; each column in a loop that is vector code."""
    for i in range(first, last):
        c.event[i] |= APPLIED * (c.application[i] >= 0)
    for i in range(first, last):
        waits = int(c.queued[i])
        c.queued[i] = waits if c.application[i] >= 0 else -1
    for i in range(first, last):
        c.learnt[i] = c.enrolled[i]


@loop
def list_learners(learners, first, last, c):
    """Fill `learners` with the rows `first` to `last` that attend an offer; returns their number."""
    count = np.uint64(0)
    for i in range(first, last):
        learners[count] = i  # the next one overwrites who attends none: no branch to guess
        count += np.uint64(c.enrolled[i] >= 0)
    return count


@loop
def lesson_of(c, i, offers, travel, persistence, kept, seed):
    """What row i is taught this month in the offer it attends."""
    o = int(c.enrolled[i])
    shared = float(offers.shared[o])
    weighed = (shared > 0.0) & (persistence.shared_content != 0.0)  # only then is an interest drawn
    return Lesson(
        offers.hours[o] / offers.months[o],
        float(offers.quality[o]),
        float(offers.doublings[o]),
        offers.at_work[o] == 1,
        offers.online[o] == 1,
        float(offers.weekly_hours[o]),
        float(travel[c.district[i], o]),
        float(offers.support[o]),
        shared,
        interest_of(seed, int(c.id[i])) if weighed else 0.0,
        kept.skill,
    )


@loop
def draw(luck, person, learners, count, c, world):
    """Fill `luck` for the learners: their ids are fetched first, so that the draws compile to vector code."""
    for j in range(count):
        person[j] = c.id[learners[j]]
    for j in range(count):
        luck[j] = block(world.seed, STAY, person[j], world.month, 0)[0]


@loop
def teach(learners, count, luck, skill, c, offers, travel, persistence, kept, world):
    """The month of the learners, who stay, drop out or complete; `skill` is filled with theirs after it."""
    for j in range(count):
        i = learners[j]
        me, event = person_at(c, i), LEARNING
        lesson = lesson_of(c, i, offers, travel, persistence, kept, world.seed)
        c.months_left[i] -= 1
        if drops_out(me, lesson, persistence, luck[j]):
            event |= DROPPED
            c.enrolled[i] = -1
        elif c.months_left[i] == 0:
            event |= COMPLETED
            c.enrolled[i] = -1
        c.event[i] |= event
        skill[j] = skill_after(me, lesson, persistence, 0)


@loop
def fade(first, last, c, persistence, kept):
    """What a month without a lesson leaves of habit and skill in the rows `first` to `last`; vector code."""
    none = Lesson(0.0, 1.0, 0.0, False, False, 0.0, 0.0, 0.0, 0.0, 0.0, kept.skill)
    for i in range(first, last):
        recent = Recent((c.event[i] & STARTED) != 0, kept.habit)
        c.habit[i] = habit_after(person_at(c, i), recent, persistence, 0)
    for i in range(first, last):
        c.skill[i] = skill_after(person_at(c, i), none, persistence, 0)


@loop
def show(first, last, c, month):
    """What contacts will see of the rows `first` to `last`; vector code, for which whole numbers have 32 bits."""
    for i in range(first, last):
        shown = np.int32(np.floor((float(c.approval[i]) + 1.0) * APPROVAL_ZERO + 0.5))
        c.visible[i] = shown | ACTIVE_BIT * (month - c.last_start[i] < 12)


@loop
def keep(learners, count, skill, c):
    """Give the learners the skill that they have after the month."""
    for j in range(count):
        c.skill[learners[j]] = skill[j]


@kernel(arrays=True)
def settle(first, last, c, offers, travel, persistence, kept, world):
    """Apply, in blocks of rows: attend, drop out or complete; learn; habit; what others will see next month.

    `travel` is the distance in km to each offer from each district, shape (districts, offers); `kept`: see `Kept`.
    """
    learners, person = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.int64)
    luck, skill = np.empty(BLOCK), np.empty(BLOCK)
    start = first
    while start < last:
        stop = block_end(start, last, BLOCK)
        note_applications(start, stop, c)
        count = list_learners(learners, start, stop, c)
        draw(luck, person, learners, count, c, world)
        teach(learners, count, luck, skill, c, offers, travel, persistence, kept, world)
        fade(start, stop, c, persistence, kept)
        keep(learners, count, skill, c)
        show(start, stop, c, world.month)
        start = stop
