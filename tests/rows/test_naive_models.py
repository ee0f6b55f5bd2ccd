"""What a naive model gets wrong: a shortcut against the model without it; capacity and money are in test_forms.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from worlds import Scenarios, assume, following, months

from sim.city import City

CAMPAIGN = {"instrument": "campaign", "share": 0.4, "media": 1.0, "until": 6}
PERMANENT = {"retention": 0.95, "fatigue": 240.0}  # as on the first rungs of experiments/naive_ladder.yaml


def applications(city: City, number: int) -> list[int]:
    """Those of each of the coming months."""
    return [int((months(city, 1).columns.application >= 0).sum()) for _ in range(number)]


def test_without_decay_and_fatigue_a_campaign_becomes_permanent(town: City, scenarios: Scenarios) -> None:
    """What it adds to applications while it is paid, and most of a year after its end, where everybody finds a place.

    In the full model habits and knowledge of the offers are left, in the naive one the message too.
    """
    left = {}
    for name, lasting in (("naive", PERMANENT), ("full", {})):
        p: Any = {
            "campaign": {"effect": 2.0, "spread": 0.0} | lasting,
            "money": {"start": 1.0},
            "choice": {"consider": 0.6},
        }
        shown, silent = (
            np.array(applications(following(assume(town, **p).fork(scenarios(*policy)), capacity="unlimited"), 24))
            for policy in ((CAMPAIGN,), ())
        )
        during, after = (shown - silent)[1:6].mean(), (shown - silent)[15:].mean()
        assert during > 10.0
        left[name] = after / during
    assert left["full"] < 0.4 < 0.8 < left["naive"]
