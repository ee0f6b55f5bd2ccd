"""What subsidies and grants replace: employers' starts one by one, a city's own money to the cent, neither alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import BUDGET, FULL, Scenarios, assume, differences, latest, months, watched

import sim.city
from sim.citizens.person import STARTED, SUPPORTED
from sim.city import City
from sim.codes import EMPLOYED, KINDS
from sim.institutions.ledger import GOVERNMENT, OUTSIDE, TREASURY
from sim.mechanisms.displacement import substituted
from sim.scenario.parts import Budget, Grant

VOUCHERS = ({"instrument": "voucher", "share": 0.9},)
MANY = {"choice": {"consider": 0.6}, "costs": {"take_up": 1.0}, "money": {"start": 1.0}}
Granted = Callable[..., City]


def replacing(town: City, scenarios: Scenarios, part: float) -> City:
    """A fork with much learning on vouchers, in which each start so paid replaces `part` of an employer's."""
    return assume(town, displacement={"employer": part}, **MANY).fork(scenarios(*VOUCHERS))


def subsidised(city: City) -> np.ndarray:
    """Last month's subsidised starts of employees, by district."""
    c = city.columns
    both = (c.event & STARTED > 0) & (c.event & SUPPORTED > 0) & (c.work == EMPLOYED)
    return np.bincount(c.district[both], minlength=len(city.facts.districts))


# --- employers' training (M14b) ---------------------------------------------------------------------------------------


def test_without_subsidised_starts_employers_train_as_before(town: City, scenarios: Scenarios) -> None:
    unsubsidised = (), ({"instrument": "cash_transfer", "share": 0.5}, {"instrument": "campaign", "share": 0.5})
    for policy in unsubsidised:
        none, full = (
            months(assume(town, displacement={"employer": part}, **MANY).fork(scenarios(*policy)), 6)
            for part in (0.0, 1.0)
        )
        assert differences(none, full, ignore=("rows",)) == []


def test_a_ratio_of_zero_is_no_mechanism(town: City, scenarios: Scenarios, monkeypatch: pytest.MonkeyPatch) -> None:
    off = months(replacing(town, scenarios, 0.0), 12)
    assert subsidised(off).sum() > 0, "else nothing could be replaced"
    phases = tuple(one for one in sim.city.MONTH if one.__name__ != "withdraw_training")
    monkeypatch.setattr(sim.city, "MONTH", phases)
    assert differences(off, months(replacing(town, scenarios, 0.0), 12)) == []


@pytest.mark.parametrize("part", [0.2, 1.0])
def test_each_subsidised_start_replaces_its_part_of_an_employers_start(
    town: City, scenarios: Scenarios, part: float
) -> None:
    """By district and month, from what is owed, what is cut and who applies; no other application is touched."""
    city, districts = replacing(town, scenarios, part), len(town.facts.districts)
    cut, owed, shown = 0, np.zeros(districts), 0.0

    def before(city: City, phase: str) -> Any:
        return (subsidised(city), city.columns.application.copy()) if phase == "withdraw_training" else None

    def after(city: City, phase: str, noted: Any) -> None:
        nonlocal cut, owed
        if phase != "withdraw_training":
            return
        (starts, wanted), c = noted, city.columns
        hit = c.application != wanted
        assert np.array_equal(c.application[hit], c.queued[hit])
        assert city.offers.at_work[wanted[hit]].all()
        at_work = (wanted >= 0) & city.offers.at_work[wanted]
        owed = owed + part * starts
        expected = np.minimum(np.floor(owed), np.bincount(c.district[at_work], minlength=districts))
        owed = owed - np.floor(owed)
        assert np.bincount(c.district[hit], minlength=districts).tolist() == expected.tolist()
        assert city.displacement.owed.tolist() == owed.tolist()
        assert hit.sum() == city.displacement.cut
        cut += city.displacement.cut

    with watched(before, after):
        for _ in range(12):
            city.step()
            shown += city.recorder.rows[-1]["displaced_training", "all"]
    assert cut > 3
    assert shown == pytest.approx(cut * city.weight)


def test_the_more_is_replaced_the_fewer_employers_train(town: City, scenarios: Scenarios) -> None:
    def employers_starts(part: float) -> int:
        city, found = replacing(town, scenarios, part), 0
        for _ in range(12):
            city.step()
            found += int(city.enrolment.admitted[city.offers.at_work].sum())
        return found

    none, some, whole = (employers_starts(part) for part in (0.0, 0.5, 1.0))
    assert whole < some < none


def test_supported_places_replace_as_vouchers_do(town: City, scenarios: Scenarios) -> None:
    quick = assume(town, costs={"opening": 1.0}, money={"start": 1.0}, displacement={"employer": 1.0})
    city, cut = quick.fork(scenarios({"instrument": "offers", "share": 0.9})), 0
    for _ in range(12):
        city.step()
        cut += city.displacement.cut
    assert cut > 0


# --- a city's own money (M14d) ----------------------------------------------------------------------------------------


@pytest.fixture
def granted(town: City, scenarios: Scenarios) -> Granted:
    """Forks with a grant of which the city takes back a part: `granted(part, grant, *policy)`."""

    def fork(part: float, grant: float, *policy: dict[str, Any], **dates: int) -> City:
        given = Grant.model_validate({"per_resident_per_year": grant} | dates)
        money = Budget(per_resident_per_year=BUDGET, rule="additional", grant=given)
        plan = scenarios(*policy).model_copy(update={"budget": money})
        return assume(town, displacement={"substitution": part}).fork(plan)

    return fork


