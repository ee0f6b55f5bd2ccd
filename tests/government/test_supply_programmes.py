"""Programmes of supply with exact money in hand: what they buy, where it goes, when it comes and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from worlds import CASH, Scenarios, assume, months, under

from sim.citizens.person import STARTED, SUPPORTED
from sim.city import City
from sim.codes import KINDS, SLOTS
from sim.enrolment import enrol, supported
from sim.government.programmes import Programme, programme_for
from sim.government.programmes.supply import support
from sim.institutions.accounts import pay_wages_and_upkeep
from sim.institutions.institution import Building, Institution, Staff
from sim.scenario.notices import notices
from sim.scenario.shocks import Shock

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
    assert on_order(city) == {"school 0": 6, "community 0": 2}
    assert {one.opens for buildings in orders(city).values() for one in buildings} == {city.month + 2}
    programme.run(city, 1)  # what was left of last month's money is paid towards the ninth
    assert on_order(city) == {"school 0": 7, "community 0": 2}
    assert programme.spent == 9 * cost == city.ledger.paid("government", "places")


def test_a_seat_is_paid_for_bit_by_bit_and_only_where_somebody_wants_it(empty_yards: City, begin: Run) -> None:
    city, cost = empty_yards, empty_yards.prices.cents(empty_yards.p.rooms.capital)
    programme = begin("places")
    for one in city.public:
        one.demand = [0.0] * len(one.offers)
    programme.run(city, cost)
    assert (programme.spent, on_order(city)) == (0, {})
    at(city, "school", 0).turned_away = 1.0
    seats = []
    for _ in range(10):
        programme.run(city, 3 * cost // 10)
        seats.append(sum(on_order(city).values()))
    assert seats == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]


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


def test_trainees_are_paid_for_bit_by_bit_and_single_ones_graduate(city: City, begin: Run) -> None:
    """Each passes with 0.75: of four who are trained one by one three take a post, and no more can be paid."""
    city.p = under(city.p, teachers={"quits": 0.0})
    wage, school = city.prices.wage, at(city, "school", 0)
    school.turned_away = 1.0
    programme, staff = begin("teachers"), school.staff.total
    for _ in range(40):
        programme.run(city, 3 * wage + wage // 2)
        city.month += 1
    assert school.staff.total == staff + 3
    assert programme.posts == {school.row: 3}


def test_who_quits_a_paid_post_is_replaced(city: City, begin: Run) -> None:
    """A tenth of ten a month: the post is free until somebody is trained for it, and no vacant post is paid."""
    city.p = under(city.p, teachers={"quits": 0.1, "pass_rate": 1.0})
    wage, school = city.prices.wage, at(city, "school", 0)
    school.turned_away = 1.0
    programme: Any = begin("teachers")
    programme.posts, school.staff = {school.row: 10}, Staff(0, 12, 0)
    programme.run(city, 10 * wage)
    assert programme.posts == {school.row: 9}
    assert city.ledger.paid("government", "teachers") == 10 * wage, "the tenth wage goes towards a trainee"
    for _ in range(12):
        city.month += 1
        programme.run(city, 14 * wage)
    assert programme.classes
    assert programme.posts[school.row] >= 6
    school.staff = Staff(0, 2, 0)  # hired away by somebody else
    programme.run(city, 14 * wage)
    assert programme.posts[school.row] <= 3, "vacant posts are not paid"


def test_a_cut_takes_posts_from_all_houses_alike(city: City, begin: Run) -> None:
    city.p = under(city.p, teachers={"quits": 0.0})
    houses = [at(city, "school", 0), at(city, "community", 0)]
    for house in houses:
        house.staff = Staff(0, 20, 0)
    programme: Any = begin("teachers")
    programme.posts = {houses[0].row: 10, houses[1].row: 20}
    programme.run(city, 15 * city.prices.wage)
    assert programme.posts == {houses[0].row: 5, houses[1].row: 10}


@pytest.mark.parametrize("size", [0.5, 1.0])
def test_a_cut_leaves_a_line_as_able_to_spend_as_before(town: City, scenarios: Scenarios, size: float) -> None:
    """Whether it loses half of its money or all of it for a while."""
    grown = assume(town, money={"start": 0.5, "absorption": 1.0})
    cut = Shock.model_validate({"kind": "fiscal", "from": 18, "months": 2, "size": size})
    city = months(grown.fork(scenarios({**CASH, "share": 0.2}, months=24, shocks=(cut,))), 18)
    before = city.programmes[0].spent
    assert months(city, 3).programmes[0].spent >= before > 0


def test_a_line_grows_on_while_it_waits_for_graduates_or_leaves_less_than_a_wage(
    town: City, scenarios: Scenarios
) -> None:
    """Planned for five posts, it begins with half of that: two posts, and a part of a wage that nobody can be paid."""
    wage = town.p.teachers.wage * town.facts.mean_income_month
    share = 5.3 * wage / (1 - town.p.money.administration) / (scenarios().envelope_cents(town.facts.residents, 0) / 100)
    quick = assume(town, teachers={"training_months": 1.0, "training_cost": 3.0, "pass_rate": 1.0})
    city = months(quick.fork(scenarios({"instrument": "teachers", "share": share}, months=60)), 60)
    assert sum(city.programmes[0].posts.values()) == 5  # type: ignore[attr-defined]


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


def next_month(city: City) -> None:
    """What a month with a policy begins with."""
    city.contracts[:], city.offers.open[:] = 0.0, city.usual


def test_offers_open_in_empty_cells_after_a_while_and_are_paid_by_the_hour(city: City, begin: Run) -> None:
    empty = cells(city, ("vocational",), ("weekend", "evening"))
    assert empty.size > 0
    programme = begin("offers", kinds=("vocational",), slots=("weekend", "evening"))
    for _ in range(2):
        programme.run(city, 10**7)
        assert (programme.spent, city.contracts.sum(), city.offers.open[empty].any()) == (0, 0.0, False)
        city.month += 1
    programme.run(city, 10**7)
    assert city.offers.open[empty].all()
    assert (np.flatnonzero(city.contracts) == empty).all()
    price = city.prices.hourly[at(city, "vocational", 0).kind_code]
    assert programme.spent == pytest.approx(10**7, abs=empty.size)
    assert city.contracts.sum() * price == pytest.approx(10**7, abs=empty.size)
    next_month(city)
    programme.run(city, 0)
    assert (city.contracts.sum(), city.offers.open[empty].any()) == (0.0, False)


def test_little_money_opens_few_offers_and_those_of_the_largest_districts(city: City, begin: Run) -> None:
    """As many as it pays a class in each."""
    programme: Any = begin("offers", kinds=("vocational",), slots=("weekend", "evening"))
    programme.opens = city.month
    house = at(city, "vocational", 0)
    a_class = city.p.teachers.class_size * house.kind.class_size * house.kind.hours
    price, people = a_class * city.prices.hourly[house.kind_code], programme.people
    assert (np.diff(people) <= 0).all()
    for money, number in ((1, 1), (2.9 * price, 2), (3.1 * price, 3)):
        next_month(city)
        programme.run(city, int(money))
        assert np.flatnonzero(city.offers.open & ~city.usual).tolist() == sorted(programme.cells[:number].tolist())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_one_line_opens_no_other_closes(town: City, scenarios: Scenarios, order: tuple[int, int]) -> None:
    """Offers that end after half a year, and houses that stay open longer all year."""
    items = (
        {"instrument": "offers", "share": 0.3, "until": 6},
        {"instrument": "service", "share": 0.3, "fix": "opening"},
    )
    alone, both = (
        months(assume(town, money={"start": 1.0}, costs={"opening": 1.0}).fork(scenarios(*policy)), 12)
        for policy in (items[1:], [items[place] for place in order])
    )
    assert (alone.offers.open & ~alone.usual).any()
    assert (alone.offers.open == both.offers.open).all()


def test_two_lines_keep_no_house_open_twice(city: City, begin: Run) -> None:
    one, two = (begin("service", fix="opening") for _ in range(2))
    for programme in (one, two):
        programme.routine = 1.0  # type: ignore[attr-defined]
        programme.run(city, 10**9)
    assert one.spent > 0 == two.spent


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
    assert (supported(city, city.enrolment.places)[contracted] > 0.0).all()


def test_starts_at_supported_offers_count_as_treated(town: City, scenarios: Scenarios) -> None:
    quick = assume(town, costs={"opening": 1.0}, money={"start": 1.0})
    city = months(quick.fork(scenarios({"instrument": "offers", "share": 0.6})), 8)
    treated = city.outcome()["treated"]
    in_new = (city.columns.enrolled >= 0) & (city.contracts[city.columns.enrolled] > 0)
    assert in_new.any()
    assert 0.5 < treated[in_new].mean() < 1.0, "who sits on a bought place"
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


def test_a_supported_part_of_a_house_is_the_share_of_its_starts_that_count(town: City, scenarios: Scenarios) -> None:
    """Two fifths of the seats there and half of the teachers: a start is on one of them or with one of them."""
    city = town.fork(scenarios({"instrument": "cash_transfer", "share": 0.0}))
    house = next(one for one in city.public if one.seats > 4)
    for part, of in ((2, 5), (3, 6)):
        parts, whole = np.zeros(len(city.institutions)), np.zeros(len(city.institutions))
        parts[house.row], whole[house.row] = part, of
        support(city, parts, whole)
    share = city.supported.copy()
    rows = np.array(house.offers)
    assert share[rows] == pytest.approx(0.7)
    assert np.delete(share, rows).max() == 0.0


def test_lots_decide_who_sits_on_a_supported_place(town: City, scenarios: Scenarios) -> None:
    """Where a third of each house is paid for, about a third of the starts there count as supported, for five years."""
    city = town.fork(scenarios({"instrument": "cash_transfer", "share": 0.0}, months=60))
    started = found = 0
    for _ in range(60):
        ready = city.before("allocate")
        ready.supported[:] = np.where(ready.offers.at_work, 0.0, 1.0 / 3.0)
        here = ready.columns
        here.event[:] = 0
        enrol(ready)
        new = (here.event & STARTED > 0) & ~ready.offers.at_work[here.enrolled]
        started, found = started + int(new.sum()), found + int((here.event[new] & SUPPORTED > 0).sum())
        city.pass_month()
    assert started > 400
    assert found / started == pytest.approx(1 / 3, abs=3.5 * (2 / 9 / started) ** 0.5)


@pytest.mark.parametrize("instrument", ["places", "teachers", "activities"])
def test_a_line_too_small_for_one_is_noted_and_buys_nothing(town: City, scenarios: Scenarios, instrument: str) -> None:
    """A seat must be paid for within the run, 3 monthly incomes; a teacher every month, and an event within one."""
    p, facts, run = town.p, town.facts, 12
    prices = {"places": p.rooms.capital / run, "teachers": p.teachers.wage, "activities": p.activities.cost}
    quick = assume(town, money={"start": 1.0}, teachers={"training_months": 1.0, "pass_rate": 1.0})
    month = (1 - p.money.administration) * scenarios().envelope_cents(facts.residents, 0) / 100
    for part, bought in ((0.97, False), (1.03, True)):
        share = part * prices[instrument] * facts.mean_income_month / month
        assumed = {"assumptions": {"money.start": 1.0}}
        plan = scenarios({"instrument": instrument, "share": share}, months=run, **assumed)
        assert [note.startswith(f"{instrument} buys nothing") for note in notices(plan, facts)] == [True] * (not bought)
        programme: Any = months(quick.fork(plan.model_copy(update={"assumptions": {}})), run).programmes[0]
        got = {"places": "ordered", "teachers": "posts"}.get(instrument)
        number = sum(int(np.sum(one)) for one in getattr(programme, got).values()) if got else programme.spent > 0
        assert number == bought
