"""The sheet every figure is drawn on: type, palette and line styles, and the way from matplotlib to clean, stable SVG.

Figures are 180 mm wide, the text width of an A4 page, and scale up on screen; text stays text so it can be read aloud.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sim.report.numbers import text

WIDTH = 7.09  # inches: 180 mm
INK, MUTED, RULE, PALE = "#1a1f26", "#5a6370", "#c9ced6", "#eceef2"
BLUE, ORANGE, GREEN, SKY, PURPLE, SAND = "#0072b2", "#bf5000", "#007a5e", "#8cc5ea", "#a2527f", "#e9c46a"
BLUE_TINT, ORANGE_TINT = "#cfe3f1", "#f8dcc6"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"

STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 7.5,
    "axes.titlesize": 7.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 5,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.6,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 7,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 6.8,
    "ytick.labelsize": 6.8,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "xtick.major.width": 0.6,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.7,
    "lines.solid_capstyle": "round",
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "path.simplify": False,
}


@dataclass(frozen=True)
class Picture:
    """A finished figure: file stem, caption, the words for those who cannot see it, and the SVG file's text."""

    name: str
    title: str
    description: str
    svg: str
    note: str = ""

    def inline(self) -> str:
        """The SVG for a place inside an HTML page: no prologue, no outside names, own ids, a name and description."""
        body = self.svg[self.svg.index("<svg") :]
        head, _, rest = body.partition(">")
        box = re.search(r'viewBox="[^"]*"', head)
        rest = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", rest, count=1, flags=re.DOTALL)
        rest = rest.replace(f"font-family: {FONT}; ", "")  # the page's own font
        return (
            (f'<svg {box.group(0) if box else ""} role="img" aria-labelledby="{self.name}-t {self.name}-d">' + rest)
            .replace("xlink:href", "href")
            .strip()
        )


@contextmanager
def sheet(height: float) -> Iterator[Any]:
    """A matplotlib Figure 180 mm wide and `height` inches high, in our style whatever the user's own settings are."""
    import warnings

    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing from font", category=UserWarning
        )  # drawn by the browser
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(STYLE)
        figure = Figure(figsize=(WIDTH, height))
        FigureCanvasSVG(figure)
        yield figure


def finish(figure: Any, name: str, title: str, description: str, note: str = "") -> Picture:
    """Writes the figure as SVG: same bytes for the same data, no date, ids that begin with `name`."""
    import matplotlib

    matplotlib.rcParams["svg.hashsalt"] = name
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", buffer.getvalue(), flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)  # matplotlib repeats each text as a comment
    svg = re.sub(r"font-family: [^;\"<]*", f"font-family: {FONT}", svg)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r"(?<= d=\")[^\"<]*", lambda path: _shorter(path.group(0)), svg)
    svg = re.sub(r" transform=\"rotate\(-0 [^)]*\)\"", "", svg)
    words = (
        f'<title id="{name}-t">{html.escape(text(title))}</title>'
        f'<desc id="{name}-d">{html.escape(text(description))}</desc>'
    )
    head, _, rest = svg.partition("<defs>")
    return Picture(name, text(title), text(description), f"{head}{words}\n <defs>{rest}", text(note))


def _shorter(path: str) -> str:
    """A path with hundredths of a point: nobody can see less, and the page is half as long."""
    short = re.sub(r"-?\d+\.\d{3,}", lambda digits: f"{float(digits.group(0)):.2f}".rstrip("0").rstrip("."), path)
    return short.replace(" \n", " ").replace("\n", " ").strip()


def grid(
    figure: Any,
    rows: int,
    columns: int,
    *,
    left: float,
    right: float,
    top: float,
    bottom: float,
    across: float,
    down: float,
) -> list[list[Any]]:
    """Axes in rows and columns with margins and gaps in inches (not in shares, so type never collides)."""
    width, height = figure.get_size_inches()
    wide = (width - left - right - across * (columns - 1)) / columns
    high = (height - top - bottom - down * (rows - 1)) / rows
    return [
        [
            figure.add_axes(
                (
                    (left + c * (wide + across)) / width,
                    1 - (top + high + r * (high + down)) / height,
                    wide / width,
                    high / height,
                )
            )
            for c in range(columns)
        ]
        for r in range(rows)
    ]


def time_axis(axes: Any, months: int, labels: bool = True) -> None:
    """An axis of months since the policies began, ticked in years when there are more than two."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    unit = 12 if months > 24 else 1
    span = max(1, months // unit)
    step = next((s for s in (1, 2, 3, 5, 10, 20, 50) if span / s <= 5.5), 100)
    ticks = range(0, span + 1, step)
    axes.set_xlim(0, max(1, months))
    axes.xaxis.set_major_locator(FixedLocator([tick * unit for tick in ticks]))
    axes.xaxis.set_major_formatter(FixedFormatter([str(tick) if labels else "" for tick in ticks]))


def time_unit(months: int) -> str:
    """The unit that `time_axis` counts in."""
    return "years" if months > 24 else "months"


def row_label(axes: Any, y: float, words: str) -> None:
    """The name of a row, in up to two lines, left of the axes."""
    place = axes.get_yaxis_transform()
    axes.text(-0.02, y, wrap(words, 38), transform=place, ha="right", va="center", linespacing=1.05)


def key(figure: Any, entries: Sequence[tuple[str, str, str]], edge: str = INK) -> None:
    """The key above a figure: a patch with (colour, hatch, words) for each entry."""
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=colour, hatch=hatch or None, edgecolor=edge, linewidth=0.5, label=words)
        for colour, hatch, words in entries
    ]
    look = {"frameon": False, "fontsize": 6.8, "borderaxespad": 0, "handlelength": 1.6, "handletextpad": 0.5}
    figure.legend(handles=patches, loc="upper left", ncols=min(6, len(patches)), columnspacing=1.2, **look)


def wrap(value: str, width: int, lines: int = 2) -> str:
    """`value` broken into at most `lines` lines of about `width` characters, with an ellipsis when cut."""
    import textwrap

    return "\n".join(textwrap.wrap(text(value), width, max_lines=lines, placeholder="…")) or " "


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Moves label positions apart to at least `gap`, within [low, high] where they fit, keeping their order."""
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    moved = [min(max(places[n], low), high) for n in order]
    for n in range(1, len(moved)):
        moved[n] = max(moved[n], moved[n - 1] + gap)
    if moved and moved[-1] > high:
        moved[-1] = high
        for n in range(len(moved) - 2, -1, -1):
            moved[n] = min(moved[n], moved[n + 1] - gap)
    found = [0.0] * len(places)
    for place, n in zip(moved, order, strict=True):
        found[n] = place
    return found
