"""Every rule gives the same bits compiled for the city and as plain Python for one citizen.

Rules are found in the package, not listed here; what a rule reads is found in its source. A new rule is tested as soon
as it exists, and one that reads something unknown fails until `DRAWN` says what to draw for it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import pkgutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, get_type_hints

import numba
import numpy as np
import pytest

import sim.rules
from sim.assumptions import Assumptions, declared
from sim.citizens.person import FIELDS, Columns, Person, person_at

ROWS = 3000
Draw = Callable[[np.random.Generator], Any]

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")


def real(low: float, high: float, *edges: float) -> Draw:
    """A number in the range; one in ten draws is an end of it or one of the edges."""
    ends = (low, high, *edges)
    return lambda r: float(r.choice(ends)) if r.random() < 0.1 else float(r.uniform(low, high))


def stored(low: float, high: float, *edges: float) -> Draw:
    """A number that a float32 column can hold."""
    draw = real(low, high, *edges)
    return lambda r: float(np.float32(draw(r)))


def one_of(*values: Any) -> Draw:
    """One of these values, of the type they have."""
    return lambda r: values[int(r.integers(len(values)))]


SHARE = real(0.0, 1.0, 0.5)
YES = one_of(True, False)
# What to draw for each attribute that a rule reads of its citizen, its surroundings or a course.
DRAWN: dict[str, Draw] = {
    "age": lambda r: int(r.integers(15 * 12, 110 * 12)) / 12.0,
    "education": one_of(0.0, 1.0, 2.0), "employed": YES, "student": YES, "income": stored(0.02, 20.0, 1.0),
    "trait": stored(-4.5, 4.5, 0.0), "employer_trains": YES, "free_hours": stored(0.0, 70.0, 4.0),
    "slots": lambda r: int(r.integers(0, 16)), "digital": YES, "aware": YES, "habit": stored(0.0, 1.0),
    "skill": stored(0.0, 9.0), "norm": stored(0.0, 1.0), "approval": stored(-1.0, 1.0, 0.0),
    "message": stored(-3.0, 3.0, 0.0), "drive": stored(-3.0, 3.0, 0.0), "motivation": stored(-3.0, 3.0, 0.0),
    "trust": stored(0.0, 1.0), "gain": stored(-4.0, 4.0, 0.0), "happiness": stored(-4.0, 4.0, 0.0),
    "usual": stored(-4.0, 4.0, 0.0), "security": stored(0.0, 1.0), "burnout": stored(0.0, 20.0),
    "cash": stored(0.0, 2.0), "learning": YES,
    "active_share": SHARE, "waiting": YES,
    "published_rate": one_of(-1.0, 0.0, 0.3, float(np.float32(0.7)), 1.0), "anchor": SHARE,
    "injunctive": one_of(0.0, 1.0, 3.0), "contacted": one_of(0.0, 1.0, 2.0), "exposures": one_of(0.0, 1.0, 5.0),
    "reach": SHARE, "media_use": real(0.0, 1.5), "pressure": SHARE, "exposure": stored(0.0, 12.0),
    "exposures_ever": stored(0.0, 300.0), "freshness": SHARE,
    "at_work": YES, "informal": YES, "online": YES, "formal": YES, "minimum_age": one_of(0.0, 15.0, 55.0),
    "weekly_hours": real(0.1, 40.0, 4.0), "price": real(0.0, 3.0), "distance": real(0.0, 90.0), "wait": real(0.0, 24.0),
    "quality": real(0.3, 1.3, 1.0), "doublings": real(-2.0, 0.5, 0.0), "appeal": real(-1.0, 1.0, 0.0),
    "support": real(-1.0, 1.0, 0.0), "shared": SHARE, "interest": real(-2.0, 2.0, 0.0),
    "hours": real(0.0, 60.0), "kept": SHARE,
    "started": YES, "covers": SHARE, "maximum": one_of(math.inf, 0.0, 0.01, 0.3), "fee": real(0.0, 1.0),
    "praised": one_of(0.0, 1.0, 2.0), "rewarded": one_of(0.0, 1.0, 2.0), "voucher_used": one_of(0.0, 1.0),
    "study_hours": real(0.0, 20.0), "added": real(-1.0, 1.0, 0.0),
    "since": one_of(0, 5, 11, 12, 13, 1000), "turned_away": YES, "voucher": YES, "taught": YES, "displayed": YES,
    "served": SHARE, "balance": real(-2.0, 1.0, 0.0), "urged": real(0.0, 5.0), "received": one_of(0.0, 1.0),
    "completed": one_of(0.0, 1.0), "refused": one_of(0.0, 1.0), "neighbours": SHARE, "unemployed": one_of(0.0, 1.0),
    "fifth": one_of(-1.0, -0.5, 0.0, 0.5, 1.0), "satisfaction": real(-1.0, 2.0, 0.0),
    "death": stored(0.0, 0.08), "move": stored(0.0, 0.08),
    "thanked": SHARE, "given": real(0.0, 40.0), "others": one_of(0, 2, 3, 4), "active_others": one_of(0, 1, 2),
    "learners": one_of(0, 1, 2), "children": YES, "in_labour_force": YES, "filled_share": SHARE,
    "links": SHARE, "taste": stored(-4.0, 4.0, 0.0), "memory": stored(0.0, 1.0), "visited": one_of(0, 1),
    "paid": SHARE, "routine": SHARE, "kinds": one_of(0, 1, 2, 5),
}  # fmt: skip
# What to draw where a rule uses an argument itself; otherwise `luck` is a uniform.
WHOLE: dict[tuple[str, str], Draw] = {
    ("persuasion", "luck"): lambda r: float(r.normal()),
    ("offer_terms", "luck"): lambda r: float(r.uniform(-4, 4)),
}
PERSON = get_type_hints(Person)


def modules() -> list[ModuleType]:
    return [importlib.import_module(f"sim.rules.{one.name}") for one in pkgutil.iter_modules(sim.rules.__path__)]


def rules() -> dict[str, Any]:
    """Every public function that a module of sim.rules defines, by module and name."""
    found = {}
    for module in modules():
        for name, thing in vars(module).items():
            source = getattr(thing, "py_func", thing)
            if inspect.isfunction(source) and source.__module__ == module.__name__:
                found[f"{module.__name__.rsplit('.', 1)[1]}.{name}"] = thing
    return found


def reads(function: Any) -> dict[str, tuple[set[str], bool]]:
    """For each argument: the attributes that the function, and rules to which it hands all of its own, read of it.

    And whether it uses the argument itself.
    """
    tree = ast.parse(inspect.getsource(function).strip()).body[0]
    assert isinstance(tree, ast.FunctionDef)
    found: dict[str, tuple[set[str], bool]] = {}
    own = [argument.arg for argument in tree.args.args]
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    handed = [n for n in calls if [getattr(each, "id", None) for each in n.args] == own]
    others = [reads(function.__globals__[n.func.id].py_func) for n in handed]  # type: ignore[attr-defined]
    for argument in tree.args.args:
        name = argument.arg
        attributes = {
            n.attr
            for n in ast.walk(tree)
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == name
        }
        uses = sum(isinstance(n, ast.Name) and n.id == name for n in ast.walk(tree))
        through = sum(
            isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == name
            for n in ast.walk(tree)
        )
        read = attributes.union(*(other[name][0] for other in others))
        found[name] = read, uses > through + len(handed) or any(other[name][1] for other in others)
    return found


def parameters(names: set[str]) -> dict[str, Draw]:
    """Draws within the declared ranges for these fields of the one group of assumptions that has them all."""
    for group, record in get_type_hints(Assumptions).items():
        if names <= set(record._fields):
            known = declared()
            return {
                name: real(
                    known[f"{group}.{name}"].low, known[f"{group}.{name}"].high, known[f"{group}.{name}"].default
                )
                for name in sorted(names)
            }
    raise AssertionError(f"no group of assumptions has {sorted(names)}")


def maker(rule: str, argument: str, attributes: set[str], itself: bool) -> Draw:
    """Makes values of one argument of a rule."""
    name = rule.rsplit(".", 1)[1]
    if itself:
        assert (name, argument) in WHOLE or argument == "luck", (
            f"{rule} uses `{argument}` itself: say in WHOLE what to draw"
        )
        assert not attributes, f"{rule} uses `{argument}` both as a value and as a record"
        return WHOLE.get((name, argument), real(1e-10, 1.0 - 1e-10))
    if not attributes:
        return lambda r: 0
    fields = parameters(attributes) if argument == "p" else None
    if fields is None:
        unknown = attributes - (PERSON.keys() if argument == "c" else DRAWN.keys())
        assert not unknown, f"{rule} reads {sorted(unknown)} of `{argument}`: say in DRAWN what to draw"
        fields = {one: DRAWN[one] for one in sorted(attributes)}  # no others: a wide record takes long to compile
    record = namedtuple(f"Made_{argument}", list(fields))  # type: ignore[misc]
    return lambda r: record(*(draw(r) for draw in fields.values()))


def cases(rule: str, function: Any, number: int) -> Iterator[tuple[Any, ...]]:
    """Random arguments for a rule, the same in every run."""
    r = np.random.default_rng(list(rule.encode()))
    makers = [maker(rule, argument, *read) for argument, read in reads(function).items()]
    for _ in range(number):
        made = [make(r) for make in makers]
        if isinstance(made[-1], float) and r.random() < 0.1:
            made[-1] = threshold(r, made)  # on the edge of `luck < p.something`
        yield tuple(made)


def threshold(r: np.random.Generator, made: list[Any]) -> float:
    """A number that the rule may compare its luck with, if its parameters hold one."""
    near = [v for one in made[:-1] if isinstance(one, tuple) for v in one if isinstance(v, float) and 0.0 < v < 1.0]
    return float(r.choice(near)) if near else made[-1]


def bits(value: Any) -> Any:
    """Something that is equal only for the same type and the same bits."""
    if isinstance(value, tuple):
        return tuple(bits(one) for one in value)
    return type(value).__name__, value.hex() if isinstance(value, float) else value


RULES = rules()


def test_there_are_rules_and_each_is_compiled() -> None:
    assert len(RULES) >= 15
    assert [name for name, rule in RULES.items() if not hasattr(rule, "py_func")] == []


def test_every_rule_is_the_same_compiled_and_in_plain_python() -> None:
    wrong: dict[str, Any] = {}
    for name, rule in RULES.items():
        answers = set()
        for arguments in cases(name, rule.py_func, ROWS):
            compiled, plain = rule(*arguments), rule.py_func(*arguments)
            answers.add(compiled)
            if bits(compiled) != bits(plain):
                wrong[name] = arguments, compiled, plain
                break
        else:
            assert len(answers) > 1, f"{name} gives one answer to all rows: the cases do not test it"
    assert wrong == {}


def test_every_attribute_of_a_person_can_be_drawn() -> None:
    assert PERSON.keys() <= DRAWN.keys()
    kinds = {name: type(DRAWN[name](np.random.default_rng(1))) for name in PERSON}
    assert kinds == PERSON


def test_a_person_is_the_same_compiled_and_in_plain_python() -> None:
    r = np.random.default_rng(3)
    arrays = []
    for dtype, _, _ in FIELDS.values():
        info = np.iinfo(dtype) if np.issubdtype(dtype, np.integer) else None
        arrays.append(
            r.integers(max(info.min, -2), min(info.max, 1200), ROWS).astype(dtype)
            if info
            else r.normal(0, 3, ROWS).astype(dtype)
        )
    columns = Columns(*arrays)
    pairs = [(person_at(columns, i), person_at.py_func(columns, i)) for i in range(ROWS)]
    assert [i for i, (compiled, plain) in enumerate(pairs) if bits(tuple(compiled)) != bits(tuple(python(plain)))] == []
    assert len({compiled for compiled, _ in pairs}) == ROWS


def python(person: Person) -> list[Any]:
    """The record's values; numpy's truth values count as Python's."""
    return [bool(value) if isinstance(value, np.bool_) else value for value in person]


def test_a_rule_that_reads_something_unknown_is_found() -> None:
    def unheard(c, around, p, luck):  # type: ignore[no-untyped-def]
        return luck < c.age * around.charm

    with pytest.raises(AssertionError, match="charm"):
        list(cases("new.unheard", unheard, 1))
