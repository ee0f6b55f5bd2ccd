"""What is wrong with a scenario in plain words: file, line, key, value, allowed range, nearest known key and remedy.

The ranges and meanings come from the declarations of the fields, so that a message cannot disagree with the check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from sim.assumptions import declared as assumptions
from sim.errors import Fault, nearest
from sim.scenario.instruments import INSTRUMENTS
from sim.scenario.schema import Scenario
from sim.scenario.source import BROKEN, Entry, shown, shown_key

Place = Sequence[str | int]
LINES = "`key: value` lines"
EXAMPLES = {  # of keys whose value is no single word
    "budget": "budget: {per_resident_per_year: 60}",
    "policy": "policy: [{instrument: outreach, share: 0.1}]",
    "shocks": "shocks: [{kind: fiscal, from: 24, months: 12, size: 0.2}]",
    "target": "target: {need: 0.3}",
    "targets": "targets: [{indicator: participation_12m, value: 0.5, month: 60}]",
}
WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "bool_type": "true or false",
    "date_type": "a date such as 2027-01-01",
    "tuple_type": "a list",
    "dict_type": LINES,
    "model_type": LINES,
    "model_attributes_type": LINES,
}


def explained(error: ValidationError, tree: Entry, root: type[BaseModel] = Scenario) -> list[Fault]:
    """The faults of a scenario, or of another file whose declaration is `root`, each at the line of its key."""
    return [fault for one in error.errors(include_url=False) for fault in _faults(one, tree, root)]


def fault_at(tree: Entry, place: Place, message: str, remedy: str = "") -> Fault:
    """A fault at the place of a key in the merged files."""
    entry = tree.at(place)
    return Fault(entry.file, entry.line, dotted(place), message, remedy)


def dotted(place: Place) -> str:
    """A place as a user writes it: policy[2].share."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shown_key(step)}" for step in place)
    return text.removeprefix(".")


def _faults(error: Any, tree: Entry, root: type[BaseModel]) -> Iterator[Fault]:
    kind, place = error["type"], _without_tag(error["loc"])
    entry = tree.at(place)
    if entry.value is BROKEN:
        return
    if kind == "union_tag_invalid":
        place = (*place, "instrument")
    if kind == "too_short" and entry.value not in (None, ()):
        return  # its items have faults of their own
    if kind == "missing" and place and isinstance(place[-1], int):  # a pair with one number
        kind, place = "too_short", place[:-1]
    value = tree.at(place).plain() if place else None
    model, field = _declared_at(error["loc"], root)
    message, remedy = _words(kind, error, value, field, model)
    yield fault_at(tree, place, message, remedy)


def _words(kind: str, error: Any, value: object, field: FieldInfo | None, model: type[BaseModel]) -> tuple[str, str]:
    """The message and the remedy of one error."""
    allowed = allowed_values(field)
    if kind == "fault":
        return error["ctx"]["message"], error["ctx"]["remedy"]
    if kind == "extra_forbidden":
        key = str(error["loc"][-1])
        if inner := [name for name in assumptions() if name.startswith(f"{key}.")]:
            full = f"{key}.{next(iter(value), '')}" if isinstance(value, dict) else ""
            full = full if full in inner else inner[0]
            remedy = (
                f"That is a group of assumptions: write `assumptions: {{{full}: ...}}`, as a path assumptions.{full}"
            )
            return f"unknown key (its value is {shown(value)})", remedy
        homes = [f"`{name}:`" for name, part in _named_parts(model) if key in _keys(part)]
        remedy = f"It belongs under {' or '.join(homes)}" if homes else nearest(key, _keys(model))
        return f"unknown key (its value is {shown(value)})", remedy
    if kind == "missing":
        meaning = field.description if field and field.description else ""
        key = str(error["loc"][-1])
        return f"the key is missing ({meaning})", f"Add `{EXAMPLES.get(key, f'{key}:')}`. {allowed}".rstrip()
    if kind == "union_tag_not_found":
        return "the key `instrument` is missing", f"Add `instrument:`, one of {', '.join(INSTRUMENTS)}"
    if kind == "union_tag_invalid":
        return f"{shown(value)} is no instrument", nearest(str(value), INSTRUMENTS)
    if kind in WANTED:
        hint = _type_hint(kind, value)
        if error["loc"] and error["loc"][-1] in EXAMPLES:
            hint = f"Write `{EXAMPLES[error['loc'][-1]]}`."
        return f"{shown(value)} is not {WANTED[kind]}", " ".join(part for part in (hint, allowed) if part)
    if kind == "literal_error":
        allowed = allowed or f"Allowed: {error['ctx']['expected']}"
        near = nearest(str(value), _choices(field))
        return f"{shown(value)} is not allowed", f"{near} {allowed}" if near.startswith("Did") else allowed
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return f"{shown(value)} is outside its range", allowed
    if kind in ("too_short", "too_long"):
        return ("two values are needed" if value else "the list is empty"), allowed
    return f"{shown(value)}: {error['msg']}", allowed


