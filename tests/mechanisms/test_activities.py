"""Events, media and everyday services: what they cost, who comes, and what of it leads to learning, if anything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, following, months

from sim.city import City
from sim.codes import DAY, EMPLOYED, WEEKEND, WORK
from sim.draws import uniforms
from sim.scenario.instruments import INSTRUMENTS

EVENTS: dict[str, Any] = {"instrument": "activities", "share": 0.3}
NO_CONVERSION = {"awareness": 0.0, "effect": 0.0, "hours": 0.0}


def follow(town: City, scenarios: Scenarios, *policy: dict[str, Any], **changes: dict[str, float]) -> City:
    """A fork of the town with the policy's money there from the first month."""
    return assume(town, **({"money": {"start": 1.0}} | changes)).fork(scenarios(*policy))


# --- events ---------------------------------------------------------------------------------------------------------


def test_without_conversion_there_is_footfall_and_no_more_learning(town: City, scenarios: Scenarios) -> None:
    """Row 34: the same money for events that nobody likes and that all like: not one learner differs."""
    empty, full = (
        months(follow(town, scenarios, EVENTS, activities=NO_CONVERSION | {"base": base}), 6) for base in (-30.0, 2.0)
    )
    assert full.recorder.rows[-1]["footfall", "all"] > 1000.0 > empty.recorder.rows[-1]["footfall", "all"] == 0.0
    same = ("rows", "column visits", "column last_support", "flows supported")
    assert differences(empty, full, ignore=same) == []


def test_a_visit_takes_time_and_may_show_what_courses_there_are(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, EVENTS, activities={"base": 2.0, "awareness": 0.5, "hours": 3.0})
    before = city.columns.aware.copy()
    city.step()
    c = city.columns
    visitors = c.visits > 0
    assert np.allclose(c.relief, -3.0 * 12 / 52 * visitors)
    unaware = (before == 0) & (c.id == town.columns.id)
    assert c.aware[unaware & visitors].mean() > 0.3 > c.aware[unaware & ~visitors].mean()
    row = city.recorder.rows[-1]
    assert row["citizen_hours", "line=activities"] == pytest.approx(3.0 * visitors.sum() * city.weight)
    assert row["visits_per_adult", "all"] == pytest.approx(visitors.mean())
    assert row["footfall", "all"] == pytest.approx(visitors.sum() * city.weight)


def test_events_hold_no_more_than_their_crowd(town: City, scenarios: Scenarios) -> None:
    """Over a year, exactly: what is left of a place is kept for next month."""
    city = follow(town, scenarios, EVENTS | {"share": 0.02}, activities={"base": 2.0})
    visits, room, turned_away = 0, 0.0, 0
    for _ in range(12):
        city.step()
        events = round(city.ledger.paid("government", "activities") * 0.9 / city.prices.unit(city.p.activities.cost))
        room += events * city.p.activities.crowd / city.weight
        visits += int((city.columns.visits > 0).sum())
        turned_away += city.programmes[0].wanted - city.programmes[0].visitors
        assert visits <= room + 1e-9
    assert visits > room - 2
    assert turned_away > 100


def test_crowding_is_by_lot_not_by_row(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, EVENTS | {"share": 0.03}, activities={"base": 9.0, "taste": 0.0})
    city.step()
    lot = uniforms(city.seed, "event lottery", city.columns.id, 0, city_option("activities"))
    came = city.columns.visits > 0
    assert 5 < came.sum() < 200
    assert lot[came].max() < lot[~came].min()


def city_option(line: str) -> int:
    """The option by which two lines of events draw different lots."""
    from sim.draws import purpose_key

    return purpose_key(line) & 0xFFFF


def test_those_with_a_taste_and_leisure_come_whether_or_not_they_know_a_course(
    town: City, scenarios: Scenarios
) -> None:
    city = follow(town, scenarios, EVENTS | {"share": 0.8}, activities={"taste": 2.0, "leisure": 1.5})
    came = np.zeros(city.columns.id.size)
    for _ in range(6):
        city.step()
        came += city.columns.visits
    taste, c = city.programmes[0].taste, city.columns
    assert came[taste > 0].mean() > 3 * came[taste < 0].mean()
    assert came[c.free_hours > 25].mean() > 1.2 * came[c.free_hours < 15].mean()
    assert came[c.aware == 0].mean() > 0.05


def test_a_themed_pulse_returns_to_base_at_its_half_life(town: City, scenarios: Scenarios) -> None:
    """Row 43: after a month of events what they add to the wish falls by the retention, to nothing."""
    pulse = EVENTS | {"until": 1, "topic": "a festival"}
    city = follow(town, scenarios, pulse, activities={"base": 2.0, "effect": 0.4, "retention": 0.6})
    means = []
    for _ in range(8):
        city.step()
        stayed = city.columns.id == town.columns.id
        means.append(float(city.columns.message[stayed].mean()))
    assert means[0] > 0.1
    assert np.allclose(np.array(means[1:]) / means[:-1], 0.6, atol=0.03)


