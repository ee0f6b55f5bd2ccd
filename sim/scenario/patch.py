"""Changes to a scenario's tree by dotted paths, such as `assumptions.choice.price`, `policy[0].share` or `policy+`.

A path says where a value goes; the value brings its own file and line along, so that a fault in it names them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from sim.errors import Fault, InputError
from sim.scenario.explain import dotted
from sim.scenario.load import Draft
from sim.scenario.source import Entry

Step = str | int
ADDED = "+"  # at the end of a path: add the items to the list that is there
WHOLE = ("assumptions",)  # what follows is one key, dots included
WORD, PATH = r"[^\W\d]\w*", r"{word}(\[\d+\])?(\.{word}(\[\d+\])?)*\+?"


def steps(path: str) -> tuple[Step, ...] | None:
    """A dotted path as steps into the tree, or None if it is none."""
    head, _, rest = path.partition(".")
    if head in WHOLE and rest:
        return head, rest
    if not re.fullmatch(PATH.format(word=WORD), path):
        return None
    found: list[Step] = []
    for word, index, plus in re.findall(rf"({WORD})|\[(\d+)\]|(\+)", path):
        found.append(word or (int(index) if index else plus))
    return tuple(found)


def put(tree: Entry, place: tuple[Step, ...], value: Entry) -> Entry | None:
    """`tree` with `value` at `place`, or None if the place leads nowhere, such as to the third of two items."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    inside = tree.value
    if step == ADDED:
        items = inside if isinstance(inside, tuple) else () if inside is None else None
        return (
            None if items is None or not isinstance(value.value, tuple) else replace(value, value=items + value.value)
        )
    if isinstance(step, int):
        if not isinstance(inside, tuple) or step >= len(inside):
            return None
        made = put(inside[step], rest, value)
        return None if made is None else replace(tree, value=(*inside[:step], made, *inside[step + 1 :]))
    if not isinstance(inside, dict):
        return None
    made = put(inside.get(step, Entry(None if rest[:1] == (ADDED,) else {}, value.file, value.line)), rest, value)
    return None if made is None else replace(tree, value=inside | {step: made})


def patched(given: Draft, changes: Mapping[tuple[Step, ...], Entry], *, root: bool = False) -> Draft:
    """The draft with changes in their order; raises InputError for a place that leads nowhere.

    With `root` a changed budget is that of the reference too: the city itself has other money.
    """
    tree, base = given.tree, given.root
    for place, value in changes.items():
        made = put(tree, place, value)
        if made is None:
            raise InputError([_nowhere(place, value, tree)])
        tree = made
        if root and place[0] == "budget":
            base = put(base, place, value) or base
    return replace(given, tree=tree, root=base)


def _nowhere(place: tuple[Step, ...], value: Entry, tree: Entry) -> Fault:
    """Says how far the path leads, and how many items a list there has."""
    above = place
    while above and tree.at(above) is tree.at(above[:-1]):
        above = above[:-1]
    there = tree.at(above).value
    items = f", where {dotted(above) or 'it'} has {len(there)} items" if isinstance(there, tuple) else ""
    path = dotted(place).replace(f".{ADDED}", ADDED)
    return Fault(value.file, value.line, path, f"the path leads nowhere in the scenario{items}", "Mend the path")
