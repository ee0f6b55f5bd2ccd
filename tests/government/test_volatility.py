"""Volatility: the money of lines swings by year around an equal total, and what that costs."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import CASH, ENVELOPE, Scenarios, assume, differences, free, latest, months, spent

from sim.city import City


def test_money_swings_by_year_around_an_equal_total(town: City, scenarios: Scenarios) -> None:
    items = [{**CASH, "share": 0.02} for _ in range(12)]
    city = free(town, volatility=0.5).fork(scenarios(*items, months=60))
    by_month = np.array(spent(city, 60))
    years = by_month.reshape(5, 12, 12).sum(axis=1) / (ENVELOPE * 12 * 0.02)
    assert np.allclose(np.abs(years[:4] - 1.0), 0.5)
    assert np.allclose(years[4], 1.0)
    assert np.allclose(years[0] + years[1], 2.0)
    assert len(set(years[0].round(3))) == 2, "each line by its own lot"


def test_swings_never_ask_for_more_than_there_is(town: City, scenarios: Scenarios) -> None:
    city = free(town, volatility=1.0).fork(scenarios({**CASH, "share": 0.5}, {**CASH, "share": 0.3}, months=24))
    found = np.array(spent(city, 24)) / ENVELOPE
    assert found.sum(axis=1).max() <= 1.0
    assert set(found[:, 0].round(3)) == {0.375, 0.625}


def test_no_volatility_and_no_law_is_no_mechanism(town: City, scenarios: Scenarios) -> None:
    item = {**CASH, "share": 0.2}
    plain = months(town.fork(scenarios(item)), 6)
    named = months(assume(town, governance={"steadying": 0.1, "building": 0.1}).fork(scenarios(item)), 6)
    assert differences(plain, named) == []


def test_the_variation_of_a_line_and_what_is_carried_over_are_measured_wherever_there_is_a_policy(
    town: City, scenarios: Scenarios
) -> None:
    """A pulse of one month in two has twice its mean money or none: a standard deviation of one mean."""
    steady, pulsed = {**CASH, "share": 0.2}, {**CASH, "share": 0.2, "pulse": {"every": 2, "length": 1}}
    shown = [months(free(town).fork(scenarios(item, months=24)), 13) for item in (steady, pulsed)]
    assert [latest(city, "line_variation") for city in shown] == pytest.approx([0.0, 1.0])
    for city in shown:
        cash = sum(int(one.cash) for one in city.public)
        assert latest(city, "carry_over") == cash / ENVELOPE
    assert not {"line_variation", "carry_over"} & {
        name for name, _ in months(town.fork(scenarios()), 1).recorder.rows[-1]
    }


@pytest.mark.parametrize(("start", "loses"), [(0.25, True), (1.0, False)])
def test_swings_cost_money_where_a_line_grows_slowly_and_nothing_where_time_does_nothing(
    town: City, scenarios: Scenarios, start: float, loses: bool
) -> None:
    """Row 15 in money: a line that cannot grow at once loses more by a bad first year than by a good one it gains."""
    scenario = scenarios(*[{**CASH, "share": 0.05} for _ in range(8)], months=24)
    swinging, steady = (
        np.sum(spent(assume(town, money={"start": start}, governance=governance).fork(scenario), 24), axis=0)
        for governance in ({"volatility": 0.8}, {})
    )
    change = swinging / steady - 1.0
    if loses:
        bad_first, good_first = change[change < 0.0], change[change > 0.0]
        assert bad_first.size + good_first.size == 8
        assert 0.05 < 1.1 * good_first.mean() < -bad_first.mean()
    else:
        assert np.abs(swinging - steady).max() <= 24  # each month is rounded down to a cent
