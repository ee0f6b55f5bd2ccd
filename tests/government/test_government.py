"""The envelope: schedule, absorption limit, administration, and the same money in every scenario."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from worlds import BUDGET, FULL, INSTRUMENTS, Scenarios, assume, months

import sim.city
from sim.city import City
from sim.institutions.ledger import ADMINISTRATION, GOVERNMENT, TREASURY

RESIDENTS = 5000
CASH = {"instrument": "cash_transfer"}  # spends to the cent whatever it is given


def spent(city: City, number: int) -> list[int]:
    """What the first programme spends, month by month, in cents."""
    found = []
    for _ in range(number):
        city.step()
        found.append(city.programmes[0].spent)
    return found


@pytest.mark.parametrize("policy", [(), FULL, *(({"instrument": one, "share": 1.0},) for one in INSTRUMENTS)], ids=str)
def test_every_scenario_spends_the_same_year(town: City, scenarios: Scenarios, policy: Any) -> None:
    city = town.fork(scenarios(*policy))
    before = city.ledger.balance[TREASURY]
    year, lapsed = 0, 0
    for _ in range(12):
        city.step()
        year += sum(cents for (payer, _), cents in city.ledger.month.items() if payer == GOVERNMENT)
        lapsed += sum(city.ledger.paid(one.account, "lapsed") for one in city.public)
        assert city.recorder.rows[-1]["spend", "all"] == city.envelope / 100
    assert year == round(BUDGET * RESIDENTS * 100)
    assert city.ledger.balance[TREASURY] == before - year + lapsed


@pytest.mark.parametrize("budget", [0.01, 37.77, 599.99, 12345.67])
def test_twelve_months_are_the_year_to_the_cent(town: City, scenarios: Scenarios, budget: float) -> None:
    city = town.fork(scenarios(budget=budget))
    paid = 0
    for _ in range(12):
        city.step()
        paid += city.ledger.paid(TREASURY, "envelope")
    assert paid == round(budget * RESIDENTS * 100)


@pytest.mark.parametrize(
    ("schedule", "strength"),
    [
        ({}, [1, 1, 1, 1, 1, 1, 1, 1]),
        ({"from": 2, "until": 5}, [0, 0, 1, 1, 1, 0, 0, 0]),
        ({"from": 1, "ramp": 4}, [0, 0.25, 0.5, 0.75, 1, 1, 1, 1]),
        ({"pulse": {"every": 3, "length": 1}}, [1, 0, 0, 1, 0, 0, 1, 0]),
        ({"from": 1, "until": 7, "pulse": {"every": 4, "length": 2}}, [0, 1, 1, 0, 0, 1, 1, 0]),
    ],
)
def test_money_follows_the_schedule(town: City, scenarios: Scenarios, schedule: Any, strength: list[float]) -> None:
    """With no limit to absorption: a fifth of 25,000,000 cents a month, times the strength."""
    free = assume(town, money={"start": 1.0, "administration": 0.25})
    city = free.fork(scenarios({**CASH, "share": 0.2, **schedule}))
    assert spent(city, 8) == [round(5_000_000 * part) for part in strength]


def test_a_new_line_starts_small_and_grows_no_faster_than_it_is_absorbed(town: City, scenarios: Scenarios) -> None:
    slow = assume(town, money={"start": 0.25, "absorption": 1.2, "administration": 0.1})
    found = spent(slow.fork(scenarios({**CASH, "share": 0.2})), 24)
    assert found[0] == pytest.approx(1_250_000, abs=1)
    for before, now in pairwise(found):
        assert now <= int(before * 1.1) + 1  # the limit is on the gross, of which the parts are cut to whole cents
        assert now == pytest.approx(min(5_000_000, before * 1.1), abs=3)
    assert found[-1] == 5_000_000


def test_what_a_line_does_not_absorb_goes_to_general_provision(town: City, scenarios: Scenarios) -> None:
    slow = assume(town, money={"start": 0.25, "administration": 0.2})
    city = months(slow.fork(scenarios({**CASH, "share": 0.4})), 1)
    assert city.programmes[0].spent == pytest.approx(2_500_000, abs=1)
    provided = sum(
        cents for (payer, line), cents in city.ledger.month.items() if (payer, line) == (GOVERNMENT, "provision")
    )
    assert provided == 25_000_000 - city.programmes[0].spent


def test_what_a_line_may_spend_tells_growth_from_want_of_use(town: City, scenarios: Scenarios) -> None:
    """A line for nobody is allotted its money and spends none; one that grows spends all that it is allotted."""
    slow = assume(town, money={"start": 0.25, "absorption": 3.0})
    nobody = {"instrument": "outreach", "share": 0.2, "target": {"age": [119, 120]}}
    city = slow.fork(scenarios({**CASH, "share": 0.2}, nobody, *FULL[:3]))
    for _ in range(12):
        row = months(city, 1).recorder.rows[-1]
        for one in city.programmes:
            assert row["spend", f"line={one.line}"] <= row["allotted", f"line={one.line}"]
        given = city.ledger.paid(GOVERNMENT, "cash_transfer") / 100
        assert given == pytest.approx(row["allotted", "line=cash_transfer"], abs=0.02)
        assert row["spend", "line=outreach"] == 0.0 < row["allotted", "line=outreach"]
    assert row["allotted", "line=cash_transfer"] == 50_000.0


def test_administration_takes_its_part_of_every_line(town: City, scenarios: Scenarios) -> None:
    free = assume(town, money={"start": 1.0, "administration": 0.2})
    city = free.fork(scenarios({**CASH, "share": 0.4}))
    before = city.ledger.balance[ADMINISTRATION]
    city.step()
    assert city.ledger.balance[ADMINISTRATION] - before == 5_000_000
    assert city.ledger.paid(GOVERNMENT, "cash_transfer") == 10_000_000


@pytest.mark.parametrize("administration", [0.1, 0.137, 0.3])
def test_no_line_exceeds_its_plan_by_a_cent(town: City, scenarios: Scenarios, administration: float) -> None:
    """Whatever the last digit of the envelope, a programme that takes all of it and its overhead are the envelope."""
    free = assume(town, money={"start": 1.0, "administration": administration})
    digits = set()
    for budget in range(60_000, 60_100, 7):
        city = free.fork(scenarios({**CASH, "share": 1.0}, budget=budget / 100))
        for month in range(3):
            city.month = month
            city.government.appropriate(city, city.envelope)
            city.government.provide(city, city.envelope)
            assert city.programmes[0].spent <= city.envelope
            assert city.ledger.balance[GOVERNMENT] == 0
            digits.add(city.envelope % 10)
    assert len(digits) > 3


def test_provision_follows_the_fixed_weights(town: City, scenarios: Scenarios) -> None:
    city = months(town.fork(scenarios()), 1)
    net = city.envelope - int(city.envelope * city.p.money.administration)
    provided = {one.account: 0 for one in city.public}
    weights = {one.account: one.weight for one in city.public}
    assert sum(weights.values()) == pytest.approx(1.0)
    twin = town.fork(scenarios())
    received = {one.account: one.cash for one in twin.public}
    twin.government.appropriate(twin, twin.envelope)
    twin.government.provide(twin, twin.envelope)
    provided = {one.account: one.cash - received[one.account] for one in twin.public}
    assert sum(provided.values()) == net
    assert all(abs(provided[name] - net * weight) <= 1 for name, weight in weights.items())


def test_lines_are_named_by_instrument_and_numbered_from_the_second_on(town: City, scenarios: Scenarios) -> None:
    item = {"share": 0.1}
    names = ("campaign", "voucher", "campaign", "outreach", "campaign")
    city = months(town.fork(scenarios(*({"instrument": name, **item} for name in names))), 1)
    lines = [one.line for one in city.programmes]
    assert lines == ["campaign", "voucher", "campaign_2", "outreach", "campaign_3"]
    groups = {group for name, group in city.recorder.rows[-1] if name == "spend"}
    assert {f"line={line}" for line in (*lines, "provision")} <= groups


def test_a_second_item_leaves_the_draws_of_the_first_alone(town: City, scenarios: Scenarios) -> None:
    def contacted(*items: dict[str, Any]) -> Any:
        city = months(assume(town, money={"start": 1.0}).fork(scenarios(*items)), 1)
        return city.columns.contacted > 0

    first = {"instrument": "outreach", "share": 0.1}
    alone, beside = contacted(first), contacted(first, {"instrument": "outreach", "share": 0.0})
    assert alone.any()
    assert (alone == beside).all()


def test_only_scenarios_of_one_burn_in_fork_and_only_at_its_end(town: City, scenarios: Scenarios) -> None:
    """Past month 0 the old policy's cash, contracts and open offers would stay; other assumptions had another past."""
    with pytest.raises(ValueError, match="month 0"):
        months(town.fork(scenarios(CASH | {"share": 0.4})), 1).fork(scenarios())
    changed = scenarios(assumptions={"choice.price": 3.0})
    assert town.burn_in_key(changed, 1) != town.burn_in_key(town.plan, 1)
    with pytest.raises(ValueError, match="assumptions"):
        town.fork(changed)


def test_months_and_citizens_override_a_scenario_as_they_do_a_file(
    monkeypatch: pytest.MonkeyPatch, scenarios: Scenarios
) -> None:
    monkeypatch.setattr(sim.city, "BURN_IN", 1)
    city = City(scenarios(), rng=1, citizens=120, months=2)
    assert (city.columns.id.size, city.plan.citizens, city.run().month) == (120, 120, 2)
