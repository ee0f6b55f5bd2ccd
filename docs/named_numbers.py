"""Reads out of a module's source the numbers that it fixes under upper-case names, each with its comment.

Nothing is imported or run: what stands in the text is what the page of constants shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

HOW_LOOPS_ARE_CUT = {"BLOCK"}  # this changes no number


def named_numbers(source: str) -> Iterator[tuple[str, str, str]]:
    """Name, value and comment of each upper-case number, or array or tuple of numbers, at the top of a module."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and numeric(node.value):
            names = [one.id for one in ast.walk(node.targets[0]) if isinstance(one, ast.Name)]
            if all(name.isupper() for name in names) and not HOW_LOOPS_ARE_CUT.intersection(names):
                value = ast.unparse(node.value).replace("np.array(", "").replace(")", "").replace("(", "")
                yield ", ".join(names), value, comment(lines, node.lineno, node.end_lineno or node.lineno)


def numeric(node: ast.expr) -> bool:
    """Whether an expression is made of numbers only (or of an array of them)."""
    inside = [one for one in ast.walk(node) if isinstance(one, ast.expr) and not isinstance(one, ast.operator)]
    known = (ast.Constant, ast.Tuple, ast.List, ast.UnaryOp, ast.BinOp)
    plain = [one for one in inside if not isinstance(one, known)]
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.array":
        return all(isinstance(one, (ast.Call, ast.Attribute, ast.Name)) for one in plain) and len(plain) <= 3
    values = [one.value for one in inside if isinstance(one, ast.Constant)]
    return not plain and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in values)


def comment(lines: Sequence[str], first: int, last: int) -> str:
    """The comment behind a statement, or in the lines above it."""
    behind = lines[last - 1].partition("#")[2].strip()
    above = []
    for line in reversed(lines[: first - 1]):
        if not line.startswith("#"):
            break
        above.insert(0, line.lstrip("# "))
    return behind or " ".join(above)
