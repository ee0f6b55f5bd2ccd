"""A table for the terminal whose lines break at spaces only, however narrow the terminal.

The widths are worked out here, since rich breaks words when it shrinks columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def table(console: Console, title: str, columns: Sequence[Sequence[str]], words: Collection[int]) -> Table:
    """A table of columns, each its heading and its cells, of which `words` stand at the left; it breaks at spaces."""
    made = Table(title=escape(title), title_justify="left")
    for place, width in enumerate(_widths(columns, room(console, len(columns)))):
        side: Literal["left", "right"] = "left" if place in words else "right"
        made.add_column(escape(columns[place][0]), justify=side, overflow="fold", width=width)
    for row in zip(*(column[1:] for column in columns), strict=True):
        made.add_row(*map(escape, row))
    return made


def room(console: Console, columns: int) -> int:
    """Characters for the cells of so many columns, without rules and margins."""
    return console.width - 3 * columns - 1


def _widths(columns: Sequence[Sequence[str]], most: int) -> list[int]:
    """A width for each column: that of its longest word, and of the rest what its lines need, the narrow ones first."""
    widths = [longest_word(cells) for cells in columns]
    wanted = [max(cell_len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    while sum(widths) < most and widths != wanted:
        widths[min((n for n, width in enumerate(widths) if width < wanted[n]), key=lambda n: widths[n])] += 1
    return widths


def longest_word(cells: Sequence[str]) -> int:
    """Characters of the longest word of all cells, below which a column would break words."""
    return max(cell_len(word) for cell in cells for word in re.split("[ \n]", cell))
