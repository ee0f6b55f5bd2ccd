"""The slow month, sections 4.2 (prices), 4.5 (an institution), 8 (renew supply) and 13 (pay) of docs/model/month.md."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

from reference.slow_draws import share_out, uniforms


def institution(one: Any) -> Any:
    """A plain copy of an institution's state (section 4.5)."""
    return SimpleNamespace(
        key=one.key, account=one.account, kind=one.kind, district=one.district, offers=list(one.offers),
        seats=one.seats, novice=one.staff.novice, mid=one.staff.mid, senior=one.staff.senior,
        cash=one.cash, weight=float(one.weight),
        buildings=[(each.opens, each.seats) for each in one.buildings], bought_hours=float(one.bought_hours),
        maintained=float(one.maintained), to_renew=one.to_renew, demand=[float(x) for x in one.demand],
        credit=one.model.credit[one.offers.start : one.offers.stop].tolist(),
        turned_away=float(one.turned_away), income=float(one.income), received=one.received,
        repairs=one.repairs,
    )  # fmt: skip


def staff(one: Any) -> int:
    """Its teachers."""
    return int(one.novice + one.mid + one.senior)


# --- 4.2 Prices -----------------------------------------------------------------------------------------------------


def cents(s: Any, x: float) -> int:
    """c(x): monthly mean incomes as whole cents."""
    return round(x * s.income)


def unit(s: Any, x: float) -> int:
    """The same for a unit cost: at least one cent."""
    return max(1, cents(s, x))


def wage(s: Any) -> int:
    """Of a teacher, a month."""
    return unit(s, s.p.teachers.wage)


def fee(s: Any, kind: Any) -> int:
    """Of a course."""
    return cents(s, kind.fee * kind.hours * s.p.courses.fee)


def materials(s: Any, kind: Any) -> int:
    """Of a course."""
    return cents(s, kind.hours * s.p.courses.materials)


def upkeep(s: Any) -> float:
    """Of a seat a month."""
    return float(s.p.rooms.upkeep * s.income / 12)


def hourly(s: Any, kind: Any) -> float:
    """An hour of a learner by hourly staff in a rented room."""
    t = s.p.teachers
    h = t.wage * t.hourly_premium / (t.load * (1 - t.administration))
    r = s.p.costs.rented_seat / 12 / s.p.rooms.evening_hours
    return float((h / (t.class_size * kind.class_size) + r) * s.income)


def own_hours(s: Any, one: Any) -> float:
    """Learner-hours a month by an institution's own staff (section 11.1)."""
    t = s.p.teachers
    experienced = t.novice * one.novice + one.mid + t.senior * one.senior
    return float(t.load * (1 - t.administration) * experienced * t.class_size * one.kind.class_size)


def spend(s: Any, one: Any, payee: str, amount: int) -> None:
    """A programme pays."""
    s.pay("government", payee, amount, one.line)
    one.spent += amount


def give(s: Any, one: Any, amount: int, line: str) -> None:
    """The government gives an institution money."""
    s.pay("government", one.account, amount, line)
    one.cash += amount
    one.received += amount


# --- 8 Renew supply -------------------------------------------------------------------------------------------------


def renew_supply(s: Any) -> None:
    """Section 8."""
    t, rooms, m = s.p.teachers, s.p.rooms, s.month
    s.owed += s.graduates_a_month
    graduates = int(s.owed)
    s.owed -= graduates
    left = min(s.pool, int(s.pool * t.outflow + uniforms(s.seed, "supply", s.public[0].key, m, 6)[0]))
    s.pool += graduates - left
    for one in s.public:
        if not (staff(one) or one.seats or one.buildings):
            continue
        u = [uniforms(s.seed, "supply", one.key, m, option)[0] for option in range(7)]
        due = sum(seats for opens, seats in one.buildings if opens <= m)
        one.buildings = [each for each in one.buildings if each[0] > m]
        wear = rooms.decay + rooms.neglect * max(0.0, 1 - one.maintained)
        worn = min(one.seats, int(one.seats * wear + u[4]))
        one.seats += due - worn
        one.to_renew += worn
        gone = [
            min(stock, int(stock * t.quits + v))
            for stock, v in zip((one.novice, one.mid, one.senior), u[:3], strict=True)
        ]
        up = min(one.novice - gone[0], int((one.novice - gone[0]) / t.novice_months + u[3]))
        top = min(one.mid - gone[1], int((one.mid - gone[1]) / t.senior_months + u[5]))
        one.novice -= gone[0] + up
        one.mid += up - gone[1] - top
        one.senior += top - gone[2]


