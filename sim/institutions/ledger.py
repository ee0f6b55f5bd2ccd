"""The city's books: every payment has a payer, a payee and a line, in whole cents, so that money is conserved exactly.

Accounts are words; their balances always add up to zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

TREASURY, GOVERNMENT, CITIZENS, TEACHERS, SUPPLIERS, ADMINISTRATION, OUTSIDE, RESERVE = (
    "treasury",
    "government",
    "citizens",
    "teachers",
    "suppliers",
    "administration",
    "outside",
    "reserve",
)


Accounts = str | Sequence[str]


class Payment(NamedTuple):
    """Cents paid under a line, one by one from payers to payees; an account that is named alone is that of them all."""

    line: str
    payers: Accounts
    payees: Accounts
    cents: Sequence[int]


class Ledger:
    """Balances by account, and the payments of the current month."""

    def __init__(self) -> None:
        self.balance: defaultdict[str, int] = defaultdict(int)
        self.payments: list[Payment] = []

    def pay(self, payer: str, payee: str, line: str, cents: int) -> None:
        """Move whole cents from one account to another; raises ValueError for a negative amount."""
        self._book(Payment(line, payer, payee, (cents,)))

    def hand_out(self, payer: str, payees: Sequence[str], line: str, cents: Sequence[int]) -> None:
        """One account pays several, each its amount; raises ValueError where one is negative."""
        self._book(Payment(line, payer, payees, cents))

    def collect(self, payers: Sequence[str], payee: str, line: str, cents: Sequence[int]) -> None:
        """Several accounts pay one, each its amount; raises ValueError where one is negative."""
        self._book(Payment(line, payers, payee, cents))

    def _book(self, payment: Payment) -> None:
        if min(payment.cents, default=0) < 0:
            raise ValueError(f"{payment.line}: a payment of {min(payment.cents)} cents")
        balance = self.balance
        for account, cents in amounts(payment.payers, payment.cents):
            balance[account] -= cents
        for account, cents in amounts(payment.payees, payment.cents):
            balance[account] += cents
        self.payments.append(payment)

    def paid(self, payer: str, line: str) -> int:
        """Cents paid this month by a payer under a line."""
        return sum(of(payer, one.payers, one.cents) for one in self.payments if one.line == line)

    def received(self, payee: str) -> int:
        """Cents paid this month to a payee."""
        return sum(of(payee, one.payees, one.cents) for one in self.payments)

    def under(self, line: str) -> int:
        """Cents paid this month by all under a line."""
        return sum(sum(one.cents) for one in self.payments if one.line == line)

    @property
    def month(self) -> dict[tuple[str, str], int]:
        """What was paid this month by (payer, line), where anything was: put together anew, for looking around."""
        found: defaultdict[tuple[str, str], int] = defaultdict(int)
        for one in self.payments:
            for payer, cents in amounts(one.payers, one.cents):
                found[payer, one.line] += cents
        return {key: cents for key, cents in found.items() if cents}

    def new_month(self) -> None:
        """Close the month's lines; balances go on."""
        self.payments = []


def amounts(accounts: Accounts, cents: Sequence[int]) -> Iterable[tuple[str, int]]:
    """What each of the accounts pays or is paid."""
    return ((accounts, sum(cents)),) if isinstance(accounts, str) else zip(accounts, cents, strict=True)


def of(account: str, accounts: Accounts, cents: Sequence[int]) -> int:
    """What one account pays or is paid."""
    if isinstance(accounts, str):
        return sum(cents) if accounts == account else 0
    if account not in accounts:
        return 0  # as in most payments: a look at the names is quick
    return sum(some for one, some in amounts(accounts, cents) if one == account)
