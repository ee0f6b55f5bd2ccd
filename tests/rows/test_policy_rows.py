"""Claims of the paper about policies, each on paired small towns: what they add, whom they find, what time does.

As in `test_core_rows`: the condition under which a sign is known stands in the name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import BUDGET, Scenarios, assume, differences, following, months

import sim.city
import sim.government.decisions
from sim.assumptions import declared as assumptions
from sim.citizens.person import ACTIVE_BIT, APPROVAL_BITS
from sim.city import City
from sim.codes import KINDS
from sim.population.ties import shuffled
from sim.scenario import load
from sim.scenario.shocks import Shock
from sim.study.appraisal import additionality
from sim.study.composites import PANELS
from sim.study.outcomes import count_pairs

CASH = {"instrument": "cash_transfer"}  # spends whatever it is given, and buys no place


def latest(city: City, name: str, group: str = "all") -> float:
    return city.recorder.rows[-1][name, group]


# --- 3.3 the system (row 12) -----------------------------------------------------------------------------------------


def test_more_of_what_has_slack_adds_nothing_and_opening_what_is_missing_brings_people(town: City) -> None:
    """The same hours of teaching, once where nobody is turned away, once at times and places where nothing is open."""
    usual, doubled, filled = (town.fork(town.plan) for _ in range(3))
    public = ~usual.offers.at_work
    turned_away = np.zeros(public.size, np.int64)
    learners: dict[str, list[float]] = {"usual": [], "filled": []}
    empty = ~usual.offers.open & np.isin(usual.offers.kind, [KINDS.index(name) for name in ("community", "vocational")])
    filled.offers.open[empty], filled.contracts[empty] = True, 600.0
    for _ in range(12):
        for name, city in (("usual", usual), ("filled", filled)):
            city.step()
            learners[name].append(latest(city, "participation_12m"))
        turned_away += usual.enrolment.applied - usual.enrolment.admitted
    slack = public & usual.offers.open & (turned_away == 0)
    assert slack.sum() >= 4
    doubled.contracts[slack] = filled.contracts.sum() / slack.sum()
    months(doubled, 12)
    assert doubled.enrolment.places.sum() > 2 * usual.enrolment.places.sum()
    told = {"column last_support", "column event"}  # who sits on a bought place counts as supported, whoever needs it
    differ = [name for name in differences(usual, doubled) if name.startswith(("column", "labour", "balance"))]
    assert set(differ) <= told
    assert np.mean(learners["filled"][6:]) > np.mean(learners["usual"][6:]) + 0.02


def test_what_is_opened_in_a_district_helps_it_more_than_any_other(town: City, scenarios: Scenarios) -> None:
    """Row 12, in a larger town where distance counts; not in its centre, which is near to everybody."""
    large = City(scenarios.root, rng=town.seed, citizens=3000)
    names = [one.district_id for one in town.facts.districts]

    def learning(district: int | None) -> np.ndarray:
        """Participation by district, mean of the second year, once the district's empty cells are filled."""
        city = assume(large, choice={"distance": assumptions()["choice.distance"].high})
        offers = city.offers
        empty = ~offers.open & np.isin(offers.kind, [KINDS.index(name) for name in ("community", "vocational")])
        empty &= offers.district == (-1 if district is None else district)
        assert empty.any() == (district is not None)
        offers.open[empty], city.contracts[empty] = True, 600.0
        rows = months(city, 24).recorder.rows[-12:]
        return np.array([np.mean([row["participation_12m", f"district={name}"] for row in rows]) for name in names])

    usual = learning(None)
    for district in range(1, len(names)):
        gained = learning(district) - usual
        assert gained[district] > 0.02
        assert gained[district] > 1.5 * np.delete(gained, district).max()


# --- 3.4 norms (row 13) ----------------------------------------------------------------------------------------------


def beliefs_raised(city: City, home: np.ndarray) -> np.ndarray:
    """How much each belief about others rises when everybody in `home` is seen to learn rather than nobody."""
    found = []
    for seen in (np.zeros_like(home), home):
        one = city.fork(city.plan)
        one.ties = city.ties
        one.columns.visible[:] = np.where(seen, one.columns.visible | ACTIVE_BIT, one.columns.visible & APPROVAL_BITS)
        found.append(months(one, 1).columns.norm.astype(float))
    return np.asarray(found[1] - found[0])


