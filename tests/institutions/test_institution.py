"""What an institution does, in cases small enough to be done by hand: places, admission, wear, staff and money."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import bare_institution, under

from sim.assumptions import Assumptions, resolve
from sim.institutions.institution import (
    COLUMNS,
    CONSTRAINTS,
    Building,
    Institution,
    Staff,
    sums_of,
)
from sim.institutions.places import plan, remember, shared_by_demand
from sim.institutions.prices import Prices
from sim.institutions.quality import quality
from sim.institutions.rooms import wear
from sim.institutions.staffing import learner_hours, turn_over
from sim.scenario.forms import Forms

ONLINE = 6
DECIMALS = st.lists(st.floats(2**-10, 2**30, width=32), max_size=7)  # 64 bits: what a step loses is itself exact
QUIET = settings(max_examples=100, deadline=None, derandomize=True, database=None)
Make = Callable[..., Institution]


@pytest.fixture(scope="module")
def p() -> Assumptions:
    """Round numbers: a teacher gives 50 hours to classes of 10; pay 2 incomes, materials 0.001 incomes an hour."""
    return under(
        resolve({}),
        teachers={"load": 50.0, "administration": 0.0, "class_size": 10.0, "novice": 0.5, "senior": 1.5, "wage": 2.0,
                  "quits": 0.02, "novice_quality": 0.8, "hourly_limit": 0.2},
        courses={"materials": 0.001, "wait_memory": 0.25}, money={"carry_over": 0.4},
        rooms={"decay": 0.01, "neglect": 0.1, "maintained": 0.8, "upkeep": 0.12, "capital": 3.0, "delay": 12.0},
    )  # fmt: skip


@pytest.fixture(scope="module")
def prices(p: Assumptions) -> Prices:
    """A mean income of 1,000 a month, so that a teacher costs 200,000 cents and a seat's upkeep 1,000."""
    return Prices(1000.0, p)


@pytest.fixture
def make() -> Make:
    """Makes a community centre (or another kind) with two possible slots."""
    return lambda **fields: bare_institution(mesa.Model(rng=1), **fields)


def places(
    one: Institution, p: Assumptions, prices: Prices, is_open: list[bool] | None = None
) -> list[tuple[float, str]]:
    n = len(one.offers)
    found = plan(one.all, np.array(is_open or [True] * n), np.array([48.0, 32.0][:n]), p, prices)
    return [(places, CONSTRAINTS[limit]) for places, limit in zip(*(each.tolist() for each in found), strict=True)]


def test_staff_teach_by_experience(make: Make, p: Assumptions) -> None:
    one = make(staff=Staff(2, 3, 1), bought_hours=70.0)
    assert learner_hours(one.all, p)[0] == (2 * 0.5 + 3 + 1.5) * 50 * 10 * one.kind.class_size + 70
    assert learner_hours(make().all, p)[0] == 0


def test_rooms_bind_where_teachers_are_plenty(make: Make, p: Assumptions, prices: Prices) -> None:
    one = make(seats=10, staff=Staff(0, 1000, 0), cash=10**12, demand=[5.0, 5.0])
    hours = one.kind.hours
    assert places(one, p, prices) == [(480 / hours, "rooms"), (320 / hours, "rooms")]


def test_teachers_bind_and_follow_demand(make: Make, p: Assumptions, prices: Prices) -> None:
    one = make(seats=10**6, staff=Staff(0, 2, 0), cash=10**12, demand=[3.0, 1.0])
    total = learner_hours(one.all, p)[0] / one.kind.hours
    (first, why), (second, also) = places(one, p, prices)
    assert (first, second) == pytest.approx((total * 0.75, total * 0.25))
    assert (why, also) == ("teachers", "teachers")


def test_hours_that_rooms_cannot_hold_go_to_the_other_slots(make: Make, p: Assumptions, prices: Prices) -> None:
    one = make(seats=10, staff=Staff(0, 1, 0), cash=10**12, demand=[1000.0, 1.0])
    hours, total = one.kind.hours, learner_hours(one.all, p)[0] / one.kind.hours
    (first, why), (second, also) = places(one, p, prices)
    assert first == pytest.approx(480 / hours)
    assert second == pytest.approx(min(320 / hours, total - 480 / hours))
    assert (why, also) == ("rooms", "teachers")


def test_money_for_materials_binds_last(make: Make, p: Assumptions, prices: Prices) -> None:
    rich = make(seats=10, staff=Staff(0, 1000, 0), cash=10**12, demand=[5.0, 5.0])
    whole = sum(n for n, _ in places(rich, p, prices))
    prices.advance[rich.kind_code] = advance = 100_000  # cents of materials beyond the fee
    scarce = int(whole * advance / 2)
    half = make(seats=10, staff=Staff(0, 1000, 0), cash=scarce, demand=[5.0, 5.0])
    found = places(half, p, prices)
    assert sum(n for n, _ in found) == pytest.approx(whole / 2, rel=1e-4)
    assert {why for _, why in found} == {"money"}
    assert sum(n for n, _ in found) * advance <= half.cash


