"""Scenarios are paired: what a policy does not touch stays the same to the last bit, whoever else acts, in any order.

Equality here is of bits, never approximate: a difference between two runs is the policy's doing or a fault.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import FULL, INSTRUMENTS, Scenarios, assume, differences, months, people, threads, with_rows

import sim.city
from sim import anchor
from sim.assumptions import resolve
from sim.citizens.person import DYNAMIC, PERSONAL
from sim.city import City
from sim.population import Ties
from sim.scenario import load, load_city

YEAR = 12


def figures(city: City) -> dict[tuple[int, str, str], float]:
    """All indicators but the lines of spending, which are named after the policy's items."""
    rows = city.indicators().itertuples(index=False)
    return {(one.month, one.indicator, one.group): one.value for one in rows if not one.group.startswith("line=")}


@pytest.fixture(scope="module")
def usual(burnt_in: City, scenarios: Scenarios) -> City:
    """The year without a policy."""
    return months(burnt_in.fork(scenarios()), YEAR)


@pytest.mark.parametrize("policy", [(), FULL], ids=["no policy", "all instruments"])
def test_two_forks_under_one_policy_are_the_same_city(town: City, scenarios: Scenarios, policy: Any) -> None:
    one, other = (months(town.fork(scenarios(*policy)), YEAR) for _ in range(2))
    assert differences(one, other) == []
    assert one.indicators().equals(other.indicators())
    assert {name: a.tobytes() for name, a in one.outcome().items()} == {
        name: a.tobytes() for name, a in other.outcome().items()
    }


def test_a_fork_goes_on_as_the_city_itself_would(town: City, scenarios: Scenarios, usual: City) -> None:
    again = months(City(scenarios(), rng=town.seed), YEAR)
    assert differences(again, usual) == []
    assert figures(again) == figures(usual)


