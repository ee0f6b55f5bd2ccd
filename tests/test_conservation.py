"""Nothing appears or vanishes: people, money, places, hours, teachers and seats, checked around every phase.

Random small policies with every instrument, schedule, target and budget; the auditor knows the laws, not the model.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from worlds import BUDGET, FULL, INSTRUMENTS, Scenarios, assume, crowded, months, watched

from sim.citizens.person import APPLIED, COMPLETED, DROPPED, LEARNING, REJECTED, STARTED
from sim.city import City
from sim.draws import new_ids
from sim.enrolment import MICRO, SPARE
from sim.government.programmes.supply import TrainTeachers
from sim.institutions.institution import CONSTRAINTS
from sim.institutions.ledger import GOVERNMENT, TREASURY

MONTHS = 8
BOOKS = ("hired", "quit", "let_go", "seats_opened", "seats_worn")
HIRED, QUIT, LET_GO, OPENED, WORN = range(len(BOOKS))
KINDS = ("school", "university", "vocational", "community", "older_adult", "library")
FIELDS: dict[str, dict[str, Any]] = {
    "places": {"kind": st.sampled_from(("queue", *KINDS))},
    "teachers": {"kind": st.sampled_from(("queue", *KINDS))},
    "offers": {"kinds": st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
               "slots": st.lists(st.sampled_from(("day", "evening", "weekend")), min_size=1, unique=True).map(tuple)},
    "campaign": {"media": st.floats(0, 1), "pressure": st.floats(0, 1), "injunctive": st.booleans(),
                 "publishes_rate": st.none() | st.floats(0, 1)},
    "voucher": {"covers": st.floats(0, 1), "maximum": st.none() | st.floats(1, 500),
                "rationing": st.sampled_from(("lottery", "need", "first_come")),
                "kinds": st.lists(st.sampled_from((*KINDS, "online")), min_size=1, unique=True).map(tuple)},
}  # fmt: skip
TARGET = st.none() | st.fixed_dictionaries({}, optional={
    "age": st.tuples(st.integers(15, 60), st.integers(61, 120)), "education": st.sampled_from(("low", "high")),
    "work": st.sampled_from(("employed", "retired")), "districts": st.just(("M1", "M5")), "need": st.floats(0.05, 1.0),
})  # fmt: skip


@st.composite
def policies(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """Up to six items that together take at most the whole envelope."""
    left, policy = 100, []
    for name in draw(st.lists(st.sampled_from(INSTRUMENTS), max_size=6)):
        part = draw(st.integers(0, left))
        left -= part
        item = {
            "instrument": name,
            "share": part / 100,
            "from": draw(st.integers(0, 3)),
            "ramp": draw(st.integers(0, 4)),
        }
        item |= draw(st.sampled_from(({}, {"until": 6}, {"pulse": {"every": 3, "length": 1}})))
        item |= {key: draw(value) for key, value in FIELDS.get(name, {}).items()}
        target = draw(TARGET)
        if target and name in ("places", "teachers", "offers", "maintenance"):  # they serve whoever comes
            target = {key: value for key, value in target.items() if key == "districts"}
        policy.append(item | {"target": target})
    return tuple(policy)


class Auditor:
    """Notes the stocks before each phase and holds the phase to the laws after it."""

    def __init__(self, city: City) -> None:
        self.public = np.concatenate([one.offers for one in city.public])
        self.credit = city.credit[self.public]
        self.handed_out = self.credit  # places since the start, millionths of a citizen
        self.taken = np.zeros_like(self.credit)

    def before(self, city: City, phase: str) -> dict[str, Any]:
        c = city.columns
        return {
            "id": c.id.copy(), "starts": c.starts.copy(),
            "staff": {one.key: one.staff.total for one in city.public}, "pool": city.labour.pool,
            "seats": {one.key: one.seats for one in city.public}, "coming": coming(city), "worn_out": worn_out(city),
            "trainees": trainees(city), "books": booked(city),
        }  # fmt: skip

    def after(self, city: City, phase: str, was: dict[str, Any]) -> None:
        for law in (self.people, self.money, self.places, self.courses, self.teachers, self.seats):
            law(city, phase, was)

    def people(self, city: City, phase: str, was: dict[str, Any]) -> None:
        ids = city.columns.id
        assert ids.size == was["id"].size
        assert np.unique(ids).size == ids.size
        left = was["id"] != ids
        assert not left.any() or phase == "renew_people"
        assert (ids[left] == new_ids(city.seed, was["id"][left], city.month)).all()
        assert (city.columns.age_months >= 15 * 12).all()

    def money(self, city: City, phase: str, was: dict[str, Any]) -> None:
        ledger = city.ledger
        assert sum(ledger.balance.values()) == 0
        assert {one.account: one.cash for one in city.public} == {
            one.account: ledger.balance[one.account] for one in city.public
        }
        assert min(one.cash for one in city.public) >= 0
        if phase == "pay":
            paid = sum(cents for (payer, _), cents in ledger.month.items() if payer == GOVERNMENT)
            assert (paid, ledger.balance[GOVERNMENT]) == (city.envelope, 0)
            assert ledger.paid(TREASURY, "envelope") == city.envelope
            for programme in city.programmes:
                planned = city.plan.planned_cents(programme.item, city.facts.residents, city.month)
                assert 0 <= programme.spent == ledger.paid(GOVERNMENT, programme.line)
                assert programme.spent <= planned
        if phase == "record":
            row = city.recorder.rows[-1]
            lines = sum(value for (name, group), value in row.items() if name == "spend" and group.startswith("line="))
            assert lines == pytest.approx(row["spend", "all"], abs=1e-6)

    def places(self, city: City, phase: str, was: dict[str, Any]) -> None:
        if phase != "allocate":
            return
        month, c = city.enrolment, city.columns
        started = np.bincount(c.enrolled[c.starts > was["starts"]], minlength=month.admitted.size)
        assert (month.admitted == started).all()
        assert (month.applied == np.bincount(c.application[c.application >= 0], minlength=started.size)).all()
        assert (month.admitted <= month.applied).all()
        assert month.turned_away.sum() == (month.applied - month.admitted).sum()
        assert month.turned_away.size == len(CONSTRAINTS)
        new = (month.places[self.public] / city.weight * MICRO).astype(np.int64)
        taken = month.admitted[self.public] * MICRO
        kept = np.minimum(self.credit, MICRO * (1.0 + SPARE * (1.0 - 1.0 / city.weight)))  # the other places lapse
        assert (taken <= kept + new).all()
        self.handed_out, self.taken = self.handed_out + new, self.taken + taken
        assert (self.taken <= self.handed_out).all()
        self.credit = city.credit[self.public]
        assert (self.credit == np.floor(kept) + new - taken).all()
        assert (self.credit >= 0).all()

    def courses(self, city: City, phase: str, was: dict[str, Any]) -> None:
        c = city.columns
        assert not ((c.enrolled >= 0) & (c.queued >= 0)).any()
        learning = c.enrolled >= 0
        assert (c.months_left[learning] >= 1).all()
        assert (c.months_left[learning] <= city.offers.months[c.enrolled[learning]]).all()
        if phase == "choose":
            assert not (learning & (c.application >= 0)).any()
        if phase == "learn":
            event, ended = c.event, (COMPLETED | DROPPED)
            turned = (event & REJECTED) > 0
            assert ((c.queued >= 0) == turned).all()
            assert (((event & APPLIED) > 0) == (turned | ((event & STARTED) > 0))).all()
            assert (((event & LEARNING) > 0) == ((c.enrolled >= 0) | ((event & ended) > 0))).all()
            assert not ((event & ended) == ended).any()

    def teachers(self, city: City, phase: str, was: dict[str, Any]) -> None:
        staff, market = {one.key: one.staff.total for one in city.public}, city.labour
        more = sum(staff.values()) - sum(was["staff"].values())
        pool = market.pool - was["pool"]
        assert market.pool >= 0
        for one in city.public:
            assert min(one.staff.novice, one.staff.mid, one.staff.senior) >= 0
        booked_now = booked(city) - was["books"]
        assert (
            more_at(staff, was["staff"]) == booked_now[:, HIRED] - booked_now[:, QUIT] - booked_now[:, LET_GO]
        ).all()
        hired, quit, let_go = booked_now.sum(axis=0)[[HIRED, QUIT, LET_GO]]
        if phase == "run_programmes":
            finished = was["trainees"] + trained(city) - trainees(city)
            assert 0 <= more == hired <= finished
            assert pool == 0
        elif phase == "renew_supply":
            assert (hired, let_go, -more) == (0, 0, quit)
            assert pool == market.graduated - market.left
        elif phase == "pay":
            assert more + pool == 0 == quit
        else:
            assert (more, pool, hired, quit, let_go) == (0, 0, 0, 0, 0)

    def seats(self, city: City, phase: str, was: dict[str, Any]) -> None:
        more = {one.key: one.seats - was["seats"][one.key] for one in city.public}
        assert min(min(one.seats, one.to_renew) for one in city.public) >= 0
        ordered, worn = coming(city) - was["coming"], worn_out(city) - was["worn_out"]
        books = booked(city) - was["books"]
        assert (more_at(more) == books[:, OPENED] - books[:, WORN]).all()
        if phase == "renew_supply":
            assert (-ordered, worn) == (books[:, OPENED].sum(), books[:, WORN].sum())
        else:
            assert not any(more.values())
            assert ordered >= 0
            assert (ordered, worn) == (0, 0) or phase == "run_programmes" or (phase, ordered) == ("pay", -worn)


def booked(city: City) -> np.ndarray:
    """The month's books of all institutions, shape (institutions, 5)."""
    return np.array([[getattr(one, name) for name in BOOKS] for one in city.public])


