"""Research, pilots, guidelines and practices: what they find out and cost, and that nothing comes of it by itself."""

from __future__ import annotations

import copy
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import ENVELOPE, Scenarios, assume, differences, identical, months, state

from sim.city import City
from sim.errors import InputError
from sim.government.beliefs import Belief, best_case_bias
from sim.government.programmes.research import RunPilots, TakePractice
from sim.mechanisms.research import learn
from sim.scenario import load

SOON = {
    "money": {"start": 1.0},
    "research": {"delay": 6.0, "gain": 2.0, "transfer": 1.0},
    "practice": {"push": 0.2, "pull": 0.5},
    "guideline": {"uptake": 0.5},
    "choice": {"consider": 0.6},
}


def soon(town: City, **changes: dict[str, float]) -> City:
    """The town where knowledge and practices come fast."""
    groups = SOON.keys() | changes.keys()
    return assume(town, **{group: SOON.get(group, {}) | changes.get(group, {}) for group in groups})


def wanted(city: City, number: int) -> list[int]:
    """Applications of each of the coming months."""
    return [int((months(city, 1).columns.application >= 0).sum()) for _ in range(number)]


def programme(city: City) -> Any:
    return city.programmes[0]


# --- theory: research ---------------------------------------------------------------------------------------------


def test_research_without_transfer_changes_no_outcome_whatever_it_costs(town: City, scenarios: Scenarios) -> None:
    item = scenarios({"instrument": "research", "share": 0.4})
    unused, useless = (
        months(soon(town, research=changes).fork(item), 18)
        for changes in ({"transfer": 0.0, "effect": 0.9}, {"transfer": 1.0, "effect": 0.0})
    )
    assert programme(unused).knowledge == 0.0
    assert programme(useless).knowledge > 0.5
    assert unused.ledger.paid("government", "research") > 0
    assert differences(unused, useless, ignore=("rows",)) == []


def test_research_has_an_effect_after_its_delay_and_not_before(town: City, scenarios: Scenarios) -> None:
    item = scenarios({"instrument": "research", "share": 0.4})
    bad, none, good = (wanted(soon(town, research={"effect": effect}).fork(item), 18) for effect in (-1.0, 0.0, 1.0))
    assert bad[:6] == none[:6] == good[:6]
    assert sum(bad[8:]) < sum(none[8:]) < sum(good[8:])


def test_knowledge_that_nobody_renews_goes_out_of_date(town: City, scenarios: Scenarios) -> None:
    """Half is lost in ln 2 / -ln(1 - decay) months."""
    city = months(
        soon(town, research={"decay": 0.05}).fork(scenarios({"instrument": "research", "share": 0.4, "until": 1})), 7
    )
    first = programme(city).knowledge
    assert first > 0
    assert programme(months(city, 14)).knowledge == pytest.approx(first * 0.95**14)


# --- practice: guidelines and practices ---------------------------------------------------------------------------


def test_a_bad_guideline_drives_learners_away(town: City, scenarios: Scenarios) -> None:
    item = scenarios({"instrument": "guideline", "share": 0.3})
    bad, none = (months(soon(town, guideline={"effect": effect}).fork(item), 30) for effect in (-1.0, 0.0))
    taught = bad.offers.appeal[[one.offers.start for one in bad.public if one.key in programme(bad).adopters]]
    assert taught.size > 3
    assert (taught <= 0).all()
    assert (taught < 0).any()
    assert bad.columns.starts.sum() < none.columns.starts.sum()
    assert bad.columns.skill.sum() < none.columns.skill.sum()