def test_fees_that_pay_for_materials_leave_no_place_empty_for_want_of_cash(
    make: Make, p: Assumptions, prices: Prices
) -> None:
    poor = make(seats=10, staff=Staff(0, 1000, 0), cash=0, demand=[5.0, 5.0])
    for fee, free in ((0, False), (prices.materials[poor.kind_code], True)):
        prices.advance[poor.kind_code] = prices.materials[poor.kind_code] - fee
        assert (sum(n for n, _ in places(poor, p, prices)) > 0) == free


def test_no_teachers_no_rooms_or_no_money_make_no_places(make: Make, p: Assumptions, prices: Prices) -> None:
    assert places(make(seats=10, cash=10**9, demand=[1.0, 1.0]), p, prices) == [(0.0, "teachers")] * 2
    assert places(make(staff=Staff(0, 5, 0), cash=10**9, demand=[1.0, 1.0]), p, prices) == [(0.0, "rooms")] * 2
    prices.advance = prices.materials  # no fee pays for them
    broke = make(seats=10, staff=Staff(0, 5, 0), cash=-5, demand=[1.0, 1.0])
    assert places(broke, p, prices) == [(0.0, "money")] * 2


def test_closed_slots_get_nothing_and_unknown_demand_is_shared_evenly(
    make: Make, p: Assumptions, prices: Prices
) -> None:
    one = make(seats=10**6, staff=Staff(0, 2, 0), cash=10**12)
    total = learner_hours(one.all, p)[0] / one.kind.hours
    assert [n for n, _ in places(one, p, prices)] == pytest.approx([total / 2, total / 2])
    assert [n for n, _ in places(one, p, prices, [False, True])] == pytest.approx([0.0, total])
    assert [n for n, _ in places(one, p, prices, [False, False])] == [0.0, 0.0]


def test_hourly_staff_bring_the_rented_rooms_that_their_price_pays(make: Make, p: Assumptions, prices: Prices) -> None:
    full: dict[str, Any] = {"seats": 10, "staff": Staff(0, 1000, 0), "cash": 10**12, "demand": [3.0, 1.0]}
    usual, more = places(make(**full), p, prices), places(make(**full, bought_hours=800.0), p, prices)
    hours = make().kind.hours
    assert [b - a for (a, _), (b, _) in zip(usual, more, strict=True)] == pytest.approx([600 / hours, 200 / hours])
    assert [why for _, why in more] == ["rooms", "rooms"]
    assert sum(n for n, _ in places(make(bought_hours=70.0, cash=10**12), p, prices)) == pytest.approx(70 / hours)


def test_online_courses_need_no_rooms(make: Make, p: Assumptions, prices: Prices) -> None:
    one = make(kind=ONLINE, slots=1, staff=Staff(0, 2, 0), cash=10**12, demand=[4.0])
    assert places(one, p, prices) == [(learner_hours(one.all, p)[0] / one.kind.hours, "teachers")]


AMOUNTS = st.lists(st.floats(0, 1e5), min_size=1, max_size=4)


@QUIET
@given(total=st.floats(0, 1e6), demand=AMOUNTS, room=AMOUNTS)
def test_hours_are_shared_whole_and_within_rooms_as_long_as_rooms_last(total: float, demand: Any, room: Any) -> None:
    room = (room * 4)[: len(demand)]
    one = bare_institution(mesa.Model(rng=1), slots=len(demand))
    given_out = shared_by_demand(one.all.start, np.array([total]), np.array(room), np.array(demand)).tolist()
    assert all(part >= 0 for part in given_out)
    assert all(part == 0 for part, wanted in zip(given_out, demand, strict=True) if wanted == 0)
    if any(demand):
        assert sum(given_out) == pytest.approx(total)
        if total < sum(space for space, wanted in zip(room, demand, strict=True) if wanted > 0) * (1 - 1e-9):
            assert all(part <= space * (1 + 1e-9) + 1e-9 for part, space in zip(given_out, room, strict=True))


def test_demand_is_remembered_with_fading_weight(make: Make, p: Assumptions) -> None:
    one = make(demand=[8.0, 0.0], turned_away=4.0)
    remember(one.all, np.array([0, 50]), np.zeros(2), np.zeros(2), np.zeros(2), 2.0, p)
    assert one.demand == [6.0, 25.0]
    assert one.turned_away == 3.0
    assert [one.demand_for(offer) for offer in one.offers] == one.demand


LUCKS = (np.arange(1000) + 0.5) / 1000


