"""What a city measures of its own governing: how far money is spent as planned, what rules cost, what is put aside.

The first four have a meaning wherever a policy has money; the others only where there is something to see.
"""

from __future__ import annotations

import math
from typing import Any

from sim.government.government import ON_TOP
from sim.indicators.indicator import Indicator, Sight
from sim.indicators.supply import public
from sim.institutions.ledger import ADMINISTRATION, RESERVE, TREASURY

YEAR = 12


def execution(sight: Sight) -> float:
    """What programmes spent of what they were planned to have this month; 1 where nothing was planned."""
    government = sight.city.government
    return float(sum(one.spent for one in government.programmes) / government.due) if government.due else 1.0


def allotted(sight: Sight) -> dict[str, float]:
    """What each line might spend this month."""
    return {f"line={one.line}": one.allotted / 100.0 for one in sight.city.programmes}


def administration(sight: Sight) -> float:
    """What the government paid to administration of all that it paid this month of its envelope and reserve."""
    ledger = sight.city.ledger
    whole = sight.spent - ledger.paid(TREASURY, ON_TOP)
    return ledger.received(ADMINISTRATION) / whole if whole > 0 else 0.0


def carried_over(sight: Sight) -> float:
    """Institutions' cash over the month's envelope, months."""
    envelope = sight.city.envelope
    return public(sight).cash / envelope if envelope > 0 else 0.0


def variation(sight: Sight) -> float:
    """Mean over the lines of the coefficient of variation of a line's money in the 12 months before."""
    lines = [one.line for one in sight.city.programmes]
    past = [sight.city.recorder.series("spend", f"line={line}", YEAR) for line in lines]
    found = [deviation(line) for line in past if sum(line) > 0]
    return math.fsum(found) / len(found) if found else 0.0


def deviation(values: list[float]) -> float:
    """Standard deviation over mean."""
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values)) / mean


def undecided(sight: Sight) -> float:
    """Months that the items wanted by now have waited for their first money, the mean of them."""
    city = sight.city
    waits = [
        (city.month if one.decided is None else one.decided) - one.start
        for one in city.government.standings
        if one.start is not None and one.start <= city.month
    ]
    return sum(waits) / len(waits) if waits else 0.0


def has_programmes(city: Any) -> bool:
    """Where there is a policy."""
    return bool(city.programmes)


def has_reserve(city: Any) -> bool:
    """Where money is put aside."""
    return city.plan.budget.reserve is not None


def takes_time(city: Any) -> bool:
    """Where decisions have a price in time."""
    g = city.p.governance
    return has_programmes(city) and bool(g.approval or g.error)


GOVERNING: tuple[Indicator, ...] = (
    Indicator(
        "budget_execution",
        "Money spent as planned",
        "share of the plan",
        "what programmes spent of what they were planned to have this month",
        "budget execution rate",
        execution,
        has_programmes,
        family="money",
        part=False,
    ),
    Indicator(
        "allotted",
        "Money allotted",
        "currency",
        "what each line may spend this month: its plan after decisions, conditions, laws and shocks, as far as it may "
        "have grown by now",
        "appropriations",
        allotted,
        has_programmes,
        family="money",
        groups="line",
    ),
    Indicator(
        "administration_share",
        "Administration",
        "share of spending",
        "what the government paid to administration, laws and institution building included",
        "ledger",
        administration,
        has_programmes,
        family="money",
    ),
    Indicator(
        "carry_over",
        "Money carried over",
        "months of the envelope",
        "cash of public institutions over the month's envelope",
        "ledger",
        carried_over,
        has_programmes,
        family="money",
    ),
    Indicator(
        "line_variation",
        "Unsteadiness of the lines",
        "coefficient of variation",
        "variation of each programme's monthly money in the 12 months before, the mean over the lines",
        "standard deviation / mean",
        variation,
        has_programmes,
        family="money",
    ),
    Indicator(
        "decision_months",
        "Waiting for decisions",
        "months",
        "months that the items of the policy wanted by now have waited for their first money",
        "mean of first money less `from`",
        undecided,
        takes_time,
        family="money",
    ),
    Indicator(
        "reserve",
        "Reserve",
        "currency",
        "money put aside so far",
        "ledger",
        lambda s: s.city.ledger.balance[RESERVE] / 100.0,
        has_reserve,
        family="money",
    ),
)
