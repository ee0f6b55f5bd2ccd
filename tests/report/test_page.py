"""The page stands alone, escapes what users write, says everything it must, and adapts to what is missing."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import made_up
import pytest

from sim.report import write
from sim.report.data import read
from sim.report.page import draw, render

SECTIONS = (
    "The question", "The answer", "Ranking", "What the scenarios do", "Participation over time",
    "Differences over time", "Who gains and who loses", "Districts", "Money", "Queues and use of places", "What binds",
    "Assumptions", "The city: Dalian", "What this cannot tell", "How to reproduce",
)  # fmt: skip
HOSTILE = '<script>alert(1)</script> & "x" \' {{ 7 * 7 }} $\\frac{1}{2}$ </svg> %s \x00 font-family: id="y" url(#z)'
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """What tests ask of a page: tags with attributes, open tags left over, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="session")
def outline(page: str) -> Outline:
    return Outline(page)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two scenarios over half a year."""
    place = tmp_path_factory.mktemp("report") / "small"
    return made_up.folder(place, names=("baseline", "places"), months=6, replicates=2)


def changed(folder: Path, place: Path, change: Any) -> Path:
    """A copy of the folder's summary with a manifest changed by `change(manifest)`."""
    place.mkdir()
    (place / "summary.csv").write_bytes((folder / "summary.csv").read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    change(manifest)
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return place


def rendered(folder: Path) -> str:
    """The page without its figures."""
    return render(read(folder), {})


def test_the_page_asks_nothing_of_any_network(page: str, outline: Outline) -> None:
    for _, attributes in outline.tags:
        for name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster"):
            assert (attributes.get(name) or "#").startswith("#")
    assert "@import" not in page
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", page))
    assert not {"script", "link", "iframe", "object", "embed", "img"} & {tag for tag, _ in outline.tags}
    policy = next(a["content"] for tag, a in outline.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    without_sources = page.replace("https://stats.example/c7", "").replace("https://oecd.example/a", "")
    assert "http:" not in without_sources
    assert "https:" not in without_sources


def test_every_section_is_there_in_order(page: str) -> None:
    headings = [re.sub(r"\s+", " ", h) for h in re.findall(r"<h2[^>]*>([^<]*)</h2>", page)]
    assert headings[: len(SECTIONS)] == list(SECTIONS)
    assert headings[len(SECTIONS) :] == ["Appendix: gains and losses in the other scenarios"]


def test_the_page_is_accessible(outline: Outline) -> None:
    tags = outline.tags
    assert outline.open == []
    assert dict(tags)["html"]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = Counter(attributes["id"] for _, attributes in tags if attributes.get("id"))
    assert [one for one, times in ids.items() if times > 1] == []
    named = [word for _, a in tags for word in (a.get("aria-labelledby") or "").split()]
    links = [(a.get("href") or "")[1:] for tag, a in tags if tag in ("a", "use")]
    assert set(named) | set(links) <= ids.keys()
    assert all(a.get("scope") for tag, a in tags if tag == "th")
    pictures = [a for tag, a in tags if tag == "svg"]
    assert len(pictures) >= 10
    assert all(a["role"] == "img" and a["aria-labelledby"] for a in pictures)


def test_figures_are_files_too_and_whole(compared: Path) -> None:
    files = sorted((compared / "figures").iterdir())
    names = {path.stem for path in files}
    wanted = {"ranking", "participation", "differences", "gains", "map", "maps", "spending", "queues", "binding"}
    assert wanted <= names
    for path in files:
        root = ET.parse(path).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert all(root.findtext(f"{{http://www.w3.org/2000/svg}}{part}") for part in ("title", "desc"))
    assert not list(compared.rglob("*.tmp"))


def test_the_same_results_give_the_same_bytes(small: Path) -> None:
    def written() -> list[bytes]:
        page = write(small)
        return [page.read_bytes(), *(path.read_bytes() for path in sorted((small / "figures").iterdir()))]

    assert written() == written()


def test_the_answer_says_what_is_best_by_how_much_and_how_sure(outline: Outline) -> None:
    said = outline.text.replace("\u00a0", " ")
    for words in (
        "“People first: advice, evening offers and teachers” does best.",
        "This is an estimate, not a forecast",
        "percentage points (95 % interval +",
        "of the 6,580,000 adults",
        "the probability that it is the best of the 8 is 94 %",
        "What binds in most months is teachers",
        "grade D (assertion or guess)",
        "for the same public money?",
        "Schematic, not a map of boundaries",
        "Cash transfer: CNY 15 per resident a year; from month 12; for low education",
        "the poorest 20 %",
        "中山区",
        "learncity compare scenarios/baseline.yaml",
        "9f3c1ab27de0",
        "districts.csv: income_index is absent",
        "no local experiment identifies it",
    ):
        assert words in said


def test_changed_and_guessed_assumptions_come_first(page: str) -> None:
    order = [page.index(f"<code>{name}</code>") for name in ("awareness.media", "awareness.initial", "people.trait_sd")]
    assert order == sorted(order)


def test_hostile_text_stays_text(small: Path, tmp_path: Path) -> None:
    def poison(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: poison(value) for key, value in part.items()}
        if isinstance(part, list):
            return [poison(value) for value in part]
        return HOSTILE if isinstance(part, str) and part not in keep else part

    keep = {"baseline", "places", "participation_12m", *made_up.GROUPS, *(row[0] for row in made_up.DISTRICTS)}
    folder = changed(small, tmp_path / "hostile", lambda manifest: manifest.update(poison(manifest)))
    page = write(folder).read_text("utf-8")
    outline = Outline(page)
    assert outline.open == []
    assert "script" not in {tag for tag, _ in outline.tags}
    assert "<script" not in page
    assert "\x00" not in page
    assert '<script>alert(1)</script> & "x"' in outline.text
    assert "{{ 7 * 7 }}" in outline.text
    assert r"$\frac{1}{2}$" in outline.text
    for path in (folder / "figures").iterdir():
        ET.parse(path)


def test_a_single_run_adapts(single: Path) -> None:
    page = (single / "report.html").read_text("utf-8")
    said = Outline(page).text
    assert "Only one scenario was run, so there is nothing to rank" in said
    assert "There is no second scenario to compare with" in said
    assert "With one scenario nobody gains or loses; this is who takes part." in said
    assert "in a single run" in said
    assert "figure-ranking" not in page
    assert {path.stem for path in (single / "figures").iterdir()} >= {"participation", "levels", "map", "queues"}


def test_failed_runs_stand_at_the_top(small: Path, tmp_path: Path) -> None:
    def fail(manifest: dict[str, Any]) -> None:
        manifest["runs"][1] |= {"status": "failed", "error": "ran out of <memory>", "file": None}

    page = rendered(changed(small, tmp_path / "failed", fail))
    assert "1 of 4 runs failed" in page
    assert "ran out of &lt;memory&gt;" in page
    assert page.index("runs failed") < page.index("The question")


def test_a_scenario_without_any_result_is_named(small: Path, tmp_path: Path) -> None:
    folder = changed(small, tmp_path / "silent", lambda m: m["scenarios"].update(lost={"title": "The lost one"}))
    assert "There are no results for: The lost one." in rendered(folder)


def test_an_invented_city_is_called_so(small: Path, tmp_path: Path) -> None:
    folder = changed(small, tmp_path / "invented", lambda manifest: manifest["city"].update(invented=True))
    assert "This city is invented" in rendered(folder)
    assert "This city is invented" not in rendered(small)


def test_when_the_reference_is_best_the_answer_says_so(small: Path, tmp_path: Path) -> None:
    def worse(manifest: dict[str, Any]) -> None:
        row = next(row for row in manifest["comparison"]["ranking"] if row["scenario"] == "places")
        row |= {"difference": -0.02, "difference_low": -0.03, "difference_high": -0.01}

    assert "No scenario does better than the reference" in rendered(changed(small, tmp_path / "worse", worse))


def test_an_interval_around_zero_is_no_success(small: Path, tmp_path: Path) -> None:
    def unclear(manifest: dict[str, Any]) -> None:
        row = next(row for row in manifest["comparison"]["ranking"] if row["scenario"] == "places")
        row |= {"difference": 0.01, "difference_low": -0.01, "difference_high": 0.03}

    assert "No scenario is clearly better than the reference" in rendered(changed(small, tmp_path / "x", unclear))


OPTIONAL = (
    "format", "created", "seconds", "source_hash", "command", "versions", "machine", "reference", "replicates",
    "months", "citizens", "seeds", "city", "assumptions", "runs", "comparison",
)  # fmt: skip


@pytest.mark.parametrize("key", OPTIONAL)
@pytest.mark.parametrize("odd", ["absent", None, "text", []])
def test_any_optional_key_may_be_missing_or_odd(small: Path, tmp_path: Path, key: str, odd: object) -> None:
    if key == "format" and odd != "absent":
        return  # another format is refused: see test_data

    def spoil(manifest: dict[str, Any]) -> None:
        manifest.pop(key) if odd == "absent" else manifest.update({key: odd})

    assert Outline(rendered(changed(small, tmp_path / "spoiled", spoil))).open == []


def test_the_barest_folder_still_gives_a_page(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"scenarios": {"a": null}}')
    said = Outline(write(tmp_path).read_text("utf-8")).text
    assert "The results hold no participation rate, so there is no answer yet." in said
    assert "The results hold no spending." in said


PARTS = ("groups", "gaps", "binding", "cannot_tell")


@pytest.mark.parametrize("part", ["ranking", *PARTS])
def test_a_comparison_may_lack_any_part(small: Path, tmp_path: Path, part: str) -> None:
    folder = changed(small, tmp_path / "partial", lambda manifest: manifest["comparison"].pop(part))
    assert Outline(rendered(folder)).open == []


def test_figures_adapt_to_a_comparison_that_is_a_ranking_only(small: Path, tmp_path: Path) -> None:
    def strip(manifest: dict[str, Any]) -> None:
        for part in PARTS:
            del manifest["comparison"][part]

    results = read(changed(small, tmp_path / "partial", strip))
    assert {"ranking", "differences", "gains", "map", "binding"} <= draw(results).keys()


def test_many_scenarios_are_all_in_the_tables_and_the_best_in_the_figures(small: Path, tmp_path: Path) -> None:
    def more(manifest: dict[str, Any]) -> None:
        body, row = manifest["scenarios"]["places"], manifest["comparison"]["ranking"][-1]
        for n in range(20):
            manifest["scenarios"][f"s{n}"] = body | {"title": f"Scenario {n}"}
            manifest["comparison"]["ranking"].append(row | {"scenario": f"s{n}", "difference": -0.001 * n})

    page = rendered(changed(small, tmp_path / "many", more))
    assert "10 more are in the tables only" in page
    assert "Scenario 19" in page
