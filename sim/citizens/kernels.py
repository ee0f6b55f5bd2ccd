"""The loops of a month over all citizens: hear, choose, settle. Each builds the record and calls the rules.

A loop writes only its own row, so rows may run in any order and in parallel with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from sim.citizens.person import APPLIED, COMPLETED, DROPPED, LEARNING, REJECTED, STARTED, SUPPORTED, person_at
from sim.compiled import PARTS, kernel, rule
from sim.draws import block, gumbel, purpose_key
from sim.institutions.offers import OfferSeen
from sim.rules.awareness import knows
from sim.rules.choice import can_take, considers, lasting_wish, offer_terms, passing_wish
from sim.rules.incentives import voucher_value
from sim.rules.norms import approval, norm_belief
from sim.rules.persistence import drops_out, habit_after, skill_after
from sim.rules.queues import gives_up

HEAR, CHOOSE, TASTE, SHOCK, STAY = (purpose_key(name) for name in ("hear", "choose", "taste", "shock", "stay"))
ACTIVE_BIT, APPROVAL_BITS, APPROVAL_ZERO = 128, 127, 63
SQRT3 = 3.0**0.5
TINY = 1e-15  # bounds are loosened by what sums may be rounded by
BLOCK = 256  # rows whose draws are made together: their buffers stay in the nearest cache


class Surroundings(NamedTuple):
    """What reaches a citizen in a month."""

    active_share: float
    approval: float
    published_rate: float
    injunctive: float
    contacted: float
    exposures: float


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


class Scheme(NamedTuple):
    """What a voucher covers of a fee (monthly mean incomes)."""

    covers: float
    maximum: float
    fee: float


class World(NamedTuple):
    """What citizens face besides their own row; one value for the whole month."""

    intercept: float
    anchor: float
    seed: int
    month: int


@rule
def fill_luck(luck, ids, first, last, key, world):
    """Words 0 of the blocks of the ids in rows `first` to `last`: without branches, so it compiles to vector code."""
    for j in range(last - first):
        luck[j] = block(world.seed, key, int(ids[first + j]), world.month, 0)[0]


@kernel()
def pack(visible):
    """Bit 7 of each byte, eight citizens in a byte: a table that the nearest cache holds."""
    bits = np.zeros(visible.size // 8 + 1, np.uint8)
    for k in range(visible.size // 8):
        byte = np.uint8(0)
        for b in range(8):
            byte |= np.uint8((visible[8 * k + b] >> 7) << b)
        bits[k] = byte
    for i in range(8 * (visible.size // 8), visible.size):
        bits[i // 8] |= np.uint8((visible[i] >> 7) << (i % 8))
    return bits


@rule
def add_up_active(sums, first, last, bits, ties):
    """As `add_up_contacts` where all contacts show neutral approval: only their activity is looked up."""
    total = 0
    base = ties.indptr[first]
    for k in range(ties.indptr[last] - base):
        other = np.uint32(ties.neighbours[base + k])
        total += (((int(bits[other >> 3]) >> int(other & 7)) & 1) << 32) + APPROVAL_ZERO
        sums[k + 1] = total


@rule
def add_up_contacts(sums, first, last, c, ties):
    """Running sums over the ties of rows `first` to `last`: what contacts show, those active in the upper 32 bits.

    One loop over all ties of a block has no end to guess for each row, so it runs at the speed of memory.
    """
    total = 0
    base = ties.indptr[first]
    for k in range(ties.indptr[last] - base):
        byte = int(c.visible[np.uint32(ties.neighbours[base + k])])  # unsigned: no test for an index from the end
        total += ((byte >> 7) << 32) + (byte & APPROVAL_BITS)
        sums[k + 1] = total


@rule
def surroundings(c, shown, degree, i):
    """What row i sees: the share of its contacts active in 12 months, their mean approval, and messages."""
    count = max(1, degree)
    mean = ((shown & 0xFFFFFFFF) / count - APPROVAL_ZERO) / APPROVAL_ZERO if degree > 0 else 0.0
    return Surroundings(
        (shown >> 32) / count,
        mean,
        float(c.published[i]),
        float(c.injunctive[i]),
        float(c.contacted[i]),
        float(c.exposures[i]),
    )


@rule
def hear_rows(first, last, c, bits, ties, awareness, norms, world):
    """The rows `first` to `last` of `hear`; `bits` is empty where contacts show more than their activity."""
    luck = np.empty(BLOCK)
    most = 0
    for start in range(first, last, BLOCK):
        most = max(most, ties.indptr[min(start + BLOCK, last)] - ties.indptr[start])
    sums = np.zeros(most + 1, np.int64)
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        fill_luck(luck, c.id, start, stop, HEAR, world)
        if bits.size:
            add_up_active(sums, start, stop, bits, ties)
        else:
            add_up_contacts(sums, start, stop, c, ties)
        base = ties.indptr[start]
        for i in range(start, stop):
            k, after = ties.indptr[i] - base, ties.indptr[i + 1] - base
            around = surroundings(c, sums[after] - sums[k], after - k, i)
            me = person_at(c, i)
            c.aware[i] = knows(me, around, awareness, luck[i - start])
            c.norm[i] = norm_belief(me, around, norms, 0)
            c.approval[i] = approval(me, around, norms, 0)


@kernel(parallel=True)
def hear(c, ties, awareness, norms, world):
    """Apply: norms and awareness, from what contacts showed at the end of last month."""
    neutral = np.ones(PARTS, np.bool_)
    for part in numba.prange(PARTS):
        shown = c.visible[c.id.size * part // PARTS : c.id.size * (part + 1) // PARTS]
        neutral[part] = np.all((shown & APPROVAL_BITS) == APPROVAL_ZERO)
    bits = pack(c.visible) if np.all(neutral) else np.empty(0, np.uint8)
    for part in numba.prange(PARTS):
        hear_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, bits, ties, awareness, norms, world)


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
    habit, norm, approved, message = passing_wish(me, world, choice, 0)
    return world.intercept + trait + education + age + work + habit + norm + approved + message


@rule
def who_thinks(thinking, luck, first, last, c, choice, courses):
    """Fill `thinking` with the rows that consider learning and return their number; who waits goes on or gives up."""
    count = 0
    for i in range(first, last):
        c.application[i] = -1
        if c.enrolled[i] >= 0:
            continue
        me = person_at(c, i)
        if c.queued[i] >= 0:
            if not gives_up(me, 0, courses, luck[2, i - first]):
                c.application[i] = c.queued[i]
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
        found = who_thinks(thinking, luck, start, stop, c, choice, courses)
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


@rule
def applicants_rows(first, last, c, rows, at):
    """List the applicants among the rows `first` to `last` from position `at`; returns the next position."""
    for i in range(first, last):
        if c.application[i] >= 0:
            if rows.size:
                rows[at] = i
            at += 1
    return at


@kernel(parallel=True)
def applicants(c):
    """The rows with an application, ascending, int64."""
    start = np.zeros(PARTS + 1, np.int64)
    none = np.empty(0, np.int64)
    for part in numba.prange(PARTS):
        start[part + 1] = applicants_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, none, 0)
    start = np.cumsum(start)
    rows = np.empty(start[PARTS], np.int64)
    for part in numba.prange(PARTS):
        applicants_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, rows, start[part])
    return rows


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