def more_at(now: dict[int, int], before: dict[int, int] | None = None) -> np.ndarray:
    """How much more each institution has now."""
    return np.array([number - (before[key] if before else 0) for key, number in now.items()])


def coming(city: City) -> int:
    return sum(building.seats for one in city.public for building in one.buildings)


def worn_out(city: City) -> int:
    return sum(one.to_renew for one in city.public)


def trainees(city: City) -> int:
    return sum(number for one in city.programmes if isinstance(one, TrainTeachers) for _, number in one.classes)


def trained(city: City) -> int:
    """Trainees who began this month."""
    ends = city.month + int(city.p.teachers.training_months)
    return sum(
        number
        for one in city.programmes
        if isinstance(one, TrainTeachers)
        for month, number in one.classes
        if month == ends
    )


def audited(city: City, number: int = MONTHS) -> City:
    auditor = Auditor(city)
    with watched(auditor.before, auditor.after):
        return months(city, number)


QUIET = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)  # shrinking would take minutes


@QUIET
@given(
    policy=policies(),
    budget=st.sampled_from((BUDGET, 0.0, 0.01, 599.97, 4999.99)),
    administration=st.sampled_from((0.1, 0.0, 0.137, 0.3)),
    start=st.sampled_from((0.5, 1.0)),
    broke=st.booleans(),
)
@example(policy=FULL, budget=599.97, administration=0.1, start=1.0, broke=False)
@example(policy=FULL, budget=100.0, administration=0.1, start=1.0, broke=True)
def test_nothing_appears_or_vanishes(
    burnt_in: City, scenarios: Scenarios, policy: Any, budget: float, administration: float, start: float, broke: bool
) -> None:
    city = assume(
        burnt_in,
        money={"administration": administration, "start": start},
        teachers={"training_months": 3.0},
        rooms={"delay": 2.0},
        costs={"opening": 1.0},
    )
    for one in city.public if broke else ():
        city.ledger.pay(one.account, TREASURY, "lost", one.cash)
        one.cash = 0
    audited(city.fork(scenarios(*policy, budget=budget)))


def test_nobody_is_admitted_to_hours_it_does_not_have(town: City, scenarios: Scenarios) -> None:
    """A birthday can change free hours and slots; here everybody's day fills up while some wait."""
    city = months(crowded(assume(town, courses={"renege": 0.0}).fork(scenarios())), 3)
    c = city.columns
    waiting = c.queued >= 0
    assert waiting.any()
    c.slots[:], c.free_hours[:] = 0, 0.0
    city.step()
    public = (c.application >= 0) & ~city.offers.at_work[c.application]
    still = (c.slots == 0) & (c.free_hours == 0)
    assert not (waiting & public & still).any()


def test_the_audit_sees_teachers_let_go_and_people_replaced(town: City, scenarios: Scenarios) -> None:
    """What the audit holds the engine to must also happen."""
    city = town.fork(scenarios(budget=0.0))
    for one in city.public:
        city.ledger.pay(one.account, TREASURY, "lost", one.cash)
        one.cash = 0
    city.step()
    assert sum(one.let_go for one in city.public) > 0
    assert (months(city, 11).columns.id != town.columns.id).any()
