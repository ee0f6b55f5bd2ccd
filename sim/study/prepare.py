"""What every worker would otherwise do for itself: compile the model and solve the intercepts of its cities.

Done once before the workers start, in the parent, on a small sample; kept in the user's cache for the next study.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.city import City, allocate, learn, record
from sim.compiled import cache_folder, compiled_folder, source_hash
from sim.scenario import Scenario

FEW = 300  # citizens: enough to reach every compiled loop
BESIDE = "import pickle, sys; from sim.study.prepare import compile_last; compile_last(pickle.load(sys.stdin.buffer))"
LOOPS = "sim.citizens.choosing"  # a module whose compiled code is there as soon as anything has run
WORDS = "compiling the model and solving its intercept, once (about a minute)"


def prepare(scenarios: Sequence[Scenario], say: Callable[[str], None]) -> None:
    """Run a month of each scenario on a few citizens unless that has been done with this code, city and assumptions."""
    todo = [one for one in scenarios if not _mark(one).exists()]
    if not todo:
        return
    say(WORDS)
    small = [one.model_copy(update={"citizens": FEW, "months": 1}) for one in todo]
    burnt_in: dict[object, City] = {}
    with _half_beside(small[0]):
        for one in small:
            key = City.burn_in_key(one, rng=1)
            if key not in burnt_in:
                burnt_in[key] = City(one, rng=1)
            burnt_in[key].fork(one).step()
    for one in todo:
        _mark(one).parent.mkdir(parents=True, exist_ok=True)
        _mark(one).touch()


@contextmanager
def _half_beside(scenario: Scenario) -> Iterator[None]:
    """While nothing is compiled yet, a second process compiles what a month needs last; both keep it on disk.

    It is silent and may fail: what it leaves out is compiled here. It imports no script of the user's.
    """
    if any(Path(compiled_folder(LOOPS)).rglob("*.nbi")):
        yield
        return
    quiet = subprocess.DEVNULL
    helper = subprocess.Popen([sys.executable, "-c", BESIDE], stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
    try:
        with suppress(OSError), helper.stdin as given:  # type: ignore[union-attr]
            given.write(pickle.dumps(scenario))
        yield
    finally:
        helper.kill()
        helper.wait()


def compile_last(scenario: Scenario) -> None:
    """The loops of the second half of a month, on a city that needs no intercept."""
    city = City(scenario, rng=1, unlimited=True)
    for phase in (allocate, learn, record):  # choice takes the other process about as long as these take this one
        phase(city)


def _mark(scenario: Scenario) -> Path:
    """The empty file that says that a scenario like this has been prepared."""
    alike = [
        source_hash(),
        str(scenario.city),
        {name: str(value) for name, value in scenario.assumptions.items()},
        scenario.forms.model_dump(),
        [item.instrument for item in scenario.policy],
    ]
    name = hashlib.sha256(json.dumps(alike, sort_keys=True).encode()).hexdigest()[:24]
    return cache_folder() / "prepared" / name