def test_a_practice_without_benefit_spreads_and_changes_nothing(town: City, scenarios: Scenarios) -> None:
    """Where adoption costs next to nothing; with a benefit more is wanted."""
    cheap = {"push": 0.2, "pull": 0.5, "cost": 1e-9}
    item = {"instrument": "practice", "share": 0.05}
    spread, still, useful = (
        months(soon(town, practice=cheap | changes).fork(scenarios(item)), 12)
        for changes in ({}, {"push": 0.0}, {"benefit": 1.0})
    )
    adopted = [city.recorder.rows[-1]["adoption", "line=practice"] for city in (spread, still, useful)]
    assert adopted[0] == adopted[2] > 0.8
    assert adopted[1] == 0.0
    for name in ("application", "enrolled", "last_start", "skill"):
        assert identical(getattr(spread.columns, name), getattr(still.columns, name))
    assert sum(wanted(useful, 12)) > sum(wanted(spread, 12))


@pytest.mark.parametrize(("push", "pull"), [(0.03, 0.0), (0.01, 0.3)])
def test_adoption_follows_bass(push: float, pull: float) -> None:
    """3,000 institutions: F(t + 1) = F(t) + (p + q F(t)) (1 - F(t)), within 4 standard errors each month."""
    n = 3000
    ones = np.ones(n, np.int64)
    town = SimpleNamespace(
        institutions=SimpleNamespace(key=np.arange(n), at=np.arange(n), public=ones > 0, staff=ones),
        p=SimpleNamespace(practice=SimpleNamespace(push=push, pull=pull, cost=1.0, benefit=0.0)),
        prices=SimpleNamespace(unit=round, wage=1), seed=5, month=0,
        offers=SimpleNamespace(appeal=np.zeros(n), support=np.zeros(n)),
        ledger=SimpleNamespace(pay=lambda *_: None),
    )  # fmt: skip
    spread: Any = TakePractice(None, "practice", town)  # type: ignore[arg-type]
    share = 0.0
    for _ in range(24):
        expected = share + (push + pull * share) * (1 - share)
        spread.spent = 0
        spread.run(town, 10 * n)
        town.month += 1
        share = len(spread.adopters) / n
        assert abs(share - expected) < 4 * math.sqrt(0.25 / n) * 2 * math.sqrt(max(expected * (1 - expected), 1 / n))
    assert share > 0.4


def test_adoption_ends_where_the_money_does(town: City, scenarios: Scenarios) -> None:
    """Nobody adopts what is not paid for, and a guideline is given up."""
    city = soon(town, guideline={"uptake": 0.5, "lapse": 0.2})
    city = months(city.fork(scenarios({"instrument": "guideline", "share": 0.3, "until": 6})), 6)
    most = len(programme(city).adopters)
    assert most > 3
    assert len(programme(months(city, 24)).adopters) < most / 3
    paid = months(soon(town).fork(scenarios({"instrument": "practice", "share": 0.1})), 12)
    spent = paid.ledger.balance["suppliers"]
    assert spent > 0


# --- pilots ---------------------------------------------------------------------------------------------------------

VOUCHER = {"instrument": "voucher", "share": 0.2}
TALK = {"instrument": "campaign", "share": 0.2}
PILOTS = {"instrument": "pilots", "share": 0.05, "months": 3, "sites": 4}
CHEAP = {"money": {"start": 1.0}, "pilots": {"site_cost": 0.1}}


def test_looking_ahead_is_what_then_happens_and_leaves_the_city_as_it_is(town: City, scenarios: Scenarios) -> None:
    city = months(assume(town, **CHEAP).fork(scenarios(VOUCHER, TALK)), 4)
    before = copy.deepcopy(state(city))
    city.month -= 1
    ahead, without = city.ahead(5), city.ahead(5, "voucher")
    city.month += 1
    assert [name for name, value in state(city).items() if not identical(value, before[name])] == []
    then = months(city, 5)
    for name, column in then.columns._asdict().items():
        assert identical(column, getattr(ahead.columns, name)), name
    assert not identical(then.columns.last_start, without.columns.last_start)