def _type_hint(kind: str, value: object) -> str:
    if value is None:
        return "Give a value, or leave the key out."
    if kind == "string_type" and isinstance(value, (int, float)):
        return f"Put it in quotes: '{shown(value)}'."
    if isinstance(value, str) and value.replace(".", "", 1).replace("_", "").isdigit():
        return f"Write it without quotes: {value}."
    return ""


def allowed_values(field: FieldInfo | None) -> str:
    """What a field allows, in words; nothing if it allows anything of its type."""
    if field is None:
        return ""
    bounds = {
        name: getattr(one, name)
        for one in _metadata(field)
        for name in ("ge", "gt", "le", "lt")
        if getattr(one, name, None) is not None
    }
    unit = (field.json_schema_extra or {}).get("unit", "") if not callable(field.json_schema_extra) else ""
    low = f"{bounds['ge']:,}" if "ge" in bounds else f"above {bounds['gt']:,}" if "gt" in bounds else ""
    if low and "le" in bounds:
        return f"Allowed: {low} to {bounds['le']:,} {unit}".rstrip()
    choices = _choices(field)
    return f"Allowed: {', '.join(choices)}" if choices else ""


def _metadata(field: FieldInfo) -> Iterator[Any]:
    """The bounds of a field, wherever its annotation holds them."""
    yield from field.metadata
    for part in _parts(field.annotation):
        for one in getattr(part, "__metadata__", ()):
            yield from one.metadata if isinstance(one, FieldInfo) else (one,)


def _choices(field: FieldInfo | None) -> list[str]:
    parts = _parts(field.annotation) if field else ()
    return [str(word) for part in parts if get_origin(part) is Literal for word in get_args(part)]


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _parts(part)


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the key that a file uses, the discriminator first."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    return {key: fields[key] for key in sorted(fields, key=lambda key: key != "instrument")}


def _named_parts(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """The parts of a model that stand below a key of theirs, not those in lists."""
    for key, field in _keys(model).items():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and get_origin(field.annotation) is not tuple:
                yield key, part


def _declared_at(location: Place, root: type[BaseModel]) -> tuple[type[BaseModel], FieldInfo | None]:
    """The innermost model that pydantic's `location` leads through, and the field at its end."""
    model = root
    field: FieldInfo | None = None
    if _tagged(location):
        model, location = INSTRUMENTS[str(location[2])], location[3:]
    for step in location:
        if isinstance(step, str):
            parts = _parts(field.annotation) if field else ()
            model = next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), model)
            field = _keys(model).get(step)
    return model, field


def _tagged(location: Place) -> bool:
    """Whether pydantic put the tag of an instrument after its index."""
    return len(location) > 2 and location[0] == "policy" and location[2] in INSTRUMENTS


def _without_tag(location: Place) -> tuple[str | int, ...]:
    return (*location[:2], *location[3:]) if _tagged(location) else tuple(location)
