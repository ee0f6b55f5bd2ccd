"""The project's own files agree with each other: pins, packaging, changelog and the targets of make."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

import sim

VERSIONS = ("311", "312", "313")


@pytest.fixture(scope="module")
def project(checkout: Path) -> dict:
    return tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))


def module_at(path: Path) -> ModuleType:
    """A script that is not part of the package, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bare(requirement: str) -> str:
    """The normalised distribution name of a requirement."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=;! ]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_dependency_is_pinned_to_one_version_for_each_python(checkout: Path, project: dict, version: str) -> None:
    lines = (checkout / "constraints" / f"py{version}.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", pin) for pin in pins)
    wanted = [*project["project"]["dependencies"], *chain(*project["project"]["optional-dependencies"].values())]
    assert {bare(one) for one in wanted} - {"learncity"} <= {pin.split("==")[0] for pin in pins}


def test_the_pins_come_from_a_report_of_pip_without_ourselves(checkout: Path) -> None:
    report = {"install": [{"metadata": {"name": n, "version": "1.0"}} for n in ("ruamel.yaml", "Mesa", "learncity")]}
    assert module_at(checkout / "constraints" / "pin.py").pins(report) == ["mesa==1.0", "ruamel-yaml==1.0"]


def test_the_wheel_puts_scenarios_where_an_installed_learncity_looks(project: dict) -> None:
    from sim.scenario.find import shipped

    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert Path(sys.prefix) / shared["scenarios"] in list(shipped())


def test_the_version_is_the_same_everywhere(checkout: Path) -> None:
    assert f"version: {sim.__version__}\n" in (checkout / "CITATION.cff").read_text("utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", (checkout / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert not released or released[0] == sim.__version__


def test_nothing_lies_at_the_top_but_what_belongs_there(checkout: Path) -> None:
    """A scenario that somebody tried out there would be taken for one of the project."""
    found = subprocess.run(["git", "ls-files"], cwd=checkout, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in found.stdout.splitlines()}
    folders = {".ci", "constraints", "docs", "experiments", "scenarios", "sim", "tests"}
    files = {".gitignore", "CHANGELOG.md", "CITATION.cff", "LICENSE", "Makefile", "README.md", "pyproject.toml"}
    assert top == folders | files


def test_no_file_of_the_project_names_a_registry_or_a_private_folder(checkout: Path) -> None:
    words = ("pypi" + ".org", "pythonhosted" + ".org", "file" + ":///", "/root/")
    files = [
        checkout / "pyproject.toml",
        checkout / "Makefile",
        *checkout.glob(".ci/*"),
        *checkout.glob("constraints/*"),
    ]
    assert [(f.name, w) for f in files if f.is_file() for w in words if w in f.read_text("utf-8")] == []


def test_make_alone_explains_each_target(checkout: Path) -> None:
    listed = subprocess.run(["make", "-C", str(checkout)], capture_output=True, text=True, check=True).stdout
    for target in ("setup", "demo", "test", "check", "golden", "bench", "clean"):
        assert re.search(rf"^  make {target} +\w", listed, re.MULTILINE)


CHANGELOG = "# Changelog\n\n## [Unreleased]\n### Added\n- A thing.\n\n## [0.1.0]\n### Numbers change\n- Old.\n"


def test_a_reason_is_written_under_unreleased_only(checkout: Path) -> None:
    script = module_at(checkout / ".ci" / "changelog.py")
    once = script.with_reason(CHANGELOG, "Teachers leave.")
    assert script.unreleased(once) == "### Numbers change\n- Teachers leave.\n\n### Added\n- A thing.\n\n"
    twice = script.with_reason(once, "Rooms wear out.")
    assert script.unreleased(twice).startswith("### Numbers change\n- Rooms wear out.\n- Teachers leave.\n")
    assert twice.endswith("## [0.1.0]\n### Numbers change\n- Old.\n")


def test_golden_results_need_a_changelog_line(checkout: Path, tmp_path: Path) -> None:
    def run(*command: str) -> int:
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    script = (sys.executable, str(checkout / ".ci" / "changelog.py"))
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    commit = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qam", "start")
    assert [run("git", "init", "-q"), run("git", "add", "."), run(*commit)] == [0, 0, 0]
    assert run(*script, "changed") == 1
    assert run(*script, "add", "  ") == 2
    assert run(*script, "add", "Fees fell.") == 0
    assert run(*script, "changed") == 0


def test_pip_reports_are_read_as_pip_writes_them(checkout: Path, tmp_path: Path) -> None:
    """The whole way of `make constraints`, but for pip itself, in a folder of its own."""
    script = tmp_path / "pin.py"
    script.write_text((checkout / "constraints" / "pin.py").read_text("utf-8"), encoding="utf-8")
    report = {
        "environment": {"python_full_version": "3.12.1"},
        "install": [{"metadata": {"name": "A_b", "version": "2"}}],
    }
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    subprocess.run([sys.executable, str(script), str(tmp_path / "report.json")], check=True, capture_output=True)
    assert (tmp_path / "py312.txt").read_text("utf-8").splitlines()[1:] == ["a-b==2"]
