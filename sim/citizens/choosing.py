"""The loop in which citizens choose: who considers learning weighs every offer it can reach against not learning.

A loop writes only its own row, so rows may run in any order and in parallel with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from sim.citizens.person import person_at
from sim.compiled import PARTS, kernel, rule
from sim.draws import block, gumbel, purpose_key
from sim.institutions.offers import OfferSeen
from sim.rules.choice import can_take, considers, lasting_wish, offer_terms, passing_wish
from sim.rules.incentives import voucher_value
from sim.rules.queues import gives_up

CHOOSE, TASTE, SHOCK = (purpose_key(name) for name in ("choose", "taste", "shock"))
SQRT3 = 3.0**0.5
TINY = 1e-15  # bounds are loosened by what sums may be rounded by
BLOCK = 256  # rows whose draws are made together: their buffers stay in the nearest cache


class Scheme(NamedTuple):
    """What a voucher covers of a fee (monthly mean incomes)."""

    covers: float
    maximum: float
    fee: float


@rule
def price_of(fee, kind, held, schemes):
    """What a course with this fee costs who holds voucher `held` (its number or -1), monthly mean incomes."""
    if held < 0 or fee == 0.0 or not schemes.kinds[held, kind]:
        return fee
    return fee - voucher_value(0, Scheme(float(schemes.covers[held]), float(schemes.maximum[held]), fee), 0, 0)


@rule
def offer_seen(offers, schemes, held, o, km, interest):
    """Offer o at `km` kilometres as a citizen with voucher `held` and this interest in common content sees it."""
    return OfferSeen(
        at_work=offers.at_work[o] == 1,
        informal=offers.informal[o] == 1,
        online=offers.online[o] == 1,
        formal=offers.formal[o] == 1,
        minimum_age=float(offers.minimum_age[o]),
        weekly_hours=float(offers.weekly_hours[o]),
        slots=int(offers.slots[o]),
        price=price_of(float(offers.fee[o]), int(offers.kind[o]), held, schemes),
        distance=km,
        wait=float(offers.wait[o]),
        doublings=float(offers.doublings[o]),
        appeal=float(offers.appeal[o]),
        shared=float(offers.shared[o]),
        interest=interest,
    )


@rule
def word(words, k):
    """Word k of a block of four draws."""
    return words[0] if k == 0 else words[1] if k == 1 else words[2] if k == 2 else words[3]


@rule
def taste_for(words, sd):
    """A person's lasting taste for a kind of offer from a uniform: mean 0, standard deviation `sd`, log-odds."""
    return sd * SQRT3 * (2.0 * words - 1.0)


@rule
def interest_of(seed, person):
    """A person's lasting interest in common content, 0 to 2, mean 1 (word 0 of block taste, option 2)."""
    return 2.0 * block(seed, TASTE, person, 0, 2)[0]


@rule
def most_wanted(offers, o, km, people, choice):
    """An upper bound of exp(what offer o adds to anybody's wish): price and time only ever take away from it."""
    kind = choice.employer * offers.at_work[o] + choice.library * offers.informal[o]
    kind += choice.online * offers.online[o] + choice.formal * offers.formal[o]
    liked = SQRT3 * people.taste_sd + 2.0 * max(0.0, choice.shared_content) * offers.shared[o]
    rest = choice.quality * offers.doublings[o] - choice.distance * km - choice.wait * offers.wait[o] + offers.appeal[o]
    return np.exp(kind + rest + liked + 1e-9)  # a little more, since sums are rounded


