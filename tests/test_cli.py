"""The commands: what they print, where, and with which exit code; a made-up result stands in for the runs."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from sim.cli import main
from sim.errors import Fault, InputError
from sim.scenario import load

COMMANDS = ("run", "compare", "study", "report", "explain", "check", "params", "schema", "new")
ROOT = Path(__file__).parent.parent
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs a command in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")

    def asked(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = capsys.readouterr()
        code = end.value.code
        return (code if isinstance(code, int) else 0), out, err

    return asked


class MadeUp:
    """What `sim.run` and `sim.compare` give back."""

    def __init__(self, folder: Path, failed: int = 0) -> None:
        self.folder = folder
        row = {
            "value": 0.4,
            "difference": 0.012,
            "difference_low": 0.01,
            "difference_high": 0.014,
            "probability_best": 0.9,
            "gainers": 0.03,
            "losers": 0.018,
            "binding": "none",
            "weakest_grade": "D",
        }
        cost = {"mean": 1234.5, "low": 1000.0, "high": 1500.0}
        runs = [
            {
                "scenario": "b",
                "replicate": 1 + i,
                "error": "ValueError: no" if i < failed else None,
                "status": "failed" if i < failed else "done",
            }
            for i in range(2)
        ]
        budget = {"per_resident_per_year": 60, "grant": None}
        titles = {"a": "As now", "b": "Better", "c": "Costly"}
        self.manifest = {
            "reference": "a",
            "replicates": 2,
            "runs": runs,
            "city": {"name": "Town", "currency": "crowns"},
            "scenarios": {name: {"title": title, "budget": budget} for name, title in titles.items()},
            "comparison": {
                "ranking": [
                    row | {"scenario": "b", "cost_per_additional_participant": cost},
                    row | {"scenario": "c", "cost_per_additional_participant": None, "cost_note": "there is no gain"},
                    row
                    | {
                        "scenario": "a",
                        "cost_per_additional_participant": None,
                        "cost_note": "it is the reference",
                        "binding": "teachers",
                    },
                ],
                "groups": [],
            },
        }
        self.failed = tuple(run for run in runs if run["status"] != "done")
        self.exit_code = 1 if self.failed else 0

    def series(self, indicator: str) -> pd.DataFrame:
        """Months 0 to 24 of an indicator that rises by 0.01 a month."""
        return pd.DataFrame({"month": range(25), "mean": [0.01 * month for month in range(25)]})


def made_up_point(name: str, lever: str, value: float, difference: float) -> dict[str, Any]:
    outcome = {"indicator": "participation_12m", "month": 24, "value": value, "low": value, "high": value}
    outcome |= {"difference": difference, "difference_low": difference, "difference_high": difference, "replicates": 2}
    shares = {"binding": "rooms", "gainers": 0.02, "losers": 0.01}
    return {"scenario": name, "levels": {"lever": lever}, "against": "reference", "outcomes": [outcome], **shares}


STUDY = {
    "title": "Levers",
    "factors": [{"name": "lever", "kind": "lever", "path": "policy", "levels": ["none", "rooms"], "reference": "none"}],
    "analysis": [],
    "points": [made_up_point("reference", "none", 0.4, 0.0), made_up_point("lever=rooms", "rooms", 0.41, 0.01)],
    "effects": [],
}


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Stands in for the simulator; keeps what it was asked for, and gives back its `result`."""
    seen: dict[str, Any] = {"result": MadeUp(tmp_path / "results")}

    def run(scenario: str, **options: Any) -> Any:
        seen.update(options, scenarios=[scenario])
        options["progress"](1, 2, "one of them")
        return seen["result"]

    def compare(scenarios: list[str], **options: Any) -> Any:
        seen.update(options, scenarios=scenarios)
        options["progress"](1, 2, "one of them")
        return seen["result"]

    def experiment(file: str, **options: Any) -> Any:
        seen.update(options, scenarios=[file])
        options["progress"](1, 2, "one of them")
        manifest = seen["result"].manifest
        points = {one["scenario"]: manifest["scenarios"]["a"] for one in STUDY["points"]}
        manifest |= {"study": STUDY, "scenarios": manifest["scenarios"] | points}
        return seen["result"]

    monkeypatch.setattr("sim.study.run", run)
    monkeypatch.setattr("sim.study.experiment", experiment)
    monkeypatch.setattr("sim.study.compare", compare)
    monkeypatch.setattr("sim.report.write", lambda folder: Path(folder) / "report.html")
    return seen


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_shows_an_example_that_names_it(command: str, ask: Ask) -> None:
    code, out, _ = ask(command, "--help")
    assert code == 0
    assert f"Example: learncity {command}" in out


