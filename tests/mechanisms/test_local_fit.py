"""Needs, directives and coordination: what pulls content moves it there, and fit follows where needs differ.

Cities are paired: the same people with the same luck, with and without the instrument.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_conservation import audited
from worlds import Scenarios, assume, crowded, differences, latest, months, under

from sim.assumptions import resolve
from sim.citizens.person import FIELDS
from sim.city import City
from sim.government.programmes import coordination
from sim.institutions.institution import Institution
from sim.institutions.local_needs import fit, towards_need, towards_standard

P = resolve({})
MINE = ("evaluation", "guidance", "staff_training", "directive", "needs_survey", "hub", "content_control", "feedback")
DIVERSE, ALIKE = {"fit": {"local_variance": 4.0}}, {"fit": {"local_variance": 0.0}}
QUIET = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def at_work(town: City, scenarios: Scenarios, *policy: dict[str, Any], number: int = 18, **changes: Any) -> City:
    """The town some months into a policy that spends in full at once."""
    return months(under_way(town, scenarios, *policy, **changes), number)


def under_way(town: City, scenarios: Scenarios, *policy: dict[str, Any], **changes: Any) -> City:
    return assume(town, **({"money": {"start": 1.0}} | changes)).fork(scenarios(*policy))


def taught(city: City) -> list[Institution]:
    return [one for one in city.public if one.staff.total]


# --- fit --------------------------------------------------------------------------------------------------------------


@QUIET
@given(need=st.floats(-5, 5), shift=st.floats(-5, 5), followed=st.floats(0, 1))
def test_fit_is_nothing_at_the_usual_and_best_at_the_need(need: float, shift: float, followed: float) -> None:
    p = under(P, fit={"followed": followed})
    assert fit(0.0, need, p) == 0.0
    best = fit(towards_need(need, p), need, p)
    assert fit(towards_standard(need, p), need, p) == pytest.approx(((1 - followed) ** 2 - 1) * need**2, abs=1e-9)
    assert fit(shift, need, p) <= best + 1e-9


# --- rows 6, 19, 46, 60 -----------------------------------------------------------------------------------------------


def test_a_stronger_directive_makes_content_uniform_and_unfit_where_needs_differ(
    town: City, scenarios: Scenarios
) -> None:
    cities = [at_work(town, scenarios, {"instrument": "directive", "share": 0.2, "strength": d}, **DIVERSE)
              for d in (0.0, 0.5, 1.0)]  # fmt: skip
    spread, fits = ([latest(city, name) for city in cities] for name in ("content_spread", "fit_mean"))
    assert spread[0] > 1.5 * spread[1] > 3.0 * spread[2]
    assert fits[0] == 0.0 > fits[1] > fits[2]
    assert latest(cities[2], "quality_mean") < latest(cities[0], "quality_mean")
    alike = at_work(town, scenarios, {"instrument": "directive", "share": 0.2, "strength": 1.0}, **ALIKE)
    assert (latest(alike, "fit_mean"), latest(alike, "content_spread")) == (0.0, 0.0)


def test_institutions_comply_and_citizens_are_not_touched() -> None:
    assert "columns" not in inspect.getsource(coordination)
    words = ("compl", "directive", "obey", "follow")
    assert [name for name, (_, _, meaning) in FIELDS.items() if any(w in f"{name} {meaning}" for w in words)] == []


def test_the_best_directive_lies_between_none_and_full_where_needs_differ_and_at_an_end_where_not(
    town: City, scenarios: Scenarios
) -> None:
    """By mean quality of two years of training, which starts slowly and faster under a directive."""
    strengths = (0.0, 0.25, 0.5, 0.75, 1.0)
    best = []
    for variance in (4.0, 0.0):
        value = []
        for strength in strengths:
            city = under_way(
                town, scenarios,
                {"instrument": "directive", "share": 0.02, "strength": strength},
                {"instrument": "staff_training", "share": 0.03, "hours": 8.0},
                fit={"local_variance": variance, "followed": 1.0, "speed": 0.5},
                money={"start": 0.05, "absorption": 0.5}, performance={"half_life": 60.0},
                coordination={"speed": 3.0}, quality={"guidance": 0.4, "fit": 0.02},
            )  # fmt: skip
            months(city, 24)
            value.append(np.mean([row["quality_mean", "all"] for row in city.recorder.rows]))
        best.append(strengths[int(np.argmax(value))])
    assert 0.0 < best[0] < 1.0
    assert best[1] == 1.0


def test_faster_programmes_are_asserted_and_no_directive_brings_them_by_default(
    town: City, scenarios: Scenarios
) -> None:
    def spent(speed: float) -> float:
        policy = ({"instrument": "directive", "share": 0.1, "strength": 1.0}, {"instrument": "outreach", "share": 0.4})
        city = at_work(town, scenarios, *policy, number=6, coordination={"speed": speed}, money={"start": 0.2})
        return sum(row["spend", "line=outreach"] for row in city.recorder.rows)

    alone = at_work(town, scenarios, {"instrument": "outreach", "share": 0.4}, number=6, money={"start": 0.2})
    assert spent(0.0) == sum(row["spend", "line=outreach"] for row in alone.recorder.rows)
    assert spent(-0.5) < spent(0.0) < spent(1.0)


@pytest.mark.parametrize(("vetting", "sign"), [(0.2, 1), (-0.2, -1), (0.0, 0)])
def test_fixed_content_is_as_good_as_its_vetting_where_needs_are_alike(
    town: City, scenarios: Scenarios, vetting: float, sign: int
) -> None:
    fixed, free = (
        at_work(town, scenarios, {"instrument": "content_control", "share": 0.2, "fixed": part},
                fit={"local_variance": 0.0, "vetting": vetting}, coordination={"compliance": 0.0}, number=6)
        for part in (1.0, 0.0)
    )  # fmt: skip
    change = np.log(latest(fixed, "quality_mean") / latest(free, "quality_mean"))
    assert change == pytest.approx(sign * 0.2, abs=0.02)


def test_fixed_content_costs_applications_in_a_diverse_city(town: City, scenarios: Scenarios) -> None:
    def wanted(fixed: float, assumed: dict[str, Any]) -> int:
        changes = {"fit": assumed["fit"] | {"choice": 1.0, "speed": 1.0, "followed": 1.0}, "choice": {"consider": 0.6}}
        item = {"instrument": "content_control", "share": 0.2, "fixed": fixed}
        city, found = under_way(town, scenarios, item, **changes), 0
        for _ in range(12):
            city.step()
            wished = city.columns.application
            found += int(((wished >= 0) & ~city.offers.at_work[wished]).sum())
        return found

    assert wanted(1.0, DIVERSE) < 0.9 * wanted(0.0, DIVERSE)


def test_fixed_content_is_the_same_everywhere_and_fits_less_in_a_diverse_city(town: City, scenarios: Scenarios) -> None:
    """Row 60."""
    cities = [at_work(town, scenarios, {"instrument": "content_control", "share": 0.2, "fixed": part}, **DIVERSE)
              for part in (0.0, 0.5, 1.0)]  # fmt: skip
    spread, fits = ([latest(city, name) for city in cities] for name in ("content_spread", "fit_mean"))
    assert spread[0] > 1.5 * spread[1] > 3.0 * spread[2]
    assert fits[0] == 0.0 > fits[1] > 1.5 * fits[1] > fits[2]


def test_content_goes_back_to_the_usual_when_nothing_pulls_it_any_more(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "directive", "share": 0.2, "strength": 1.0, "until": 12}
    city = at_work(town, scenarios, item, number=12, **DIVERSE)
    low = latest(city, "fit_mean")
    assert low < -0.2
    assert abs(latest(months(city, 48), "fit_mean")) < 0.02 * abs(low)


# --- row 16 -----------------------------------------------------------------------------------------------------------


def test_content_that_follows_needs_keeps_learners_and_a_noisy_survey_attenuates_it(
    town: City, scenarios: Scenarios
) -> None:
    fits, completed = [], []
    for error in (None, 0.0, 30.0, 100.0):
        policy = () if error is None else ({"instrument": "needs_survey", "share": 0.2},)
        changes = {"fit": {"local_variance": 4.0, "survey_error": error or 0.0, "persistence": 1.0, "choice": 0.0,
                           "followed": 0.0},
                   "persistence": {"base": -2.5}}  # fmt: skip
        city = at_work(town, scenarios, *policy, number=30, **changes)
        fits.append(latest(city, "fit_mean") if policy else 0.0)
        completed.append(np.mean([row["completion_rate", "all"] for row in city.recorder.rows[-12:]]))
    none, exact, noisy, wild = fits
    assert exact > noisy > wild
    assert exact > 0.3 > none > wild, "a bad survey is worse than none"
    assert completed[1] > completed[0] + 0.02
    assert completed[1] > completed[2] + 0.01 > completed[3] + 0.05, "and so is completion"


def test_interviews_take_peoples_time(town: City, scenarios: Scenarios) -> None:
    city = at_work(town, scenarios, {"instrument": "needs_survey", "share": 0.2, "hours": 0.5}, number=1)
    assert city.programmes[0].citizen_hours == pytest.approx(10.0 * len(taught(city)) * 0.5)


# --- row 30 -----------------------------------------------------------------------------------------------------------


def test_a_hub_is_pure_cost_where_nothing_is_spent_twice(town: City, scenarios: Scenarios) -> None:
    train = {"instrument": "staff_training", "share": 0.04, "hours": 8.0}
    hub, idle = ({"instrument": "hub", "share": 0.3, "saves": saves} for saves in (1.0, 0.0))
    cities = [at_work(town, scenarios, train, *more) for more in ((hub,), (idle,), ())]
    assert differences(cities[0], cities[1]) == []
    provision = [city.recorder.rows[-1]["spend", "line=provision"] for city in cities]
    assert provision[0] < provision[2]
    twice = {"coordination": {"duplication": 0.4}}
    saving, wasting = (at_work(town, scenarios, train, more, **twice) for more in (hub, idle))
    assert sum(one.helped for one in taught(saving)) > 1.2 * sum(one.helped for one in taught(wasting))


# --- row 33 -----------------------------------------------------------------------------------------------------------


def short_of_places(town: City, scenarios: Scenarios, *policy: dict[str, Any]) -> City:
    return crowded(under_way(town, scenarios, *policy, **DIVERSE))


def test_an_answer_that_never_comes_is_no_feedback_at_all(town: City, scenarios: Scenarios) -> None:
    never = months(short_of_places(town, scenarios, {"instrument": "feedback", "share": 0.2, "lag": 600}), 12)
    none = months(short_of_places(town, scenarios), 12)
    assert differences(never, none, ignore=("rows",)) == []


def test_answers_open_other_times_and_bring_content_nearer_to_needs_the_sooner_the_shorter_the_lag(
    town: City, scenarios: Scenarios
) -> None:
    cities = [months(short_of_places(town, scenarios, *policy), 18) for policy in (
        ({"instrument": "feedback", "share": 0.2, "lag": 1},), ({"instrument": "feedback", "share": 0.2, "lag": 9},), ()
    )]  # fmt: skip
    fits = [np.mean([row["fit_mean", "all"] for row in city.recorder.rows]) for city in cities[:2]]
    assert fits[0] > fits[1] > 0.0
    assert latest(cities[0], "slot_coverage") > latest(cities[2], "slot_coverage")
    assert latest(cities[0], "public_places") > latest(cities[2], "public_places")


# --- money, and silence -----------------------------------------------------------------------------------------------


@settings(QUIET, max_examples=8)
@given(
    share=st.sampled_from((0.01, 0.1)),
    duplication=st.sampled_from((0.0, 0.31)),
    start=st.sampled_from((0.3, 1.0)),
    speed=st.sampled_from((-0.9, 0.0, 3.0)),
    ratchet=st.sampled_from((None, 0.05)),
)
def test_nothing_appears_or_vanishes_with_all_of_them(
    burnt_in: City, scenarios: Scenarios, share: float, duplication: float, start: float, speed: float, ratchet: Any
) -> None:
    policy = [{"instrument": name, "share": share} for name in MINE]
    policy[0] |= {"ratchet": ratchet, "bonus": 0.5}
    changes = {"coordination": {"duplication": duplication, "speed": speed}, "money": {"start": start}}
    audited(assume(burnt_in, **changes).fork(scenarios(*policy, {"instrument": "voucher", "share": 0.1})), 14)
