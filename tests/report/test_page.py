"""The page stands alone, escapes what users write and says everything it must."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import made_up
import pytest
from pages import Outline, changed, rendered

from sim.indicators import declared
from sim.report import gains, supply, tables, write
from sim.report.data import PARTICIPATION, read
from sim.report.numbers import clear
from sim.report.page import draw

SECTIONS = (
    "The question", "The answer", "Ranking", "What the scenarios do", "Participation over time",
    "Differences over time", "Who gains and who loses", "Districts", "Money", "Queues and use of places", "What binds",
    "Panels", "Assumptions", "The city: Dalian", "What this cannot tell", "How to reproduce",
)  # fmt: skip
HOSTILE = '$\\frac{$ <script>alert(1)</script> & "x" \' {{ 7 * 7 }} </svg> %s \x00 font-family: id="y" url(#z)'


@pytest.fixture(scope="session")
def outline(page: str) -> Outline:
    return Outline(page)


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


@pytest.mark.parametrize(("chance", "is_open"), [(0.6, True), (0.94, True), (0.97, False), (None, False)])
def test_an_order_is_open_where_the_best_may_well_not_be(
    compared: Path, tmp_path: Path, chance: float | None, is_open: bool
) -> None:
    """By the paired runs; whether the intervals of two differences to a third scenario overlap says less."""

    def likely(manifest: Any) -> None:
        max(manifest["comparison"]["ranking"], key=lambda row: row["difference"])["probability_best"] = chance

    page = rendered(changed(compared, tmp_path / "likely", likely))
    assert ("the order of the two is not settled" in page) == is_open


def test_changed_and_guessed_assumptions_come_first(page: str) -> None:
    order = [page.index(f"<code>{name}</code>") for name in ("awareness.media", "awareness.initial", "people.trait_sd")]
    assert order == sorted(order)


def test_bold_differences_are_those_clear_of_zero(compared: Path, tmp_path: Path) -> None:
    def unclear(manifest: Any) -> None:
        for row in manifest["comparison"]["ranking"]:
            row |= {"difference_low": -1.0, "difference_high": 1.0}

    def bold(page: str) -> int:
        (table,) = re.findall(r'<table class="ranking">.*?</table>', page, flags=re.DOTALL)
        return table.count('<td class="n strong">')

    rows = read(compared).ranking
    sure = [row for row in rows if clear(row["difference_low"], row["difference_high"])]
    assert 0 < bold(rendered(compared)) == len(sure) < len(rows) - 1
    assert bold(rendered(changed(compared, tmp_path / "unclear", unclear))) == 0


def test_figures_say_of_which_time_and_how_sure_their_numbers_are(compared: Path) -> None:
    drawn = draw(read(compared))
    assert drawn["ranking"].note == "Blue, filled and bold: the interval excludes zero."
    assert all("Number: the last month." in drawn[name].note for name in ("participation", "differences"))
    assert "95 % intervals of the two bars, not of their difference" in drawn["gains"].note


@pytest.mark.parametrize(("replicates", "warned"), [(2, True), (3, True), (8, False)])
def test_few_replicates_are_a_warning_beside_the_ranking(
    compared: Path, tmp_path: Path, replicates: int, warned: bool
) -> None:
    folder = changed(compared, tmp_path / "few", lambda manifest: manifest.update(replicates=replicates))
    page = rendered(folder)
    assert (f"With {replicates} replicates an interval is rough itself" in page) == warned
    assert (f"drawn again at random (rough: only {replicates} replicates)." in page) == warned


def test_titles_of_small_maps_are_broken_before_the_edge(compared: Path, tmp_path: Path) -> None:
    def rename(manifest: Any) -> None:
        for body in manifest["scenarios"].values():
            body["title"] = "Common content everywhere"

    picture = draw(read(changed(compared, tmp_path / "long", rename)))["maps"]
    assert "Common content everywhere</text>" not in picture.svg
    assert ">everywhere<" in picture.svg


def test_code_in_what_cannot_be_told_is_code(small: Path, tmp_path: Path) -> None:
    def notice(manifest: Any) -> None:
        manifest["comparison"]["cannot_tell"] = ["Set it under `at:` <or> `set:`."]

    page = rendered(changed(small, tmp_path / "code", notice))
    assert "<li>Set it under <code>at:</code> &lt;or&gt; <code>set:</code>.</li>" in page


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
    assert r"$\frac{$" in outline.text
    for path in (folder / "figures").iterdir():
        ET.parse(path)


def test_only_differences_that_exclude_zero_are_bold(page: str) -> None:
    table = re.search(r'<table class="matrix">.*?</table>', page, re.DOTALL)
    assert table
    cells = re.findall(r'<td class="n( strong)?">([^<%]+)<span class="detail">(\S+) to (\S+)</span>', table.group(0))
    assert len(cells) == 7 * len(made_up.GROUPS)
    for bold, _, low, high in cells:
        ends = [float(end.replace("−", "-")) for end in (low, high)]
        assert bool(bold) == (min(ends) > 0 or max(ends) < 0)
    assert 0 < sum(bool(bold) for bold, *_ in cells) < len(cells)


def test_every_wide_table_scrolls_by_itself(page: str, compared: Path, tmp_path: Path) -> None:
    def fail(manifest: dict[str, Any]) -> None:
        manifest["runs"][0] |= {"status": "failed", "error": "no memory"}

    for html in (page, rendered(changed(compared, tmp_path / "failed", fail))):
        assert len(re.findall("<table", html)) == len(re.findall(r'<div class="scroll"[^>]*>\s*<table', html)) > 8


def test_only_net_changes_that_exclude_zero_are_bold_in_the_figure_too(compared: Path) -> None:
    results = read(compared)
    found = [line for lines in gains.rows(results, "people_first").values() for line in lines]
    series = [results.series["people_first", PARTICIPATION, line.group] for line in found]
    assert [line.sure for line in found] == [
        clear(one.last("difference_low"), one.last("difference_high")) for one in series
    ]
    assert len({line.sure for line in found}) == 2


def test_the_smallest_of_many_lines_of_spending_are_one(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(compared)

    def summed(groups: tuple[str, ...]) -> float:
        return sum(supply.mean_yearly(found, "people_first", group) or 0.0 for group in groups)

    every = supply.lines(found)
    assert supply.OTHERS not in every
    monkeypatch.setattr(supply, "MOST", 2)
    assert supply.lines(found) == (*every[:2], supply.OTHERS)
    assert summed(supply.lines(found)) == pytest.approx(summed(every))
    years = supply.yearly(found, "people_first", supply.OTHERS)
    assert len(years) == 3, "26 months"
    assert years[0] == pytest.approx(sum(sum(supply.yearly(found, "people_first", one)[:1]) for one in every[2:]))


def test_gaps_come_in_the_order_of_the_ranking_and_bear_the_names_of_indicators(compared: Path) -> None:
    results = read(compared)
    titles = [row["title"] for row in tables.gaps(results)]
    assert list(dict.fromkeys(titles)) == [results.title(row["scenario"], tables.SHORT) for row in results.ranking]
    found = {row["gap"] for row in tables.gaps(results)}
    assert found == {"Gap by education"} <= {one.label for one in declared()}
