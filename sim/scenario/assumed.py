"""The assumptions that a scenario changes: checked against their declarations, and their part of the editors' schema.

A change is a number within the declared range, or `{preset: name}` of one that is declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from sim.assumptions import GRADES, Assumption, declared
from sim.scenario.source import shown

Found = list[tuple[tuple[str | int, ...], str, str]]


def errors(changes: Mapping[str, object]) -> Found:
    """What is wrong with `changes`: (place, message, remedy) for each."""
    known = declared()
    found: Found = []
    for name, change in changes.items():
        if name not in known:
            found.append(((name,), "there is no such assumption", flat(name, change) or near(name)))
        elif isinstance(change, Mapping):
            found += _preset_errors(known[name], change)
        elif isinstance(change, bool) or not isinstance(change, (int, float)):
            found.append(((name,), f"{shown(change)} is not a number", f"Allowed: {_allowed(known[name])}"))
        elif not known[name].low <= change <= known[name].high:
            found.append(((name,), f"{shown(change)} is outside its range", f"Allowed: {_allowed(known[name])}"))
    return found


def named(changes: Mapping[str, object]) -> dict[str, object]:
    """`changes` in which YAML's `{preset: null}`, which means nothing, is the preset called null."""
    return {name: {"preset": "null"} if change == {"preset": None} else change for name, change in changes.items()}


def flat(name: str, change: object) -> str:
    """A hint how to write assumptions of a group that stand below its name; empty if that is not what was meant."""
    inner = [f"{name}.{key}" for key in change] if isinstance(change, Mapping) else []
    right = [one for one in inner if one in declared()]
    return f"Write `{right[0]}: ...`, without a line for the group" if right else ""


def near(name: str) -> str:
    """A hint that names the assumption nearest to `name`, by its whole name or by its last word."""
    match = get_close_matches(name, declared(), n=1, cutoff=0.6)
    last = [full for full in declared() if full.split(".")[1] == name.rpartition(".")[2]]
    if match or last:
        return f"Did you mean '{(match or last)[0]}'?"
    return "`learncity params` lists them all"


def _preset_errors(assumption: Assumption, change: Mapping[str, object]) -> Found:
    name, presets = assumption.name, assumption.presets
    listed = f"Its presets: {', '.join(presets)}" if presets else f"It has no presets. Allowed: {_allowed(assumption)}"
    if set(change) != {"preset"}:
        return [
            ((name, key), "unknown key", f"Write a number or {{preset: name}}. {listed}")
            for key in change
            if key != "preset"
        ] or [((name,), "the preset is missing", listed)]
    if not isinstance(change["preset"], str) or change["preset"] not in presets:
        return [((name, "preset"), f"there is no preset {shown(change['preset'])}", listed)]
    return []


def _allowed(assumption: Assumption) -> str:
    amount = f"{assumption.low:g} to {assumption.high:g} {assumption.unit}"
    if not assumption.presets:
        return amount
    example = next(name for name in assumption.presets if name != "null")
    return f"{amount}, or a preset: {', '.join(assumption.presets)}, written `{{preset: {example}}}`"


def schema() -> dict[str, Any]:
    """JSON Schema of the changed assumptions: each with its range, default, meaning, source and grade."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _one(assumption) for name, assumption in declared().items()},
    }


def _one(assumption: Assumption) -> dict[str, Any]:
    number = {"type": "number", "minimum": assumption.low, "maximum": assumption.high}
    about = (
        f"{assumption.meaning} ({assumption.unit}); default {assumption.default:g}, "
        f"{assumption.low:g} to {assumption.high:g}; grade {assumption.grade} ({GRADES[assumption.grade]}): "
        f"{assumption.source}"
    )
    if not assumption.presets:
        return number | {"default": assumption.default, "description": about}
    names = [*assumption.presets, *([None] if "null" in assumption.presets else [])]  # an unquoted null in YAML
    preset = {
        "type": "object",
        "additionalProperties": False,
        "required": ["preset"],
        "properties": {"preset": {"enum": names}},
    }
    return {"anyOf": [number, preset], "default": assumption.default, "description": about}
