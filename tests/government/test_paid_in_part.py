"""What a line cannot pay whole it pays in part, whom one line serves no other serves again, and all districts share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import under

from sim.assumptions import resolve
from sim.government.programmes import PROGRAMMES

PRICE, MONEY = 10, 400  # cents for a teacher; a month
KINDS = {"hosts": ["community", "vocational"], "guests": ["school"]}


# --- practices and guidelines: one house after the other --------------------------------------------------------------


def adopting(name: str, staff: list[int]) -> tuple[Any, Any]:
    """A programme, and a town where all institutions with teachers are willing at once."""
    assumed = {"practice": {"push": 1.0, "cost": 1.0}, "guideline": {"uptake": 1.0, "lapse": 0.0}}
    n = len(staff)
    town = SimpleNamespace(
        institutions=SimpleNamespace(key=np.arange(n), at=np.arange(n), public=np.ones(n, bool), staff=np.array(staff)),
        p=under(resolve({}), **assumed), prices=SimpleNamespace(unit=lambda incomes: PRICE), seed=5, month=0,
        offers=SimpleNamespace(appeal=np.zeros(n), support=np.zeros(n)),
        ledger=SimpleNamespace(pay=lambda *_: None),
    )  # fmt: skip
    return PROGRAMMES[name](None, name, town), town  # type: ignore[arg-type]


def run(programme: Any, town: Any, money: int = MONEY) -> list[int]:
    """Who has adopted at the end of a month."""
    programme.spent, programme.staff_hours = 0, 0.0
    programme.run(town, money)
    town.month += 1
    return list(programme.adopters)


@pytest.mark.parametrize("name", ["practice", "guideline"])
def test_a_house_too_large_for_a_months_money_is_trained_bit_by_bit(name: str) -> None:
    """100 teachers take two months and a half; the smaller one that comes after it waits no longer."""
    programme, town = adopting(name, [20, 100, 30])
    found, spent = [], []
    for _ in range(5):
        found.append(run(programme, town))
        spent.append(programme.spent)
        assert programme.staff_hours == programme.spent / PRICE * 160.0
    assert found == [[0], [0], [0, 1], [0, 1, 2], [0, 1, 2]]
    assert spent == [400, 400, 400, 300, 0]


def test_who_loses_its_teachers_waits_no_longer_and_what_was_paid_goes_to_the_next() -> None:
    programme, town = adopting("practice", [100, 60])
    assert run(programme, town) == []
    town.institutions.staff[0] = 0
    assert (run(programme, town), programme.spent) == ([1], 200)


def test_in_months_without_money_nobody_gets_ready_to_be_trained() -> None:
    programme, town = adopting("practice", [10, 10])
    assert run(programme, town, 0) == []
    assert not programme.willing
