"""Trust in what the city promises: what counts as a promise, and that image alone serves nobody."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import Scenarios, assume, differences, following, months, state, under

from sim.citizens.person import LEARNING
from sim.city import City
from sim.government.programmes import programme_for
from sim.mechanisms.trust import Met, served, urging
from sim.rules.trust import balance, trust_after

DISPLAY = {"instrument": "display", "share": 0.3, "media": 1.0}
OUTREACH = {"instrument": "outreach", "share": 0.3}
SOON: dict[str, dict[str, float]] = {"money": {"start": 1.0}, "choice": {"consider": 0.6}}


def trusting(town: City, plan: Any, **changes: dict[str, float]) -> City:
    return following(assume(town, **(SOON | changes)).fork(plan), trust="promises")


# --- the rule -----------------------------------------------------------------------------------------------------


@given(
    st.builds(
        Met,
        since=st.integers(0, 2000),
        started=st.booleans(),
        turned_away=st.booleans(),
        voucher=st.booleans(),
        taught=st.booleans(),
        displayed=st.booleans(),
        served=st.floats(0, 1),
    ),
    st.floats(0, 1),
)
def test_only_promises_count_and_a_display_never_helps(burnt_in: City, met: Met, invitation: float) -> None:
    p = under(burnt_in.p, trust={"invitation": invitation}).trust
    found = balance.py_func(0, met, p, 0)  # type: ignore[attr-defined]
    plain = balance.py_func(0, met._replace(displayed=False), p, 0)  # type: ignore[attr-defined]
    assert -2.0 <= found <= plain <= 1.0
    if met.since >= p.memory:
        assert plain == 0.0
    if met.started and met.since < p.memory:
        assert plain == (0.0 if met.voucher else 1.0 - invitation)
    if met.turned_away and not met.started:
        assert plain <= 0.0


@given(st.floats(0, 1), st.floats(-2, 1), st.floats(0, 100))
def test_trust_stays_a_share_and_losses_weigh_more(burnt_in: City, trust: float, found: float, urged: float) -> None:
    from collections import namedtuple

    me, felt = namedtuple("Me", "trust"), namedtuple("Felt", "balance urged")
    rule, p = trust_after.py_func, burnt_in.p.trust  # type: ignore[attr-defined]
    after = rule(me(trust), felt(found, urged), p, 0)
    assert 0.0 <= after <= 1.0
    assert rule(me(trust), felt(found, urged + 1.0), p, 0) <= after
    up, down = (rule(me(0.5), felt(sign * 0.5, 0.0), p, 0) - 0.5 for sign in (1, -1))
    assert down == pytest.approx(-p.loss * up)


# --- off, and nothing promised ------------------------------------------------------------------------------------


def test_where_nothing_is_promised_nothing_changes(town: City, scenarios: Scenarios) -> None:
    off, on = months(town.fork(scenarios()), 6), months(following(town.fork(scenarios()), trust="promises"), 6)
    assert differences(off, on, ignore=("rows",)) == []
    assert on.recorder.rows[-1]["trust_mean", "all"] == pytest.approx(0.5)


def test_trust_that_nothing_follows_from_changes_only_itself(town: City, scenarios: Scenarios) -> None:
    policy = (OUTREACH, {"instrument": "voucher", "share": 0.2}, DISPLAY | {"share": 0.1})
    off, on = (
        months(town.fork(scenarios(*policy)), 8),
        months(following(town.fork(scenarios(*policy)), trust="promises"), 8),
    )
    assert differences(off, on, ignore=("rows",)) == ["column trust"]


# --- what follows from it -------------------------------------------------------------------------------------------


def test_who_trusts_less_is_put_off_more_by_urging(town: City, scenarios: Scenarios) -> None:
    message = {}
    for trust in (0.0, 0.5, 1.0):
        city = assume(town, campaign={"spread": 0.0, "reactance": 0.5})
        city.columns.trust[:] = trust
        item = {"instrument": "campaign", "share": 0.3, "pressure": 1.0, "media": 1.0}
        programme_for(scenarios(item).policy[0], "campaign", city).run(city, 10**12)
        message[trust] = float(city.columns.message.min())
    assert message[0.0] == pytest.approx(2.0 * message[0.5], rel=1e-5)
    assert message[0.5] < message[1.0] == 0.0


def test_who_trusts_more_manages_vouchers_more_only_if_assumed(town: City, scenarios: Scenarios) -> None:
    for take_up, expected in ((0.0, 0), (0.4, 1), (-0.4, -1)):
        held = []
        for trust in (0.5, 0.9):
            city = assume(town, costs={"take_up": 0.5}, trust={"take_up": take_up})
            city.columns.trust[:] = trust
            item = {"instrument": "voucher", "share": 0.3}
            programme = programme_for(scenarios(item).policy[0], "voucher", city)
            programme.number = 0
            programme.run(city, 10**12)
            held.append(int((city.columns.voucher >= 0).sum()))
        assert np.sign(held[1] - held[0]) == expected


def test_pressure_wears_trust_by_the_exposures_met(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "campaign", "share": 0.4, "media": 1.0, "pressure": 0.5}
    city = trusting(
        town, scenarios(item, item | {"share": 0.2, "pressure": 0.2}), trust={"memory": 0.0, "pressure": 0.02}
    )
    city.step()
    mean = urging(city)
    assert 0.2 < mean < 0.5
    seen = city.columns.exposures.astype(float)
    assert len(np.unique(seen)) == 3
    assert city.columns.trust == pytest.approx(0.5 - 0.02 * mean * seen, rel=1e-5)


# --- the matrix's rows ----------------------------------------------------------------------------------------------


def test_mean_trust_can_rise_while_people_part_in_it(town: City, scenarios: Scenarios) -> None:
    """Outreach to all: those who then find a place gain trust, those who are turned away lose more of it each."""
    city = trusting(town, scenarios(OUTREACH), trust={"invitation": 0.3})
    months(city, 24)
    first, last = city.recorder.rows[0], city.recorder.rows[-1]
    assert last["trust_mean", "all"] > first["trust_mean", "all"] > 0.5
    assert last["trust_sd", "all"] > first["trust_sd", "all"] > 0.0
    assert last["trust_p10", "all"] <= 0.5


def test_image_without_service_costs_trust_and_service_spares_it(town: City, scenarios: Scenarios) -> None:
    image = trusting(town, scenarios(DISPLAY))
    both = trusting(town, scenarios(DISPLAY | {"share": 0.1}, {"instrument": "cash_transfer", "share": 0.3}))
    nothing = trusting(town, scenarios(DISPLAY | {"share": 0.0}))
    both.step()
    pace = both.p.trust.pace
    onlookers = (both.programmes[0].seen > 0) & ((both.columns.event & LEARNING) == 0)
    usual = float(np.median(both.columns.trust[onlookers]))
    assert usual == pytest.approx(0.5 - pace * 2.0 * 0.25, abs=1e-6), "a quarter of what was announced is image"
    for city in (image, both, nothing):
        months(city, 6)
    assert (served(image), served(nothing)) == (0.0, 1.0)
    means = [float(city.columns.trust.mean()) for city in (image, both, nothing)]
    assert means[0] < means[1] < means[2] == 0.5
    taught = (image.columns.event & LEARNING) > 0
    assert image.columns.trust[taught].mean() > image.columns.trust[~taught].mean(), "they meet the service itself"
    assert image.recorder.rows[-1]["image", "all"] > 1.0
    assert ("image", "all") not in months(trusting(town, scenarios(OUTREACH)), 1).recorder.rows[-1]


@pytest.mark.parametrize("form", ["none", "promises"])
def test_spending_on_display_changes_no_service(town: City, scenarios: Scenarios, form: str) -> None:
    """Paid on top, it changes nothing but accounts and trust; at equal money, services lose what it takes."""
    city = following(town.fork(scenarios()), trust=form)
    before = {name: np.copy(value) for name, value in state(city).items() if name != "balance"}
    display = programme_for(scenarios(DISPLAY).policy[0], "display", city)
    display.run(city, 10**9)
    after = state(city)
    assert display.spent == 10**9
    assert display.seen.sum() > 0
    assert [name for name, value in before.items() if not np.array_equal(value, after[name])] == []
    usual, shown = (
        months(following(assume(town, **SOON).fork(plan), trust=form), 12) for plan in (scenarios(), scenarios(DISPLAY))
    )
    assert sum(one.cash for one in shown.public) < sum(one.cash for one in usual.public)
    assert (shown.columns.message == 0.0).all()
    assert shown.columns.starts.sum() <= usual.columns.starts.sum()
    assert np.array_equal(shown.columns.last_support, usual.columns.last_support)


def test_a_display_reaches_with_diminishing_returns_and_its_image_fades(town: City, scenarios: Scenarios) -> None:
    city = assume(town, campaign={"retention": 0.5})
    display = programme_for(scenarios(DISPLAY | {"target": {"age": (55, 90)}}).policy[0], "display", city)
    old = city.columns.age_months >= 55 * 12
    display.run(city, int(old.sum() * city.weight * city.p.costs.exposure * city.prices.income))
    share = 1 - np.exp(-1.0)
    assert not display.seen[~old].any()
    assert abs(display.seen[old].mean() - share) < 4 * np.sqrt(share * (1 - share) / old.sum())
    image = display.image
    display.run(city, 0)
    assert (display.image, display.seen.sum()) == (0.5 * image, 0)
