"""Extreme conditions have obvious answers: no money, no institutions, nobody who knows, prices beyond all means."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import FULL, Scenarios, assume, months

import sim.city
from sim import anchor
from sim.assumptions import declared
from sim.citizens.person import COMPLETED, DROPPED, NEVER
from sim.city import City
from sim.institutions.institution import Staff

PUBLIC_KINDS = range(7)


def sound(city: City) -> dict[tuple[str, str], float]:
    """The last month's indicators; fails when one is not a number or outside what it can be."""
    row = city.recorder.rows[-1]
    assert all(math.isfinite(value) for value in row.values())
    shares = (
        "participation_12m",
        "participation_4w",
        "completion_rate",
        "unmet_demand",
        "utilisation",
        "awareness",
        "norm_belief",
    )
    signed = ("education_gap", "skill_mean", "coverage_gap", "erreygers", "horizontal_inequity")
    for (name, group), value in row.items():
        assert value >= 0 or name in signed, (name, group, value)
        assert value <= 1 or name not in shares, (name, group, value)
    columns = city.columns._asdict()
    assert [name for name, column in columns.items() if not np.isfinite(column).all()] == []
    return row


def public_starts(city: City, number: int) -> int:
    """Starts at public offers within some months."""
    started = 0
    for _ in range(number):
        city.step()
        started += int(city.enrolment.admitted[~city.offers.at_work].sum())
    return started


@pytest.fixture
def young(monkeypatch: pytest.MonkeyPatch, burnt_in: City) -> None:
    """Cities that are founded in a moment: a past of a year, and the town's intercept instead of a solved one."""
    demand = np.full(burnt_in.offers.kind.size, 0.002)
    monkeypatch.setattr(sim.city, "BURN_IN", 12)
    monkeypatch.setattr(anchor, "anchored", lambda *_: anchor.Anchored(burnt_in.intercept, demand))


# --- money ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("young")
def test_a_city_without_money_has_no_public_places(millbrook: Path, tmp_path: Path) -> None:
    city = City(Scenarios(tmp_path, millbrook, budget=0.0).root, rng=1, citizens=300)
    assert all(one.staff.total == one.seats == one.cash == 0 for one in city.public)
    assert public_starts(city, 6) == 0
    row = sound(city)
    assert row["spend", "all"] == row["public_places", "all"] == row["utilisation", "all"] == 0
    assert row["participation_12m", "all"] > 0, "employers still train"
    assert row["employer_share", "all"] in (0.0, 1.0)


def test_a_city_that_loses_its_money_loses_its_teachers(town: City, scenarios: Scenarios) -> None:
    city = months(town.fork(scenarios(budget=0.0)), 24)
    row = sound(city)
    assert row["spend", "all"] == 0
    assert sum(one.staff.total for one in city.public) < 0.25 * sum(one.staff.total for one in town.public)
    assert min(one.cash for one in city.public) >= 0


def test_boundless_money_leaves_nobody_waiting(millbrook: Path, tmp_path: Path) -> None:
    rich = City(Scenarios(tmp_path, millbrook, budget=200_000.0).root, rng=1, citizens=300)
    assert (rich.columns.queued == -1).all()
    assert public_starts(rich, 6) > 0
    row = sound(rich)
    assert row["unmet_demand", "all"] == row["waiting_people", "all"] == 0


def test_a_hundred_times_the_money_is_all_spent(town: City, scenarios: Scenarios) -> None:
    city = months(town.fork(scenarios(*FULL, budget=60_000.0)), 6)
    assert sound(city)["spend", "all"] == 60_000 * 5000 / 12


# --- supply -----------------------------------------------------------------------------------------------------------


def without_institutions(town: City, scenarios: Scenarios, *policy: dict[str, Any]) -> City:
    """A fork whose public institutions have closed for good."""
    city = town.fork(scenarios(*policy))
    for one in city.public:
        city.ledger.pay(one.account, "treasury", "closed", one.cash)
        one.cash, one.seats, one.to_renew, one.weight, one.staff, one.buildings = 0, 0, 0, 0.0, Staff(), []
        one.bought_hours = 0.0
    city.offers.open[:] = city.offers.at_work
    return city


@pytest.mark.parametrize("policy", [(), FULL], ids=["no policy", "all instruments"])
def test_without_institutions_only_employers_and_new_offers_teach(
    town: City, scenarios: Scenarios, policy: Any
) -> None:
    city = without_institutions(town, scenarios, *policy)
    started = public_starts(city, 6)
    row = sound(city)
    if not policy:
        assert started == 0
        assert row["teachers", "all"] == row["seats", "all"] == row["public_places", "all"] == 0
    returned = city.ledger.paid("government", "returned") / 100
    assert row["spend", "all"] == pytest.approx(city.envelope / 100 - returned)
    assert row["participation_12m", "all"] > 0


def test_money_that_goes_back_is_not_booked_as_provision(town: City, scenarios: Scenarios) -> None:
    city = months(without_institutions(town, scenarios), 1)
    row = city.recorder.rows[-1]
    assert city.ledger.paid("government", "returned") > 0
    lines = sum(value for (name, group), value in row.items() if name == "spend" and group.startswith("line="))
    assert lines == pytest.approx(row["spend", "all"])


