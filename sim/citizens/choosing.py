"""The loop in which citizens choose: who considers learning weighs every offer it can reach against not learning.

A loop writes only its own row, so rows may run in any order and side by side with the same bits.
"""

from __future__ import annotations

import numpy as np

from sim.citizens.person import person_at
from sim.citizens.weighing import (
    BLOCK,
    apply_for_best,
    bound,
    look_at_offers,
    most_offers,
    new_likely,
    new_minds,
    offer_seen,
    weigh,
)
from sim.compiled import block_end, kernel, loop, rule, same_until
from sim.draws import fill_three, purpose_key
from sim.rules.choice import can_take, considers, trained_at_work
from sim.rules.queues import gives_up

CHOOSE = purpose_key("choose")


@rule
def is_possible(offers, schemes, me, held, o, choice):
    """Whether an offer is open, and open to a citizen; how far it is and what it costs do not matter to that."""
    return offers.open[o] and can_take(me, offer_seen(offers, schemes, held, o, 0.0, 0.0), choice, 0)


@loop
def tell_apart(thinks, waits, luck, first, last, c, choice):
    """Which idle rows from `first` to `last` consider learning, and which wait for a place.

    Who waits considers what its employer offers, which has a place for everybody, and nothing else.
    """
    for i in range(first, last):
        c.application[i] = -1
    for i in range(first, last):
        me, idle, queues = person_at(c, i), c.enrolled[i] < 0, c.queued[i] >= 0
        looks = (not queues) | trained_at_work(me, 0, choice, 0)
        thinks[i - first] = idle & looks & considers(me, 0, choice, luck[0, i - first])
        waits[i - first] = idle & queues


@loop
def listed(chosen, first, last, rows):
    """List in `rows` the chosen ones from `first` to `last`; returns how many they are.

    The next row overwrites who does not belong on the list: there is no branch to guess.
    """
    count = np.uint64(0)
    for j in range(last - first):
        rows[count] = first + j
        count += np.uint64(chosen[j])
    return count


@loop
def go_on_waiting(waiting, waiters, luck, first, c, offers, schemes, choice, courses):
    """Who waits applies again, as long as the offer can be taken and patience lasts."""
    for j in range(waiters):
        i = waiting[j]
        me, o = person_at(c, i), int(c.queued[i])
        stays = not gives_up(me, 0, courses, luck[2, i - first])
        if stays and is_possible(offers, schemes, me, int(c.voucher[i]), o, choice):
            c.application[i] = o


@kernel(arrays=True)
def choose(first, last, c, offers, reach, schemes, people, choice, courses, world):
    """Decide: go on waiting, or consider and apply for the offer that beats not learning and all others this month.

    In blocks of rows of one district. Luck: whether to consider, the outside option, patience.
    """
    luck, thinking, waiting = np.empty((3, BLOCK)), np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    thinks, waits = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    minds, likely, most = new_minds(), new_likely(BLOCK * most_offers(reach)), np.empty(reach.offer.size)
    bound(most, offers, reach, choice)
    start = first
    while start < last:
        d, stop = int(c.district[start]), same_until(start, block_end(start, last, BLOCK), c.district)
        fill_three(luck, c.id, start, stop, world.seed, CHOOSE, world.month)
        tell_apart(thinks, waits, luck, start, stop, c, choice)
        thinkers, waiters = listed(thinks, start, stop, thinking), listed(waits, start, stop, waiting)
        go_on_waiting(waiting, waiters, luck, start, c, offers, schemes, choice, courses)
        minded = weigh(minds, thinking, thinkers, luck, start, c, people, choice, world)
        count = look_at_offers(likely, minds, minded, d, most, c, offers, reach, schemes, people, choice, world)
        apply_for_best(likely, count, minds, minded, c, reach)
        start = stop
