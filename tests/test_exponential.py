"""exp and log against the decimal module's, and the same bits one by one, in vector code and uncompiled."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compiled import kernel
from sim.exponential import LARGEST, LN2_HIGH, LN2_LOW, SMALLEST, exp, log

EXPONENTS = st.floats(SMALLEST, LARGEST)
POSITIVE = st.one_of(st.floats(2.3e-308, 1.7e308), st.floats(0.25, 4.0))  # around 1 a logarithm is nearly nothing


def plain(function: Any) -> Callable[[float], float]:
    """The plain Python function behind a compiled one."""
    return getattr(function, "py_func", function)  # type: ignore[no-any-return]


def is_near(found: float, exact: Decimal) -> bool:
    """Whether a number is less than a unit in the last place from the exact one."""
    return abs(Decimal(found) - exact) < Decimal(math.ulp(found)) if exact else found == 0.0


@given(EXPONENTS)
def test_exp_is_within_a_unit_in_the_last_place(x: float) -> None:
    with localcontext(prec=50):
        assert is_near(exp(x), Decimal(x).exp())


@given(POSITIVE)
def test_log_is_within_a_unit_in_the_last_place(x: float) -> None:
    with localcontext(prec=50):
        assert is_near(log(x), Decimal(x).ln())


@kernel()
def fill(powers: Any, logarithms: Any, x: Any, y: Any) -> None:
    for i in range(x.size):
        powers[i] = exp(x[i])
    for i in range(y.size):
        logarithms[i] = log(y[i])


def test_vector_code_single_numbers_and_plain_python_give_the_same_bits() -> None:
    r = np.random.default_rng(1)
    x, y = r.uniform(-40.0, 40.0, 1003), r.lognormal(0.0, 8.0, 1003)
    powers, logarithms = np.empty_like(x), np.empty_like(y)
    fill(powers, logarithms, x, y)
    assert powers.tolist() == [exp(one) for one in x.tolist()] == [plain(exp)(one) for one in x.tolist()]
    assert logarithms.tolist() == [log(one) for one in y.tolist()] == [plain(log)(one) for one in y.tolist()]


@pytest.mark.parametrize("kind", [exp, plain(exp)], ids=["compiled", "plain"])
def test_beyond_its_ends_exp_is_what_it_is_there(kind: Callable[[float], float]) -> None:
    assert kind(-math.inf) == kind(-1e9) == kind(SMALLEST) > 0.0
    assert kind(math.inf) == kind(LARGEST) < math.inf


def test_known_answers() -> None:
    assert [exp(0.0), log(1.0), log(0.5)] == [1.0, 0.0, -math.log(2.0)]
    assert exp(0.5) ** 2 == pytest.approx(math.e, rel=1e-15)


def test_the_parts_of_log_2_add_up_to_it() -> None:
    with localcontext(prec=50):
        assert abs(Decimal(LN2_HIGH) + Decimal(LN2_LOW) - Decimal(2).ln()) < Decimal("1e-25")
    assert LN2_HIGH * 2**33 % 1.0 == 0.0  # so that its product with the exponent of any number is exact
