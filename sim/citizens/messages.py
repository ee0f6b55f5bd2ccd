"""The loops by which programmes reach citizens one by one: contacts, campaigns, displays, vouchers (M5, M7, M9).

A loop writes only its own row: what was met this month, and what it adds to the wish to learn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.compiled import block_end, kernel, loop
from sim.draws import fill, purpose_key
from sim.rules.campaigns import exposed, freshness, persuasion

MEDIA = purpose_key("media use")
LEAST_USE, MOST_USE = 0.5, 1.5  # of media, as a multiple of the middling: a lasting uniform between
BLOCK = 256  # rows whose draws are made together


class Past(NamedTuple):
    """What a campaign has done to each citizen so far: fading exposure, exposures ever, what fatigue leaves of its
    effect (which only an exposure changes); and a lasting normal."""

    exposure: NDArray[np.float32]
    ever: NDArray[np.float32]
    fresh: NDArray[np.float64]
    susceptibility: NDArray[np.float64]


class Broadcast(NamedTuple):
    """A campaign's month: share of its audience met by one of middling media use, pressure, whether it says that
    others approve (0 or 1), the share of learners that it publishes, or -1, and the hours a week that it takes."""

    reach: float
    pressure: float
    injunctive: int
    rate: float
    weekly: float


class Message(NamedTuple):
    """A campaign as one citizen meets it this month."""

    reach: float
    media_use: float
    pressure: float
    exposure: float
    exposures_ever: float
    freshness: float


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
def fade(first, last, past, kept, p):
    """What is left of earlier exposure in the rows `first` to `last`, also in `kept`; vector code."""
    for i in range(first, last):
        kept[i - first] = float(past.exposure[i]) * p.retention
    for i in range(first, last):
        past.exposure[i] = kept[i - first]


@loop
def list_possible(found, first, last, chosen, luck, reach):
    """Fill `found` with the places of the chosen whose luck is enough for the keenest users of media: their number."""
    count = np.uint64(0)
    for j in range(last - first):
        found[count] = j  # the next one overwrites who is out of reach: no branch to guess
        count += np.uint64(chosen[first + j] & (luck[j] < reach * MOST_USE))
    return count


@loop
def expose_found(found, count, first, c, luck, person, media, kept, past, broadcast, p, seed, month):
    """Those of the `found` whose use of media suffices see the campaign; returns their number."""
    viewers = 0
    for m in range(count):  # fetched first, so that the draws compile to vector code
        person[m] = c.id[first + found[m]]
    fill(media, person, np.uint64(0), count, seed, MEDIA, 0, 0)
    for m in range(count):
        j = found[m]
        i = first + j
        ever = float(past.ever[i]) + 1.0  # with this one
        seen = Message(broadcast.reach, LEAST_USE + media[m], broadcast.pressure, kept[j], ever, past.fresh[i])
        if exposed(person_at(c, i), seen, p, luck[j]):
            viewers += 1
            kept[j] += 1.0
            past.exposure[i] = kept[j]
            past.ever[i], past.fresh[i] = ever, freshness(person_at(c, i), seen, p, 0.0)
            c.exposures[i] += 1
            c.last_support[i] = month
            c.injunctive[i] += broadcast.injunctive
            c.relief[i] -= broadcast.weekly
            if broadcast.rate >= 0.0:
                c.published[i] = broadcast.rate
    return viewers


@loop
def persuade(first, last, c, kept, past, broadcast, p):
    """What the campaign adds to the wish, nothing for who has never seen it; vector code."""
    for i in range(first, last):
        after = Message(broadcast.reach, 0.0, broadcast.pressure, kept[i - first], 0.0, past.fresh[i])
        c.message[i] += persuasion(person_at(c, i), after, p, past.susceptibility[i])


@kernel(arrays=True)
def expose(first, last, c, chosen, past, broadcast, p, seed, key, month):
    """Expose citizens to a campaign's month and add what it does to `message`; returns how many saw it."""
    luck, media, kept, start = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), first
    found, person, viewers = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.int64), 0
    while start < last:
        stop = block_end(start, last, BLOCK)
        fade(start, stop, past, kept, p)
        if broadcast.reach > 0.0:
            fill(luck, c.id, start, stop, seed, key, month, 0)
            count = list_possible(found, start, stop, chosen, luck, broadcast.reach)
            viewers += expose_found(found, count, start, c, luck, person, media, kept, past, broadcast, p, seed, month)
        persuade(start, stop, c, kept, past, broadcast, p)
        start = stop
    return viewers


@kernel()
def promise(first, last, c, chosen, worth):
    """Add to `message` what the chosen make of an announced award: `worth` over what they have in a month."""
    for i in range(first, last):
        c.message[i] += worth / (c.income[i] + c.cash[i]) if chosen[i] else np.float32(0.0)


@loop
def see_block(first, last, chosen, seen, luck, reach):
    """Write who of a block sees a display, and return how many do; vector code."""
    viewers = 0
    for i in range(first, last):
        seen[i] = np.uint8(chosen[i] & (luck[i - first] < reach))
    for i in range(first, last):
        viewers += int(seen[i])
    return viewers


@kernel(arrays=True)
def see(first, last, c, chosen, seen, reach, seed, key, month):
    """Write to `seen` who of the chosen sees a display this month, a share of them; returns how many do."""
    luck, viewers, start = np.empty(BLOCK), 0, first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill(luck, c.id, start, stop, seed, key, month, 0)
        viewers += see_block(start, stop, chosen, seen, luck, reach)
        start = stop
    return viewers


@kernel()
def mark(first, last, column, chosen, value):
    """Write `value` to the column of the chosen: without branches, unlike numpy's `putmask`, which takes far longer."""
    for i in range(first, last):
        column[i] = value if chosen[i] else column[i]


@kernel()
def hold_vouchers(first, last, c, chosen, covered, take_up, manages, trusts, terms, number):
    """Give voucher `number` to those of the chosen who are covered and manage to use one; numbers are float32.

    Fewer manage who trust the city less, and after changes of `terms`.
    """
    for i in range(first, last):
        able = take_up[i] < (manages + trusts * (c.trust[i] - np.float32(0.5))) * terms
        c.voucher[i] = number if chosen[i] & covered[i] & able else c.voucher[i]
