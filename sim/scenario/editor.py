"""The JSON Schema (draft 7) of scenario files, by which editors complete keys, show meanings and mark what is wrong.

It is derived from the classes that check scenarios, so the two cannot disagree; what needs the city is checked later.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.schema import Scenario

KEYWORDS = {"$defs": "definitions", "prefixItems": "items"}
DRAFT = "http://json-schema.org/draft-07/schema#"


def schema_json() -> dict[str, Any]:
    """The schema of a scenario file as JSON values. A file that extends another needs none of its keys."""
    made = Scenario.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    schema: dict[str, Any] = draft7(made)
    schema["definitions"]["Budget"].pop("required")  # the parent may give the amount
    required = schema.pop("required")
    about = schema.pop("description").split("\n")[0]
    return {
        "$schema": DRAFT,
        "title": "learncity scenario",
        "description": about,
        "anyOf": [{"required": ["extends"]}, {"required": required}],
    } | {key: value for key, value in schema.items() if key != "title"}


def draft7(node: Any) -> Any:
    """`node` in draft 7: `definitions` for `$defs`, list-valued `items`, no siblings of `$ref`, no OpenAPI keys."""
    if isinstance(node, list):
        return [draft7(item) for item in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {
        KEYWORDS.get(str(key), str(key)): _named(value) if key in ("properties", "$defs") else draft7(value)
        for key, value in node.items()
        if key not in ("discriminator", "unit", "listed") and (key, value) != ("default", None)
    }
    if "$ref" in made and len(made) > 1:
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    if (node.get("listed") or made.get("minItems") == 1) and isinstance(made.get("items"), dict):
        several = {key: made.pop(key) for key in ("type", "minItems", "items") if key in made}  # or one word
        made["anyOf"] = [several["items"], several]
    if isinstance(node.get("unit"), str):
        made["description"] = f"{made.get('description', '')} ({node['unit']})".strip()
    return (
        made
        if made.get("type") != "object" or "properties" not in made
        else {key: value for key, value in made.items() if key != "title"}
    )


def _named(members: dict[str, Any]) -> dict[str, Any]:
    """Members by name: the names are not keywords, and editors need no title beside them."""
    made = {name: draft7(member) for name, member in members.items()}
    return {name: {key: value for key, value in member.items() if key != "title"} for name, member in made.items()}
