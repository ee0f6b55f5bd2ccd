"""Indicators of who is reached: spread of use over incomes, needs and districts, access in space, cost in time, energy.

Each has a known answer in `sim.indicators.inequality` or `sim.indicators.access`; none is read by anybody in the city.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import mul
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.indicators import inequality
from sim.indicators.access import access, floating, near
from sim.indicators.core import AES
from sim.indicators.indicator import (
    Indicator,
    Sight,
    a_year_for_each_person,
    for_each_person,
    share_of_people,
    shared,
)
from sim.indicators.observe import Count

FIRST, LAST, MIDDLE, OLD = slice(1), slice(-1, None), slice(1, 5), slice(5, None)  # of the groups of a word
PAID_HOURS = 40.0 * 52.0 / 12.0  # of a month, holidays included, for the income of an hour


@shared
def counted(sight: Sight) -> NDArray[np.float64]:
    """What the month counts, shape (measures, groups)."""
    return sight.now.T.astype(np.float64, order="C")


def used(sight: Sight, word: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """People and learners of the year in the groups of a word."""
    counts, rows = counted(sight), sight.city.recorder.rows_of[word]
    return counts[Count.PEOPLE, rows], counts[Count.ACTIVE, rows]


def over(measure: Callable[[Any, Any], Any], word: str) -> Callable[[Sight], Any]:
    """A measure of people and learners by the groups of a word."""
    return lambda sight: measure(*used(sight, word))


@shared
def theil(sight: Sight) -> tuple[float, float]:
    """Inequality of districts: between them and within."""
    return inequality.theil(*used(sight, "district"))


@shared
def contrast(sight: Sight) -> dict[str, tuple[float, float]]:
    """Participation of the group that learns least often in published surveys, and of the one opposite; none of either
    where one of them is empty, since there is nothing to compare."""
    (people, active), rows_of = sight.now[:, [Count.PEOPLE, Count.ACTIVE]].T.tolist(), sight.city.recorder.rows_of
    found = {}
    for word, low, high in (("education", FIRST, LAST), ("age", OLD, MIDDLE), ("income", FIRST, LAST)):
        many, learners = people[rows_of[word]], active[rows_of[word]]
        found[f"by={word}"] = (sum(learners[low]), sum(many[low]), sum(learners[high]), sum(many[high]))
    able, online = int(sight.now[0, Count.DIGITAL]), int(sight.seen.active[1])
    found["by=digital"] = (active[0] - online, people[0] - able, online, able)
    return {by: (a / n, b / m) if n and m else (0.0, 0.0) for by, (a, n, b, m) in found.items()}


def coverage_ratio(sight: Sight) -> dict[str, float]:
    """Participation of the group reached least over that of the one opposite."""
    return {by: low / high if high > 0 else 1.0 for by, (low, high) in contrast(sight).items()}


def coverage_gap(sight: Sight) -> dict[str, float]:
    """Participation of the group opposite less that of the one reached least."""
    return {by: high - low for by, (low, high) in contrast(sight).items()}


def horizontal(sight: Sight) -> float:
    """Use beyond what education, age and work let expect, by income."""
    return inequality.horizontal(*sight.seen.use)


def by_district(sight: Sight, values: list[float]) -> list[float]:
    """The mean of values over adults, and the values by district."""
    people = used(sight, "district")[0].tolist()
    return [sum(map(mul, values, people)) / max(1.0, sum(people)), *values]


@shared
def places(sight: Sight) -> NDArray[np.float64]:
    """Public places of the month for each adult who shares them, by district."""
    city = sight.city
    adults = used(sight, "district")[0] * city.weight
    return floating(city.enrolment.places, city.recorder.once(access, city).reached, adults)


def least_places(sight: Sight) -> float:
    """Access of the worst served tenth over the median's."""
    tenth, median = inequality.quantiles(places(sight), used(sight, "district")[0], 0.1, 0.5)
    return tenth / median if median > 0 else 1.0


