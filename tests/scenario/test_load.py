"""Scenario files: what is read, what is inherited, and where files and cities are looked for."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import Scenario, load
from sim.scenario.find import shipped
from sim.scenario.instruments import INSTRUMENTS

Write = Callable[[str, str], Path]
CHILD = "title: Child\nextends: base.yaml\n"


def test_a_root_file_is_read(folder: Path) -> None:
    plan = load("base.yaml")
    assert (plan.title, plan.name, plan.path, plan.lineage) == ("Base", "base", "base.yaml", ("base.yaml",))
    assert (plan.city, plan.citizens, plan.months, plan.policy) == ("town", 500, 120, ())
    assert (plan.budget.per_resident_per_year, plan.reference_budget) == (60, 60)


def test_what_is_left_out_has_its_default(write: Write) -> None:
    plan = load(write("short.yaml", "title: A\ncity: town\nbudget: {per_resident_per_year: 1}\n"))
    assert (plan.citizens, plan.months, plan.budget.rule, plan.assumptions) == (20_000, 120, "equal", {})


def test_a_child_overrides_key_by_key_and_replaces_the_policy(write: Write) -> None:
    write(
        "parent.yaml",
        "title: Parent\nextends: base.yaml\nmonths: 24\nabout: {author: Ada, summary: old}\n"
        "policy: [{instrument: places, share: 0.5}]\n"
        "assumptions: {choice.price: 1.5, choice.norm: 1}\n",
    )
    plan = load(
        write(
            "child.yaml",
            "extends: parent.yaml\nabout: {summary: new}\n"
            "policy: [{instrument: outreach, spend: 6}]\nassumptions: {choice.price: 1.2}\n",
        )
    )
    assert (plan.title, plan.months, plan.about.author, plan.about.summary) == ("Parent", 24, "Ada", "new")
    assert [one.instrument for one in plan.policy] == ["outreach"]
    assert plan.assumptions == {"choice.price": 1.2, "choice.norm": 1}
    assert plan.lineage == ("child.yaml", "parent.yaml", "base.yaml")
    inherited = load(write("heir.yaml", "title: Heir\nextends: parent.yaml\n"))
    assert [one.instrument for one in inherited.policy] == ["places"]


def test_arguments_override_the_file_and_are_checked(folder: Path) -> None:
    assert (load("base.yaml", citizens=7, months=3).citizens, load("base.yaml", citizens="all").citizens) == (7, "all")
    with pytest.raises(InputError) as caught:
        load("base.yaml", citizens=0, months=-1)
    assert {fault.where for fault in caught.value.faults} == {"citizens", "months"}


def test_yaml_numbers_and_words(write: Write) -> None:
    plan = load(
        write(
            "a.yaml",
            CHILD + "citizens: 1_000\nmonths: 0x18\npolicy:\n- {instrument: outreach, share: 1e-1, ramp: 007}\n",
        )
    )
    assert (plan.citizens, plan.months) == (1000, 24)
    assert (plan.policy[0].share, plan.policy[0].ramp) == (0.1, 7)


def test_dates_count_from_the_start_of_the_city(write: Write) -> None:
    plan = load(
        write(
            "a.yaml", CHILD + "policy:\n- {instrument: outreach, share: 0.1, from: 2027-03-15, until: '2028-01-01'}\n"
        )
    )
    assert (plan.policy[0].from_month, plan.policy[0].until) == (2, 12)


def test_districts_by_name_or_id_become_ids(write: Write) -> None:
    plan = load(
        write(
            "a.yaml",
            CHILD + "policy:\n- {instrument: outreach, share: 0.1, target: "
            "{districts: [North, D1], education: low, age: [55, 80]}}\n",
        )
    )
    target = plan.policy[0].target
    assert target is not None
    assert (target.districts, target.education, target.age) == (("D2", "D1"), ("low",), (55, 80))


def test_the_preset_called_null_can_be_written_bare(write: Write) -> None:
    plan = load(write("a.yaml", CHILD + "assumptions:\n  campaign.effect: {preset: null}\n"))
    assert plan.assumptions == {"campaign.effect": {"preset": "null"}}


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_instrument_needs_only_its_money(instrument: str, write: Write) -> None:
    plan = load(write("a.yaml", f"{CHILD}policy: [{{instrument: {instrument}, share: 0.2}}]\n"))
    assert type(plan.policy[0]) is INSTRUMENTS[instrument]


def test_the_city_is_looked_for_above_the_file(folder: Path, write: Write) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    write("a/b/deep.yaml", "title: Deep\nextends: ../../base.yaml\ncity: town\n")
    assert load("a/b/deep.yaml").city == "town"
    assert load("a/b/deep.yaml").lineage == ("a/b/deep.yaml", "base.yaml")


def test_the_shipped_baseline_can_be_extended_from_anywhere(write: Write) -> None:
    plan = load(write("mine.yaml", "title: Mine\nextends: baseline.yaml\ncitizens: 100\n"))
    assert plan.city.endswith("cities/dalian")


def test_a_byte_order_mark_and_windows_lines_are_read(folder: Path) -> None:
    Path("w.yaml").write_bytes("\ufefftitle: Ä\r\nextends: base.yaml\r\n".encode())
    assert load("w.yaml").title == "Ä"


def test_a_scenario_never_changes_and_travels(write: Write) -> None:
    plan = load(write("a.yaml", CHILD + "policy: [{instrument: voucher, share: 0.2}]\n"))
    with pytest.raises(ValueError, match="frozen"):
        plan.months = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        plan.policy[0].share = 1.0  # type: ignore[misc]
    again = pickle.loads(pickle.dumps(plan))
    assert (again, again.lineage, again.reference_budget) == (plan, plan.lineage, plan.reference_budget)


def test_resolved_is_complete_json_from_which_the_scenario_can_be_made_again(write: Write) -> None:
    plan = load(
        write(
            "a.yaml",
            CHILD + "policy: [{instrument: offers, share: 0.2, from: 3, pulse: "
            "{every: 12, length: 3}, target: {districts: [D1]}}]\n",
        )
    )
    values = json.loads(json.dumps(plan.resolved()))
    assert (values["name"], values["path"], values["lineage"]) == ("a", "a.yaml", ["a.yaml", "base.yaml"])
    assert values["policy"][0]["from"] == 3
    assert values["reference_budget"] == 60
    kept = {key: value for key, value in values.items() if key in Scenario.model_fields}
    again = Scenario.model_validate(kept | {key: tuple(kept[key]) for key in ("policy", "shocks", "targets")})
    assert again.policy == plan.policy


def test_the_budget_of_the_root_is_the_reference(write: Write) -> None:
    write("rich.yaml", "title: Rich\nextends: base.yaml\nbudget: {per_resident_per_year: 70, rule: additional}\n")
    plan = load(write("richer.yaml", "title: Richer\nextends: rich.yaml\nbudget: {per_resident_per_year: 80}\n"))
    assert (plan.budget.per_resident_per_year, plan.reference_budget) == (80, 60)


def test_the_shipped_scenarios_are_found_after_an_installation_for_one_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site.getuserbase", lambda: "/home/one/.local")
    assert Path("/home/one/.local/share/learncity/scenarios") in list(shipped())


@pytest.mark.parametrize("instrument", ["places", "teachers", "offers", "maintenance"])
def test_what_serves_whoever_comes_cannot_choose_people(write: Write, instrument: str) -> None:
    """Else the loader would accept words that the programme does not heed."""
    item = f"{{instrument: {instrument}, share: 0.1, target: {{need: 0.5, age: [55, 80]}}}}"
    with pytest.raises(InputError, match=r"cannot choose by age, need"):
        load(write("people.yaml", CHILD + f"policy: [{item}]\n"))
    load(write("town.yaml", CHILD + f"policy: [{{instrument: {instrument}, share: 0.1, target: {{age: null}}}}]\n"))
