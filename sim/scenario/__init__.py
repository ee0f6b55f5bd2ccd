"""Files in: scenarios and cities, checked completely before anything runs.

`load` reads a scenario file, `load_city` a city folder; both raise `sim.errors.InputError` with every fault they find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.editor import schema_json
from sim.scenario.load import as_scenario, load
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.scenario.city import CityFacts, files_hash, load_city

__all__ = ["CityFacts", "Scenario", "as_scenario", "files_hash", "load", "load_city", "schema_json"]


def __getattr__(name: str) -> Any:
    """The names of `sim.scenario.city`, imported only when asked for: that module needs numpy."""
    if name in ("CityFacts", "files_hash", "load_city"):
        from sim.scenario import city

        return getattr(city, name)
    raise AttributeError(f"module 'sim.scenario' has no attribute {name!r}")
