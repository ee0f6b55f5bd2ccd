"""Where courses take place: rooms lent and missed, teaching moved online, and an open university with its drop-outs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import BUDGET, Scenarios, assume, months, watched

from sim.citizens.person import COMPLETED, DROPPED, STARTED
from sim.city import City
from sim.codes import COMMUNITY, LIBRARY, OLDER_ADULT, SCHOOL

GUESTS = (COMMUNITY, OLDER_ADULT)
VENUES: dict[str, Any] = {"instrument": "venues", "share": 0.3}


def follow(town: City, scenarios: Scenarios, *policy: dict[str, Any], **changes: dict[str, float]) -> City:
    """A fork of the town with the policy's money there from the first month."""
    return assume(town, **({"money": {"start": 1.0}} | changes)).fork(scenarios(*policy))


def places(city: City, kinds: tuple[int, ...]) -> float:
    """Places of these kinds in the last month, real persons."""
    return float(city.enrolment.places[np.isin(city.offers.kind, kinds)].sum())


@pytest.mark.parametrize("rooms", [0.0, 0.3, 0.8])
def test_no_seat_is_in_two_houses(town: City, scenarios: Scenarios, rooms: float) -> None:
    """Rows 41 and 76: at equal seats; what is lent is missing where it stands."""
    city = follow(town, scenarios, VENUES | {"rooms": rooms, "hosts": ["library", "school"]})

    def after(city: City, phase: str, _: Any) -> None:
        assert sum(one.borrowed for one in city.public) == 0
        assert min(one.seats + one.borrowed for one in city.public) >= 0
        for one in city.public:
            assert one.borrowed <= 0 or one.kind_code in GUESTS
            assert one.borrowed >= 0 or one.kind_code in (LIBRARY, SCHOOL)

    with watched(lambda *_: None, after):
        months(city, 3)
    assert any(one.borrowed for one in city.public) == (rooms > 0)
    assert (city.recorder.rows[-1]["venue_use", "all"] > 0.05) == (rooms > 0)


def lending(town: City, scenarios: Scenarios, rooms: float) -> tuple[float, float]:
    """Places of guests with very few rooms, and of the host, when it lends a part of its seats."""
    city = follow(town, scenarios, VENUES | {"rooms": rooms})
    for one in city.public:
        one.buildings = []
        one.seats = min(one.seats, 4) if one.kind_code in GUESTS else one.seats
    city.step()
    return places(city, GUESTS), places(city, (LIBRARY,))


def test_sharing_gives_access_until_the_rooms_are_needed_where_they_stand(town: City, scenarios: Scenarios) -> None:
    """Rows 41 and 76: a little costs the host nothing; more and more of it takes the host's own places."""
    guests, hosts = zip(*(lending(town, scenarios, rooms) for rooms in (0.0, 0.1, 0.5, 0.9)), strict=True)
    assert guests[0] < guests[1] < guests[2] < guests[3]
    assert hosts[1] == pytest.approx(hosts[0], rel=0.05)
    assert hosts[3] < 0.6 * hosts[0]


def test_shared_rooms_are_nearer_by_as_much_as_sites_are_denser(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, VENUES | {"rooms": 0.5})
    city.step()
    guests = [one for one in city.public if one.borrowed > 0]
    assert guests
    for one in guests:
        saved = city.offers.appeal[one.offers.start] / city.p.choice.distance
        assert 0.0 < saved < city.travel[one.district, one.offers.start]
        assert city.offers.support[one.offers.start] == pytest.approx(saved * city.p.persistence.distance)


def test_hosts_are_paid_for_each_seat(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, VENUES)
    city.step()
    seats = sum(one.borrowed for one in city.public if one.borrowed > 0)
    assert city.programmes[0].lent == seats > 0
    cost = city.prices.unit(city.p.venues.shared_seat / 12)
    assert int(seats * cost / 0.9) == pytest.approx(city.ledger.paid("government", "venues"), abs=2)


# --- digital ----------------------------------------------------------------------------------------------------------


DEVICES_ONLY = {"footprint": {"travel_energy": 0.0, "room_energy": 0.0}}
Moved = dict[tuple[float, bool], dict[str, float]]


@pytest.fixture(scope="module")
def moved(burnt_in: City, scenarios: Scenarios) -> Moved:
    """A year with no and with much teaching moved online, where teachers are short and online is well liked.

    By share moved, and whether rooms and ways take no energy.
    """
    found = {}
    for shift, devices_only in ((0.0, False), (0.6, False), (0.0, True), (0.6, True)):
        item = {"instrument": "digital", "share": 0.2, "shift": shift}
        scarce = {"choice": {"online": 0.5}, "teachers": {"load": 6.0, "hourly_limit": 0.0}}
        scarce |= DEVICES_ONLY if devices_only else {}
        city, drops, ends, km, kwh = follow(burnt_in, scenarios, item, **scarce), 0, 0, 0.0, 0.0
        for _ in range(12):
            city.step()
            row, event = city.recorder.rows[-1], city.columns.event
            drops += int(((event & DROPPED) > 0).sum())
            ends += int(((event & (DROPPED | COMPLETED)) > 0).sum())
            km, kwh = km + row["footprint_km", "all"], kwh + row["footprint_kwh", "all"]
            assert sum(one.seconded / one.kind.class_size for one in city.public) == pytest.approx(0.0, abs=1e-6)
        digital = city.columns.digital[(city.columns.learnt >= 0) & city.offers.online[city.columns.learnt]]
        found[shift, devices_only] = {"km": km, "kwh": kwh, "drops": drops / ends, "digital": float(digital.mean())}
        assert (city.programmes[0].spent > 0) == (shift > 0)
    return found


