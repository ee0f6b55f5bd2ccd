"""Programmes that reach people, with exact money in hand: whom they reach, what it costs and what it does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, months

from sim.city import City
from sim.government.programmes import Programme, programme_for
from sim.government.targeting import eligible

OLD = {"age": (55, 90)}
Run = Callable[..., Programme]


@pytest.fixture
def city(town: City) -> City:
    return town.fork(town.plan)


@pytest.fixture
def begin(city: City, scenarios: Scenarios) -> Run:
    """Begins the programme of an item in the city, or in another one."""

    def begun(instrument: str, where: City = city, **fields: Any) -> Programme:
        item = scenarios({"instrument": instrument, "share": 0.5, **fields}).policy[0]
        return programme_for(item, instrument, where)

    return begun


def meant(city: City, programme: Programme) -> np.ndarray:
    return eligible(city, programme.item.target)


def test_outreach_contacts_as_many_as_it_pays_for(city: City, begin: Run) -> None:
    programme = begin("outreach", target=OLD)
    old, cost = meant(city, programme), city.prices.cents(city.p.costs.contact)
    money = 700 * cost + cost - 1
    programme.run(city, money)
    contacted = city.columns.contacted > 0
    assert programme.spent == 700 * cost
    assert not contacted[~old].any()
    expected, n = 700 / (old.sum() * city.weight), int(old.sum())
    assert abs(contacted[old].mean() - expected) < 4 * math.sqrt(expected * (1 - expected) / n)
    assert (city.columns.last_support[contacted] == city.month).all()


def test_outreach_speaks_to_each_once_a_month_at_most(city: City, begin: Run) -> None:
    programme = begin("outreach")
    programme.run(city, 10**12)
    assert (city.columns.contacted == 1).all()
    assert programme.spent == int(city.columns.id.size * city.weight) * city.prices.cents(city.p.costs.contact)


def test_advice_fades_and_does_nothing_unless_assumed(town: City, begin: Run) -> None:
    city = assume(town, awareness={"advice": 0.5}, campaign={"retention": 0.5})
    programme = begin("outreach", city)
    for money, advice in ((10**12, 1.0), (0, 0.5), (0, 0.25), (10**12, 1.0)):
        city.columns.message[:] = 0
        programme.run(city, money)
        assert (programme.advice == advice).all()
        assert (city.columns.message == 0.5 * advice).all()
    plain = assume(town, awareness={"advice": 0.0})
    begin("outreach", plain).run(plain, 10**12)
    assert (plain.columns.message == 0).all()


def test_a_campaign_reaches_with_diminishing_returns(city: City, begin: Run) -> None:
    programme = begin("campaign", target=OLD, media=0.8)
    old = meant(city, programme)
    audience = old.sum() * city.weight * city.p.costs.exposure * city.prices.income
    money = int(audience)  # one exposure each: 1 - 1/e of those whom the media reach
    programme.run(city, money)
    seen = city.columns.exposures > 0
    assert programme.spent == money
    assert not seen[~old].any()
    share, n = 0.8 * (1 - math.exp(-money / audience)), int(old.sum())
    assert abs(seen[old].mean() - share) < 4 * math.sqrt(share * (1 - share) / n)


def test_a_campaign_moves_nobody_unless_assumed_and_then_either_way(town: City, begin: Run) -> None:
    for effect in (0.0, 0.4, -0.4):
        city = assume(town, campaign={"effect": effect, "spread": 0.0, "reactance": 0.0, "scale": 1.0, "fatigue": 1e9})
        begin("campaign", city, media=1.0).run(city, 10**12)
        seen = city.columns.exposures > 0
        assert seen.mean() > 0.7
        assert city.columns.message[seen] == pytest.approx(effect * (1 - math.exp(-1.0)), rel=1e-5)
        assert (city.columns.message[~seen] == 0).all()


def test_a_published_rate_and_approval_reach_only_the_exposed(city: City, begin: Run) -> None:
    begin("campaign", publishes_rate=0.75, injunctive=True, media=0.5).run(city, 10**12)
    seen = city.columns.exposures > 0
    assert 0.1 < seen.mean() < 0.9
    assert (city.columns.published[seen] == 0.75).all()
    assert (city.columns.published[~seen] == -1).all()
    assert (city.columns.injunctive == seen).all()


def test_exposure_decays_and_newcomers_begin_without_it(town: City, begin: Run) -> None:
    city = assume(town, campaign={"retention": 0.5})
    programme = begin("campaign", city, media=1.0)
    programme.run(city, 10**12)
    first = programme.past.exposure.copy()
    assert set(np.unique(first).tolist()) == {0.0, 1.0}
    programme.run(city, 0)
    assert (programme.past.exposure == 0.5 * first).all()
    programme.forget(city, np.arange(10))
    assert not programme.past.exposure[:10].any()
    assert not programme.past.ever[:10].any()


def test_cash_is_the_same_for_all_it_is_meant_for(city: City, begin: Run) -> None:
    programme = begin("cash_transfer", target=OLD)
    old = meant(city, programme)
    programme.run(city, 10**7)
    each = 10**7 / (old.sum() * city.weight * city.prices.income)
    assert programme.spent == 10**7
    assert city.columns.cash[old] == pytest.approx(each, rel=1e-6)
    assert (city.columns.cash[~old] == 0).all()
    assert ((city.columns.last_support == city.month) == old).all()


def test_nobody_meant_costs_nothing(city: City, begin: Run) -> None:
    nobody = {"age": (120, 120)}
    for instrument in ("outreach", "campaign", "cash_transfer", "voucher"):
        programme = begin(instrument, target=nobody)
        programme.run(city, 10**7)
        assert programme.spent == 0, instrument


def test_vouchers_go_to_those_entitled_who_manage(town: City, begin: Run) -> None:
    city = assume(town, costs={"take_up": 0.5})
    programme = begin("voucher", city, target=OLD)
    programme.number = 0
    programme.run(city, 10**9)
    old, held = meant(city, programme), city.columns.voucher >= 0
    assert not held[~old].any()
    assert (held == (old & (programme.take_up < 0.5))).all()
    assert abs(held[old].mean() - 0.5) < 4 * 0.5 / math.sqrt(old.sum())


def test_vouchers_by_need_go_to_the_poorest(town: City, begin: Run) -> None:
    city = assume(town, costs={"take_up": 1.0})
    programme = begin("voucher", city, rationing="need")
    programme.number, programme.coverage = 0, 0.3
    programme.run(city, 10**9)
    held = city.columns.voucher >= 0
    assert held.mean() == pytest.approx(0.3, abs=1 / held.size)
    assert city.columns.income[held].max() <= city.columns.income[~held].min()


def test_a_lottery_gives_the_same_people_vouchers_every_month(town: City, begin: Run) -> None:
    city = assume(town, costs={"take_up": 1.0})
    for rationing, lasting in (("lottery", True), ("first_come", False)):
        programme = begin("voucher", city, rationing=rationing)
        programme.number = 0
        held = []
        for _ in range(2):
            city.columns.voucher[:] = -1
            programme.coverage, programme.money = 0.5, 0  # as if it had been idle: coverage stays
            programme.run(city, 10**9)
            held.append(city.columns.voucher >= 0)
            city.month += 1
        assert (held[0] == held[1]).all() == lasting


def redeemed(city: City, begin: Run, money: int, values: list[int]) -> list[bool]:
    """Which of some applicants a scheme of first come, first served pays for; they come in the order of `values`."""
    programme = begin("voucher")
    programme.lottery[:] = np.linspace(0, 1, city.columns.id.size)
    programme.money = money
    return programme.redeem(city, np.arange(len(values)), np.array(values, np.int64)).tolist()


def test_vouchers_are_redeemed_in_order_while_money_lasts(city: City, begin: Run) -> None:
    assert redeemed(city, begin, 100, [40, 40, 20]) == [True, True, True]
    assert redeemed(city, begin, 99, [40, 40, 20]) == [True, True, False]
    assert redeemed(city, begin, 0, [1]) == [False]


def test_a_course_that_costs_a_scheme_nothing_is_never_refused(town: City, scenarios: Scenarios) -> None:
    """All hold a voucher whose money is spent at once: free courses take them as they take everybody."""
    keen = assume(town, costs={"take_up": 1.0}, choice={"consider": 1.0, "price": 0.0, "library": 9.0})
    short = months(keen.fork(scenarios({"instrument": "voucher", "spend": 0.01, "kinds": ("library", "community")})), 3)
    usual = months(keen.fork(scenarios()), 3)
    free = (town.offers.fee == 0) & ~town.offers.at_work
    assert (short.columns.voucher >= 0).any()
    assert short.enrolment.admitted[free].sum() == usual.enrolment.admitted[free].sum() > 0


def test_vouchers_never_cost_more_than_their_money(town: City, scenarios: Scenarios) -> None:
    keen = assume(town, costs={"take_up": 1.0}, money={"start": 1.0}, choice={"consider": 1.0}, courses={"fee": 0.005})
    city = keen.fork(scenarios({"instrument": "voucher", "share": 0.01}))
    refused = 0
    for _ in range(6):
        city.step()
        assert city.programmes[0].spent <= 250_000
        refused += city.enrolment.turned_away[2]
    assert city.ledger.paid("government", "voucher") > 0
    assert refused > 0, "money never ran out: the test shows nothing"


def test_a_voucher_lowers_the_price_and_raises_applications(town: City, scenarios: Scenarios) -> None:
    keen = assume(town, costs={"take_up": 1.0}, money={"start": 1.0}, courses={"fee": 0.005})
    paid = months(keen.fork(scenarios({"instrument": "voucher", "share": 0.5, "covers": 1.0})), 1)
    usual = months(keen.fork(scenarios()), 1)
    public = ~town.offers.at_work
    assert paid.enrolment.applied[public].sum() > usual.enrolment.applied[public].sum()
    applied = (usual.columns.application >= 0) & public[usual.columns.application]
    kept = (paid.columns.application >= 0) & public[paid.columns.application]
    assert kept[applied].all(), "a lower price never loses an applicant to not learning"


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


@pytest.mark.parametrize(("instrument", "column", "rest"), [("voucher", "voucher", -1), ("campaign", "exposures", 0)])
def test_what_the_only_programme_did_ends_with_it(
    town: City, scenarios: Scenarios, instrument: str, column: str, rest: int
) -> None:
    """Looking ahead without it, nobody holds its vouchers or has just met its messages."""
    city = months(assume(town, money={"start": 1.0}).fork(scenarios({"instrument": instrument, "share": 0.2})), 4)
    without = city.ahead(2, instrument)
    assert (getattr(city.columns, column) != rest).any()
    assert (getattr(without.columns, column) == rest).all()
