"""Faults of shocks, conditions, laws and reserves in a scenario file: all at once, each at its line with its mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import Fault
from sim.scenario import load

Write = Callable[[str, str], Path]
FaultsOf = Callable[[str], list[Fault]]
HEAD = "title: Bad\nextends: base.yaml\n"
SHOCK = HEAD + "shocks:\n- kind: {kind}\n  from: 3\n"  # what a test adds begins on line 6
ITEM = HEAD + "policy:\n- instrument: outreach\n  share: 0.1\n"

OF_SHOCKS = {
    "no size": ("fiscal", "", "shocks[0]", ["needs a size", "envelope"]),
    "a size too many": ("closure", "  size: 0.2", "shocks[0].size", ["has no size"]),
    "size": ("fiscal", "  size: 2.0", "shocks[0].size", ["2", "above 0 to 1"]),
    "a district of the city's money": ("fiscal", "  size: 0.1\n  districts: D1", "shocks[0].districts", ["whole city"]),
    "unknown district": ("closure", "  districts: D9", "shocks[0].districts[0]", ["has no district 'D9'"]),
    "two ends": ("outage", "  months: 3\n  until: 9", "shocks[0].months", ["`until` is given too"]),
    "end before start": ("outage", "  until: 2", "shocks[0].until", ["not after `from`"]),
    "unknown kind": ("closur", "", "shocks[0].kind", ["'closur' is not allowed", "Did you mean 'closure'?"]),
    "unknown key": ("closure", "  lenght: 2", "shocks[0].lenght", ["unknown key"]),
}
OF_ITEMS = {
    "no bound": ("  when: {indicator: seats}", "policy[0].when", ["no bound", "`above:`"]),
    "unknown indicator": ("  when: {indicator: seat, above: 1}", "policy[0].when.indicator", ["Did you mean 'seats'?"]),
    "one of several": (
        "  when: {indicator: participation, above: 1}",
        "policy[0].when.indicator",
        ["Did you mean 'participation_12m' or 'participation_4w'?"],
    ),
    "no month of the gate": ("  gate: {indicator: seats, above: 1}", "policy[0].gate.month", ["missing"]),
    "for": ("  when: {indicator: seats, above: 1, for: 0}", "policy[0].when.for", ["0 is outside"]),
    "law": ("- {instrument: law, share: 0.1, protects: voucher}", "policy[1].protects[0]", ["no 'voucher' to protect"]),
    "law for some": (
        "- {instrument: law, share: 0.1, target: {work: employed}}",
        "policy[1].target",
        ["serves nobody in particular"],
    ),
    "practice for some": (
        "- {instrument: practice, share: 0.1, target: {need: 0.2, accuracy: 0.9}}",
        "policy[1].target",
        ["serves nobody in particular"],
    ),
    "module for some": (
        "- {instrument: shared_content, share: 0.1, target: {need: 0.2}}",
        "policy[1].target",
        ["cannot choose by need"],
    ),
    "checks in a district": (
        "- {instrument: places, share: 0.1, target: {districts: D1, accuracy: 0.9}}",
        "policy[1].target.accuracy",
        ["nobody's case is checked"],
    ),
    "reserve": ("budget: {reserve: {share: 0.7}}", "budget.reserve.share", ["0.7 is outside", "0.5"]),
    "money in a branch": (
        "- {instrument: places, share: 0.95, when: {indicator: seats, below: 1}}",
        "policy",
        ["more than the envelope", "1.05 of it"],
    ),
}


@pytest.mark.parametrize("case", OF_SHOCKS)
def test_a_fault_of_a_shock(faults_of: FaultsOf, case: str) -> None:
    kind, text, key, words = OF_SHOCKS[case]
    found = faults_of(SHOCK.format(kind=kind) + text)
    assert [one.where for one in found] == [key]
    assert [word for word in words if word not in str(found[0])] == []


@pytest.mark.parametrize("case", OF_ITEMS)
def test_a_fault_of_a_condition_a_law_or_a_reserve(faults_of: FaultsOf, case: str) -> None:
    text, key, words = OF_ITEMS[case]
    found = faults_of(ITEM + text)
    assert [one.where for one in found] == [key]
    assert [word for word in words if word not in str(found[0])] == []


def test_all_faults_of_all_shocks_come_at_once(faults_of: FaultsOf) -> None:
    text = "shocks:\n- {kind: fiscal, from: -1, size: 3}\n- {kind: outage, from: 1, size: 0.1, until: 1}\n- {from: 2}\n"
    keys = [one.where for one in faults_of(HEAD + text)]
    assert set(keys) == {
        "shocks[0].from", "shocks[0].size", "shocks[1].size", "shocks[1].until", "shocks[2].kind",
    }  # fmt: skip


def test_sound_shocks_are_read_with_dates_and_names(write: Write) -> None:
    path = write(
        "good.yaml",
        HEAD + "shocks:\n- {kind: closure, from: 2027-04-01, months: 2, districts: North}\n"
        "- {kind: fiscal, from: 1, size: 0.25, until: 3}\n",
    )
    first, second = load(path).shocks
    assert (first.from_month, first.end) == (3, 5)
    assert first.districts is not None
    plan = load(path)
    full = plan.envelope_cents(1000, 1)
    assert [plan.received_cents(1000, month) for month in (0, 1, 2, 3)] == [full, full * 3 // 4, full * 3 // 4, full]
    assert second.strikes(2)