@given(own=st.integers(0, 10**12), grant=st.integers(0, 10**12), part=st.floats(0, 1))
def test_money_is_own_and_grant_less_what_is_taken_back(own: int, grant: int, part: float) -> None:
    money = substituted(own, grant, part)
    assert (money.own + money.substituted, money.grant) == (own, grant)
    assert money.substituted == min(own, int(part * grant)) >= 0
    assert own <= money.own + money.grant, "programmes plan with the city's own money, so it must be there"


@pytest.mark.parametrize("policy", [(), FULL], ids=["no policy", "all instruments"])
def test_a_grant_that_is_wholly_substituted_adds_nothing(
    town: City, scenarios: Scenarios, granted: Granted, policy: Any
) -> None:
    other = months(granted(1.0, 50.0, *policy), 14)
    usual = months(assume(town, displacement={"substitution": 1.0}).fork(scenarios(*policy)), 14)
    assert differences(other, usual, ignore=("rows", "balance")) == []
    changed = {
        name: other.ledger.balance[name] - usual.ledger.balance[name]
        for name in sorted(usual.ledger.balance | other.ledger.balance)
    }
    paid = other.ledger.balance[OUTSIDE]
    assert paid < 0
    assert {name: cents for name, cents in changed.items() if cents} == {OUTSIDE: paid, TREASURY: -paid}


def test_what_a_grant_adds_is_what_the_city_does_not_take_back(town: City, granted: Granted) -> None:
    grant = 50 * 100 * town.facts.residents
    for part in (0.0, 0.3, 1.0):
        city, spent, taken = granted(part, 50.0), 0.0, 0.0
        for _ in range(12):
            city.step()
            row = city.recorder.rows[-1]
            spent += row["spend", "all"]
            taken += row["substituted_money", "all"]
            money = city.ledger.paid(TREASURY, "envelope") + city.ledger.paid(OUTSIDE, "grant")
            money -= city.ledger.paid(GOVERNMENT, "substituted")
            assert row["spend", "all"] == money / 100
            assert city.ledger.balance[GOVERNMENT] == sum(city.ledger.balance.values()) == 0
        own = sum(city.plan.envelope_cents(city.facts.residents, month) for month in range(12))
        assert taken * 100 == pytest.approx(part * grant, abs=12)
        assert spent * 100 == pytest.approx(own + grant - taken * 100)


def test_a_grant_comes_in_its_months_only(granted: Granted) -> None:
    city, paid = granted(0.5, 50.0, **{"from": 2, "until": 5}), []
    for _ in range(8):
        city.step()
        paid.append(city.ledger.paid(OUTSIDE, "grant") > 0)
    assert paid == [False, False, True, True, True, False, False, False]


def test_the_less_is_taken_back_the_more_institutions_get(granted: Granted) -> None:
    def received(part: float) -> int:
        city = granted(part, 300.0)
        sim.city.run_programmes(city)
        city.government.provide(city, city.envelope)
        return sum(one.received for one in city.public)

    assert received(1.0) < received(0.5) < received(0.0)


# --- a sector that goes (row 14) --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sector", ["employer", "library"])
def test_when_a_sector_closes_its_learners_go_elsewhere(town: City, scenarios: Scenarios, sector: str) -> None:
    """By hours of a year in paired cities: none there, more in all others together, and sectors add up to the whole."""
    usual, closed = town.fork(scenarios()), town.fork(scenarios())
    k, c = KINDS.index(sector), closed.columns
    there = closed.offers.kind == k
    closed.offers.open[there] = False
    for column in (c.queued, c.enrolled):
        column[(column >= 0) & there[column]] = -1
    before, after = hours_by_kind(usual), hours_by_kind(closed)
    others = np.arange(len(KINDS)) != k
    assert before[k] > after[k] == 0
    assert after[others].sum() > before[others].sum()
    for city, hours in ((usual, before), (closed, after)):
        mean = city.recorder.rows[-1]["hours_per_adult", "all"]
        assert mean == pytest.approx(hours.sum() / city.columns.id.size, rel=1e-3)


def hours_by_kind(city: City) -> np.ndarray:
    """Hours taught to the city's citizens in a year from now, by kind."""
    found, offers = np.zeros(len(KINDS)), city.offers
    for _ in range(12):
        city.step()
        learnt = city.columns.learnt[city.columns.learnt >= 0]
        np.add.at(found, offers.kind[learnt], (offers.hours / offers.months)[learnt])
    return found


# --- displacement as a rate (I12) -------------------------------------------------------------------------------------


def test_hours_of_the_supported_are_those_taught_since_a_programme_met_them(town: City, scenarios: Scenarios) -> None:
    city, minutes = assume(town, **MANY).fork(scenarios(*VOUCHERS)), 0
    c, o = city.columns, city.offers
    for _ in range(6):
        months(city, 1)
        learners = np.flatnonzero(c.learnt >= 0)
        mine = c.learnt[learners[c.last_support[learners] >= c.last_start[learners]]]
        minutes += int(np.round(o.hours[mine] / o.months[mine] * 60).sum())
        assert latest(city, "supported_hours") == pytest.approx(minutes / 60 / c.id.size)
    assert 0 < latest(city, "supported_hours") < latest(city, "hours_per_adult")
    assert "supported_hours" not in set(months(town.fork(scenarios()), 1).indicators().indicator)
