"""Indicators of institutions: their staff, the variety of what they offer, quality, fit, and what evaluation does.

Those without a `when` have a meaning in every city; the others are recorded where something of theirs is at work.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import AT_WORK, DAY, EVENING, KINDS, ONLINE, WEEKEND
from sim.compiled import kernel
from sim.government.programmes.performance import staffed
from sim.indicators.indicator import Indicator, Sight, shared, uses
from sim.indicators.inequality import entropy, quantile, spread
from sim.indicators.supply import public
from sim.institutions.institution import Institutions, Numbers
from sim.institutions.local_needs import content, local_needs

HELPING = ("guidance", "staff_training")
STEERING = ("directive", "needs_survey", "content_control", "feedback", "evaluation")
TAKING_TIME = ("evaluation", "directive", "content_control", *HELPING)
TIMES = 2 * AT_WORK  # codes that the times of an offer can have: a bit each


def quality_differs(city: Any) -> bool:
    """Whether quality follows more than the usual mix of staff."""
    forms = city.plan.forms
    rival = (forms.quality, forms.experience) != ("staff", "plateau")
    return rival or uses(*STEERING, *HELPING)(city)


@shared
def public_staff(sight: Sight) -> Numbers:
    """Teachers in post by institution; those of public ones only."""
    these = sight.city.institutions
    return these.staff * these.public


def mean_over_teachers(sight: Sight, value: Callable[[Institutions], Numbers]) -> float:
    """Mean of a value of public institutions, weighted by teachers; 0 without teachers."""
    whole = public(sight).teachers
    return math.fsum((value(sight.city.institutions) * public_staff(sight)).tolist()) / whole if whole else 0.0


def attrition(sight: Sight) -> float:
    """Teachers who quit this month over those who quit or are in post."""
    these = public(sight)
    return these.quit / max(1, these.quit + these.teachers)


def novice_share(sight: Sight) -> float:
    """Novices among teachers in post."""
    return public(sight).novices / max(1, public(sight).teachers)


@kernel(arrays=True)
def by_kind_and_time(kind: Any, time: Any, at_work: Any, places: Any) -> NDArray[np.float64]:
    """Public places by kind and time of the week, shape (kinds, TIMES), from arrays by offer."""
    found = np.zeros((len(KINDS), TIMES))
    for offer in range(places.size):
        if not at_work[offer]:
            found[kind[offer], time[offer]] += places[offer]
    return found


@shared
def public_places(sight: Sight) -> NDArray[np.float64]:
    """This month's, see `by_kind_and_time`."""
    offers = sight.city.offers
    return by_kind_and_time(offers.kind, offers.slots, offers.at_work, sight.city.enrolment.places)


def offer_diversity(sight: Sight) -> float:
    """Shannon's measure, natural logarithm, of places by kind and time of the week."""
    return entropy(public_places(sight))


def places_share(sight: Sight) -> dict[str, float]:
    """Share of public places by kind."""
    places = public_places(sight).sum(axis=1)
    shares = (places / max(places.sum(), 1e-12)).tolist()
    return {f"kind={name}": share for name, share in zip(KINDS, shares, strict=True) if name != "employer"}


def adults(city: Any) -> NDArray[np.float64]:
    """Adults by district, real persons."""
    return np.array([float(one.adults) for one in city.facts.districts])


@kernel(arrays=True)
def covered(kind: Any, time: Any, district: Any, places: Any, people: Any) -> float:
    """Share of people, by district, and of the three times of the week with a place on site there then."""
    there, found = np.zeros((people.size, TIMES), np.bool_), 0.0
    for offer in range(places.size):
        if kind[offer] != ONLINE and places[offer] > 0.0:
            there[district[offer], time[offer]] = True  # those at work have a time of their own
    for d in range(people.size):
        for part in (DAY, EVENING, WEEKEND):
            found += people[d] if there[d, part] else 0.0
    return found / 3.0 / people.sum()


def slot_coverage(sight: Sight) -> float:
    """Over districts by adults and the three times of the week: whether a place on site is offered there then."""
    city, offers = sight.city, sight.city.offers
    people = city.recorder.once(adults, city)
    return covered(offers.kind, offers.slots, offers.district, city.enrolment.places, people)


