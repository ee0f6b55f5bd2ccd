"""Teaching quality: each input of it moves it the way its declaration says, and the usual form is the staff alone."""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Scenarios, assume, bare_institution, differences, months, under

from sim.assumptions import Assumptions, resolve
from sim.city import City
from sim.institutions.institution import Institution, Staff
from sim.institutions.quality import quality
from sim.institutions.staffing import hire, turn_over
from sim.scenario.forms import Forms

P = resolve({})
PRODUCTION = Forms(quality="production")
USUAL = {"staff": Staff(0, 4, 0), "utilisation": 0.8, "materials": 1.0, "maintained": 1.0}
QUIET = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def make(**fields: Any) -> Institution:
    return bare_institution(mesa.Model(rng=1), **(USUAL | fields))


def under_production(town: City, scenarios: Scenarios, *policy: dict[str, Any]) -> City:
    """A fork of the town that follows the form `production` from now on."""
    city = town.fork(scenarios(*policy))
    city.plan = city.plan.model_copy(update={"forms": PRODUCTION})
    return city


def quality_of(city: City) -> float:
    return city.recorder.rows[-1]["quality_mean", "all"]


def test_all_as_usual_is_one_in_both_forms() -> None:
    assert quality(make().all, P, PRODUCTION)[0] == quality(make().all, P, Forms())[0] == 1.0


@pytest.mark.parametrize(
    ("fields", "log"),
    [
        ({"materials": 0.5}, P.quality.materials * math.log(0.5)),
        ({"utilisation": 1.0}, -P.quality.crowding * (1.0 - P.quality.usual_use)),
        ({"maintained": 0.4}, -P.quality.wear * 0.6),
        ({"fit": -2.0}, -2.0 * P.quality.fit),
        ({"effort": 0.5}, 0.5 * P.quality.effort),
        ({"guidance": 1.0}, P.quality.guidance),
        ({"vetted": 0.07}, 0.07),
        ({"staff": Staff(4, 0, 0)}, math.log(P.teachers.novice_quality)),
    ],
)
def test_one_input_off_its_usual_changes_the_log_of_quality_by_its_coefficient(fields: Any, log: float) -> None:
    assert math.log(quality(make(**fields).all, P, PRODUCTION)[0]) == pytest.approx(log)


@pytest.mark.parametrize("fields", [{"materials": 0.5}, {"utilisation": 1.0}, {"maintained": 0.4}])
def test_the_form_staff_knows_the_staff_only(fields: dict[str, float]) -> None:
    assert quality(make(**fields).all, P, Forms())[0] == 1.0


def test_larger_classes_are_taught_less_well_by_the_same_staff() -> None:
    larger = under(P, teachers={"class_size": 2.0 * P.quality.usual_class})
    assert quality(make().all, larger, PRODUCTION)[0] == pytest.approx(0.5**P.quality.teachers)
    assert quality(make().all, larger, Forms())[0] == 1.0


def test_seniors_teach_better_than_the_experienced_only_where_experience_goes_on_to_teach() -> None:
    one = make(staff=Staff(0, 0, 3))
    assert quality(one.all, P, Forms(experience="growth"))[0] == P.quality.senior
    assert quality(one.all, P, Forms())[0] == 1.0


@QUIET
@given(
    staff=st.tuples(*[st.integers(0, 9)] * 3),
    shares=st.tuples(*[st.floats(0.0, 1.0)] * 4),
    fit=st.floats(-50.0, 5.0),
    materials=st.sampled_from((0.0, 0.0003, 0.003)),
)
def test_quality_is_always_above_nought(staff: Any, shares: Any, fit: float, materials: float) -> None:
    used, bought, kept, effort = shares
    one = make(staff=Staff(*staff), utilisation=used, materials=bought, maintained=kept, effort=-effort, fit=fit)
    found = quality(one.all, under(P, courses={"materials": materials}), PRODUCTION)[0]
    assert 0.0 < found < 3.0
    assert math.isfinite(math.log2(found))


# --- row 11 -------------------------------------------------------------------------------------------------------


def staffed(p: Assumptions, months_on: int, novices: int) -> float:
    """Quality of an institution some months after it hired novices, with the usual turnover of none."""
    one = make(staff=Staff(0, 40, 0))
    hire(one.all, np.array([novices]))
    for month in range(months_on):
        turn_over(one.all, p, np.array([[(month * 0.61803 + k * 0.37) % 1.0] for k in range(5)]))
    return quality(one.all, p, Forms())[0]


def test_a_surge_of_hiring_lowers_quality_until_the_novices_have_learned() -> None:
    still = under(P, teachers={"quits": 0.0})
    before, at_once, in_three_years, in_ten = (staffed(still, *case) for case in ((0, 0), (0, 40), (36, 40), (150, 40)))
    assert at_once == pytest.approx(1.0 - (1.0 - P.teachers.novice_quality) / 2.0)
    assert at_once < in_three_years < in_ten
    assert before - in_ten < 0.1 * (before - at_once)


def test_a_programme_that_hires_many_teachers_lowers_the_city_s_quality_and_then_it_recovers(
    town: City, scenarios: Scenarios
) -> None:
    quick = assume(town, teachers={"training_months": 3.0, "quits": 0.002}, money={"start": 1.0})
    many = {"instrument": "teachers", "share": 0.6}
    with_them, without = quick.fork(scenarios(many)), quick.fork(scenarios())
    gap = []
    for _ in range(96):
        with_them.step(), without.step()
        gap.append(quality_of(with_them) - quality_of(without))
    lowest = min(gap)
    assert lowest < -0.02
    assert gap.index(lowest) < 24
    assert gap[-1] > 0.4 * lowest


# --- row 78, and the city -------------------------------------------------------------------------------------------


def test_a_larger_class_makes_places_and_takes_quality_at_the_same_staff(town: City, scenarios: Scenarios) -> None:
    small, large = (
        months(under_production(assume(town, teachers={"class_size": size}), scenarios), 3) for size in (15.0, 25.0)
    )
    assert large.recorder.rows[0]["teachers", "all"] == small.recorder.rows[0]["teachers", "all"]
    assert large.recorder.rows[0]["public_places", "all"] > 1.2 * small.recorder.rows[0]["public_places", "all"]
    assert quality_of(large) < 0.95 * quality_of(small)


def test_the_usual_forms_are_the_same_as_none(town: City, scenarios: Scenarios) -> None:
    named = town.fork(scenarios())
    named.plan = named.plan.model_copy(update={"forms": Forms(quality="staff", experience="plateau")})
    assert differences(months(town.fork(scenarios()), 3), months(named, 3)) == []


def test_what_production_counts_moves_with_the_city(town: City, scenarios: Scenarios) -> None:
    """Use of places and materials are followed, and neglect of rooms lowers quality."""
    city = months(under_production(town, scenarios), 6)
    taught = [one for one in city.public if one.staff.total]
    assert any(one.utilisation > 0.3 for one in taught)
    assert all(0.0 <= one.utilisation <= 1.0 and 0.0 < one.materials <= 1.0 for one in taught)
    neglected = months(under_production(assume(town, rooms={"maintained": 0.3}), scenarios), 6)
    assert quality_of(neglected) < 0.97 * quality_of(city)
