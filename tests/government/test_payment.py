"""The order of payment: in full where money reaches, and by law, contract and shares where it does not.

Laws of arithmetic that hold for any claims, and known answers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import CASH, CUT, ENVELOPE, Scenarios, differences, free, months, spent

from sim.city import City
from sim.government.payment import Claim, allotted

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=1000)
CLAIMS = st.lists(st.builds(Claim, SHARES, SHARES, st.booleans()), min_size=1, max_size=6)


@settings(deadline=None)
@given(CLAIMS, st.integers(0, 10**12), SHARES)
def test_nobody_gets_more_than_claimed_and_all_together_no_more_than_there_is(
    claims: list[Claim], planned: int, part: Fraction
) -> None:
    money = int(planned * part)
    paid = allotted(money, planned, claims)
    assert sum(paid) <= money
    assert all(0 <= cents <= planned * claim.part for cents, claim in zip(paid, claims, strict=True))


@settings(deadline=None)
@given(st.lists(SHARES, min_size=1, max_size=6), st.integers(0, 10**12), SHARES, st.integers(0, 5))
def test_with_enough_money_no_rank_matters(parts: list[Fraction], planned: int, law: Fraction, first: int) -> None:
    whole = max(Fraction(1), sum(parts, Fraction(0)))
    plain = [Claim(part / whole) for part in parts]
    ranked = [Claim(one.part, law, i == first) for i, one in enumerate(plain)]
    assert allotted(planned, planned, ranked) == allotted(planned, planned, plain)
    assert allotted(planned, planned, plain) == [int(planned * one.part) for one in plain]


@settings(deadline=None)
@given(CLAIMS, st.integers(1, 10**12), SHARES)
def test_a_law_takes_from_the_others_what_it_gives(claims: list[Claim], planned: int, part: Fraction) -> None:
    money = int(planned * part)
    plain = [Claim(one.part) for one in claims]
    protected = [Claim(plain[0].part, Fraction(1)), *plain[1:]]
    before, after = allotted(money, planned, plain), allotted(money, planned, protected)
    assert after[0] >= before[0]
    assert all(new <= old for new, old in zip(after[1:], before[1:], strict=True))


def test_a_cut_of_four_tenths_by_ranks() -> None:
    """100 planned and 60 there: the law's 20 and the contract's 30 are paid, and 10 are shared by the 50 others."""
    claims = [
        Claim(Fraction(1, 5), Fraction(1)),
        Claim(Fraction(3, 10), first=True),
        Claim(Fraction(2, 10)),
        Claim(Fraction(3, 10)),
    ]
    assert allotted(60, 100, claims) == [20, 30, 4, 6]
    assert allotted(10, 100, claims) == [10, 0, 0, 0]
    assert allotted(60, 100, [Claim(one.part) for one in claims]) == [12, 18, 12, 18]


def test_priority_changes_the_order_of_payment_only(town: City, scenarios: Scenarios) -> None:
    """Row 28: nothing without a shortage; in one, the line that is paid first loses nothing."""

    def policy(first: bool) -> tuple[dict[str, Any], ...]:
        return {"instrument": "campaign", "share": 0.2}, {**CASH, "share": 0.3, "paid_first": first}

    ranked, plain = (months(free(town).fork(scenarios(*policy(first))), 6) for first in (True, False))
    assert differences(ranked, plain) == []
    short = [spent(free(town).fork(scenarios(*policy(first), shocks=(CUT,))), 6)[5] for first in (True, False)]
    assert short[0] == pytest.approx([ENVELOPE * 3 / 35, ENVELOPE * 3 / 10], abs=2)
    assert short[1] == pytest.approx([ENVELOPE * 3 / 25, ENVELOPE * 9 / 50], abs=2)
