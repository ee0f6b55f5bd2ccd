"""The books: every cent has a payer and a payee, and a month's lines are closed at its end."""

from __future__ import annotations

import pytest

from sim.institutions.ledger import Ledger


def test_a_payment_moves_cents_and_is_noted_under_its_line() -> None:
    ledger = Ledger()
    ledger.pay("treasury", "government", "envelope", 100)
    ledger.pay("government", "school 1", "provision", 60)
    ledger.pay("government", "school 2", "provision", 15)
    assert ledger.balance == {"treasury": -100, "government": 25, "school 1": 60, "school 2": 15}
    assert sum(ledger.balance.values()) == 0
    assert ledger.paid("government", "provision") == 75
    assert ledger.paid("government", "envelope") == 0


def test_payments_to_or_by_several_are_those_one_by_one() -> None:
    at_once, singly = Ledger(), Ledger()
    at_once.hand_out("government", ["school 1", "school 2", "school 1"], "provision", [60, 15, 5])
    at_once.collect(["school 1", "school 2"], "teachers", "wages", [7, 8])
    for payer, payee, line, cents in (
        ("government", "school 1", "provision", 65),
        ("government", "school 2", "provision", 15),
        ("school 1", "teachers", "wages", 7),
        ("school 2", "teachers", "wages", 8),
    ):
        singly.pay(payer, payee, line, cents)
    for ledger in (at_once, singly):
        assert {payee: ledger.received(payee) for payee in ("school 1", "school 2", "teachers", "government")} == {
            "school 1": 65, "school 2": 15, "teachers": 15, "government": 0,
        }  # fmt: skip
        assert (ledger.paid("government", "provision"), ledger.paid("school 2", "wages")) == (80, 8)
        assert (ledger.under("provision"), ledger.under("wages"), ledger.under("fees")) == (80, 15, 0)
    assert at_once.balance == singly.balance
    assert at_once.month == singly.month


def test_a_new_month_closes_the_lines_and_keeps_the_balances() -> None:
    ledger = Ledger()
    ledger.pay("a", "b", "x", 5)
    ledger.new_month()
    assert ledger.paid("a", "x") == 0
    assert ledger.balance == {"a": -5, "b": 5}


def test_asking_for_what_was_paid_leaves_no_trace() -> None:
    ledger = Ledger()
    ledger.paid("a", "x")
    assert ledger.month == {}


def test_nobody_pays_a_negative_amount() -> None:
    ledger = Ledger()
    with pytest.raises(ValueError, match="-1 cents"):
        ledger.pay("a", "b", "x", -1)
    for several in (
        lambda: ledger.hand_out("a", ["b", "c"], "x", [2, -1]),
        lambda: ledger.collect(["a", "b"], "c", "x", [2, -1]),
    ):
        with pytest.raises(ValueError, match="-1 cents"):
            several()
    assert sum(abs(balance) for balance in ledger.balance.values()) == 0
