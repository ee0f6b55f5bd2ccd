"""The indicators that every city records: of learning, by group of citizens, and of supply and money, for the city.

Those by group read the counts of citizens, the others the city's books; a year is the last twelve months.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.indicators.indicator import (
    Indicator,
    Sight,
    a_year_for_each_person,
    for_each_person,
    ratio,
    share_of_people,
)
from sim.indicators.observe import Count
from sim.indicators.supply import public, supply, teacher_gap, with_districts
from sim.indicators.tallies import FINE

AES = "Adult Education Survey: at least one start in 12 months"


def quality_attended(sight: Sight) -> NDArray[np.float64]:
    """Mean quality of the lessons that members of each group attend; 1 where nobody learns."""
    learners = sight.now[:, Count.LEARNING]
    found: NDArray[np.float64] = ratio(sight.now[:, Count.QUALITY], learners, float(FINE)) + (learners == 0)
    return found


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
        "participation_1m",
        "Participation in a month",
        "share of adults",
        "adults who start a course this month",
        "as participation in 12 months, for a month",
        share_of_people(Count.STARTED),
        family="output",
        groups="people",
    ),
    Indicator(
        "starts",
        "Starts",
        "a year for an adult",
        "courses started in the last 12 months",
        "enrolment statistics",
        lambda s: a_year_for_each_person(s)[Count.STARTED],
        family="output",
        groups="people",
    ),
    Indicator(
        "hours_per_adult",
        "Hours of learning",
        "hours a year for an adult",
        "taught hours in the last 12 months",
        "AES: instruction hours",
        lambda s: ratio(s.year[:, Count.MINUTES], s.now[:, Count.PEOPLE], 60.0),
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
        "quality_attended",
        "Quality of the lessons attended",
        "1 = experienced staff",
        "mean teaching quality over those who learn this month; 1 where nobody does",
        "model scale: docs/model/mechanisms/quality.md",
        quality_attended,
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
        "model scale, as effects on test scores are told: docs/model/month.md",
        lambda s: for_each_person(s)[Count.SKILL] / FINE,
        family="outcome",
        groups="people",
    ),
    Indicator(
        "norm_belief",
        "Believed participation of others",
        "share",
        "mean belief about others who learn",
        "descriptive norm",
        lambda s: for_each_person(s)[Count.NORM] / FINE,
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
    """Participation of the highly educated less that of the low educated (rows 3 and 1 of the groups), if any of both
    are there."""
    rate = for_each_person(sight)[Count.ACTIVE]
    return float(rate[3] - rate[1]) if sight.now[1, Count.PEOPLE] and sight.now[3, Count.PEOPLE] else 0.0


def waiting_months(sight: Sight) -> float:
    """Months until all who wait are admitted, as many a month as in this one; 0 where nobody is."""
    admitted = supply(sight)[0][1]
    return float(sight.now[0, Count.WAITING]) * sight.city.weight / admitted if admitted > 0 else 0.0


def contacts_active(sight: Sight) -> float:
    """Ties that lead to somebody active, of all, both counted from both ends; 0 where nobody has one."""
    return int(sight.seen.active[0]) / max(1, sight.city.ties.neighbours.size)


FOR_CITY: tuple[Indicator, ...] = (
    Indicator(
        "contacts_active",
        "Contacts who learn",
        "share of contacts",
        "contacts, over all citizens, with at least one start in the last 12 months",
        "what a descriptive norm is about (Cialdini et al. 1990)",
        contacts_active,
        family="output",
    ),
    Indicator(
        "education_gap",
        "Gap by education",
        "share of adults",
        "participation in 12 months, high less low education",
        AES,
        participation_gap,
        family="output",
        part=False,
    ),
    Indicator(
        "utilisation",
        "Use of public places",
        "share of places",
        "places taken of those planned this month",
        "places taken / places",
        with_districts(lambda places, taken, quality: min(1.0, taken / places) if places > 0 else 0.0),
        family="supply",
        groups="district",
    ),
    Indicator(
        "waiting_months",
        "Waiting time",
        "months",
        "people waiting over those admitted a month (Little's law)",
        "queue / throughput",
        waiting_months,
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
        with_districts(lambda places, taken, quality: places),
        family="supply",
        groups="district",
    ),
    Indicator(
        "seats",
        "Seats",
        "seats",
        "seats of public institutions",
        "rooms",
        lambda s: float(public(s).seats),
        family="supply",
    ),
    Indicator(
        "teachers",
        "Teachers",
        "people",
        "teachers in post at public institutions",
        "staff",
        lambda s: float(public(s).teachers),
        family="supply",
    ),
    Indicator(
        "teacher_gap",
        "Teachers missing",
        "share of those needed",
        "teachers that applicants would need beyond those in post",
        "needed less in post / needed",
        teacher_gap,
        family="supply",
    ),
    Indicator(
        "quality_mean",
        "Teaching quality",
        "1 = experienced staff",
        "mean quality, weighted by places",
        "staff mix",
        with_districts(lambda places, taken, quality: quality / places if places > 0 else 1.0),
        family="supply",
        groups="district",
    ),
    Indicator(
        "employer_share",
        "Starts at employers",
        "share of starts",
        "starts of the month in employers' training",
        "AES: employer-sponsored",
        lambda s: float(s.now[0, Count.AT_WORK]) / max(1.0, float(s.now[0, Count.STARTED])),
        family="output",
    ),
    Indicator(
        "spend",
        "City spending",
        "currency a month",
        "what the government paid this month",
        "ledger",
        lambda s: s.spent / 100.0,
        family="money",
    ),
    Indicator(
        "fees",
        "Fees",
        "currency a month",
        "what citizens paid institutions this month",
        "ledger",
        lambda s: s.city.enrolment.fees / 100.0,
        family="money",
    ),
    Indicator(
        "lapsed",
        "Lapsed money",
        "currency a month",
        "unspent cash that went back to the treasury",
        "ledger",
        lambda s: s.city.ledger.under("lapsed") / 100.0,
        family="money",
    ),
)
DISPLACED = Indicator(
    "displaced_hours",
    "Hours displaced",
    "hours a year for an adult",
    "course hours taken from other uses of time in the last 12 months",
    "assumed proportions (M14a)",
    lambda s: float(s.year[0, Count.FREE_MINUTES]) / 60.0 / float(s.now[0, Count.PEOPLE]),
    family="money",
)
