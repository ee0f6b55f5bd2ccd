"""What `check` says of a sound scenario: what it is, how much money it has, and what in it does nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.scenario.check import check

Write = Callable[[str, str], Path]
HEAD = "title: Mine\nextends: base.yaml\n"


def test_what_never_acts_is_noted(write: Write) -> None:
    text = "months: 12\npolicy: [{instrument: voucher, share: 0.2, from: 24}, {instrument: outreach, share: 0.1}]\n"
    text += "shocks: [{kind: closure, from: 12, months: 3}]\n"
    text += "targets: [{indicator: starts, value: 1, month: 13}, {indicator: starts, value: 1, month: 12}]\n"
    found = check(str(write("late.yaml", HEAD + text)))
    assert found.faults == ()
    assert found.notices == (
        "voucher never acts: it begins in month 24, and the run has 12",
        "the target for starts is not measured: month 13, and the run has 12",
        "the shock closure never comes: it begins in month 12 of 12",
    )


def test_a_call_without_volunteers_is_noted(write: Write) -> None:
    policy = "policy: [{instrument: call_for_volunteers, share: 0.1}]\n"
    assert len(check(str(write("call.yaml", HEAD + policy))).notices) == 1
    assert check(str(write("heard.yaml", HEAD + policy + "forms: {volunteers: burn_out}\n"))).notices == ()


def test_money_beside_the_baselines_is_told(write: Write, folder: Path) -> None:
    usual = check(str(folder / "base.yaml")).says[1]
    assert "against" not in usual
    base = float(usual.split()[0])
    budget = f"per_resident_per_year: {base + 15:g}, rule: additional, grant: {{per_resident_per_year: 6}}"
    found = check(str(write("more.yaml", HEAD + f"budget: {{{budget}}}\n")))
    assert f"{base + 15:g} per resident a year (+15 against its baseline, a grant of 6 besides)" in found.says[1]
