"""Why a citizen would do what it does in the coming month, term by term, by the same rules in plain Python.

A dry run: a copy of the city passes the phases that come before the choice, the city itself stays untouched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.citizens import choosing, settling, weighing
from sim.citizens.person import person_at
from sim.codes import KINDS, SLOTS
from sim.draws import block, gumbel
from sim.rules.choice import OFFER_TERMS, WISH_TERMS, can_take, considers, lasting_wish, offer_terms, passing_wish
from sim.rules.persistence import drops_out
from sim.rules.queues import gives_up

if TYPE_CHECKING:
    from sim.city import City

LEAVES, FREE, WAITS = "dies or leaves the city", "is free to choose", "waits for a place"


@dataclass(frozen=True)
class OfferView:
    """One offer as the citizen values it: the terms add up to `value` (log-odds); `total` has this month's luck."""

    name: str
    open_to: bool
    terms: dict[str, float]
    value: float
    total: float


@dataclass(frozen=True)
class Asked:
    """A rule that answers yes or no by luck: yes where this month's draw is below the chance."""

    chance: float
    luck: float
    answer: bool


@dataclass(frozen=True)
class Explanation:
    """What the citizen would do next month, and why; `asked` holds the rules that it was asked, by what they decide."""

    citizen: int
    situation: str
    asked: dict[str, Asked]
    wish: dict[str, float]
    not_learning: float
    offers: tuple[OfferView, ...] = field(default=())
    answer: str = ""

    def __str__(self) -> str:
        lines = [f"Citizen {self.citizen}: {self.situation}"]
        lines += [
            f"  {what}: {'yes' if one.answer else 'no'} (chance {one.chance:.3f}, drawn {one.luck:.3f})"
            for what, one in self.asked.items()
        ]
        if self.wish:
            lines.append("  wish to learn: " + ", ".join(f"{name} {value:+.2f}" for name, value in self.wish.items()))
        for offer in sorted(self.offers, key=lambda one: -one.total):
            state = "" if offer.open_to else " (not open to this citizen)"
            terms = ", ".join(f"{name} {value:+.2f}" for name, value in offer.terms.items() if value)
            lines.append(f"  {offer.name}{state}: value {offer.value:+.2f}, with luck {offer.total:+.2f}; {terms}")
        if self.offers:
            lines.append(f"  not learning, with luck: {self.not_learning:+.2f}")
        return "\n".join([*lines, f"  answer: {self.answer}"])


def explain(city: City, row: int, person: int) -> Explanation:
    """What the citizen of id `person` decides in its `row` of a city that is about to choose.

    For who is on a course the city is about to learn: by then it is known how good this month's lessons are.
    """
    c, p, world = city.columns, city.p, city.world
    if int(c.id[row]) != person:
        return Explanation(person, LEAVES, {}, {}, 0.0, (), LEAVES)
    me = plain(person_at, c, row)
    consider, outside, patience, _ = plain(block, world.seed, choosing.CHOOSE, person, world.month, 0)
    parts = (world.intercept, *plain(lasting_wish, me, 0, p.people, 0), *plain(passing_wish, me, world, p.choice, 0))
    wish = dict(zip(WISH_TERMS, map(float, parts), strict=True))
    not_learning = float(plain(gumbel, outside))
    if me.learning:
        leaves = drop_out(city, row, me)
        last = "completes its course" if int(c.months_left[row]) == 1 else "goes on with its course"
        answer = "drops out" if leaves.answer else last
        return Explanation(person, "is on a course", {"drops out": leaves}, wish, not_learning, (), answer)
    thinks = asked(considers, me, 0, p.choice, consider)
    situation, questions = FREE, {"considers learning": thinks}
    otherwise = "does not apply" if thinks.answer else "does not think of learning this month"
    if c.queued[row] >= 0:
        impatient = asked(gives_up, me, 0, p.courses, patience)
        situation, questions = WAITS, {"loses patience": impatient, "considers training at work": thinks}
        closed = "gives up waiting: its course is closed, or no longer open to it"
        otherwise = "gives up waiting" if impatient.answer else WAITS if can_wait(city, row, me) else closed
    looked_at = (k for k in reachable(city, row) if situation == FREE or city.offers.at_work[city.reach.offer[k]])
    offers = tuple(view(city, row, me, k, sum(wish.values())) for k in looked_at)
    better = [one for one in offers if one.open_to and one.total > not_learning] if thinks.answer else []
    answer = max(better, key=lambda one: one.total).name if better else otherwise
    return Explanation(person, situation, questions, wish, not_learning, offers, answer)


def asked(rule: Any, me: Any, sees: Any, p: Any, luck: float) -> Asked:
    """A rule's answer, with the chance of a yes: the largest luck that gives one, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if plain(rule, me, sees, p, middle) else (low, middle)
    return Asked(high, float(luck), bool(plain(rule, me, sees, p, luck)))


def drop_out(city: City, row: int, me: Any) -> Asked:
    """Whether who is on a course leaves it this month."""
    c, p, world = city.columns, city.p.persistence, city.world
    luck = plain(block, world.seed, settling.STAY, int(c.id[row]), world.month, 0)[0]
    lesson = plain(settling.lesson_of, c, row, city.offers, city.travel, p, settling.Kept(0.0, 0.0), world.seed)
    return asked(drops_out, me, lesson, p, luck)


def can_wait(city: City, row: int, me: Any) -> bool:
    """Whether the offer that someone waits for is open and still within its reach."""
    c, o = city.columns, int(city.columns.queued[row])
    return bool(plain(choosing.is_possible, city.offers, city.schemes, me, int(c.voucher[row]), o, city.p.choice))


def reachable(city: City, row: int) -> range:
    """Rows of the reach table with open offers for the citizen's district."""
    d = int(city.columns.district[row])
    return range(int(city.reach.start[d]), int(city.reach.start[d + 1]))


def view(city: City, row: int, me: Any, k: int, wish: float) -> OfferView:
    """The offer behind row k of the reach table as the citizen values it."""
    c, p, world, o = city.columns, city.p, city.world, int(city.reach.offer[k])
    person, kind = int(c.id[row]), int(city.offers.kind[o])
    interest = plain(weighing.interest_of, world.seed, person)
    held = int(c.voucher[row])
    seen = plain(weighing.offer_seen, city.offers, city.schemes, held, o, float(city.reach.km[k]), interest)
    tastes = plain(block, world.seed, weighing.TASTE, person, 0, kind // 4)
    taste = plain(weighing.taste_for, tastes[kind % 4], p.people.taste_sd)
    terms = dict(zip(OFFER_TERMS, map(float, plain(offer_terms, me, seen, p.choice, taste)), strict=True))
    value = wish + sum(terms.values())
    place = k - int(city.reach.start[c.district[row]])
    shocks = plain(block, world.seed, weighing.SHOCK, person, world.month, place // 4)
    luck = float(plain(gumbel, shocks[place % 4]))
    slot = next((name for name, bit in SLOTS.items() if bit == int(city.offers.slots[o])), "any time")
    district = city.facts.districts[int(city.offers.district[o])].name
    open_to = bool(city.offers.open[o]) and bool(plain(can_take, me, seen, p.choice, 0))
    return OfferView(f"{KINDS[kind]}, {slot}, {district}", open_to, terms, value, value + luck)


def plain(rule: Any, *arguments: Any) -> Any:
    """A rule run as plain Python (or as it is, where compilation is switched off)."""
    return getattr(rule, "py_func", rule)(*arguments)
