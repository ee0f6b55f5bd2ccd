"""The shipped scenarios still give the numbers that lie beside them; `make golden` rewrites those, with a reason.

A small city and two years, so that any change of the model shows; the first difference in time is named.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim

FOLDER = Path(__file__).parent.parent / "scenarios"
SCENARIOS = sorted(path for path in FOLDER.rglob("*.yaml") if "cities" not in path.parts)
CITIZENS, MONTHS, SEED = 2_000, 24, 1
KEPT = (5, 11, 17, 23)
KEY = ["month", "indicator", "group"]

pytestmark = pytest.mark.golden


@cache
def burnt_in(key: tuple[object, ...], file: Path) -> sim.City:
    """The city at the end of the burn-in that all scenarios of this key share."""
    return sim.City(file, rng=SEED, citizens=CITIZENS, months=MONTHS)


def simulated(file: Path) -> pd.DataFrame:
    """What the scenario gives: the kept months of every indicator for all adults and by education."""
    plan = sim.load(file, citizens=CITIZENS, months=MONTHS)
    key = sim.City.burn_in_key(plan, SEED)
    usual = key == sim.City.burn_in_key(sim.load(FOLDER / "baseline.yaml", citizens=CITIZENS, months=MONTHS), SEED)
    table = burnt_in(key, FOLDER / "baseline.yaml" if usual else file).fork(plan).run().indicators()
    kept = table["month"].isin(KEPT) & ((table["group"] == "all") | table["group"].str.startswith("education="))
    return table[kept].sort_values(KEY)[[*KEY, "value"]].reset_index(drop=True)


def differences(found: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not the same to nine digits, or are on one side only, the earliest first."""
    both = found.merge(stored, on=KEY, how="outer", suffixes=("_now", "_stored"))
    now, then = both["value_now"], both["value_stored"]
    same = ((now - then).abs() <= 1e-9 * then.abs().clip(lower=1.0)) | (now.isna() & then.isna())
    return both[~same].sort_values(KEY)


def parted(file: Path) -> Any:
    """Bundles in folders below are longer proofs: many have forms, and so a burn-in of their own."""
    return pytest.param(file, id=file.stem, marks=() if file.parent == FOLDER else pytest.mark.proof)


@pytest.mark.parametrize("file", [parted(file) for file in SCENARIOS])
def test_a_shipped_scenario_gives_its_stored_result(file: Path, write_golden: bool) -> None:
    golden = file.with_suffix(".golden.csv")
    found = simulated(file)
    if write_golden:
        found.to_csv(golden, index=False, float_format="%.12g")
    differ = differences(found, pd.read_csv(golden))
    assert differ.empty, (
        f"{len(differ)} of {len(found)} numbers changed, first:\n{differ.head(5).to_string(index=False)}"
    )


def test_a_changed_missing_or_added_number_is_seen() -> None:
    stored = pd.DataFrame(
        {"month": [5, 5, 11], "indicator": "starts", "group": ["all", "b", "all"], "value": [1.0, 2, 3]}
    )
    assert differences(stored, stored).empty
    changed = stored.assign(value=[1.0, 2.0, 3.0 + 1e-7])
    assert differences(changed, stored)["month"].tolist() == [11]
    assert differences(stored.iloc[1:], stored)["group"].tolist() == ["all"]
    assert differences(stored, stored.iloc[:2])["month"].tolist() == [11]


def test_scenarios_differ_from_the_baseline() -> None:
    """Else the files would agree for the wrong reason."""
    assert not differences(simulated(FOLDER / "mix.yaml"), simulated(FOLDER / "baseline.yaml")).empty
