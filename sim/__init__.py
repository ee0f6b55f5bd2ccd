"""learncity: an agent-based laboratory for learning-city policies; `sim` holds all of its code.

The public names below are fetched when they are first used, so that `import sim` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.citizens import Citizen
    from sim.city import City
    from sim.errors import InputError
    from sim.scenario import Scenario, load
    from sim.study.compare import compare, run  # from its file: mypy takes `sim.study.compare` for the module
    from sim.study.experiment import experiment

__version__ = "0.1.0"
__all__ = ["Citizen", "City", "InputError", "Scenario", "__version__", "compare", "experiment", "load", "run"]

_HOMES = {
    "Citizen": "sim.citizens",
    "City": "sim.city",
    "InputError": "sim.errors",
    "Scenario": "sim.scenario",
    "compare": "sim.study",
    "experiment": "sim.study",
    "load": "sim.scenario",
    "run": "sim.study",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from where it lives (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
