"""What an institution does with its money: wages first, then upkeep, renewal, posts, hours; the rest lapses in part."""

from __future__ import annotations

from collections.abc import Callable

import mesa
import numpy as np
import pytest
from worlds import bare_institution, under

from sim.assumptions import Assumptions, resolve
from sim.institutions.accounts import buy_hours, lapse, pay_wages_and_upkeep
from sim.institutions.institution import Building, Institution, Staff
from sim.institutions.ledger import Ledger
from sim.institutions.prices import Prices
from sim.institutions.rooms import renew_seats
from sim.institutions.staffing import hire, let_go, vacancies

WAGE, UPKEEP, SEAT = 200_000, 1000, 300_000  # cents
Make = Callable[..., Institution]


@pytest.fixture(scope="module")
def p() -> Assumptions:
    """Round numbers: a teacher gives 50 hours to classes of 10; nothing but pay, upkeep and seats has a price."""
    return under(
        resolve({}),
        teachers={"load": 50.0, "administration": 0.0, "class_size": 10.0, "wage": 2.0, "hourly_limit": 0.2},
        courses={"materials": 0.0, "wait_memory": 0.25}, money={"carry_over": 0.4},
        rooms={"maintained": 0.8, "upkeep": 0.12, "capital": 3.0, "delay": 12.0},
    )  # fmt: skip


@pytest.fixture(scope="module")
def prices(p: Assumptions) -> Prices:
    return Prices(1000.0, p)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def make(ledger: Ledger) -> Make:
    """Makes a community centre whose cash is on its account."""

    def made(**fields: object) -> Institution:
        one = bare_institution(mesa.Model(rng=1), **fields)
        ledger.pay("treasury", one.account, "opening balance", one.cash)
        return one

    return made


def agrees(one: Institution, ledger: Ledger) -> bool:
    return one.cash == ledger.balance[one.account] >= 0 == sum(ledger.balance.values())


def test_prices_are_the_assumptions_in_cents(prices: Prices) -> None:
    assert (prices.wage, prices.upkeep, prices.cents(3.0)) == (WAGE, UPKEEP, SEAT)


def test_wages_and_the_usual_part_of_upkeep_are_paid(
    make: Make, ledger: Ledger, p: Assumptions, prices: Prices
) -> None:
    one = make(staff=Staff(1, 1, 1), seats=50, cash=5 * WAGE, received=800, income=400.0)
    assert pay_wages_and_upkeep(one.all, ledger, p, prices) == 0
    assert one.cash == 2 * WAGE - 40 * UPKEEP
    assert (ledger.paid(one.account, "wages"), ledger.paid(one.account, "upkeep")) == (3 * WAGE, 40 * UPKEEP)
    assert (one.maintained, one.income, one.received) == (0.8, 500.0, 0)
    assert agrees(one, ledger)


def test_wages_come_before_upkeep(make: Make, ledger: Ledger, p: Assumptions, prices: Prices) -> None:
    one = make(staff=Staff(0, 2, 0), seats=50, cash=2 * WAGE + 10 * UPKEEP)
    pay_wages_and_upkeep(one.all, ledger, p, prices)
    assert (one.staff.total, one.cash, one.maintained) == (2, 0, 0.2)
    assert agrees(one, ledger)


def test_posts_that_cannot_be_paid_end_the_newest_first(
    make: Make, ledger: Ledger, p: Assumptions, prices: Prices
) -> None:
    one = make(staff=Staff(2, 2, 1), cash=2 * WAGE + WAGE - 1)
    assert pay_wages_and_upkeep(one.all, ledger, p, prices) == 3
    assert (one.staff, one.let_go, one.cash) == (Staff(0, 1, 1), 3, WAGE - 1)
    broke = make(kind=2, staff=Staff(0, 0, 2), cash=0)
    assert pay_wages_and_upkeep(broke.all, ledger, p, prices) == 2
    assert broke.staff == Staff(0, 0, 0)


def test_repairs_by_a_programme_count_as_maintenance_once(
    make: Make, ledger: Ledger, p: Assumptions, prices: Prices
) -> None:
    one = make(seats=100, cash=1000 * UPKEEP, repairs=10 * UPKEEP)
    pay_wages_and_upkeep(one.all, ledger, p, prices)
    assert one.maintained == pytest.approx(0.9)
    pay_wages_and_upkeep(one.all, ledger, p, prices)
    assert one.maintained == pytest.approx(0.8)
    one.repairs = 1000 * UPKEEP
    pay_wages_and_upkeep(one.all, ledger, p, prices)
    assert one.maintained == 1.0


