"""What is wrong in an experiment file is said at once, each with file, line, key and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from sim.errors import Fault, InputError
from sim.study.check import check
from sim.study.experiment import experiment, read_study
from sim.study.experiment_file import schema_json

BASE = """\
title: Base
city: {city}
citizens: 300
months: 24
budget: {{per_resident_per_year: 60, rule: equal}}
policy: [{{instrument: outreach, share: 0.1}}]
"""
GOOD = """\
title: A try
method: grid
scenario: base.yaml
levers:
  lever:
    path: policy
    levels:
      none: []
      some: [{instrument: voucher, share: 0.2}]
"""
FaultsOf = Callable[[str], list[Fault]]


@pytest.fixture
def faults_of(tmp_path: Path, millbrook: Path, monkeypatch: pytest.MonkeyPatch) -> FaultsOf:
    """The faults of an experiment `try.yaml` of that text, as `check` and as a study say them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE.format(city=millbrook), encoding="utf-8")

    def found(text: str) -> list[Fault]:
        (tmp_path / "try.yaml").write_text(text, encoding="utf-8")
        faults = list(check("try.yaml").faults)
        if faults:
            with pytest.raises(InputError) as caught:
                read_study("try.yaml")
            assert list(caught.value.faults) == faults
        return faults

    return found


def at(faults: list[Fault]) -> list[tuple[int | None, str]]:
    return [(one.line, one.where) for one in faults]


def test_a_sound_file_says_what_it_will_run(faults_of: FaultsOf) -> None:
    assert faults_of(GOOD) == []
    said = check("try.yaml").says
    assert said[0] == "A try: grid, 2 points in 1 world, 10 replicates"
    assert "300 citizens, 24 months" in said[1]


