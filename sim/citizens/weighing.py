"""How citizens who consider learning weigh offers: what each sees, which may beat not learning, and which is best.

For a block of rows at a time; most offers are set aside by one comparison before anything of theirs is worked out.
Value plus Gumbel draw is largest where -log(u) * exp(-value) is smallest, u being the uniform behind the draw: what is
compared here is this number, which takes fewer logarithms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.codes import KINDS
from sim.compiled import kernel, loop, rule
from sim.draws import block, purpose_key
from sim.exponential import exp, log
from sim.institutions.offers import OfferSeen
from sim.rules.choice import can_take, lasting_wish, offer_terms, passing_wish, trained_at_work
from sim.rules.incentives import voucher_value

TASTE, SHOCK = (purpose_key(name) for name in ("taste", "shock"))
SQRT3 = 3.0**0.5
FOURS = (len(KINDS) + 3) // 4  # blocks of four draws that hold one for each kind
TINY = 1e-15  # bounds are loosened by what sums may be rounded by
BLOCK = 1024  # rows looked at together: enough for a list of those to whom an offer may matter


class Scheme(NamedTuple):
    """What a voucher covers of a fee (monthly mean incomes)."""

    covers: float
    maximum: float
    fee: float


class Minds(NamedTuple):
    """Those of a block of rows who weigh offers, one array each; `weight` 0 is for public offers, 1 the employer's."""

    row: NDArray[np.uint64]
    person: NDArray[np.int64]
    best: NDArray[np.float64]  # smallest number so far, at first that of not learning: exp(wish) * -log(u)
    choice: NDArray[np.int64]  # the row of `Reach` with that number, or -1
    weight: NDArray[np.float64]  # (2, rows): that of not learning, or 0 for who cannot take any
    taste: NDArray[np.float64]  # (kinds, rows): uniforms behind the lasting tastes for kinds of offers
    shock: NDArray[np.float64]  # (4, rows)
    mark: NDArray[np.bool_]  # whether the offer looked at may beat not learning


class Likely(NamedTuple):
    """Offers that may beat not learning for a mind (its number in `Minds`); `way`: the row of `Reach`."""

    mind: NDArray[np.int64]
    way: NDArray[np.int64]
    luck: NDArray[np.float64]
    value: NDArray[np.float64]


@kernel(arrays=True)
def new_minds():
    """Room for the minds of a block."""
    row, whole, mark = np.empty(BLOCK, np.uint64), np.empty((2, BLOCK), np.int64), np.empty(BLOCK, np.bool_)
    weight, taste, shock = np.empty((2, BLOCK)), np.empty((4 * FOURS, BLOCK)), np.empty((4, BLOCK))
    return Minds(row, whole[0], np.empty(BLOCK), whole[1], weight, taste, shock, mark)


@kernel(arrays=True)
def new_likely(most):
    """Room for so many likely offers."""
    whole, real = np.empty((2, most), np.int64), np.empty((2, most))
    return Likely(whole[0], whole[1], real[0], real[1])


@rule
def price_of(fee, kind, held, schemes):
    """What a course with this fee costs who holds voucher `held` (its number or -1), monthly mean incomes."""
    if held < 0 or fee == 0.0 or not schemes.kinds[held, kind]:
        return fee
    return fee - voucher_value(0, Scheme(float(schemes.covers[held]), float(schemes.maximum[held]), fee), 0, 0)


@rule
def offer_at(offers, o, km):
    """Offer o at `km` kilometres, before anybody with a voucher or an interest looks at it."""
    return OfferSeen(
        at_work=offers.at_work[o] == 1,
        informal=offers.informal[o] == 1,
        online=offers.online[o] == 1,
        formal=offers.formal[o] == 1,
        minimum_age=float(offers.minimum_age[o]),
        weekly_hours=float(offers.weekly_hours[o]),
        slots=int(offers.slots[o]),
        price=float(offers.fee[o]),
        distance=km,
        wait=float(offers.wait[o]),
        doublings=float(offers.doublings[o]),
        appeal=float(offers.appeal[o]),
        shared=float(offers.shared[o]),
        interest=0.0,
    )


@rule
def seen_by(offer, kind, held, schemes, interest):
    """The offer, of this kind, as a citizen with voucher `held` and this interest in common content sees it."""
    return OfferSeen(
        at_work=offer.at_work,
        informal=offer.informal,
        online=offer.online,
        formal=offer.formal,
        minimum_age=offer.minimum_age,
        weekly_hours=offer.weekly_hours,
        slots=offer.slots,
        price=price_of(offer.price, kind, held, schemes),
        distance=offer.distance,
        wait=offer.wait,
        doublings=offer.doublings,
        appeal=offer.appeal,
        shared=offer.shared,
        interest=interest,
    )


