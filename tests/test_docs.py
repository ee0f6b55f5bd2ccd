"""The model description agrees with the code: generated tables are fresh, and the month names all that it must."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from worlds import BUDGET, Scenarios, assume, following, months

from sim.assumptions import declared as assumptions
from sim.city import MONTH, City
from sim.government.programmes import PROGRAMMES
from sim.indicators import declared as indicators
from sim.institutions.institution import COLUMNS
from sim.institutions.offers import OFFER_FIELDS
from sim.scenario.forms import Forms
from sim.scenario.parts import Budget

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "docs" / "model"
WRITTEN = ("index", "month", "population", "differences", "limits")
DRAWING = {"purpose_key", "uniforms", "normals"}  # functions that take a purpose


def generator() -> ModuleType:
    """docs/generate.py as a module, with what lies beside it."""
    sys.path.insert(0, str(ROOT / "docs"))
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (MODEL / f"{name}.md").read_text("utf-8")


def described() -> str:
    """All that the pages say exactly: the month, the people, and a page for each mechanism beside the core."""
    mechanisms = sorted((MODEL / "mechanisms").glob("*.md"))
    return page("month") + page("population") + "".join(one.read_text("utf-8") for one in mechanisms)


def purposes(source: str) -> set[str]:
    """Every purpose of draws that the source names by a plain word."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in DRAWING:
                found |= words(node.args)
        if isinstance(node, ast.GeneratorExp) and "purpose_key" in ast.unparse(node.elt):
            found |= words(ast.walk(node.generators[0].iter))
    return found


def words(nodes: Iterable[ast.AST]) -> set[str]:
    """The plain words among nodes of source code."""
    return {one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_the_generated_tables_are_up_to_date() -> None:
    assert [path.name for path in generator().stale()] == [], "run: python docs/generate.py"


def test_a_stale_or_missing_table_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = generator()
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path.parent)
    monkeypatch.setattr(module, "constants", lambda: "nothing")
    module.constants.__name__ = "constants"
    assert module.main(["--check"]) == 1
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0
    (tmp_path / "kinds.md").write_text("old", encoding="utf-8")
    assert [path.name for path in module.stale()] == ["kinds.md"]
    assert module.main(["--chekc"]) == 2


def test_every_purpose_of_a_draw_is_described() -> None:
    found = {word for file in (ROOT / "sim").rglob("*.py") for word in purposes(file.read_text("utf-8"))}
    assert len(found) > 25
    assert sorted(word for word in found if f"`{word}`" not in described()) == []


def test_purposes_are_seen_however_they_are_named() -> None:
    assert purposes('draws.uniforms(seed, "street", ids)\nX = purpose_key("leave")') == {"street", "leave"}
    assert purposes('A, B = (purpose_key(name) for name in ("hear", "stay"))') == {"hear", "stay"}


def test_every_assumption_has_its_place_in_the_month() -> None:
    """By its full name, or on a line that names its group."""
    text = described()

    def placed(group: str, field: str) -> bool:
        by_group = rf"`{group}`[^\n]*\b{field}\b|\b{field}\b[^\n]*`{group}`"
        return f"{group}.{field}" in text or re.search(by_group, text) is not None

    assert [name for name in assumptions() if not placed(*name.split("."))] == []


def test_every_form_has_its_place_in_the_month() -> None:
    """On a line that names its mechanism and all forms of it."""
    lines = described().splitlines()

    def placed(name: str) -> bool:
        forms = get_args(Forms.model_fields[name].annotation)
        return any(f"`forms.{name}`" in line and all(re.search(rf"\b{one}\b", line) for one in forms) for line in lines)

    assert [name for name in Forms.model_fields if not placed(name)] == []


def test_the_pages_define_every_indicator_and_every_state() -> None:
    month = described()
    assert [one.name for one in indicators() if f"`{one.name}`" not in month] == []
    assert [name for name in OFFER_FIELDS if not re.search(rf"\b{name}\b", month)] == []
    assert [name for name in COLUMNS if not re.search(rf"\b{name}\b", month)] == []


def test_the_groups_of_an_indicator_are_those_that_a_city_records(town: City, scenarios: Scenarios) -> None:
    """In a city in which every indicator has a meaning."""
    special = {"pilots": {"months": 1}, "campaign": {"injunctive": True}}
    policy = [{"instrument": name, "share": 0.5 / len(PROGRAMMES)} | special.get(name, {}) for name in PROGRAMMES]
    money = {"grant": {"per_resident_per_year": 10}, "reserve": {"share": 0.1, "months": 3}}
    budget = Budget(per_resident_per_year=BUDGET, rule="additional", **money)
    plan = scenarios(*policy).model_copy(update={"budget": budget})
    city = assume(town, governance={"error": 0.01, "volatility": 0.01}).fork(plan)
    months(following(city, motivation="relaxing", trust="promises", wellbeing="adapting", volunteers="burn_out",
                     chain="matching"), 3)  # fmt: skip
    found: dict[str, list[str]] = {}
    for name, group in (key for row in city.recorder.rows for key in row):
        word = group.partition("=")[0]
        found.setdefault(name, [])
        if word != "all" and word not in found[name]:
            found[name].append(word)
    assert {name: tuple(words) for name, words in found.items()} == generator().indicator_groups()


def test_instruments_whose_money_pays_for_work_are_listed() -> None:
    paid = page("mechanisms/activities").partition("the pay of people at work")[2].partition("staff_hours = ")[0]
    assert set(re.findall(r"`(\w+)`", paid)) == {name for name, one in PROGRAMMES.items() if one.pays_for_work}


def test_the_overview_lists_every_phase_in_order() -> None:
    """With those of the core in bold."""
    found = re.findall(r"^(\d+)\. (\*\*)?([A-Z][a-z ]+)(?:\*\*)?: ", page("index"), re.MULTILINE)
    assert [int(number) for number, _, _ in found] == list(range(1, len(MONTH) + 1))
    assert [title.lower().replace(" ", "_") for _, _, title in found] == [phase.__name__ for phase in MONTH]
    assert [bool(bold) for _, bold, _ in found] == [phase.__module__ == "sim.city" for phase in MONTH]


def test_each_phase_is_described() -> None:
    """The core's in sections 6 to 14 of the month, in the order of the schedule; the others' each on a page."""
    titles = re.findall(r"^## (\d+) (.+)$", page("month"), re.MULTILINE)
    core = [phase for phase in MONTH if phase.__module__ == "sim.city"]
    beside = {phase.__module__.rsplit(".", 1)[1] for phase in MONTH if phase not in core}
    assert sorted(name for name in beside if not (MODEL / "mechanisms" / f"{name}.md").exists()) == []
    phases = [phase.__name__.replace("_", " ") for phase in core]
    named = {int(number): title.lower() for number, title in titles}
    programmes = {"run programmes": "programmes"}
    assert [named[6 + i] for i in range(len(phases))] == [programmes.get(phase, phase) for phase in phases]


@pytest.mark.parametrize("name", WRITTEN)
def test_the_pages_name_constants_that_exist(name: str) -> None:
    """Names in capitals within code marks or blocks are those of the table of constants."""
    known = page("constants") + page("columns")
    text = page(name)
    blocks = re.findall(r"```\n(.*?)```|`([^`\n]+)`", text, re.DOTALL)
    found = {word for pair in blocks for word in re.findall(r"\b[A-Z][A-Z]+(?:_[A-Z0-9]+)*\b|\bSQRT3\b", "".join(pair))}
    assert sorted(word for word in found - {"MONTH", "SHA", "UTF"} if not re.search(rf"\b{word}\b", known)) == []
