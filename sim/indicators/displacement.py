"""Indicators of displacement: what public subsidies and grants replaced this month."""

from __future__ import annotations

from sim.indicators.indicator import Indicator

DISPLACEMENT: tuple[Indicator, ...] = (
    Indicator(
        "displaced_training",
        "Employers' training displaced",
        "people a month",
        "people whom an employer no longer trains because the public subsidises others",
        "assumed ratio (M14b)",
        lambda sight: sight.city.displacement.cut * sight.city.weight,
        lambda city: bool(city.programmes) and city.p.displacement.employer > 0.0,
        family="output",
    ),
    Indicator(
        "substituted_money",
        "Own money replaced by a grant",
        "currency a month",
        "own money that the city no longer spends on adult learning because of the grant",
        "assumed part (M14d)",
        lambda sight: sight.city.money.substituted / 100.0,
        lambda city: city.plan.budget.grant is not None,
        family="money",
    ),
)
