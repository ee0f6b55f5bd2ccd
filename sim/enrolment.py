"""How applications become places: institutions plan, vouchers are honoured, applicants are admitted or wait (M9, M10).

The only phase in which citizens meet institutions; its order is by offer, waiting time and a keyed lottery number.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.admission import APPLICANTS, applicants, contenders, draw_turns, hand_out, incomes_seen, tally
from sim.citizens.person import SUPPORTED
from sim.citizens.settling import place
from sim.codes import EVENING, WEEKEND
from sim.compiled import in_parts
from sim.draws import normals, purpose_key
from sim.government.programmes.demand import Vouchers
from sim.institutions.accounts import settle_courses
from sim.institutions.institution import CONSTRAINTS, MONEY
from sim.institutions.ledger import TEACHERS as TEACHERS_PAID
from sim.institutions.places import plan, remember
from sim.institutions.quality import quality

if TYPE_CHECKING:
    from sim.city import City

LOTTERY = purpose_key("queue lottery")
MICRO = 1_000_000  # places are counted in millionths of a simulated citizen
SPARE = 3.0  # simulated citizens
Claims = tuple[Vouchers, NDArray[np.int64]]  # a scheme, and the positions of the applicants who would use its voucher


class Enrolment(NamedTuple):
    """A month's applications and what became of them; counts of simulated citizens by offer."""

    places: NDArray[np.float64]  # planned, real persons
    applied: NDArray[np.int64]
    admitted: NDArray[np.int64]
    turned_away: NDArray[np.int64]  # by constraint
    fees: int  # cents


def plan_places(city: City) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Places each offer can start this month (real persons) and the constraint that holds it there."""
    p, offers = city.p, city.offers
    hours = np.where(
        offers.slots == EVENING,
        p.rooms.evening_hours,
        np.where(offers.slots == WEEKEND, p.rooms.weekend_hours, p.rooms.day_hours),
    )
    places, limit = plan(city.institutions, offers.open, hours, p, city.prices)
    limit[city.contracts > 0] = MONEY
    return places + city.contracts / offers.hours, limit


def enrol(city: City) -> Enrolment:
    """Admit the month's applicants as far as places go; the others wait."""
    c, n_offers = city.columns, city.offers.kind.size
    places, limit = plan_places(city)
    rows, wanted = applicants(c)
    claims = voucher_claims(city, rows, wanted)
    for_all = city.unlimited or city.plan.forms.capacity == "unlimited"
    city.credit = city.credit if for_all else kept(city) + (places / city.weight * MICRO).astype(np.int64)
    served, unpaid = np.ones(rows.size, np.bool_), np.zeros(rows.size, np.bool_)
    while True:  # whose voucher the money does not reach gives way, until it reaches all who get a place
        admitted = served.copy()
        applied, fresh, candidates = tally(c.queued, rows, wanted, served, n_offers)
        taken = candidates if for_all else ration(city, rows, wanted, admitted, candidates)
        if not refuse(city, claims, rows, wanted, admitted, served, unpaid):
            break
    city.credit = city.credit if for_all else np.where(city.offers.at_work, 0, city.credit - taken * MICRO)
    in_parts(rows.size, place, c, rows, wanted, admitted, city.offers.months, supported(city, places), city.world)
    refused = np.bincount(wanted[unpaid], minlength=n_offers)
    turned_away = np.bincount(limit, weights=applied - taken - refused, minlength=len(CONSTRAINTS)).astype(np.int64)
    turned_away[MONEY] += int(refused.sum())
    pay_vouchers(city, claims, rows, wanted, admitted)
    fees = settle_fees(city, taken)
    note(city, fresh, applied - taken, taken, places)
    return Enrolment(places, applied, taken, turned_away, fees)


