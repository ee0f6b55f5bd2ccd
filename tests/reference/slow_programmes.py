"""The slow month, section 7 (programmes), of docs/model/month.md."""

from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from reference.slow_draws import cosine_normal, f32, share_out
from reference.slow_supply import checking, give, hourly, spend, staff, unit, upkeep, wage

KINDS = ("school", "university", "vocational", "community", "older_adult", "library", "online", "employer")
EDUCATION = ("low", "medium", "high")
WORK = ("employed", "unemployed", "student", "home", "retired")
SLOTS = {"day": 1, "evening": 2, "weekend": 4}


# --- 7.1 Envelope and lines -----------------------------------------------------------------------------------------


def exact(x: float) -> Fraction:
    """A decimal of a scenario as a fraction."""
    return Fraction(x).limit_denominator(10**9)


def programmes(s: Any, policy: Any) -> list[Any]:
    """The programmes of a policy, as they are when it is adopted."""
    names, found = [one.instrument for one in policy], []
    for at, item in enumerate(policy):
        name = item.instrument
        line = f"{name}_{names[: at + 1].count(name)}" if name in names[:at] else name
        one = SimpleNamespace(item=item, line=line, spent=0, money=0, given=0)
        if name == "outreach":
            one.advice = [0.0] * s.n
        elif name == "campaign":
            one.exposure, one.ever = [0.0] * s.n, [0.0] * s.n
        elif name == "voucher":
            one.coverage, one.claimed, one.kinds = 1.0, 0, {KINDS.index(kind) for kind in many(item.kinds)}
            one.take_up = [f32(s.draw("take-up", i)[0]) for i in range(s.n)]
            one.lottery = [f32(s.draw("voucher lottery", i)[0]) for i in range(s.n)]
        elif name == "places":
            one.openings, one.advance = [], 0
        elif name == "teachers":
            one.posts, one.classes, one.advance, one.passed, one.quitting = {}, [], 0, 0.0, 0.0
        elif name == "offers":
            kinds, bits = {KINDS.index(kind) for kind in many(item.kinds)}, {SLOTS[slot] for slot in many(item.slots)}
            one.opens, places = None, districts_of(s, item)
            one.cells = [
                number for number, offer in enumerate(s.offers)
                if not offer.open and offer.kind in kinds and offer.slots in bits and offer.district in places
            ]  # fmt: skip
            one.cells.sort(key=lambda number: -s.districts[s.offers[number].district][1])
        found.append(one)
    return found


def many(value: Any) -> Any:
    """One word or several, as several."""
    return (value,) if isinstance(value, str) else value


def forget(s: Any, programme: Any, i: int) -> None:
    """What programmes keep of a row whose citizen has left (section 6.3)."""
    if programme.item.instrument == "outreach":
        programme.advice[i] = 0.0
    elif programme.item.instrument == "campaign":
        programme.exposure[i] = programme.ever[i] = 0.0
    elif programme.item.instrument == "voucher":
        programme.take_up[i] = f32(s.draw("take-up", i)[0])
        programme.lottery[i] = f32(s.draw("voucher lottery", i)[0])


def run_programmes(s: Any) -> None:
    """Section 7.1."""
    k, money = s.month % 12, s.p.money
    year = round(exact(s.budget) * s.residents * 100)
    s.envelope = year * (k + 1) // 12 - year * k // 12
    s.paid = {}
    s.pay("treasury", "government", s.envelope)
    for one in s.programmes:
        claim = exact(one.item.share) if one.item.share is not None else exact(one.item.spend) / exact(s.budget)
        planned = math.floor(s.envelope * claim * strength(one.item, s.month))
        limit = max(int(one.given * (1 + money.absorption / 12)), int(money.start * planned))
        gross = min(planned, limit)
        one.given, one.last_money, one.spent = max(one.given, gross), one.money, 0
        one.money = int(int(gross * (1 - money.administration)) * (1 - checking(s, one.item)))
        ACTS[one.item.instrument](s, one)


