"""Area lost and recovery time: known answers."""

from __future__ import annotations

import pytest

from sim.study.resilience import area_lost, recovery_months

CALM = [10.0] * 8


@pytest.mark.parametrize(
    ("struck", "area", "months"),
    [
        (CALM, 0.0, 0),
        ([10, 10, 5, 5, 8, 9.5, 10, 10], 12.5, 3),
        ([10, 10, 9.5, 9.5, 10, 10, 11, 10], 0.0, 0),
        ([10, 5, 10, 5, 10, 10, 10, 10], 10.0, 3),
        ([10, 10, 10, 10, 10, 10, 10, 2], 8.0, None),
    ],
)
def test_what_a_shock_took_and_for_how_long(struck: list[float], area: float, months: int | None) -> None:
    assert area_lost(CALM, struck) == pytest.approx(area)
    assert recovery_months(CALM, struck) == months
