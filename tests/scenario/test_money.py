"""Money: whole cents that add up, plans that never exceed the envelope, and faults where it is not there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import Fault
from sim.scenario import load
from sim.scenario.instruments import Outreach
from sim.scenario.schema import Plan
from sim.scenario.units import annual_cents, exact, monthly_cents

Write = Callable[[str, str], Path]
FaultsOf = Callable[[str], list[Fault]]
HEAD = "title: Bad\nextends: base.yaml\n"
RESIDENTS = 50_000  # of the town


def plan(budget: float, *items: dict[str, Any]) -> Plan:
    policy = tuple({"instrument": "outreach"} | item for item in items)
    return Plan.model_validate({"budget": {"per_resident_per_year": budget}, "policy": policy})


@given(st.integers(0, 10**13), st.integers(0, 2000))
def test_twelve_consecutive_months_add_up_to_the_year(year: int, month: int) -> None:
    months = [monthly_cents(year, month + i) for i in range(12)]
    assert sum(months) == year
    assert max(months) - min(months) <= 1


@given(st.decimals(0, 10_000, places=2, allow_nan=False), st.integers(1, 30_000_000))
def test_a_sum_in_cents_is_that_sum(amount: Any, residents: int) -> None:
    assert annual_cents(float(amount), residents) == int(amount * 100) * residents


def test_decimals_mean_what_they_say() -> None:
    assert exact(0.1 + 0.2) == Fraction(3, 10)
    assert exact(0.29) * 100 == 29


def test_the_envelope_of_a_year() -> None:
    one = plan(60.01)
    assert sum(one.envelope_cents(7_450_785, month) for month in range(5, 17)) == 6001 * 7_450_785


def test_a_share_and_the_same_money_as_spend_are_equal() -> None:
    share, spend = plan(60, {"share": 0.25}), plan(60, {"spend": 15})
    for month in range(13):
        cents = share.planned_cents(share.policy[0], RESIDENTS, month)
        assert cents == spend.planned_cents(spend.policy[0], RESIDENTS, month)
        assert cents == share.envelope_cents(RESIDENTS, month) // 4


@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=8),
    st.integers(1, 10**7),
    st.floats(0.01, 5000),
    st.integers(0, 40),
)
def test_shares_that_add_up_to_one_never_exceed_the_envelope(
    weights: list[int], residents: int, budget: float, month: int
) -> None:
    parts = [round(weight / sum(weights), 6) for weight in weights]
    parts[0] = round(max(0.0, 1 - sum(parts[1:])), 6)
    one = plan(budget, *({"share": part, "ramp": 5} for part in parts))
    planned = [one.planned_cents(item, residents, month) for item in one.policy]
    envelope = one.envelope_cents(residents, month)
    assert 0 <= sum(planned) <= envelope
    if month >= 4 and sum(map(exact, parts)) == 1:
        assert envelope - sum(planned) < len(planned)  # rounding alone leaves anything


def schedule(**words: Any) -> list[float]:
    item = Outreach.model_validate({"instrument": "outreach", "share": 1.0} | words)
    return [float(item.intensity(month)) for month in range(8)]


def test_the_schedule_of_an_instrument() -> None:
    assert schedule() == [1] * 8
    assert schedule(**{"from": 2, "until": 5}) == [0, 0, 1, 1, 1, 0, 0, 0]
    assert schedule(**{"from": 1, "ramp": 4}) == [0, 0.25, 0.5, 0.75, 1, 1, 1, 1]
    assert schedule(**{"from": 1, "pulse": {"every": 3, "length": 2}}) == [0, 1, 1, 0, 1, 1, 0, 1]
    assert schedule(until=4, ramp=2, pulse={"every": 2, "length": 1}) == [0.5, 0, 1, 0, 0, 0, 0, 0]


def test_a_city_without_money_plans_nothing() -> None:
    one = plan(0, {"share": 0.5}, {"spend": 0})
    assert [one.planned_cents(item, RESIDENTS, 0) for item in one.policy] == [0, 0]


def test_shares_above_one_say_when_and_by_how_much(faults_of: FaultsOf) -> None:
    faults = faults_of(
        HEAD + "months: 24\npolicy:\n- {instrument: places, share: 0.7, from: 3, until: 9}\n"
        "- {instrument: outreach, spend: 30}\n"
    )
    assert [(fault.line, fault.where) for fault in faults] == [(4, "policy")]
    # 0.7 + 30 / 60 is 0.2 too much: 12 of each of 50,000 residents' 60
    for words in ("6 months between 3 and 8", "1.2 of it", "600,000 crowns a year more than there is"):
        assert words in faults[0].message


def test_shares_that_exceed_one_only_after_the_end_are_none_of_our_business(write: Write) -> None:
    text = (
        HEAD + "months: {months}\npolicy:\n- {{instrument: places, share: 0.7}}\n"
        "- {{instrument: places, share: 0.4, from: 12}}\n"
    )
    assert len(load(write("short.yaml", text.format(months=12))).policy) == 2
    with pytest.raises(ValueError, match="in month 12, most"):
        load(write("long.yaml", text.format(months=13)))


def test_exactly_one_is_enough(write: Write) -> None:
    items = "".join(f"- {{instrument: outreach, share: {share}}}\n" for share in ("0.1", "0.2", "0.3", "0.4"))
    assert len(load(write("one.yaml", f"{HEAD}policy:\n{items}")).policy) == 4


def test_a_sound_half_of_a_policy_that_takes_too_much_is_reported_with_the_other_half(faults_of: FaultsOf) -> None:
    faults = faults_of(
        HEAD + "policy:\n- {instrument: places, share: 0.7}\n- {instrument: outreach, share: 0.6}\n"
        "- {instrument: teachers, share: x}\n"
    )
    assert [(fault.line, fault.where) for fault in faults] == [(3, "policy"), (6, "policy[2].share")]


def test_another_envelope_under_the_equal_rule_says_by_how_much(faults_of: FaultsOf) -> None:
    faults = faults_of(HEAD + "budget:\n  per_resident_per_year: 62\n")
    assert [(fault.line, fault.where) for fault in faults] == [(4, "budget.per_resident_per_year")]
    assert "62 is not the 60 of base.yaml" in faults[0].message
    assert "100,000 crowns a year more" in faults[0].message
    assert "rule: additional" in faults[0].remedy


def test_another_envelope_may_be_asked_for(write: Write) -> None:
    text = HEAD + "budget: {per_resident_per_year: 40, rule: additional}\npolicy: [{instrument: places, spend: 40}]\n"
    assert load(write("less.yaml", text)).reference_budget == 60
