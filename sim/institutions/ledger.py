"""The city's books: every payment has a payer, a payee and a line, in whole cents, so that money is conserved exactly.

Accounts are words; their balances always add up to zero.
"""

from __future__ import annotations

from collections import defaultdict

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
        if cents < 0:
            raise ValueError(f"{line}: a payment of {cents} cents")
        self.balance[payer] -= cents
        self.balance[payee] += cents
        self.month[payer, line] += cents
        self.between[payer, payee] += cents

    def paid(self, payer: str, line: str) -> int:
        """Cents paid this month by a payer under a line."""
        return self.month.get((payer, line), 0)

    def new_month(self) -> None:
        """Close the month's lines; balances go on."""
        self.month.clear()
        self.between.clear()
