"""Indicators of displacement: hours taught with support, and what subsidies and grants replaced."""

from __future__ import annotations

from sim.indicators.indicator import Indicator, ratio
from sim.indicators.observe import Count

DISPLACEMENT: tuple[Indicator, ...] = (
    Indicator(
        "supported_hours",
        "Hours of supported learners",
        "hours a year for an adult",
        "hours taught in the last 12 months to learners whom a programme supported since their course began",
        "accounting; against added hours it gives displacement (I12)",
        lambda sight: ratio(sight.year[:, Count.SUPPORTED_MINUTES], sight.now[:, Count.PEOPLE], 60.0),
        lambda city: bool(city.programmes),
        family="output",
        groups="people",
    ),
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
