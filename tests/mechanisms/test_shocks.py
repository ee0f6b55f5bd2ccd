"""Shocks: each takes what its name says, for as long as it lasts, and gives back what it took.

A city with shocks is compared with its calm twin: the same people with the same luck.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, months, watched

from sim.city import City
from sim.codes import EMPLOYED, UNEMPLOYED
from sim.institutions.ledger import GOVERNMENT, TREASURY
from sim.scenario.shocks import Shock

WORK = ("work", "income", "income_group", "free_hours", "slots", "children", "digital")


def shock(kind: str, start: int = 2, **fields: Any) -> Shock:
    return Shock.model_validate({"kind": kind, "from": start, **fields})


def hit(town: City, scenarios: Scenarios, *shocks: Shock, policy: tuple[dict[str, Any], ...] = ()) -> City:
    return town.fork(scenarios(*policy, shocks=shocks))


def teachers(city: City) -> int:
    return sum(one.staff.total for one in city.public)


def test_a_shock_after_the_end_changes_no_bit(town: City, scenarios: Scenarios) -> None:
    kinds = ("unemployment", "teacher_poaching", "fiscal")
    late = [shock(kind, 50, size=0.5) for kind in kinds] + [shock("closure", 50), shock("outage", 50)]
    policy = ({"instrument": "offers", "share": 0.3},)
    shocked, calm = (
        months(one, 8) for one in (hit(town, scenarios, *late, policy=policy), town.fork(scenarios(*policy)))
    )
    assert differences(shocked, calm, ignore=("rows",)) == []  # with shocks two more indicators are recorded


def test_shocked_and_calm_cities_share_their_burn_in(scenarios: Scenarios) -> None:
    shocked = scenarios(shocks=(shock("closure"),))
    assert City.burn_in_key(shocked, 1) == City.burn_in_key(scenarios(), 1)


@pytest.mark.parametrize(("sizes", "left"), [((0.4,), 15_000_000), ((0.4, 0.5), 7_500_000), ((1.0,), 0)])
def test_a_fiscal_shock_cuts_the_envelope_once_for_all_lines(
    town: City, scenarios: Scenarios, sizes: tuple[float, ...], left: int
) -> None:
    """25,000,000 cents a month; programmes and provision lose the same part, and nothing is owed."""
    city = hit(
        assume(town, money={"start": 1.0}),
        scenarios,
        *(shock("fiscal", 1, months=2, size=size) for size in sizes),
        policy=({"instrument": "cash_transfer", "share": 0.4},),
    )
    received, programme = [], []
    for _ in range(4):
        city.step()
        received.append(city.ledger.paid(TREASURY, "envelope"))
        programme.append(city.programmes[0].spent)
        assert city.ledger.balance[GOVERNMENT] == 0
        assert sum(city.ledger.balance.values()) == 0
    assert received == [25_000_000, left, left, 25_000_000]
    assert programme[:3] == [10_000_000, left * 2 // 5, left * 2 // 5]


@pytest.mark.parametrize("policy", [(), ({"instrument": "offers", "share": 0.4},)], ids=["usual", "bought places"])
@pytest.mark.parametrize("kind", ["closure", "extreme_weather", "outage"])
def test_nobody_begins_where_a_shock_closes_and_all_opens_again(
    town: City, scenarios: Scenarios, kind: str, policy: Any
) -> None:
    quick = assume(town, costs={"opening": 1.0}, choice={"consider": 0.6}, money={"start": 1.0})
    where = {"districts": ["M2"]} if kind == "extreme_weather" else {}
    city, calm = hit(quick, scenarios, shock(kind, 4, months=3, **where), policy=policy), quick.fork(scenarios(*policy))
    o = city.offers
    here = o.district == next(i for i, one in enumerate(town.facts.districts) if one.district_id == "M2")
    closed = o.online if kind == "outage" else ~o.online & (here if kind == "extreme_weather" else True)
    began, usually = np.zeros(2, int), np.zeros(2, int)
    for month in range(9):
        city.step(), calm.step()
        if 4 <= month < 7:
            assert not city.offers.open[closed].any()
            began += [city.enrolment.admitted[closed].sum(), city.enrolment.admitted[~closed].sum()]
            usually += [calm.enrolment.admitted[closed].sum(), calm.enrolment.admitted[~closed].sum()]
        else:
            assert (city.offers.open == calm.offers.open).all()
    assert began[0] == 0 < usually[0]
    assert began[1] > 0 < usually[1]


def test_running_courses_lose_more_learners_where_they_are_closed(town: City, scenarios: Scenarios) -> None:
    city, calm = hit(town, scenarios, shock("closure", 0, months=1)), town.fork(scenarios())
    months(city, 1), months(calm, 1)
    kept = [int((one.columns.enrolled[town.columns.enrolled >= 0] >= 0).sum()) for one in (city, calm)]
    assert 0 < kept[0] < kept[1]


def test_lost_work_takes_income_and_training_and_all_comes_back(town: City, scenarios: Scenarios) -> None:
    city, calm = hit(town, scenarios, shock("unemployment", 2, months=14, size=0.5)), town.fork(scenarios())
    at_work = np.zeros(2, int)
    for month in range(18):
        city.step(), calm.step()
        a, b = city.columns, calm.columns
        if 2 <= month < 16:
            lost = (a.work == UNEMPLOYED) & (b.work == EMPLOYED)
            assert 0.4 < lost.sum() / (b.work == EMPLOYED).sum() < 0.6
            assert ((a.work == b.work) | lost).all()
            assert (a.income[lost] < b.income[lost]).all()
            assert (a.free_hours[lost] > b.free_hours[lost]).all()
            at_work += [one.enrolment.admitted[one.offers.at_work].sum() for one in (city, calm)]
        else:
            assert [name for name in WORK if (getattr(a, name) != getattr(b, name)).any()] == []
        assert (a.id == b.id).all()
    assert at_work[0] < 0.75 * at_work[1]


def test_two_waves_of_lost_work_overlap_without_a_trace(town: City, scenarios: Scenarios) -> None:
    waves = (shock("unemployment", 1, months=4, size=0.3), shock("unemployment", 3, months=5, size=0.4))
    city, calm = hit(town, scenarios, *waves), town.fork(scenarios())
    employed = []
    for _ in range(10):
        city.step(), calm.step()
        employed.append((city.columns.work == EMPLOYED).sum() / (calm.columns.work == EMPLOYED).sum())
    assert employed == pytest.approx([1.0, 0.7, 0.7, 0.42, 0.42, 0.6, 0.6, 0.6, 1.0, 1.0], abs=0.08)
    assert employed[0] == employed[8] == employed[9] == 1.0


def test_teachers_hired_away_leave_the_city_for_good(town: City, scenarios: Scenarios) -> None:
    """They do not look for a post here: the pool gains nobody from them."""
    city, calm = hit(town, scenarios, shock("teacher_poaching", 2, months=3, size=0.2)), town.fork(scenarios())
    months(city, 2), months(calm, 2)
    staff = teachers(city)
    gone: list[int] = []

    def noted(one: City, phase: str) -> tuple[int, int]:
        return teachers(one), one.labour.pool

    def seen(one: City, phase: str, before: tuple[int, int]) -> None:
        if phase == "strike":
            gone.append(before[0] - teachers(one))
            assert one.labour.pool == before[1]

    with watched(noted, seen):
        months(city, 4)
    assert gone[3] == 0
    assert sum(gone[:3]) == pytest.approx(staff * (1 - 0.8**3), rel=0.15)
    assert teachers(city) < teachers(months(calm, 4))


def test_a_shock_of_one_district_leaves_the_teachers_of_the_others(town: City, scenarios: Scenarios) -> None:
    city = hit(town, scenarios, shock("teacher_poaching", 0, months=1, size=1.0, districts=["M1"]))
    here = next(i for i, one in enumerate(town.facts.districts) if one.district_id == "M1")
    lost: dict[int, int] = {}

    def seen(one: City, phase: str, before: list[int]) -> None:
        if phase == "strike":
            for institution, staff in zip(one.public, before, strict=True):
                gone = staff - institution.staff.total
                lost[institution.district] = lost.get(institution.district, 0) + gone
                assert gone in ((staff,) if institution.district == here else (0,))

    with watched(lambda one, phase: [k.staff.total for k in one.public], seen):
        city.pass_month()
    assert lost[here] > 0
