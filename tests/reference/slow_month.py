"""A slow second implementation of the month, written from docs/model/month.md alone: state, calendar and citizens.

Plain Python on lists and numbers. `slow_programmes` has section 7, `slow_supply` sections 8 and 13, `slow_places`
sections 11 and 14. It shares no code with the engine; `SlowCity(city)` copies a city's state once and goes its own way.
"""

from __future__ import annotations

import math
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from reference import slow_places, slow_programmes, slow_supply
from reference.slow_draws import cosine_normal, f32, gumbel, sine_normal, uniforms, words

NEWCOMER: dict[str, float] = {
    "aware": 0, "habit": 0.0, "skill": 0.0, "norm": 0.0, "approval": 0.0, "message": 0.0, "cash": 0.0, "contacted": 0,
    "motivation": 0.0, "trust": 0.5, "gain": 0.0, "happiness": 0.0, "usual": 0.0, "security": 0.5, "burnout": 0.0,
    "volunteered": 0.0, "credits": 0.0, "visits": 0, "drive": 0.0, "relief": 0.0,
    "exposures": 0, "injunctive": 0, "published": -1.0, "voucher": -1, "enrolled": -1, "months_left": 0,
    "queued": -1, "queued_since": 0, "last_start": -1000, "last_support": -1000, "starts": 0, "application": -1,
    "learnt": -1, "event": 0, "visible": 63, "income_group": 0,
}  # fmt: skip
STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, LEARNING, SUPPORTED = 1, 2, 4, 8, 16, 32, 64
EMPLOYED, UNEMPLOYED, STUDENT, HOME, RETIRED = range(5)
DAY, EVENING, WEEKEND = 1, 2, 4
YEARS = 86
SQRT3 = 3.0**0.5


class SlowCity:
    """All that changes in a month, as lists and plain records; the names are those of the description."""

    def __init__(self, city: Any) -> None:
        self.p, self.seed, self.month, self.weight = city.p, city.seed, city.month, float(city.weight)
        self.intercept, self.anchor = float(city.intercept), float(city.facts.anchor.value)
        self.income = city.prices.income  # I: cents a month
        self.residents, self.budget = city.facts.residents, city.plan.budget.per_resident_per_year
        self.districts = [(one.district_id, one.adults) for one in city.facts.districts]
        self.columns = {name: column.tolist() for name, column in city.columns._asdict().items()}
        self.n = len(self.columns["id"])
        self.alone = city.population.columns["alone"].tolist()
        tables, turnover = city.population.tables, city.population.turnover
        self.work_cdf, self.children_share = tables.work_cdf.tolist(), tables.children_share.tolist()
        self.income_scale, self.home_key = tables.income_scale.tolist(), tables.home_key.tolist()
        self.death, self.move_out = turnover.death.tolist(), turnover.move_out.tolist()
        self.arriving, self.income_steps = turnover.arriving.tolist(), city.lifetables.income_steps.tolist()
        starts, neighbours = city.ties.indptr.tolist(), city.ties.neighbours.tolist()
        self.contacts = [neighbours[starts[i] : starts[i + 1]] for i in range(self.n)]
        self.offers = [
            SimpleNamespace(**dict(zip(city.offers._fields, row, strict=True)))
            for row in zip(*(column.tolist() for column in city.offers), strict=True)
        ]
        start, offer, km = (column.tolist() for column in city.reach)
        self.reach = [list(zip(offer[a:b], km[a:b], strict=True)) for a, b in pairwise(start)]
        self.travel = city.travel.tolist()
        self.usual = city.usual.tolist()
        self.contracts, self.supported = city.contracts.tolist(), city.supported.tolist()
        self.balance = dict(city.ledger.balance)
        self.pool, self.owed = city.labour.pool, float(city.labour.owed)
        self.graduates_a_month = float(city.labour.graduates_a_month)
        self.institutions = [slow_supply.institution(one) for one in city.institutions]
        self.public = [one for one in self.institutions if not one.kind.at_work]
        self.flows = {m: slow_places.noted(city, m) for m in range(self.month - 12, self.month)}
        self.programmes = slow_programmes.programmes(self, city.plan.policy)
        self.schemes = [one for one in self.programmes if one.item.instrument == "voucher"]
        for number, scheme in enumerate(self.schemes):
            scheme.number = number
        self.training_owed = city.displacement.owed.tolist()
        self.envelope, self.spent_last, self.paid = 0, 0, {}
        self.row: dict[Any, float] = {}

    def draw(self, purpose: str, i: int, month: int | None = None, option: int = 0) -> tuple[float, ...]:
        """The four uniforms of citizen i; without a month, the lasting ones."""
        return uniforms(self.seed, purpose, self.columns["id"][i], 0 if month is None else month, option)

    def pay(self, payer: str, payee: str, cents: int, line: str = "") -> None:
        """A payment between two accounts (section 15)."""
        assert isinstance(cents, int)
        assert cents >= 0
        self.balance[payer] = self.balance.get(payer, 0) - cents
        self.balance[payee] = self.balance.get(payee, 0) + cents
        self.paid[payer, line] = self.paid.get((payer, line), 0) + cents


