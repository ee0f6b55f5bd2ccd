"""Indicators of institutions: what a count by hand says of a small city, and where each is recorded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
import pytest
from worlds import Scenarios, months

from sim.assumptions import resolve
from sim.city import City
from sim.codes import COMMUNITY, KINDS, LIBRARY, ONLINE
from sim.indicators.institutions import OF_INSTITUTIONS
from sim.indicators.recorder import Recorder
from sim.institutions.institution import Institutions, Staff
from sim.scenario.forms import Forms

VALUE = {one.name: one.value for one in OF_INSTITUTIONS}
USUAL = {"gaming", "attrition", "novice_share", "offer_diversity", "slot_coverage", "quality_p10"}


def city(*schools: dict[str, Any], **changes: Any) -> Any:
    """Two districts with a community centre by day and evening, a library at the weekend, and an online offer."""
    offers = SimpleNamespace(
        kind=np.array([COMMUNITY, COMMUNITY, LIBRARY, ONLINE]), district=np.array([0, 0, 1, 0]),
        slots=np.array([1, 2, 4, 7]), at_work=np.zeros(4, bool), quality=np.array([0.8, 1.0, 0.9, 1.2]),
    )  # fmt: skip
    districts = [SimpleNamespace(adults=300.0), SimpleNamespace(adults=100.0)]
    places = np.array([4.0, 2.0, 0.0, 2.0])
    return SimpleNamespace(
        institutions=institutions(schools or ({},)), offers=offers, facts=SimpleNamespace(districts=districts), seed=1,
        p=resolve({}), enrolment=SimpleNamespace(places=changes.get("places", places)), recorder=Recorder(()),
    )  # fmt: skip


def shown(name: str, of: Any) -> Any:
    return VALUE[name](SimpleNamespace(city=of, known={}))


def institutions(schools: Sequence[dict[str, Any]]) -> Institutions:
    """Community centres of one district with nothing but what is given."""
    number = len(schools)
    district, start = np.zeros(number, int), np.arange(number + 1)
    found = Institutions(mesa.Model(rng=1), np.full(number, COMMUNITY), district, start)
    for one, fields in zip(found, schools, strict=True):
        for name, value in fields.items():
            setattr(one, name, value)
    return found


def test_staff_is_counted_over_all_institutions() -> None:
    of = city({"staff": Staff(2, 3, 0), "quit": 1}, {"staff": Staff(0, 4, 0)}, {})
    assert shown("attrition", of) == 1 / 10
    assert shown("novice_share", of) == 2 / 9
    assert shown("attrition", city()) == shown("novice_share", city()) == 0.0


def test_variety_is_shannons_measure_of_places() -> None:
    of = city()
    assert shown("offer_diversity", of) == pytest.approx(0.5 * math.log(2) + 0.5 * math.log(4))
    assert shown("offer_diversity", city(places=np.array([3.0, 0.0, 0.0, 0.0]))) == 0.0
    assert shown("offer_diversity", city(places=np.zeros(4))) == 0.0
    shares = shown("places_share", of)
    assert {key: value for key, value in shares.items() if value} == {"kind=community": 0.75, "kind=online": 0.25}
    assert set(shares) == {f"kind={name}" for name in KINDS if name != "employer"}


def test_a_time_is_covered_in_a_district_by_places_on_site() -> None:
    assert shown("slot_coverage", city()) == pytest.approx(300 * 2 / 3 / 400)
    assert shown("slot_coverage", city(places=np.ones(4))) == pytest.approx((300 * 2 / 3 + 100 / 3) / 400)


def test_the_worst_tenth_is_weighted_by_places() -> None:
    assert shown("quality_p10", city()) == 0.8
    assert shown("quality_p10", city(places=np.array([0.2, 4.0, 0.0, 4.0]))) == 1.0
    assert shown("quality_p10", city(places=np.zeros(4))) == 1.0


def test_what_evaluation_does_is_weighted_by_teachers() -> None:
    of = city(
        {"staff": Staff(0, 3, 0), "performed": 1.0, "reported": 1.5, "reporting": 0.1, "fit": -1.0},
        {"staff": Staff(0, 1, 0), "performed": 2.0, "reported": 2.0, "away": 0.2, "fit": 1.0},
        {"reported": 9.0},
    )
    t = of.p.teachers
    assert shown("gaming", of) == pytest.approx(6.5 / 5.0 - 1.0)
    assert shown("gaming", city()) == 0.0
    assert shown("reporting_hours", of) == pytest.approx(0.075 * t.load * (1.0 - t.administration))
    assert shown("admin_share", of) == pytest.approx(t.administration + (1.0 - t.administration) * 0.125)
    assert shown("fit_mean", of) == pytest.approx(-0.5)


def test_content_spreads_as_the_positions_do() -> None:
    of = city({"staff": Staff(0, 1, 0), "shift": 1.0}, {"staff": Staff(0, 1, 0), "shift": -1.0})
    assert shown("content_spread", of) == pytest.approx(1.0), "both have the same key, hence the same need"
    assert shown("content_spread", city()) == 0.0


def recorded(at: City) -> set[str]:
    return {name for name, _ in at.recorder.rows[-1]} & set(VALUE)


def test_each_is_recorded_where_it_has_a_meaning(town: City, scenarios: Scenarios) -> None:
    assert recorded(months(town.fork(scenarios()), 1)) == USUAL
    assert recorded(months(town.fork(scenarios({"instrument": "evaluation", "share": 0.1})), 1)) == set(VALUE)
    helped = months(town.fork(scenarios({"instrument": "guidance", "share": 0.1})), 1)
    assert recorded(helped) == USUAL | {"places_share", "admin_share"}
    rival = town.fork(scenarios())
    rival.plan = rival.plan.model_copy(update={"forms": Forms(quality="production")})
    assert recorded(months(rival, 1)) == USUAL | {"places_share"}
