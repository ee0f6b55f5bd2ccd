"""The code keeps to the rules that no linter knows: what a rule may import, and types on whatever is not compiled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
RULES = sorted((PACKAGE / "rules").glob("*.py"))
COMPILERS = {"rule", "loop", "kernel", "njit"}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imports(source: str) -> set[str]:
    """Every module that the source imports, at any depth, as `from X import Y` -> X."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
    return found


def untyped(source: str) -> Iterator[str]:
    """Functions that are not compiled, not inside a compiled one, and not fully typed."""

    def visit(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                if any(
                    word.id in COMPILERS
                    for mark in child.decorator_list
                    for word in ast.walk(mark)
                    if isinstance(word, ast.Name)
                ):
                    continue
                arguments = [*child.args.posonlyargs, *child.args.args, *child.args.kwonlyargs]
                bare = [a for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
                if bare or child.returns is None:
                    yield f"{child.name}, line {child.lineno}"
            yield from visit(child)

    yield from visit(ast.parse(source))


@pytest.mark.parametrize("path", RULES, ids=named)
def test_a_rule_imports_mathematics_and_the_decorator_only(path: Path) -> None:
    assert imports(path.read_text("utf-8")) <= {"__future__", "math", "sim.compiled", "sim.exponential"}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_is_not_compiled_is_typed(path: Path) -> None:
    assert list(untyped(path.read_text("utf-8"))) == []


def test_the_checks_see_what_they_look_for() -> None:
    assert imports("import math\ndef f():\n    from sim.draws import block\n") == {"math", "sim.draws"}
    assert list(untyped("@rule\ndef a(x): ...\ndef b(x) -> int: ...\ndef c(): ...\n")) == ["b, line 3", "c, line 4"]
    assert list(untyped("class A:\n    def b(self) -> None:\n        def c(x): ...\n")) == ["c, line 3"]


def test_there_are_modules_and_rules_to_check() -> None:
    assert len(MODULES) > 10
    assert len(RULES) > 1