@rule
def offer_seen(offers, schemes, held, o, km, interest):
    """Offer o at `km` kilometres as a citizen with voucher `held` and this interest in common content sees it."""
    return seen_by(offer_at(offers, o, km), int(offers.kind[o]), held, schemes, interest)


@rule
def taste_for(uniform, sd):
    """A person's lasting taste for a kind of offer from a uniform: mean 0, standard deviation `sd`, log-odds."""
    return sd * SQRT3 * (2.0 * uniform - 1.0)


@rule
def chord(quarter, sd):
    """The straight line (at 0, slope) through exp(taste) at the uniforms quarter / 4 and (quarter + 1) / 4."""
    low, high = exp(taste_for(quarter / 4.0, sd)), exp(taste_for((quarter + 1.0) / 4.0, sd))
    return low - quarter * (high - low), 4.0 * (high - low)


@rule
def most_liked(uniform, chords):
    """An upper bound of exp(taste), a curve that bends upwards: the highest of its four chords."""
    a, b, c, d = chords
    lower = max(a[0] + uniform * a[1], b[0] + uniform * b[1])
    return max(lower, max(c[0] + uniform * c[1], d[0] + uniform * d[1]))


@rule
def interest_of(seed, person):
    """A person's lasting interest in common content, 0 to 2, mean 1 (word 0 of block taste, option 2)."""
    return 2.0 * block(seed, TASTE, person, 0, 2)[0]


@rule
def most_wanted(offers, o, km, choice):
    """An upper bound of exp(what offer o adds to a wish besides taste): price and time only ever take away from it."""
    kind = choice.employer * offers.at_work[o] + choice.library * offers.informal[o]
    kind += choice.online * offers.online[o] + choice.formal * offers.formal[o]
    liked = 2.0 * max(0.0, choice.shared_content) * offers.shared[o]
    rest = choice.quality * offers.doublings[o] - choice.distance * km - choice.wait * offers.wait[o] + offers.appeal[o]
    return exp(kind + rest + liked + 1e-9)  # a little more, since sums are rounded


@loop
def most_offers(reach):
    """The largest number of offers that the people of a district can reach."""
    most = 0
    for d in range(reach.start.size - 1):
        most = max(most, reach.start[d + 1] - reach.start[d])
    return most


@loop
def bound(most, offers, reach, choice):
    """Fill `most`, in the rows of `reach`: `most_wanted` of each offer for the people of each district; 0 if closed."""
    for k in range(most.size):
        o = int(reach.offer[k])
        most[k] = most_wanted(offers, o, float(reach.km[k]), choice) if offers.open[o] else 0.0


@rule
def wish_of(me, people, choice, world):
    """A citizen's wish to learn whatever the offer, log-odds."""
    trait, education, age, work = lasting_wish(me, 0, people, 0)
    habit, norm, approved, message, drive = passing_wish(me, world, choice, 0)
    return world.intercept + trait + education + age + work + habit + norm + approved + message + drive


@loop
def weigh(minds, thinking, thinkers, luck, first, c, people, choice, world):
    """Fill `minds` with those of the thinkers who could take an offer at all, at work alone if they wait for one.

    Returns their number.
    """
    count = np.uint64(0)
    for j in range(thinkers):
        me = person_at(c, thinking[j])
        minds.row[count] = thinking[j]  # the next one overwrites who knows of none: no branch to guess
        count += np.uint64(me.aware | trained_at_work(me, 0, choice, 0))
    for j in range(count):
        me = person_at(c, minds.row[j])
        minds.person[j], minds.choice[j] = c.id[minds.row[j]], -1
        minds.best[j], minds.shock[0, j] = wish_of(me, people, choice, world), luck[1, minds.row[j] - first]
        minds.weight[0, j] = 1.0 if me.aware & (c.queued[minds.row[j]] < 0) else 0.0
        minds.weight[1, j] = 1.0 if trained_at_work(me, 0, choice, 0) else 0.0
    for j in range(count):  # it compiles to vector code
        weight = -log(minds.shock[0, j]) * exp(minds.best[j])
        minds.best[j] = weight
        minds.weight[0, j] *= weight
        minds.weight[1, j] *= weight
    return count


