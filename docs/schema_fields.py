"""The fields of a declaration as a table: what its JSON Schema says of each, in words for people.

docs/generate.py puts these tables into its pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown_page import code, table


def fields(declaration: Any) -> dict[str, dict[str, Any]]:
    """A declaration's fields as its JSON Schema gives them."""
    return dict(declaration.model_json_schema()["properties"])


def fields_table(given: Mapping[str, Mapping[str, Any]]) -> str:
    """Fields with meaning, unit, what is allowed, and default."""
    return table(
        ("field", "meaning", "unit", "allowed", "default"),
        [
            (code(name), one.get("description", ""), one.get("unit", ""), allowed(one), default(one))
            for name, one in given.items()
        ],
    )


def default(schema: Mapping[str, Any]) -> str:
    """The default of a field; a required one says so, and an absent one is silent."""
    value = schema.get("default", "required")
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def allowed(schema: Mapping[str, Any]) -> str:
    """What a field's schema allows, in words."""
    if "anyOf" in schema:
        return " or ".join(words for one in schema["anyOf"] if (words := allowed(one)))
    if "$ref" in schema:
        return f"see the part `{schema['$ref'].rsplit('/', 1)[-1].lower()}`"
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        inside = [*schema.get("prefixItems", ()), *([schema["items"]] if schema.get("items") else [])]
        return "list of " + " and ".join(dict.fromkeys(words for one in inside if (words := allowed(one))))
    if schema.get("format") == "date":
        return "a date"
    kinds = {"string": "text", "boolean": "true, false", "integer": "whole number"}
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    return limits(schema) or " or ".join(kinds[one] for one in types if one in kinds)


def limits(schema: Mapping[str, Any]) -> str:
    """Bounds of a number."""
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    if low is None:
        return ""
    above = "above " if "exclusiveMinimum" in schema else ""
    whole = "whole number, " if schema.get("type") == "integer" else ""
    return f"{whole}{above}{low:,} to {schema['maximum']:,}" if "maximum" in schema else f"{whole}from {low:,}"
