"""What an experiment varies: a place in the scenario, and the values that go there by the names of their levels.

A factor is a lever or an uncertainty; which of the two is said by where it stands in the file.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, final

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.scenario.patch import steps
from sim.scenario.source import shown
from sim.scenario.values import Listed, Part, wrong, wrong_at

PATH_HINT = "Write a path such as assumptions.choice.price, policy[0].share, budget.per_resident_per_year or policy+"
Wrong = tuple[tuple[str | int, ...], str, str]
MOST_LEVELS, LONGEST_NAME = 200, 60


def level_name(value: object) -> str:
    """The name of a level that is given by its value alone."""
    return f"{value:g}" if isinstance(value, float) else shown(value).strip("'\"")


def _levels(value: object) -> object:
    """Levels by name; a list of values is named by the values."""
    if not isinstance(value, (list, tuple)):
        return value
    if any(isinstance(one, (dict, list, tuple)) for one in value):
        raise wrong("a list of levels holds plain values only", "Give each level a name: `name: value`")
    names = [level_name(one) for one in value]
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        raise wrong(f"{shown(twice[0])} stands twice", "Keep one of them")
    return dict(zip(names, value, strict=True))


def _named(value: object) -> object:
    """Names of factors and levels are one line of text without `=`, which stands between the two."""
    if isinstance(value, dict):
        odd = [name for name in value if not re.fullmatch(rf"[^\s=]([^\n=]{{0,{LONGEST_NAME - 2}}}[^\s=])?", str(name))]
        if odd:
            raise wrong_at(
                "names",
                [
                    ((one,), f"{shown(one)} is no name", f"At most {LONGEST_NAME} signs, none of them `=`")
                    for one in odd
                ],
            )
        if len(value) > MOST_LEVELS:
            raise wrong(f"{len(value)} are too many", f"At most {MOST_LEVELS}")
    return value


def _path(value: object) -> object:
    if isinstance(value, str) and steps(value) is None:
        raise wrong(f"{shown(value)} is no path into a scenario", PATH_HINT)
    return value


@final
class Factor(Part):
    """What is varied: a place in the scenario, and the values that go there by the names of their levels."""

    path: Annotated[
        str | None,
        BeforeValidator(_path),
        Field(description="where in the scenario; without it each level is `path: value` lines of its own"),
    ] = None
    levels: Annotated[
        dict[str, Any] | None,
        BeforeValidator(_named),
        BeforeValidator(_levels),
        WithJsonSchema({"type": ["object", "array"]}),
        Field(min_length=1, description="its values by name, the first the reference; a list names them by themselves"),
    ] = None
    orders: Annotated[
        dict[str, dict[str, Any]] | None,
        BeforeValidator(_named),
        Field(
            min_length=2,
            max_length=5,
            description="instruments by name: the levels are all orders of them, each acting in its turn an equal part "
            "of the months",
        ),
    ] = None
    range: Annotated[
        tuple[float, float] | None,
        Listed,
        Field(description="lowest and highest value, for methods that draw their points"),
    ] = None
    reference: Annotated[str | None, Field(description="the level to compare with; the first if left out")] = None

    @model_validator(mode="after")
    def _one_source(self) -> Factor:
        given = [name for name in ("levels", "orders", "range") if getattr(self, name) is not None]
        if len(given) != 1:
            message = "it has no levels" if not given else f"{given[0]} and {given[1]} are given, and each says all"
            raise wrong_at("factor", [((), message, "Keep one of `levels`, `orders` and `range`")])
        if self.levels is not None and self.path is None:
            bare: list[Wrong] = [
                (("levels", name), f"{shown(value)} is not `path: value` lines", "Give the factor a `path`")
                for name, value in self.levels.items()
                if not isinstance(value, dict)
            ]
            bare += [
                (("levels", name, path), f"{shown(path)} is no path into a scenario", PATH_HINT)
                for name, value in self.levels.items()
                for path in (value if isinstance(value, dict) else ())
                if steps(path) is None
            ]
            if bare:
                raise wrong_at("levels", bare)
        if self.levels is not None and self.reference is not None and self.reference not in self.levels:
            remedy = f"Its levels: {', '.join(self.levels)}"
            raise wrong_at("reference", [(("reference",), f"there is no level {shown(self.reference)}", remedy)])
        if self.range is not None and (self.path is None or self.range[0] >= self.range[1]):
            message, remedy = (
                ("there is no path", PATH_HINT) if self.path is None else ("it is empty", "Low, then high")
            )
            raise wrong_at("range", [(("range",), message, remedy)])
        return self


Factors = Annotated[dict[str, Factor], BeforeValidator(_named)]