def test_the_commands_are_those_of_the_list(ask: Ask) -> None:
    from sim.cli import app

    names = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    assert names == set(COMMANDS)
    assert ask("--help")[0] == 0
    assert ask("--version")[1].startswith("learncity ")


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["run"],
        ["run", "a.yaml", "--seed", "x"],
        ["run", "a.yaml", "--seed", "-1"],
        ["run", "a.yaml", "--months", "0"],
        ["run", "a.yaml", "--citizens", "many"],
        ["compare"],
        ["compare", "a.yaml", "--replicates", "0"],
        ["study"],
        ["study", "a.yaml", "--replicates", "0"],
        ["report"],
        ["check"],
        ["schema", "planet"],
        ["new", "planet", "x"],
        ["new", "scenario"],
        ["explain", "a.yaml"],
        ["--nothing"],
        ["run", "a.yaml", "--nothing"],
    ],
)
def test_wrong_words_are_exit_code_2(words: list[str], ask: Ask) -> None:
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert "Usage" in err


@pytest.mark.parametrize(
    "words",
    [
        ["run", "nowhere.yaml"],
        ["compare", "nowhere.yaml", "neither.yaml"],
        ["study", "nowhere.yaml"],
        ["check", "nowhere.yaml"],
        ["params", "nothing"],
        ["explain", "nowhere.yaml", "--citizen", "1"],
        ["report", "nowhere"],
        ["run", "\0.yaml"],
    ],
)
def test_what_is_not_there_is_exit_code_2_and_one_line_each(words: list[str], ask: Ask) -> None:
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == (2 if words[0] == "compare" else 1)
    assert "Traceback" not in err


def test_study_shows_each_point_with_its_difference(ask: Ask, asked_for: dict[str, Any]) -> None:
    code, out, err = ask("study", "a.yaml", "--replicates", "2", "--seed", "7", "--workers", "1", "--months", "25")
    assert code == 0
    assert [asked_for[word] for word in ("scenarios", "replicates", "seed", "workers", "months", "citizens")] == [
        ["a.yaml"],
        2,
        7,
        1,
        25,
        None,
    ]
    for words in ("Levers: 2 points", "rooms", "41.0\u00a0%", "+1.00", "2.0 / 1.0", "report.html"):
        assert words in out
    assert "1 of 2: one of them" in err