def test_the_example_of_the_documentation_is_sound(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs/experiments.md").read_text(encoding="utf-8")
    (tmp_path / "example.yaml").write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    checked = check(str(tmp_path / "example.yaml"))
    assert (checked.faults, checked.notices) == ((), ())
    assert "36 points in 18 worlds" in checked.says[0]


def test_what_comes_after_the_end_is_noted(faults_of: FaultsOf) -> None:
    assert faults_of(GOOD + "at: [12, 24, 36]\n") == []
    assert check("try.yaml").notices == ("months of `at:` are left out: 36, and the runs have 24",)
    assert faults_of(GOOD + "at: [12, 24]\n") == []
    assert check("try.yaml").notices == ()


def test_a_factor_of_one_level_is_noted(faults_of: FaultsOf) -> None:
    assert faults_of(GOOD + "uncertainties:\n  price: {path: assumptions.choice.price, levels: [0.8]}\n") == []
    said = "price has one level, 0.8: nothing is compared by it; `set:` holds what never varies"
    assert check("try.yaml").notices == (said,)


def test_all_faults_are_said_at_once_with_line_key_and_remedy(faults_of: FaultsOf) -> None:
    found = faults_of(
        GOOD.replace("share: 0.2", "share: 2")
        + "replicate: 3\noutcomes: [participation_12n]\nseed: -1\n"
        + "uncertainties:\n  price: {path: assumptions.choice.prise, levels: [0.8]}\n  w: {path: months}\n"
    )
    assert at(found) == [
        (9, "lever=some: policy[0].share"),
        (10, "replicate"),
        (11, "outcomes[0]"),
        (12, "seed"),
        (14, "reference: assumptions.choice.prise"),
        (15, "uncertainties.w"),
    ]
    assert all(one.file == "try.yaml" and one.remedy for one in found)
    text = "\n".join(map(str, found))
    for words in ("2 is outside its range", "'replicates'", "'participation_12m'", "'choice.price'", "no levels"):
        assert words in text


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("method: grid", "method: grids"), 2, "Did you mean 'grid'?"),
        (("scenario: base.yaml", "scenario: bas.yaml"), 3, "Did you mean 'base.yaml'?"),
        (("scenario: base.yaml", "scenarios: [base.yaml, ./base.yaml]"), 3, "two files are called base"),
        (
            ("scenario: base.yaml", "scenario: [base.yaml, b.yaml]"),
            3,
            "['base.yaml', 'b.yaml'] is not one file. Write `scenarios:` for several files",
        ),
        (("scenario: base.yaml\n", ""), 1, "there must be `scenario` or `scenarios`"),
        (("path: policy", "path: policy..x"), 6, "is no path into a scenario"),
        (("path: policy", "path: policy[3].share"), 8, "where policy has 1 items"),
        (("path: policy", "path: polici"), 8, "unknown key"),
        (("    path: policy\n", ""), 7, "is not `path: value` lines"),
        (("none: []", "a=b: []"), 8, "is no name"),
        (("    levels:", "    reference: nine\n    levels:"), 7, "there is no level 'nine'"),
        (("    levels:", "    range: [0, 1]\n    levels:"), 5, "each says all"),
        (("levers:", "levers:\n  b: {path: assumptions.campaign.effect, range: [0.2]}"), 5, "two values are needed"),
        (("levers:", "levers:\n  b: {path: months, levels: [24, 24.0]}"), 5, "'24' stands twice. Keep one of them"),
        (("levers:", "analysis: factorial\nlevers:\n  b: {path: months, levels: [1, 2, 3]}"), 6, "two levels of each"),
        (("levers:", "levers:\n  value: {path: months, levels: [24]}"), 5, "another column of outcomes.csv"),
        (("levers:", "levers:\n  file: {path: months, levels: [24]}"), 5, "that `scenarios:` makes has this name"),
        (
            ("scenario: base.yaml\nlevers:\n  lever:", "scenarios: [base.yaml]\nlevers:\n  file:"),
            5,
            "`scenarios:` makes has this name",
        ),
        (("levers:", "uncertainties:\n  lever: {path: months, levels: [24]}\nlevers:"), 5, "the name stands twice"),
        (("levers:", "analysis: order\nlevers:"), 4, "exactly one lever"),
        (("levers:", "analysis: lasting\nlevers:"), 4, "a month to compare later ones with"),
        (
            ("levers:", "outcomes: [deadweight]\nlevers:"),
            4,
            "is no indicator but a figure of a comparison. Drop it here: `ranking` of a comparison has it.",
        ),
        (("levers:", "less_is_better: [unmet_demand]\nlevers:"), 4, "'unmet_demand' is not among the outcomes"),
        (("levers:", "levers:\n  m: {path: months, levels: [3, 4]}"), 2, "different numbers of months"),
        (("levers:", "months: 2\nlevers:\n  o: {orders: {a: {}, b: {}, c: {}}}"), 6, "too few for 3 instruments"),
        (("some: [{instrument: voucher, share: 0.2}]", "some: [{instrument: vouchers, share: 0.2}]"), 9, "'voucher'"),
        (("some: [{instrument: voucher, share: 0.2}]", "some: [{instrument: voucher}]"), 9, "it takes no money"),
    ],
)
def test_each_fault_names_its_place_and_mend(
    faults_of: FaultsOf, change: tuple[str, str], line: int, words: str
) -> None:
    assert change[0] in GOOD
    found = faults_of(GOOD.replace(*change))
    assert any(words in str(one) for one in found), found
    assert line in {one.line for one in found}
    assert {one.file for one in found} == {"try.yaml"}


def test_a_missing_file_of_several_is_named_by_its_place_as_the_file_must_write_it(
    faults_of: FaultsOf, tmp_path: Path
) -> None:
    faults_of(GOOD)
    (tmp_path / "bad").mkdir()
    text = GOOD.replace("scenario: base.yaml", "scenarios: [../base.yaml, ../bas.yaml]")
    (tmp_path / "bad/try.yaml").write_text(text, encoding="utf-8")
    (fault,) = check("bad/try.yaml").faults
    assert (fault.where, fault.remedy) == ("scenarios[1]", "Did you mean '../base.yaml'?")


