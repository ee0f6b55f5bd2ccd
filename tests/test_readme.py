"""What the README and the docs tell people to type exists: commands, options, files, targets, names and links."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SHIPPED = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scenarios").glob("*.yaml"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def blocks(language: str, text: str = README) -> list[str]:
    """The fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def typed(program: str, text: str = README) -> list[list[str]]:
    """What a reader is told to type that begins with the program: its arguments, one list a line."""
    lines = [line[2:] for block in blocks("console", text) for line in block.splitlines() if line.startswith("$ ")]
    words = [shlex.split(line, comments=True) for line in lines]
    return [one[1:] for one in words if Path(one[0]).name == program]


def in_the_table() -> list[str]:
    """The commands of the README's table."""
    return re.findall(r"^\| `learncity ([a-z]+)", README, re.MULTILINE)


def helped(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What `learncity ARGUMENTS --help` prints."""
    from sim.cli import main

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.argv", ["learncity", *arguments, "--help"])
    try:
        code = main()
    except SystemExit as end:
        code = end.code
    assert code in (0, None)
    return capsys.readouterr().out


def test_the_readme_shows_what_these_tests_look_for() -> None:
    assert len(typed("learncity")) >= 3
    assert len(typed("make")) >= 2
    assert len(in_the_table()) >= 8
    assert blocks("python")
    assert blocks("yaml")


@pytest.mark.parametrize("command", in_the_table())
def test_each_command_of_the_table_exists(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Usage" in helped([command], monkeypatch, capsys)


@pytest.mark.parametrize("arguments", typed("learncity"), ids=" ".join)
def test_each_typed_command_has_its_options_and_files(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not arguments[0].startswith("-"):
        shown = helped(arguments[:1], monkeypatch, capsys)
        assert [word for word in arguments if word.startswith("--") and word not in shown] == []
    files = [word for word in arguments if word.startswith(("scenarios/", "experiments/"))]
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_each_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = {word for page in PAGES for word in re.findall(r"`make ([a-z]+)", page.read_text("utf-8"))}
    assert {one[0] for one in typed("make")} | told <= targets


@pytest.mark.parametrize("block", blocks("yaml"))
def test_the_scenario_shown_is_a_valid_one(block: str, tmp_path: Path) -> None:
    file = tmp_path / "shown.yaml"
    file.write_text(block, encoding="utf-8")
    scenario = sim.load(file)
    assert [one.instrument for one in scenario.policy] == ["outreach"]


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_shown_uses_public_names_and_files_that_exist(block: str) -> None:
    nodes = list(ast.walk(ast.parse(block)))
    used = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
    assert {n.attr for n in used if n.value.id == "sim"} <= set(sim.__all__)  # type: ignore[attr-defined]
    assert [n.attr for n in used if n.value.id == "city" and not hasattr(sim.City, n.attr)] == []  # type: ignore[attr-defined]
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    assert [text for text in texts if text.endswith(".yaml") and not (ROOT / text).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_a_wrong_link_or_block_would_be_seen() -> None:
    text = "```console\n$ learncity run a.yaml --seed 3  # why\nprinted\n$ .venv/bin/pip install -e .\n```\n"
    assert typed("learncity", text) == [["run", "a.yaml", "--seed", "3"]]
    assert typed("pip", text) == [["install", "-e", "."]]


@pytest.mark.proof
def test_the_demo_prints_the_readmes_table(tmp_path: Path) -> None:
    """What the README shows of `make demo` is what that command prints, line by line."""
    recipe = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "learncity compare" in line)
    given = shlex.split(
        recipe.partition("learncity")[2]
        .replace("$(SCENARIOS)", " ".join(SHIPPED))
        .replace("$(OUT)", str(tmp_path / "demo"))
    )
    ran = subprocess.run(
        [sys.executable, "-m", "sim", *given],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "160"},
        capture_output=True,
        text=True,
    )
    told = next(block for block in blocks("console") if "Against As today" in block).splitlines()
    shown = [line.strip() for line in told if line.startswith(("Dalian", "┃", "│", "No cost"))]
    assert len(shown) > 10
    printed = {line.strip() for line in ran.stdout.splitlines()}
    assert [line for line in shown if line not in printed] == []