def test_the_comparison_sees_a_policy_and_a_seed(
    town: City, scenarios: Scenarios, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(differences(months(town.fork(scenarios(*FULL)), 2), months(town.fork(scenarios()), 2))) > 20
    monkeypatch.setattr(sim.city, "BURN_IN", 1)
    one, again, other = (City(scenarios(), rng=seed) for seed in (1, 1, 2))
    assert differences(one, again) == []
    assert "column id" in differences(one, other)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_an_instrument_without_money_changes_nothing(
    town: City, scenarios: Scenarios, usual: City, instrument: str
) -> None:
    idle = months(town.fork(scenarios({"instrument": instrument, "share": 0.0})), YEAR)
    assert differences(idle, usual, ignore=("rows",)) == []
    assert figures(usual).items() <= figures(idle).items()  # the others are of policies only


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_an_instrument_changes_nothing_before_it_begins(
    town: City, scenarios: Scenarios, usual: City, instrument: str
) -> None:
    late = months(town.fork(scenarios({"instrument": instrument, "share": 0.3, "from": YEAR})), YEAR)
    assert differences(late, usual, ignore=("rows",)) == []
    assert figures(usual).items() <= figures(late).items()


def test_a_campaign_that_reaches_nobody_costs_only_its_money(town: City, scenarios: Scenarios) -> None:
    """Its cost comes on top of the envelope, and at once, so that provision is the same to the cent."""
    start = assume(town, money={"start": 1.0})
    silent = {"instrument": "campaign", "spend": 120, "media": 0.0, "injunctive": True, "publishes_rate": 0.9}
    told, usual = start.fork(scenarios(silent, budget=720)), start.fork(scenarios())
    for _ in range(YEAR):
        told.step()
        usual.step()
        assert told.ledger.paid("government", "provision") == usual.ledger.paid("government", "provision")
    assert differences(told, usual, ignore=("rows", "balance")) == []
    assert told.ledger.balance["treasury"] == usual.ledger.balance["treasury"] - YEAR * 120 * 5000 * 100 // 12


def test_the_topic_of_a_campaign_is_a_label_only(town: City, scenarios: Scenarios) -> None:
    def campaign(topic: str) -> City:
        item = {"instrument": "campaign", "share": 0.3, "pressure": 0.5, "injunctive": True, "publishes_rate": 0.7}
        city = assume(town, campaign={"effect": 0.4}, choice={"injunctive": 0.5})
        return months(city.fork(scenarios(item | {"topic": topic})), YEAR)

    values, sport, default = campaign("our shared values"), campaign("sport"), campaign("learning")
    assert values.columns.exposures.max() > 0
    assert differences(values, sport) == []
    assert differences(values, default) == []


@pytest.mark.parametrize("policy", [*({"instrument": one, "share": 0.9} for one in INSTRUMENTS), None])
def test_no_policy_changes_who_lives_in_the_city(town: City, scenarios: Scenarios, usual: City, policy: Any) -> None:
    city = months(town.fork(scenarios(*([policy] if policy else FULL))), YEAR)
    ours, theirs = people(city), people(usual)
    assert [name for name, column in ours.items() if column.tobytes() != theirs[name].tobytes()] == []
    assert set(ours["id"].tolist()) != set(town.columns.id.tolist()), "nobody left: the test shows nothing"


def test_the_order_of_rows_does_not_matter(town: City, scenarios: Scenarios) -> None:
    """That of a district's households, and in each of them: these stand together, and so do districts."""
    luck, c = np.random.default_rng(5), town.columns
    order = np.lexsort((luck.random(c.id.size), luck.random(c.household.max() + 1)[c.household], c.district))
    need = (
        {"instrument": "voucher", "share": 0.05, "rationing": "need", "target": {"need": 0.5}},
        {"instrument": "voucher", "share": 0.05, "rationing": "first_come", "covers": 0.5},
    )
    policy = (*FULL, *need)
    mixed = months(with_rows(town, order).fork(scenarios(*policy)), YEAR)
    plain = months(town.fork(scenarios(*policy)), YEAR)
    wrong = [
        name
        for name, column in plain.columns._asdict().items()
        if column[order].tobytes() != getattr(mixed.columns, name).tobytes()
    ]
    assert wrong == []
    assert differences(mixed, plain, ignore=("column ",)) == []


def test_one_thread_gives_the_bits_of_three(town: City, scenarios: Scenarios) -> None:
    cities = []
    for number in (1, 3):
        with threads(number):
            cities.append(months(town.fork(scenarios(*FULL)), YEAR))
    assert differences(*cities) == []


def test_cities_stepped_in_turn_are_what_each_is_alone(town: City, scenarios: Scenarios, usual: City) -> None:
    treated, untreated = town.fork(scenarios(*FULL)), town.fork(scenarios())
    for _ in range(YEAR):
        treated.step()
        untreated.step()
    assert differences(untreated, usual) == []
    assert differences(treated, months(town.fork(scenarios(*FULL)), YEAR)) == []


def alone(scenarios: Scenarios, citizens: int) -> City:
    """A city with places for everybody and no ties, in which citizens share nothing."""
    city = City(scenarios.root, rng=3, citizens=citizens, unlimited=True)
    city.ties = Ties(np.zeros(citizens + 1, np.int32), np.zeros(0, np.int32))
    for _ in range(30):
        city.pass_month()
    return city


def test_one_more_citizen_changes_nobody_else(scenarios: Scenarios) -> None:
    """Without ties and with places for all; those whom the wider sample itself makes others are left out."""
    few, many = alone(scenarios, 400), alone(scenarios, 401)
    assert len(np.setdiff1d(many.columns.id, few.columns.id)) >= 1
    both, here, there = np.intersect1d(few.columns.id, many.columns.id, return_indices=True)
    same = np.ones(both.size, bool)
    for name in PERSONAL:
        if name != "household":  # a number in the sample, not a trait
            same &= getattr(few.columns, name)[here] == getattr(many.columns, name)[there]
    assert same.sum() > 300
    assert (few.columns.starts[here][same] > 0).sum() > 100
    wrong = [
        name
        for name in DYNAMIC
        if name != "income_group"  # a rank within the sample
        and (getattr(few.columns, name)[here][same] != getattr(many.columns, name)[there][same]).any()
    ]
    assert wrong == []


def test_paired_differences_spread_far_less_than_unpaired_ones(town: City, scenarios: Scenarios) -> None:
    """Trap 15: the same policy in six towns, against the same town without it, and against the next one."""
    advice = scenarios({"instrument": "outreach", "share": 0.1})
    towns = [City(scenarios.root, rng=100 * town.seed + k) for k in range(6)]
    treated, untreated = (
        np.array([months(one.fork(plan), YEAR).recorder.rows[-1]["participation_12m", "all"] for one in towns])
        for plan in (advice, scenarios())
    )
    paired, unpaired = treated - untreated, treated - np.roll(untreated, 1)
    assert paired.any()
    assert unpaired.std(ddof=1) > 4.0 * paired.std(ddof=1)


def test_shipped_scenarios_of_one_city_share_an_intercept_unless_they_assume_otherwise(checkout: Path) -> None:
    """Trap 19: whoever changes neither assumptions nor forms is compared at one intercept; whoever does, is not."""
    folder = checkout / "scenarios"
    shared: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    number = 0
    for file in sorted(folder.rglob("*.yaml")):
        if "cities" in file.parts:
            continue
        plan = load(file)
        facts = load_city(plan.city)
        local = {name: one.value for name, one in facts.assumptions.items()}
        key = anchor.key(facts, resolve(local | dict(plan.assumptions)), plan.forms)
        same = not plan.assumptions and not plan.forms.model_dump(exclude=anchor.IDLE, exclude_defaults=True)
        (shared if same else own).setdefault(facts.slug, set()).add(key)
        number += same
    assert number > 15
    assert {slug: len(keys) for slug, keys in shared.items()} == dict.fromkeys(shared, 1)
    assert own
    assert all(not keys & shared[slug] for slug, keys in own.items())
