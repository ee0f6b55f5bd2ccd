"""An institution: all providers of one kind in one district, with seats, teachers, cash and the places they make.

It plans places from rooms and teachers, admits applicants, pays, loses and hires staff; a mesa Agent.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import NamedTuple

import mesa

from sim.assumptions import Assumptions
from sim.institutions.kinds import KIND, Kind
from sim.institutions.ledger import SUPPLIERS, TREASURY, Ledger
from sim.institutions.ledger import TEACHERS as TEACHERS_PAID
from sim.institutions.prices import Prices

CONSTRAINTS = ("rooms", "teachers", "money")
ROOMS, TEACHERS, MONEY = range(3)
MICRO = 1_000_000  # places are counted in millionths of a simulated citizen


class Plan(NamedTuple):
    """Places an offer can start this month (real persons) and the constraint that holds it there."""

    places: float
    limit: int


@dataclass
class Staff:
    """Teachers by experience, whole persons."""

    novice: int = 0
    mid: int = 0
    senior: int = 0

    @property
    def total(self) -> int:
        """All teachers in post."""
        return self.novice + self.mid + self.senior


@dataclass
class Books:
    """A month's flows that indicators and tests read: teachers hired, gone and let go; seats opened and worn."""

    hired: int = 0
    quit: int = 0
    let_go: int = 0
    seats_opened: int = 0
    seats_worn: int = 0


@dataclass
class Building:
    """Seats paid for that open later."""

    opens: int
    seats: int


STATE = (
    "seats",
    "staff",
    "cash",
    "weight",
    "buildings",
    "bought_hours",
    "maintained",
    "to_renew",
    "demand",
    "credit",
    "turned_away",
    "income",
    "received",
    "repairs",
    "fit",
    "effort",
    "guidance",
    "reporting",
    "volunteer_hours",
    "borrowed",
    "moved",
    "books",
)