def strength(item: Any, m: int) -> Fraction:
    """How strong a programme is in a month."""
    since = m - item.from_month
    if since < 0 or (item.until is not None and m >= item.until):
        return Fraction(0)
    if item.pulse is not None and since % item.pulse.every >= item.pulse.length:
        return Fraction(0)
    return min(Fraction(1), Fraction(since + 1, item.ramp)) if item.ramp else Fraction(1)


# --- 7.2 Whom it is for ---------------------------------------------------------------------------------------------


def districts_of(s: Any, item: Any) -> set[int]:
    """Indices of the districts of a target."""
    named = item.target.districts if item.target is not None else None
    return {d for d, (name, _) in enumerate(s.districts) if named is None or name in many(named)}


def eligible(s: Any, item: Any) -> list[bool]:
    """Who belongs to the target, by row."""
    c, t, places = s.columns, item.target, districts_of(s, item)
    if t is None:
        return [True] * s.n
    poorest = None if t.need is None else sorted(c["income"])[math.floor(t.need * (s.n - 1))]
    found = []
    for i in range(s.n):
        fits = c["district"][i] in places
        fits = fits and (t.age is None or t.age[0] * 12 <= c["age_months"][i] < (t.age[1] + 1) * 12)
        fits = fits and (t.education is None or EDUCATION[c["education"][i]] in many(t.education))
        fits = fits and (t.work is None or WORK[c["work"][i]] in many(t.work))
        found.append(fits and (poorest is None or c["income"][i] <= poorest))
    here = [i for i in range(s.n) if c["district"][i] in places]
    share = sum(found) / max(1, len(here))
    for i in here if t.accuracy is not None else ():
        if s.draw("case told right", i)[0] >= t.accuracy:
            found[i] = s.draw("case by lot", i)[0] < share
    return found


# --- 7.3 to 7.6 Programmes for people -------------------------------------------------------------------------------


