"""The city's books: every payment has a payer, a payee and a line, in whole cents, so that money is conserved exactly.

Accounts are words; their balances always add up to zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

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


class Ledger:
    """Balances by account and, of the current month, what was paid by (payer, line) and what each account was paid."""

    def __init__(self) -> None:
        self.balance: defaultdict[str, int] = defaultdict(int)
        self.month: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.received: defaultdict[str, int] = defaultdict(int)

    def pay(self, payer: str, payee: str, line: str, cents: int) -> None:
        """Move whole cents from one account to another; raises ValueError for a negative amount."""
        check(line, (cents,))
        self.balance[payer] -= cents
        self.month[payer, line] += cents
        self.balance[payee] += cents
        self.received[payee] += cents

    def hand_out(self, payer: str, payees: Sequence[str], line: str, cents: Sequence[int]) -> None:
        """One account pays several, each its amount; raises ValueError where one is negative."""
        check(line, cents)
        balance, received = self.balance, self.received
        balance[payer] -= sum(cents)
        self.month[payer, line] += sum(cents)
        for payee, some in zip(payees, cents, strict=True):
            balance[payee] += some
            received[payee] += some

    def collect(self, payers: Sequence[str], payee: str, line: str, cents: Sequence[int]) -> None:
        """Several accounts pay one, each its amount; raises ValueError where one is negative."""
        check(line, cents)
        balance, month = self.balance, self.month
        balance[payee] += sum(cents)
        self.received[payee] += sum(cents)
        for payer, some in zip(payers, cents, strict=True):
            balance[payer] -= some
            month[payer, line] += some

    def paid(self, payer: str, line: str) -> int:
        """Cents paid this month by a payer under a line."""
        return self.month.get((payer, line), 0)

    def new_month(self) -> None:
        """Close the month's lines; balances go on."""
        self.month.clear()
        self.received.clear()


def check(line: str, cents: Sequence[int]) -> None:
    """Raises ValueError for a negative payment."""
    if min(cents, default=0) < 0:
        raise ValueError(f"{line}: a payment of {min(cents)} cents")