def test_what_is_seen_stays_near_unless_the_network_is_shuffled(town: City) -> None:
    """The same ties and learners, other ends of the ties: the cluster goes, the mean stays."""
    home = town.columns.district == 0
    mixed = town.fork(town.plan)
    mixed.ties = shuffled(town.ties, town.seed)
    local, spread = (beliefs_raised(city, home) for city in (town, mixed))
    assert local[home].mean() > 5 * local[~home].mean() > 0
    assert spread[home].mean() == pytest.approx(spread[~home].mean(), rel=0.25)
    assert spread.mean() == pytest.approx(local.mean(), rel=0.1)


# --- 4.1 persistence (row 15) ----------------------------------------------------------------------------------------


# Time does nothing to money: teachers and rooms stay as they are, and what is saved is kept.
TIMELESS: dict[str, dict[str, float]] = {
    "teachers": {"quits": 0.0, "outflow": 0.0, "training_months": 0.0},
    "rooms": {"delay": 0.0, "decay": 0.0, "neglect": 0.0},
    "money": {"start": 1.0, "carry_over": 1.0},
}
LAPSING = {"money": {"carry_over": 0.0}}
WEARING = {"rooms": {name: assumptions()[f"rooms.{name}"].high for name in ("decay", "neglect")}}
DELAYED = {"rooms": {"delay": assumptions()["rooms.delay"].high}}
LEAVING = {"teachers": {name: assumptions()[f"teachers.{name}"].high for name in TIMELESS["teachers"]}}


