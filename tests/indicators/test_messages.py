"""Whom messages put off: the counts of numpy by group, and the sign that is assumed of a campaign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, following, months, threads

from sim.city import City
from sim.indicators.indicator import Sight
from sim.indicators.messages import put_off
from sim.indicators.observe import groups, seen

CAMPAIGN = {"instrument": "campaign", "share": 0.4, "media": 1.0}


def by_name(city: Any) -> dict[str, float]:
    """The indicator of a city as it stands, by group."""
    sight = Sight(None, None, 0, city, seen(city))  # type: ignore[arg-type]
    return dict(zip(groups(city.facts), put_off(sight).tolist(), strict=True))


@pytest.mark.parametrize("number", [1, 3])
def test_groups_are_those_of_numpy(town: City, scenarios: Scenarios, number: int) -> None:
    n, luck = town.columns.id.size, np.random.default_rng(3)
    message = (luck.integers(-2, 3, n) / 4.0).astype(np.float32)
    city = town.fork(scenarios(CAMPAIGN))
    city.columns = city.columns._replace(message=message)
    with threads(number):
        found = by_name(city)
    c = town.columns
    masks = {
        "all": np.ones(n, bool),
        "education=low": c.education == 0,
        "age=75+": c.age_months >= 75 * 12,
        "work=retired": c.work == 4,
        "income=2": c.income_group == 1,
        f"district={town.facts.districts[1].district_id}": c.district == 1,
    }
    for group, mask in masks.items():
        assert found[group] == pytest.approx(float((message[mask] < 0).sum() / (message[mask] != 0).sum())), group


def put_off_by(town: City, scenarios: Scenarios, *policy: dict[str, Any], **campaign: float) -> City:
    """The town three months into a policy, under these assumptions on campaigns."""
    return months(assume(town, campaign=campaign, money={"start": 1.0}).fork(scenarios(*policy)), 3)


@pytest.mark.parametrize(
    ("effect", "least", "most"),
    [(-1.0, 1.0, 1.0), (-0.2, 0.75, 0.92), (0.0, 0.42, 0.58), (0.2, 0.08, 0.25), (1.0, 0.0, 0.0)],
)
def test_the_share_follows_the_sign_that_is_assumed(
    town: City, scenarios: Scenarios, effect: float, least: float, most: float
) -> None:
    """Susceptibilities are normal around the effect: with a spread of 0.2, a sixth lies beyond zero at 0.2."""
    city = put_off_by(town, scenarios, CAMPAIGN, effect=effect, spread=0.2)
    found = city.recorder.rows[-1]["put_off", "all"]
    assert least <= found <= most
    assert (city.columns.message != 0).mean() > 0.2


def test_pressure_puts_more_people_off_where_trust_is_low(town: City, scenarios: Scenarios) -> None:
    """Row 52: what pushes works backwards on some, and on more of those who trust less."""
    shares = []
    for trust in (0.9, 0.5, 0.1):
        city = following(
            assume(town, campaign={"reactance": 0.5, "effect": 0.1}, money={"start": 1.0}), trust="promises"
        )
        city = city.fork(scenarios(CAMPAIGN | {"pressure": 0.5}).model_copy(update={"forms": city.plan.forms}))
        city.columns.trust[:] = trust
        city.step()
        shares.append(city.recorder.rows[-1]["put_off", "all"])
    assert shares[0] < shares[1] - 0.1 < shares[2] - 0.2


def test_it_is_there_only_where_messages_are(town: City, scenarios: Scenarios) -> None:
    assert ("put_off", "all") not in put_off_by(town, scenarios, {"instrument": "voucher", "share": 0.2}).recorder.rows[
        -1
    ]
    media = put_off_by(town, scenarios, {"instrument": "media", "share": 0.2})
    assert 0.0 < media.recorder.rows[-1]["put_off", "all"] < 1.0


def test_nobody_is_put_off_where_nobody_is_moved(town: City, scenarios: Scenarios) -> None:
    city = put_off_by(town, scenarios, CAMPAIGN, effect=0.0, spread=0.0, reactance=0.0)
    assert {value for (name, _), value in city.recorder.rows[-1].items() if name == "put_off"} == {0.0}
