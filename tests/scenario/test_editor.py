"""The JSON Schema for editors is valid draft 7, agrees with the check, and is the one that is shipped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.assumptions import declared
from sim.scenario import schema_json
from sim.scenario.instruments import INSTRUMENTS
from sim.scenario.source import read

SHIPPED = Path(__file__).parents[2] / "scenarios"
EXPERIMENTS = SHIPPED.parent / "experiments"
FILES = sorted(path for path in SHIPPED.rglob("*.yaml") if "cities" not in path.parts)
Write = Callable[[str, str], Path]
HEAD = "title: A\nextends: base.yaml\n"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return schema_json()


def wrong(schema: dict[str, Any], path: Path) -> bool:
    tree, faults = read(path)
    assert tree is not None
    assert faults == []
    values = json.loads(json.dumps(tree.plain(), default=str))  # dates are texts to an editor
    return bool(list(jsonschema.Draft7Validator(schema).iter_errors(values)))


def test_it_is_draft_7(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)
    text = json.dumps(schema)
    assert [word for word in ("$defs", "prefixItems", "discriminator") if f'"{word}"' in text] == []


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    text = json.dumps(schema)
    used = {part.split('"')[0] for part in text.split('"$ref": "#/definitions/')[1:]}
    assert used <= set(schema["definitions"])
    assert len(used) > len(INSTRUMENTS)


def test_every_field_says_what_it_means(schema: dict[str, Any]) -> None:
    places = {"": schema} | schema["definitions"]
    silent = [
        f"{name}.{key}"
        for name, one in places.items()
        for key, field in one["properties"].items()
        if not field.get("description") and key != "instrument"
    ]
    assert silent == []


def test_every_assumption_has_its_range(schema: dict[str, Any]) -> None:
    known = schema["properties"]["assumptions"]["properties"]
    assert list(known) == list(declared())
    assert (known["choice.norm"]["minimum"], known["choice.norm"]["maximum"]) == (0, 3.5)
    assert known["campaign.effect"]["anyOf"][1]["properties"]["preset"]["enum"] == [
        "null",
        "positive",
        "backlash",
        None,
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_scenarios_are_sound_to_an_editor(path: Path) -> None:
    """Row 58, by the schema as it is shipped; those in folders too."""
    assert not wrong(json.loads((SHIPPED / "scenario.schema.json").read_text("utf-8")), path)


def test_the_shipped_schema_is_up_to_date(schema: dict[str, Any]) -> None:
    shipped = json.loads((SHIPPED / "scenario.schema.json").read_text("utf-8"))
    assert shipped == json.loads(json.dumps(schema)), "run: learncity schema > scenarios/scenario.schema.json"


@pytest.mark.parametrize(
    "text",
    [
        "policy: [{instrument: outreach, share: 0.1, from: 2027-03-01, until: 2028-03-01, target: {education: low}}]",
        "policy: [{instrument: campaign, spend: 3, topic: reading, media: 0.5, publishes_rate: 0.4}]",
        "citizens: all\nassumptions: {choice.norm: 1, campaign.effect: {preset: backlash}}",
        "assumptions: {campaign.effect: {preset: null}}",
        "budget: {rule: additional}",
    ],
)
def test_what_the_check_accepts_an_editor_accepts(text: str, write: Write, schema: dict[str, Any]) -> None:
    assert not wrong(schema, write("a.yaml", HEAD + text))


@pytest.mark.parametrize(
    "text",
    [
        "titel: x",
        "months: 0",
        "months: '3'",
        "months: true",
        "citizens: some",
        "budget: {rule: x}",
        "about: {reference: 5.2}",
        "policy: [{instrument: outreech, share: 0.1}]",
        "policy: [{share: 0.1}]",
        "policy: [{instrument: outreach, share: 2}]",
        "policy: [{instrument: outreach, share: 0.1, kind: school}]",
        "policy: [{instrument: offers, share: 0.1, kinds: []}]",
        "policy: [{instrument: places, share: 0.1, target: {age: [15]}}]",
        "policy: [{instrument: places, share: 0.1, from: -1}]",
        "assumptions: {choice.norm: 99}",
        "assumptions: {choice.prise: 1}",
        "assumptions: {campaign.effect: {preset: up}}",
    ],
)
def test_what_an_editor_marks_the_check_refuses(text: str, write: Write, schema: dict[str, Any]) -> None:
    from sim.errors import InputError
    from sim.scenario import load

    path = write("a.yaml", HEAD + text)
    assert wrong(schema, path)
    with pytest.raises(InputError):
        load(path)


@pytest.mark.parametrize("path", sorted(EXPERIMENTS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_experiments_are_sound_to_an_editor(path: Path, tmp_path: Path) -> None:
    shipped = json.loads((EXPERIMENTS / "experiment.schema.json").read_text("utf-8"))
    assert not wrong(shipped, path)
    (tmp_path / "a.yaml").write_text(path.read_text("utf-8").replace("\nmethod:", "\nmethud:"), encoding="utf-8")
    assert wrong(shipped, tmp_path / "a.yaml"), "the check sees a wrong key"
