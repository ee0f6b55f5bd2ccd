"""What a study says that it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.study.limits import cannot_tell

BUDGET = {"per_resident_per_year": 60.0, "grant": None}
ANCHOR = {"value": 0.4, "low": 0.3, "high": 0.5, "grade": "C"}
CITY = {"name": "Here", "currency": "CNY", "invented": False, "anchor": ANCHOR, "assumed": [], "notices": []}


def said(ranking: Sequence[Mapping[str, Any]] = (), /, **scenarios: dict[str, Any]) -> str:
    """Everything that is said of these scenarios, the first of them the reference."""
    usual = {"forms": {"norms": "contacts"}, "assumptions": {}, "budget": BUDGET}
    manifest = {
        "assumptions": [], "city": CITY, "reference": next(iter(scenarios)), "replicates": 3, "months": 12,
        "scenarios": {name: usual | {"title": name.upper()} | changes for name, changes in scenarios.items()},
    }  # fmt: skip
    return " ".join(cannot_tell(manifest, {"ranking": ranking, "binding": {}}))


def test_other_forms_and_assumptions_are_not_taken_for_the_policy() -> None:
    other = {"forms": {"norms": "city"}}
    assumed = {"assumptions": {"campaign.effect": 0.2}}
    assert "cannot be told apart" not in said(base={}, one={}, two={})
    assert "in ONE (norms); THREE (campaign.effect) than in BASE: what" in said(
        base={}, one=other, two={}, three=assumed
    )
    assert "cannot be told apart" not in said(base=other, one=other)


def test_scenarios_without_a_clear_difference_have_their_titles() -> None:
    rows = [{"scenario": name, "difference_low": -0.1, "difference_high": 0.1} for name in ("one", "two")]
    assert "No clear difference to the reference with 3 replicates: ONE; TWO." in said(rows, base={}, one={}, two={})


def test_money_that_is_not_equal_is_said_with_how_much() -> None:
    richer = {"budget": BUDGET | {"per_resident_per_year": 75.0}}
    granted = {"budget": BUDGET | {"grant": {"per_resident_per_year": 6.0, "from": 12, "until": 18}}}
    found = said(base={}, one=richer, two={}, three=granted)
    assert "Not at equal money: ONE has 75 CNY per resident a year (+15)." in found
    grant = "a grant of 6 CNY per resident a year from month 12 until month 18, of which the city may take back a part"
    assert f"THREE has {grant}." in found
    assert "TWO has" not in found
    assert "Not at equal money" not in said(base=granted, one=granted)
    assert "ONE has no grant" in said(base=granted, one={})


def test_money_that_a_shock_takes_from_one_scenario_only_is_said() -> None:
    cut = {"shocks": [{"kind": "fiscal", "from": 6, "months": 12, "until": None, "size": 0.3}]}
    closed = {"shocks": [{"kind": "closure", "from": 6, "months": 12, "until": None, "size": None}]}
    found = said(base={}, one=cut, two=closed)
    assert "Not at equal money: ONE has a shock that takes 30% of its money from month 6 until month 18." in found
    assert "TWO has" not in found
    assert "Not at equal money" not in said(base=cut, one=cut)
    assert "ONE has no shock to its money" in said(base=cut, one={})
