"""Benchmarks: `make bench` times them; in an ordinary test run each is called once, so that none goes stale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import sim
from sim.draws import uniforms

pytestmark = pytest.mark.bench


def test_a_million_draws(benchmark: BenchmarkFixture) -> None:
    ids = np.arange(1, 1_000_001, dtype=np.int64)
    drawn = benchmark(uniforms, 1, "benchmark", ids)
    assert drawn.shape == ids.shape


@pytest.mark.parametrize("citizens", [2_000, 20_000])
def test_a_month_of_a_city(benchmark: BenchmarkFixture, checkout: Path, citizens: int) -> None:
    if citizens > 2_000 and not benchmark.enabled:
        pytest.skip("the small city shows that it runs; `make bench` times the large one")
    city = sim.City(checkout / "scenarios" / "baseline.yaml", rng=1, citizens=citizens)
    before = city.month
    benchmark(city.step)
    assert city.month > before


def test_founding_a_city(benchmark: BenchmarkFixture, checkout: Path) -> None:
    if not benchmark.enabled:
        pytest.skip("the month of a small city has founded one")
    scenario = sim.load(checkout / "scenarios" / "baseline.yaml", citizens=2_000)
    city = benchmark.pedantic(sim.City, args=(scenario,), rounds=3, warmup_rounds=1)
    assert city.month == 0