@shared
def nearby(sight: Sight) -> list[list[float]]:
    """Share of each district's adults with a course nearby, and with one nearby or able to learn online."""
    digital = for_each_person(sight)[Count.DIGITAL, sight.city.recorder.rows_of["district"]]
    return near(sight.city, digital).tolist()


def mixing(sight: Sight) -> float:
    """Mixing of incomes in places where people learn."""
    return inequality.mixing(sight.seen.venues)


@shared
def footprint(sight: Sight) -> tuple[float, float]:
    """Kilometres and kWh for a learner-hour of the month."""
    f = sight.city.p.footprint
    metres, here, elsewhere = sight.seen.travel.tolist()
    km, on_site, online = metres / 1000.0, here / 60.0, elsewhere / 60.0
    hours = on_site + online
    energy = km * f.travel_energy + on_site * f.room_energy + online * f.online_energy
    return (km / hours, energy / hours) if hours > 0 else (0.0, 0.0)


def time_cost(sight: Sight) -> float:
    """Hours of learning off work, of travel, of volunteers and of what programmes ask, at the value of time."""
    city = sight.city
    minutes, metres = int(sight.now[0, Count.FREE_MINUTES]), int(sight.seen.travel[0])
    hours = minutes / 60.0 + metres / 1000.0 / city.p.access.speed
    if city.plan.forms.volunteers != "none":
        hours += city.volunteering.total
    hours = hours * city.weight + sum(one.citizen_hours for one in city.programmes)
    return hours * city.p.appraisal.value_of_time * city.facts.mean_income_month / PAID_HOURS


@shared
def aim(sight: Sight) -> dict[str, tuple[int, ...]]:
    """For each way to say who is meant, how many citizens there are, are meant, are reached, and are both."""
    reached, *pairs = sight.seen.aimed.tolist()
    ways = zip(("by=target", "by=income", "by=education"), pairs[::2], pairs[1::2], strict=True)
    return {by: (sight.city.columns.id.size, meant, reached, both) for by, meant, both in ways}


def targeting(of: Callable[[int, int, int, int], tuple[int, int]]) -> Callable[[Sight], Any]:
    """A share for each way to say who is meant: `of` gives whom to count, and among whom, from the numbers of `aim`."""

    def value(sight: Sight) -> dict[str, float]:
        parts = {by: of(*numbers) for by, numbers in aim(sight).items()}
        return {by: part / max(1, whole) for by, (part, whole) in parts.items()}

    return value


def has_policy(city: Any) -> bool:
    """Whether there is a policy that could reach anybody."""
    return bool(city.programmes)


def says_that_others_approve(city: Any) -> bool:
    """Whether a programme speaks of approval; else everybody believes what they always did."""
    return any(getattr(one.item, "injunctive", False) for one in city.programmes)


def approval(sight: Sight) -> float:
    """Mean believed approval."""
    return float(sight.city.columns.approval.mean(dtype=np.float64))


