"""Policies that react: switched by what the city recorded last month, stopped at a gate, and never short of money.

A policy whose signal never comes is the policy without it, to the last bit.
"""

from __future__ import annotations

from typing import Any

import pytest
from worlds import Scenarios, assume, differences, months

from sim.city import City
from sim.government.decisions import Standing
from sim.indicators import declared
from sim.scenario.instruments.conditions import REPORTED, Gate, Signpost, When
from sim.scenario.schema import Plan
from sim.scenario.shocks import Shock

CASH = {"instrument": "cash_transfer", "share": 0.2}
NEVER = {"indicator": "participation_12m", "above": 2.0}
ALWAYS = {"indicator": "participation_12m", "below": 2.0}


def switches(when: dict[str, Any], values: list[float], start: int = 0) -> list[bool]:
    """Whether an item is on in each month, given last month's values (the first month has none)."""
    plan = Plan.model_validate(
        {"budget": {"per_resident_per_year": 1.0}, "policy": ({**CASH, "from": start, "when": when},)}
    )
    standing = Standing(plan.policy[0], "cash_transfer")
    on = []
    for month, value in enumerate([None, *values]):
        standing.review(month, {} if value is None else {"unmet_demand": value})
        on.append(standing.start is not None)
    return on


def test_a_signal_must_hold_and_then_waits_for_its_lag() -> None:
    when = {"indicator": "unmet_demand", "above": 0.5}
    assert switches(when, [0.1, 0.9, 0.1]) == [False, False, True, True]
    assert switches({**when, "for": 2}, [0.9, 0.1, 0.9, 0.9, 0.1]) == [False] * 4 + [True, True]
    assert switches({**when, "lag": 2}, [0.9, 0.1, 0.1, 0.1]) == [False, False, False, True, True]
    assert switches(when, [0.9, 0.9, 0.9], start=3) == [False, False, False, True]


def test_it_ends_by_its_own_bound_and_begins_again() -> None:
    when = {"indicator": "unmet_demand", "above": 0.5, "until_below": 0.2}
    assert switches(when, [0.9, 0.3, 0.1, 0.3, 0.9]) == [False, True, True, False, False, True]
    assert switches({**when, "for": 2}, [0.9, 0.9, 0.1, 0.3, 0.1, 0.1, 0.9]) == [False] * 2 + [True] * 4 + [False] * 2


def test_every_signpost_is_an_indicator_that_every_city_records(town: City, scenarios: Scenarios) -> None:
    always = {one.name for one in declared() if one.when(town)}
    recorded = {name for name, group in months(town.fork(scenarios()), 1).recorder.rows[-1] if group == "all"}
    assert set(Signpost.__args__) <= always & recorded  # type: ignore[attr-defined]
    assert set(REPORTED) <= set(Signpost.__args__)  # type: ignore[attr-defined]


def test_without_its_signal_it_is_the_city_without_it(town: City, scenarios: Scenarios) -> None:
    other = {"instrument": "campaign", "share": 0.2}
    waiting = months(town.fork(scenarios(other, {**CASH, "when": NEVER})), 8)
    without = months(town.fork(scenarios(other)), 8)
    assert differences(waiting, without, ignore=("rows",)) == []


def test_with_its_signal_from_the_start_it_is_the_static_one_a_month_later(town: City, scenarios: Scenarios) -> None:
    """The first record is that of month 0."""
    adaptive = months(town.fork(scenarios({**CASH, "ramp": 3, "when": ALWAYS})), 8)
    static = months(town.fork(scenarios({**CASH, "ramp": 3, "from": 1})), 8)
    assert differences(adaptive, static, ignore=("rows",)) == []
    again = months(town.fork(scenarios({**CASH, "ramp": 3, "when": ALWAYS})), 8)
    assert differences(adaptive, again) == []


