"""Volunteers give hours, teach with them, wear out, and cost time that no ledger shows; a call finds more of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Scenarios, assume, differences, months

from sim.assumptions import resolve
from sim.city import City
from sim.codes import COMMUNITY, LIBRARY, OLDER_ADULT
from sim.mechanisms.volunteers import STEP, Given, Thanks
from sim.rules.volunteers import burnout_after, hours_given
from sim.scenario.forms import Forms

FORM = Forms(volunteers="burn_out")
HOUSES = (COMMUNITY, OLDER_ADULT, LIBRARY)
CALL: dict[str, Any] = {"instrument": "call_for_volunteers"}
# nobody comes without being asked and nobody stops, so that hours are those that calls bring
CALLED = {"share": 0.0, "lapse": 0.0, "agrees": 0.5}


def follow(town: City, scenarios: Scenarios, *policy: dict[str, Any], **changes: dict[str, float]) -> City:
    """A fork of the town whose people volunteer from now on, with the policy's money there from the first month."""
    city = assume(town, money={"start": 1.0}, **changes).fork(scenarios(*policy))
    city.plan = city.plan.model_copy(update={"forms": FORM})
    return city


def hours_by_month(city: City, number: int) -> np.ndarray:
    """Hours volunteered in each of the coming months, by simulated citizens."""
    found = []
    for _ in range(number):
        city.step()
        found.append(float(city.columns.volunteered.sum(dtype=np.float64)))
    return np.array(found)


def test_without_the_form_nobody_volunteers_and_a_call_only_costs(town: City, scenarios: Scenarios) -> None:
    called, other = months(town.fork(scenarios(CALL | {"share": 0.05})), 4), months(town.fork(scenarios()), 4)
    assert called.programmes[0].joined.any()
    assert not called.columns.volunteered.any()
    assert not called.columns.burnout.any()
    assert all(one.volunteer_hours == 0.0 for one in called.public)
    none = months(follow(town, scenarios, volunteers={"share": 0.0}), 4)
    assert differences(none, other, ignore=("rows",)) == []


def test_the_hours_are_free_time_and_become_hours_of_teaching(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, volunteers={"share": 0.3})
    city.step()
    c, group = city.columns, city.p.volunteers.group
    assert (c.volunteered > 0).mean() == pytest.approx(0.3, abs=0.08)
    assert np.allclose(c.relief, -c.volunteered * 12 / 52)
    assert (c.free_hours + c.relief >= -1e-4).all()
    for district in range(len(city.facts.districts)):
        hours = float(c.volunteered[c.district == district].sum(dtype=np.float64)) * city.weight * group
        here = [one for one in city.public if one.district == district]
        teach = [one for one in here if one.kind_code in HOUSES and one.staff.total]
        assert sum(one.volunteer_hours for one in here) == pytest.approx(hours if teach else 0.0)
        assert all(one.volunteer_hours == 0.0 for one in here if one not in teach)


def test_where_teachers_are_short_their_hours_become_places(town: City, scenarios: Scenarios) -> None:
    started = []
    for share in (0.0, 0.3):
        scarce = {"volunteers": {"share": share}, "teachers": {"load": 2.0, "hourly_limit": 0.0}}
        city = follow(town, scenarios, **scarce)
        for one in city.public:
            one.seats *= 5
        found = 0
        for _ in range(8):
            city.step()
            found += int(city.enrolment.admitted[np.isin(city.offers.kind, HOUSES)].sum())
        started.append(found)
    assert started[1] > 1.15 * started[0]


def test_without_burn_out_hours_grow_with_each_month_of_calling(town: City, scenarios: Scenarios) -> None:
    """Row 17, off: the same small call each month adds about as much each month, and twice the call twice as much."""
    once, twice = (
        hours_by_month(follow(town, scenarios, CALL | {"share": share}, volunteers=CALLED | {"wear": 0.0}), 16)
        for share in (0.002, 0.004)
    )
    line = np.polyval(np.polyfit(np.arange(16), once, 1), np.arange(16))
    assert 1 - ((once - line) ** 2).sum() / ((once - once.mean()) ** 2).sum() > 0.95
    assert twice[-1] == pytest.approx(2 * once[-1], rel=0.3)


@pytest.mark.parametrize(("wear", "falls"), [(0.0, False), (2.0, True)])
def test_a_sustained_call_wears_volunteers_out(town: City, scenarios: Scenarios, wear: float, falls: bool) -> None:
    """Row 17, on: with burn-out hours fall from their peak while the call still goes on, and without they do not."""
    city = follow(town, scenarios, CALL | {"share": 0.3}, volunteers=CALLED | {"wear": wear})
    hours = hours_by_month(city, 14)
    assert (hours[-1] < 0.75 * hours.max()) == falls
    assert (hours[-1] > 0.95 * hours.max()) != falls
    assert city.programmes[0].spent > 0


