"""What a study says that it cannot tell."""

from __future__ import annotations

from typing import Any

from sim.study.limits import cannot_tell

BUDGET = {"per_resident_per_year": 60.0, "grant": None}
ANCHOR = {"value": 0.4, "low": 0.3, "high": 0.5, "grade": "C"}
CITY = {"name": "Here", "currency": "CNY", "invented": False, "anchor": ANCHOR, "assumed": [], "notices": []}


def said(**scenarios: dict[str, Any]) -> str:
    """Everything that is said of these scenarios, the first of them the reference."""
    usual = {"forms": {"norms": "contacts"}, "assumptions": {}, "budget": BUDGET}
    manifest = {
        "assumptions": [], "city": CITY, "reference": next(iter(scenarios)), "replicates": 3, "months": 12,
        "scenarios": {name: usual | changes for name, changes in scenarios.items()},
    }  # fmt: skip
    return " ".join(cannot_tell(manifest, {"ranking": [], "binding": {}}))


def test_other_forms_and_assumptions_are_not_taken_for_the_policy() -> None:
    other = {"forms": {"norms": "city"}}
    assumed = {"assumptions": {"campaign.effect": 0.2}}
    assert "cannot be told apart" not in said(base={}, one={}, two={})
    assert "in one, three than in base" in said(base={}, one=other, two={}, three=assumed)
    assert "cannot be told apart" not in said(base=other, one=other)


def test_money_that_is_not_equal_is_said_with_how_much() -> None:
    richer = {"budget": BUDGET | {"per_resident_per_year": 75.0}}
    granted = {"budget": BUDGET | {"grant": {"per_resident_per_year": 6.0}}}
    found = said(base={}, one=richer, two={}, three=granted)
    assert "Not at equal money: one has 75 CNY per resident a year, +15 against base." in found
    assert "three has 66 CNY per resident a year, +6 against base." in found
    assert "two has" not in found
