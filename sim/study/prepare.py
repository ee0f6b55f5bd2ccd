"""What every worker would otherwise do for itself: compile the model and solve the intercepts of its cities.

Done once before the workers start, in the parent, on a small sample; kept in the user's cache for the next study.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.city import City
from sim.compiled import cache_folder, source_hash
from sim.scenario import Scenario
from sim.study.design import key_of

FEW = 300  # citizens: enough to reach every compiled loop
WORDS = "compiling the model and solving its intercept, once (about a minute)"


def prepare(scenarios: Sequence[Scenario], say: Callable[[str], None]) -> None:
    """Run a month of each scenario on a few citizens unless that has been done with this code, city and assumptions."""
    todo = [one for one in scenarios if not _mark(one).exists()]
    if not todo:
        return
    say(WORDS)
    small = [one.model_copy(update={"citizens": FEW, "months": 1}) for one in todo]
    burnt_in: dict[object, City] = {}
    for one in small:
        key = City.burn_in_key(one, rng=1)
        if key not in burnt_in:
            burnt_in[key] = City(one, rng=1)
        burnt_in[key].fork(one).step()
    for one in todo:
        _mark(one).parent.mkdir(parents=True, exist_ok=True)
        _mark(one).touch()


def _mark(scenario: Scenario) -> Path:
    """The empty file that says that a scenario like this has been prepared."""
    alike = [
        source_hash(),
        str(scenario.city),
        {name: str(value) for name, value in scenario.assumptions.items()},
        scenario.forms.model_dump(),
        [item.instrument for item in scenario.policy],
    ]
    return cache_folder() / "prepared" / key_of(alike)
