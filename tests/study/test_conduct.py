"""Whole studies of the fake city: what they find, what they reuse, and what survives kills, stops and full disks."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fake_city import EFFECT, outreach, scenario
from worlds import Scenarios, months

from sim.assumptions import declared
from sim.city import City
from sim.errors import InputError
from sim.study.compare import ComparisonResult
from sim.study.design import Design, replicate_seeds
from sim.study.manifest import planned, typed
from sim.study.outcomes import count_pairs

Make = Callable[..., Design]
Conduct = Callable[..., ComparisonResult]
KEYS = [
    "format", "created", "command", "versions", "source_hash", "machine", "seconds", "reference", "replicates",
    "months", "citizens", "seeds", "city", "scenarios", "assumptions", "runs", "comparison",
]  # fmt: skip


def row(result: ComparisonResult, name: str) -> dict[str, Any]:
    found: dict[str, Any] = result.summary().set_index("scenario").loc[name].to_dict()
    return found


def statuses(result: ComparisonResult) -> dict[tuple[str, int], str]:
    return {(run["scenario"], run["replicate"]): run["status"] for run in result.manifest["runs"]}


def test_the_manifest_says_everything(done: ComparisonResult) -> None:
    manifest = json.loads((done.folder / "manifest.json").read_text("utf-8"))
    assert [key for key in KEYS if key not in manifest] == []
    parts = {"ranking", "groups", "gaps", "binding", "cannot_tell", "targets", "appraisal", "panels"}
    assert set(manifest["comparison"]) == parts
    assert manifest["seeds"] == list(replicate_seeds(1, 3))
    assert manifest["scenarios"]["people_first"]["policy"][0]["instrument"] == "outreach"
    assert manifest["city"]["fit"] == [{"margin": "age", "district": "d1", "max_abs_error": 0.01, "tae_share": 0.002}]
    by_name = {one["name"]: one for one in manifest["assumptions"]}
    assert by_name["people.retirement_age"]["value"] == 61.0
    assert (by_name["people.retirement_age"]["grade"], by_name["people.retirement_age"]["source"]) == ("B", "s1")
    assert by_name["choice.price"]["changed_by"] == []
    assert all(run["status"] == "done" and (done.folder / run["file"]).is_file() for run in manifest["runs"])
    assert done.exit_code == 0


def test_planned_money_is_a_year_s_mean_of_each_line_by_its_dates() -> None:
    half = outreach(share=0.1) | {"until": 6}
    policy = (outreach(share=0.2), half)
    one = scenario("both", policy, months=12)
    whole = one.budget.per_resident_per_year * 1000
    found = planned(one, 1000)
    assert list(found) == ["outreach", "outreach_2"]
    assert list(found.values()) == pytest.approx([0.2 * whole, 0.05 * whole], abs=1.0)


def test_a_policy_without_effect_differs_by_exactly_nothing(done: ComparisonResult) -> None:
    found = row(done, "talk")
    assert [found[name] for name in ("difference", "difference_low", "difference_high")] == [0.0, 0.0, 0.0]
    assert (found["gainers"], found["losers"]) == (0.0, 0.0)
    table = pd.read_csv(done.folder / "summary.csv").set_index("scenario").loc["talk"]
    paired = table[~table["group"].str.startswith("line=") & (table["indicator"] != "quality_mean")]
    assert len(paired) > 100
    assert (paired[["difference", "difference_low", "difference_high"]] == 0).all(axis=None)


def test_the_effect_is_found_with_its_gainers(done: ComparisonResult) -> None:
    found = row(done, "people_first")
    assert found["difference"] == pytest.approx(0.25 * EFFECT, abs=0.03)
    assert found["difference_low"] < found["difference"] < found["difference_high"]
    assert found["losers"] == 0.0
    assert found["gainers"] > 0.0
    assert found["probability_best"] == 1.0
    groups = [one for one in done.manifest["comparison"]["groups"] if one["scenario"] == "people_first"]
    gained = {one["group"]: one["gained"] for one in groups}
    thirds = [gained[f"education={word}"] for word in ("low", "medium", "high")]
    assert sum(thirds) / 3 == pytest.approx(gained["all"])
    assert gained["all"] == pytest.approx(found["gainers"])


def test_whichever_of_two_is_the_reference_the_difference_is_the_same_but_for_its_sign(
    design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    """Row 38: differences are negated to the last bit, low and high change places, who gained is now who lost."""
    two = scenario("baseline"), scenario("people_first", (outreach(0.25),))
    there, back = (carry_out(design(*two, reference=one), tmp_path / f"{one}") for one in (0, 1))
    keys = ["indicator", "group", "month"]
    tables = [
        pd.read_csv(result.folder / "summary.csv").query("scenario == @name").set_index(keys)
        for result, name in ((there, "people_first"), (back, "baseline"))
    ]
    ours, theirs = (
        table[~table.index.get_level_values("group").str.startswith("line=")].dropna(subset=["difference"])
        for table in tables
    )
    assert ours.index.equals(theirs.index)
    assert (ours["difference"] != 0.0).sum() > 50
    for one, other in (("difference", "difference"), ("difference_low", "difference_high")):
        assert (ours[one] == -theirs[other]).all()
        assert (ours[other] == -theirs[one]).all()
    found, turned = row(there, "people_first"), row(back, "baseline")
    assert (found["difference_low"], found["difference_high"]) == (
        -turned["difference_high"],
        -turned["difference_low"],
    )
    assert found["difference"] == -turned["difference"] > 0.0
    assert (found["gainers"], found["losers"]) == (turned["losers"], turned["gainers"])
    gained, lost = (
        {one["group"]: (one[first], one[second]) for one in result.manifest["comparison"]["groups"]}
        for result, first, second in ((there, "gained", "lost"), (back, "lost", "gained"))
    )
    assert gained == lost
    assert len(gained) > 10


def test_those_who_gain_in_one_town_are_those_who_lose_in_the_other(town: City, scenarios: Scenarios) -> None:
    """Row 38, where some gain by vouchers and others lose the places that their money would have paid."""
    policies = ({"instrument": "voucher", "share": 0.5},), ()
    one, other = (months(town.fork(scenarios(*policy, budget=100.0)), 24).outcome() for policy in policies)
    districts = [district.district_id for district in town.facts.districts]
    there, back = (count_pairs(*pair, districts)["groups"] for pair in ((one, other), (other, one)))
    assert min(there["all"][1:]) > 0
    assert there == {group: [people, gained, lost] for group, (people, lost, gained) in back.items()}


def test_a_series_that_was_not_recorded_is_no_empty_table(done: ComparisonResult) -> None:
    assert len(done.series("participation_12m", "education=low")) == 4 * 24
    with pytest.raises(InputError, match=r"nothing called 'participation'. Did you mean 'participation_12m'"):
        done.series("participation")
    with pytest.raises(InputError, match=r"nothing called 'education=lo'. Did you mean 'education=low'"):
        done.series("participation_12m", "education=lo")


def test_ranked_by_the_last_year(done: ComparisonResult) -> None:
    assert list(done.summary()["scenario"]) == ["people_first", "small", "baseline", "talk"]


def test_money_per_additional_participant(done: ComparisonResult) -> None:
    found = row(done, "people_first")
    course = done.series().query("scenario == 'people_first'")
    money, people = 12 * 0.25 * 5000.0, 800.0 * course["difference"].mean()
    assert found["cost_mean"] == pytest.approx(money / people, rel=1e-6)
    assert found["cost_low"] < found["cost_mean"] < found["cost_high"]
    assert pd.isna(row(done, "talk")["cost_mean"])
    assert "includes zero" in row(done, "talk")["cost_note"]


def test_binding_constraints_by_month_and_gaps(done: ComparisonResult) -> None:
    comparison = done.manifest["comparison"]
    assert comparison["binding"]["baseline"] == ["rooms"] * 12 + ["teachers"] * 6 + ["none"] * 6
    assert row(done, "baseline")["binding"] == "rooms"
    gaps = {(one["scenario"], one["indicator"]): one for one in comparison["gaps"]}
    assert len(gaps) == 8
    assert gaps["talk", "education_gap"]["difference"] == 0.0
    table = pd.read_csv(done.folder / "summary.csv").query(
        "scenario == 'small' and indicator == 'participation_12m' and month >= 12"
    )
    means = table.groupby("group")["mean"].mean()
    assert gaps["small", "education_gap"]["mean"] == pytest.approx(
        means["education=high"] - means["education=low"], abs=1e-7
    )


def test_it_says_what_it_cannot_tell(done: ComparisonResult) -> None:
    text = " ".join(done.manifest["comparison"]["cannot_tell"])
    for words in ("no data", "not forecasts", "rooms in most months", "invented city", "the budget", "Talk", "grade C"):
        assert words in text


def test_the_figure_shows_every_scenario(done: ComparisonResult) -> None:
    left, right = done.plot().axes
    assert {label.get_text() for label in left.get_yticklabels()} == {"people_first", "small", "talk"}
    assert len(right.get_lines()) == 4  # three scenarios and the reference at zero


def test_the_number_of_workers_does_not_matter(
    done: ComparisonResult, design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    other = carry_out(design(), tmp_path / "o", workers=2)
    assert (other.folder / "summary.csv").read_bytes() == (done.folder / "summary.csv").read_bytes()
    assert other.manifest["comparison"] == done.manifest["comparison"]
    assert not multiprocessing.active_children()


def test_a_killed_worker_costs_its_own_run_only(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    victim = scenario("victim", (outreach(0.2),), author=f"killed {replicate_seeds(1, 3)[1]}")
    result = carry_out(
        design(scenario("baseline"), victim, scenario("other", (outreach(0.1),))), tmp_path / "o", workers=2
    )
    assert [key for key, status in statuses(result).items() if status != "done"] == [("victim", 2)]
    assert "killed" in result.failed[0]["error"]
    assert result.exit_code == 1
    assert (row(result, "victim")["pairs"], row(result, "other")["pairs"]) == (2, 3)


def test_a_run_that_raises_fails_alone_and_says_where(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    bad = scenario("bad", (outreach(0.2),), author="raises 1")
    result = carry_out(design(bad, scenario("baseline"), replicates=2), tmp_path / "o")
    assert [key for key, status in statuses(result).items() if status != "done"] == [("bad", 1)]
    assert result.failed[0]["error"].startswith("ZeroDivisionError: a month went wrong (fake_city.py:")
    assert "Traceback" in (tmp_path / "o/runs/bad-0001.traceback.txt").read_text()


def test_a_failed_reference_leaves_the_others_unpaired(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    result = carry_out(design(scenario("baseline", author="raises 1"), scenario("a"), replicates=1), tmp_path / "o")
    assert statuses(result) == {("baseline", 1): "failed", ("a", 1): "done"}
    assert row(result, "a")["difference"] is None
    assert row(result, "a")["gainers"] is None


def test_a_fault_of_the_input_stops_the_study_with_its_own_words(
    design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"^districts.csv:3: age: adds up to 1.2. Mend it.$"):
        carry_out(design(scenario("baseline", author="wrong")), tmp_path / "o")


def test_nothing_left_to_compare_is_still_a_manifest(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    result = carry_out(design(scenario("baseline", author="raises 1"), replicates=1), tmp_path / "o")
    assert (result.exit_code, result.summary().empty) == (1, True)


def test_finished_runs_are_used_again(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    first = carry_out(design(replicates=2), tmp_path / "o")
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "o/runs").iterdir()}
    gone, half = tmp_path / "o/runs/talk-0001.parquet", tmp_path / "o/runs/small-0002.parquet"
    gone.unlink()
    half.write_bytes(half.read_bytes()[:500])
    (tmp_path / "o/runs/.talk-0001.parquet.99.tmp").write_bytes(b"half")
    second = carry_out(design(replicates=2), tmp_path / "o")
    assert (second.manifest["comparison"], second.exit_code) == (first.manifest["comparison"], 0)
    again = {path: path.stat().st_mtime_ns for path in (tmp_path / "o/runs").iterdir()}
    assert {path for path in again if again[path] != written[path]} == {gone, half}
    assert carry_out(design(replicates=3), tmp_path / "o").exit_code == 0
    assert len(list((tmp_path / "o/runs").iterdir())) == 12


def test_runs_holds_what_the_manifest_lists_and_nothing_is_lost(
    design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    """With fewer replicates than before the others wait in unused/, and are taken back rather than run again."""

    def files() -> set[str]:
        return {f"runs/{path.name}" for path in (tmp_path / "o/runs").glob("*.parquet")}

    carry_out(design(replicates=3), tmp_path / "o")
    written = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "o/runs").iterdir()}
    fewer = carry_out(design(replicates=2), tmp_path / "o")
    assert files() == {run["file"] for run in fewer.manifest["runs"]}
    assert len(files()) == 8
    began: list[dict[str, Any]] = []

    def look(done: int, total: int, words: str) -> None:
        began.append(json.loads((tmp_path / "o/manifest.json").read_text()))

    more = carry_out(design(replicates=4), tmp_path / "o", progress=look)
    assert [run["status"] for run in began[0]["runs"]].count("done") == 12, "those taken back are done from the start"
    assert len(began[0]["runs"]) == 16
    assert more.exit_code == 0
    again = carry_out(design(replicates=3), tmp_path / "o")
    assert files() == {run["file"] for run in again.manifest["runs"]}
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "o/runs").iterdir()} == written


def test_a_process_that_is_killed_leaves_its_runs_pending_and_the_folder_free(
    design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    """The lock goes with the process, the same study goes on there, and what it says of itself is true meanwhile."""
    slow = design(scenario("baseline", author="slow"), scenario("a", (outreach(0.2),), author="slow"), replicates=4)
    child = multiprocessing.get_context("fork").Process(target=carry_out, args=(slow, tmp_path / "o"))
    child.start()
    while not list((tmp_path / "o/runs").glob("*.parquet")):
        child.join(0.01)
    with pytest.raises(InputError, match="another process is writing to it"):
        carry_out(slow, tmp_path / "o")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    left = json.loads((tmp_path / "o/manifest.json").read_text())["runs"]
    assert [run["status"] for run in left] == ["pending"] * 8
    assert carry_out(slow, tmp_path / "o").exit_code == 0


def test_two_studies_at_once_never_share_a_folder(
    design: Make, carry_out: Conduct, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --out each takes a number of its own, also if both start where nothing is yet."""
    monkeypatch.chdir(tmp_path)
    start = multiprocessing.get_context("fork")
    studies = [
        start.Process(target=carry_out, args=(design(scenario("baseline", author="slow"), seed=seed), None))
        for seed in range(4)
    ]
    for one in studies:
        one.start()
    for one in studies:
        one.join()
    found = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("results/*/manifest.json"))]
    assert [one.exitcode for one in studies] == [0] * 4
    assert sorted(one["seeds"][0] for one in found) == [0, 1, 2, 3]


