"""The indicators that every city records: of learning, by group of citizens, and of supply and money, for the city.

Those by group read the counts of citizens, the others the city's books; a year is the last twelve months.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.indicators.indicator import (
    Indicator,
    Sight,
    a_year_for_each_person,
    city_figure,
    for_each_person,
    ratio,
    share_of_people,
    shared,
)
from sim.indicators.observe import Count
from sim.indicators.tallies import FINE

AES = "Adult Education Survey: at least one start in 12 months"


BY_GROUP: tuple[Indicator, ...] = (
    Indicator(
        "participation_12m",
        "Participation in 12 months",
        "share of adults",
        "adults with at least one start in the last 12 months",
        AES,
        share_of_people(Count.ACTIVE),
        family="output",
        groups="people",
    ),
    Indicator(
        "participation_4w",
        "Participation in 4 weeks",
        "share of adults",
        "adults learning this month",
        "Labour Force Survey: in the last 4 weeks",
        share_of_people(Count.LEARNING),
        family="output",
        groups="people",
    ),
    Indicator(
        "starts",
        "Starts",
        "a year for an adult",
        "courses started in the last 12 months",
        "enrolment statistics",
        lambda s: a_year_for_each_person(s)[:, Count.STARTED],
        family="output",
        groups="people",
    ),
    Indicator(
        "hours_per_adult",
        "Hours of learning",
        "hours a year for an adult",
        "taught hours in the last 12 months",
        "AES: instruction hours",
        lambda s: ratio(s.year[:, Count.MINUTES] / 60.0, s.now[:, Count.PEOPLE]),
        family="output",
        groups="people",
    ),
    Indicator(
        "completion_rate",
        "Completion",
        "share of those who leave a course",
        "courses completed of those ended in the last 12 months",
        "completion statistics",
        lambda s: ratio(s.year[:, Count.COMPLETED], s.year[:, Count.COMPLETED] + s.year[:, Count.DROPPED]),
        family="output",
        groups="people",
    ),
    Indicator(
        "unmet_demand",
        "Turned away",
        "share of applications",
        "applications and waiting people without a place this month",
        "rejected / (accepted + rejected)",
        lambda s: ratio(s.now[:, Count.REJECTED], s.now[:, Count.APPLIED]),
        family="supply",
        groups="people",
    ),
    Indicator(
        "skill_mean",
        "Skill",
        "standard deviations",
        "mean skill gained by learning, less wear",
        "model scale",
        share_of_people(Count.SKILL, FINE),
        family="outcome",
        groups="people",
    ),
    Indicator(
        "norm_belief",
        "Believed participation of others",
        "share",
        "mean belief about others who learn",
        "descriptive norm",
        share_of_people(Count.NORM, FINE),
        family="image",
        groups="people",
    ),
    Indicator(
        "awareness",
        "Knows the offers",
        "share of adults",
        "adults who know the public offers",
        "awareness surveys",
        share_of_people(Count.AWARE),
        family="image",
        groups="people",
    ),
)


def participation_gap(sight: Sight) -> float:
    """Participation of the highly educated less that of the low educated (rows 3 and 1 of the groups)."""
    rate = for_each_person(sight)[:, Count.ACTIVE]
    return float(rate[3] - rate[1])


@kernel(arrays=True)
def places_at(district, at_work, quality, places, admitted, weight, districts):
    """See `at_districts`, from arrays by offer."""
    found = np.zeros((3, districts))
    for offer in range(places.size):
        if not at_work[offer]:
            found[0, district[offer]] += places[offer]
            found[1, district[offer]] += admitted[offer] * weight
            found[2, district[offer]] += places[offer] * quality[offer]
    return found


@shared
def at_districts(sight: Sight) -> NDArray[np.float64]:
    """Public places of the month, those taken, and places times quality, real people; shape (3, districts)."""
    city, o, month = sight.city, sight.city.offers, sight.city.enrolment
    districts = len(city.facts.districts)
    return places_at(o.district, o.at_work, o.quality, month.places, month.admitted, city.weight, districts)


def with_districts(name: str, of: Callable[..., NDArray[np.float64]]) -> Callable[[Sight], dict[str, float]]:
    """A figure of the city, and by district what `of` makes of places, places taken and places times quality."""

    def value(sight: Sight) -> dict[str, float]:
        recorder = sight.city.recorder
        names = recorder.groups[recorder.rows_of["district"]]
        return {"all": sight.figures[name]} | dict(zip(names, of(*at_districts(sight)).tolist(), strict=True))

    return value


def per_place(values: NDArray[np.float64], places: NDArray[np.float64], without: float) -> NDArray[np.float64]:
    """Values over places, `without` where there are none."""
    return np.divide(values, places, out=np.full(places.size, without), where=places > 0.0)


FOR_CITY: tuple[Indicator, ...] = (
    Indicator(
        "education_gap",
        "Gap by education",
        "share of adults",
        "participation in 12 months, high less low education",
        AES,
        participation_gap,
        family="output",
    ),
    Indicator(
        "utilisation",
        "Use of public places",
        "share of places",
        "places taken of those planned this month",
        "places taken / places",
        with_districts("utilisation", lambda places, taken, quality: np.minimum(1.0, per_place(taken, places, 0.0))),
        family="supply",
        groups="district",
    ),
    Indicator(
        "waiting_months",
        "Waiting time",
        "months",
        "people waiting over those admitted a month (Little's law)",
        "queue / throughput",
        city_figure("waiting_months"),
        family="supply",
    ),
    Indicator(
        "waiting_people",
        "People waiting",
        "people",
        "people on waiting lists",
        "queue",
        lambda s: s.now[:, Count.WAITING] * float(s.city.weight),
        family="supply",
        groups="people",
    ),
    Indicator(
        "public_places",
        "Public places",
        "places a month",
        "places that public offers could start this month",
        "rooms, teachers, money",
        with_districts("public_places", lambda places, taken, quality: places),
        family="supply",
        groups="district",
    ),
    Indicator(
        "seats", "Seats", "seats", "seats of public institutions", "rooms", city_figure("seats"), family="supply"
    ),
    Indicator(
        "teachers",
        "Teachers",
        "people",
        "teachers in post at public institutions",
        "staff",
        city_figure("teachers"),
        family="supply",
    ),
    Indicator(
        "teacher_gap",
        "Teachers missing",
        "share of those needed",
        "teachers that applicants would need beyond those in post",
        "needed less in post / needed",
        city_figure("teacher_gap"),
        family="supply",
    ),
    Indicator(
        "quality_mean",
        "Teaching quality",
        "1 = experienced staff",
        "mean quality, weighted by places",
        "staff mix",
        with_districts("quality_mean", lambda places, taken, quality: per_place(quality, places, 1.0)),
        family="supply",
        groups="district",
    ),
    Indicator(
        "employer_share",
        "Starts at employers",
        "share of starts",
        "starts of the month in employers' training",
        "AES: employer-sponsored",
        lambda s: float(ratio(s.now[:1, Count.AT_WORK], s.now[:1, Count.STARTED])[0]),
        family="output",
    ),
    Indicator(
        "spend",
        "City spending",
        "currency a month",
        "what the government paid this month",
        "ledger",
        city_figure("spend"),
        family="money",
    ),
    Indicator(
        "fees",
        "Fees",
        "currency a month",
        "what citizens paid institutions this month",
        "ledger",
        city_figure("fees"),
        family="money",
    ),
    Indicator(
        "lapsed",
        "Lapsed money",
        "currency a month",
        "unspent cash that went back to the treasury",
        "ledger",
        city_figure("lapsed"),
        family="money",
    ),
)
DISPLACED = Indicator(
    "displaced_hours",
    "Hours displaced",
    "hours a year for an adult",
    "course hours taken from other uses of time in the last 12 months",
    "assumed proportions (M14a)",
    city_figure("displaced_hours"),
    family="money",
)
