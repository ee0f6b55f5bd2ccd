"""The slow month, sections 11 (allocate) and 14 (record) of docs/model/month.md."""

from __future__ import annotations

import math
from typing import Any

from reference.slow_draws import in_order
from reference.slow_programmes import voucher_pays
from reference.slow_supply import costs, fee, hourly, materials, own_hours, spend, staff

MICRO, FINE = 1_000_000, 1 << 20
STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, LEARNING, SUPPORTED = 1, 2, 4, 8, 16, 32, 64
DAY, EVENING, WEEKEND = 1, 2, 4
BITS = {
    "learning": LEARNING,
    "started": STARTED,
    "completed": COMPLETED,
    "dropped": DROPPED,
    "applied": APPLIED,
    "rejected": REJECTED,
}
STANDING = ("people", "active", "aware", "waiting", "skill", "norm", "unreached", "digital")
COUNTS = (*STANDING, *BITS, "minutes", "at work", "minutes elsewhere", "minutes supported", "quality")
AGES = (15, 25, 35, 45, 55, 65, 75)
AGE_GROUPS = ("15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
EDUCATION = ("low", "medium", "high")
WORK = ("employed", "unemployed", "student", "home", "retired")


# --- mechanisms/displacement.md -------------------------------------------------------------------------------------


def withdraw_training(s: Any) -> None:
    """Employers train fewer where others' starts were subsidised last month."""
    c = s.columns
    if s.p.displacement.employer == 0 or not s.programmes:
        return
    for d in range(len(s.districts)):
        here = [i for i in range(s.n) if c["district"][i] == d]
        both = STARTED + SUPPORTED
        starts = sum(c["event"][i] & both == both and c["work"][i] == 0 for i in here)
        owed = s.training_owed[d] + s.p.displacement.employer * starts
        s.training_owed[d] = owed - math.floor(owed)
        hit = [i for i in here if c["application"][i] >= 0 and s.offers[c["application"][i]].at_work]
        hit.sort(key=lambda i: (s.draw("withdrawn training", i, s.month)[0], i))
        for i in hit[: math.floor(owed)]:
            c["application"][i] = c["queued"][i]


# --- 11 Allocate ----------------------------------------------------------------------------------------------------


def allocate(s: Any) -> None:
    """Section 11."""
    c = s.columns
    c["event"] = [0] * s.n
    plan_places(s)
    applicants = [i for i in range(s.n) if c["application"][i] >= 0]
    values = vouchers(s, applicants)
    s.applied, s.fresh, s.admitted = ([0] * len(s.offers) for _ in range(3))
    s.turned_away = {"rooms": 0, "teachers": 0, "money": 0}
    for i in applicants:
        s.applied[c["application"][i]] += 1
        s.fresh[c["application"][i]] += c["queued"][i] < 0
    served, unpaid = dict.fromkeys(applicants, True), set()
    admitted = admit(s, applicants, served)
    while refused(s, admitted, values, served, unpaid):
        admitted = admit(s, applicants, served)
    for one in s.public:
        for at, number in enumerate(one.offers):
            one.credit[at] = credit(s, one, at) - s.admitted[number] * MICRO
    for i in applicants:
        follow(s, i, i in admitted, i not in unpaid)
    settle_fees(s, admitted, values)
    remember(s)


def plan_places(s: Any) -> None:
    """Section 11.1: `places` and `limit` by offer."""
    rooms = s.p.rooms
    hours_of = {EVENING: rooms.evening_hours, WEEKEND: rooms.weekend_hours}
    s.places, s.limit = [0.0] * len(s.offers), ["teachers"] * len(s.offers)
    for one in s.public:
        if not (staff(one) or one.bought_hours > 0):
            continue
        offers = [s.offers[number] for number in one.offers]
        usable = [
            math.inf if o.online else one.seats / one.kind.hours * hours_of.get(o.slots, rooms.day_hours)
            for o in offers
        ]
        room = [each if o.open else 0.0 for each, o in zip(usable, offers, strict=True)]
        wanted = [d + 1e-9 if o.open else 0.0 for d, o in zip(one.demand, offers, strict=True)]
        by_staff = spread(own_hours(s, one) / one.kind.hours, room, wanted)
        rented = spread(one.bought_hours / one.kind.hours, [math.inf] * len(offers), wanted)
        places = [min(a, b) + c for a, b, c in zip(room, by_staff, rented, strict=True)]
        cost = max(0, materials(s, one.kind) - fee(s, one.kind)) * math.fsum(places)
        scale = min(1.0, max(0, one.cash) / cost) if cost else 1.0
        for at, number in enumerate(one.offers):
            s.limit[number] = "money" if scale < 1 else "rooms" if room[at] <= by_staff[at] else "teachers"
            s.places[number] = places[at] * scale
    for number, offer in enumerate(s.offers):
        if s.contracts[number] > 0:
            s.limit[number] = "money"
        s.places[number] += s.contracts[number] / offer.hours


def spread(whole: float, room: list[float], demand: list[float]) -> list[float]:
    """The staff's hours by demand, and on where rooms are full."""
    given, left = [0.0] * len(room), whole
    free = [j for j, d in enumerate(demand) if d > 0]
    while left > 0 and free:
        wanted = math.fsum([demand[j] for j in free])
        for j in free:
            given[j] += left * demand[j] / wanted
        full = [j for j in free if given[j] > room[j]]
        if not full or len(full) == len(free):
            break
        left = math.fsum([given[j] - room[j] for j in full])
        for j in full:
            given[j] = room[j]
        free = [j for j in free if j not in full]
    return given


def vouchers(s: Any, applicants: list[int]) -> dict[int, tuple[Any, int]]:
    """Section 11.2: the scheme and value of each voucher that is used."""
    c, values = s.columns, {}
    for scheme in s.schemes:
        users = [
            i for i in applicants if c["voucher"][i] == scheme.number and covered(scheme, s.offers[c["application"][i]])
        ]
        for i in users:
            part = voucher_pays(s, scheme, s.offers[c["application"][i]])
            values[i] = (scheme, math.floor(part * s.income * s.weight))
    return values


def refused(
    s: Any, admitted: set[int], values: dict[int, tuple[Any, int]], served: dict[int, bool], unpaid: set[int]
) -> bool:
    """Section 11.2: whether a voucher's money does not reach all who got a place; then it serves no others."""
    short = False
    for scheme in s.schemes:
        users = [i for i in values if values[i][0] is scheme]
        running, reached = 0, set()
        for i in sorted(set(users) & admitted, key=lambda i: (scheme.rank[i], s.columns["id"][i])):
            running += values[i][1]
            if running <= scheme.money or values[i][1] == 0:
                reached.add(i)
            else:
                scheme.claimed += values[i][1]
                unpaid.add(i)
        if reached != set(users) & admitted:
            short = True
            for i in users:
                served[i] = i in reached
    return short


def covered(scheme: Any, offer: Any) -> bool:
    """Whether a scheme pays for an offer."""
    return offer.kind in scheme.kinds and offer.fee > 0


def admit(s: Any, applicants: list[int], served: dict[int, bool]) -> set[int]:
    """Section 11.3: the rows that get a place."""
    c, found = s.columns, set()
    for one in s.institutions:
        for at, number in enumerate(one.offers):
            queue = [i for i in applicants if c["application"][i] == number and served[i]]
            if one.kind.at_work:
                found.update(queue)
                s.admitted[number] = len(queue)
                continue
            free = credit(s, one, at) // MICRO
            queue.sort(key=lambda i: (waiting_since(s, i), s.draw("queue lottery", i, s.month)[0], i))
            found.update(queue[:free])
            s.admitted[number] = len(queue[:free])
    return found


def credit(s: Any, one: Any, at: int) -> int:
    """Section 11.3: what an offer can give this month, in millionths of a simulated citizen."""
    kept = min(one.credit[at], int(MICRO * (1 + 3 * (1 - 1 / s.weight))))
    return int(kept + int(s.places[one.offers[at]] / s.weight * MICRO))


def waiting_since(s: Any, i: int) -> int:
    """The month in which a citizen began to wait; this month for who does not."""
    return int(s.columns["queued_since"][i]) if s.columns["queued"][i] >= 0 else int(s.month)


def follow(s: Any, i: int, admitted: bool, served: bool) -> None:
    """Section 11.4, by applicant."""
    c, number, m = s.columns, s.columns["application"][i], s.month
    if admitted:
        c["enrolled"][i], c["months_left"][i], c["queued"][i] = number, s.offers[number].months, -1
        c["last_start"][i] = m
        c["starts"][i] += 1
        c["event"][i] |= STARTED
        bought = s.contracts[number] / s.offers[number].hours / s.places[number] if s.places[number] > 0 else 0.0
        if s.draw("supported", i, m)[0] < 1 - (1 - s.supported[number]) * (1 - bought):
            c["last_support"][i] = m
            c["event"][i] |= SUPPORTED
    else:
        if c["queued"][i] < 0:
            c["queued_since"][i] = m
        c["queued"][i] = number
        c["event"][i] |= REJECTED
        s.turned_away["money" if not served else s.limit[number]] += 1


def settle_fees(s: Any, admitted: set[int], values: dict[int, tuple[Any, int]]) -> None:
    """Section 11.4: vouchers, fees and materials."""
    for scheme in s.schemes:
        users = [i for i in sorted(admitted) if i in values and values[i][0] is scheme]
        spend(s, scheme, "citizens", sum(values[i][1] for i in users))
        for i in users:
            s.columns["last_support"][i] = s.month
            s.columns["event"][i] |= SUPPORTED
        scheme.claimed += sum(values[i][1] for i in users)
    s.fees = 0
    for number, count in enumerate(s.admitted):
        if not count:
            continue
        one = s.institutions[8 * s.offers[number].district + s.offers[number].kind]
        people = count * s.weight
        if one.kind.at_work:
            s.pay("employers", "teachers", int(people * (hourly(s, one.kind) * one.kind.hours)))
            continue
        paid = round(people * fee(s, one.kind))
        s.pay("citizens", one.account, paid)
        one.cash += paid
        one.received += paid
        s.fees += paid
        costs(s, one, "suppliers", min(max(one.cash, 0), int(people * materials(s, one.kind))))


def remember(s: Any) -> None:
    """Section 11.5."""
    a, t = s.p.courses.wait_memory, s.p.teachers
    for number, offer in enumerate(s.offers):
        queue = s.applied[number] - s.admitted[number]
        months = min(max(queue / max(s.admitted[number], 0.5), 0.0), 24.0) if queue else 0.0
        offer.wait += a * (months - offer.wait)
    for one in s.public:
        for at, number in enumerate(one.offers):
            one.demand[at] += a * (s.fresh[number] * s.weight - one.demand[at])
        away = math.fsum([(s.applied[number] - s.admitted[number]) * s.weight for number in one.offers])
        one.turned_away += a * (away - one.turned_away)
        quality = (t.novice_quality * one.novice + one.mid + one.senior) / staff(one) if staff(one) else 1.0
        for number in one.offers:
            s.offers[number].quality, s.offers[number].doublings = quality, math.log2(quality)


# --- 14 Record ------------------------------------------------------------------------------------------------------


def noted(city: Any, month: int) -> dict[str, dict[str, int]]:
    """The counts that the engine noted for a month of the past year, by group and name."""
    rows = city.recorder.flows[month % 12].tolist()
    return {group: dict(zip(COUNTS, row, strict=True)) for group, row in zip(city.recorder.groups, rows, strict=True)}


def groups_of(s: Any, i: int) -> list[str]:
    """The groups that a citizen belongs to."""
    c = s.columns
    age = sum(start <= c["age_months"][i] // 12 for start in AGES) - 1
    return [
        "all", f"education={EDUCATION[c['education'][i]]}", f"age={AGE_GROUPS[age]}", f"work={WORK[c['work'][i]]}",
        f"income={c['income_group'][i] + 1}", f"district={s.districts[c['district'][i]][0]}",
    ]  # fmt: skip


def count(s: Any) -> dict[str, dict[str, int]]:
    """The month's counts by group and name."""
    c, m = s.columns, s.month
    found = {group: dict.fromkeys(COUNTS, 0) for group in s.flows[m - 1]}
    for i in range(s.n):
        event, number = c["event"][i], c["learnt"][i]
        one = {name: int(event & bit > 0) for name, bit in BITS.items()}
        one |= {
            "people": 1,
            "active": int(m - c["last_start"][i] < 12),
            "aware": c["aware"][i],
            "waiting": int(c["queued"][i] >= 0),
            "unreached": int(m - c["last_start"][i] >= 60),
            "digital": int(c["digital"][i]),
        }
        one |= {"skill": int(c["skill"][i] * FINE), "norm": int(c["norm"][i] * FINE)}
        if event & LEARNING:
            offer = s.offers[number]
            one["minutes"] = round(offer.hours / offer.months * 60)
            one["minutes elsewhere"] = 0 if offer.at_work else one["minutes"]
            one["minutes supported"] = one["minutes"] if c["last_support"][i] >= c["last_start"][i] else 0
            one["at work"] = int(event & STARTED > 0 and offer.at_work)
            one["quality"] = int(offer.quality * FINE)
        for group in groups_of(s, i):
            for name, value in one.items():
                found[group][name] += value
    return found


def ratio(part: float, whole: float) -> float:
    """Their ratio; without a whole 0."""
    return part / whole if whole else 0.0


def record(s: Any) -> None:
    """Section 14: `row` holds the month's indicators by name and group."""
    now = s.flows[s.month] = count(s)
    year = [s.flows[s.month - 11 + back] for back in range(12)]
    row = s.row = {}
    for group, n in now.items():
        people = n["people"]

        def of_year(name: str, group: str = group) -> int:
            return sum(month[group][name] for month in year)

        row["participation_12m", group] = ratio(n["active"], people)
        row["participation_4w", group] = ratio(n["learning"], people)
        row["participation_1m", group] = ratio(n["started"], people)
        row["never_participants", group] = ratio(n["unreached"], people)
        row["starts", group] = ratio(of_year("started"), people)
        row["hours_per_adult", group] = ratio(of_year("minutes") / 60, people)
        if s.programmes:
            row["supported_hours", group] = ratio(of_year("minutes supported") / 60, people)
        row["completion_rate", group] = ratio(of_year("completed"), of_year("completed") + of_year("dropped"))
        row["quality_attended", group] = n["quality"] / FINE / n["learning"] if n["learning"] else 1.0
        row["unmet_demand", group] = ratio(n["rejected"], n["applied"])
        row["skill_mean", group] = ratio(n["skill"] / FINE, people)
        row["norm_belief", group] = ratio(n["norm"] / FINE, people)
        row["awareness", group] = ratio(n["aware"], people)
        row["waiting_people", group] = n["waiting"] * s.weight
    active = [s.month - start < 12 for start in s.columns["last_start"]]
    row["contacts_active", "all"] = ratio(sum(active[j] for own in s.contacts for j in own), sum(map(len, s.contacts)))
    for name, value in figures(s, now["all"]).items():
        row[name, "all"] = value
    for d, (district, _) in enumerate(s.districts):
        mine = [number for number, offer in enumerate(s.offers) if offer.district == d and not offer.at_work]
        places = in_order([s.places[number] for number in mine])
        taken = in_order([s.admitted[number] * s.weight for number in mine])
        weighted = in_order([s.places[number] * s.offers[number].quality for number in mine])
        row["public_places", f"district={district}"] = places
        row["utilisation", f"district={district}"] = min(1.0, taken / places) if places else 0.0
        row["quality_mean", f"district={district}"] = weighted / places if places else 1.0
    row["education_gap", "all"] = row["participation_12m", "education=high"] - row["participation_12m", "education=low"]
    displaced = ratio(sum(month["all"]["minutes elsewhere"] for month in year) / 60, now["all"]["people"])
    p = s.p.persistence
    uses = {"own_study": p.own_study, "volunteering": p.volunteering, "care": p.care}
    row["displaced_hours", "all"] = displaced
    for use, share in uses.items():
        row["displaced_hours", f"use={use}"] = displaced * share
    row["displaced_hours", "use=leisure"] = displaced * max(0.0, 1 - in_order(list(uses.values())))
    for limit, people in s.turned_away.items():
        row["unmet_demand", f"constraint={limit}"] = ratio(people, now["all"]["applied"])
    lines = {one.line: one.spent for one in s.programmes}
    for line, spent in (lines | {"provision": s.envelope - sum(lines.values()) - s.returned}).items():
        row["spend", f"line={line}"] = spent / 100


def figures(s: Any, n: dict[str, int]) -> dict[str, float]:
    """The figures of the whole city."""
    t, offers = s.p.teachers, [number for number, offer in enumerate(s.offers) if not offer.at_work]
    places = in_order([s.places[number] for number in offers])
    admitted = in_order([s.admitted[number] * s.weight for number in offers])
    waiting, staffs = n["waiting"] * s.weight, sum(staff(one) for one in s.public)
    needed = math.fsum([
        math.fsum(one.demand) * one.kind.hours / (t.load * (1 - t.administration) * t.class_size * one.kind.class_size)
        for one in s.public if one.weight > 0
    ])  # fmt: skip
    weighted = in_order([s.places[number] * s.offers[number].quality for number in offers])
    return {
        "utilisation": min(1.0, admitted / places) if places else 0.0, "waiting_months": ratio(waiting, admitted),
        "public_places": places, "teachers": staffs,
        "seats": sum(one.seats for one in s.public),
        "teacher_gap": ratio(max(0.0, needed - staffs), needed), "quality_mean": weighted / places if places else 1.0,
        "employer_share": ratio(n["at work"], n["started"]), "spend": (s.envelope - s.returned) / 100,
        "fees": s.fees / 100, "lapsed": s.lapsed / 100,
    }  # fmt: skip
