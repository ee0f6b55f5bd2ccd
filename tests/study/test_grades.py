"""The table of what each instrument's result rests on names real instruments and real assumptions."""

from __future__ import annotations

import pytest

from sim.assumptions import declared
from sim.scenario.instruments import INSTRUMENTS
from sim.study import grades


@pytest.mark.parametrize("prefix", sorted({*grades.EVERY, *(p for one in INSTRUMENTS.values() for p in one.rests_on)}))
def test_every_prefix_names_an_assumption(prefix: str) -> None:
    assert [name for name in declared() if name.startswith(prefix)]


def test_the_weakest_grade_on_the_way_counts() -> None:
    given = {"people.trait_sd": "B", "choice.price": "A", "courses.fee": "C", "norms.message": "D"}
    assert grades.weakest(["voucher"], given) == "C"
    assert grades.weakest(["voucher", "campaign"], given) == "D"
    assert grades.weakest(["cash_transfer"], given) == "B"
    assert grades.weakest(["unheard_of"], given) == "D"
    assert grades.weakest([], {}) == "D"