def test_what_is_wrong_only_together_is_said_with_the_levels_that_meet(faults_of: FaultsOf) -> None:
    text = "title: A try\nmethod: grid\nscenario: base.yaml\nlevers:\n" + "".join(
        f"  {name}: {{path: policy+, levels: {{no: [], yes: [{{instrument: voucher, share: 0.6}}]}}}}\n"
        for name in "ab"
    )
    (fault,) = faults_of(text)
    assert fault.where == "a=yes b=yes: policy"
    assert "more than the envelope" in fault.message


def test_a_fault_of_the_scenario_file_is_said_once(faults_of: FaultsOf, tmp_path: Path) -> None:
    faults_of(GOOD)
    base = tmp_path / "base.yaml"
    base.write_text(base.read_text("utf-8").replace("300", "0"), encoding="utf-8")
    (fault,) = faults_of(GOOD)
    assert (fault.file, fault.line, fault.where) == ("base.yaml", 3, "citizens")


def test_a_grid_too_large_to_run_is_refused_before_it_is_made(faults_of: FaultsOf) -> None:
    levers = "".join(f"  l{i}: {{path: months, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}\n" for i in range(9))
    (fault,) = faults_of(f"title: A try\nmethod: grid\nscenario: base.yaml\nlevers:\n{levers}")
    assert "1,000,000,000 points are too many" in fault.message


def test_a_method_that_comes_later_is_checked_whole_but_not_run(faults_of: FaultsOf) -> None:
    later = GOOD.replace("method: grid", "method: robustness\nsamples: 500") + (
        "uncertainties:\n  price: {path: assumptions.choice.price, range: [0.1, 2.0]}\n"
    )
    assert faults_of(later) == []
    assert "comes in a later version" in check("try.yaml").notices[0]
    with pytest.raises(InputError) as caught:
        experiment("try.yaml")
    (fault,) = caught.value.faults
    assert "robustness is a method that comes in a later version" in str(fault)
    assert "grid and one_at_a_time" in fault.remedy
    assert at(faults_of(later.replace("2.0]", "9.0]"))) == [(12, "price=high: assumptions.choice.price")]
    assert "Write `levels:`" in str(faults_of(later.replace("robustness", "grid"))[0])


def test_equal_money_is_held_to_in_levers_and_a_city_may_have_other_money(faults_of: FaultsOf) -> None:
    money = "{path: budget.per_resident_per_year, levels: [60.0, 90.0]}"
    (fault,) = faults_of(GOOD.replace("levers:\n", f"levers:\n  money: {money}\n"))
    assert "though `rule` is equal" in fault.message
    assert faults_of(GOOD + f"uncertainties:\n  money: {money}\n") == []
    study = read_study("try.yaml")
    assert {(one.budget.per_resident_per_year, one.reference_budget) for one in study.scenarios} == {(60, 60), (90, 90)}


def test_a_city_may_be_an_uncertainty(faults_of: FaultsOf) -> None:
    assert faults_of(GOOD + "uncertainties:\n  city: {path: city, levels: [cities/espoo, cities/millbrook]}\n") == []
    assert {Path(one.city).name for one in read_study("try.yaml").scenarios} == {"espoo", "millbrook"}


def test_arguments_stand_above_the_file(faults_of: FaultsOf) -> None:
    assert faults_of(GOOD + "citizens: 200\nmonths: 12\nseed: 4\n") == []
    study = read_study("try.yaml", citizens=100, months=6, replicates=2, seed=9)
    assert {(one.citizens, one.months) for one in study.scenarios} == {(100, 6)}
    assert (study.experiment.replicates, study.experiment.seed) == (2, 9)


def test_the_schema_knows_the_keys() -> None:
    schema = schema_json()
    jsonschema.Draft7Validator.check_schema(schema)
    assert {"method", "levers", "uncertainties", "outcomes", "analysis", "set"} <= set(schema["properties"])
