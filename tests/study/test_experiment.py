"""Whole experiments of the fake city: what they find, what they never run twice, and what survives failures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_city import EFFECT, SHOCK, FakeCity, facts

from sim import report
from sim.errors import InputError
from sim.report import study_page
from sim.report.data import read
from sim.report.study_tables import tables
from sim.scenario.instruments import INSTRUMENTS
from sim.study import store
from sim.study.analyses import SUPPORT, Outcomes
from sim.study.compare import ComparisonResult
from sim.study.design import replicate_seeds
from sim.study.experiment import How, carry_out, design_of, read_study
from sim.study.worker import work

BASE = """\
title: Base
city: {city}
citizens: 300
months: 24
budget: {{per_resident_per_year: 60, rule: equal}}
"""
HEAD = "title: A try\nmethod: grid\nscenario: base.yaml\nreplicates: 3\n"
LEVERS = """\
levers:
  share:
    path: policy
    levels:
      none: []
      talk: [{instrument: campaign, share: 0.1}]
      some: [{instrument: outreach, share: 0.1}]
      much: [{instrument: outreach, share: 0.25}]
"""
WORLDS = "uncertainties:\n  price: {path: assumptions.choice.price, levels: [0.8, 1.5]}\n"
Go = Callable[..., ComparisonResult]


@pytest.fixture
def go(tmp_path: Path, millbrook: Path, monkeypatch: pytest.MonkeyPatch) -> Go:
    """Writes an experiment of that text and carries it out with the fake city, each time in the same folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE.format(city=millbrook), encoding="utf-8")

    def go(
        text: str, out: str | None = "out", workers: int = 1, progress: Any = None, **changes: Any
    ) -> ComparisonResult:
        (tmp_path / "try.yaml").write_text(text, encoding="utf-8")
        study = read_study("try.yaml", **changes)
        return carry_out(study, FakeCity, facts(), "s", How(out, workers, progress))

    return go


def points(result: ComparisonResult) -> dict[str, dict[str, Any]]:
    return {one["scenario"]: one for one in result.manifest["study"]["points"]}


def change(result: ComparisonResult, name: str) -> tuple[float, float, float]:
    found = points(result)[name]["outcomes"][-1]
    return found["difference"], found["difference_low"], found["difference_high"]


def test_a_result_gives_its_tables_and_its_figure(go: Go) -> None:
    result = go(HEAD + "outcomes: [participation_12m, spend]\nanalysis: [rank_changes]\n" + LEVERS + WORLDS)
    table = result.summary().set_index(["scenario", "indicator"])
    assert len(table) == 2 * 8
    told = points(result)["share=much"]["outcomes"][0]["difference"]
    assert table.loc[("share=much", "participation_12m"), "difference"] == pytest.approx(told, rel=1e-6)
    assert told > 0.0
    assert (table.loc[("share=much price=1.5", "spend"), ["share", "price"]] == ["much", 1.5]).all()
    assert set(result.effects()["analysis"]) == {"rank changes"}
    labels = [one.get_text() for one in result.plot().axes[0].get_yticklabels()]
    assert labels[::-1] == [name for name in points(result) if "share=" in name]


def effects_of(result: ComparisonResult, kind: str) -> dict[str, float]:
    return {row["term"]: row["mean"] for row in result.manifest["study"]["effects"] if row["kind"] == kind}


def written(result: ComparisonResult) -> dict[str, int]:
    """When each run's file was written."""
    return {path.name: path.stat().st_mtime_ns for path in (result.folder / "runs").glob("*.parquet")}


def test_a_lever_is_compared_with_its_own_world(go: Go) -> None:
    result = go(HEAD + LEVERS + WORLDS)
    assert result.exit_code == 0
    for world in ("", " price=1.5"):
        assert change(result, f"share=talk{world}") == (0.0, 0.0, 0.0)
        middle, low, high = change(result, f"share=much{world}")
        assert middle == pytest.approx(0.25 * EFFECT, abs=0.03)
        assert low < middle < high
    assert points(result)["share=much price=1.5"]["against"] == "price=1.5"
    assert points(result)["price=1.5"]["against"] == "price=1.5"
    assert points(result)["share=much"]["gainers"] > points(result)["share=much"]["losers"] == 0.0