def test_a_lost_outcome_of_the_reference_is_made_again(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    first = carry_out(design(replicates=1), tmp_path / "o")
    (tmp_path / "o/outcomes/baseline-0001.npy").unlink()
    (tmp_path / "o/runs/talk-0001.parquet").unlink()
    assert carry_out(design(replicates=1), tmp_path / "o").manifest["comparison"] == first.manifest["comparison"]


def test_another_studys_folder_is_left_alone(done: ComparisonResult, design: Make, carry_out: Conduct) -> None:
    before = (done.folder / "manifest.json").read_bytes()
    with pytest.raises(InputError, match=r"holds something else than this study \(not the same: seed\)"):
        carry_out(design(seed=2), done.folder)
    other = (scenario("baseline"), scenario("talk", (outreach(0.9),)))
    with pytest.raises(InputError, match=r"not the same: talk\.policy[,)]"):
        carry_out(design(*other), done.folder)
    assert (done.folder / "manifest.json").read_bytes() == before


def test_a_manifest_with_holes_is_left_alone_without_a_bare_error(
    design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text('{"scenarios": {"a": {}}}')
    with pytest.raises(InputError, match="holds something else than this study, and"):
        carry_out(design(), tmp_path)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_leaves_what_is_finished(design: Make, carry_out: Conduct, tmp_path: Path, workers: int) -> None:
    scenarios = [scenario("baseline", author="slow"), scenario("a", (outreach(0.2),), author="slow")]

    def stop(done: int, total: int, words: str) -> None:
        if done >= 2:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        carry_out(design(*scenarios, replicates=4), tmp_path / "o", workers=workers, progress=stop)
    assert not multiprocessing.active_children()
    runs = json.loads((tmp_path / "o/manifest.json").read_text())["runs"]
    finished = [run for run in runs if run["status"] == "done"]
    assert 2 <= len(finished) < 8
    assert {(run["status"], run["error"]) for run in runs if run not in finished} == {("pending", None)}
    assert (tmp_path / "o/summary.csv").is_file()
    assert carry_out(design(*scenarios, replicates=4), tmp_path / "o", workers=1).exit_code == 0


def test_a_full_disk_is_one_clear_message_and_the_study_goes_on_later(
    design: Make, carry_out: Conduct, tmp_path: Path
) -> None:
    full = design(scenario("baseline"), scenario("a", author="full"), replicates=1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(InputError) as raised:
            carry_out(full, tmp_path / "o")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(raised.value.faults) == 1
    assert "cannot be written to" in str(raised.value)
    assert "Free space or name another folder with --out" in str(raised.value)
    assert [path.name for path in (tmp_path / "o/runs").iterdir()] == ["baseline-0001.parquet"]


def test_a_folder_that_cannot_be_made_is_one_clear_message(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written to: Not a directory"):
        carry_out(design(), tmp_path / "file/o")


def test_replicates_are_added_until_precise(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    result = carry_out(design(replicates=2), tmp_path / "o", precision=2.0)
    wide = [
        one for one in result.manifest["comparison"]["ranking"] if one["difference_high"] - one["difference_low"] > 0.04
    ]
    assert not wide
    assert result.manifest["replicates"] > 2
    assert result.manifest["precision"]["reached"] <= 2.0
    assert len(result.manifest["seeds"]) == result.manifest["replicates"]


def test_progress_counts_up_to_all_runs(design: Make, carry_out: Conduct, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    carry_out(design(replicates=2), tmp_path / "o", progress=lambda done, total, words: seen.append((done, total)))
    assert seen == [(n, 8) for n in range(1, 9)]


@pytest.mark.parametrize(
    ("words", "more"), [("--workers: 0", {"workers": 0}), ("--precision: -1", {"precision": -1.0})]
)
def test_numbers_that_make_no_sense(
    design: Make, carry_out: Conduct, tmp_path: Path, words: str, more: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=words):
        carry_out(design(), tmp_path / "o", **more)
    assert not (tmp_path / "o").exists()


def test_one_burn_in_serves_all_scenarios_of_a_replicate(
    design: Make, carry_out: Conduct, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("FAKE_CITY_TRACES", str(tmp_path / "traces"))
    (tmp_path / "traces").mkdir()
    scenarios = [scenario("baseline", author="burns"), scenario("a", (outreach(0.1),), author="burns")]
    scenarios.append(scenario("changed", author="burns", assumptions={"choice.price": declared()["choice.price"].high}))
    result = carry_out(design(*scenarios, replicates=2), tmp_path / "o")
    seeds = sorted(path.name.split()[1] for path in (tmp_path / "traces").iterdir())
    assert seeds == sorted(map(str, replicate_seeds(1, 2) * 2))  # one for the two alike, one for the changed assumption
    changed = {one["name"]: one["changed_by"] for one in result.manifest["assumptions"]}
    assert changed["choice.price"] == ["changed"]


@pytest.mark.parametrize(
    ("program", "name"),
    [("/a/bin/learncity", "learncity"), ("/a/sim/__main__.py", "learncity"), ("/a/my script.py", "'my script.py'")],
)
def test_the_manifest_shows_the_command_as_one_would_type_it(program: str, name: str) -> None:
    assert typed([program, "run", "a b.yaml"]) == f"{name} run 'a b.yaml'"