def open_month(s: SlowCity) -> None:
    """Section 6: what held for last month only is taken back."""
    if not s.programmes:
        return
    s.contracts, s.supported = [0.0] * len(s.offers), [0.0] * len(s.offers)
    for offer, usual in zip(s.offers, s.usual, strict=True):
        offer.open = usual
    for name, value in (("contacted", 0), ("exposures", 0), ("injunctive", 0), ("message", 0.0), ("cash", 0.0)):
        s.columns[name] = [value] * s.n
    s.columns["published"], s.columns["voucher"] = [-1.0] * s.n, [-1] * s.n


# --- 6 Renew people -------------------------------------------------------------------------------------------------


def renew_people(s: SlowCity) -> None:
    """Sections 6.1 and 6.3."""
    c, leaving = s.columns, []
    for i in range(s.n):
        c["age_months"][i] += 1
        if c["age_months"][i] % 12:
            continue
        y = min(c["age_months"][i] // 12 - 15, YEARS - 1)
        sex, education = c["sex"][i], c["education"][i]
        death, move = s.death[sex][y], s.move_out[c["district"][i]][sex][education][y]
        dies, leaves = 1.0 - (1.0 - death) ** 12, 1.0 - (1.0 - death - move) ** 12
        if s.draw("leave", i, s.month)[0] < max(dies, leaves):
            leaving.append(i)
        income = livelihood(s, i)
        c["income_group"][i] = sum(step < income for step in s.income_steps)
    for i in leaving:
        replace(s, i)


def livelihood(s: SlowCity, i: int) -> float:
    """Section 6.2: writes what follows from age; returns the income before it is rounded."""
    c, p, daily, online = s.columns, s.p.people, s.p.daily, s.p.digital
    d, sex, education = c["district"][i], c["sex"][i], c["education"][i]
    y = min(c["age_months"][i] // 12 - 15, YEARS - 1)
    status = s.draw("work status", i)[0]
    access, hours, slot = s.draw("lasting", i)[:3]
    z = sine_normal(*s.draw("trait", i)[:2])
    family = uniforms(s.seed, "family", s.home_key[d] + c["household"][i], 0)[0]
    work = next((w for w in range(4) if status < s.work_cdf[d][sex][y][education][w]), 4)
    share = s.children_share[d][y]
    children = family < (share * s.p.families.alone if s.alone[i] else share)
    mean, spread = s.income_scale[d][education][work]
    income = float(mean * math.exp(spread * z - 0.5 * spread * spread))
    factors = {HOME: daily.home, STUDENT: daily.student, UNEMPLOYED: daily.unemployed, RETIRED: daily.retired}
    factor = factors.get(work, 1.0)
    if children:
        factor *= daily.children
    if work in (EMPLOYED, STUDENT):
        any_time = slot < (daily.employed_by_day if work == EMPLOYED else daily.student_by_day)
        slots = DAY | EVENING | WEEKEND if any_time else EVENING | WEEKEND
    elif work == UNEMPLOYED:
        slots = DAY | EVENING | WEEKEND
    else:
        slots = DAY | (EVENING if slot < daily.evening else 0) | (WEEKEND if slot > 1 - daily.weekend else 0)
    age = c["age_months"][i] / 12
    log_odds = online.middle - online.age * (age - 45) + online.education * (education - 1)
    digital = access < 1.0 / (1.0 + math.exp(-log_odds))
    c["work"][i], c["income"][i], c["children"][i] = work, f32(income), int(children)
    c["free_hours"][i] = f32(p.free_hours * factor * (1 - daily.spread + 2 * daily.spread * hours))
    c["slots"][i], c["digital"][i] = slots, int(digital)
    return income


def replace(s: SlowCity, i: int) -> None:
    """Section 6.3: a newcomer takes over the row."""
    c, p = s.columns, s.p.people
    a, b = words(s.seed, "successor", c["id"][i], s.month)[:2]
    c["id"][i] = ((a % 2**31) << 32) | b
    u = s.draw("arrival", i, s.month)[0]
    shares = s.arriving[c["district"][i]]
    cell = min(sum(one <= u for one in shares), len(shares) - 1)
    c["sex"][i], c["education"][i] = cell // (3 * YEARS), cell // YEARS % 3
    c["age_months"][i] = (cell % YEARS + 15) * 12
    c["trait"][i] = f32(cosine_normal(*s.draw("trait", i)[:2]))
    chance = p.employer_trains + p.employer_trains_education * (c["education"][i] - 1)
    c["employer_trains"][i] = int(s.draw("lasting", i)[3] < chance)
    c["readiness"][i] = f32(s.draw("volunteer", i)[0])
    livelihood(s, i)
    for name, value in NEWCOMER.items():
        c[name][i] = value
    c["aware"][i] = int(s.draw("aware", i)[0] < s.p.awareness.initial)
    c["income_group"][i] = sum(step < c["income"][i] for step in s.income_steps)
    for programme in s.programmes:
        slow_programmes.forget(s, programme, i)


# --- 9 Hear ---------------------------------------------------------------------------------------------------------


def hear(s: SlowCity) -> None:
    """Section 9."""
    c, a, n = s.columns, s.p.awareness, s.p.norms
    for i in range(s.n):
        shown = [c["visible"][j] for j in s.contacts[i]]
        active = sum(one >= 128 for one in shown) / max(1, len(shown))
        seen = (sum(one % 128 for one in shown) / len(shown) - 63) / 63 if shown else 0.0
        u = s.draw("hear", i, s.month)[0]
        reached = a.outreach * c["contacted"][i] + a.campaign * c["exposures"][i]
        if c["aware"][i]:
            aware = c["enrolled"][i] >= 0 or c["queued"][i] >= 0 or reached > 0 or u >= a.forgetting
        else:
            aware = u < 1 - math.exp(-(a.media + a.search * max(0.0, c["trait"][i]) + a.peer * active + reached))
        published = c["published"][i]
        norm = (1 - n.published) * active + n.published * published if published >= 0 else active
        old = c["approval"][i]
        approval = old + n.adjustment * (seen - old) + n.message * c["injunctive"][i]
        c["aware"][i], c["norm"][i], c["approval"][i] = int(aware), f32(norm), f32(min(max(approval, -1.0), 1.0))


# --- 10 Choose ------------------------------------------------------------------------------------------------------


def choose(s: SlowCity) -> None:
    """Section 10."""
    c, p = s.columns, s.p.choice
    for i in range(s.n):
        c["application"][i] = -1
        if c["enrolled"][i] >= 0:
            continue
        considers, stays, gives_up = s.draw("choose", i, s.month)[:3]
        if c["queued"][i] >= 0:
            offer = s.offers[c["queued"][i]]
            if offer.open and can_take(s, i, offer) and not gives_up < 1 - math.exp(-s.p.courses.renege):
                c["application"][i] = c["queued"][i]
        if considers < p.consider + p.consider_habit * c["habit"][i]:
            best = best_offer(s, i, gumbel(stays))
            c["application"][i] = best if best >= 0 else c["application"][i]


def best_offer(s: SlowCity, i: int, best: float) -> int:
    """The offer that is worth most, or -1 where not learning, worth `best`, is."""
    c, found, the_wish = s.columns, -1, wish(s, i)
    for place, (number, km) in enumerate(s.reach[c["district"][i]]):
        offer = s.offers[number]
        if offer.open and can_take(s, i, offer) and (offer.at_work or c["queued"][i] < 0):
            value = worth(s, i, offer, km, the_wish)
            value += gumbel(s.draw("shock", i, s.month, place // 4)[place % 4])
            if value > best:
                best, found = value, number
    return found


def wish(s: SlowCity, i: int) -> float:
    """The wish to learn, log-odds."""
    c, people, choice = s.columns, s.p.people, s.p.choice
    found = s.intercept
    found += people.trait_sd * c["trait"][i]
    found += people.education * (c["education"][i] - 1)
    found += people.age * max(0.0, (c["age_months"][i] / 12 - 40) / 10)
    found += people.employed * (c["work"][i] == EMPLOYED) + people.student * (c["work"][i] == STUDENT)
    found += choice.habit * c["habit"][i]
    found += choice.norm * (c["norm"][i] - s.anchor)
    found += choice.injunctive * c["approval"][i]
    return float(found + c["message"][i])


def can_take(s: SlowCity, i: int, offer: Any) -> bool:
    """What can be taken."""
    c = s.columns
    if offer.at_work:
        return c["work"][i] == EMPLOYED and c["employer_trains"][i] == 1
    if not c["aware"][i] or c["age_months"][i] / 12 < offer.minimum_age or c["free_hours"][i] < offer.weekly_hours:
        return False
    return c["digital"][i] == 1 if offer.online else c["slots"][i] & offer.slots != 0


def worth(s: SlowCity, i: int, offer: Any, km: float, the_wish: float) -> float:
    """The value of an offer, without its shock."""
    c, p = s.columns, s.p.choice
    price = offer.fee
    scheme = s.schemes[c["voucher"][i]] if c["voucher"][i] >= 0 else None
    if scheme is not None and offer.kind in scheme.kinds and price != 0:
        price -= slow_programmes.voucher_pays(s, scheme, offer)
    taste = s.draw("taste", i, None, offer.kind // 4)[offer.kind % 4]
    value = the_wish + (
        p.employer * offer.at_work + p.library * offer.informal + p.online * offer.online + p.formal * offer.formal
    )
    value += -p.price * 10 * price / (c["income"][i] + c["cash"][i])
    value += 0.0 if offer.at_work else -p.time * offer.weekly_hours / max(c["free_hours"][i], 4.0)
    value += -p.distance * km
    value += -p.wait * offer.wait
    value += p.quality * offer.doublings
    return float(value + s.p.people.taste_sd * SQRT3 * (2 * taste - 1))


# --- 12 Learn -------------------------------------------------------------------------------------------------------


def learn(s: SlowCity) -> None:
    """Section 12."""
    c, p, m = s.columns, s.p.persistence, s.month
    for i in range(s.n):
        if c["application"][i] >= 0:
            c["event"][i] |= APPLIED
        elif c["queued"][i] >= 0:
            c["queued"][i] = -1
        number = c["learnt"][i] = c["enrolled"][i]
        hours, quality = 0.0, 0.0
        if number >= 0:
            offer = s.offers[number]
            c["event"][i] |= LEARNING
            c["months_left"][i] -= 1
            conflict = 0.0 if offer.at_work else offer.weekly_hours / max(c["free_hours"][i], 4.0)
            x = p.base + p.quality * offer.doublings + p.time * conflict
            x = x + (p.distance * s.travel[c["district"][i]][number] + (p.online if offer.online else 0.0))
            if s.draw("stay", i, m)[0] < 1.0 / (1.0 + math.exp(-x)):
                c["event"][i] |= DROPPED
                c["enrolled"][i] = -1
            elif c["months_left"][i] == 0:
                c["event"][i] |= COMPLETED
                c["enrolled"][i] = -1
            hours = (offer.hours / offer.months) * (1 - p.own_study * (not offer.at_work))
            quality = offer.quality
        started = c["event"][i] & STARTED
        c["habit"][i] = 1.0 if started else f32(c["habit"][i] * math.exp(-math.log(2) / p.habit_half_life))
        skill = c["skill"][i]
        kept = skill * (1 - p.skill_loss) ** (1 / 12)
        c["skill"][i] = f32(kept + p.skill_gain * hours * quality * max(0.0, 1 - skill / p.skill_ceiling))
        active = 128 if m - c["last_start"][i] < 12 else 0
        c["visible"][i] = math.floor((c["approval"][i] + 1) * 63 + 0.5) + active


# --- 5 The phases ---------------------------------------------------------------------------------------------------

MONTH = (
    renew_people, slow_programmes.run_programmes, slow_supply.renew_supply, hear, choose,
    slow_places.withdraw_training, slow_places.allocate, learn,
    slow_supply.pay, slow_places.record,
)  # fmt: skip
