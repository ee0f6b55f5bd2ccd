"""Whatever a file holds, reading it gives a Scenario or an InputError that can be shown: never anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario import Scenario, load
from sim.scenario.instruments import INSTRUMENTS
from sim.scenario.templates import new_city

SOUND = """\
title: Sound
city: town
citizens: 500
months: 120
about: {author: a, reference: "3.1", summary: s}
budget: {per_resident_per_year: 60, rule: equal}
policy:
- {instrument: outreach, share: 0.25, from: 0, until: 60, ramp: 6, target: {education: low, age: [55, 80]}}
- {instrument: voucher, spend: 5.5, from: 2027-03-01, pulse: {every: 12, length: 3}, kinds: [community]}
- {instrument: campaign, share: 0.1, topic: reading, publishes_rate: 0.4, target: {districts: [D1, North]}}
assumptions:
  campaign.effect: {preset: backlash}
  choice.norm: 0.8
"""
KEYS = [
    "title",
    "extends",
    "about",
    "city",
    "citizens",
    "months",
    "budget",
    "policy",
    "assumptions",
    "instrument",
    "share",
    "spend",
    "from",
    "until",
    "ramp",
    "pulse",
    "target",
    "kinds",
    "age",
    "districts",
    "preset",
    "choice.norm",
    "per_resident_per_year",
    "rule",
    "on",
    "<<",
    "",
    "1",
    "~",
    "\u2028",
    "a\nb",
]
VALUES = [
    "town",
    "all",
    "equal",
    "queue",
    "base.yaml",
    "self.yaml",
    "..",
    "2027-01-01",
    "2027-13-01",
    "1_000",
    "0x",
    "-_",
    ".nan",
    "-.inf",
    "1e400",
    "9" * 5000,
    "on",
    "~",
    "=",
    "<<",
    "*a",
    "&a",
    "!!int x",
    "!x y",
    "\ud800",
    "\x00",
    "\t",
    "[",
    "{",
    "- ",
    ": ",
    "# ",
    "|",
    ">",
    "%YAML 1.1",
    "---",
    "\u0085",
    "\ufeff",
    *INSTRUMENTS,
]
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(VALUES),
    st.text(max_size=8),
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=4)), inner, max_size=5),
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working directory with a city and a sound scenario."""
    folder = tmp_path_factory.mktemp("mangled")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        new_city("town")
        Path("base.yaml").write_text(SOUND, encoding="utf-8")
        yield folder


def outcome(data: bytes) -> Scenario | InputError:
    Path("self.yaml").write_bytes(data)
    return read()


def read(**arguments: Any) -> Scenario | InputError:
    """What reading self.yaml gives; an InputError is checked to be showable."""
    found: Scenario | InputError
    try:
        found = load("self.yaml", **arguments)
    except InputError as error:
        found = error
    if isinstance(found, InputError):
        assert found.faults
        assert len(str(found).splitlines()) == len(found.faults)
        str(found).encode("utf-8")
        assert [fault for fault in found.faults if fault.line is not None and fault.line < 1] == []
    return found


def test_the_sound_file_is_sound(town: Path) -> None:
    assert isinstance(outcome(SOUND.encode()), Scenario)


@SMALL
@given(st.data())
def test_a_sound_file_with_parts_replaced(town: Path, data: st.DataObject) -> None:
    text = SOUND
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.one_of(st.sampled_from(VALUES), st.text(max_size=6))) + text[end:]
    outcome(text.encode("utf-8", "surrogatepass"))


@SMALL
@given(st.binary(max_size=60), st.integers(0, len(SOUND)))
def test_a_sound_file_with_bytes_in_it(town: Path, noise: bytes, where: int) -> None:
    data = SOUND.encode()
    outcome(data[:where] + noise + data[where:])


@SMALL
@given(st.dictionaries(st.sampled_from(KEYS), trees, max_size=8))
def test_a_tree_of_anything(town: Path, tree: dict[str, Any]) -> None:
    outcome(as_yaml(tree))


@SMALL
@given(st.sampled_from(sorted(INSTRUMENTS)), st.dictionaries(st.sampled_from(KEYS), trees, max_size=6), trees)
def test_an_instrument_of_anything(town: Path, instrument: str, item: dict[str, Any], target: Any) -> None:
    outcome(
        as_yaml(
            {
                "title": "a",
                "extends": "base.yaml",
                "policy": [
                    {"instrument": instrument, "share": 0.1, "target": target},
                    {"instrument": instrument} | item,
                ],
            }
        )
    )


@SMALL
@given(
    st.dictionaries(st.sampled_from(["choice.norm", "campaign.effect", "x", ""]), trees, max_size=4), scalars, scalars
)
def test_assumptions_and_arguments_of_anything(town: Path, changes: dict[str, Any], citizens: Any, months: Any) -> None:
    Path("self.yaml").write_bytes(as_yaml({"title": "a", "extends": "base.yaml", "assumptions": changes}))
    assert read(citizens=citizens, months=months)


def as_yaml(value: Any) -> bytes:
    """The value as YAML in which words stand bare now and then, so that YAML may take them for something else."""
    return _flow(value).encode("utf-8", "surrogatepass")


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        plain = value.isalnum() or (value in VALUES and len(value) < 12 and value.isprintable())
        return value if plain else '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else f"{value}"