def supported(city: City, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each offer's starts that programmes support: on places that they bought, in houses that they pay for."""
    bought = np.divide(city.contracts / city.offers.hours, places, out=np.zeros(places.size), where=places > 0.0)
    return 1.0 - (1.0 - city.supported) * (1.0 - bought)


def kept(city: City) -> NDArray[np.int64]:
    """What is kept of last month's credit: one place, or up to 1 + SPARE where a citizen stands for many people.

    Whole places that nobody took lapse; but whether one of few citizens comes this month or next is the sample's luck,
    which evens out among the people whom it stands for.
    """
    return np.minimum(city.credit, int(MICRO * (1.0 + SPARE * (1.0 - 1.0 / city.weight))))


def ration(
    city: City,
    rows: NDArray[np.int64],
    wanted: NDArray[np.int16],
    admitted: NDArray[np.bool_],
    candidates: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Hand out the places of `credit` and return how many are taken by offer, as are `candidates`.

    At an employer's there is one for everyone.
    `admitted` (shape of `rows`) says who may be admitted, and after it who is.
    """
    free = np.where(city.offers.at_work, candidates, np.minimum(candidates, city.credit // MICRO))
    among = contenders(wanted, admitted, free < candidates)
    admitted[among] = hand_out(wanted[among], turn(city, rows[among]), free)
    return free


def turn(city: City, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """The order in which applicants get scarce places, smallest first, by the scenario's form of admission."""
    c, form, found = city.columns, city.plan.forms.admission, np.empty(rows.size)
    in_parts(rows.size, draw_turns, rows, c, LOTTERY, city.world, form == "first_come", found, worth=APPLICANTS)
    if form in ("lottery", "first_come"):
        return found
    merit = c.income[rows].astype(np.float64) if form == "need" else -c.skill[rows].astype(np.float64)
    noise = city.p.courses.need_noise
    if form == "need" and noise:
        merit = incomes_seen(merit, noise * normals(city.seed, "need seen", c.id[rows], city.month))
    order = np.empty(rows.size)
    order[np.lexsort((found, merit))] = np.arange(rows.size)
    return order


def voucher_claims(city: City, rows: NDArray[np.int64], wanted: NDArray[np.int16]) -> list[Claims]:
    """For each scheme, the positions of the applicants who would pay with its voucher: they hold one, and the course
    has a fee that it covers."""
    schemes, offers = city.government.vouchers, city.offers
    held = city.columns.voucher[rows] if schemes else np.empty(0)
    found = []
    for scheme in schemes:
        covered = city.schemes.kinds[scheme.number][offers.kind] & (offers.fee > 0.0)
        found.append((scheme, np.flatnonzero((held == scheme.number) & covered[wanted])))
    return found


def refuse(
    city: City,
    claims: list[Claims],
    rows: NDArray[np.int64],
    wanted: NDArray[np.int16],
    admitted: NDArray[np.bool_],
    served: NDArray[np.bool_],
    unpaid: NDArray[np.bool_],
) -> bool:
    """Whether the month's money of a scheme does not reach all its users among the admitted, shape of `rows`.

    `served` is then taken from those whom it does not reach, who are `unpaid`, and from all other users: it is used up.
    """
    short = False
    for scheme, using in claims:
        inside = using[admitted[using]]
        reached = scheme.redeem(city, rows[inside], voucher_cents(city, scheme, wanted[inside]))
        if not reached.all():
            served[using], served[inside[reached]], unpaid[inside[~reached]], short = False, True, True, True
    return short


def voucher_cents(city: City, scheme: Vouchers, wanted: NDArray[np.int16]) -> NDArray[np.int64]:
    """What the voucher pays for each of these courses, in cents for the people that a simulated citizen stands for."""
    covers, maximum = city.schemes.covers[scheme.number], city.schemes.maximum[scheme.number]
    incomes = np.minimum(covers * city.offers.fee[wanted], maximum)
    return np.floor(incomes * city.prices.income * city.weight).astype(np.int64)


def pay_vouchers(
    city: City,
    claims: list[Claims],
    rows: NDArray[np.int64],
    wanted: NDArray[np.int16],
    admitted: NDArray[np.bool_],
) -> None:
    """Vouchers pay those of the applicants who are admitted their part of the fee for the offers that they wanted."""
    for scheme, using in claims:
        paid = using[admitted[using]]
        scheme.pay_out(city, int(voucher_cents(city, scheme, wanted[paid]).sum()))
        city.columns.last_support[rows[paid]] = city.month
        city.columns.event[rows[paid]] |= SUPPORTED


def settle_fees(city: City, taken: NDArray[np.int64]) -> int:
    """Employers pay for their training, citizens pay fees and institutions buy materials; returns the fees in cents."""
    people, work = taken * city.weight, city.offers.at_work
    hourly = city.prices.hourly[city.offers.kind[work]] * city.offers.hours[work]
    trained = (people[work] * hourly).astype(np.int64)
    city.ledger.pay("employers", TEACHERS_PAID, "employer training", int(trained.sum()))
    return settle_courses(city.institutions, city.ledger, people, city.p, city.prices, free=city.unlimited)


def note(
    city: City,
    fresh: NDArray[np.int64],
    queue: NDArray[np.int64],
    taken: NDArray[np.int64],
    places: NDArray[np.float64],
) -> None:
    """Institutions remember new demand; each offer's expected wait moves towards queue over throughput (Little)."""
    p, offers = city.p, city.offers
    months = np.where(queue > 0, queue / np.maximum(taken, 0.5), 0.0).clip(0.0, 24.0)
    offers.wait[:] += p.courses.wait_memory * (months - offers.wait)
    remember(city.institutions, fresh, queue, taken, places, city.weight, p)
    taught = quality(city.institutions, p, city.plan.forms)[city.institutions.at]
    offers.quality[:] = np.where(offers.at_work, offers.quality, taught)
    offers.doublings[:] = [math.log2(one) for one in offers.quality.tolist()]  # numpy's last bit hangs on the processor
