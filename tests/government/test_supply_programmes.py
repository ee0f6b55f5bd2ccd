"""Programmes of supply with exact money in hand: what they buy, where it goes, when it comes and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, months, under

from sim.city import City
from sim.codes import KINDS, SLOTS
from sim.government.programmes import Programme, programme_for
from sim.institutions.accounts import pay_wages_and_upkeep
from sim.institutions.institution import Building, Institution
from sim.scenario.notices import notices

Run = Callable[..., Programme]


@pytest.fixture
def city(town: City) -> City:
    """A fork with short delays and no memory of whom it turned away."""
    training = {"training_months": 3.0, "pass_rate": 0.75, "training_cost": 4.0}
    made = assume(town, rooms={"delay": 2.0}, teachers=training, costs={"opening": 2.0}).fork(town.plan)
    for one in made.public:
        one.turned_away = 0.0
    return made


@pytest.fixture
def begin(city: City, scenarios: Scenarios) -> Run:
    """Begins the programme of an item in the city."""

    def begun(instrument: str, **fields: Any) -> Programme:
        item = scenarios({"instrument": instrument, "share": 0.5, **fields}).policy[0]
        return programme_for(item, instrument, city)

    return begun


def at(city: City, kind: str, district: int) -> Institution:
    return next(one for one in city.public if one.kind.name == kind and one.district == district)


def orders(city: City) -> dict[str, list[Building]]:
    return {one.account: one.buildings for one in city.public if one.buildings}


def on_order(city: City) -> dict[str, int]:
    return {name: sum(one.seats for one in buildings) for name, buildings in orders(city).items()}


@pytest.fixture
def empty_yards(city: City) -> City:
    """The same without seats already ordered."""
    for one in city.public:
        one.buildings = []
    return city


def test_places_buys_whole_seats_where_people_are_turned_away(empty_yards: City, begin: Run) -> None:
    city, cost = empty_yards, empty_yards.prices.cents(empty_yards.p.rooms.capital)
    at(city, "school", 0).turned_away, at(city, "community", 0).turned_away = 3.0, 1.0
    programme = begin("places")
    programme.run(city, 8 * cost + cost - 1)
    assert programme.spent == 8 * cost == city.ledger.paid("government", "places")
    assert on_order(city) == {"school 0": 6, "community 0": 2}
    assert {one.opens for buildings in orders(city).values() for one in buildings} == {city.month + 2}


def test_places_are_for_the_named_kind_and_districts(empty_yards: City, begin: Run) -> None:
    city, cost = empty_yards, empty_yards.prices.cents(empty_yards.p.rooms.capital)
    for one in city.public:
        one.turned_away = 1.0
    begin("places", kind="school", target={"districts": ("M2", "M4")}).run(city, 4 * cost)
    assert on_order(city) == {"school 1": 2, "school 3": 2}


def test_no_seats_are_built_online(empty_yards: City, begin: Run) -> None:
    city = empty_yards
    next(one for one in city.public if one.kind.online and one.weight > 0).turned_away = 5.0
    programme = begin("places")
    programme.run(city, 10**8)
    assert (programme.spent, orders(city)) == (0, {})


def test_ordered_seats_open_after_the_building_time(town: City, scenarios: Scenarios) -> None:
    city = assume(town, rooms={"delay": 2.0, "decay": 0.0, "neglect": 0.0}, money={"start": 1.0})
    city = city.fork(scenarios({"instrument": "places", "share": 0.5, "until": 1}))
    for one in city.public:
        one.buildings, one.to_renew = [], 0
    before = sum(one.seats for one in city.public)
    months(city, 1)
    bought = sum(on_order(city).values())
    assert bought > 0
    seen = []
    for _ in range(3):
        city.step()
        seen.append(sum(one.seats for one in city.public) - before)
    assert seen == [0, bought, bought]


def test_teachers_are_trained_then_paid_for_as_long_as_there_is_money(city: City, begin: Run) -> None:
    wage, school = city.prices.wage, at(city, "school", 0)
    school.turned_away = 1.0
    programme = begin("teachers")
    staff = school.staff.total
    programme.run(city, 20 * wage)  # enough to train five, at four months' pay each
    assert programme.spent == 20 * wage
    assert [number for _, number in programme.classes] == [5]
    city.month += 3
    programme.spent, cash = 0, school.cash
    programme.run(city, 2 * wage)  # int(5 * 0.75) pass, and two of these posts can be paid
    assert school.staff.total == staff + 3
    assert school.cash == cash + 2 * wage
    assert (programme.spent, programme.posts) == (2 * wage, {school.row: 2})
    programme.spent = 0
    programme.run(city, 0)
    assert (programme.spent, programme.posts) == (0, {school.row: 0})


def test_no_more_are_trained_than_posts_can_later_be_paid(city: City, begin: Run) -> None:
    wage = city.prices.wage
    at(city, "school", 0).turned_away = 1.0
    city.p = under(city.p, teachers={"training_months": 30.0})
    programme = begin("teachers")
    for _ in range(12):
        programme.spent = 0
        programme.run(city, 9 * wage)
        city.month += 1
    in_training = sum(number for _, number in programme.classes)
    assert 8 < in_training * 0.75 <= 9


def test_graduates_whom_nobody_needs_are_still_there(city: City, begin: Run) -> None:
    programme = begin("teachers", kind="university")
    for one in city.public:
        if one.kind.name == "university":
            one.demand = [0.0] * len(one.offers)
    programme.classes = [(city.month, 8)]
    before = city.labour.pool + sum(one.staff.total for one in city.public)
    programme.run(city, 0)
    assert city.labour.pool + sum(one.staff.total for one in city.public) == before + 6


def cells(city: City, kinds: tuple[str, ...], slots: tuple[str, ...]) -> np.ndarray:
    o = city.offers
    wanted = np.isin(o.kind, [KINDS.index(one) for one in kinds]) & np.isin(o.slots, [SLOTS[one] for one in slots])
    return np.flatnonzero(wanted & ~o.open)


def test_offers_open_in_empty_cells_after_a_while_and_are_paid_by_the_hour(city: City, begin: Run) -> None:
    empty = cells(city, ("vocational",), ("weekend", "evening"))
    assert empty.size > 0
    programme = begin("offers", kinds=("vocational",), slots=("weekend", "evening"))
    for _ in range(2):
        programme.run(city, 10**6)
        assert (programme.spent, city.contracts.sum(), city.offers.open[empty].any()) == (0, 0.0, False)
        city.month += 1
    programme.run(city, 10**6)
    assert city.offers.open[empty].all()
    assert (np.flatnonzero(city.contracts) == empty).all()
    price = city.prices.hourly[at(city, "vocational", 0).kind_code]
    assert programme.spent == pytest.approx(10**6, abs=empty.size)
    assert city.contracts.sum() * price == pytest.approx(10**6, abs=empty.size)
    city.contracts[:] = 0.0  # as at the start of a month
    programme.run(city, 0)
    assert (city.contracts.sum(), city.offers.open[empty].any()) == (0.0, False)


def test_offers_leave_open_ones_and_other_districts_alone(city: City, begin: Run) -> None:
    before = city.offers.open.copy()
    programme = begin("offers", kinds=("community", "school"), target={"districts": ("M5",)})
    city.month += 2
    programme.opens = city.month
    programme.run(city, 10**6)
    opened = np.flatnonzero(city.offers.open & ~before)
    assert opened.size > 0
    assert set(city.offers.district[opened].tolist()) == {4}
    assert (city.offers.open[before]).all()


def test_two_programmes_of_offers_add_up(city: City, begin: Run) -> None:
    one, two = begin("offers"), begin("offers")
    for programme in (one, two):
        programme.opens = city.month
    one.run(city, 10**6)
    alone = city.contracts.sum()
    two.run(city, 10**6)
    assert one.spent == two.spent > 0
    assert city.contracts.sum() == pytest.approx(2 * alone)


@pytest.mark.parametrize("late_first", [False, True])
def test_offers_that_end_leave_those_of_another_programme_open(
    town: City, scenarios: Scenarios, late_first: bool
) -> None:
    early = {"instrument": "offers", "share": 0.2, "until": 4}
    late = {"instrument": "offers", "share": 0.2, "from": 4}
    quick = assume(town, costs={"opening": 1.0}, money={"start": 1.0})
    city = months(quick.fork(scenarios(*([late, early] if late_first else [early, late]))), 7)
    contracted = city.contracts > 0
    assert contracted.any()
    assert city.offers.open[contracted].all(), "hours are paid for an offer that is closed"
    assert city.supported[contracted].all()


def test_starts_at_supported_offers_count_as_treated(town: City, scenarios: Scenarios) -> None:
    quick = assume(town, costs={"opening": 1.0}, money={"start": 1.0})
    city = months(quick.fork(scenarios({"instrument": "offers", "share": 0.6})), 8)
    treated = city.outcome()["treated"]
    in_new = (city.columns.enrolled >= 0) & (city.contracts[city.columns.enrolled] > 0)
    assert in_new.any()
    assert treated[in_new].all()
    assert not treated[city.columns.last_start < 0].any()


def test_maintenance_fills_the_gap_and_no_more(city: City, begin: Run) -> None:
    gap = (1 - city.p.rooms.maintained) * city.prices.upkeep
    seats = sum(one.seats for one in city.public)
    programme = begin("maintenance")
    programme.run(city, 10**9)
    assert programme.spent == int(seats * gap)
    assert sum(one.repairs for one in city.public) == programme.spent
    for one in city.public:
        assert abs(one.repairs - one.seats * gap) <= 1
        one.cash = 10**9
        city.ledger.balance[one.account] = one.cash
    pay_wages_and_upkeep(city.institutions, city.ledger, city.p, city.prices)
    assert city.institutions.maintained.min() == pytest.approx(1.0, abs=1e-3)


def test_little_maintenance_is_shared_by_need(city: City, begin: Run) -> None:
    programme = begin("maintenance", target={"districts": ("M1",)})
    programme.run(city, 1000)
    assert programme.spent == 1000
    repaired = {one.account: one.repairs for one in city.public if one.repairs}
    assert {name.split()[1] for name in repaired} == {"0"}
    seats = {one.account: one.seats for one in city.public if one.district == 0}
    assert all(abs(repaired.get(name, 0) - 1000 * number / sum(seats.values())) <= 1 for name, number in seats.items())


def test_more_money_gives_more_places_until_nobody_wants_them(town: City, scenarios: Scenarios) -> None:
    """Row 9, without fees: no money, no places; more of it helps less and less, and beyond slack not at all."""
    free_courses = assume(town, courses={"fee": 0.0})
    rows = [
        months(free_courses.fork(scenarios(budget=budget)), 36).recorder.rows[-1]
        for budget in (0.0, 100.0, 600.0, 2400.0)
    ]
    places = [row["public_places", "all"] for row in rows]
    learners = [row["participation_12m", "all"] for row in rows]
    assert places[0] == 0 < places[1] < places[2]
    assert learners[0] < learners[1] <= learners[2] + 0.01
    assert rows[2]["utilisation", "all"] < 0.8
    assert learners[3] == pytest.approx(learners[2], abs=0.005)


def test_rooms_open_when_they_are_built_and_never_before(town: City, scenarios: Scenarios) -> None:
    p = assume(town, rooms={"delay": 5.0}, money={"start": 1.0})
    built = months(p.fork(scenarios({"instrument": "places", "share": 0.3})), 8).recorder.rows
    usual = months(p.fork(scenarios()), 8).recorder.rows
    more = [row["seats", "all"] - other["seats", "all"] for row, other in zip(built, usual, strict=True)]
    assert more[:5] == [0.0] * 5
    assert min(more[5:]) > 0


@pytest.mark.parametrize("instrument", ["places", "teachers"])
def test_a_line_too_small_for_one_is_noted_and_buys_nothing(town: City, scenarios: Scenarios, instrument: str) -> None:
    """By the price: 3 monthly incomes a seat, 1.98 a trainee, of what a line may spend in its first month."""
    p, facts = town.p, town.facts
    price = {"places": p.rooms.capital, "teachers": p.teachers.training_cost * p.teachers.wage}[instrument]
    first = p.money.start * (1 - p.money.administration) * scenarios().envelope_cents(facts.residents, 0) / 100
    enough = price * facts.mean_income_month / first
    for share, bought in ((0.97 * enough, False), (1.03 * enough, True)):
        plan = scenarios({"instrument": instrument, "share": share})
        assert [note.startswith(f"{instrument} buys nothing") for note in notices(plan, facts)] == [True] * (not bought)
        city = months(town.fork(plan), 12)
        assert any(row["spend", f"line={instrument}"] > 0 for row in city.recorder.rows) == bought
