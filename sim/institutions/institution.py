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
from sim.institutions.labour import shared_by_demand
from sim.institutions.ledger import GOVERNMENT, SUPPLIERS, TREASURY, Ledger
from sim.institutions.ledger import TEACHERS as TEACHERS_PAID
from sim.institutions.prices import Prices

CONSTRAINTS = ("rooms", "teachers", "money")
ROOMS, TEACHERS, MONEY = range(3)
LEAST_TEACHING = 0.1  # share of their time that teachers keep for teaching, whatever is asked of them


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
    "seats", "staff", "cash", "weight", "buildings", "bought_hours", "maintained", "to_renew", "demand", "turned_away",
    "income", "received", "repairs", "fit", "effort", "guidance", "reporting", "volunteer_hours",
    "utilisation", "materials", "helped", "away", "standing", "performed", "reported", "shift", "pull", "pulled",
    "vetted", "borrowed", "seconded", "books",
)  # fmt: skip


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
        self.turned_away = 0.0  # applicants a month without a place, smoothed, real persons
        self.income = 0.0  # cents a month, smoothed
        self.received = 0  # cents this month
        self.repairs = 0  # cents of upkeep that a programme paid for it this month
        self.fit = 0.0  # how far its courses fit what people here need, against the usual, standard deviations
        self.effort = 0.0  # effort for teaching beyond the usual, share
        self.guidance = 0.0  # what help from outside adds to its teaching, 0 to 1
        self.reporting = 0.0  # share of its teachers' time that reports take
        self.volunteer_hours = 0.0  # learner-hours that volunteers teach this month
        self.utilisation = 0.0  # places taken of those planned, smoothed
        self.materials = 1.0  # materials bought of those that its learners need, smoothed
        self.helped = 0.0  # hours of training and guidance that each teacher has had, fading
        self.away = 0.0  # share of its teachers' time in training, with advisers or on directives
        self.standing = 1.0  # its score over the usual, by which a part of general provision goes
        self.performed, self.reported = 0.0, 0.0  # true and reported score, 0 where nobody evaluates
        self.shift = 0.0  # how far the content of its courses has moved from the usual
        self.pull, self.pulled = 0.0, 0.0  # strength of what moves content this month, and strength times aim
        self.vetted = 0.0  # what vetted content adds to the log of quality
        self.borrowed = 0  # seats it uses in other houses this month, less those lent to them
        self.seconded = 0.0  # learner-hours that others' teachers give for it this month, less those its own give there
        self.books = Books()

    def moved_to(self, model: mesa.Model) -> Institution:
        """The same institution, with a past of its own from now on, in another model."""
        other = Institution(model, self.key, self.kind_code, self.district, self.offers)
        for name in STATE:
            setattr(other, name, copy.deepcopy(getattr(self, name)))
        return other

    def begin_month(self) -> None:
        """Take back what programmes asked for last month only, and open new books."""
        self.effort = self.reporting = self.away = self.pull = self.pulled = self.vetted = 0.0
        self.standing = 1.0
        self.borrowed, self.seconded = 0, 0.0
        self.books = Books()

    # --- places ---------------------------------------------------------------------------------------------------

    def hours_to_teach(self, p: Assumptions) -> float:
        """Hours a month that a teacher has left for teaching, besides administration, reports and training."""
        return (
            p.teachers.load * (1.0 - p.teachers.administration) * max(LEAST_TEACHING, 1.0 - self.reporting - self.away)
        )

    def own_hours(self, p: Assumptions) -> float:
        """Hours of learning that its own teachers can teach in a month: teacher hours times class size."""
        t, s = p.teachers, self.staff
        hours = self.hours_to_teach(p) * (t.novice * s.novice + s.mid + t.senior * s.senior)
        return hours * t.class_size * self.kind.class_size

    def learner_hours(self, p: Assumptions) -> float:
        """All hours of learning that can be taught in a month: by own teachers, hourly staff and volunteers."""
        return self.own_hours(p) + self.bought_hours + self.volunteer_hours + self.seconded

    def plan(self, is_open: list[bool], slot_hours: list[float], p: Assumptions, prices: Prices) -> list[Plan]:
        """Places each offer can start this month: the least of rooms, teachers' hours and money for materials.

        Teachers' hours follow demand; what an offer's rooms cannot hold goes to the others. Hourly staff teach in
        rented rooms, so their hours follow demand without that limit.
        """
        hours = self.kind.hours
        room = math.inf if self.kind.online else (self.seats + self.borrowed) / hours
        by_rooms = [room * slot if here else 0.0 for here, slot in zip(is_open, slot_hours, strict=True)]
        demand = [wanted + 1e-9 if here else 0.0 for here, wanted in zip(is_open, self.demand, strict=True)]
        taught = self.own_hours(p) + self.volunteer_hours + self.seconded
        by_teachers = shared_by_demand(taught / hours, by_rooms, demand)
        places = [min(r, t) for r, t in zip(by_rooms, by_teachers, strict=True)]
        if self.bought_hours:
            rented = shared_by_demand(self.bought_hours / hours, [math.inf] * len(demand), demand)
            places = [own + more for own, more in zip(places, rented, strict=True)]
        materials = prices.materials(self.kind) * math.fsum(places)
        scale = min(1.0, max(0, self.cash) / materials) if materials > 0 else 1.0
        limits = [
            MONEY if scale < 1.0 else ROOMS if r <= t else TEACHERS for r, t in zip(by_rooms, by_teachers, strict=True)
        ]
        return [Plan(n * scale, limit) for n, limit in zip(places, limits, strict=True)]

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
        due = 0
        if self.buildings:
            due = sum(building.seats for building in self.buildings if building.opens <= month)
            self.buildings = [building for building in self.buildings if building.opens > month]
        lost = self.seats * (p.rooms.decay + p.rooms.neglect * max(0.0, 1.0 - self.maintained))
        worn = min(self.seats, int(lost + luck))
        self.seats += due - worn
        self.to_renew += worn
        self.books.seats_opened, self.books.seats_worn = due, worn

    def turn_over(self, p: Assumptions, luck: tuple[float, ...]) -> None:
        """Teachers leave and gain experience: a share of novices and of the experienced moves up each month."""
        s, t = self.staff, p.teachers
        left = min(s.novice, int(s.novice * t.quits + luck[0]))
        left_mid = min(s.mid, int(s.mid * t.quits + luck[1]))
        left_senior = min(s.senior, int(s.senior * t.quits + luck[2]))
        novice, mid = s.novice - left, s.mid - left_mid
        up = min(novice, int(novice / t.novice_months + luck[3]))
        top = min(mid, int(mid / t.senior_months + luck[4]))
        s.novice, s.mid, s.senior = novice - up, mid + up - top, s.senior - left_senior + top
        self.books.quit = left + left_mid + left_senior

    # --- money ----------------------------------------------------------------------------------------------------

    def pay_wages_and_upkeep(self, ledger: Ledger, p: Assumptions, prices: Prices) -> int:
        """Pay wages, then upkeep without next month's materials; unpaid posts end. Returns the teachers let go."""
        teachers, dismissed = self.staff.total, 0
        if teachers * prices.wage > self.cash:
            dismissed = teachers - max(0, self.cash) // prices.wage
            self.let_go(dismissed)
        self.spend(ledger, TEACHERS_PAID, "wages", (teachers - dismissed) * prices.wage)
        need = self.seats * prices.upkeep
        upkeep = min(max(0, self.cash - self.materials_ahead(p, prices)), int(p.rooms.maintained * need))
        self.spend(ledger, SUPPLIERS, "upkeep", upkeep)
        self.maintained = min(1.0, (upkeep + self.repairs) / need) if need > 0 else 1.0
        self.income += p.courses.wait_memory * (self.received - self.income)
        self.received = self.repairs = 0
        return dismissed

    def materials_ahead(self, p: Assumptions, prices: Prices) -> int:
        """Materials for as many as apply in a month and its teachers can take, cents: bought before money comes."""
        places = self.learner_hours(p) / self.kind.hours
        return int(min(math.fsum(self.demand), places) * prices.materials(self.kind))

    def renew_seats(self, ledger: Ledger, month: int, p: Assumptions, prices: Prices) -> None:
        """Pay for seats in place of worn ones, as far as cash beyond a month's pay goes; they open after building."""
        cost = prices.unit(p.rooms.capital)
        seats = min(self.to_renew, max(0, self.cash - self.staff.total * prices.wage) // cost)
        if seats:
            self.spend(ledger, SUPPLIERS, "renewal", seats * cost)
            self.to_renew -= seats
            self.buildings.append(Building(month + int(p.rooms.delay), seats))

    def take_grant(self, ledger: Ledger, line: str, cents: int) -> None:
        """Receive money from the government."""
        ledger.pay(GOVERNMENT, self.account, line, cents)
        self.cash += cents
        self.received += cents

    def spend(self, ledger: Ledger, payee: str, line: str, cents: int) -> None:
        """Pay from the institution's own cash."""
        if cents:
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
        hours = max(
            0.0, min(spare / price, p.teachers.hourly_limit * self.own_hours(p), self.turned_away * self.kind.hours)
        )
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
