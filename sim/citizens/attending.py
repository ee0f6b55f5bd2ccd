"""The loops by which people are asked to help, come to events and take leave to learn, one citizen at a time.

A loop writes only its own row, so rows may run in any order and side by side with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.citizens.person import person_at
from sim.codes import EMPLOYED
from sim.compiled import block_end, kernel, loop
from sim.draws import block, fill, fill_three
from sim.rules.activities import memory_after, wants_to_visit

BLOCK = 256  # rows whose draws are made together


class Invitation(NamedTuple):
    """An event's appeal as one citizen feels it."""

    taste: float


class Visit(NamedTuple):
    """What is left of earlier visits, and whether there is one this month."""

    memory: float
    visited: int


@loop
def ask_block(first, last, c, chosen, joined, luck, share, p, month):
    """The rows of a block of `ask`, in vector code; luck: contact, agrees, stops."""
    for i in range(first, last):
        j = i - first
        agrees, goes_on = joined[i] | (luck[1, j] < p.agrees), joined[i] & (luck[2, j] >= p.lapse)
        joined[i] = agrees if chosen[i] & (luck[0, j] < share) else goes_on
    for i in range(first, last):
        asked = chosen[i] & (luck[0, i - first] < share)
        c.last_support[i] = month if asked else c.last_support[i]


@kernel(arrays=True)
def ask(first, last, c, chosen, joined, share, p, seed, key, month):
    """Ask a share of the chosen to volunteer; `joined` is who does so by this call. p: volunteers."""
    luck, start = np.empty((3, BLOCK)), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill_three(luck, c.id, start, stop, seed, key, month)
        ask_block(start, stop, c, chosen, joined, luck, share, p, month)
        start = stop


@loop
def come_block(first, last, c, chosen, taste, wants, luck, p):
    """The rows of a block of `come`; vector code."""
    for i in range(first, last):
        wants[i] = chosen[i] & wants_to_visit(person_at(c, i), Invitation(float(taste[i])), p, luck[i - first])


@kernel(arrays=True)
def come(first, last, c, chosen, taste, wants, p, seed, key, month):
    """Who of the chosen would come to an event this month, written to `wants`. p: activities."""
    luck, start = np.empty(BLOCK), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        fill(luck, c.id, start, stop, seed, key, month, 0)
        come_block(start, stop, c, chosen, taste, wants, luck, p)
        start = stop


@loop
def remember(first, last, c, visitor, memory, p):
    """What the rows `first` to `last` remember of events, and what that adds to the wish; vector code."""
    for i in range(first, last):
        kept = memory_after(0, Visit(float(memory[i]), int(visitor[i])), p, 0)
        memory[i] = kept if kept > 1e-6 else 0.0
    for i in range(first, last):
        c.message[i] += p.effect * float(memory[i])


@loop
def list_visitors(found, first, last, visitor):
    """Fill `found` with the visitors among the rows `first` to `last`; returns their number."""
    count = np.uint64(0)
    for i in range(first, last):
        found[count] = i  # the next one overwrites who is none: no branch to guess
        count += np.uint64(visitor[i])
    return count


@kernel(arrays=True)
def visit(first, last, c, visitor, memory, p, seed, key, month):
    """Visitors spend their time, may learn of the courses, and remember; the memory adds to the wish. p: activities."""
    found, start = np.empty(BLOCK, np.uint64), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        remember(start, stop, c, visitor, memory, p)
        for j in range(list_visitors(found, start, stop, visitor)):
            i = found[j]
            c.visits[i] += 1
            c.last_support[i] = month
            c.relief[i] -= p.hours * 12.0 / 52.0
            if block(seed, key, int(c.id[i]), month, 0)[1] < p.awareness:
                c.aware[i] = 1
        start = stop


@kernel()
def take_leave(first, last, c, chosen, held, lot, take_up, coverage, manage, hours):
    """Write who holds a leave this month, and give them its weekly hours; `coverage` and `manage` are float32.

    Those are the employed among the chosen whose `lot` is covered and whose `take_up` says that they manage.
    """
    for i in range(first, last):
        held[i] = chosen[i] & (c.work[i] == EMPLOYED) & (lot[i] < coverage) & (take_up[i] < manage)
    for i in range(first, last):
        c.relief[i] += hours if held[i] else np.float32(0.0)