# --- 13 Pay ---------------------------------------------------------------------------------------------------------


def pay(s: Any) -> None:
    """Section 13."""
    provide(s)
    for one in s.public:
        pay_usual(s, one)
    hire(s, [one for one in s.public if one.weight > 0 or staff(one) or one.seats or one.cash])
    t, w = s.p.teachers, wage(s)
    for one in s.public:
        spare = one.cash - 2 * staff(one) * w
        own = own_hours(s, one)
        price = hourly(s, one.kind)
        one_teacher = t.load * (1 - t.administration) * t.class_size * one.kind.class_size
        hours = max(0.0, min(spare / price, max(t.hourly_limit * own, one_teacher), one.turned_away * one.kind.hours))
        costs(s, one, "teachers", int(hours * price))
        one.bought_hours = hours
        if s.month % 12 == 11:
            lapsed = int(max(0, one.cash - 3 * staff(one) * w) * (1 - s.p.money.carry_over))
            costs(s, one, "treasury", lapsed)
            s.lapsed += lapsed


def checking(s: Any, item: Any) -> float:
    """Section 7.1: the part of a line's money that checking cases takes."""
    accuracy = item.target.accuracy if item.target is not None else None
    return 0.0 if accuracy is None else float(s.p.costs.checking * accuracy)


def provide(s: Any) -> None:
    """Section 13.1."""
    a, left = s.p.money.administration, s.envelope
    for one in s.programmes:
        part = checking(s, one.item)
        spend(s, one, "administration", int(one.spent * part / (1 - part)))
        spend(s, one, "administration", int(one.spent * a / (1 - a)))
        left -= one.spent
    overhead = int(left * a)
    s.pay("government", "administration", overhead)
    for one, part in zip(s.public, share_out(left - overhead, [each.weight for each in s.public]), strict=True):
        give(s, one, part, "provision")
    s.returned = s.balance["government"]
    s.pay("government", "treasury", s.returned)
    s.lapsed = 0


def costs(s: Any, one: Any, payee: str, amount: int) -> None:
    """An institution pays."""
    s.pay(one.account, payee, amount)
    one.cash -= amount


def pay_usual(s: Any, one: Any) -> None:
    """Section 13.2."""
    w, capital = wage(s), unit(s, s.p.rooms.capital)
    if staff(one) * w > one.cash:
        go = staff(one) - max(0, one.cash) // w
        s.pool += go
        for stock in ("novice", "mid", "senior"):
            number = min(go, getattr(one, stock))
            setattr(one, stock, getattr(one, stock) - number)
            go -= number
    costs(s, one, "teachers", staff(one) * w)
    need = one.seats * upkeep(s)
    taught = (own_hours(s, one) + one.bought_hours) / one.kind.hours
    kept = int(min(math.fsum(one.demand), taught) * max(0, materials(s, one.kind) - fee(s, one.kind)))
    paid = min(max(0, one.cash - kept), int(s.p.rooms.maintained * need))
    costs(s, one, "suppliers", paid)
    one.maintained = min(1.0, (paid + one.repairs) / need) if one.seats else 1.0
    one.income += s.p.courses.wait_memory * (one.received - one.income)
    one.received = one.repairs = 0
    renew = min(one.to_renew, max(0, one.cash - staff(one) * w) // capital)
    if renew:
        costs(s, one, "suppliers", renew * capital)
        one.to_renew -= renew
        one.buildings.append((s.month + int(s.p.rooms.delay), renew))


def hire(s: Any, staffed: list[Any]) -> None:
    """Section 13.3."""
    t, w, vacancies = s.p.teachers, wage(s), []
    for one in staffed:
        per_teacher = t.load * (1 - t.administration) * t.class_size * one.kind.class_size / one.kind.hours
        wanted = math.ceil(math.fsum(one.demand) / per_teacher)
        fixed = s.p.rooms.maintained * one.seats * upkeep(s)
        reserve = one.cash - 2 * staff(one) * w
        left = one.income - fixed + max(0, reserve) / 12
        payable = int(left / (w + per_teacher * materials(s, one.kind)))
        vacancies.append(max(0, min(wanted, payable) - staff(one)))
    for one, number in zip(staffed, share_out(min(s.pool, sum(vacancies)), vacancies), strict=True):
        one.novice += number
        s.pool -= number
