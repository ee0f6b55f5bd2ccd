"""Markdown as docs/generate.py writes it: cells, tables, and pages that say that they are generated.

It knows nothing of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by docs/generate.py from the code: change the declaration there, then run the script. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines) + "\n"


def cell(value: object) -> str:
    """A value as it may stand in a table's cell."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return " ".join(text.replace("|", "\\|").split())


def code(value: object) -> str:
    """A value set as code; nothing for nothing."""
    return f"`{value}`" if str(value) else ""


def page(title: str, lead: str, *parts: str) -> str:
    """A page with its title, the note that it is generated, and its parts."""
    return "\n".join([f"# {title}", NOTE, "", lead, "", "\n".join(parts)]).rstrip() + "\n"
