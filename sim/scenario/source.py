"""YAML files in: a tree of values that know the file and line of their key, so that every fault can name its place.

Nothing here knows what a scenario is; whatever a file holds, the outcome is a tree or faults, never a traceback.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import Fault

MOST_BYTES, MOST_VALUES, MOST_LEVELS = 1_000_000, 20_000, 40
BROKEN = object()  # stands for a value that has its fault already
TEXTS = ("str", "value", "merge")  # `=` and `<<` mean nothing here
TAGS = (*TEXTS, "int", "float", "bool", "null", "timestamp", "map", "seq")


@dataclass(frozen=True)
class Entry:
    """A value of a file: a scalar, a dict of entries or a tuple of entries, with the place of its key."""

    value: Any
    file: str
    line: int | None

    def plain(self) -> Any:
        """The value without places: scalars, dicts and tuples."""
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, tuple):
            return tuple(entry.plain() for entry in self.value)
        return self.value

    def at(self, path: Sequence[str | int]) -> Entry:
        """The deepest entry that `path` reaches; steps that lead nowhere are passed over."""
        here = self
        for step in path:
            inside = (
                here.value
                if isinstance(here.value, dict)
                else dict(enumerate(here.value))
                if isinstance(here.value, tuple)
                else {}
            )
            here = inside.get(step, here)
        return here


def read(path: Path) -> tuple[Entry | None, list[Fault]]:
    """The mapping in a YAML file, or None if it cannot be read as one, and what is wrong with the file."""
    file = str(path)
    text, fault = _text(path, file)
    if fault:
        return None, [fault]
    try:
        node, yaml = _compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(str(error.problem or error.context or "it cannot be read").split())
        return None, [_syntax(file, mark.line + 1 if mark else None, message)]
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return None, [_syntax(file, line, str(error).splitlines()[0])]
    except RecursionError:
        return None, [_syntax(file, None, "it is nested too deep")]
    except Exception as error:  # ruamel lets Python's own errors out of odd documents
        return None, [_syntax(file, None, f"it cannot be read ({error})")]
    if node is None:
        return None, [Fault(file, 1, "", "the file is empty", "Write at least `title:` and `extends:`")]
    if not isinstance(node, MappingNode):
        return None, [Fault(file, node.start_mark.line + 1, "", "the file holds no `key: value` lines")]
    reader = _Reader(file, yaml)
    entry = reader.entry(node, 1, "", 0)
    return (None if reader.gave_up else entry), reader.faults


def _text(path: Path, file: str) -> tuple[str, Fault | None]:
    try:
        if path.is_dir():
            return "", Fault(file, None, "", "is a folder, not a scenario file", "Name a .yaml file")
        if not path.is_file():
            return "", Fault(file, None, "", "no such file", near_files(path))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        return "", Fault(file, None, "", f"cannot be read ({getattr(error, 'strerror', None) or error})")
    if len(data) > MOST_BYTES:
        return "", Fault(file, None, "", f"is larger than {MOST_BYTES // 1000} kB, which no scenario needs")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", Fault(file, line, "", f"byte 0x{data[error.start]:02x} is not UTF-8", "Save the file as UTF-8")


def near_files(path: Path, besides: str = "", written: str | None = None) -> str:
    """A hint that names the file beside `path` most like it, `besides` the one that asks, as the path is `written`."""
    from difflib import get_close_matches

    try:
        beside = sorted(other.name for other in path.parent.iterdir() if other.name != besides)
    except (OSError, ValueError):
        return ""
    near = get_close_matches(path.name, beside, n=1) or get_close_matches(path.name + ".yaml", beside, n=1)
    return f"Did you mean '{Path(written or path).parent / near[0]}'?" if near else ""


def _compose(text: str) -> tuple[Node | None, YAML]:
    yaml = YAML(typ="rt", pure=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a reused anchor is no fault
        return yaml.compose(text), yaml


def _syntax(file: str, line: int | None, message: str) -> Fault:
    return Fault(file, line, "", f"not valid YAML: {message}", "Check indentation, colons and quotes there")


class _Reader:
    """Turns nodes into entries and collects what is wrong on the way."""

    def __init__(self, file: str, yaml: YAML) -> None:
        self.file, self.faults, self.gave_up = file, list[Fault](), False
        self.values = 0
        self.constructor = YAML(typ="safe", pure=True).constructor
        self.constructor.loader = yaml

    def entry(self, node: Node, line: int, where: str, level: int) -> Entry:
        """The entry of `node`, whose key stands on `line` at the dotted place `where`."""
        self.values += 1
        if level > MOST_LEVELS or self.values > MOST_VALUES:
            if not self.gave_up:
                self._fault(line, where, "nested too deep, too long, or an alias that contains itself")
            self.gave_up = True
            return Entry(BROKEN, self.file, line)
        if _tag(node) not in TAGS:
            self._fault(line, where, f"the tag {shown(str(node.tag))} is not allowed", "Remove it")
            return Entry(BROKEN, self.file, line)
        if isinstance(node, MappingNode):
            return Entry(self._mapping(node, where, level), self.file, line)
        if isinstance(node, SequenceNode):
            items = (
                self.entry(item, item.start_mark.line + 1, f"{where}[{i}]", level + 1)
                for i, item in enumerate(node.value)
            )
            return Entry(tuple(items), self.file, line)
        return Entry(self._scalar(node, line, where), self.file, line)

    def _mapping(self, node: MappingNode, where: str, level: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, ScalarNode) or not _is_text(key):
                self._fault(line, where, "a key must be a plain word")
                continue
            place = f"{where}.{shown_key(key)}" if where else shown_key(key)
            if key in entries:
                self._fault(line, place, f"the key stands twice, first on line {entries[key].line}", "Keep one of them")
            entries[key] = self.entry(value_node, line, place, level + 1)
        return entries

    def _scalar(self, node: Node, line: int, where: str) -> Any:
        try:
            value = node.value if _tag(node) in TEXTS else self.constructor.construct_object(node)
        except Exception as error:  # 2027-13-45, !!int x, 5,000 digits: ruamel passes Python's errors on
            self._fault(line, where, f"{shown(node.value)} cannot be read as a value ({error})", "Put text in quotes")
            return BROKEN
        if isinstance(value, str) and not _is_text(value):
            self._fault(line, where, "the text holds characters that are no text")
            return BROKEN
        return value

    def _fault(self, line: int, where: str, message: str, remedy: str = "") -> None:
        where = where if len(where) <= 80 else f"{where[:77]}..."
        self.faults.append(Fault(self.file, line, where, " ".join(message.split()), remedy))


def _tag(node: Node) -> str:
    """YAML's own tag without its prefix; any other tag whole."""
    return str(node.tag).removeprefix("tag:yaml.org,2002:")


def _is_text(text: object) -> bool:
    """Whether `text` can be written as UTF-8 (an escaped lone surrogate cannot)."""
    return isinstance(text, str) and text.encode("utf-8", "replace").decode("utf-8") == text


def shown(value: object) -> str:
    """A value as an error message shows it: as YAML writes it, on one line and short."""
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    if isinstance(value, dict):
        text = f"{{{', '.join(f'{shown_key(str(key))}: {_inside(one)}' for key, one in value.items())}}}"
    elif isinstance(value, (list, tuple)):
        text = f"[{', '.join(map(_inside, value))}]"
    else:
        text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _inside(value: object) -> str:
    """A value of a list or a mapping, where YAML writes `null` for nothing."""
    return "null" if value is None else shown(value)


def shown_key(key: str) -> str:
    """A key as an error message shows it: bare, or quoted when it holds anything odd."""
    return key if key.isprintable() and 0 < len(key) <= 60 and "\n" not in key else shown(key)
