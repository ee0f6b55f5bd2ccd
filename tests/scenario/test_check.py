"""What `check` says of a sound scenario: what it is, how much money it has, and what in it does nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import load
from sim.scenario.check import check
from sim.scenario.templates import new_city

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
    assert f"{base + 15:g} crowns per resident a year (+15 against its baseline, a grant of 6 besides)" in found.says[1]


def test_money_of_another_city_is_noted_and_does_not_bind(write: Write) -> None:
    new_city("village")
    found = check(str(write("there.yaml", HEAD + "city: village\n")))
    assert found.faults == ()
    (note,) = found.notices
    assert "60 crowns per resident a year, comes from base.yaml, which is about another city (town)" in note
    write("own.yaml", HEAD + "city: village\nbudget: {per_resident_per_year: 25}\n")
    own = check("own.yaml")
    assert (own.faults, own.notices) == ((), ())
    assert own.says[1].startswith("25 crowns per resident a year;")
    heir = write("heir.yaml", "title: Heir\nextends: own.yaml\n")
    assert load(heir).reference_budget == 25
    assert check(str(heir)).notices == ()
    (fault,) = check(
        str(write("more.yaml", "title: More\nextends: own.yaml\nbudget: {per_resident_per_year: 30}\n"))
    ).faults
    assert "30 is not the 25 of own.yaml" in fault.message


@pytest.mark.parametrize(
    ("name", "cure"), [("hub", "coordination.duplication: 0.1"), ("institution_building", "governance.error: 0.1")]
)
def test_an_instrument_without_what_it_cures_is_noted(name: str, cure: str, write: Write) -> None:
    policy = f"policy: [{{instrument: {name}, share: 0.02}}, {{instrument: {name}, share: 0.02, from: 12}}]\n"
    (note,) = check(str(write("idle.yaml", HEAD + policy))).notices
    assert note.startswith(f"{name} has nothing to cure")
    assert cure.split(":")[0] in note
    assert check(str(write("cured.yaml", HEAD + policy + f"assumptions: {{{cure}}}\n"))).notices == ()
    assert check(str(write("built.yaml", HEAD + policy + "assumptions: {governance.approval: 3}\n"))).notices == (
        () if name == "institution_building" else (note,)
    )


@pytest.mark.parametrize(
    ("first", "second", "noted"),
    [
        ("", "", True),
        ("target: {need: 0.5}", "", True),
        ("target: {need: 0.5}", "target: {need: 0.5}", True),
        ("target: {need: 0.5}", "target: {education: high}", True),
        ("target: {education: low}", "target: {education: [low, medium]}", True),
        ("target: {education: low}", "target: {education: [high, medium]}", False),
        ("target: {education: low, accuracy: 0.5}", "target: {education: high}", True),
        ("target: {work: student}", "target: {work: retired, need: 0.5}", False),
        ("target: {age: [20, 40]}", "target: {age: [40, 60]}", True),
        ("target: {age: [20, 39]}", "target: {age: [40, 60]}", False),
        ("until: 12", "from: 12", False),
        ("until: 13", "from: 12", True),
    ],
)
def test_vouchers_that_displace_each_other_are_noted(first: str, second: str, noted: bool, write: Write) -> None:
    lines = [
        f"  - {{instrument: voucher, share: 0.05, kinds: {kind}{', ' if words else ''}{words}}}\n"
        for kind, words in (("school", first), ("library", second))
    ]
    notes = check(str(write("two.yaml", HEAD + "policy:\n" + "".join(lines)))).notices
    assert len(notes) == noted
    assert all("who is drawn for voucher and for voucher_2 has the latter alone" in note for note in notes)


@pytest.mark.parametrize("name", ["city.yaml", "institutions.csv"])
def test_a_file_of_a_city_is_checked_with_its_folder(name: str, folder: Path) -> None:
    found, whole = check(f"town/{name}"), check("town")
    assert found.says == ("It is a file of the city in town, which is checked whole", *whole.says)
    with pytest.raises(InputError, match="is a file of a city, not a scenario"):
        load(f"town/{name}")
    (folder / "town" / name).write_text("nonsense: 1\n", encoding="utf-8")
    assert check(f"town/{name}").faults == check("town").faults != ()