def more_wanted(town: City, scenarios: Scenarios, habit: float, consider_habit: float) -> np.ndarray:
    """Applications by month that three months of themed events add, where there are places for all."""
    wanted = []
    for effect in (3.0, 0.0):
        events = {"base": 2.0, "effect": effect, "retention": 0.6, "awareness": 0.0, "hours": 0.0}
        choice = {"consider": 0.6, "norm": 0.0, "habit": habit, "consider_habit": consider_habit}
        pulse = EVENTS | {"until": 3, "topic": "a festival"}
        city = following(follow(town, scenarios, pulse, activities=events, choice=choice), capacity="unlimited")
        wanted.append([int((months(city, 1).columns.application >= 0).sum()) for _ in range(24)])
    return np.array(wanted[0]) - wanted[1]


def test_demand_rises_in_a_pulse_and_returns_to_base_the_later_the_more_habit_there_is(
    town: City, scenarios: Scenarios
) -> None:
    """Row 43: without norms and habit nothing is left after a year; with habit there is a tail."""
    without, habit = more_wanted(town, scenarios, 0.0, 0.0), more_wanted(town, scenarios, 2.5, 0.2)
    assert without[:3].min() > 10
    assert abs(without[12:].mean()) < 0.03 * without.max()
    assert habit[6:].sum() > 2 * without[6:].sum()
    assert habit[6:].sum() > 0.3 * habit[:3].sum()


WITH_TOPIC = [name for name, one in INSTRUMENTS.items() if "topic" in one.model_fields]


@pytest.mark.parametrize("name", WITH_TOPIC)
def test_what_an_instrument_is_about_changes_nothing(town: City, scenarios: Scenarios, name: str) -> None:
    """Rows 21, 47 and 84."""
    item = {"instrument": name, "share": 0.3}
    one, other = (months(follow(town, scenarios, item | {"topic": topic}), 4) for topic in ("chess", "values"))
    assert differences(one, other) == []
    assert {"campaign", "media", "activities", "shared_content"} <= {*WITH_TOPIC}


# --- media ------------------------------------------------------------------------------------------------------------


def test_a_product_reaches_those_who_like_it_and_takes_their_leisure(town: City, scenarios: Scenarios) -> None:
    """Row 42: reach times appeal; each product has its own segment, and a view is no course."""
    seen = {}
    for product in ("programme", "film", "project"):
        city = follow(town, scenarios, {"instrument": "media", "share": 0.9, "product": product, "media": 1.0})
        views = np.zeros(city.columns.id.size, bool)
        for _ in range(6):
            city.step()
            viewers = city.columns.exposures > 0
            views |= viewers
            hours = getattr(city.p.media, f"{product}_hours")
            assert np.allclose(city.columns.relief, -hours * 12 / 52 * viewers, atol=1e-5)
        likes = city.programmes[0].fans
        assert not views[~likes & (city.columns.id == town.columns.id)].any()
        seen[product] = views
    assert seen["programme"].sum() > 1.3 * seen["film"].sum() > 1.3 * 1.3 * seen["project"].sum() > 0
    assert (seen["film"] & ~seen["programme"]).sum() > 20


def test_a_view_moves_the_wish_only_as_a_campaign_is_assumed_to(town: City, scenarios: Scenarios) -> None:
    """Row 42: the edges to knowledge and to the wish are separate, and both may be none."""
    still = {"campaign": {"effect": 0.0, "spread": 0.0}, "awareness": {"campaign": 0.0}, "media": {"film_hours": 0.0}}
    film, none = {"instrument": "media", "share": 0.3}, {"instrument": "media", "share": 0.3, "media": 0.0}
    shown, unseen = (months(follow(town, scenarios, item, **still), 4) for item in (film, none))
    assert shown.columns.exposures.any()
    seen = ("rows", "column exposures", "column last_support", "flows supported")
    assert differences(shown, unseen, ignore=seen) == []
    moved = months(follow(town, scenarios, film, campaign={"effect": 0.5, "spread": 0.0}), 1)
    assert moved.columns.message[moved.columns.exposures > 0].min() > 0.2
    assert not moved.columns.message[moved.columns.exposures == 0].any()


# --- services ---------------------------------------------------------------------------------------------------------


def served(city: City, number: int) -> tuple[float, int]:
    """Months of the whole need served, and cents spent, over the coming months."""
    months_served, cents = 0.0, 0
    for _ in range(number):
        city.step()
        months_served += city.programmes[0].served
        cents += city.programmes[0].spent
    return months_served, cents


@pytest.mark.parametrize(("rate", "worse"), [(0.05, True), (1.0, False)])
def test_steady_service_beats_pulses_only_where_routine_takes_time(
    town: City, scenarios: Scenarios, rate: float, worse: bool
) -> None:
    """Row 40, the same money at most: pulses serve less by just what it takes to become routine anew."""
    service = {"instrument": "service", "fix": "childcare"}
    habits = {"rate": rate, "lapse": 0.8}
    steady = served(follow(town, scenarios, service | {"share": 0.06}, services=habits), 12)
    pulses = {"share": 0.12, "pulse": {"every": 4, "length": 2}}
    pulsed = served(follow(town, scenarios, service | pulses, services=habits), 12)
    assert pulsed[1] <= steady[1] * 1.001
    assert pulsed[0] / pulsed[1] == pytest.approx(steady[0] / steady[1], rel=0.01), "each cent serves as much"
    assert (pulsed[0] < 0.8 * steady[0]) == worse
    assert (pulsed[0] > 0.99 * steady[0]) != worse


