"""Trust in what the city promises (M17): one pass after the month's learning, where programmes promise something.

It makes urging felt less or more (`sim.rules.campaigns`), and whatever else reads the column `trust`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from sim.citizens.person import LEARNING, REJECTED, STARTED, person_at
from sim.compiled import in_parts, kernel
from sim.rules.trust import balance, trust_after

if TYPE_CHECKING:
    from sim.city import City
    from sim.government.programmes.image import Display


class Met(NamedTuple):
    """What a citizen met this month of what was promised; `since`: months since a programme last reached it."""

    since: int
    started: bool
    turned_away: bool
    voucher: bool
    taught: bool
    displayed: bool
    served: float


class Felt(NamedTuple):
    """Delivered less promised, and exposures times pressure."""

    balance: float
    urged: float


def move_trust(city: City) -> None:
    """Citizens compare what programmes promised with what they met; without programmes nothing is promised."""
    if city.plan.forms.trust == "none" or not city.programmes:
        return
    displays = [cast("Display", one) for one in city.programmes if one.item.instrument == "display"]
    seen = np.empty(0, np.uint8)
    if displays:
        seen = sum((one.seen for one in displays[1:]), start=displays[0].seen)
    given = (seen, served(city), urging(city), city.p.trust, city.month)
    in_parts(city.columns.id.size, trust_people, city.columns, *given)


def served(city: City) -> float:
    """Part of the money announced for this month's programmes that became service: displaying is none."""
    net = 1.0 - city.p.money.administration
    announced = sum(city.plan.planned_cents(one.item, city.facts.residents, city.month) for one in city.programmes)
    spent = sum(one.spent for one in city.programmes if one.item.instrument != "display")
    return min(1.0, spent / (announced * net)) if announced else 1.0


def urging(city: City) -> float:
    """Mean pressure of this month's campaigns, by their spending."""
    campaigns = [one for one in city.programmes if one.item.instrument == "campaign"]
    spent = sum(one.spent for one in campaigns)
    return float(sum(one.spent * one.item.pressure for one in campaigns) / spent) if spent else 0.0


@kernel()
def trust_people(first, last, c, seen, served, urging, p, month):
    """Apply: trust after this month; `seen` is empty where nothing is displayed.

    Who was refused before waits already and is not counted again.
    """
    for i in range(first, last):
        me, event = person_at(c, i), int(c.event[i])
        met = Met(
            month - int(c.last_support[i]),
            (event & STARTED) != 0,
            (event & REJECTED) != 0 and c.queued_since[i] == month,
            c.voucher[i] >= 0,
            (event & LEARNING) != 0,
            seen[i] > 0 if seen.size else False,
            served,
        )
        felt = Felt(balance(me, met, p, 0), urging * float(c.exposures[i]))
        c.trust[i] = trust_after(me, felt, p, 0)