def test_the_page_is_written_even_if_nobody_reads_the_tables(
    ask: Ask, asked_for: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with `learncity study ... | head`, which closes the pipe early."""
    pages: list[Path] = []

    def closed(result: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("sim.report.write", lambda folder: pages.append(folder))
    monkeypatch.setattr("sim.report.terminal.print_study", closed)
    ask("study", "a.yaml")
    assert pages == [asked_for["result"].folder]


def test_study_as_json_and_with_failed_runs(ask: Ask, asked_for: dict[str, Any], tmp_path: Path) -> None:
    asked_for["result"] = MadeUp(tmp_path / "results", failed=1)
    code, out, err = ask("study", "a.yaml", "--json")
    assert code == 1
    assert json.loads(out)["points"][1]["outcomes"][0]["difference"] == 0.01
    assert "the run failed: ValueError: no" in err


def test_run_shows_start_middle_and_end_and_where_results_lie(
    ask: Ask, asked_for: dict[str, Any], tmp_path: Path
) -> None:
    code, out, err = ask("run", "a.yaml", "--seed", "7", "--citizens", "2_000", "--months", "25", "--out", "here")
    assert code == 0
    assert [asked_for[word] for word in ("scenarios", "seed", "citizens", "months", "out")] == [
        ["a.yaml"],
        7,
        2000,
        25,
        "here",
    ]
    for words in (
        "month 0",
        "month 12",
        "month 24",
        "Participation in 12 months",
        "12.0 %",
        "crowns a month",
        str(tmp_path),
    ):
        assert words in out
    assert f"{tmp_path / 'results' / 'report.html'}" in out
    assert "1 of 2: one of them" in err


def test_run_as_json(ask: Ask, asked_for: dict[str, Any]) -> None:
    code, out, _ = ask("run", "a.yaml", "--json", "--citizens", "all")
    told = json.loads(out)
    assert (code, asked_for["citizens"], told["failed"]) == (0, "all", [])
    assert told["indicators"][0]["indicator"] == "participation_12m"
    assert [value["month"] for value in told["indicators"][0]["values"]] == [0, 12, 24]
    assert told["indicators"][-1]["unit"] == "crowns a month"


def test_compare_ranks_in_plain_words(ask: Ask, asked_for: dict[str, Any]) -> None:
    code, out, _ = ask("compare", "a.yaml", "b.yaml", "--reference", "a.yaml", "--precision", "0.25", "--workers", "1")
    assert code == 0
    assert [asked_for[word] for word in ("scenarios", "reference", "precision", "replicates", "workers")] == [
        ["a.yaml", "b.yaml"],
        "a.yaml",
        0.25,
        10,
        1,
    ]
    better = next(line for line in out.splitlines() if "Better" in line)
    for words in ("40.0 %", "+1.20 (+1.00 to +1.40)", "90 %", "3.0 / 1.8", "1,234 (1,000 to 1,500)", "nothing", "D"):
        assert words in better
    assert "teachers" in next(line for line in out.splitlines() if "reference" in line)
    assert "No cost for one more adult in Costly: there is no gain." in out
    assert "it is the reference" not in out
    assert out.splitlines()[-1].startswith("Report:")


def test_compare_takes_weights_of_parts_of_panels(ask: Ask, asked_for: dict[str, Any]) -> None:
    code, _, _ = ask("compare", "a.yaml", "b.yaml", "--weight", "contacts_active=3", "--weight", "quality_mean=0.5")
    assert (code, asked_for["weights"]) == (0, {"contacts_active": 3.0, "quality_mean": 0.5})
    code, _, err = ask("compare", "a.yaml", "b.yaml", "--weight", "contacts_active")
    assert code == 2
    assert "NAME=NUMBER" in err


def test_compare_takes_a_discount_rate(ask: Ask, asked_for: dict[str, Any]) -> None:
    assert ask("compare", "a.yaml", "b.yaml", "--discount", "0.05")[0] == 0
    assert asked_for["discount"] == 0.05
    assert ask("compare", "a.yaml", "b.yaml")[0] == 0
    assert asked_for["discount"] == 0.03


def test_compare_as_json_is_the_manifest_s_comparison(ask: Ask, asked_for: dict[str, Any]) -> None:
    told = json.loads(ask("compare", "a.yaml", "b.yaml", "--json")[1])
    assert told["ranking"] == asked_for["result"].manifest["comparison"]["ranking"]
    assert told["reference"] == "a"


def test_a_failed_run_is_exit_code_1_and_named(ask: Ask, asked_for: dict[str, Any], tmp_path: Path) -> None:
    asked_for["result"] = MadeUp(tmp_path / "results", failed=1)
    code, out, err = ask("compare", "a.yaml", "b.yaml")
    assert code == 1
    assert "b, replicate 1: the run failed: ValueError: no" in err
    assert "Report:" in out


def test_when_every_run_failed_there_is_no_report(ask: Ask, asked_for: dict[str, Any], tmp_path: Path) -> None:
    asked_for["result"] = MadeUp(tmp_path / "results", failed=2)
    code, out, _ = ask("run", "a.yaml")
    assert code == 1
    assert "Report:" not in out


def test_an_unforeseen_error_is_one_line_unless_debugging(
    ask: Ask, asked_for: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(scenario: str, **options: Any) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("sim.study.run", fail)
    code, out, err = ask("run", "a.yaml")
    assert (code, out) == (1, "")
    assert err == "learncity: this failed: ZeroDivisionError: by zero (--debug shows where)\n"
    with pytest.raises(ZeroDivisionError):
        main(["run", "a.yaml", "--debug"])


def test_an_interrupted_run_says_what_is_kept(
    ask: Ask, asked_for: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(scenario: str, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.study.run", stop)
    code, out, err = ask("run", "a.yaml")
    assert (code, out) == (130, "")
    assert "Runs that were finished are kept" in err


def test_an_interruption_that_python_wraps_is_one_too(
    ask: Ask, asked_for: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python 3.11 does with one that comes while a class is made, mostly at an import."""

    def stop(scenario: str, **options: Any) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr("sim.study.run", stop)
    code, out, err = ask("run", "a.yaml")
    assert (code, out, len(err.splitlines())) == (130, "", 1)
    assert "Runs that were finished are kept" in err


def test_wrong_input_found_by_a_run_is_exit_code_2(
    ask: Ask, asked_for: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(scenario: str, **options: Any) -> None:
        raise InputError(
            [
                Fault("a.yaml", 3, "months", "0 is outside its range", "Allowed: 1 to 1,200"),
                Fault("a.yaml", 4, "x", "unknown key"),
            ]
        )

    monkeypatch.setattr("sim.study.run", refuse)
    code, _, err = ask("run", "a.yaml")
    assert code == 2
    assert err.splitlines() == [
        "a.yaml:3: months: 0 is outside its range. Allowed: 1 to 1,200.",
        "a.yaml:4: x: unknown key.",
    ]


def test_report_writes_the_page_again(ask: Ask, asked_for: dict[str, Any]) -> None:
    assert ask("report", "somewhere")[1] == f"Report: {Path('somewhere') / 'report.html'}\n"
    assert json.loads(ask("report", "somewhere", "--json")[1])["report"] == str(Path("somewhere") / "report.html")


def test_check_says_what_is_sound_and_what_is_not(ask: Ask) -> None:
    Path("bad.yaml").write_text("title: a\nextends: baseline.yaml\nmonths: 0\nx: 1\n", encoding="utf-8")
    baseline = str(ROOT / "scenarios" / "baseline.yaml")
    assert ask("check", baseline, str(ROOT / "scenarios" / "cities" / "millbrook"))[0] == 0
    code, out, err = ask("check", "bad.yaml", baseline)
    assert code == 2
    assert [line.split(" ")[0] for line in err.splitlines()] == ["bad.yaml:3:", "bad.yaml:4:"]
    assert "baseline.yaml: sound" in out
    code, out, err = ask("check", "bad.yaml", baseline, "--json")
    told = json.loads(out)
    assert (code, err) == (2, "")
    assert [fault["line"] for fault in told[0]["faults"]] == [3, 4]
    assert told[1]["faults"] == []


def test_check_says_the_faults_of_a_city_once(ask: Ask) -> None:
    ask("new", "city", "town")
    table = Path("town/districts.csv")
    table.write_text(table.read_text(encoding="utf-8").replace("20000", "many"), encoding="utf-8")
    for town in ("town", str(Path("town").absolute())):
        code, out, err = ask("check", town, "town/baseline.yaml", "town/districts.csv")
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert "districts.csv:2: population: 'many' is not a number" in err
    told = json.loads(ask("check", "town", "town/baseline.yaml", "--json")[1])
    assert [len(one["faults"]) for one in told] == [1, 1]


def test_params_lists_explains_and_searches(ask: Ask) -> None:
    from sim.assumptions import declared

    assert all(name in ask("params", "--json")[1] for name in declared())
    assert len(json.loads(ask("params", "--json")[1])) == len(declared())
    out = ask("params", "choice.norm")[1]
    for words in ("range 0 to 3.5", "log-odds", "grade D: assertion or guess", "source:", "paragraph 3.4"):
        assert words in out
    assert "presets: null 0, positive 0.2, backlash -0.2" in ask("params", "campaign.effect")[1]
    assert "norms.message" in ask("params", "norms")[1]
    code, _, err = ask("params", "choice.prise")
    assert (code, "Did you mean 'choice.price'?" in err) == (2, True)


def test_schema_is_json(ask: Ask) -> None:
    code, out, _ = ask("schema")
    assert code == 0
    jsonschema.Draft7Validator.check_schema(json.loads(out))


def test_new_writes_what_passes_the_check_and_never_overwrites(ask: Ask) -> None:
    assert ask("new", "scenario", "mine")[0] == 0
    assert json.loads(ask("new", "city", "town", "--json")[1]) == {"written": "town"}
    assert ask("check", "mine.yaml", "town")[0] == 0
    for thing, name in (("scenario", "mine"), ("city", "town")):
        code, _, err = ask("new", thing, name)
        assert (code, "nothing is overwritten" in err) == (2, True)


def test_a_new_scenario_says_its_city_and_how_to_take_another(ask: Ask) -> None:
    first, other = ask("new", "scenario", "mine")[1].splitlines()
    assert first == "Wrote mine.yaml, a policy for dalian. Edit it, then: learncity check mine.yaml"
    assert "beside that city's own baseline.yaml (learncity new scenario FOLDER/NAME)" in other
    parent = re.search(r"or set `extends:` to a scenario of that city, such as (\S+)$", other)
    assert parent is not None
    policy = Path("mine.yaml").read_text(encoding="utf-8").replace("baseline.yaml  ", f"{parent[1]}  ")
    Path("theirs.yaml").write_text(policy, encoding="utf-8")
    assert Path(load("theirs.yaml").city).name == "millbrook"
    assert "extends: baseline.yaml     # of dalian; " in Path("mine.yaml").read_text(encoding="utf-8")
    ask("new", "city", "town")
    wrote = "Wrote town/mine.yaml, a policy for town. Edit it, then: learncity check town/mine.yaml\n"
    assert ask("new", "scenario", "town/mine")[1] == wrote
    Path("bare").mkdir()
    Path("bare/baseline.yaml").write_text("title: Bare\n", encoding="utf-8")
    assert "a policy for no city yet." in ask("new", "scenario", "bare/mine")[1]


def test_the_commands_told_after_a_new_city_lead_to_a_comparison(ask: Ask) -> None:
    told = [shlex.split(line)[1:] for line in ask("new", "city", "my town")[1].splitlines()[1:]]
    assert [words[0] for words in told] == ["check", "run", "new", "compare"]
    assert [ask(*words)[0] for words in told if words[0] in ("check", "new")] == [0, 0]
    assert ask("check", *told[-1][1:])[0] == 0


def test_explain_speaks_of_one_citizen_under_both_scenarios(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    import numpy as np

    @dataclasses.dataclass(frozen=True)
    class Answer:
        text: str

        def __str__(self) -> str:
            return self.text

    class Person:
        def __init__(self, row: int, month: int) -> None:
            self.row, self.month = row, month

        def explain(self) -> Answer:
            return Answer(f"row {self.row} in {self.month}")

    class Town:
        burnt_in = 0

        def __init__(self, plan: Any, rng: int = 1) -> None:
            self.plan, self.month = plan, 0
            type(self).burnt_in += 1

        def fork(self, plan: Any) -> Town:
            other = object.__new__(Town)
            other.plan, other.month = plan, 0
            return other

        @staticmethod
        def burn_in_key(plan: Any, seed: int) -> object:
            return plan.assumptions, seed

        def step(self) -> None:
            self.month += 1

        @property
        def citizens(self) -> Any:
            month = self.month

            class People:
                def get(self, name: str) -> Any:
                    return np.array([900, 901, 902])

                def __getitem__(self, row: int) -> Person:
                    return Person(row, month)

            return People()

    monkeypatch.setattr("sim.city.City", Town)
    files = [str(ROOT / "scenarios" / name) for name in ("baseline.yaml", "voucher.yaml")]
    code, out, _ = ask("explain", files[0], "--against", files[1], "--citizen", "901", "--month", "3")
    assert code == 0
    assert out == "baseline, month 3\nrow 1 in 3\nvoucher, month 3\nrow 1 in 3\n"
    assert Town.burnt_in == 1
    told = json.loads(ask("explain", files[0], "--citizen", "2", "--json")[1])
    assert told == [{"scenario": "baseline", "month": 0, "text": "row 2 in 0"}]
    code, _, err = ask("explain", files[0], "--citizen", "7")
    assert (code, "row number from 0 to 2" in err) == (2, True)


def test_the_package_runs_as_a_module_and_help_loads_nothing_slow() -> None:
    asked = [sys.executable, "-X", "importtime", "-m", "sim", "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "compare" in done.stdout
    loaded = {
        line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "import time:" in line
    }
    assert "typer" in loaded
    assert loaded & {"pydantic", "numpy", "pandas", "numba", "mesa", "ruamel", "duckdb", "matplotlib", "scipy"} == set()
