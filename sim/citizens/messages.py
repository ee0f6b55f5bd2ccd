"""The loops by which programmes reach citizens one by one: personal contacts and campaigns (M5, M7).

A loop writes only its own row: what was met this month, and what it adds to the wish to learn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.compiled import block_end, kernel, loop
from sim.draws import fill, purpose_key
from sim.rules.campaigns import exposed, persuasion

MEDIA = purpose_key("media use")
BLOCK = 256  # rows whose draws are made together


class Past(NamedTuple):
    """What a campaign has done to each citizen so far: fading exposure, exposures ever; and a lasting normal."""

    exposure: NDArray[np.float32]
    ever: NDArray[np.float32]
    susceptibility: NDArray[np.float64]


class Broadcast(NamedTuple):
    """A campaign's month: share of its audience met by one of middling media use, pressure, whether it says that
    others approve (0 or 1), and the share of learners that it publishes, or -1."""

    reach: float
    pressure: float
    injunctive: int
    rate: float


class Message(NamedTuple):
    """A campaign as one citizen meets it this month."""

    reach: float
    media_use: float
    pressure: float
    exposure: float
    exposures_ever: float


@loop
def contact_block(first, last, c, chosen, luck, advice, share, retention, effect, month):
    """The rows of a block of `contact_people`."""
    for i in range(first, last):
        kept = float(advice[i]) * retention
        if chosen[i] and luck[i - first] < share:
            c.contacted[i] += 1
            c.last_support[i] = month
            kept = min(1.0, kept + 1.0)
        advice[i] = kept
        c.message[i] += effect * kept


@kernel(arrays=True)
def contact_people(first, last, c, chosen, advice, share, retention, effect, seed, key, month):
    """Contact a share of the chosen; advice fades as exposure to a campaign does and adds to `message`."""
    luck, start = np.empty(BLOCK), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill(luck, c.id, start, stop, seed, key, month, 0)
        contact_block(start, stop, c, chosen, luck, advice, share, retention, effect, month)
        start = stop


@loop
def expose_block(first, last, c, chosen, luck, media, kept, past, broadcast, p, month):
    """Who of a block sees the campaign this month, and what is left of what was seen before, also in `kept`."""
    for i in range(first, last):
        j = i - first
        kept[j] = float(past.exposure[i]) * p.retention
        seen = Message(broadcast.reach, 0.5 + media[j], broadcast.pressure, kept[j], float(past.ever[i]))
        if chosen[i] and exposed(person_at(c, i), seen, p, luck[j]):
            kept[j] += 1.0
            past.ever[i] += 1.0
            c.exposures[i] += 1
            c.last_support[i] = month
            c.injunctive[i] += broadcast.injunctive
            if broadcast.rate >= 0.0:
                c.published[i] = broadcast.rate
        past.exposure[i] = kept[j]


@loop
def persuade_block(first, last, c, kept, past, broadcast, p):
    """What the campaign adds to the wish of who has ever seen it."""
    for i in range(first, last):
        if past.ever[i] > 0.0:
            after = Message(broadcast.reach, 0.0, broadcast.pressure, kept[i - first], float(past.ever[i]))
            c.message[i] += persuasion(person_at(c, i), after, p, past.susceptibility[i])


@kernel(arrays=True)
def expose(first, last, c, chosen, past, broadcast, p, seed, key, month):
    """Expose citizens to a campaign's month and add what it does to `message`."""
    luck, media, kept, start = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill(luck, c.id, start, stop, seed, key, month, 0)
        fill(media, c.id, start, stop, seed, MEDIA, 0, 0)
        expose_block(start, stop, c, chosen, luck, media, kept, past, broadcast, p, month)
        persuade_block(start, stop, c, kept, past, broadcast, p)
        start = stop