def test_a_short_call_fades_once_nobody_asks_again(town: City, scenarios: Scenarios) -> None:
    lapse = CALLED | {"wear": 0.0, "lapse": 0.2}
    hours = hours_by_month(follow(town, scenarios, CALL | {"share": 0.3, "until": 2}, volunteers=lapse), 10)
    assert hours[9] == pytest.approx(hours[1] * 0.8**8, rel=0.35)


def test_the_shadow_cost_follows_the_hours_and_moves_no_money(town: City, scenarios: Scenarios) -> None:
    cheap, dear = (
        months(follow(town, scenarios, volunteers={"share": 0.2, "shadow_wage": wage}), 3) for wage in (0.004, 0.012)
    )
    assert differences(cheap, dear, ignore=("rows",)) == []
    row, other = cheap.recorder.rows[-1], dear.recorder.rows[-1]
    worth = row["volunteer_hours", "all"] * 0.004 * cheap.prices.income / 100
    assert row["shadow_cost", "all"] == pytest.approx(worth)
    assert worth > 0
    assert other["shadow_cost", "all"] == pytest.approx(3 * worth)
    assert sum(cheap.ledger.balance.values()) == 0


@pytest.mark.parametrize("name", ["thanks", "trust"])
def test_thanks_and_trust_move_the_hours_only_as_is_assumed(town: City, scenarios: Scenarios, name: str) -> None:
    """The presets of the two asserted effects turn the sign."""
    found = []
    for preset in ("backlash", "null", "positive"):
        size = getattr(resolve({f"volunteers.{name}": {"preset": preset}}).volunteers, name)
        item = CALL | {"share": 0.2, "thanks": True}
        city = follow(town, scenarios, item, volunteers=CALLED | {"share": 0.1, name: size})
        city.columns.trust[:] = 1.0
        found.append(float(hours_by_month(city, 3)[-1]))
    assert found[0] < found[1] < found[2]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(burnout=st.floats(0, 20), hours=st.floats(0, 40), kept=st.floats(0.5, 0.99), free=st.floats(-5, 60))
def test_hours_stay_within_free_time_and_burn_out_within_its_bound(
    burn_in_person: Any, burnout: float, hours: float, kept: float, free: float
) -> None:
    p = resolve({"volunteers.kept": kept, "volunteers.wear": 1.0}).volunteers
    me = burn_in_person._replace(burnout=burnout, free_hours=free)
    assert 0.0 <= hours_given(me, Thanks(0.0), p, 0.0) <= min(p.most, max(0.0, free) * 52 / 12)
    after = burnout_after(me, Given(hours), p, 0.0)
    assert 0.0 <= after <= max(burnout, hours / 50 / (1 - kept)) + 1e-6


@pytest.fixture(scope="module")
def burn_in_person(burnt_in: City) -> Any:
    """Some citizen's record."""
    return burnt_in.citizens[0].person


def test_who_is_willing_is_a_lasting_trait_of_a_person_not_of_a_row(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, volunteers={"share": 0.5})
    c = city.columns
    city.step()
    before, helped, ids = c.readiness.copy(), c.volunteered > 0, c.id.copy()
    city.step()
    stayed = c.id == ids
    assert (helped[stayed] == (c.volunteered > 0)[stayed]).all()
    months(city, 22)
    stayed = c.id == ids
    assert 30 < np.count_nonzero(~stayed) < 0.5 * stayed.size
    assert (c.readiness[stayed] == before[stayed]).all()
    assert (c.readiness[~stayed] != before[~stayed]).all()
    assert (c.readiness < 0.5).mean() == pytest.approx(0.5, abs=0.1)
    assert (c.readiness[c.volunteered > 0] < 0.5).all()


def test_the_sums_of_hours_and_wear_are_those_of_the_citizens(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, CALL | {"share": 0.05}, volunteers={"share": 0.1})
    for _ in range(3):
        city.step()
    c, found = city.columns, city.volunteering
    gave = c.volunteered > 0
    hours = np.bincount(c.district, c.volunteered.astype(float), len(city.facts.districts))
    assert found.hours.tolist() == (hours * STEP).tolist()
    assert found.people.tolist() == np.bincount(c.district[gave], minlength=hours.size).tolist()
    assert found.total == hours.sum() > 0.0
    assert found.wear == pytest.approx(float(c.burnout[gave].mean(dtype=float)), abs=1e-5)
