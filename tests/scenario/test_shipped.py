"""Shipped scenarios, and the templates that `new` writes, are sound, short and say where they come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from test_trace import SECTIONS

from sim.errors import InputError
from sim.report.data import listed
from sim.scenario import files_hash, load, load_city
from sim.scenario.check import check
from sim.scenario.instruments import INSTRUMENTS
from sim.scenario.templates import new_city, new_scenario

SHIPPED = Path(__file__).parents[2] / "scenarios"
FILES = sorted(path for path in SHIPPED.rglob("*.yaml") if "cities" not in path.parts)
DIFFS = [path for path in FILES if path.stem != "baseline" and path.parent.name != "elsewhere"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_sound_and_names_its_paragraph(path: Path) -> None:
    plan = load(path)
    assert plan.about.author
    assert plan.about.summary
    assert plan.about.reference[:1].isdigit()
    up = "../" * (len(path.relative_to(SHIPPED).parts) - 1)
    assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema={up}scenario.schema.json\n")


def test_the_baseline_is_complete_and_does_nothing() -> None:
    plan = load(SHIPPED / "baseline.yaml")
    assert (plan.extends, plan.policy, plan.citizens, plan.months) == (None, (), 20_000, 120)
    assert (plan.budget.per_resident_per_year, plan.budget.rule) == (60, "equal")


@pytest.mark.parametrize("path", DIFFS, ids=lambda path: path.stem)
def test_a_diff_differs_only_in_its_policy_and_costs_the_same(path: Path) -> None:
    plan, baseline = load(path), load(SHIPPED / "baseline.yaml")
    assert Path(plan.extends or "").name == "baseline.yaml"
    assert len(path.read_text("utf-8").splitlines()) <= 30
    assert plan.policy or plan.shocks
    assert plan.budget.model_copy(update={"reserve": None}) == baseline.budget
    assert sum(plan.claim(item, 24) for item in plan.policy) <= 0.25


def test_there_is_one_for_each_challenge_and_its_comparators() -> None:
    assert {path.stem for path in DIFFS} >= {
        "capital",
        "talent",
        "training_system",
        "atmosphere",
        "voucher",
        "cash_transfer",
        "mix",
    }


def test_each_countermeasure_value_and_outlook_has_a_bundle() -> None:
    served = " ".join(load(path).about.reference for path in FILES)
    assert [one for one in ("5.1", "5.2", "5.3", "5.4", "5.5", "6.1", "6.2", "6.3") if one not in served] == []
    assert [one for one in ("4.1", "4.2", "4.3", "4.4", "4.5", "4.6") if one not in served] == []


@pytest.mark.parametrize("folder", [SHIPPED, SHIPPED.parent / "experiments"], ids=lambda folder: folder.name)
def test_the_paragraphs_that_shipped_files_name_exist(folder: Path) -> None:
    """Row 58: `about.reference` speaks of sections of the paper, and of nothing else."""
    files = [path for path in sorted(folder.rglob("*.yaml")) if "cities" not in path.parts]
    assert len(files) > 10
    said = {path.stem: YAML(typ="safe").load(path.read_text("utf-8"))["about"]["reference"] for path in files}
    assert {name: text for name, text in said.items() if not set(re.split(", | to ", text)) <= SECTIONS} == {}


def test_experiments_say_of_which_outcomes_less_is_better() -> None:
    """Else the first rank is that of who waits longest, and the least regret that of the widest gap."""
    harms = {"waiting_months", "unmet_demand", "education_gap", "gaming", "displaced_hours"}
    seen = set()
    for path in (SHIPPED.parent / "experiments").glob("*.yaml"):
        file = YAML(typ="safe").load(path.read_text("utf-8"))
        outcomes, less = (set(listed(file.get(key, []))) for key in ("outcomes", "less_is_better"))
        assert outcomes & harms == less, path.name
        seen |= less
    assert seen == harms


def test_every_instrument_is_used_by_a_shipped_file() -> None:
    used = {item.instrument for path in FILES for item in load(path).policy}
    shown = " ".join(path.read_text("utf-8") for path in (SHIPPED.parent / "experiments").glob("*.yaml"))
    assert [name for name in INSTRUMENTS if name not in used and f"instrument: {name}" not in shown] == []


def test_the_comparator_has_the_money_and_people_of_the_voucher() -> None:
    cash, voucher = load(SHIPPED / "cash_transfer.yaml").policy[0], load(SHIPPED / "voucher.yaml").policy[0]
    assert (cash.share, cash.target) == (voucher.share, voucher.target)


@pytest.mark.parametrize("name", ["mine", "my first try", "sub/mine.yaml", "5 + 5: a #b", "学习"])
def test_a_new_scenario_passes_the_check(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = new_scenario(name)
    assert path.suffix == ".yaml"
    assert [one.instrument for one in load(path).policy] == ["outreach"]
    assert len(path.read_text("utf-8").splitlines()) < 40


@pytest.mark.parametrize("name", ["my_town", "cities/my town", "5: a {b} #c", "学习"])
def test_a_new_city_passes_the_check_and_can_be_used(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = new_city(name)
    facts = load_city(folder)
    assert facts.invented
    assert "age.csv is absent" in " ".join(facts.notices)
    first, before = load(folder / "baseline.yaml"), files_hash(folder)
    assert (first.city, first.borrowed) == (name, None)
    policy = load(new_scenario(f"{name}/mine"))
    assert policy.lineage[1:] == first.lineage
    assert (policy.city, policy.borrowed) == (name, None)
    assert files_hash(folder) == before  # a scenario beside the tables makes no other city
    Path("mine.yaml").write_text(f"title: Mine\nextends: baseline.yaml\ncity: '{name}'\n", encoding="utf-8")
    assert load("mine.yaml").city == name


@pytest.mark.parametrize("write", [new_scenario, new_city])
def test_nothing_is_overwritten(write: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(write)
    path = write("same.yaml")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(InputError, match="exists already"):
        write("same.yaml")
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert path == Path("same.yaml")


@pytest.mark.parametrize("name", ["file.txt/inside", "a\0b", "x" * 300, "", "a\nb"])
def test_a_name_that_cannot_be_written_is_a_fault(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.txt").write_text("", encoding="utf-8")
    for write in (new_scenario, new_city):
        with pytest.raises(InputError):
            write(name)


def test_the_check_says_what_a_file_or_folder_is(folder: Path) -> None:
    assert check("base.yaml").says[0] == "Base: town, 500 citizens, 120 months"
    assert "50,000 residents" in check("town").says[0]
    assert check("town").notices
    assert [fault.message for fault in check("nowhere").faults] == ["no such file"]
    assert check("a\0b").faults
