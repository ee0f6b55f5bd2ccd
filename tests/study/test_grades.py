"""The table of what each instrument's result rests on names real instruments and real assumptions."""

from __future__ import annotations

from typing import get_args

import pytest

from sim.assumptions import declared
from sim.scenario import instruments
from sim.study import grades


def instrument_words() -> set[str]:
    classes = [
        one for one in vars(instruments).values() if isinstance(one, type) and issubclass(one, instruments.Common)
    ]
    return {get_args(one.model_fields["instrument"].annotation)[0] for one in classes if one is not instruments.Common}


def test_every_instrument_has_its_assumptions() -> None:
    assert set(grades.PATHS) == instrument_words()


@pytest.mark.parametrize("prefix", sorted({*grades.EVERY, *(word for path in grades.PATHS.values() for word in path)}))
def test_every_prefix_names_an_assumption(prefix: str) -> None:
    assert [name for name in declared() if name.startswith(prefix)]


def test_the_weakest_grade_on_the_way_counts() -> None:
    given = {"people.trait_sd": "B", "choice.price": "A", "courses.fee": "C", "norms.message": "D"}
    assert grades.weakest(["voucher"], given) == "C"
    assert grades.weakest(["voucher", "campaign"], given) == "D"
    assert grades.weakest(["cash_transfer"], given) == "B"
    assert grades.weakest(["unheard_of"], given) == "D"
    assert grades.weakest([], {}) == "D"