def test_pilots_learn_what_goes_on_and_the_more_sites_the_surer(town: City, scenarios: Scenarios) -> None:
    one, many = (
        months(assume(town, **CHEAP).fork(scenarios(VOUCHER, TALK, PILOTS | {"sites": sites})), 4) for sites in (1, 20)
    )
    doubts = [city.recorder.rows[-1]["believed_doubt", "line=voucher"] for city in (one, many)]
    assert 0 < doubts[1] < doubts[0] < town.p.pilots.doubt
    assert set(city_beliefs(many)) == {"voucher", "campaign"}


def city_beliefs(city: City) -> dict[str, Belief]:
    return next(one.beliefs for one in city.programmes if isinstance(one, RunPilots))


def test_who_has_no_doubt_learns_nothing_from_pilots(town: City, scenarios: Scenarios) -> None:
    sure = months(
        assume(town, **CHEAP | {"pilots": {"doubt": 0.0, "site_cost": 0.1}}).fork(scenarios(VOUCHER, PILOTS)), 8
    )
    assert city_beliefs(sure) == {"voucher": Belief(0.0, 0.0)}


def made_up(design: str, sites: int, seed: int, spread: float = 0.02) -> RunPilots:
    """Pilots at the end of a round, with a true effect of 0.01 of one instrument, and hardly any belief before."""
    town = SimpleNamespace(p=SimpleNamespace(pilots=SimpleNamespace(spread=spread, people=300.0)), seed=seed, month=3)
    pilots = RunPilots(SimpleNamespace(design=design, sites=sites, months=1, studies=()), "pilots", None)  # type: ignore[arg-type]
    pilots.beliefs, pilots.effects, pilots.share = {"voucher": Belief(0.0, 1e6)}, {"voucher": 0.01}, 0.2
    learn(town, pilots)  # type: ignore[arg-type]
    return pilots


@pytest.mark.parametrize("sites", [1, 5, 20])
def test_pilots_by_lot_are_right_on_average_and_classic_cases_off_by_the_order_statistic(sites: int) -> None:
    between = math.sqrt(0.02**2 + 2 * 0.2 * 0.8 / 300)
    for design, bias in (("randomised", 0.0), ("classic_case", best_case_bias(sites, 0.02, math.sqrt(0.32 / 300)))):
        found = np.array([made_up(design, sites, seed).beliefs["voucher"].mean for seed in range(600)])
        assert abs(found.mean() - 0.01 - bias) < 4 * found.std() / math.sqrt(found.size)
    assert found.std() <= between * 1.1


def test_pilots_that_move_no_money_change_nothing_else_whatever_their_design(town: City, scenarios: Scenarios) -> None:
    lot, case = (
        months(assume(town, **CHEAP).fork(scenarios(VOUCHER, TALK, PILOTS | {"design": design})), 8)
        for design in ("randomised", "classic_case")
    )
    assert differences(lot, case, ignore=("rows",)) == []
    assert city_beliefs(lot) != city_beliefs(case)


def test_pilots_that_may_move_money_move_it_to_what_seems_best(town: City, scenarios: Scenarios) -> None:
    city = months(assume(town, **CHEAP).fork(scenarios(VOUCHER, TALK, PILOTS | {"reallocates": 1.0})), 8)
    beliefs = city_beliefs(city)
    best = max(beliefs, key=lambda line: beliefs[line].mean)
    lines = [one.line for one in city.programmes]
    planned = [1000, 1000, 500]
    moved = city.government.replanned(planned)
    assert moved[lines.index(best)] > 1000
    assert sum(moved) == sum(planned)
    assert moved[lines.index("pilots")] == 500


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.floats(-1, 1), st.floats(0, 1)), min_size=1, max_size=5),
    st.floats(0, 1),
)
def test_moving_money_conserves_every_cent(lines: list[tuple[int, float, float]], part: float) -> None:
    pilots = RunPilots(SimpleNamespace(reallocates=part), "pilots", None)  # type: ignore[arg-type]
    planned = {str(i): cents for i, (cents, _, _) in enumerate(lines)} | {"other": 17, "pilots": 5}
    pilots.beliefs = {str(i): Belief(mean, variance) for i, (_, mean, variance) in enumerate(lines)}
    moved = pilots.replan(dict(planned))
    assert sum(moved.values()) == sum(planned.values())
    assert (moved["other"], moved["pilots"]) == (17, 5)
    assert min(moved.values()) >= 0
    if part == 0.0:
        assert moved == planned


