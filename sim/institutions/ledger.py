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
    """Balances by account and, of the current month, what was paid by (payer, line) and by (payer, payee)."""

    def __init__(self) -> None:
        self.balance: defaultdict[str, int] = defaultdict(int)
        self.month: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.between: defaultdict[tuple[str, str], int] = defaultdict(int)

    def pay(self, payer: str, payee: str, line: str, cents: int) -> None:
        """Move whole cents from one account to another; raises ValueError for a negative amount."""
        self.pay_each((payer,), (payee,), line, (cents,))

    def pay_each(self, payers: Sequence[str], payees: Sequence[str], line: str, cents: Sequence[int]) -> None:
        """One payment after the other, of the same line."""
        if min(cents, default=0) < 0:
            raise ValueError(f"{line}: a payment of {min(cents)} cents")
        balance, month, between = self.balance, self.month, self.between
        for payer, payee, some in zip(payers, payees, cents, strict=True):
            balance[payer] -= some
            balance[payee] += some
            month[payer, line] += some
            between[payer, payee] += some

    def paid(self, payer: str, line: str) -> int:
        """Cents paid this month by a payer under a line."""
        return self.month.get((payer, line), 0)

    def new_month(self) -> None:
        """Close the month's lines; balances go on."""
        self.month.clear()
        self.between.clear()
