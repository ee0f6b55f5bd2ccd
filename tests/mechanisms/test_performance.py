"""Evaluation, guidance and training: what is measured pays, what is not suffers, and every kind of help has its price.

Cities are paired: the same people with the same luck, with and without the instrument.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Scenarios, assume, bare_institution, latest, months, under

from sim.assumptions import resolve
from sim.city import City
from sim.draws import normals
from sim.government.programmes.performance import MEASURES, Evaluation, Year, inflation, regime
from sim.institutions.institution import Institution, Staff
from sim.mechanisms.performance import keep_help
from sim.scenario.instruments.performance import Weights

P = resolve({})
NO_QUALITY = (0.5, 0.5, 0.0)
QUIET = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def at_work(town: City, scenarios: Scenarios, *policy: dict[str, Any], number: int = 12, **changes: Any) -> City:
    """The town some months into a policy that spends in full at once."""
    quick = assume(town, **({"money": {"start": 1.0}} | changes))
    return months(quick.fork(scenarios(*policy)), number)


def evaluation(**fields: Any) -> dict[str, Any]:
    return {"instrument": "evaluation", "share": 0.3, "bonus": 0.3} | fields


def taught(city: City) -> list[Institution]:
    return [one for one in city.public if one.staff.total]


# --- what institutions make of a regime -----------------------------------------------------------------------------


@QUIET
@given(stake=st.floats(0.001, 0.5), audit=st.floats(0.0, 1.0))
def test_reports_are_inflated_as_far_as_it_pays(stake: float, audit: float) -> None:
    q = P.performance
    grid = np.linspace(0.0, q.inflation_limit, 20_001)
    best = grid[np.argmax(stake * grid - audit * q.penalty * grid**2)]
    assert inflation(stake, audit, P) == pytest.approx(best, abs=1e-4)


def test_nothing_at_stake_is_no_reason_to_inflate_and_no_audit_none_to_hold_back() -> None:
    assert [inflation(0.0, audit, P) for audit in (0.0, 0.5)] == [0.0, 0.0]
    assert inflation(1e-6, 0.0, P) == P.performance.inflation_limit


@QUIET
@given(
    given=st.tuples(*[st.floats(0.0, 1.0)] * 3).filter(lambda w: sum(w) > 0.01),
    bonus=st.floats(0.01, 0.5),
    zeal=st.floats(-1.0, 1.0),
)
def test_effort_is_moved_and_only_zeal_adds_to_it(given: tuple[float, ...], bonus: float, zeal: float) -> None:
    weights = tuple(one / sum(given) for one in given)
    p = under(P, performance={"zeal": zeal})
    assert sum(regime(weights, bonus, 0.2, False, p).effort) == pytest.approx(zeal * bonus)


def test_what_is_not_measured_loses_effort_to_what_is() -> None:
    starts, completions, quality = regime(NO_QUALITY, 0.3, 0.2, False, P).effort
    assert quality == pytest.approx(-0.1 * P.performance.shifting)
    assert starts == completions > 0.0


def test_rising_targets_take_part_of_every_stake_back() -> None:
    steady, rising = (regime(NO_QUALITY, 0.3, 0.2, ratchet, P) for ratchet in (False, True))
    for one, other in zip(steady.effort + steady.inflation, rising.effort + rising.inflation, strict=True):
        assert other == pytest.approx(one * (1.0 - P.performance.foresight))


# --- scores -----------------------------------------------------------------------------------------------------------


def scorer(town: City, scenarios: Scenarios, **fields: Any) -> Evaluation:
    return Evaluation(scenarios(evaluation(**fields)).policy[0], "evaluation", town)


@pytest.mark.parametrize(("ratchet", "target"), [(None, 10.0), (0.1, 13.2), (0.0, 12.0)])
def test_the_best_report_raises_the_target_by_the_ratchet_and_a_bad_year_lowers_nothing(
    town: City, scenarios: Scenarios, ratchet: float | None, target: float
) -> None:
    one = scorer(town, scenarios, ratchet=ratchet, weights={"starts": 1, "completions": 0, "quality": 0})
    honest = regime(one.weights, 0.0, 1.0, False, P)
    for starts in (10.0, 12.0, 6.0):
        one.score(7, (starts, 0.5, 1.0), honest)
    assert one.targets[7][0] == pytest.approx(target)
    assert one.scores[7][0] == pytest.approx(6.0 / (10.0 if ratchet is None else 12.0 * (1.0 + ratchet)))


def test_reports_leave_the_truth_as_it_is(town: City, scenarios: Scenarios) -> None:
    one = scorer(town, scenarios, weights={"starts": 0.25, "completions": 0.25, "quality": 0.5})
    made = regime(one.weights, 0.4, 0.5, False, P)
    one.score(7, (4.0, 0.5, 0.9), made)
    true, reported = one.scores[7]
    assert true == pytest.approx(1.0)
    assert reported == pytest.approx(1.0 + sum(w * g for w, g in zip(one.weights, made.inflation, strict=True)))


def test_a_year_is_measured_by_month_and_by_course_ended() -> None:
    year = Year(2)
    assert year.measured(1) == (0.0, 0.0, 0.0)
    for _ in range(12):
        year.add(np.array([False, True]), np.array([[5.0, 2.0], [1.0, 7.0], [1.0, 10.0], [1.0, 0.9]]))
    assert year.measured(1) == pytest.approx((2.0, 0.7, 0.9))
    assert year.measured(0) == (0.0, 0.0, 0.0)
    year.begin(1)
    assert year.measured(1) == (0.0, 0.0, 0.0)


def test_a_score_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is measured"):
        Weights(starts=0, completions=0, quality=0)
    assert set(Weights.model_fields) == set(MEASURES)


# --- the city: row 24 -----------------------------------------------------------------------------------------------


def test_a_bonus_without_audits_is_gamed_and_audits_cost_money_and_time(town: City, scenarios: Scenarios) -> None:
    cities = [at_work(town, scenarios, evaluation(audit=audit), number=11) for audit in (0.0, 0.3, 1.0)]
    none = at_work(town, scenarios, number=11)
    unaudited, some, full = [latest(city, "gaming") for city in cities]
    assert unaudited == pytest.approx(P.performance.inflation_limit)
    assert unaudited > 2.0 * some > 4.0 * full > 0.0
    costs = [city.recorder.rows[-1]["spend", "line=evaluation"] for city in cities]
    assert costs[0] < 0.5 * costs[1] < 0.25 * costs[2]
    hours = [latest(city, "reporting_hours") - 0.5 for city in cities]
    assert hours == pytest.approx([audit * P.performance.audit_hours for audit in (0.0, 0.3, 1.0)], rel=1e-4)
    assert [latest(city, "admin_share") for city in cities] == sorted(latest(city, "admin_share") for city in cities)
    for city in cities:
        assert latest(city, "quality_mean") < 0.98 * latest(none, "quality_mean"), "quality is not measured"


def test_measured_quality_rises_at_the_cost_of_recruiting(town: City, scenarios: Scenarios) -> None:
    measured = at_work(town, scenarios, evaluation(weights={"starts": 0, "completions": 0, "quality": 1}))
    none = at_work(town, scenarios)
    assert latest(measured, "quality_mean") > 1.02 * latest(none, "quality_mean")
    assert max(measured.offers.appeal[list(one.offers)].max() for one in taught(measured)) < 0.0


def test_without_a_bonus_an_evaluation_is_time_and_money_only(town: City, scenarios: Scenarios) -> None:
    city = at_work(town, scenarios, evaluation(bonus=0.0, reports=2.0))
    assert latest(city, "gaming") == 0.0
    assert {(one.effort, one.standing, one.shift) for one in taught(city)} == {(0.0, 1.0, 0.0)}
    assert latest(city, "public_places") < latest(at_work(town, scenarios), "public_places")


def test_a_better_report_brings_a_larger_part_of_the_same_provision(town: City, scenarios: Scenarios) -> None:
    city = assume(town, money={"start": 1.0}).fork(scenarios(evaluation(bonus=0.5)))
    programme = city.programmes[0]
    assert isinstance(programme, Evaluation)
    good, *others = (one.key for one in taught(city))
    programme.scores = {good: (1.5, 1.5)} | dict.fromkeys(others, (1.0, 1.0))
    usual = assume(town, money={"start": 1.0}).fork(scenarios(evaluation(bonus=0.0)))
    granted: list[dict[int, int]] = []
    for one in (city, usual):
        cash = {at.key: at.received for at in one.public}
        one.government.appropriate(one, one.envelope)
        one.government.provide(one, one.envelope)
        granted.append({at.key: at.received - cash[at.key] for at in one.public})
    assert sum(granted[0].values()) == sum(granted[1].values())
    assert granted[0][good] > granted[1][good]
    assert all(granted[0][key] < granted[1][key] for key in others)


# --- row 26 -----------------------------------------------------------------------------------------------------------


THRESHOLD = 10.0  # variance of needs between institutions, over what local measures cost as a share of provision


def test_local_measures_beat_uniform_ones_only_where_needs_differ_enough(town: City, scenarios: Scenarios) -> None:
    """By places times quality over two years, less the places that the money for it would keep; they cost most here.

    A town has few institutions, so what counts is how much their needs turned out to differ, not the assumption.
    """
    evaluated = taught(town)
    places = [town.enrolment.places[one.offers.start : one.offers.stop].sum() for one in evaluated]
    needs = normals(town.seed, "local need", np.array([one.key for one in evaluated]))
    drawn = float(np.average(needs**2, weights=places))  # of an assumed variance of 1

    def worth(measures: str, variance: float) -> tuple[float, float]:
        """Of an evaluation, and its cost as a share of provision."""
        city = at_work(
            town, scenarios, evaluation(measures=measures), number=24,
            fit={"local_variance": variance / drawn, "choice": 0.0, "persistence": 0.0}, quality={"fit": 0.2},
            performance={"tailoring": 10.0},
        )  # fmt: skip
        price = [row["spend", "line=evaluation"] / row["spend", "line=provision"] for row in city.recorder.rows]
        value = [
            row["public_places", "all"] * (row["quality_mean", "all"] - cost)
            for row, cost in zip(city.recorder.rows, price, strict=True)
        ]
        return sum(value), float(np.mean(price))

    threshold = THRESHOLD * worth("local", 0.0)[1]
    gains = [
        worth("local", variance)[0] - worth("uniform", variance)[0]
        for variance in (0.0, 0.75 * threshold, 1.3 * threshold, 4.0 * threshold)
    ]
    assert gains == sorted(gains), "it rises throughout, so its sign changes once"
    assert gains[0] < gains[1] < 0.0 < gains[2], "at the threshold, a quarter or a third off"


# --- row 29, guidance and training ------------------------------------------------------------------------------------


def test_guidance_raises_quality_less_and_less_and_takes_hours_of_teaching(town: City, scenarios: Scenarios) -> None:
    works = {"quality": {"guidance": 0.1}}
    cities = [at_work(town, scenarios, *(({"instrument": "guidance", "share": 0.4, "hours": h},) if h else ()), **works)
              for h in (0, 2, 4)]  # fmt: skip
    quality = [latest(city, "quality_mean") for city in cities]
    assert quality[1] - quality[0] > 0.03
    assert 0.0 < quality[2] - quality[1] < 0.7 * (quality[1] - quality[0])
    first = [at_work(town, scenarios, *(({"instrument": "guidance", "share": 0.4, "hours": h},) if h else ()), number=1)
             for h in (0, 2, 4)]  # fmt: skip
    places = [latest(city, "public_places") for city in first]
    assert places[0] > places[1] > places[2]


def test_bad_advice_lowers_quality(town: City, scenarios: Scenarios) -> None:
    bad, none = (
        at_work(town, scenarios, *policy, quality={"guidance": -0.2})
        for policy in (({"instrument": "guidance", "share": 0.3},), ())
    )
    assert latest(bad, "quality_mean") < 0.97 * latest(none, "quality_mean")


def test_training_costs_time_now_and_teaches_later_until_it_has_faded(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "staff_training", "share": 0.3, "hours": 3.0, "until": 12}
    helped = assume(town, money={"start": 1.0}, quality={"guidance": 0.1})
    trained, none = helped.fork(scenarios(item)), helped.fork(scenarios())
    gap, away = [], []
    for _ in range(96):
        trained.step(), none.step()
        gap.append(latest(trained, "quality_mean") - latest(none, "quality_mean"))
        away.append(max(one.away for one in taught(trained)))
    assert abs(gap[0]) < 0.001
    assert gap[11] > 0.02
    assert min(away[:12]) > 0.0 == max(away[12:])
    assert abs(np.mean(gap[-12:])) < 0.25 * gap[11]


@pytest.mark.parametrize(("hired", "kept"), [(0, 1.0), (2, 0.5), (4, 0.0)])
def test_help_is_shared_with_those_hired_and_halves_in_its_half_life(hired: int, kept: float) -> None:
    one = bare_institution(mesa.Model(rng=1), staff=Staff(hired, 4 - hired, 0), helped=20.0)
    one.hired = hired
    p = under(P, performance={"half_life": 1.0})
    keep_help(one.all, p)
    assert one.helped == pytest.approx(10.0 * kept)
    assert one.guidance == pytest.approx(1.0 - np.exp(-one.helped / p.performance.saturation))


def test_teachers_keep_a_part_of_their_time_whatever_is_asked(town: City, scenarios: Scenarios) -> None:
    all_at_once = (evaluation(reports=8.0, audit=1.0), {"instrument": "guidance", "share": 0.4, "hours": 8.0})
    city = at_work(town, scenarios, *all_at_once, number=6, performance={"guiding_hour": 0.003, "audit_hours": 4.0})
    assert max(one.reporting + one.away for one in taught(city)) > 0.9
    assert latest(city, "public_places") > 0.0