def test_pilots_of_an_unknown_instrument_are_refused(tmp_path: Any, millbrook: Any) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(
        f"title: a\ncity: {millbrook}\nbudget: {{per_resident_per_year: 60}}\n"
        "policy:\n  - {instrument: pilots, share: 0.1, studies: [vouchers]}\n"
    )
    with pytest.raises(InputError, match="no instrument vouchers"):
        load(file)


# --- three kinds of innovation ----------------------------------------------------------------------------------------


def test_each_budget_for_innovation_may_come_to_nothing_and_costs_what_it_costs(
    town: City, scenarios: Scenarios
) -> None:
    """Theory and practice at equal money: with no assumed effect each takes teaching away, and adds nothing."""
    plain = months(soon(town).fork(scenarios()), 12)
    for name in ("research", "practice", "guideline"):
        city = months(soon(town, practice={"cost": 3.0}).fork(scenarios({"instrument": name, "share": 0.4})), 12)
        assert not city.offers.appeal.any()
        assert city.columns.starts.sum() <= plain.columns.starts.sum()


INNOVATIONS: dict[str, dict[str, dict[str, float]]] = {
    "research": {"research": {"effect": 1.0}},
    "practice": {"practice": {"benefit": 1.0}},
    "institution_building": {"governance": {"approval": 12.0}},
}
NOTHING: dict[str, dict[str, float]] = {
    "money": {"start": 1.0},
    "choice": {"consider": 0.6},
    "awareness": {"advice": 0.3},
    "research": {"delay": 3.0, "gain": 2.0, "transfer": 1.0, "effect": 0.0},
    "practice": {"push": 1.0, "pull": 0.0, "cost": 0.3, "benefit": 0.0},  # all adopt at once, so it costs the same
    "governance": {"approval": 0.0, "building_memory": 3.0},
}
HORIZON = 30


def innovated(
    town: City, scenarios: Scenarios, item: dict[str, Any] | None, assumed: dict[str, dict[str, float]]
) -> tuple[int, int]:
    """Applications of the horizon, and what the innovation has cost by then; contact with people is decided in it."""
    world = {group: fields | assumed.get(group, {}) for group, fields in NOTHING.items()}
    policy = ([item] if item else []) + [{"instrument": "outreach", "share": 0.3, "from": 10}]
    city, found, cents = assume(town, **world).fork(scenarios(*policy)), 0, 0
    for _ in range(HORIZON):
        city.step()
        found += int((city.columns.application >= 0).sum())
        cents += city.programmes[0].spent if item else 0
    return found, cents


def test_three_budgets_for_innovation_gain_at_equal_money_only_what_is_assumed(
    town: City, scenarios: Scenarios
) -> None:
    """Row 83: theory, practice and institutions; the practice is paid first, and the others get what it has cost."""
    _, cost = innovated(town, scenarios, {"instrument": "practice", "share": 0.4}, {})
    assert cost > 0.005 * HORIZON * ENVELOPE
    plain = innovated(town, scenarios, None, {})[0]
    for name, assumed in INNOVATIONS.items():
        for world in ({}, assumed):
            waits = int(world.get("governance", {}).get("approval", 0.0))
            share = 0.4 if name == "practice" else cost / ((HORIZON - waits) * ENVELOPE)
            wanted, spent = innovated(town, scenarios, {"instrument": name, "share": share}, world)
            assert spent == pytest.approx(cost, rel=1e-4), name
            usual = innovated(town, scenarios, None, world)[0] if waits else plain
            if world:
                assert wanted > 1.01 * usual, name
            else:
                assert wanted <= usual, name
