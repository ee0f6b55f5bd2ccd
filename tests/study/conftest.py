"""Fixtures of the study's tests: scenarios of a fake city, and one study that several tests look at."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # worker processes find the fake city by its name

from fake_city import FakeCity, facts, outreach, scenario

from sim.study.compare import ComparisonResult
from sim.study.conduct import conduct
from sim.study.design import Design, plan

Conduct = Callable[..., ComparisonResult]


@pytest.fixture(scope="session")
def design() -> Callable[..., Design]:
    """A design of some scenarios; the third does nothing, the second and fourth help."""

    def make(*scenarios: Any, replicates: int = 3, seed: int = 1, reference: int | None = None) -> Design:
        given = scenarios or (
            scenario("baseline"),
            scenario("people_first", (outreach(0.25),)),
            scenario("talk", ({"instrument": "campaign", "share": 0.1},)),
            scenario("small", (outreach(0.1),)),
        )
        return plan(
            given, reference=reference, replicates=replicates, seed=seed, fingerprint={"source": "s", "city": "c"}
        )

    return make


@pytest.fixture(scope="session")
def carry_out() -> Conduct:
    """Carry out a design with the fake city."""

    def carry_out(design: Design, out: Path | None, workers: int = 1, **more: Any) -> ComparisonResult:
        folder, manifest = conduct(design, FakeCity, facts(), source="s", workers=workers, out=out, **more)
        return ComparisonResult(folder, manifest)

    return carry_out


@pytest.fixture(scope="session")
def done(
    design: Callable[..., Design], carry_out: Conduct, tmp_path_factory: pytest.TempPathFactory
) -> ComparisonResult:
    """A finished study of four scenarios and three replicates, in this process."""
    return carry_out(design(), tmp_path_factory.mktemp("done") / "study")


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """SIGINT as in a terminal, also where the tests run in the background and inherit that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