def test_seats_wear_at_their_rate_and_more_where_neglected(make: Make, p: Assumptions) -> None:
    for maintained, rate in ((1.0, 0.01), (0.5, 0.06), (0.0, 0.11)):
        lost = []
        for luck in LUCKS:
            one = make(seats=130, maintained=maintained)
            wear(one.all, 0, p, np.array([luck]))
            assert one.to_renew == 130 - one.seats == one.seats_worn
            lost.append(one.seats_worn)
        assert np.mean(lost) == pytest.approx(130 * rate, abs=2e-3)
        assert max(lost) - min(lost) <= 1


def test_seats_open_when_due_and_never_fall_below_none(make: Make, p: Assumptions) -> None:
    one = make(buildings=[(5, 4), (6, 10), (3, 1)])
    wear(one.all, 5, under(p, rooms={"decay": 0.0}), np.array([0.99]))
    assert (one.seats, one.buildings, one.seats_opened) == (5, [Building(6, 10)], 5)
    bare = make(seats=0)
    wear(bare.all, 0, p, np.array([0.999]))
    assert bare.seats == 0
    ruin = make(seats=3, maintained=0.0)
    wear(ruin.all, 0, under(p, rooms={"decay": 5.0}), np.array([0.5]))
    assert (ruin.seats, ruin.to_renew) == (0, 3)


def test_teachers_leave_and_rise_at_their_rates_and_nobody_is_lost(make: Make, p: Assumptions) -> None:
    left, novices, seniors = [], [], []
    for luck in LUCKS:
        one = make(staff=Staff(36, 60, 30))
        turn_over(one.all, p, np.full((5, 1), luck))
        assert one.staff.total + one.quit == 126
        assert min(one.staff.novice, one.staff.mid, one.staff.senior) >= 0
        left.append(one.quit)
        novices.append(one.staff.novice)
        seniors.append(one.staff.senior)
    assert np.mean(left) == pytest.approx(126 * 0.02, abs=0.01)
    assert 36 - np.mean(novices) == pytest.approx(36 * 0.02 + 36 * 0.98 / 36, abs=0.02)
    assert np.mean(seniors) - 30 == pytest.approx(-30 * 0.02 + 60 * 0.98 / 60, abs=0.02)


@QUIET
@given(staff=st.tuples(*[st.integers(0, 4)] * 3), luck=st.tuples(*[st.floats(0, 0.999)] * 5), quits=st.floats(0, 1))
def test_turnover_of_few_teachers_keeps_stocks_whole(staff: Any, luck: Any, quits: float) -> None:
    one = bare_institution(mesa.Model(rng=1), staff=Staff(*staff))
    turn_over(one.all, under(resolve({}), teachers={"quits": quits}), np.array(luck)[:, None])
    assert min(one.staff.novice, one.staff.mid, one.staff.senior) >= 0
    assert one.staff.total + one.quit == sum(staff)


def test_quality_is_that_of_the_staff(make: Make, p: Assumptions) -> None:
    assert quality(make(staff=Staff(1, 2, 1)).all, p, Forms())[0] == (0.8 + 3) / 4
    assert quality(make(staff=Staff(0, 1, 0)).all, p, Forms())[0] == 1.0
    assert quality(make().all, p, Forms())[0] == 1.0


def test_a_moved_institution_has_all_of_the_past_and_shares_nothing(make: Make) -> None:
    one = make(staff=Staff(1, 2, 3), cash=77, buildings=[(4, 5)], demand=[1.0, 2.0])
    other = one.all.moved_to(mesa.Model(rng=2))[0]
    state = (*COLUMNS, "staff", "demand", "buildings")
    assert {name: getattr(other, name) for name in state} == {name: getattr(one, name) for name in state}
    other.staff, other.buildings, other.demand, other.quit = Staff(9, 9, 9), [], [9.0, 9.0], 9
    assert (one.staff, one.buildings, one.demand, one.quit) == (Staff(1, 2, 3), [Building(4, 5)], [1.0, 2.0], 0)
    assert other.model is not one.model


def test_an_institution_is_a_row_of_the_columns_and_has_no_other_state(make: Make) -> None:
    one = make(cash=5)
    one.cash += 2
    one.all.seats[0] = 3
    assert (one.all.cash.tolist(), one.seats) == ([7], 3)
    assert type(one.cash) is int
    with pytest.raises(TypeError):
        one.cash = 7.5
    with pytest.raises(AttributeError, match="no attribute 'sets'"):
        _ = one.sets


@QUIET
@given(st.lists(DECIMALS, max_size=4))
def test_sums_over_offers_are_exact_and_rounded_once(values: list[list[float]]) -> None:
    start = np.cumsum([0, *map(len, values)])
    each = np.array([value for some in values for value in some], np.float64)
    expected = [math.fsum(each[first:stop]) for first, stop in pairwise(start)]
    assert sums_of(each, start).tolist() == expected