@kernel(arrays=True)
def worst_tenth(quality: Any, at_work: Any, places: Any) -> float:
    """See `quality_p10`, from arrays by offer."""
    public = np.where(at_work, 0.0, places)
    return quantile(quality, public, 0.1) if public.any() else 1.0


def quality_p10(sight: Sight) -> float:
    """Quality below which a tenth of the public places lie; 1 where there are none."""
    offers = sight.city.offers
    return worst_tenth(offers.quality, offers.at_work, sight.city.enrolment.places)


def needs(city: Any) -> NDArray[np.float64]:
    """The local need at each institution."""
    return local_needs(city.seed, city.institutions.key, city.p)


def content_spread(sight: Sight) -> float:
    """Standard deviation of content over institutions."""
    city, found = sight.city, staffed(sight.city, None)
    return spread(found, found * content(city.institutions.shift, city.recorder.once(needs, city), city.p))


def gaming(sight: Sight) -> float:
    """Reported over true scores, less 1, of the institutions that are evaluated."""
    if not sight.city.institutions.performed.any():
        return 0.0
    true = mean_over_teachers(sight, lambda these: these.performed)
    return mean_over_teachers(sight, lambda these: these.reported) / true - 1.0 if true > 0.0 else 0.0


def reporting_hours(sight: Sight) -> float:
    """Hours a month that reports and audits take from a teacher."""
    return mean_over_teachers(sight, lambda these: these.reporting) * sight.city.p.teachers.taught


def admin_share(sight: Sight) -> float:
    """Share of teachers' hours that is not taught: administration, reports, training and directives."""
    usual = sight.city.p.teachers.administration
    return usual + (1.0 - usual) * mean_over_teachers(sight, lambda these: these.reporting + these.away)


STAFF = "staff registers"
OF_INSTITUTIONS: tuple[Indicator, ...] = (
    Indicator(
        "attrition",
        "Teachers who leave",
        "share a month",
        "teachers who quit this month, of those who quit or are in post",
        STAFF,
        attrition,
        family="supply",
    ),
    Indicator(
        "novice_share",
        "Novices",
        "share of teachers",
        "novices among teachers in post",
        STAFF,
        novice_share,
        family="supply",
    ),
    Indicator(
        "offer_diversity",
        "Variety of places",
        "nats",
        "Shannon's measure of public places by kind and time of the week",
        "Shannon 1948",
        offer_diversity,
        family="supply",
    ),
    Indicator(
        "slot_coverage",
        "Times covered",
        "share",
        "times of the week at which a district has a place on site, over districts by adults",
        "timetables",
        slot_coverage,
        family="supply",
    ),
    Indicator(
        "places_share",
        "Places by kind",
        "share of public places",
        "public places of the month by kind of institution",
        "enrolment statistics",
        places_share,
        quality_differs,
        family="supply",
        groups="kind",
    ),
    Indicator(
        "quality_p10",
        "Quality of the worst tenth",
        "1 = experienced staff",
        "quality below which a tenth of the public places lie",
        "model scale: docs/model/mechanisms/quality.md",
        quality_p10,
        family="supply",
    ),
    Indicator(
        "fit_mean",
        "Fit to local needs",
        "against the usual",
        "mean fit of content to local needs, by teachers",
        "model scale: docs/model/mechanisms/local_fit.md",
        lambda s: mean_over_teachers(s, lambda these: these.fit),
        uses(*STEERING),
        family="supply",
    ),
    Indicator(
        "content_spread",
        "Difference of content",
        "standard deviations",
        "standard deviation of content between institutions; the smaller, the more uniform",
        "model scale: docs/model/mechanisms/local_fit.md",
        content_spread,
        uses(*STEERING),
        family="supply",
    ),
    Indicator(
        "gaming",
        "Inflation of reports",
        "share of the truth",
        "reported less true scores, over true scores; 0 where nobody evaluates",
        "(reported - true) / true",
        gaming,
        family="image",
        part=False,
    ),
    Indicator(
        "reporting_hours",
        "Time for reports and audits",
        "hours a month for a teacher",
        "teachers' time that reports and audits take",
        "time sheets",
        reporting_hours,
        uses("evaluation"),
        family="money",
    ),
    Indicator(
        "admin_share",
        "Teachers' time not taught",
        "share of teachers' hours",
        "administration, reports, audits, training and directives",
        "time sheets",
        admin_share,
        uses(*TAKING_TIME),
        family="money",
    ),
)