def test_worn_seats_are_renewed_as_far_as_cash_beyond_a_months_pay_goes(
    make: Make, ledger: Ledger, p: Assumptions, prices: Prices
) -> None:
    one = make(staff=Staff(0, 1, 0), cash=WAGE + 2 * SEAT + 1, to_renew=5)
    renew_seats(one.all, ledger, 7, p, prices)
    assert (one.to_renew, one.buildings, one.cash) == (3, [Building(19, 2)], WAGE + 1)
    renew_seats(one.all, ledger, 8, p, prices)
    assert (one.to_renew, len(one.buildings), one.cash) == (3, 1, WAGE + 1)
    assert agrees(one, ledger)


def test_vacancies_are_what_applicants_need_and_income_pays(make: Make, p: Assumptions, prices: Prices) -> None:
    one = make()
    per_teacher = 500 * one.kind.class_size / one.kind.hours  # learners a month
    for wanted, paid, staff, posts in (
        (3.0, 9, 1, 2),
        (9.0, 3, 1, 2),
        (2.2, 9, 0, 3),
        (0.0, 9, 0, 0),
        (3.0, 9, 5, 0),
    ):
        demand = [wanted * per_teacher * (1 - 1e-9), 0.0]
        case = make(demand=demand, income=float(paid * WAGE), staff=Staff(0, staff, 0), weight=1.0)
        assert vacancies(case.all, p, prices)[0] == posts, (wanted, paid, staff)


def test_upkeep_comes_before_new_posts(make: Make, p: Assumptions, prices: Prices) -> None:
    case = {"demand": [1e6, 0.0], "income": 4.0 * WAGE, "weight": 1.0}
    assert vacancies(make(**case).all, p, prices)[0] == 4
    assert vacancies(make(**case | {"weight": 0.0}).all, p, prices)[0] == 0, "nothing is left of it"
    assert vacancies(make(**case, seats=int(2 * WAGE / (0.8 * UPKEEP))).all, p, prices)[0] == 2


def test_hours_are_bought_where_people_are_turned_away_and_cash_is_spare(
    make: Make, ledger: Ledger, p: Assumptions, prices: Prices
) -> None:
    kept = 2 * 2 * WAGE
    hours = bare_institution(mesa.Model(rng=1)).kind.hours
    price = prices.hourly[bare_institution(mesa.Model(rng=1)).kind_code]
    few = make(staff=Staff(0, 2, 0), cash=kept + 10**9, turned_away=1.5)
    buy_hours(few.all, ledger, p, prices)
    assert few.bought_hours == 1.5 * hours
    assert ledger.paid(few.account, "hourly") == int(1.5 * hours * price)
    many = make(kind=2, staff=Staff(0, 10, 0), cash=5 * kept + 10**9, turned_away=1e6)
    for _ in range(2):  # bought hours do not count as own
        buy_hours(many.all, ledger, p, prices)
        assert many.bought_hours == pytest.approx(0.2 * 5000 * many.kind.class_size), "a fifth of own hours at most"
    poor = make(kind=1, staff=Staff(0, 2, 0), cash=kept, turned_away=9.0)
    buy_hours(poor.all, ledger, p, prices)
    assert poor.bought_hours == 0.0
    nobody = make(kind=0, cash=10**9, turned_away=1e6)
    buy_hours(nobody.all, ledger, p, prices)
    assert nobody.bought_hours == pytest.approx(500 * nobody.kind.class_size), "a house without a post teaches too"
    short = make(kind=5, staff=Staff(0, 2, 0), cash=kept + 1234, turned_away=1e6)
    buy_hours(short.all, ledger, p, prices)
    assert agrees(short, ledger)
    assert kept <= short.cash <= kept + 1


def test_money_beyond_three_months_pay_lapses_in_part(
    make: Make, ledger: Ledger, p: Assumptions, prices: Prices
) -> None:
    one = make(staff=Staff(0, 1, 0), cash=3 * WAGE + 1000)
    assert lapse(one.all, ledger, p, prices) == 600
    assert one.cash == 3 * WAGE + 400
    assert lapse(make(kind=2, staff=Staff(0, 1, 0), cash=3 * WAGE).all, ledger, p, prices) == 0
    assert agrees(one, ledger)


def test_letting_go_takes_the_newest_and_never_more_than_there_are(make: Make) -> None:
    for number, left in ((0, (2, 2, 2)), (1, (1, 2, 2)), (3, (0, 1, 2)), (5, (0, 0, 1)), (99, (0, 0, 0))):
        one = make(staff=Staff(2, 2, 2))
        let_go(one.all, np.array([number]))
        assert one.staff == Staff(*left)
        assert one.let_go == 6 - sum(left)


def test_the_hired_are_novices(make: Make) -> None:
    one = make(staff=Staff(1, 1, 1))
    hire(one.all, np.array([4]))
    hire(one.all, np.array([1]))
    assert (one.staff, one.hired) == (Staff(6, 1, 1), 5)