@rule
def value_of(offers, schemes, me, person, held, o, km, wish, people, choice, world):
    """The value of an offer to a citizen with this wish to learn, log-odds; minus infinity if it cannot take it."""
    interest = interest_of(world.seed, person) if offers.shared[o] > 0.0 else 0.0
    seen = offer_seen(offers, schemes, held, o, km, interest)
    if not can_take(me, seen, choice, 0):
        return -np.inf
    kind = int(offers.kind[o])
    taste = taste_for(word(block(world.seed, TASTE, person, 0, kind // 4), kind % 4), people.taste_sd)
    nature, price, time, distance, wait, quality, appeal, content, liked = offer_terms(me, seen, choice, taste)
    return wish + nature + price + time + distance + wait + quality + appeal + content + liked


@rule
def wish_of(me, people, choice, world):
    """A citizen's wish to learn whatever the offer, log-odds."""
    trait, education, age, work = lasting_wish(me, 0, people, 0)
    habit, norm, approved, message, drive = passing_wish(me, world, choice, 0)
    return world.intercept + trait + education + age + work + habit + norm + approved + message + drive


@rule
def is_possible(offers, schemes, me, held, o, choice):
    """Whether an offer is open, and open to a citizen; how far it is and what it costs do not matter to that."""
    return offers.open[o] and can_take(me, offer_seen(offers, schemes, held, o, 0.0, 0.0), choice, 0)


@rule
def who_thinks(thinking, luck, first, last, c, offers, schemes, choice, courses):
    """Fill `thinking` with the rows that consider learning and return their number.

    Who waits goes on as long as the offer can be taken, or gives up.
    """
    count = 0
    for i in range(first, last):
        c.application[i] = -1
        if c.enrolled[i] >= 0:
            continue
        me = person_at(c, i)
        if c.queued[i] >= 0:
            o = int(c.queued[i])
            stays = not gives_up(me, 0, courses, luck[2, i - first])
            if stays and is_possible(offers, schemes, me, int(c.voucher[i]), o, choice):
                c.application[i] = o
        elif considers(me, 0, choice, luck[0, i - first]):
            thinking[count] = i
            count += 1
    return count


@rule
def choose_rows(first, last, c, offers, reach, schemes, people, choice, courses, world):
    """The rows `first` to `last` of `choose`, in blocks of one district.

    Words of the block of draws: consider, outside option, patience. Luck of offer o: word o % 4 of (shock, o // 4).
    exp(-x) >= 1 - x, so a luck below 1 - weight * most cannot lift an offer above not learning: nearly all are set
    aside by this one comparison, where weight = exp(wish) * -log(outside) and most = exp(the most the offer adds).
    """
    luck = np.empty((3, BLOCK))
    thinking = np.empty(BLOCK, np.int64)
    person = np.empty(BLOCK, np.int64)
    wish, best = np.empty(BLOCK), np.empty(BLOCK)
    weight = np.empty((2, BLOCK))  # of public offers, of the employer's; 0 for who cannot take any
    shock = np.empty((4, BLOCK))
    start = first
    while start < last:
        d = int(c.district[start])
        stop = start + 1
        while stop < min(start + BLOCK, last) and c.district[stop] == d:
            stop += 1
        for j in range(stop - start):
            words = block(world.seed, CHOOSE, int(c.id[start + j]), world.month, 0)
            luck[0, j], luck[1, j], luck[2, j] = words[0], words[1], words[2]
        found = who_thinks(thinking, luck, start, stop, c, offers, schemes, choice, courses)
        count = 0
        for j in range(found):
            i = thinking[j]
            me = person_at(c, i)
            at_work = me.employed and me.employer_trains
            if me.aware or at_work:
                outside = luck[1, i - start]
                thinking[count], person[count], best[count] = i, c.id[i], gumbel(outside)
                wish[count] = wish_of(me, people, choice, world)
                strength = np.exp(wish[count]) * -np.log(outside)
                weight[0, count] = strength if me.aware else 0.0
                weight[1, count] = strength if at_work else 0.0
                count += 1
        drawn = -1
        for k in range(reach.start[d], reach.start[d + 1]):
            o = int(reach.offer[k])
            if not offers.open[o]:
                continue
            if o // 4 != drawn:
                drawn = o // 4
                for j in range(count):
                    words = block(world.seed, SHOCK, person[j], world.month, drawn)
                    shock[0, j], shock[1, j], shock[2, j], shock[3, j] = words[0], words[1], words[2], words[3]
            km = float(reach.km[k])
            most = most_wanted(offers, o, km, people, choice)
            at_work, w = int(offers.at_work[o]), o % 4
            for j in range(count):
                if shock[w, j] < 1.0 - weight[at_work, j] * most - TINY:
                    continue
                i = thinking[j]
                held = int(c.voucher[i])
                value = value_of(
                    offers, schemes, person_at(c, i), person[j], held, o, km, wish[j], people, choice, world
                )
                total = value + gumbel(shock[w, j])
                if total > best[j]:
                    best[j] = total
                    c.application[i] = o
        start = stop


@kernel(parallel=True)
def choose(c, offers, reach, schemes, people, choice, courses, world):
    """Decide: go on waiting, or consider and apply for the offer that beats not learning and all others this month."""
    for part in numba.prange(PARTS):
        choose_rows(
            c.id.size * part // PARTS,
            c.id.size * (part + 1) // PARTS,
            c,
            offers,
            reach,
            schemes,
            people,
            choice,
            courses,
            world,
        )