@loop
def draw_shocks(minds, count, group, world):
    """Fill `shock` with the luck of four offers for each mind: it compiles to vector code."""
    for j in range(count):
        words = block(world.seed, SHOCK, minds.person[j], world.month, group)
        minds.shock[0, j], minds.shock[1, j], minds.shock[2, j], minds.shock[3, j] = words


@loop
def draw_tastes(minds, count, world):
    """Fill `taste` with each mind's lasting luck by kind of offer: it compiles to vector code."""
    for four in range(FOURS):
        taste = minds.taste[4 * four : 4 * four + 4]
        for j in range(count):
            taste[0, j], taste[1, j], taste[2, j], taste[3, j] = block(world.seed, TASTE, minds.person[j], 0, four)


@loop
def list_likely(likely, first, minds, count, weight, taste, luck, most, sd):
    """List in `likely`, from `first` on, the minds for whom an offer may beat not learning; returns the list's end.

    It adds at most `most` and a taste, so it takes a luck of exp(-x), where x = weight * most * exp(taste); and exp(-x)
    exceeds (1 - x / 2) / (1 + x / 2). Most are set aside by this one comparison.
    """
    chords = chord(0, sd), chord(1, sd), chord(2, sd), chord(3, sd)
    half = 0.5 * most
    for j in range(count):  # it compiles to vector code
        x = half * weight[j] * most_liked(taste[j], chords)
        minds.mark[j] = luck[j] + luck[j] * x >= 1.0 - x - TINY
    found = first
    for j in range(count):
        likely.mind[found] = j  # what is set aside is overwritten by the next: no branch to guess
        found += np.uint64(minds.mark[j])
    return found


@loop
def value_likely(likely, first, found, k, luck, minds, c, offers, reach, schemes, people, choice, world):
    """Fill what the offer in row k of `reach` is worth to those listed from `first` to `found`, if they can take it.

    In log-odds, without the wish to learn. Returns the end of the list, from which the others are gone.
    """
    o, count = int(reach.offer[k]), first
    kind, offer = int(offers.kind[o]), offer_at(offers, o, float(reach.km[k]))
    for m in range(first, found):
        j = likely.mind[m]
        me, held = person_at(c, minds.row[j]), int(c.voucher[minds.row[j]])
        interest = interest_of(world.seed, minds.person[j]) if offer.shared > 0.0 else 0.0
        seen = seen_by(offer, kind, held, schemes, interest)
        nature, price, time, distance, wait, quality, appeal, content, _ = offer_terms(me, seen, choice, 0.0)
        taste = taste_for(minds.taste[kind, j], people.taste_sd)
        value = nature + price + time + distance + wait + quality + appeal + content + taste
        likely.mind[count], likely.way[count], likely.luck[count], likely.value[count] = j, k, luck[j], value
        count += np.uint64(can_take(me, seen, choice, 0))
    return count


@loop
def look_at_offers(likely, minds, minded, d, most, c, offers, reach, schemes, people, choice, world):
    """Fill `likely` with the offers of district d that may beat not learning for a mind that can take it.

    Returns their number. Luck of the offer at place n of the district's: word n % 4 of (shock, n // 4); of kind k, for
    tastes: word k % 4 of k // 4.
    """
    count, drawn = np.uint64(0), -1
    draw_tastes(minds, minded, world)
    for k in range(reach.start[d], reach.start[d + 1]):
        if most[k] == 0.0:
            continue
        o, place = int(reach.offer[k]), k - reach.start[d]
        if place // 4 != drawn:
            drawn = place // 4
            draw_shocks(minds, minded, drawn, world)
        luck, weight = minds.shock[place % 4], minds.weight[int(offers.at_work[o])]
        taste = minds.taste[int(offers.kind[o])]
        found = list_likely(likely, count, minds, minded, weight, taste, luck, most[k], people.taste_sd)
        count = value_likely(likely, count, found, k, luck, minds, c, offers, reach, schemes, people, choice, world)
    return count


@loop
def apply_for_best(likely, count, minds, minded, c, reach):
    """Each of the minds applies for the likely offer that is worth most, where it beats not learning."""
    for m in range(count):
        likely.value[m] = -log(likely.luck[m]) * exp(-likely.value[m])
    for m in range(count):
        j, number, way = likely.mind[m], likely.value[m], likely.way[m]
        better = number < minds.best[j]
        minds.best[j], minds.choice[j] = (number, way) if better else (minds.best[j], minds.choice[j])
    for j in range(minded):
        if minds.choice[j] >= 0:
            c.application[minds.row[j]] = reach.offer[minds.choice[j]]
