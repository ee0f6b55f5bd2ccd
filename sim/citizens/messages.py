"""The loops by which programmes reach citizens one by one: personal contacts and campaigns (M5, M7).

A loop writes only its own row: what was met this month, and what it adds to the wish to learn.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from sim.citizens.person import person_at
from sim.compiled import PARTS, kernel, part_of, rule
from sim.draws import block, purpose_key
from sim.rules.campaigns import exposed, persuasion

SUSCEPT, MEDIA = purpose_key("susceptibility"), purpose_key("media use")


class Message(NamedTuple):
    """A campaign as one citizen meets it this month."""

    reach: float
    media_use: float
    pressure: float
    exposure: float
    exposures_ever: float


@rule
def contact_people_rows(first, last, c, chosen, advice, share, retention, effect, seed, key, month):
    """The rows `first` to `last` of `contact_people`."""
    for i in range(first, last):
        kept = float(advice[i]) * retention
        if chosen[i] and block(seed, key, int(c.id[i]), month, 0)[0] < share:
            c.contacted[i] += 1
            c.last_support[i] = month
            kept = min(1.0, kept + 1.0)
        advice[i] = kept
        c.message[i] += effect * kept


@kernel(parallel=True)
def contact_people(c, chosen, advice, share, retention, effect, seed, key, month):
    """Contact a share of the chosen; advice fades as exposure to a campaign does and adds to `message`."""
    for part in numba.prange(PARTS):
        first, last = part_of(c.id.size, part)
        contact_people_rows(
            first,
            last,
            c,
            chosen,
            advice,
            share,
            retention,
            effect,
            seed,
            key,
            month,
        )


@rule
def expose_rows(first, last, c, chosen, exposure, ever, reach, pressure, rate, injunctive, p, seed, key, month):
    """The rows `first` to `last` of `expose`."""
    for i in range(first, last):
        person = int(c.id[i])
        kept = float(exposure[i]) * p.retention
        if reach > 0.0 and chosen[i]:
            media_use = 0.5 + block(seed, MEDIA, person, 0, 0)[0]
            seen = Message(reach, media_use, pressure, kept, float(ever[i]))
            if exposed(person_at(c, i), seen, p, block(seed, key, person, month, 0)[0]):
                kept += 1.0
                ever[i] += 1.0
                c.exposures[i] += 1
                c.last_support[i] = month
                if injunctive:
                    c.injunctive[i] += 1
                if rate >= 0.0:
                    c.published[i] = rate
        exposure[i] = kept
        if ever[i] > 0.0:
            u, v, _, _ = block(seed, SUSCEPT, person, 0, 0)
            normal = np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v)
            after = Message(reach, 0.0, pressure, kept, float(ever[i]))
            c.message[i] += persuasion(person_at(c, i), after, p, normal)


@kernel(parallel=True)
def expose(c, chosen, exposure, ever, reach, pressure, rate, injunctive, p, seed, key, month):
    """Expose citizens to a campaign's month and add what it does to `message`."""
    for part in numba.prange(PARTS):
        first, last = part_of(c.id.size, part)
        expose_rows(
            first,
            last,
            c,
            chosen,
            exposure,
            ever,
            reach,
            pressure,
            rate,
            injunctive,
            p,
            seed,
            key,
            month,
        )