def test_teaching_moved_online_saves_ways_and_loses_learners(moved: Moved) -> None:
    """Rows 69 and 81."""
    assert moved[0.6, False]["km"] < 0.85 * moved[0.0, False]["km"]
    assert moved[0.6, False]["drops"] > 1.1 * moved[0.0, False]["drops"]


@pytest.mark.parametrize(("devices_only", "sign"), [(False, -1), (True, 1)])
def test_it_saves_energy_as_rooms_and_ways_are_assumed_and_takes_more_where_they_take_none(
    moved: Moved, devices_only: bool, sign: int
) -> None:
    """Rows 69 and 81: devices always take current; what is saved is what rooms and ways are said to take."""
    before, after = moved[0.0, devices_only]["kwh"], moved[0.6, devices_only]["kwh"]
    assert sign * (after / before - 1.0) > 0.05


def test_only_those_with_digital_means_are_taught_online(moved: Moved) -> None:
    assert moved[0.6, False]["digital"] == 1.0


# --- open university --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opened(burnt_in: City, scenarios: Scenarios) -> dict[float, dict[str, float]]:
    """A year without and with an open university, where many like to learn online and others teach little there."""
    found = {}
    for share in (0.0, 0.1):
        city = follow(burnt_in, scenarios, {"instrument": "open_university", "share": share}, choice={"online": 1.5})
        tally = {"started": 0, "completed": 0, "ended": 0, "else": 0, "else_ended": 0, "cents": 0, "unmet": 0.0}
        education: list[int] = []
        for _ in range(18):
            city.step()
            c = city.columns
            online = (c.learnt >= 0) & city.offers.online[c.learnt]
            begun = online & ((c.event & STARTED) > 0)
            done, over = (c.event & COMPLETED) > 0, (c.event & (COMPLETED | DROPPED)) > 0
            tally["started"] += int(begun.sum())
            education += c.education[begun].tolist()
            tally["completed"] += int((done & online).sum())
            tally["ended"] += int((over & online).sum())
            tally["else"] += int((done & ~online).sum())
            tally["else_ended"] += int((over & ~online).sum())
            tally["cents"] += city.programmes[0].spent
            tally["unmet"] += city.recorder.rows[-1]["unmet_demand", "all"]
        tally |= {"education": float(np.mean(education)), "all": float(c.education.mean())}
        tally |= {"credits": float(c.credits.sum())}
        found[share] = tally
    return found


def test_cheap_seats_are_often_left_and_go_to_the_educated(opened: dict[float, dict[str, float]]) -> None:
    """Row 89: more starts for little money, fewer completed than elsewhere, and by those with more education."""
    without, there = opened[0.0], opened[0.1]
    assert there["started"] > 1.1 * without["started"]
    assert there["cents"] > 0
    assert there["completed"] / there["ended"] < there["else"] / there["else_ended"] - 0.15
    assert there["education"] > there["all"] + 0.05
    assert there["credits"] > 0 == without["credits"]


def test_without_a_carrier_those_who_are_won_over_find_no_place(opened: dict[float, dict[str, float]]) -> None:
    """Row 31: the same people, wanting the same, are turned away where nothing carries their demand."""
    assert opened[0.0]["unmet"] > 2 * opened[0.1]["unmet"]


def test_recognised_hours_shorten_a_formal_course(town: City, scenarios: Scenarios) -> None:
    """By whole months, by no more than allowed, and each hour counts once."""
    city = follow(town, scenarios, {"instrument": "open_university", "share": 0.1})
    c, o, p = city.columns, city.offers, city.p.venues
    formal = int(np.flatnonzero(o.formal & o.open)[0])
    rows = np.flatnonzero(c.enrolled < 0)[:3]
    c.enrolled[rows], c.months_left[rows], c.event[rows] = formal, o.months[formal] - 1, STARTED
    monthly = float(o.hours[formal] / o.months[formal])
    c.credits[rows] = [0.0, 1.5 * monthly, 1000.0]
    city.programmes[0].recognise(city)
    most = int(p.most_recognised * o.months[formal])
    assert (o.months[formal] - 1 - c.months_left[rows]).tolist() == [0, 1, most]
    assert c.credits[rows].tolist() == pytest.approx([0.0, 0.5 * monthly, 1000.0 - most * monthly], abs=1e-3)


# --- entrants ---------------------------------------------------------------------------------------------------------


def test_entrants_bring_diversity_and_learners_only_where_demand_was_unmet(town: City, scenarios: Scenarios) -> None:
    """Row 7: new kinds of offer in empty cells; more starts where people were turned away, and hardly any elsewhere."""
    gains, kinds = {}, {}
    for scarce in (False, True):
        starts = []
        for share, budget in ((0.0, BUDGET), (0.4, BUDGET / 0.6)):  # entrants' money comes on top
            item = {"instrument": "offers", "share": share, "kinds": ["community", "vocational", "older_adult"]}
            city = assume(town, money={"start": 1.0}, costs={"opening": 1.0}, teachers={"hourly_limit": 0.0})
            city = city.fork(scenarios(item, budget=budget))
            for one in city.public:
                one.seats, one.buildings = min(one.seats, 1 if scarce else one.seats), []
            months(city, 10)
            starts.append(int(city.columns.starts.sum()))
            kinds[share] = city.recorder.rows[-1]["offer_diversity", "all"]
        gains[scarce] = starts[1] / starts[0] - 1.0
        assert kinds[0.4] > kinds[0.0]
    assert gains[True] > 0.1
    assert gains[True] > 2 * gains[False]
