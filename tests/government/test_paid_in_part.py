"""What a line cannot pay whole it pays in part, whom one line serves no other serves again, and all districts share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, crowded, latest, months, under

from sim.assumptions import resolve
from sim.city import City
from sim.government.programmes import PROGRAMMES, programme_for
from sim.government.programmes.coordination import complaints
from sim.government.programmes.performance import staffed

PRICE, MONEY = 10, 400  # cents for a teacher; a month
KINDS = {"hosts": ["community", "vocational"], "guests": ["school"]}


# --- practices and guidelines: one house after the other --------------------------------------------------------------


def adopting(name: str, staff: list[int]) -> tuple[Any, Any]:
    """A programme, and a town where all institutions with teachers are willing at once."""
    assumed = {"practice": {"push": 1.0, "cost": 1.0}, "guideline": {"uptake": 1.0, "lapse": 0.0}}
    n = len(staff)
    town = SimpleNamespace(
        institutions=SimpleNamespace(key=np.arange(n), at=np.arange(n), public=np.ones(n, bool), staff=np.array(staff)),
        p=under(resolve({}), **assumed), prices=SimpleNamespace(unit=lambda incomes: PRICE), seed=5, month=0,
        offers=SimpleNamespace(appeal=np.zeros(n), support=np.zeros(n)),
        ledger=SimpleNamespace(pay=lambda *_: None),
    )  # fmt: skip
    return PROGRAMMES[name](None, name, town), town  # type: ignore[arg-type]


def run(programme: Any, town: Any, money: int = MONEY) -> list[int]:
    """Who has adopted at the end of a month."""
    programme.spent, programme.staff_hours = 0, 0.0
    programme.run(town, money)
    town.month += 1
    return list(programme.adopters)


@pytest.mark.parametrize("name", ["practice", "guideline"])
def test_a_house_too_large_for_a_months_money_is_trained_bit_by_bit(name: str) -> None:
    """100 teachers take two months and a half; the smaller one that comes after it waits no longer."""
    programme, town = adopting(name, [20, 100, 30])
    found, spent = [], []
    for _ in range(5):
        found.append(run(programme, town))
        spent.append(programme.spent)
        assert programme.staff_hours == programme.spent / PRICE * 160.0
    assert found == [[0], [0], [0, 1], [0, 1, 2], [0, 1, 2]]
    assert spent == [400, 400, 400, 300, 0]


def test_who_loses_its_teachers_waits_no_longer_and_what_was_paid_goes_to_the_next() -> None:
    programme, town = adopting("practice", [100, 60])
    assert run(programme, town) == []
    town.institutions.staff[0] = 0
    assert (run(programme, town), programme.spent) == ([1], 200)


def test_in_months_without_money_nobody_gets_ready_to_be_trained() -> None:
    programme, town = adopting("practice", [10, 10])
    assert run(programme, town, 0) == []
    assert not programme.willing


# --- complaints and surveys -------------------------------------------------------------------------------------------


def test_where_money_ends_the_answer_is_given_in_part(town: City, scenarios: Scenarios) -> None:
    """The loudest is answered in full, the next with what is left, nobody else, and no other time is opened."""
    city = months(crowded(assume(town, fit={"local_variance": 4.0}).fork(scenarios())), 3)
    these, item = city.institutions, scenarios({"instrument": "feedback", "share": 0.1, "lag": 0}).policy[0]
    these.begin_month()
    loud = np.where(staffed(city, None), complaints(these), 0.0)
    first, second = np.argsort(-loud, kind="stable")[:2].tolist()
    price = city.p.fit.adaptation * city.prices.income
    costs = [int(np.ceil(loud[row] * these.staff[row] * price)) for row in (first, second)]
    money = costs[0] + costs[1] // 3
    programme: Any = programme_for(item, "feedback", city)
    programme.run(city, money)
    assert programme.spent == money
    assert these.pull[[first, second]] == pytest.approx([loud[first], loud[second] * (money - costs[0]) / costs[1]])
    assert np.flatnonzero(these.pull).tolist() == sorted([first, second])
    assert programme.opened == []


def test_a_survey_of_hardly_anybody_hardly_moves_content(town: City, scenarios: Scenarios) -> None:
    """A tenth and a thousandth of an answer an institution: it used to be pulled in full to what so few may say."""
    fits = []
    for answers in (0.1, 0.001):
        item = {"instrument": "needs_survey", "share": 0.2, "interviews": 12 * answers}
        city = assume(town, money={"start": 1.0}, fit={"followed": 1.0}).fork(scenarios(item))
        fits.append(np.mean([latest(months(city, 1), "fit_mean") for _ in range(24)]))
    assert -0.1 < fits[0] < fits[1] < 0.0


# --- an item in two halves --------------------------------------------------------------------------------------------


def reached(city: City, item: Any, lines: int, money: int, column: str) -> tuple[int, float]:
    """How many so many lines of one instrument serve with the money, and what the first of them have of it."""
    spent = 0
    for line in range(lines):
        programme = programme_for(item, f"line_{line}", city)
        programme.run(city, money // lines)
        spent += programme.spent
    assert spent <= money
    given = getattr(city.columns, column)
    return int(np.count_nonzero(given)), float(given.max())


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"instrument": "study_circles"}, "study_hours"),
        ({"instrument": "service", "fix": "childcare"}, "relief"),
    ],
)
def test_two_halves_of_an_item_reach_as_many_as_the_whole(
    town: City, scenarios: Scenarios, fields: dict[str, Any], column: str
) -> None:
    item = scenarios(fields | {"share": 0.1}).policy[0]
    made = {"services": {"rate": 1.0, "care_hour": 0.005}, "motivation": {"joins": 0.8, "circle_hour": 0.005}}
    whole, halves = (
        reached(assume(town, **made).fork(scenarios()), item, lines, 6_000_000, column) for lines in (1, 2)
    )
    assert 20 < whole[0] < 100
    assert abs(halves[0] - whole[0]) <= 2
    assert halves[1] == whole[1]


def test_childcare_for_whom_there_is_no_family_left_is_not_paid(town: City, scenarios: Scenarios) -> None:
    city = assume(town, services={"rate": 1.0}).fork(scenarios())
    item = scenarios({"instrument": "service", "fix": "childcare", "share": 0.1}).policy[0]
    first, second = (programme_for(item, line, city) for line in ("service", "service_2"))
    for one in (first, second):
        one.run(city, 10**9)
    assert ((city.columns.relief > 0) == (city.columns.children == 1)).all()
    assert first.spent > 0 == second.spent


# --- shared rooms -----------------------------------------------------------------------------------------------------


def test_money_for_shared_rooms_goes_to_the_hosts_of_all_districts(town: City, scenarios: Scenarios) -> None:
    """Half of what they would lend: it used to go to the first districts of the file in full."""
    item = scenarios({"instrument": "venues", "share": 0.1, "rooms": 0.5} | KINDS).policy[0]
    lent, money = {}, 10**9
    for part in (1, 2):
        city = town.fork(scenarios())
        programme: Any = programme_for(item, "venues", city)
        programme.run(city, money)
        lent[part] = -np.minimum(0, city.institutions.borrowed)
        assert programme.lent == lent[part].sum() == city.institutions.borrowed.clip(0).sum()
        money = programme.spent // 2
    assert len({city.institutions.district[row] for row in np.flatnonzero(lent[1])}) > 1
    assert np.abs(lent[2] - lent[1] / 2).max() <= 1


def test_two_lines_lend_no_seat_twice(town: City, scenarios: Scenarios) -> None:
    """Eight tenths of the seats in each line, but for those that wear: places below 0 used to end the run."""
    venues = {"instrument": "venues", "share": 0.4, "rooms": 0.8} | KINDS
    city = months(assume(town, money={"start": 1.0}).fork(scenarios(venues, venues)), 1)
    assert (city.institutions.seats + city.institutions.borrowed >= -city.institutions.seats_worn).all()
    assert all(one.lent > 0 for one in city.programmes)
