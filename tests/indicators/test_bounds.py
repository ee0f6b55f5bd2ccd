"""What an indicator cannot leave: the shipped results stay within it, and gaps are no parts of a whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.indicators import declared

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.golden.csv"))
BOUNDS = {one.name: one.bounds for one in declared()}


def test_what_was_simulated_stays_within_the_bounds() -> None:
    found = pd.concat(map(pd.read_csv, SHIPPED)).groupby("indicator")["value"].agg(["min", "max"])
    known = {name: ends for name in found.index if (ends := BOUNDS[name]) is not None}
    assert len(known) > 20
    outside = [name for name, (least, most) in known.items() if found["min"][name] < least or found["max"][name] > most]
    assert outside == []


def test_bounds_follow_from_the_unit_but_for_gaps() -> None:
    assert BOUNDS["awareness"] == BOUNDS["trust_mean"] == (0.0, 1.0)
    assert BOUNDS["erreygers"] == (-1.0, 1.0)
    assert BOUNDS["education_gap"] is BOUNDS["budget_execution"] is BOUNDS["waiting_months"] is None
