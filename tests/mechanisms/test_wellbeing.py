"""Gain, happiness and security: three scales that are looked at, and act only where that is assumed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, following, months

from sim.citizens.person import LEARNING
from sim.city import City

CASH = {"instrument": "cash_transfer", "share": 0.3, "target": {"education": "low"}}
SCALES = ("column gain", "column happiness", "column usual", "column security")


def feeling(town: City, plan: Any, **changes: dict[str, float]) -> City:
    return following(assume(town, **({"money": {"start": 1.0}} | changes)).fork(plan), wellbeing="adapting")


def mean(city: City, column: str, rows: Any = slice(None)) -> float:
    return float(getattr(city.columns, column)[rows].mean())


@pytest.mark.parametrize("motivation", ["none", "relaxing"])
def test_looking_at_it_changes_nothing_else(town: City, scenarios: Scenarios, motivation: str) -> None:
    plan = scenarios({"instrument": "awards", "share": 0.2, "after": "start"}, CASH)
    off, on = (
        months(following(assume(town, motivation={"verbal": 0.2}).fork(plan), wellbeing=form, motivation=motivation), 6)
        for form in ("none", "adapting")
    )
    assert tuple(sorted(differences(off, on, ignore=("rows",)))) == tuple(sorted(SCALES))
    assert mean(off, "drive") == mean(on, "drive")
    assert (mean(on, "drive") > 0) == (motivation == "relaxing")


@pytest.mark.parametrize("name", ["feedback_gain", "feedback_happiness", "feedback_security"])
def test_what_it_does_to_the_wish_is_asserted_and_turns_with_its_sign(
    town: City, scenarios: Scenarios, name: str
) -> None:
    """Cash to everybody lifts all three scales of most people or leaves them; the wish follows the assumed sign."""
    found = {}
    for sign in (-1.0, 0.0, 1.0):
        city = feeling(town, scenarios(CASH | {"target": None}), wellbeing={name: sign, "service": 0.5})
        months(city, 3)
        scale = name.removeprefix("feedback_")
        level = getattr(city.columns, scale).astype(float)
        level = 2.0 * level - 1.0 if scale == "security" else level
        assert city.columns.drive == pytest.approx(sign * level, abs=1e-6)
        found[sign] = mean(city, "drive")
    assert found[-1.0] != 0.0 == found[0.0]
    assert found[1.0] != 0.0


def test_a_lasting_improvement_lifts_happiness_which_then_adapts(town: City, scenarios: Scenarios) -> None:
    """Cash for those of low education, month after month, against the same people without it."""
    paid, usual = (feeling(town, scenarios(CASH | {"share": share})) for share in (0.3, 0.0))
    lift, gain = [], []
    for _ in range(60):
        paid.step(), usual.step()
        meant = (paid.columns.education == 0) & (paid.columns.id == usual.columns.id)
        lift.append(mean(paid, "happiness", meant) - mean(usual, "happiness", meant))
        gain.append(mean(paid, "gain", meant) - mean(usual, "gain", meant))
    best = int(np.argmax(lift))
    assert 0 < best < 8
    assert lift[best] > 0.04
    assert abs(lift[-1]) < 0.2 * lift[best]
    assert gain[-1] > 0.05, "the sense of gain is another scale: it compares with one's own learning, not with cash"


def test_help_next_door_lowers_the_gain_of_others_only_where_people_compare(town: City, scenarios: Scenarios) -> None:
    district = town.facts.districts[0].district_id
    item = CASH | {"target": {"education": "low", "districts": [district]}}
    for social, falls in ((0.0, False), (1.0, True)):
        paid, usual = (
            months(feeling(town, scenarios(item | {"share": share}), wellbeing={"social_reference": social}), 6)
            for share in (0.3, 0.0)
        )
        same = (paid.columns.id == usual.columns.id) & (
            (paid.columns.event & LEARNING) == (usual.columns.event & LEARNING)
        )
        without = same & (paid.columns.education > 0)
        next_door, elsewhere = without & (paid.columns.district == 0), without & (paid.columns.district != 0)
        change = mean(paid, "gain", next_door) - mean(usual, "gain", next_door)
        assert (change < -0.005) == falls
        assert abs(mean(paid, "gain", elsewhere) - mean(usual, "gain", elsewhere)) < 0.004
        helped = same & (paid.columns.education == 0) & (paid.columns.district == 0)
        assert mean(paid, "gain", helped) > mean(usual, "gain", helped)


def test_security_is_higher_at_work_and_lower_when_turned_away(town: City, scenarios: Scenarios) -> None:
    city = months(feeling(town, scenarios(), choice={"consider": 0.8}, teachers={"load": 8.0}), 3)
    c = city.columns
    assert mean(city, "security", c.work == 0) > mean(city, "security", c.work == 1)
    assert mean(city, "security", c.income_group == 4) > mean(city, "security", c.income_group == 0)
    refused = (c.event & 16) > 0
    assert refused.sum() > 5
    assert mean(city, "security", refused) < mean(city, "security", ~refused)
    assert ((c.security > 0) & (c.security < 1)).all()


def test_newcomers_bring_no_states_of_mind(town: City, scenarios: Scenarios) -> None:
    city = feeling(town, scenarios(CASH))
    before = city.columns.id.copy()
    months(city, 6)
    city.pass_month()
    stayed = np.isin(city.columns.id, before)
    assert (~stayed).sum() > 0
    assert abs(mean(city, "usual", ~stayed)) < abs(mean(city, "usual", stayed & (city.columns.education == 0)))
