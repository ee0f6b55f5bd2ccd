"""Rooms of all institutions at once: seats open, wear and are renewed."""

from __future__ import annotations

import numpy as np

from sim.assumptions import Assumptions
from sim.institutions.accounts import spend
from sim.institutions.institution import Institutions, Numbers
from sim.institutions.ledger import SUPPLIERS, Ledger
from sim.institutions.prices import Prices


def wear(these: Institutions, month: int, p: Assumptions, luck: Numbers) -> None:
    """Open what is due, and lose seats to wear: more where maintenance is neglected; a uniform each rounds."""
    lost = these.seats * (p.rooms.decay + p.rooms.neglect * np.maximum(0.0, 1.0 - these.maintained))
    worn = np.minimum(these.seats, (lost + luck).astype(int))
    these.seats_opened[:], these.seats_worn[:] = 0, worn
    for opens in [opens for opens in these.buildings if opens <= month]:
        these.seats_opened += these.buildings.pop(opens)
    these.seats += these.seats_opened - worn
    these.to_renew += worn


def renew_seats(these: Institutions, ledger: Ledger, month: int, p: Assumptions, prices: Prices) -> None:
    """Pay for seats in place of worn ones, as far as cash beyond a month's pay goes; they open after building."""
    cost = prices.unit(p.rooms.capital)
    seats = np.minimum(these.to_renew, np.maximum(0, these.cash - these.staff * prices.wage) // cost)
    spend(these, ledger, SUPPLIERS, "renewal", seats * cost)
    these.to_renew -= seats
    these.build(month + int(p.rooms.delay), seats)