SHARE = "share of adults"
WHOM = "those named by the policy's targets, the poorest fifth, those with low education"
EQUITY: tuple[Indicator, ...] = (
    Indicator(
        "never_participants", "Not reached in five years", SHARE, "adults without a start in the last 60 months, "
        "newcomers included", "repeat users counted once", share_of_people(Count.UNREACHED), family="output",
        groups="people",
    ),
    Indicator(
        "completions", "Completions", "a year for an adult", "courses completed in the last 12 months",
        "completion statistics", lambda s: a_year_for_each_person(s)[Count.COMPLETED], family="output",
        groups="people",
    ),
    Indicator(
        "erreygers", "Inequality by income", "-1 to 1, 0 = equal",
        "Erreygers index of participation over fifths of income, above 0 if the richer learn more",
        "Erreygers 2009: 4 mean C", over(inequality.erreygers, "income"), family="output",
    ),
    Indicator(
        "horizontal_inequity", "Inequality at equal need", "-1 to 1, 0 = equal",
        "Erreygers index of participation beyond what education, age and work let expect",
        "Wagstaff and van Doorslaer 2000", horizontal, family="output",
    ),
    Indicator(
        "theil_between", "Inequality between districts", "Theil index", "of participation, between districts",
        "Theil 1967", lambda s: theil(s)[0], family="output",
    ),
    Indicator(
        "theil_within", "Inequality within districts", "Theil index", "of participation, within districts",
        "Theil 1967", lambda s: theil(s)[1], family="output",
    ),
    Indicator(
        "district_spread", "Spread between districts", SHARE,
        "standard deviation of the districts' participation, weighted by adults", AES,
        over(inequality.spread, "district"), family="output",
    ),
    Indicator(
        "coverage_ratio", "Coverage, ratio", "ratio", "participation: low over high education, 65 and older over "
        "25 to 64, poorest over richest fifth, those who cannot learn online over those who can", AES, coverage_ratio,
        family="output", groups="by",
    ),
    Indicator(
        "coverage_gap", "Coverage, gap", SHARE, "participation: high less low education, 25 to 64 less 65 and older, "
        "richest less poorest fifth, those who can learn online less those who cannot", AES, coverage_gap,
        family="output", groups="by", part=False,
    ),
    Indicator(
        "targeting_sensitivity", "Meant and reached", "share of those meant", "those meant whom the policy supported "
        "within 12 months: " + WHOM, "true positives / all positives",
        targeting(lambda n, meant, reached, both: (both, meant)), has_policy, family="output",
        groups="by",
    ),
    Indicator(
        "targeting_specificity", "Not meant and not reached", "share of those not meant", "those not meant whom it did "
        "not support within 12 months: all but " + WHOM, "true negatives / all negatives",
        targeting(lambda n, meant, reached, both: (n - meant - reached + both, n - meant)), has_policy, family="output",
        groups="by",
    ),
    Indicator(
        "targeting_leakage", "Reached and not meant", "share of those supported", "those supported within 12 "
        "months who were not meant: all but " + WHOM, "false positives / all it reached",
        targeting(lambda n, meant, reached, both: (reached - both, reached)), has_policy, family="output",
        groups="by",
    ),
    Indicator(
        "access_places", "Places in reach", "places a month for an adult", "public places shared by all who reach "
        "them, by district", "two-step floating catchment area (Luo and Wang 2003)",
        lambda s: by_district(s, places(s).tolist()), family="outcome",
        groups="district",
    ),
    Indicator(
        "access_least", "Places in reach of the worst served", "ratio",
        "tenth percentile of places in reach over the median, districts weighted by adults",
        "P10 / P50", least_places, family="outcome",
    ),
    Indicator(
        "near_course", "A course nearby", SHARE, "adults with an open public course within the declared minutes",
        "15-minute city", lambda s: by_district(s, nearby(s)[0]), family="outcome",
        groups="district",
    ),
    Indicator(
        "near_or_online", "A course nearby or online", SHARE, "adults with a course nearby or able to learn online",
        "15-minute city", lambda s: by_district(s, nearby(s)[1]), family="outcome",
        groups="district",
    ),
    Indicator(
        "mixing", "Mixing in places of learning", "0 = apart, 1 = mixed",
        "entropy of income fifths among the month's learners of an institution over that of all learners on site",
        "Theil's information index", mixing, family="output",
    ),
    Indicator(
        "footprint_km", "Ways", "km for a learner-hour", "travel to courses and back",
        "travel table", lambda s: footprint(s)[0], family="money",
    ),
    Indicator(
        "footprint_kwh", "Energy", "kWh for a learner-hour", "of travel, rooms and devices",
        "travel table and declared intensities", lambda s: footprint(s)[1], family="money",
    ),
    Indicator(
        "time_cost", "Citizens' time", "currency a month", "hours of learning off work, of travel, of volunteers and "
        "of programmes' demands, at the value of time", "appraisal of time off work", time_cost, family="money",
    ),
    Indicator(
        "approval_belief", "Believed approval", "-1 to 1", "mean belief about others' approval of learning",
        "injunctive norm", approval, says_that_others_approve, family="image",
    ),
)  # fmt: skip
