"""Time, law and institutions: what decisions cost in months, what laws protect, and what a reserve is good for.

Money is followed to the cent on a line that spends whatever it is given; citizens in small paired towns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, months

from sim.city import City
from sim.codes import EMPLOYED
from sim.institutions.ledger import GOVERNMENT, RESERVE, TREASURY
from sim.scenario.schema import Plan
from sim.scenario.shocks import Shock
from sim.study.resilience import area_lost, recovery_months

CASH = {"instrument": "cash_transfer"}  # spends to the cent whatever it is given
MONTH = 25_000_000  # cents of the envelope
CUT = Shock.model_validate({"kind": "fiscal", "from": 4, "months": 4, "size": 0.4})


def spent(city: City, number: int) -> list[list[int]]:
    """What each programme spends, month by month, in cents."""
    found = []
    for _ in range(number):
        city.step()
        found.append([one.spent for one in city.programmes])
    return found


def free(town: City, **governance: float) -> City:
    """The town without a limit to absorption, governed as given."""
    return assume(town, money={"start": 1.0}, governance=governance)


def saving(scenarios: Scenarios, share: float, *policy: dict[str, Any], most: int = 6, **changes: Any) -> Any:
    """A scenario that puts money aside."""
    plan = scenarios(*policy, **changes)
    if not share:
        return plan
    money = plan.budget.model_dump() | {"reserve": {"share": share, "months": most}}
    return plan.model_copy(update={"budget": Plan.model_validate({"budget": money}).budget})


# --- decisions take time ------------------------------------------------------------------------------------------


def test_money_begins_when_the_decision_is_made_and_grows_from_there(town: City, scenarios: Scenarios) -> None:
    item = {**CASH, "share": 0.2, "from": 1, "ramp": 2}
    months_of = {
        wait: [line[0] for line in spent(free(town, approval=wait).fork(scenarios(item)), 7)] for wait in (0.0, 3.0)
    }
    half, whole = MONTH // 10, MONTH // 5
    assert months_of[0.0] == [0, half, whole, whole, whole, whole, whole]
    assert months_of[3.0] == [0, 0, 0, 0, half, whole, whole]


def test_a_reversed_decision_is_made_again(town: City, scenarios: Scenarios) -> None:
    """Out of 20 items with a chance of a half each, the waits are multiples of the approval, and of several lengths."""
    items = [{**CASH, "share": 0.01} for _ in range(20)]
    waits = []
    city = free(town, approval=2.0, error=0.5).fork(scenarios(*items))
    months(city, 24)
    waits = [one.decided for one in city.government.standings]
    assert all(wait is not None and wait % 2 == 0 and wait >= 2 for wait in waits)
    assert len(set(waits)) > 2


def test_staff_who_leave_take_the_file_with_them(town: City, scenarios: Scenarios) -> None:
    items = [{**CASH, "share": 0.01} for _ in range(20)]
    calm, busy = (months(free(town, approval=6.0, churn=churn).fork(scenarios(*items)), 12) for churn in (0.0, 0.9))
    assert {one.decided for one in calm.government.standings} == {6}
    late = [one.decided is None or one.decided > 6 for one in busy.government.standings]
    assert 0 < sum(late) < 20


def test_institution_building_cuts_the_wait_as_far_as_its_money_goes_and_never_below_none(
    town: City, scenarios: Scenarios
) -> None:
    """The most that it can give is what a city without delay has (row 59)."""

    def money(share: float, approval: float) -> int:
        items = [{"instrument": "institution_building", "share": share}, {**CASH, "share": 0.2, "from": 12}]
        city = free(town, approval=approval, building_memory=3.0).fork(scenarios(*(items if share else items[1:])))
        return sum(line[-1] for line in spent(city, 30))

    found = [money(share, 8.0) for share in (0.0, 0.005, 0.02, 0.1)]
    assert found == sorted(found)
    assert found[0] < found[1] < found[2] < found[3]
    assert found[3] <= money(0.0, 0.0) == 18 * MONTH // 5


def test_without_delay_or_error_institution_building_only_costs(town: City, scenarios: Scenarios) -> None:
    built, unbuilt = (
        free(town).fork(scenarios({**CASH, "share": 0.2}, *more))
        for more in ((), ({"instrument": "institution_building", "share": 0.1},))
    )
    assert [line[0] for line in spent(built, 12)] == [line[0] for line in spent(unbuilt, 12)]


# --- law ------------------------------------------------------------------------------------------------------------


def lines(town: City, scenarios: Scenarios, protects: str | None, **governance: float) -> list[list[int]]:
    """Spending of outreach, cash and (last) a law, with a cut from month 4 to 7."""
    law = ({"instrument": "law", "share": 0.05, "protects": [protects]},) if protects else ()
    policy = ({"instrument": "campaign", "share": 0.2}, {**CASH, "share": 0.3}, *law)
    return spent(free(town, **({"enactment": 0.0} | governance)).fork(scenarios(*policy, shocks=(CUT,))), 10)


def test_a_protected_line_survives_a_cut_and_the_others_fall_more(town: City, scenarios: Scenarios) -> None:
    """Row 61: 60 of 100 are there; without a law all lines keep 60 %, with one the line keeps all and pays for it."""
    bare, lawful = lines(town, scenarios, None), lines(town, scenarios, "cash_transfer")
    assert bare[3] == [MONTH // 5, MONTH * 3 // 10]
    assert bare[5] == [MONTH * 3 // 25, MONTH * 9 // 50]
    campaign, cash, law = lawful[5]
    assert cash == MONTH * 3 // 10
    assert campaign < bare[5][0]
    assert law == pytest.approx(0.02 * cash / 0.9, rel=1e-3)
    assert lawful[9][:2] == bare[9]


def test_half_the_money_for_a_law_protects_half(town: City, scenarios: Scenarios) -> None:
    """It costs 9 % of the envelope and 4.5 % are there; in the first month of the cut half of the line comes first."""
    poor = lines(town, scenarios, "cash_transfer", compliance=0.3)[4][1]
    protected = 0.15 + 0.025  # of the line and of the law itself
    rest = (0.6 - protected) / (1.0 - protected)
    assert poor == pytest.approx(MONTH * (0.15 + 0.15 * rest), rel=1e-4)


def test_a_law_protects_from_its_enactment_on(town: City, scenarios: Scenarios) -> None:
    late = lines(town, scenarios, "cash_transfer", enactment=5.0)  # the first money in month 0, in force in month 6
    assert [late[month][1] for month in (4, 5, 6, 7)] == [MONTH * 9 // 50] * 2 + [MONTH * 3 // 10] * 2


def test_provision_can_be_protected_too(town: City, scenarios: Scenarios) -> None:
    bare, lawful = lines(town, scenarios, None), lines(town, scenarios, "provision")
    assert sum(bare[5]) == pytest.approx(0.3 * MONTH)
    assert sum(lawful[5][:2]) == pytest.approx((0.6 - 0.45 - 0.05) * MONTH), "its 45 % and the law itself come first"


def test_a_law_delays_every_change_of_its_line(town: City, scenarios: Scenarios) -> None:
    policy = ({"instrument": "law", "share": 0.05, "protects": ["cash_transfer"]}, {**CASH, "share": 0.3, "until": 5})
    city = free(town, enactment=0.0, rigidity=4.0).fork(scenarios(*policy))
    assert [line[1] for line in spent(city, 11)] == [MONTH * 3 // 10] * 9 + [0, 0]


# --- who is paid first ------------------------------------------------------------------------------------------------


def test_priority_changes_the_order_of_payment_only(town: City, scenarios: Scenarios) -> None:
    """Row 28: nothing without a shortage; in one, the line that is paid first loses nothing."""

    def policy(first: bool) -> tuple[dict[str, Any], ...]:
        return {"instrument": "campaign", "share": 0.2}, {**CASH, "share": 0.3, "paid_first": first}

    ranked, plain = (months(free(town).fork(scenarios(*policy(first))), 6) for first in (True, False))
    assert differences(ranked, plain) == []
    short = [spent(free(town).fork(scenarios(*policy(first), shocks=(CUT,))), 6)[5] for first in (True, False)]
    assert short[0] == pytest.approx([MONTH * 3 / 35, MONTH * 3 / 10], abs=2)
    assert short[1] == pytest.approx([MONTH * 3 / 25, MONTH * 9 / 50], abs=2)


# --- reserve ----------------------------------------------------------------------------------------------------------


def test_a_reserve_fills_up_from_the_envelope_and_pays_out_when_it_falls(town: City, scenarios: Scenarios) -> None:
    city = free(town).fork(saving(scenarios, 0.1, {**CASH, "share": 0.4}, shocks=(CUT,)))
    held, programme = [], []
    for _ in range(9):
        city.step()
        paid = sum(cents for (payer, _), cents in city.ledger.month.items() if payer == GOVERNMENT)
        back = city.ledger.paid(RESERVE, "reserve")
        assert paid == city.ledger.paid(TREASURY, "envelope") + back
        assert city.ledger.balance[GOVERNMENT] == 0
        assert sum(city.ledger.balance.values()) == 0
        held.append(city.ledger.balance[RESERVE])
        programme.append(city.programmes[0].spent)
        row = city.recorder.rows[-1]
        assert row["reserve", "all"] == held[-1] / 100
        assert row["spend", "all"] == (paid - city.ledger.paid(GOVERNMENT, "reserve")) / 100
    aside = MONTH // 10
    assert held == [aside, 2 * aside, 3 * aside, 4 * aside, 0, 0, 0, 0, aside]
    assert programme == [MONTH * 9 // 25] * 4 + [MONTH * 2 // 5] + [MONTH * 6 // 25] * 3 + [MONTH * 9 // 25]


def test_a_full_reserve_takes_nothing_more(town: City, scenarios: Scenarios) -> None:
    city = months(free(town).fork(saving(scenarios, 0.5, most=1)), 4)
    assert city.ledger.balance[RESERVE] == MONTH
    assert city.recorder.rows[-1]["spend", "all"] == MONTH / 100


def test_a_reserve_costs_places_before_a_shock_and_saves_them_in_it(town: City, scenarios: Scenarios) -> None:
    """Row 18: less is lost between a struck town and its calm twin, and half the places are missing for less time.

    A tenth is missing for longer, 27 months against 24: the reserve fills up again first, which is its price.
    """
    cut = Shock.model_validate({"kind": "fiscal", "from": 12, "months": 8, "size": 0.9})
    p = assume(town, courses={"fee": 0.0})

    def places(share: float, shocks: tuple[Shock, ...]) -> list[float]:
        plan = saving(scenarios, share, shocks=shocks, budget=150.0)
        rows = months(p.fork(plan), 48).recorder.rows
        return [row["public_places", "all"] for row in rows]

    found = {(share, bool(shocks)): places(share, shocks) for share in (0.0, 0.3) for shocks in ((), (cut,))}
    assert sum(found[0.3, False][6:18]) < sum(found[0.0, False][6:18])
    pairs = {share: (found[share, False], found[share, True]) for share in (0.0, 0.3)}
    assert 0 < area_lost(*pairs[0.3]) < 0.7 * area_lost(*pairs[0.0])
    back = {share: recovery_months(*pair, tolerance=0.5) for share, pair in pairs.items()}
    assert back[0.0] is not None
    assert back[0.3] is not None
    assert back[0.3] < back[0.0], back


# --- volatility -------------------------------------------------------------------------------------------------------


def test_money_swings_by_year_around_an_equal_total(town: City, scenarios: Scenarios) -> None:
    items = [{**CASH, "share": 0.02} for _ in range(12)]
    city = free(town, volatility=0.5).fork(scenarios(*items, months=60))
    by_month = np.array(spent(city, 60))
    years = by_month.reshape(5, 12, 12).sum(axis=1) / (MONTH * 12 * 0.02)
    assert np.allclose(np.abs(years[:4] - 1.0), 0.5)
    assert np.allclose(years[4], 1.0)
    assert np.allclose(years[0] + years[1], 2.0)
    assert len(set(years[0].round(3))) == 2, "each line by its own lot"


def test_swings_never_ask_for_more_than_there_is(town: City, scenarios: Scenarios) -> None:
    city = free(town, volatility=1.0).fork(scenarios({**CASH, "share": 0.5}, {**CASH, "share": 0.3}, months=24))
    found = np.array(spent(city, 24)) / MONTH
    assert found.sum(axis=1).max() <= 1.0
    assert set(found[:, 0].round(3)) == {0.375, 0.625}


def test_a_law_steadies_the_line_that_it_protects(town: City, scenarios: Scenarios) -> None:
    law = {"instrument": "law", "share": 0.05, "protects": ["cash_transfer"]}
    city = free(town, volatility=0.5, steadying=0.8, enactment=0.0).fork(
        scenarios(law, {**CASH, "share": 0.2}, {"instrument": "campaign", "share": 0.2}, months=24)
    )
    found = np.array(spent(city, 24))[2:] / MONTH
    assert set(found[:, 1].round(3)) == {0.18, 0.22}
    assert set(found[:, 2].round(3)) == {0.1, 0.3}


def test_no_volatility_and_no_law_is_no_mechanism(town: City, scenarios: Scenarios) -> None:
    item = {**CASH, "share": 0.2}
    plain = months(town.fork(scenarios(item)), 6)
    named = months(assume(town, governance={"steadying": 0.1, "building": 0.1}).fork(scenarios(item)), 6)
    assert differences(plain, named) == []


# --- terms and take-up ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("effect", "sign"), [(0.0, 0), (-0.3, -1), (0.3, 1)])
def test_frequent_change_of_terms_moves_take_up_at_equal_generosity(
    town: City, scenarios: Scenarios, effect: float, sign: int
) -> None:
    """Row 62: one voucher all year, or two alike that take turns every second month; only the terms change."""
    one = {"instrument": "voucher", "share": 0.3}
    turns = tuple({**one, "from": start, "pulse": {"every": 4, "length": 2}} for start in (0, 2))
    p = assume(town, money={"start": 1.0}, governance={"rule_change": effect}, costs={"take_up": 0.4})
    held = []
    for policy in ((one,), turns):
        city = months(p.fork(scenarios(*policy)), 14)
        held.append(int((city.columns.voucher >= 0).sum()))
    assert (held[1] > held[0]) - (held[1] < held[0]) == sign


# --- leave ------------------------------------------------------------------------------------------------------------


def test_leave_frees_hours_of_employed_people_only_and_is_paid_for_hours_used(town: City, scenarios: Scenarios) -> None:
    p = assume(town, money={"start": 1.0}, choice={"consider": 0.6, "time": 12.0}, costs={"take_up": 1.0})
    leave = {"instrument": "learning_leave", "share": 0.5, "hours": 15.0}
    city, without = p.fork(scenarios(leave)), p.fork(scenarios())
    started = np.zeros((2, 2), int)
    for _ in range(24):
        city.step(), without.step()
        c = city.columns
        eased = c.relief > 0
        assert (c.work[eased] == EMPLOYED).all()
        for k, one in enumerate((city, without)):
            new = (one.columns.last_start == one.month - 1) & ~one.offers.at_work[one.columns.learnt]
            employed = one.columns.work == EMPLOYED
            started[k] += [int((new & employed).sum()), int((new & ~employed).sum())]
    assert eased.any()
    assert started[0, 0] > 1.1 * started[1, 0], "employed people learn more"
    assert started[0, 1] < 1.03 * started[1, 1], "and nobody else does"
    programme = city.programmes[0]
    assert 0 < programme.spent <= city.envelope // 2
    assert programme.citizen_hours > 0


def test_leave_without_learners_costs_nothing(town: City, scenarios: Scenarios) -> None:
    p = assume(town, money={"start": 1.0}, choice={"consider": 0.0, "consider_habit": 0.0})
    city = p.fork(scenarios({"instrument": "learning_leave", "share": 0.5}))
    assert [line[0] for line in spent(city, 24)][14:] == [0] * 10


# --- capital and continuity -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "loses"), [(0.25, True), (1.0, False)])
def test_swings_cost_money_where_a_line_grows_slowly_and_nothing_where_time_does_nothing(
    town: City, scenarios: Scenarios, start: float, loses: bool
) -> None:
    """Row 15 in money: a line that cannot grow at once does not make up in its good year for the bad one."""
    p, item = assume(town, money={"start": start}), {**CASH, "share": 0.2}
    swinging, steady = (
        sum(line[0] for line in spent(one.fork(scenarios(item, months=24)), 24))
        for one in (assume(town, money={"start": start}, governance={"volatility": 0.8}), p)
    )
    if loses:
        assert swinging < 0.95 * steady
    else:
        assert swinging == pytest.approx(steady, abs=24)  # each month is rounded down to a cent


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