def outreach(s: Any, one: Any) -> None:
    """Section 7.3."""
    c, fits = s.columns, eligible(s, one.item)
    n, cost = sum(fits), unit(s, s.p.costs.contact)
    contacts = min(one.money // cost, int(n * s.weight)) if n else 0
    spend(s, one, "suppliers", contacts * cost)
    share = contacts / (n * s.weight) if n else 0.0
    for i in range(s.n):
        a = one.advice[i] * s.p.campaign.retention
        if fits[i] and s.draw(one.line, i, s.month)[0] < share:
            c["contacted"][i] += 1
            c["last_support"][i] = s.month
            a = min(1.0, a + 1)
        one.advice[i] = f32(a)
        c["message"][i] = f32(c["message"][i] + s.p.awareness.advice * a)


def campaign(s: Any, one: Any) -> None:
    """Section 7.4."""
    c, p, item, fits = s.columns, s.p.campaign, one.item, eligible(s, one.item)
    n, reach = sum(fits), 0.0
    if n:
        spend(s, one, "suppliers", one.money)
        reach = item.media * (1 - math.exp(-one.money / (n * s.weight * s.p.costs.exposure * s.income)))
    for i in range(s.n):
        e = one.exposure[i] * p.retention
        use = s.draw("media use", i)[0]
        if reach > 0 and fits[i] and s.draw(one.line, i, s.month)[0] < reach * (0.5 + use):
            e += 1
            one.ever[i] = f32(one.ever[i] + 1)
            c["exposures"][i] += 1
            c["last_support"][i] = s.month
            if item.injunctive:
                c["injunctive"][i] += 1
            if item.publishes_rate is not None:
                c["published"][i] = f32(item.publishes_rate)
        one.exposure[i] = f32(e)
        if one.ever[i] > 0:
            size = p.effect + p.spread * cosine_normal(*s.draw("susceptibility", i)[:2]) - p.reactance * item.pressure
            moved = size * (1 - math.exp(-e / p.scale)) * math.exp(-one.ever[i] / p.fatigue)
            c["message"][i] = f32(c["message"][i] + moved)


def vouchers(s: Any, one: Any) -> None:
    """Section 7.5."""
    c, fits = s.columns, eligible(s, one.item)
    if one.money == 0:
        return
    if one.last_money > 0:
        change = min(max(one.money / max(1, one.claimed), 0.5), 1.25)
        one.coverage = min(max(one.coverage * change, 0.01), 1.0)
    one.claimed, one.rank = 0, ranks(s, one)
    coverage = f32(one.coverage) if one.item.rationing == "lottery" else one.coverage
    held = [i for i in range(s.n) if one.rank[i] < coverage]
    if one.item.rationing == "need":
        held = sorted(range(s.n), key=lambda i: (one.rank[i], i))[: math.ceil(coverage * s.n)]
    for i in held:
        if fits[i] and one.take_up[i] < f32(s.p.costs.take_up):
            c["voucher"][i] = one.number


def ranks(s: Any, one: Any) -> list[float]:
    """Who comes first, by row."""
    c = s.columns
    if one.item.rationing == "lottery":
        return list(one.lottery)
    if one.item.rationing == "first_come":
        return [s.draw("voucher order", i, s.month)[0] for i in range(s.n)]
    return list(c["income"])


def voucher_pays(s: Any, one: Any, offer: Any) -> float:
    """What a voucher pays of a course, monthly mean incomes."""
    part = one.item.covers * offer.fee
    return float(part if one.item.maximum is None else min(part, one.item.maximum / (s.income / 100)))


def cash_transfer(s: Any, one: Any) -> None:
    """Section 7.6."""
    c, fits = s.columns, eligible(s, one.item)
    n = sum(fits)
    if one.money > 0 and n > 0:
        spend(s, one, "citizens", one.money)
        for i in range(s.n):
            if fits[i]:
                c["cash"][i] = f32(c["cash"][i] + f32(one.money / (n * s.weight) / s.income))
                c["last_support"][i] = s.month


# --- 7.7 to 7.11 Programmes for supply ------------------------------------------------------------------------------


def pressed(s: Any, item: Any) -> tuple[list[Any], list[float]]:
    """Section 7.7: institutions and their weights."""
    places = districts_of(s, item)
    found = [one for one in s.public if one.district in places and item.kind in ("queue", one.kind.name)]
    weights = [one.turned_away for one in found]
    return found, weights if math.fsum(weights) > 0 else [math.fsum(one.demand) for one in found]


def support(s: Any, one: Any, part: int, of: int) -> None:
    """That part of an institution's starts is supported this month (section 11.4)."""
    share = min(1.0, part / of) if of else 0.0
    for number in one.offers:
        s.supported[number] = 1 - (1 - s.supported[number]) * (1 - share)


def places(s: Any, programme: Any) -> None:
    """Section 7.8."""
    for one in s.public:
        support(s, one, sum(n for month, key, n in programme.openings if key == one.key and month < s.month), one.seats)
    cost = unit(s, s.p.rooms.capital)
    both = [(one, weight) for one, weight in zip(*pressed(s, programme.item), strict=True) if not one.kind.online]
    if math.fsum(weight for _, weight in both) <= 0:
        return
    spend(s, programme, "suppliers", programme.money)
    programme.advance += programme.money
    parts = share_out(programme.advance // cost, [weight for _, weight in both])
    programme.advance %= cost
    for (one, _), number in zip(both, parts, strict=True):
        if number:
            one.buildings.append((s.month + int(s.p.rooms.delay), number))
            programme.openings.append((s.month + int(s.p.rooms.delay), one.key, number))


def teachers(s: Any, programme: Any) -> None:
    """Section 7.9."""
    t, by_key = s.p.teachers, {one.key: one for one in s.institutions}
    programme.quitting += t.quits * sum(programme.posts.values())
    gone = int(programme.quitting)
    programme.quitting -= gone
    for key, number in zip(programme.posts, share_out(gone, list(programme.posts.values())), strict=True):
        programme.posts[key] = min(programme.posts[key] - number, staff(by_key[key]))
    due = sum(number for month, number in programme.classes if month <= s.month)
    programme.classes = [each for each in programme.classes if each[0] > s.month]
    programme.passed += due * t.pass_rate
    graduates = int(programme.passed)
    programme.passed -= graduates
    found, weights = pressed(s, programme.item)
    hired = share_out(graduates, weights)
    s.pool += graduates - sum(hired)
    for one, number in zip(found, hired, strict=True):
        if number:
            one.novice += number
            programme.posts[one.key] = programme.posts.get(one.key, 0) + number
    posts = sum(programme.posts.values())
    affordable = max(0, programme.money // wage(s) - posts)
    kept = share_out(min(programme.money // wage(s), posts), list(programme.posts.values()))
    for key, number in zip(programme.posts, kept, strict=True):
        programme.posts[key] = number
        programme.spent += programme.posts[key] * wage(s)
        give(s, by_key[key], programme.posts[key] * wage(s), programme.line)
        support(s, by_key[key], programme.posts[key], staff(by_key[key]))
    left = programme.money - programme.spent
    coming = programme.passed + sum(number for _, number in programme.classes) * t.pass_rate
    cost = max(1, int(t.training_cost * wage(s)))
    more = math.ceil((affordable - coming) / t.pass_rate)
    paid = min(left, max(0, max(0, more) * cost - programme.advance))
    spend(s, programme, "suppliers", paid)
    programme.advance += paid
    trainees = programme.advance // cost
    programme.advance %= cost
    if trainees:
        programme.classes.append((s.month + int(t.training_months), trainees))


def new_offers(s: Any, programme: Any) -> None:
    """Section 7.10."""
    m, cells, money = s.month, programme.cells, programme.money
    if programme.opens is None and money > 0:
        programme.opens = m + int(s.p.costs.opening)
    if not cells or programme.opens is None or m < programme.opens or money == 0:
        return
    opened, cost = 0, 0.0
    for cell in cells:  # a class in each
        kind = s.institutions[8 * s.offers[cell].district + s.offers[cell].kind].kind
        cost += s.p.teachers.class_size * kind.class_size * kind.hours * hourly(s, kind)
        opened += cost <= money
    cells = cells[: max(1, opened)]
    parts = share_out(money, [s.districts[s.offers[cell].district][1] for cell in cells])
    for cell, part in zip(cells, parts, strict=True):
        offer = s.offers[cell]
        offer.open = True
        one = s.institutions[8 * offer.district + offer.kind]
        price, wanted = hourly(s, one.kind), one.demand[one.offers.index(cell)] * offer.hours
        hours = part / price if m - programme.opens < 6 else min(part / price, 1.1 * wanted + one.kind.hours)
        s.contracts[cell] += hours
        spend(s, programme, "suppliers", min(part, int(hours * price)))


def maintenance(s: Any, programme: Any) -> None:
    """Section 7.11."""
    places = districts_of(s, programme.item)
    found = [one for one in s.public if one.seats and one.district in places]
    gaps = [max(0.0, max(0.0, 1 - s.p.rooms.maintained) * one.seats * upkeep(s) - one.repairs) for one in found]
    whole = min(programme.money, int(math.fsum(gaps)))
    for one, part in zip(found, share_out(whole, gaps), strict=True):
        spend(s, programme, "suppliers", part)
        one.repairs += part


ACTS = {
    "places": places, "teachers": teachers, "offers": new_offers, "outreach": outreach, "campaign": campaign,
    "voucher": vouchers, "maintenance": maintenance, "cash_transfer": cash_transfer,
}  # fmt: skip