def test_an_institution_that_cannot_pay_all_upkeep_still_teaches(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios())
    largest = max(city.public, key=lambda one: sum(one.demand))
    largest.seats *= 30  # their upkeep is more than all its income
    city.ledger.pay(largest.account, "treasury", "lost", largest.cash)
    largest.cash = 0
    rows = slice(largest.offers.start, largest.offers.stop)
    started = 0
    for _ in range(6):
        city.step()
        started += int(city.enrolment.admitted[rows].sum())
    assert largest.staff.total > 0
    assert sum(largest.demand) > 0
    assert started > 0


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("young")
@pytest.mark.parametrize("citizens", [1, 2, 3, 7])
def test_a_handful_of_citizens_is_a_city(scenarios: Scenarios, citizens: int) -> None:
    city = months(City(scenarios(*FULL), rng=2, citizens=citizens), 6)
    sound(city)
    assert city.columns.id.size == citizens
    assert city.weight * citizens == pytest.approx(city.facts.adults)
    assert all(one.explain() for one in city.citizens)


def test_nobody_who_is_not_aware_takes_public_courses(town: City, scenarios: Scenarios) -> None:
    deaf = assume(town, awareness={"initial": 0.0, "media": 0.0, "peer": 0.0, "search": 0.0})
    city = deaf.fork(scenarios())
    city.columns.aware[:] = 0
    city.columns.queued[:] = -1
    assert public_starts(city, 6) == 0
    assert sound(city)["awareness", "all"] == 0
    assert (city.columns.last_start > 0).any(), "employers' courses need no awareness"


def test_those_who_never_consider_never_apply(town: City, scenarios: Scenarios) -> None:
    city = assume(town, choice={"consider": 0.0, "consider_habit": 0.0}).fork(scenarios())
    city.columns.queued[:] = -1
    months(city, 13)
    assert (city.columns.starts == 0).all()
    assert sound(city)["participation_12m", "all"] == 0


def test_prices_beyond_all_means_leave_free_courses_only(town: City, scenarios: Scenarios) -> None:
    city = assume(town, choice={"price": 1e12}, courses={"renege": 50.0}).fork(scenarios())
    months(city, 1)  # those who waited have given up
    for _ in range(4):
        city.step()
        wanted = city.columns.application[city.columns.application >= 0]
        assert (city.offers.fee[wanted] == 0).all()
    sound(city)


def test_who_has_no_time_takes_no_public_course(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios())
    city.columns.queued[:] = -1
    for _ in range(4):
        city.columns.free_hours[:] = 0.0
        city.columns.slots[:] = 0
        city.step()
        stayed = city.columns.free_hours == 0.0
        applied = stayed & (city.columns.application >= 0)
        assert city.offers.at_work[city.columns.application[applied]].all()


def test_when_all_give_up_nobody_waits_twice(town: City, scenarios: Scenarios) -> None:
    city = assume(town, courses={"renege": 100.0}).fork(scenarios())
    for _ in range(4):
        waiting = city.columns.queued >= 0
        city.step()
        same = city.columns.id == city.columns.id
        assert not (waiting & same & (city.columns.application >= 0)).any()
        assert (city.columns.queued_since[city.columns.queued >= 0] == city.month - 1).all()


@pytest.mark.parametrize(("base", "event", "other"), [(60.0, DROPPED, COMPLETED), (-60.0, COMPLETED, DROPPED)])
def test_courses_that_all_leave_or_none(town: City, scenarios: Scenarios, base: float, event: int, other: int) -> None:
    city = assume(town, persistence={"base": base}).fork(scenarios())
    seen = 0
    for _ in range(6):
        city.step()
        seen += int(((city.columns.event & event) > 0).sum())
        assert not ((city.columns.event & other) > 0).any()
    assert seen > 20


def test_a_year_in_which_all_die_is_a_year_in_which_all_are_replaced(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios(*FULL))
    city.lifetables = city.lifetables._replace(death=np.ones_like(city.lifetables.death))
    months(city, 12)
    assert not np.isin(city.columns.id, town.columns.id).any()
    assert (city.columns.last_start >= 0)[city.columns.last_start != NEVER].all()
    sound(city)


# --- assumptions ------------------------------------------------------------------------------------------------------


def corner(number: int) -> dict[str, float]:
    """Every assumption at an end of its declared range: all low, all high, and then by a coin."""
    coin = np.random.default_rng(number)
    found = {}
    for name, one in declared().items():
        high = {0: False, 1: True}.get(number, bool(coin.integers(2)))
        found[name] = one.high if high else one.low
    return found


@pytest.mark.usefixtures("young")
@pytest.mark.parametrize("number", range(8))
def test_every_corner_of_the_declared_ranges_is_a_sound_city(scenarios: Scenarios, number: int) -> None:
    city = City(scenarios(*FULL, assumptions=corner(number)), rng=number, citizens=200)
    months(city, 8)
    sound(city)
    assert sum(city.ledger.balance.values()) == 0
    assert min(one.cash for one in city.public) >= 0


def test_choice_without_any_weight_is_still_a_choice(town: City, scenarios: Scenarios) -> None:
    nothing = dict.fromkeys(("price", "time", "distance", "wait", "quality", "habit", "norm", "injunctive", "employer",
                             "library", "online", "formal"), 0.0)  # fmt: skip
    people = dict.fromkeys(("trait_sd", "taste_sd", "education", "age", "employed", "student"), 0.0)
    city = months(assume(town, choice=nothing, people=people).fork(scenarios()), 6)
    sound(city)
    assert (city.columns.application >= 0).any()