def test_three_steps_leave_files_between_them(go: Go) -> None:
    result = go(HEAD + LEVERS + WORLDS)
    with (result.folder / "points.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert table[0] == {"scenario": "reference", "share": "none", "price": "0.8"}
    assert len(table) == 8
    assert len(written(result)) == 8 * 3
    with (result.folder / "outcomes.csv").open(encoding="utf-8") as file:
        outcomes = list(csv.DictReader(file))
    assert [row["scenario"] for row in outcomes] == [row["scenario"] for row in table]
    value = {row["scenario"]: float(row["value"]) for row in outcomes}
    for row in outcomes:  # each says what its difference is to, also those of the reference's levels
        assert float(row["difference"]) == pytest.approx(value[row["scenario"]] - value[row["against"]], abs=1e-7)
    assert {path.name for path in result.folder.glob("*.csv")} == {
        f"{n}.csv" for n in ("points", "outcomes", "effects", "summary")
    }
    assert set(result.manifest["scenarios"]) == {row["scenario"] for row in table}


def test_a_city_is_burnt_in_once_for_each_world_and_replicate(
    go: Go, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    traces = tmp_path / "traces"
    traces.mkdir()
    monkeypatch.setenv("FAKE_CITY_TRACES", str(traces))
    go(
        HEAD
        + 'set: {about.author: "it burns"}\n'
        + LEVERS
        + "uncertainties:\n  wait: {levels: {usual: {}, odd: {assumptions.choice.wait: 0.2}}}\n"
    )
    assert len(list(traces.iterdir())) == 2 * 3


def test_intervals_of_outcomes_end_where_the_quantity_does(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    def extreme(finished: Any, study: Any) -> list[Outcomes]:
        return [Outcomes(study, "participation_12m", 24, {name: np.array([0.01, 0.99]) for name in study.names})]

    monkeypatch.setattr("sim.study.findings.outcomes_of", extreme)
    found = points(go(HEAD + LEVERS))
    assert {(one["outcomes"][0]["low"], one["outcomes"][0]["high"]) for one in found.values()} == {(0.0, 1.0)}


def test_the_same_point_is_never_run_twice(go: Go) -> None:
    first = written(go(HEAD + LEVERS))
    again = go(HEAD + LEVERS)
    assert written(again) == first
    more = go(HEAD + LEVERS + "      less: [{instrument: outreach, share: 0.05}]\n", replicates=4)
    kept = written(more)
    assert {name: kept[name] for name in first} == first
    assert len(kept) == 5 * 4
    assert more.exit_code == 0


def test_a_changed_level_is_run_again_and_no_other(go: Go) -> None:
    first = written(go(HEAD + LEVERS))
    second = written(go(HEAD + LEVERS.replace("outreach, share: 0.1", "outreach, share: 0.2")))
    assert {name for name in first if first[name] != second[name]} == {f"share_some-{i:04d}.parquet" for i in (1, 2, 3)}


def test_a_changed_reference_makes_all_of_its_world_anew(go: Go) -> None:
    first = written(go(HEAD + LEVERS))
    second = written(go(HEAD + LEVERS.replace("none: []", "none: [{instrument: campaign, share: 0.3}]")))
    assert all(first[name] != second[name] for name in first)


def test_a_stopped_experiment_goes_on_where_it_stopped(go: Go) -> None:
    def stop(done: int, total: int, words: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(HEAD + LEVERS + WORLDS, progress=stop)
    left = {path.name: path.stat().st_mtime_ns for path in Path("out/runs").iterdir()}
    assert len(left) == 5
    resumed = go(HEAD + LEVERS + WORLDS)
    assert {name: written(resumed)[name] for name in left} == left
    whole = go(HEAD + LEVERS + WORLDS, out="whole")
    for name in ("outcomes.csv", "summary.csv", "effects.csv"):
        assert (resumed.folder / name).read_bytes() == (whole.folder / name).read_bytes()


def test_one_failing_run_stops_nothing_and_is_said(go: Go) -> None:
    seed = replicate_seeds(1, 3)[1]
    text = (
        HEAD
        + LEVERS.replace("talk: [{instrument: campaign, share: 0.1}]", "talk: []")
        + (f'  trouble:\n    path: about.author\n    levels: {{none: "", some: "raises {seed}"}}\n')
    )
    result = go(text)
    assert result.exit_code == 1
    assert {(run["scenario"], run["replicate"]) for run in result.failed} == {
        (f"{name}trouble=some", 2) for name in ("", "share=talk ", "share=some ", "share=much ")
    }
    assert points(result)["share=much trouble=some"]["outcomes"][0]["replicates"] == 2
    assert points(result)["share=much"]["outcomes"][0]["replicates"] == 3


def test_the_number_of_workers_does_not_matter(go: Go) -> None:
    one, two = go(HEAD + LEVERS + WORLDS), go(HEAD + LEVERS + WORLDS, out="two", workers=2)
    for name in ("outcomes.csv", "summary.csv"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()


def test_a_folder_of_something_else_is_left_alone(go: Go) -> None:
    go(HEAD + LEVERS)
    with pytest.raises(ValueError, match=r"something else than this study \(not the same: seed\)"):
        go(HEAD + LEVERS, seed=2)


def test_a_file_of_the_same_name_elsewhere_is_another_experiment(go: Go, tmp_path: Path) -> None:
    first = go(HEAD + LEVERS, out=None)
    points = (first.folder / "points.csv").read_bytes()
    (tmp_path / "mine").mkdir()
    text = (HEAD + LEVERS + WORLDS).replace("base.yaml", "../base.yaml")
    (tmp_path / "mine" / "try.yaml").write_text(text, encoding="utf-8")
    study = read_study("mine/try.yaml")
    other = carry_out(study, FakeCity, facts(), "s", How(workers=1))
    assert (first.folder.name, other.folder.name) == ("try-1", "try-2")
    assert go(HEAD + LEVERS, out=None).folder == first.folder
    with pytest.raises(InputError, match="try-1: holds something else than this study"):
        carry_out(study, FakeCity, facts(), "s", How(first.folder, workers=1))
    assert (first.folder / "points.csv").read_bytes() == points


def test_exchanging_two_levels_flips_every_difference_exactly(go: Go) -> None:
    one = go(HEAD + LEVERS)
    other = go(HEAD + LEVERS + "    reference: much\n", out="other")
    middle, low, high = change(one, "share=much")
    assert change(other, "share=none") == (-middle, -high, -low)
    assert points(other)["reference"]["levels"] == {"share": "much"}


def test_a_factorial_takes_the_total_apart(go: Go) -> None:
    text = (
        HEAD.replace("replicates: 3", "replicates: 4\nanalysis: factorial")
        + "levers:\n"
        + "".join(
            f"  {name}:\n    path: policy+\n    levels: {{without: [], with: [{item}]}}\n"
            for name, item in (
                ("big", "{instrument: outreach, share: 0.3}"),
                ("small", "{instrument: outreach, share: 0.1}"),
                ("idle", "{instrument: campaign, share: 0.1}"),
            )
        )
    )
    result = go(text)
    shapley, main = effects_of(result, "Shapley value"), effects_of(result, "main effect")
    assert sum(shapley.values()) == pytest.approx(effects_of(result, "total")["all levers"], abs=1e-12)
    assert shapley["idle"] == main["idle"] == effects_of(result, "interaction, emerging")["big with idle"] == 0.0
    assert shapley["big"] == pytest.approx(0.3 * EFFECT, abs=0.03)
    assert shapley["small"] == pytest.approx(0.1 * EFFECT, abs=0.03)
    assert len(result.manifest["study"]["points"]) == 8


def test_an_interaction_is_assumed_where_the_world_adds_to_two_kinds_of_support(go: Go) -> None:
    items = {
        "talk": "{instrument: outreach, share: 0.2}",
        "more_talk": "{instrument: outreach, share: 0.1}",
        "film": "{instrument: media, share: 0.1}",
        "rooms": "{instrument: places, share: 0.2}",
    }
    levers = "".join(
        f"  {name}:\n    path: policy+\n    levels: {{without: [], with: [{item}]}}\n" for name, item in items.items()
    )
    worlds = "uncertainties:\n  together: {path: assumptions.bundles.interaction, levels: [0.0, 0.3]}\n"
    result = go(HEAD + "analysis: factorial\nlevers:\n" + levers + worlds, replicates=1)
    rows = [row for row in result.manifest["study"]["effects"] if row["kind"].startswith("interaction")]
    assert len(rows) == 12
    assert {(row["world"], row["term"]) for row in rows if row["kind"] == "interaction, assumed"} == {
        ("together=0.3", "talk with film"), ("together=0.3", "more_talk with film"),
    }  # fmt: skip
    assert {row["kind"] for row in rows} == {"interaction, assumed", "interaction, emerging"}
    titles = [table.title for table in tables(result.manifest["study"], {})]
    assert any(title.startswith("Factorial, interaction, assumed: ") for title in titles)


def test_the_kinds_of_support_are_those_of_instruments_that_there_are() -> None:
    assert set(SUPPORT) < set(INSTRUMENTS)


def test_orders_act_in_turn_for_an_equal_part_of_the_months(go: Go) -> None:
    text = (
        HEAD
        + "analysis: order\nlevers:\n  order:\n    orders:\n"
        + "".join(f"      {name}: {{instrument: {name}, share: 0.2}}\n" for name in ("places", "outreach", "voucher"))
    )
    result = go(text, replicates=1)
    assert len(points(result)) == 6
    policy = result.manifest["scenarios"]["order=voucher > places > outreach"]["policy"]
    assert [(one["instrument"], one["from"], one["until"]) for one in policy] == [
        ("voucher", 0, 8), ("places", 8, 16), ("outreach", 16, 24),
    ]  # fmt: skip
    assert set(effects_of(result, "before").values()) == {0.0}  # the fake city knows no dates


def test_worlds_that_turn_the_ranking_over_are_found(go: Go) -> None:
    text = (
        HEAD
        + "analysis: rank_changes\n"
        + LEVERS.replace("    path: policy\n", "    path: policy+\n")
        + ("uncertainties:\n  first: {levels: {usual: {}, odd: {policy: [{instrument: outreach, share: 0.7}]}}}\n")
    )
    result = go(text)
    ranks = {
        (row["world"], row["term"]): row["mean"] for row in result.manifest["study"]["effects"] if row["kind"] == "rank"
    }
    assert ranks["reference", "share=much"] == 1.0
    assert ranks["reference", "share=talk"] == 3.0
    assert {row["kind"] for row in result.manifest["study"]["effects"]} == {"effect", "rank", "agreement", "same sign"}


def regrets_of(result: ComparisonResult) -> dict[tuple[str, str, str], float]:
    """What the analysis found, by kind, world and choice."""
    rows = [row for row in result.manifest["study"]["effects"] if row["analysis"] == "regret"]
    return {(row["kind"], row["world"], row["term"]): row["mean"] for row in rows}


ODD = """\
uncertainties:
  money:
    levels:
      usual: {}
      odd: {policy: [{instrument: outreach, share: 0.3}]}
"""
INSTEAD = """\
levers:
  share:
    levels:
      none: {}
      some: {policy: [{instrument: outreach, share: 0.1}]}
"""


def test_regret_is_the_distance_to_the_best_of_each_world(go: Go) -> None:
    result = go(HEAD + "analysis: regret\n" + LEVERS.replace("    path: policy\n", "    path: policy+\n") + ODD)
    found, found_points = regrets_of(result), points(result)
    for world, end in (("reference", ""), ("money=odd", " money=odd")):
        best = found_points["share=much" + end]["outcomes"][-1]["value"]
        assert found["in a world", world, "share=much"] == 0.0
        for lever in ("share=talk", "share=some"):
            own = found_points[lever + end]["outcomes"][-1]["value"]
            assert 0.0 < found["in a world", world, lever] == pytest.approx(best - own)
    for lever in ("reference", "share=talk", "share=some", "share=much"):
        each = [found["in a world", world, lever] for world in ("reference", "money=odd")]
        assert found["mean", "all worlds", lever] == pytest.approx(sum(each) / 2)
        assert found["largest", "all worlds", lever] == max(each)
    assert {found["satisficing share", "all worlds", lever] for lever in ("reference", "share=some")} == {1.0}


def test_a_choice_may_do_harm_in_one_world_only(go: Go) -> None:
    """In the odd world the lever takes the place of something better."""
    result = go(HEAD + "analysis: regret\n" + INSTEAD + ODD)
    found = regrets_of(result)
    assert found["satisficing share", "all worlds", "share=some"] == 0.5
    assert found["in a world", "money=odd", "reference"] == 0.0
    assert found["in a world", "money=odd", "share=some"] > 0.0 == found["in a world", "reference", "share=some"]


def test_where_less_is_better_the_least_has_no_regret(go: Go) -> None:
    result = go(HEAD + "analysis: regret\nless_is_better: participation_12m\n" + LEVERS)
    found = regrets_of(result)
    assert found["in a world", "reference", "reference"] == 0.0 < found["in a world", "reference", "share=some"]
    assert found["satisficing share", "all worlds", "share=much"] == 0.0


def test_regret_and_months_are_never_below_zero_nor_are_their_intervals(go: Go) -> None:
    few = LEVERS.replace("0.25", "0.1005")  # so near to the other that either may be better in a replicate
    result = go(HEAD + "analysis: [regret, recovery]\n" + few + SHOCKS, months=24)
    rows = [row for row in result.manifest["study"]["effects"] if row["kind"] not in ("area lost", "share that came")]
    assert {"in a world", "mean", "largest", "months until it is back"} <= {row["kind"] for row in rows}
    assert [row for row in rows if row["low"] is not None and row["low"] < 0.0] == []


def test_the_page_and_the_terminal_show_regret_over_all_worlds(go: Go) -> None:
    result = go(HEAD + "analysis: regret\n" + LEVERS + WORLDS)
    (table,) = [
        one
        for one in tables(result.manifest["study"], {"participation_12m": "share of adults"})
        if "Regret" in one.title
    ]
    assert table.headings[1] == "Largest, percentage points"
    assert table.rows[0][0] == "much"
    assert table.rows[0][1].startswith("0.00")
    assert table.rows[0][3] == "100\u00a0%"
    assert "Regret over all worlds" in report.write(result.folder).read_text("utf-8")


def test_months_in_between_are_reported_too(go: Go) -> None:
    result = go(HEAD + "at: [6, 12, 600]\noutcomes: [participation_12m, quality_mean]\n" + LEVERS)
    outcomes = points(result)["share=much"]["outcomes"]
    assert [(one["indicator"], one["month"]) for one in outcomes[:3]] == [("participation_12m", m) for m in (6, 12, 24)]
    assert outcomes[0]["difference"] == 0.0  # outreach acts from month 6
    assert outcomes[2]["difference"] > 0.05
    assert outcomes[3]["value"] is None  # never measured by the fake city
    (note,) = result.manifest["study"]["notices"]
    assert "600, and the runs have 24" in note
    page = report.write(result.folder).read_text("utf-8")
    assert note.replace("`at:`", "<code>at:</code>") in page


def test_what_is_left_later_is_a_ratio_of_differences(go: Go) -> None:
    result = go(HEAD + "at: [20]\nanalysis: lasting\n" + LEVERS)
    rows = {row["term"]: row for row in result.manifest["study"]["effects"]}
    assert rows["share=much"]["mean"] == pytest.approx(1.0, abs=0.05)  # outreach acts as long as it is paid
    assert rows["share=much"]["low"] <= rows["share=much"]["mean"] <= rows["share=much"]["high"]
    assert rows["share=talk"]["mean"] is None  # nothing is left of nothing
    assert {row["kind"] for row in rows.values()} == {"left of month 20"}


SHOCKS = """
uncertainties:
  shock: {path: shocks, levels: {none: [], closure: [{kind: closure, from: 12, months: 6}]}}
"""


@pytest.mark.parametrize(
    ("replicates", "why"), [(3, "unknown: no clear effect in month 4"), (1, "unknown: needs more replicates")]
)
def test_what_is_left_of_no_clear_effect_says_why_it_is_unknown(go: Go, replicates: int, why: str) -> None:
    result = go(HEAD + "at: [4]\nanalysis: lasting\n" + LEVERS, replicates=replicates)  # outreach acts from month 6
    (table, *_) = tables(result.manifest["study"], {"participation_12m": "share of adults"})
    assert {row[-1] for row in table.rows} == {why}


def test_recovery_is_what_shocks_took_and_for_how_long(go: Go) -> None:
    """The fake city loses a part of its learners while a shock lasts, and more where outreach had made them."""
    result = go(HEAD + "outcomes: [participation_12m, quality_mean]\nanalysis: recovery\n" + LEVERS + SHOCKS)
    rows = {(row["kind"], row["term"], row["indicator"]): row for row in result.manifest["study"]["effects"]}
    assert {row["world"] for row in rows.values()} == {"shock=closure"}
    without = rows["area lost", "reference", "participation_12m"]
    assert without["mean"] == pytest.approx(6 * SHOCK, abs=0.1)
    assert without["replicates"] == 3
    assert rows["months until it is back", "share=much", "participation_12m"]["mean"] == 6.0
    assert rows["share that came back", "share=much", "participation_12m"]["mean"] == 1.0
    assert rows["share that came back", "reference", "quality_mean"]["mean"] is None  # never measured
    harm = go(HEAD + "less_is_better: participation_12m\nanalysis: recovery\n" + LEVERS + SHOCKS, out="less")
    turned = {(row["kind"], row["term"]): row["mean"] for row in harm.manifest["study"]["effects"]}
    assert turned["area lost", "reference"] == pytest.approx(-without["mean"]), "what falls is a gain there"
    assert turned["months until it is back", "reference"] == 0.0
    page = report.write(result.folder).read_text("utf-8")
    for words in (
        "Recovery, area lost: Participation in 12 months",
        "percentage points x months",
        "months until it is back",
    ):
        assert words in page


def test_ranks_begin_with_the_least_where_less_is_better(go: Go) -> None:
    text = HEAD + "analysis: rank_changes\n" + LEVERS
    for less, first in (("", "share=much"), ("less_is_better: participation_12m\n", "share=talk")):
        rows = go(less + text, out=f"o{len(less)}").manifest["study"]["effects"]
        ranks = {row["term"]: row["mean"] for row in rows if row["kind"] == "rank"}
        assert ranks[first] == 1.0
        assert sorted(ranks.values()) == [1.0, 2.0, 3.0]


def test_the_table_of_levers_by_world_ranks_as_the_analysis_does(go: Go) -> None:
    for less in ("", "less_is_better: participation_12m\n"):
        study = go(HEAD + less + "analysis: rank_changes\n" + LEVERS + WORLDS, out=f"o{len(less)}").manifest["study"]
        table = next(one for one in tables(study, {}) if one.title.startswith("What the levers do in each world"))
        assert ("less first" in table.title) == bool(less)
        shown = {row[0]: row[1] for row in table.rows}
        ranks = [row for row in study["effects"] if (row["kind"], row["world"]) == ("rank", "reference")]
        assert [row["term"] for row in ranks if f"({row['mean']:.0f})" not in shown[row["term"][6:]]] == []


def test_an_effect_has_the_same_sign_in_all_worlds_or_not(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    spread = np.array([-0.01, 0.0, 0.01])
    moved = {"share=talk": (0.1, 0.2), "share=some": (0.2, -0.1), "share=much": (-0.3, -0.1)}

    def made_up(finished: Any, study: Any) -> list[Outcomes]:
        found = {name: np.full(3, 0.4) for name in study.names}
        for lever, changes in moved.items():
            for world, change in zip(("", " price=1.5"), changes, strict=True):
                found[lever + world] = found[lever + world] + change + spread
        return [Outcomes(study, "participation_12m", 24, found)]

    monkeypatch.setattr("sim.study.findings.outcomes_of", made_up)
    study = go(HEAD + "analysis: rank_changes\n" + LEVERS + WORLDS).manifest["study"]
    rows = [row for row in study["effects"] if row["kind"] == "same sign"]
    assert {row["world"] for row in rows} == {"all worlds"}
    assert {row["term"]: row["mean"] for row in rows} == {"share=talk": 1.0, "share=some": 0.0, "share=much": -1.0}
    table = next(one for one in tables(study, {}) if one.title.startswith("What the levers do in each world"))
    assert [row[0] for row in table.rows] == [
        "Binding with share=none",
        "talk",
        "some",
        "much",
        "Agreement with the world before",
    ]
    assert table.headings[-1] == "Same sign in all worlds"
    assert [row[-1] for row in table.rows] == ["–", "yes, above", "no", "yes, below", "–"]
    spread[:] = [-0.5, 0.0, 0.5]
    study = go(HEAD + "analysis: rank_changes\n" + LEVERS + WORLDS).manifest["study"]
    assert {row["mean"] for row in study["effects"] if row["kind"] == "same sign"} == {0.0}, "none is clear of zero"


def test_one_world_and_one_replicate_tell_no_sign_of_all_worlds(go: Go) -> None:
    one_world = go(HEAD + "analysis: rank_changes\n" + LEVERS).manifest["study"]
    assert [row for row in one_world["effects"] if row["kind"] == "same sign"] == []
    text = HEAD.replace("replicates: 3", "replicates: 1") + "analysis: rank_changes\n" + LEVERS + WORLDS
    study = go(text, out="one").manifest["study"]
    assert [row["mean"] for row in study["effects"] if row["kind"] == "same sign"] == [None] * 3
    table = next(one for one in tables(study, {}) if one.title.startswith("What the levers do in each world"))
    assert {row[-1] for row in table.rows} == {"–", "unknown"}


def test_recovery_needs_shocks_and_a_calm_twin(go: Go) -> None:
    with pytest.raises(InputError, match=r"try.yaml:5: analysis: recovery needs points with shocks and the same with"):
        go(HEAD + "analysis: recovery\n" + LEVERS)


def test_the_table_of_points_is_there_before_the_first_run(go: Go) -> None:
    seen: list[bool] = []
    go(HEAD + LEVERS, progress=lambda done, total, words: seen.append(Path("out/points.csv").exists()))
    assert seen
    assert all(seen)


def test_the_page_shows_effects_and_bears_many_points(go: Go) -> None:
    result = go(HEAD + "analysis: rank_changes\n" + LEVERS + WORLDS)
    page = report.write(result.folder).read_text("utf-8")
    for words in ("A try", "What the levers do in each world", "share", "price=1.5", "percentage points", "no data"):
        assert words in page or words.replace("price=", "") in page
    study = result.manifest["study"]
    first = study["points"][0]
    many = [first | {"scenario": f"p{i}", "levels": {"share": f"level {i}", "price": "0.8"}} for i in range(600)]
    manifest = {**result.manifest, "study": {**study, "points": [first, *many], "effects": []}}
    store.write_text(result.folder / "manifest.json", store.to_json(manifest))
    page = report.write(result.folder).read_text("utf-8")
    assert "level 599" in page or "more rows" in page
    assert len(page) < 3_000_000


def test_long_and_alike_names_have_files_of_their_own(go: Go) -> None:
    levels = "".join(f"      {'x' * 55}{end}: []\n" for end in ("a b", "a_b", "A_B"))
    result = go(
        HEAD.replace("3", "1")
        + "levers:\n  "
        + "y" * 50
        + ":\n    path: policy\n    levels:\n      none: []\n"
        + levels
    )
    assert len(written(result)) == 4


def test_a_task_holds_the_runs_of_one_world_only(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def watched(task: Any, finished: Any = lambda: None) -> Any:
        seen.append({"price=1.5" in run.name for run in task.runs})
        return work(task, finished)

    monkeypatch.setattr("sim.study.runner.work", watched)
    result = go(HEAD + LEVERS + WORLDS)
    assert len(seen) == 2 * 3
    assert all(len(one) == 1 for one in seen)
    study = read_study("try.yaml")
    assert len({entry.key for entry in design_of(study, "s").entries}) == 8
    assert result.exit_code == 0


def test_what_differences_are_to_is_named_by_its_levels(go: Go) -> None:
    lever = LEVERS.replace("none: []", "few: [{instrument: outreach, share: 0.05}]")
    result = go(HEAD + "analysis: [rank_changes, regret]\n" + lever + WORLDS)
    report.write(result.folder)
    said = (result.folder / "report.html").read_text("utf-8") + result.plot().axes[0].get_xlabel()
    for words in (
        "Participation in 12 months: differences to share=few in the same world",
        "in brackets the difference to share=few in the same world",
        "Binding with share=few",
        "Worlds in which it is no worse than share=few",
        "participation_12m against share=few in the same world",
    ):
        assert words in said
    assert "without the levers" not in said


def test_the_fewer_of_levers_and_worlds_stand_beside_each_other(go: Go) -> None:
    study = go(HEAD + LEVERS + WORLDS).manifest["study"]
    levers = [one for one in study["factors"][0]["levels"] if one != "none"]
    table = next(one for one in tables(study, {}) if one.title.startswith("What the levers do in each world"))
    assert table.headings == ("Lever", "0.8", "1.5", "Same sign in all worlds")
    assert [row[0] for row in table.rows] == ["Binding with share=none", *levers]


ASKED = {  # by analysis, an experiment that asks for it
    "factorial": "levers:\n  big: {path: policy+, levels: {no: [], yes: [{instrument: outreach, share: 0.3}]}}\n"
    "  small: {path: policy+, levels: {no: [], yes: [{instrument: outreach, share: 0.1}]}}\n",
    "order": "levers:\n  order:\n    orders:\n      places: {instrument: places, share: 0.2}\n"
    "      outreach: {instrument: outreach, share: 0.2}\n",
    "lasting": LEVERS + "at: [20]\n",
    "regret": LEVERS + WORLDS,
    "recovery": LEVERS + SHOCKS,
    "rank_changes": LEVERS + WORLDS,
}


@pytest.mark.parametrize("analysis", ASKED)
def test_every_table_of_an_analysis_says_what_it_measures(go: Go, analysis: str) -> None:
    study = go(HEAD + f"analysis: {analysis}\n" + ASKED[analysis]).manifest["study"]
    shown = tables(study, {"participation_12m": "share of adults"})
    assert len(shown) > 1
    assert [one.title for one in shown if not one.note] == []
    assert "Gain / lose of 100: of 100 adults" in shown[-1].note


def test_differences_by_world_have_a_unit_and_ranks_a_direction(go: Go) -> None:
    study = go(HEAD + LEVERS + WORLDS).manifest["study"]
    (table,) = [one for one in tables(study, {"participation_12m": "share of adults"}) if "each world" in one.title]
    assert table.title.endswith("difference to share=none in percentage points and (rank, more first)")
    assert table.note.startswith("Ranks are by means, so chance may have made them.")
    (plain,) = [one for one in tables(study, {"participation_12m": "hours"}) if "each world" in one.title]
    assert plain.title.endswith("12 months, hours, difference to share=none and (rank, more first)")


def test_numbers_of_other_rank_do_not_look_alike(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    """Differences far below the unit, such as of skill in standard deviations."""
    moved = {"share=talk": 0.0004, "share=some": 0.0011, "share=much": -0.0007}

    def made_up(finished: Any, study: Any) -> list[Outcomes]:
        found = {name: np.full(3, 0.14) + moved.get(name.removesuffix(" price=1.5"), 0.0) for name in study.names}
        return [Outcomes(study, "participation_12m", 24, found)]

    monkeypatch.setattr("sim.study.findings.outcomes_of", made_up)
    (table,) = [one for one in tables(go(HEAD + LEVERS + WORLDS).manifest["study"], {}) if "each world" in one.title]
    assert [row[1] for row in table.rows[1:]] == ["+0.0004 (2)", "+0.0011 (1)", "−0.0007 (3)"]


def test_the_share_that_came_back_is_a_percentage(go: Go) -> None:
    study = go(HEAD + "analysis: recovery\n" + LEVERS + SHOCKS).manifest["study"]
    (table,) = [one for one in tables(study, {}) if "came back" in one.title]
    assert table.headings[-1] == "share of replicates"
    assert {row[-1] for row in table.rows} == {"100\u00a0%"}


def test_ratios_bear_no_plus_and_differences_do(go: Go) -> None:
    study = go(HEAD + "at: [20]\nanalysis: lasting\n" + LEVERS).manifest["study"]
    left, points = tables(study, {"participation_12m": "share of adults"})
    assert any(row[-1].startswith("1.0") for row in left.rows)
    assert not any("+" in row[-1] for row in left.rows)
    assert any("[+" in cell for row in points.rows for cell in row)


def test_the_page_of_an_experiment_can_be_read_by_who_does_not_know_it(go: Go) -> None:
    commas = LEVERS.replace("      talk:", "      talk, often:").replace("      some:", '      "some, seldom":')
    few = 'about: {author: A, reference: "3.1 to 3.4", summary: S}\n' + commas
    page = report.write(go(HEAD + few).folder).read_text("utf-8")
    for words in (
        "(Paragraphs 3.1 to 3.4 of the paper.)",
        "none; talk, often; some, seldom; much",
        "in the same world, so that only the lever differs",
        "With 3 replicates an interval is rough itself",
        "Blue: the interval excludes zero.",
    ):
        assert words in page
    more = go(HEAD.replace("replicates: 3", "replicates: 4") + few.replace(" to 3.4", "") + WORLDS, out="more")
    page = report.write(more.folder).read_text("utf-8")
    assert "(Paragraph 3.1 of the paper.)" in page
    assert "rough itself" not in page
    worlds = report.write(go(HEAD + WORLDS, out="worlds").folder).read_text("utf-8")
    assert "only the lever differs" not in worlds


def test_a_first_world_of_many_levels_has_a_short_name_in_the_figure(go: Go) -> None:
    result = go(HEAD + LEVERS + WORLDS + "  wait: {path: assumptions.choice.wait, levels: [0.3, 0.2]}\n")
    said = study_page.draw(read(result.folder))["points"].description
    assert "share=much in the first world: " in said
    assert "share=much wait=0.2: " in said


def test_points_of_a_figure_bear_their_world_also_if_it_is_the_first(go: Go) -> None:
    result = go(HEAD + LEVERS + WORLDS)
    said = study_page.draw(read(result.folder))["points"].description
    assert "share=much price=0.8: " in said
    assert "share=much price=1.5: " in said
    assert "price" not in study_page.draw(read(go(HEAD + LEVERS, out="one").folder))["points"].description


def test_the_figure_of_effects_is_of_the_first_world_and_says_it(go: Go) -> None:
    levers = LEVERS.replace("      talk: [{instrument: campaign, share: 0.1}]\n", "")
    levers = levers.replace("      some: [{instrument: outreach, share: 0.1}]\n", "")
    result = go(HEAD + "at: [12]\nanalysis: factorial\n" + levers + ODD)
    picture = study_page.draw(read(result.folder))["effects"]
    assert picture.title == "Factorial: effects on Participation in 12 months with money=usual, and 95 % intervals"
    rows = result.manifest["study"]["effects"]
    (main,) = [row for row in rows if (row["kind"], row["world"], row["month"]) == ("main effect", "reference", 24)]
    assert f"main effect: share: +{100 * main['mean']:.2f}" in picture.description


def test_levers_that_have_other_money_are_named_and_worlds_are_not(go: Go) -> None:
    money = "  money: {path: budget.per_resident_per_year, levels: [60, 75]}\n"
    cut = "  cut: {path: shocks, levels: {none: [], some: [{kind: fiscal, from: 6, months: 6, size: 0.3}]}}\n"
    result = go(HEAD + "set: {budget.rule: additional}\n" + LEVERS + money + "uncertainties:\n" + cut)
    (said,) = [one for one in result.manifest["study"]["cannot_tell"] if "equal money" in one]
    levers = "money=75, share=talk money=75, share=some money=75, share=much money=75"
    assert said == f"Not at equal money: {levers} have 75 EUR per resident a year (+15)."