def test_childcare_frees_hours_of_parents_and_no_others(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "service", "fix": "childcare", "share": 0.3, "target": {"districts": ["M1"]}}
    city = follow(town, scenarios, item, services={"rate": 1.0, "care": 5.0})
    city.step()
    c, programme = city.columns, city.programmes[0]
    parents = (c.children == 1) & (c.district == 0)
    freed = c.relief > 0
    assert (parents[freed]).all()
    assert freed[parents].mean() == pytest.approx(programme.served, abs=0.25)
    assert np.allclose(c.relief[freed], 5.0)
    hours = parents.sum() * city.weight * programme.served * 5.0 * 52 / 12
    cost = hours * city.p.services.care_hour * city.prices.income
    assert city.ledger.paid("government", "service") * 0.9 == pytest.approx(cost, rel=0.02)


def test_longer_opening_helps_those_at_work_by_day(town: City, scenarios: Scenarios) -> None:
    """Row 40: those for whom some course begins to fit are employed, all of them."""
    item = {"instrument": "service", "fix": "opening", "share": 0.3, "slots": ["weekend"]}
    city = follow(town, scenarios, item, services={"rate": 1.0})
    c = city.columns
    c.slots[(c.work == EMPLOYED) & (c.id % 3 == 0)] = WEEKEND  # shifts in the evening
    before, fits, work = c.id.copy(), possible(city), c.work.copy()
    city.step()
    same = (c.id == before) & (c.work == work)  # others may gain or lose by what became of themselves
    helped, hurt = same & possible(city) & ~fits, same & fits & ~possible(city)
    assert helped.sum() > 30
    assert (work[helped] == EMPLOYED).all()
    assert not hurt.any()


def test_evening_hours_help_those_who_are_away_by_day_only(town: City, scenarios: Scenarios) -> None:
    """Row 40: where all courses were by day, most who gain one that fits work, and few are at home or retired.

    Students and those who look for work are away by day too; one or the other has just stopped working.
    """
    item = {"instrument": "service", "fix": "opening", "share": 0.3, "slots": ["evening"]}
    by_day, o = town.fork(town.plan), town.offers
    by_day.offers.open[(o.slots != DAY) & ~o.at_work & ~o.online] = False
    city = follow(by_day, scenarios, item, services={"rate": 1.0})
    c, before = city.columns, possible(city)
    city.step()
    helped = possible(city) & ~before
    assert helped.sum() > 30
    idle = np.isin(c.work, [WORK.index("home"), WORK.index("retired")])
    assert idle[helped].mean() < 0.05 < 0.2 < idle.mean()
    assert (c.work[helped] == EMPLOYED).mean() > 0.6


def possible(city: City) -> np.ndarray:
    """Which citizens reach an open course in a house, libraries aside, at a time that is free."""
    c, o, reach = city.columns, city.offers, city.reach
    found = np.zeros(c.id.size, bool)
    for d in range(reach.start.size - 1):
        rows = reach.offer[reach.start[d] : reach.start[d + 1]]
        rows = rows[o.open[rows] & ~o.online[rows] & ~o.at_work[rows] & ~o.informal[rows]]
        found |= (c.district == d) & np.array([bool((o.slots[rows] & slots).any()) for slots in c.slots])
    return found


def test_houses_close_again_when_nobody_pays(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "service", "fix": "opening", "share": 0.3, "until": 2}
    city = months(follow(town, scenarios, item, services={"rate": 1.0}), 1)
    assert city.offers.open.sum() > town.offers.open.sum()
    assert (months(city, 2).offers.open == town.offers.open).all()


def test_a_shuttle_is_worth_the_kilometres_it_saves(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, {"instrument": "service", "fix": "transport", "share": 0.2}, services={"rate": 1.0})
    city.step()
    o, local = city.offers, ~city.offers.online & ~city.offers.at_work
    km = city.travel[o.district, np.arange(o.kind.size)]
    assert city.programmes[0].served == 1.0
    assert np.allclose(o.appeal[local], city.p.choice.distance * 0.3 * km[local])
    assert np.allclose(o.support[local], city.p.persistence.distance * 0.3 * km[local])
    assert not o.appeal[~local].any()


def test_repairs_as_a_service_are_upkeep(town: City, scenarios: Scenarios) -> None:
    service = {"instrument": "service", "fix": "repairs", "share": 0.2}
    city = months(follow(town, scenarios, service, services={"rate": 1.0}), 2)
    upkeep = months(follow(town, scenarios, {"instrument": "maintenance", "share": 0.2}), 2)
    for one, other in zip(city.public, upkeep.public, strict=True):
        assert one.maintained == pytest.approx(other.maintained, abs=1e-6)
    assert any(one.maintained == pytest.approx(1.0) for one in city.public if one.seats)
