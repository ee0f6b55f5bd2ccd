"""The sense of gain, happiness and security (M18): one pass after the month's learning, on three separate scales.

They are looked at; what they do to the wish to learn is asserted, and then added to the column `drive`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.citizens.person import COMPLETED, LEARNING, REJECTED, person_at
from sim.codes import UNEMPLOYED
from sim.compiled import block_end, in_parts, kernel, loop
from sim.rules.wellbeing import feedback, gain_after, happiness_after, satisfaction, security_after, usual_after

if TYPE_CHECKING:
    from sim.city import City

BLOCK = 256  # rows that are looked at together: they stay in the nearest cache


class Brought(NamedTuple):
    """What a month brought a citizen, and how others fared: `neighbours` is the share of its district with service."""

    received: float
    completed: float
    refused: float
    neighbours: float
    unemployed: float
    fifth: float


class Worth(NamedTuple):
    """What the month was worth to a citizen."""

    satisfaction: float


class Feeling(NamedTuple):
    """The three scales as their columns hold them."""

    gain: float
    happiness: float
    security: float


def move_wellbeing(city: City) -> None:
    """The three scales follow what the month brought; they come after motivation, to whose `drive` they add."""
    forms = city.plan.forms
    if forms.wellbeing == "none":
        return
    p, c = city.p.wellbeing, city.columns
    gifts = bool(city.programmes) or forms.households != "none"
    share = np.zeros(len(city.facts.districts))
    if p.social_reference:
        counts = np.sum(in_parts(c.id.size, count_received, c, gifts, share.size), axis=0)
        share = counts[:, 1] / np.maximum(counts[:, 0], 1)
    in_parts(c.id.size, feel, c, share, gifts, float(forms.motivation != "none"), p)


@loop
def has_received(c, i, gifts):
    """Whether a service came to row i this month: teaching, or by a programme money, an activity or freed hours."""
    given = (c.cash[i] > 0.0) | (c.visits[i] > 0) | (c.relief[i] > 0.0)  # branches here would make the loop count uses
    return ((c.event[i] & LEARNING) != 0) | (gifts & given)


@loop
def count_rows(first, last, c, gifts, counts):
    """The rows `first` to `last` of `count_received`, added to `counts`."""
    for i in range(first, last):
        counts[c.district[i], 0] += 1
        if has_received(c, i, gifts):
            counts[c.district[i], 1] += 1


@kernel(arrays=True)
def count_received(first, last, c, gifts, districts):
    """People, and those of them whom a service reached this month, by district; shape (districts, 2), int64."""
    counts = np.zeros((districts, 2), np.int64)
    count_rows(first, last, c, gifts, counts)
    return counts


@loop
def brought(c, i, neighbours, gifts):
    """What the month brought row i."""
    event = int(c.event[i])
    return Brought(
        1.0 if has_received(c, i, gifts) else 0.0,
        1.0 if (event & COMPLETED) != 0 else 0.0,
        1.0 if (event & REJECTED) != 0 else 0.0,
        neighbours,
        1.0 if c.work[i] == UNEMPLOYED else 0.0,
        (float(c.income_group[i]) - 2.0) / 2.0,
    )


@loop
def feel_block(first, last, c, neighbours, worth, share, gifts, keeps_drive, p):
    """The rows `first` to `last` of `feel`: a loop for each column, which compiles to vector code."""
    for i in range(first, last):
        neighbours[i - first] = share[c.district[i]]
    for i in range(first, last):
        worth[i - first] = satisfaction(person_at(c, i), brought(c, i, 0.0, gifts), p, 0)
    for i in range(first, last):
        c.gain[i] = gain_after(person_at(c, i), brought(c, i, neighbours[i - first], gifts), p, 0)
    for i in range(first, last):
        c.happiness[i] = happiness_after(person_at(c, i), Worth(worth[i - first]), p, 0)
    for i in range(first, last):
        c.usual[i] = usual_after(person_at(c, i), Worth(worth[i - first]), p, 0)
    for i in range(first, last):
        c.security[i] = security_after(person_at(c, i), brought(c, i, 0.0, gifts), p, 0)
    for i in range(first, last):
        after = Feeling(float(c.gain[i]), float(c.happiness[i]), float(c.security[i]))
        c.drive[i] = feedback(after, 0, p, 0) + keeps_drive * float(c.drive[i])


@kernel(arrays=True)
def feel(first, last, c, share, gifts, keeps_drive, p):
    """Apply, in blocks of rows: the three scales after this month, and what they add to the coming month's wish.

    `keeps_drive` is 1 where motivation has written its part of `drive` already, else 0.
    """
    neighbours, worth, start = np.empty(BLOCK), np.empty(BLOCK), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        feel_block(start, stop, c, neighbours, worth, share, gifts, keeps_drive, p)
        start = stop