class Institution(mesa.Agent):
    """All providers of one kind in one district."""

    def __init__(self, model: mesa.Model, key: int, kind: int, district: int, offers: range) -> None:
        super().__init__(model)
        self.key = key  # stable number (district and kind) that draws are keyed by
        self.kind_code = kind
        self.kind: Kind = KIND[kind]
        self.district = district
        self.account = f"{self.kind.name} {district}"  # in the ledger
        self.offers = offers  # rows of the offer table, one for each possible slot
        self.seats = 0
        self.staff = Staff()
        self.cash = 0  # cents
        self.weight = 0.0  # share of general provision
        self.buildings: list[Building] = []
        self.bought_hours = 0.0  # learner-hours bought from hourly staff for this month
        self.maintained = 1.0
        self.to_renew = 0  # worn seats not yet paid anew
        self.demand = [0.0] * len(offers)  # applicants a month by offer, smoothed, real persons
        self.credit = [0] * len(offers)  # places not yet handed out, millionths
        self.turned_away = 0.0  # applicants a month without a place, smoothed, real persons
        self.income = 0.0  # cents a month, smoothed
        self.received = 0  # cents this month
        self.repairs = 0  # cents of upkeep that a programme paid for it this month
        self.fit = 0.0  # how far its courses fit what people here need, against the usual, standard deviations
        self.effort = 0.0  # effort for teaching beyond the usual, share
        self.guidance = 0.0  # what help from outside adds to its teaching, 0 to 1
        self.reporting = 0.0  # share of its teachers' time that reports take
        self.volunteer_hours = 0.0  # learner-hours that volunteers teach this month
        self.borrowed = 0  # seats used in other houses this month, less those lent to them
        self.moved = (
            0.0  # learner-hours that others' staff teach for it this month, less those its staff teach for them
        )
        self.books = Books()

    def moved_to(self, model: mesa.Model) -> Institution:
        """The same institution, with a past of its own from now on, in another model."""
        other = Institution(model, self.key, self.kind_code, self.district, self.offers)
        for name in STATE:
            setattr(other, name, copy.deepcopy(getattr(self, name)))
        return other

    # --- places ---------------------------------------------------------------------------------------------------

    def hours_to_teach(self, p: Assumptions) -> float:
        """Hours a month that a teacher has left for teaching, besides administration and reports."""
        return p.teachers.load * (1.0 - p.teachers.administration) * (1.0 - self.reporting)

    def learner_hours(self, p: Assumptions) -> float:
        """Hours of learning that the staff can teach in a month: teacher hours times class size."""
        t, s = p.teachers, self.staff
        hours = self.hours_to_teach(p) * (t.novice * s.novice + s.mid + t.senior * s.senior)
        return hours * t.class_size * self.kind.class_size + self.bought_hours + self.volunteer_hours + self.moved

    def plan(self, is_open: list[bool], slot_hours: list[float], p: Assumptions, prices: Prices) -> list[Plan]:
        """Places each offer can start this month: the least of rooms, teachers' hours and money for materials.

        Teachers' hours follow demand; what an offer's rooms cannot hold goes to the others.
        """
        hours = self.kind.hours
        room = math.inf if self.kind.online else (self.seats + self.borrowed) / hours
        by_rooms = [room * slot if here else 0.0 for here, slot in zip(is_open, slot_hours, strict=True)]
        demand = [wanted + 1e-9 if here else 0.0 for here, wanted in zip(is_open, self.demand, strict=True)]
        by_teachers = shared_by_demand(self.learner_hours(p) / hours, by_rooms, demand)
        places = [min(pair) for pair in zip(by_rooms, by_teachers, strict=True)]
        materials = prices.materials(self.kind) * math.fsum(places)
        scale = min(1.0, max(0, self.cash) / materials) if materials > 0 else 1.0
        limits = [
            MONEY if scale < 1.0 else ROOMS if r <= t else TEACHERS for r, t in zip(by_rooms, by_teachers, strict=True)
        ]
        return [Plan(n * scale, limit) for n, limit in zip(places, limits, strict=True)]

    def fill_credit(self, slot: int, places: float, weight: float) -> int:
        """Add a month's places to the offer's credit (simulated persons) and return how many can be admitted now.

        A fraction of a place is kept for next month; whole places that nobody took lapse.
        """
        self.credit[slot] = self.credit[slot] % MICRO + int(places / weight * MICRO)
        return self.credit[slot] // MICRO

    def remember(self, applicants: list[float], turned_away: float, p: Assumptions) -> None:
        """Update the smoothed numbers of applicants by offer and of those turned away (real persons a month)."""
        weight = p.courses.wait_memory
        self.demand = [old + weight * (new - old) for old, new in zip(self.demand, applicants, strict=True)]
        self.turned_away += weight * (turned_away - self.turned_away)

    def demand_for(self, offer: int) -> float:
        """Smoothed applicants a month for one offer of its own (row of the offer table)."""
        return self.demand[offer - self.offers.start]

    # --- rooms and staff ------------------------------------------------------------------------------------------

    def wear(self, month: int, p: Assumptions, luck: float) -> None:
        """Open what is due, and lose seats to wear: more where maintenance is neglected."""
        due = sum(building.seats for building in self.buildings if building.opens <= month)
        self.buildings = [building for building in self.buildings if building.opens > month]
        lost = self.seats * (p.rooms.decay + p.rooms.neglect * max(0.0, 1.0 - self.maintained))
        worn = min(self.seats, int(lost + luck))
        self.seats += due - worn
        self.to_renew += worn
        self.books.seats_opened, self.books.seats_worn = due, worn

    def turn_over(self, p: Assumptions, luck: tuple[float, ...]) -> None:
        """Teachers leave and gain experience: novices become experienced at 1/36 a month, those senior at 1/60."""
        s, t = self.staff, p.teachers
        gone = [int(n * t.quits + u) for n, u in zip((s.novice, s.mid, s.senior), luck[:3], strict=True)]
        gone = [min(n, stock) for n, stock in zip(gone, (s.novice, s.mid, s.senior), strict=True)]
        up = min(s.novice - gone[0], int((s.novice - gone[0]) / 36.0 + luck[3]))
        top = min(s.mid - gone[1], int((s.mid - gone[1]) / 60.0 + luck[4]))
        s.novice, s.mid, s.senior = s.novice - gone[0] - up, s.mid - gone[1] + up - top, s.senior - gone[2] + top
        self.books.quit = sum(gone)

    # --- money ----------------------------------------------------------------------------------------------------

    def pay_wages_and_upkeep(self, ledger: Ledger, p: Assumptions, prices: Prices) -> int:
        """Pay what is owed, wages before upkeep; posts that cannot be paid end. Returns the teachers let go."""
        dismissed = 0
        if self.staff.total * prices.wage > self.cash:
            dismissed = self.staff.total - max(0, self.cash) // prices.wage
            self.let_go(dismissed)
        self.spend(ledger, TEACHERS_PAID, "wages", self.staff.total * prices.wage)
        need = self.seats * prices.upkeep
        upkeep = min(max(0, self.cash), int(p.rooms.maintained * need))
        self.spend(ledger, SUPPLIERS, "upkeep", upkeep)
        self.maintained = min(1.0, (upkeep + self.repairs) / need) if need > 0 else 1.0
        self.income += p.courses.wait_memory * (self.received - self.income)
        self.received = self.repairs = 0
        return dismissed

    def renew_seats(self, ledger: Ledger, month: int, p: Assumptions, prices: Prices) -> None:
        """Pay for seats in place of worn ones, as far as cash beyond a month's pay goes; they open after building."""
        cost = prices.unit(p.rooms.capital)
        seats = min(self.to_renew, max(0, self.cash - self.staff.total * prices.wage) // cost)
        if seats:
            self.spend(ledger, SUPPLIERS, "renewal", seats * cost)
            self.to_renew -= seats
            self.buildings.append(Building(month + int(p.rooms.delay), seats))

    def spend(self, ledger: Ledger, payee: str, line: str, cents: int) -> None:
        """Pay from the institution's own cash."""
        ledger.pay(self.account, payee, line, cents)
        self.cash -= cents

    def vacancies(self, p: Assumptions, prices: Prices) -> int:
        """Posts it would fill now: as many as its income pays for and its applicants need, beyond those it has."""
        t = p.teachers
        per_teacher = self.hours_to_teach(p) * t.class_size * self.kind.class_size / self.kind.hours
        wanted = math.ceil(math.fsum(self.demand) / per_teacher)
        upkeep = p.rooms.maintained * self.seats * prices.upkeep
        reserve = self.cash - 2 * self.staff.total * prices.wage  # money beyond two months' pay adds posts over a year
        payable = int(
            (self.income - upkeep + max(0, reserve) / 12.0) / (prices.wage + per_teacher * prices.materials(self.kind))
        )
        return max(0, min(wanted, payable) - self.staff.total)

    def buy_hours(self, ledger: Ledger, p: Assumptions, prices: Prices) -> None:
        """Hourly staff for next month where people are turned away and cash exceeds two months' pay."""
        spare = self.cash - 2 * self.staff.total * prices.wage
        price = prices.hourly(self.kind)
        own = self.learner_hours(p) - self.bought_hours - self.volunteer_hours - self.moved
        hours = max(0.0, min(spare / price, p.teachers.hourly_limit * own, self.turned_away * self.kind.hours))
        self.spend(ledger, TEACHERS_PAID, "hourly", int(hours * price))
        self.bought_hours = hours

    def lapse(self, ledger: Ledger, p: Assumptions, prices: Prices) -> int:
        """At the year's end, return part of the cash beyond three months' pay to the treasury; returns the cents."""
        spare = max(0, self.cash - 3 * self.staff.total * prices.wage)
        lapsed = int(spare * (1.0 - p.money.carry_over))
        self.spend(ledger, TREASURY, "lapsed", lapsed)
        return lapsed

    def let_go(self, number: int) -> None:
        """Posts that can't be paid end, the newest first."""
        s = self.staff
        number = min(number, s.total)
        from_novice = min(number, s.novice)
        from_mid = min(number - from_novice, s.mid)
        s.novice, s.mid, s.senior = (
            s.novice - from_novice,
            s.mid - from_mid,
            s.senior - (number - from_novice - from_mid),
        )
        self.books.let_go += number

    def hire(self, number: int) -> None:
        """Newcomers to the post are novices."""
        self.staff.novice += number
        self.books.hired += number

    def quality(self, p: Assumptions) -> float:
        """Teaching quality, 1 for experienced staff: novices teach less well; hourly staff as experienced."""
        s = self.staff
        return 1.0 if s.total == 0 else (p.teachers.novice_quality * s.novice + s.mid + s.senior) / s.total


def shared_by_demand(total: float, room: list[float], demand: list[float]) -> list[float]:
    """Split `total` by demand, handing on what exceeds an offer's room; when all are full the last round exceeds it."""
    given = [0.0] * len(demand)
    free = [wanted > 0 for wanted in demand]
    left = total
    while left > 0 and any(free):
        wanted = math.fsum(d for d, f in zip(demand, free, strict=True) if f)
        given = [g + left * d / wanted if f else g for g, d, f in zip(given, demand, free, strict=True)]
        full = [f and g > r for g, r, f in zip(given, room, free, strict=True)]
        if full == free or not any(full):
            break
        left = math.fsum(g - r for g, r, f in zip(given, room, full, strict=True) if f)
        given = [r if f else g for g, r, f in zip(given, room, full, strict=True)]
        free = [f and not now for f, now in zip(free, full, strict=True)]
    return given