def test_swings_of_money_cost_learners_where_it_lapses_or_rooms_wear_and_not_by_delays_or_quits_alone(
    town: City, scenarios: Scenarios, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 15: those admitted under swings of provision over those under a steady flow, in both orders of its years.

    Twice the usual money, half of it for a transfer: its swings leave provision as much on average as it always had,
    so nothing else has to adapt to a new level. So many want to learn that a place which is lost is missed.
    """

    def admitted(like: City, sd: float, lot: float) -> int:
        monkeypatch.setattr(sim.government.decisions, "uniforms", lambda *_: np.array([lot]))
        cash = scenarios({**CASH, "share": 0.5}, budget=2 * BUDGET, months=48)
        city, found = assume(like, governance={"volatility": sd}).fork(cash), 0
        city.intercept = town.intercept + 3.0
        for _ in range(48):
            city.step()
            found += int(city.enrolment.admitted[~city.offers.at_work].sum())
        return found

    def kept(*causes: dict[str, dict[str, float]]) -> float:
        city = assume(town, choice={"price": 0.0, "consider": 0.6}, **TIMELESS)
        for cause in causes:
            city = assume(city, **cause)
        return sum(admitted(city, 0.9, lot) for lot in (0.2, 0.8)) / 2 / admitted(city, 0.0, 0.2)

    none, lapsing = kept(), kept(LAPSING)
    assert none == pytest.approx(1.0, abs=0.01)
    assert lapsing < 0.92
    assert kept(WEARING) < 0.96
    assert kept(DELAYED) == none, "nothing is built, so nothing is late"
    assert kept(WEARING, DELAYED) > kept(WEARING), "what is late is not lost"
    assert kept(LEAVING) > 0.97, "savings keep them through the poor year"
    assert kept(LAPSING, LEAVING) < lapsing - 0.02, "whom the poor year dismisses is gone in the good one"


# --- 5.1 incentives (row 23) -----------------------------------------------------------------------------------------


def deadweight(policy: City, usual: City) -> float:
    """Of those who learned on a voucher in one of five years, how many learned without any policy too."""
    districts = [one.district_id for one in usual.facts.districts]
    pairs = [count_pairs(months(policy, 12).outcome(), months(usual, 12).outcome(), districts) for _ in range(5)]
    supported, anyway = (sum(pair[name] for pair in pairs) for name in ("supported", "anyway"))
    assert supported > 300
    return float(anyway / supported)


def test_most_vouchers_go_to_who_would_learn_anyway_and_the_fewer_the_dearer_courses_are(
    town: City, scenarios: Scenarios
) -> None:
    """Almost 60 % in an experiment that gave 1000 euro to workers of little schooling (Hidalgo and others 2014).

    No assumption was fitted to it. Usual fees, 4 % of a month's income, keep few away, so there is little to gain; at
    ten times as much, the size of that voucher, what was found lies between that of everybody and of the low-educated.
    """
    large = assume(City(scenarios.root, rng=town.seed, citizens=3000), money={"start": 1.0})

    def found(fees: float, **target: Any) -> float:
        voucher = {"instrument": "voucher", "share": 0.2, **target}
        cities = [large.fork(scenarios(*policy, budget=2 * BUDGET, citizens=3000)) for policy in ((voucher,), ())]
        for city in cities:
            city.offers.fee[:] *= fees
        return deadweight(*cities)

    low = {"target": {"education": "low"}}
    assert 0.88 < found(1.0) < 0.97
    assert 0.83 < found(1.0, **low) < 0.94
    assert 0.35 < found(10.0, **low) < 0.55 < 0.6 < found(10.0) < 0.75


@pytest.mark.proof
def test_as_many_vouchers_go_to_who_would_learn_anyway_in_a_city_of_few_places(checkout: Path) -> None:
    """The shipped scenario of vouchers for the poorer half, in Dalian, where places are short."""
    folder = checkout / "scenarios"
    usual, policy = (load(folder / f"{name}.yaml", citizens=3000, months=60) for name in ("baseline", "voucher"))
    city = City(usual, rng=1)
    assert 0.75 < deadweight(city.fork(policy), city) < 0.9


# --- 5.1 targeting (row 25) ------------------------------------------------------------------------------------------


def found_by(town: City, scenarios: Scenarios, **target: Any) -> dict[str, float]:
    """Sensitivity and specificity of half a year of contacts against being of the poorest fifth."""
    item = {"instrument": "outreach", "share": 0.05, **({"target": target} if target else {})}
    city = months(assume(town, money={"start": 1.0}).fork(scenarios(item)), 6)
    names = ("sensitivity", "specificity", "leakage")
    return {name: latest(city, f"targeting_{name}", "by=income") for name in names}


def test_need_finds_the_poor_education_some_of_them_and_no_target_finds_them_as_a_lottery_would(
    town: City, scenarios: Scenarios
) -> None:
    by_need, by_proxy, by_lot = (found_by(town, scenarios, **t) for t in ({"need": 0.2}, {"education": "low"}, {}))
    assert by_need["sensitivity"] > by_proxy["sensitivity"] > by_lot["sensitivity"] > 0.0
    assert by_need["leakage"] < 0.15 < by_proxy["leakage"] < by_lot["leakage"]
    error = 4 * math.sqrt(0.25 / (0.2 * town.columns.id.size))
    assert by_lot["sensitivity"] == pytest.approx(1.0 - by_lot["specificity"], abs=error)
    assert by_lot["leakage"] == pytest.approx(0.8, abs=error)


def test_vouchers_that_find_the_poor_add_more_than_those_for_all_or_for_the_educated(
    town: City, scenarios: Scenarios
) -> None:
    """Row 25: of the supported who learned, how many would not have; fees are raised until they keep people out.

    Five years, each against the same year without a policy, so that single citizens do not decide.
    """
    dear = assume(town, money={"start": 1.0}, costs={"take_up": 1.0})

    def years(*policy: dict[str, Any]) -> list[Any]:
        city = dear.fork(scenarios(*policy, months=60))
        city.offers.fee[:] *= 5.0
        city.intercept = town.intercept - 2.0
        return [months(city, 12).outcome() for _ in range(5)]

    without, districts = years(), [one.district_id for one in town.facts.districts]

    def added(**how: Any) -> float:
        pairs = [
            count_pairs(one, other, districts)
            for one, other in zip(years({"instrument": "voucher", "share": 0.2, **how}), without, strict=True)
        ]
        supported, anyway = (sum(pair[name] for pair in pairs) for name in ("supported", "anyway"))
        assert supported > 80
        return additionality(supported, anyway) or 0.0

    need, everybody = added(target={"need": 0.2}), added(rationing="first_come")
    assert need > everybody + 0.1 > added(target={"education": "high"}) + 0.15


def test_vouchers_for_the_poor_add_the_less_the_worse_cases_are_told_and_at_worst_what_a_lottery_adds(
    town: City, scenarios: Scenarios
) -> None:
    """Row 25, as above in a larger town: a lottery among all has as much less money as serves as many people."""
    large = City(scenarios(citizens=3000), rng=town.seed)
    dear = assume(large, money={"start": 1.0}, costs={"take_up": 1.0, "checking": 0.0})

    def years(*policy: dict[str, Any]) -> list[Any]:
        city = dear.fork(scenarios(*policy, months=60, citizens=3000))
        city.offers.fee[:] *= 5.0
        city.intercept = large.intercept - 2.0
        return [months(city, 12).outcome() for _ in range(5)]

    without, districts = years(), [one.district_id for one in town.facts.districts]

    def added(share: float, **target: float) -> tuple[float, int]:
        """Additionality of the vouchers, and how many they supported."""
        item = {"instrument": "voucher", "share": share, **({"target": target} if target else {})}
        pairs = [count_pairs(one, other, districts) for one, other in zip(years(item), without, strict=True)]
        supported, anyway = (sum(pair[name] for pair in pairs) for name in ("supported", "anyway"))
        return additionality(supported, anyway) or 0.0, supported

    exact, half, none = (added(0.2, need=0.2, accuracy=accuracy) for accuracy in (1.0, 0.5, 0.0))
    lottery = added(0.05)
    assert exact[0] > half[0] > none[0]
    assert exact[0] > none[0] + 0.1
    assert none[1] == pytest.approx(lottery[1], rel=0.25)
    error = 4 * math.sqrt(none[0] * (1 - none[0]) * (1 / none[1] + 1 / lottery[1]))
    assert none[0] == pytest.approx(lottery[0], abs=error)
    assert exact[0] > lottery[0] + error, "else it could not tell"


# --- 5.4 practical reference (row 46) --------------------------------------------------------------------------------


def test_a_guideline_is_worth_its_quality_times_its_uptake(town: City, scenarios: Scenarios) -> None:
    """Nobody takes it up: nothing happens, to the last bit; else completions follow its sign, the more take it up."""
    item, plain = scenarios({"instrument": "guideline", "share": 0.1}), months(town.fork(scenarios()), 18)

    def with_guideline(uptake: float, effect: float) -> City:
        changes = {"guideline": {"uptake": uptake, "effect": effect, "lapse": 0.0}, "money": {"start": 1.0}}
        return months(assume(town, **changes).fork(item), 18)

    assert differences(with_guideline(0.0, -1.0), plain, ignore=("rows",)) == []
    skill = {(u, e): float(with_guideline(u, e).columns.skill.sum()) for u in (0.1, 1.0) for e in (-1.0, 0.0, 1.0)}
    gains = {key: value - skill[key[0], 0.0] for key, value in skill.items()}
    assert gains[1.0, -1.0] < gains[0.1, -1.0] < 0.0 < gains[0.1, 1.0] < gains[1.0, 1.0]


# --- 6.3 solve new problems (row 87) ---------------------------------------------------------------------------------


def test_reacting_regrets_less_than_never_and_always_where_a_shock_may_come(town: City, scenarios: Scenarios) -> None:
    """Outreach while places are free, provision while they are not; regret is the worst over a calm and a struck world.

    In the calm world the signal is there from the start, and the policy is the static one but for stray months.
    """
    p = assume(town, money={"start": 1.0}, courses={"fee": 0.0}, awareness={"advice": 0.6})
    outreach = {"instrument": "outreach", "share": 0.4}
    signal = {"indicator": "utilisation", "below": 0.7, "until_above": 0.7}
    policies = {"never": (), "always": ({**outreach, "from": 1},), "adaptive": ({**outreach, "when": signal},)}
    worlds = {"calm": (), "struck": (Shock.model_validate({"kind": "fiscal", "from": 6, "months": 42, "size": 0.7}),)}
    starts = {
        (name, world): int(months(p.fork(scenarios(*policy, budget=450.0, shocks=shocks)), 48).columns.starts.sum())
        for name, policy in policies.items()
        for world, shocks in worlds.items()
    }
    best = {world: max(starts[name, world] for name in policies) for world in worlds}
    regret = {name: max(best[world] - starts[name, world] for world in worlds) for name in policies}
    assert regret["adaptive"] < 0.3 * min(regret["never"], regret["always"]), starts
    assert starts["adaptive", "calm"] == pytest.approx(starts["always", "calm"], rel=0.01), "equal without a shock"


# --- 6.3 inclusive (row 77) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scarce", [True, False])
def test_need_first_narrows_the_gap_by_income_where_places_are_scarce(
    town: City, scenarios: Scenarios, scarce: bool, record_property: Callable[[str, object], None]
) -> None:
    """A year and a half in which places go by need, by lot or by patience; with places for all the order is nothing.

    In a larger town; what it does to the mean is recorded and bounded.
    """
    found, large = {}, City(scenarios(citizens=3000), rng=town.seed)
    for form in ("need", "lottery", "first_come"):
        city = following(large.fork(large.plan), admission=form, capacity="limited" if scarce else "unlimited")
        for one in city.public:
            one.seats = min(one.seats, 1)
        months(city, 18)
        found[form] = [
            latest(city, name, group)
            for name, group in (("erreygers", "all"), ("coverage_gap", "by=income"), ("participation_12m", "all"))
        ]
    change = [found["need"][2] - found[form][2] for form in ("lottery", "first_come")]
    record_property("change of participation against lottery and first_come", change)
    if scarce:
        assert max(map(abs, change)) < 0.07
        assert found["need"][0] < min(found["lottery"][0], found["first_come"][0]) - 0.05
        assert found["need"][1] < min(found["lottery"][1], found["first_come"][1]) - 0.05
    else:
        assert found["need"] == found["lottery"] == found["first_come"]


def test_need_that_is_seen_badly_narrows_the_gap_less_and_seen_not_at_all_as_a_lottery_would(
    town: City, scenarios: Scenarios
) -> None:
    """Row 20, in a larger town: the gap by income after a year, for half a year, by how well incomes are seen."""
    large = City(scenarios(citizens=3000), rng=town.seed)

    def gap(form: str, noise: float = 0.0) -> float:
        city = following(assume(large, courses={"need_noise": noise}), admission=form)
        for one in city.public:
            one.seats = min(one.seats, 6)
        return float(np.mean([row["coverage_gap", "by=income"] for row in months(city, 18).recorder.rows[-6:]]))

    exact, blurred, blind, lottery = gap("need"), gap("need", 1.0), gap("need", 100.0), gap("lottery")
    assert exact + 0.02 < blurred < blind - 0.01
    assert blind == pytest.approx(lottery, abs=0.025)
    assert gap("skill", 1.0) == gap("skill"), "need is not looked at"


# --- 5.5 no criterion betters itself (row 57) ------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", ["cash_transfer", "display"])
def test_money_that_buys_no_supply_raises_no_part_of_it(town: City, scenarios: Scenarios, instrument: str) -> None:
    """Row 57: of equal money a third goes elsewhere: places fall, and neither reach nor quality rises.

    Where fewer are hired there are fewer novices, by which quality may rise in its fourth digit. Variety is no amount:
    the fewer places that are left may be more evenly spread.
    """
    item = {"instrument": instrument, "share": 0.3}
    components = {(one.indicator, one.group) for panel in PANELS.values() for one in panel}
    supply = {(name, "all") for name in ("access_places", "quality_mean", "near_or_online")}
    assert supply <= components
    found = []
    for policy in ((item,), ()):
        rows = months(town.fork(scenarios(*policy, budget=100.0)), 36).recorder.rows[-12:]
        found.append({key: np.mean([row[key] for row in rows]) for key in (*supply, ("public_places", "all"))})
    changed, usual = found
    for key, value in usual.items():
        assert changed[key] <= value + (0.002 if key[0] == "quality_mean" else 1e-9), key
    for key in (("public_places", "all"), ("access_places", "all")):
        assert changed[key] < 0.98 * usual[key], key
