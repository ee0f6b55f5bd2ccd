"""The loops of a month over all citizens: hear, choose, settle. Each builds the record and calls the rules.

A loop writes only its own row, so rows may run in any order and in parallel with the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from sim.citizens.person import APPLIED, COMPLETED, DROPPED, LEARNING, STARTED, person_at
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
BLOCK = 1024  # rows whose draws are made together


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


class Most(NamedTuple):
    """Bounds of what offers add to the wish, by who gives them, and of what liking their kind does."""

    public: float
    at_work: float
    liked: float


class World(NamedTuple):
    """What citizens face besides their own row; one value for the whole month."""

    intercept: float
    anchor: float
    seed: int
    month: int


@rule
def surroundings(c, ties, i):
    """What row i sees: the share of contacts active in 12 months, their mean approval, and messages."""
    first, last = ties.indptr[i], ties.indptr[i + 1]
    active, seen = 0, 0
    for k in range(first, last):
        byte = int(c.visible[np.uint32(ties.neighbours[k])])  # unsigned: no test for an index from the end
        active += byte >> 7
        seen += byte & APPROVAL_BITS
    count = max(1, last - first)
    mean = (seen / count - APPROVAL_ZERO) / APPROVAL_ZERO if last > first else 0.0
    return Surroundings(
        active / count,
        mean,
        float(c.published[i]),
        float(c.injunctive[i]),
        float(c.contacted[i]),
        float(c.exposures[i]),
    )


@rule
def fill_luck(luck, ids, first, last, key, world):
    """Word 0 of the block of each id in rows `first` to `last`: without branches, so it compiles to vector code."""
    for j in range(last - first):
        luck[j] = block(world.seed, key, int(ids[first + j]), world.month, 0)[0]


@rule
def hear_rows(first, last, c, ties, awareness, norms, world):
    """The rows `first` to `last` of `hear`."""
    luck = np.empty(BLOCK)
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        fill_luck(luck, c.id, start, stop, HEAR, world)
        for i in range(start, stop):
            around = surroundings(c, ties, i)
            me = person_at(c, i)
            c.aware[i] = knows(me, around, awareness, luck[i - start])
            c.norm[i] = norm_belief(me, around, norms, 0)
            c.approval[i] = approval(me, around, norms, 0)


@kernel(parallel=True)
def hear(c, ties, awareness, norms, world):
    """Apply: norms and awareness, from what contacts showed at the end of last month."""
    for part in numba.prange(PARTS):
        hear_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, ties, awareness, norms, world)


@rule
def price_of(fee, kind, held, schemes):
    """What a course with this fee costs who holds voucher `held` (its number or -1), monthly mean incomes."""
    if held < 0 or fee == 0.0 or not schemes.kinds[held, kind]:
        return fee
    return fee - voucher_value(0, Scheme(float(schemes.covers[held]), float(schemes.maximum[held]), fee), 0, 0)


@rule
def offer_seen(offers, schemes, held, o, km):
    """Offer o at `km` kilometres as a citizen with voucher `held` sees it."""
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
def cannot_beat(gap, u):
    """True when a Gumbel draw from u surely stays below `gap`: exact bounds, u < exp(-exp(-gap)), save logarithms."""
    if gap > 3.0:
        return u < 0.95 or (gap > 4.0 and u < 0.98) or (gap > 5.0 and u < 0.993) or (gap > 7.0 and u < 0.999)
    return (gap > 2.0 and u < 0.87) or (gap > 1.0 and u < 0.69) or (gap > 0.0 and u < 0.36) or (gap > -1.0 and u < 0.06)


@rule
def most_terms(offers, people, choice):
    """The most that nature, quality and taste of any public offer, and of any employer's, add to the wish, log-odds."""
    public, at_work = -100.0, -100.0
    for o in range(offers.kind.size):
        nature = choice.employer * offers.at_work[o] + choice.library * offers.informal[o]
        nature += choice.online * offers.online[o] + choice.formal * offers.formal[o]
        nature += choice.quality * offers.doublings[o]
        if offers.at_work[o]:
            at_work = max(at_work, nature)
        else:
            public = max(public, nature)
    liked = people.taste_sd * SQRT3 + 1e-9  # a little more, since sums are rounded
    return Most(public + liked, at_work + liked, liked)


@rule
def best_offer(me, person, district, held, offers, reach, schemes, people, choice, world, most, outside):
    """The offer that beats not learning and all others for a citizen this month, or -1.

    Taste: word kind % 4 of block (taste, month 0, kind // 4); luck: word o % 4 of block (shock, month, o // 4).
    Most offers are set aside by their luck alone, before anything else about them is looked at.
    """
    trait, education, age, work = lasting_wish(me, 0, people, 0)
    habit, norm, approved, message = passing_wish(me, world, choice, 0)
    wish = world.intercept + trait + education + age + work + habit + norm + approved + message
    best, best_value = -1, gumbel(outside)
    drawn, luck = -1, (0.0, 0.0, 0.0, 0.0)
    for k in range(reach.start[district], reach.start[district + 1]):
        o = reach.offer[k]
        if not offers.open[o]:
            continue
        if o // 4 != drawn:
            drawn, luck = o // 4, block(world.seed, SHOCK, person, world.month, o // 4)
        u = word(luck, o % 4)
        if cannot_beat(best_value - wish - (most.at_work if offers.at_work[o] else most.public), u):
            continue
        seen = offer_seen(offers, schemes, held, o, float(reach.km[k]))
        if not can_take(me, seen, choice, 0):
            continue
        nature, price, time, distance, wait, quality, _ = offer_terms(me, seen, choice, 0.0)
        value = wish + nature + price + time + distance + wait + quality
        if cannot_beat(best_value - value - most.liked, u):
            continue
        kind = int(offers.kind[o])
        value += taste_for(word(block(world.seed, TASTE, person, 0, kind // 4), kind % 4), people.taste_sd)
        if cannot_beat(best_value - value, u):
            continue
        total = value + gumbel(u)
        if total > best_value:
            best, best_value = o, total
    return best


@rule
def choose_rows(first, last, c, offers, reach, schemes, people, choice, courses, world, most):
    """The rows `first` to `last` of `choose`; words of the block: consider, outside option, patience."""
    luck = np.empty(BLOCK)
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        fill_luck(luck, c.id, start, stop, CHOOSE, world)
        for i in range(start, stop):
            c.application[i] = -1
            if c.enrolled[i] >= 0:
                continue
            me = person_at(c, i)
            waits = c.queued[i] >= 0
            if not waits and not considers(me, 0, choice, luck[i - start]):
                continue
            person = int(c.id[i])
            _, outside, patience, _ = block(world.seed, CHOOSE, person, world.month, 0)
            if not waits:
                c.application[i] = best_offer(
                    me,
                    person,
                    int(c.district[i]),
                    int(c.voucher[i]),
                    offers,
                    reach,
                    schemes,
                    people,
                    choice,
                    world,
                    most,
                    outside,
                )
            elif not gives_up(me, 0, courses, patience):
                c.application[i] = c.queued[i]


@kernel(parallel=True)
def choose(c, offers, reach, schemes, people, choice, courses, world, most):
    """Decide: go on waiting, or consider and apply for the best offer; `most`: from `most_terms`."""
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
            most,
        )


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
        lesson = Lesson(0.0, 1.0, 0.0, False, False, 0.0, 0.0, kept.skill)
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