def test_the_money_rule_counts_what_might_be_switched_on() -> None:
    plan = Plan.model_validate(
        {
            "budget": {"per_resident_per_year": 1.0},
            "policy": (
                {**CASH, "share": 0.8, "ramp": 9, "from": 2, "until": 6, "when": NEVER},
                {**CASH, "share": 0.3},
            ),
        }
    )
    assert [float(sum(plan.most(one, month) for one in plan.policy)) for month in (1, 2, 5, 6)] == [0.3, 1.1, 1.1, 0.3]


def test_it_reacts_to_a_shock_and_else_does_nothing(town: City, scenarios: Scenarios) -> None:
    """Row 87 in money: without a shock it is no policy at all; with one it spends from the signal to its end."""
    shock = Shock.model_validate({"kind": "closure", "from": 3, "months": 6})
    half = 0.5 * months(town.fork(scenarios()), 3).recorder.rows[-1]["public_places", "all"]
    item = {**CASH, "when": {"indicator": "public_places", "below": half, "until_above": half}}
    p = assume(town, money={"start": 1.0})
    calm, struck = p.fork(scenarios(item)), p.fork(scenarios(item, shocks=(shock,)))
    spent = []
    for _ in range(14):
        calm.step(), struck.step()
        assert calm.programmes[0].spent == 0
        spent.append(struck.programmes[0].spent > 0)
    assert spent == [False] * 4 + [True] * 6 + [False] * 4
    assert differences(calm, months(p.fork(scenarios()), 14), ignore=("rows",)) == []


# --- gates ------------------------------------------------------------------------------------------------------------


def gate(**fields: Any) -> Gate:
    return Gate.model_validate({"month": 6, "indicator": "completion_rate", "above": 0.7, **fields})


def test_a_gate_reads_reports_where_there_are_any() -> None:
    """Row 68: a gate on what is measured lets pass what a gate on the truth would stop."""
    seen = {"completion_rate": 0.6, "waiting_months": 0.6, "gaming": 0.25}
    assert (gate().passes(seen), gate(reads="true").passes(seen)) == (True, False)
    assert not gate().passes(seen | {"gaming": 0.0})
    assert not gate(indicator="waiting_months").passes(seen), "queues are counted, not reported"
    assert not gate().passes({}), "what is not known does not pass"


@pytest.mark.parametrize(("bound", "goes_on"), [({"below": 2.0}, True), ({"above": 2.0}, False)])
def test_a_programme_goes_on_after_its_gate_only_if_it_passes(
    town: City, scenarios: Scenarios, bound: dict[str, float], goes_on: bool
) -> None:
    item = {**CASH, "gate": {"month": 3, "indicator": "participation_12m", **bound}}
    city = assume(town, money={"start": 1.0}).fork(scenarios(item))
    spent = []
    for _ in range(6):
        city.step()
        spent.append(city.programmes[0].spent > 0)
    assert spent == [True] * 3 + [goes_on] * 3


def test_gaming_passes_a_gate_that_the_truth_would_close(town: City, scenarios: Scenarios) -> None:
    """Institutions with much at stake and no audit; the bound is a tenth above the truth."""
    stakes = {"instrument": "evaluation", "share": 0.3, "bonus": 0.5, "audit": 0.0}
    p = assume(town, money={"start": 1.0})
    rows = months(p.fork(scenarios(stakes)), 6).recorder.rows
    bound = 1.1 * rows[-1]["completion_rate", "all"]
    assert rows[-1]["gaming", "all"] > 0.1
    spent = {}
    for reads in ("measured", "true"):
        condition = {"month": 6, "indicator": "completion_rate", "above": bound, "reads": reads}
        spent[reads] = months(p.fork(scenarios(stakes, {**CASH, "gate": condition})), 8).programmes[1].spent
    assert spent["true"] == 0 < spent["measured"]


def test_conditions_say_what_they_need() -> None:
    for wrong in ({}, {"above": 1.0, "below": 2.0}):
        with pytest.raises(ValueError, match="bound"):
            When.model_validate({"indicator": "seats", **wrong})
    with pytest.raises(ValueError, match="until_above"):
        When.model_validate({"indicator": "seats", "above": 1.0, "until_above": 1.0, "until_below": 1.0})
