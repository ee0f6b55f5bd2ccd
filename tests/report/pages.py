"""What tests do with pages: look at their outline, and render folders whose manifest was changed."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sim.report.data import read
from sim.report.page import render

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
