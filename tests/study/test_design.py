"""What a study runs: names, seeds, the reference, the key of reuse, and the faults of designs that make no sense."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_city import outreach, scenario

from sim.assumptions import declared
from sim.errors import InputError
from sim.scenario import Scenario, files_hash
from sim.study.design import Design, distinct_names, replicate_seeds, slug

Make = Callable[..., Design]


def at(path: str) -> Scenario:
    one = scenario("x")
    return Scenario.model_validate(one.model_dump(by_alias=True), context={"lineage": (path,)})


def test_seeds_are_distinct_and_do_not_depend_on_their_number() -> None:
    assert replicate_seeds(5, 3) == replicate_seeds(5, 200)[:3]
    assert replicate_seeds(5, 3)[0] == 5
    assert len(set(replicate_seeds(5, 500))) == 500
    assert not set(replicate_seeds(5, 100)) & set(replicate_seeds(6, 100))


def test_the_reference_is_the_baseline_else_the_first_else_as_said(design: Make) -> None:
    assert design(scenario("a"), scenario("baseline")).reference == "baseline"
    assert design(scenario("a"), scenario("b")).reference == "a"
    assert design(scenario("a"), scenario("baseline"), reference=0).reference == "a"


def test_the_reference_runs_first_in_every_replicate(design: Make) -> None:
    runs = design(scenario("a"), scenario("baseline"), replicates=2).runs()
    assert [(run.replicate, run.name) for run in runs] == [(1, "baseline"), (1, "a"), (2, "baseline"), (2, "a")]


def test_equal_stems_are_told_apart_by_their_folders() -> None:
    assert distinct_names([at("north/mix.yaml"), at("south/mix.yaml"), at("south/plain.yaml")]) == (
        ["north-mix", "south-mix", "plain"],
        [],
    )


def test_a_folder_of_results_says_what_is_compared_with_what_and_in_whose_town(design: Make) -> None:
    def called(*names: str, city: str = "cities/fake") -> str:
        return design(*(scenario(name, city=city) for name in names)).called

    assert called("voucher") == "voucher"
    assert called("baseline", "voucher") == "voucher-vs-baseline"
    assert called("voucher", "baseline", "mix") == called("mix", "baseline", "voucher") == "mix+voucher-vs-baseline"
    assert called("baseline", "a", "b", "c") == "a+2_more-vs-baseline"
    assert called("baseline", "voucher", city="files") == "files-voucher-vs-baseline"
    assert called("baseline", city="files") == "files-baseline"
    assert len(called("baseline", "x" * 200)) == 100


def test_the_same_file_twice_is_a_fault(design: Make) -> None:
    with pytest.raises(InputError, match=r"files/a.yaml: two scenarios are called 'files-a'"):
        design(scenario("a"), scenario("a"))


def test_all_faults_are_told_at_once(design: Make) -> None:
    with pytest.raises(InputError) as raised:
        design(
            scenario("a"), scenario("b", months=12, citizens=10), scenario("c", city="elsewhere"), replicates=0, seed=-1
        )
    text = str(raised.value)
    for words in (
        "--replicates: 0 is outside its range. Allowed: 1 to 1,000",
        "--seed: -1 is outside its range. Allowed: 0 to 4,294,967,295",
        "files/b.yaml: months: 12 is not 24, as in files/a.yaml. Make them equal, or set --months for all",
        "files/b.yaml: citizens: 10 is not 300",
        "files/c.yaml: city: 'elsewhere' is not 'cities/fake'",
    ):
        assert words in text
    assert len(raised.value.faults) == 5


def test_the_key_changes_with_what_changes_numbers_only(design: Make) -> None:
    key = design(scenario("a"), scenario("b")).key
    assert design(scenario("a"), scenario("b"), replicates=7).key == key
    assert design(scenario("a"), scenario("b", title="Another title")).key == key
    others = [
        design(scenario("a"), scenario("b"), seed=2),
        design(scenario("a"), scenario("b"), reference=1),
        design(scenario("a"), scenario("b", (outreach(0.1),))),
        design(scenario("a"), scenario("b", assumptions={"choice.price": declared()["choice.price"].high})),
        design(scenario("a"), scenario("c")),
    ]
    assert len({key, *(one.key for one in others)}) == 6


def test_an_edited_table_of_the_city_is_another_city(tmp_path: Path) -> None:
    (tmp_path / "districts.csv").write_text("a,b\n1,2\n")
    before = files_hash(tmp_path)
    (tmp_path / "README.md").write_text("words")
    assert files_hash(tmp_path) == before
    (tmp_path / "districts.csv").write_text("a,b\n1,3\n")
    assert files_hash(tmp_path) != before


@pytest.mark.parametrize(
    ("name", "found"), [("a b/c", "a_b_c"), ("人民", "人民"), ("..", "scenario"), ("v1.2-x", "v1.2-x")]
)
def test_names_become_safe_for_files(name: str, found: str) -> None:
    assert slug(name) == found
