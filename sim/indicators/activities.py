"""Indicators of events, venues, volunteers, coverage and the chain from education to industry; time by budget line."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.codes import EDUCATION
from sim.indicators.indicator import Indicator, Sight, follows, uses

REACHED = 0.1  # part of its adults from which a district counts as reached


def programmes_hours(field: str) -> Any:
    """The hours that programmes took this month, by line; none in a city without programmes."""
    return lambda sight: {f"line={one.line}": float(getattr(one, field)) for one in sight.city.programmes}


def footfall(sight: Sight) -> float:
    """Visits to events this month, real people."""
    events = (one for one in sight.city.programmes if one.item.instrument == "activities")
    return float(sum(one.visitors for one in events) * sight.city.weight)


def venue_use(sight: Sight) -> float:
    """Seats lent over seats of the hosts."""
    shared = [one for one in sight.city.programmes if one.item.instrument == "venues"]
    seats = sum(one.seats for one in shared)
    return sum(one.lent for one in shared) / seats if seats else 0.0


def volunteer_hours(sight: Sight) -> float:
    """Hours volunteered this month, real people's."""
    return float(sight.city.volunteering.total * sight.city.weight)


def shadow_cost(sight: Sight) -> float:
    """What those hours would cost at the shadow wage, currency; no money moves."""
    return volunteer_hours(sight) * float(sight.city.p.volunteers.shadow_wage * sight.city.prices.income) / 100.0


def lived_in(city: Any) -> tuple[int, list[int]]:
    """Households, and adults by district: nobody's home is ever empty, since newcomers take it over."""
    c = city.columns
    return np.unique(c.household).size, np.bincount(c.district, minlength=len(city.facts.districts)).tolist()


def coverage(sight: Sight) -> dict[str, float]:
    """Shares of persons, households and districts that a programme supported within 12 months."""
    city = sight.city
    home, *reached = sight.seen.reached.tolist()
    homes, people = city.recorder.once(lived_in, city)
    settled = [there >= REACHED * whole for there, whole in zip(reached, people, strict=True) if whole]
    return {
        "of=persons": sum(reached) / city.columns.id.size,
        "of=households": home / homes,
        "of=districts": sum(settled) / len(settled),
    }


def match_rate(sight: Sight) -> dict[str, float]:
    """Posts filled over posts, all and by level of education; 1 where there are no posts."""
    posts = sight.city.posts
    pairs = zip(posts.filled.tolist(), posts.vacancies.tolist(), strict=True)
    rates = [filled / there if there > 0.0 else 1.0 for filled, there in pairs]
    return {"all": posts.matched_share} | {f"level={word}": rate for word, rate in zip(EDUCATION, rates, strict=True)}


def bottleneck(sight: Sight) -> dict[str, float]:
    """The part of all posts at levels where trained people are fewer than posts, and where posts are fewer."""
    posts = sight.city.posts
    short = posts.trained < posts.vacancies
    total = max(1e-12, float(posts.vacancies.sum()))
    people = float(posts.vacancies[short].sum()) / total
    return {"link=people": people, "link=posts": 1.0 - people}


def retention(sight: Sight) -> float:
    """Trained people who did not move away this month, of all."""
    posts = sight.city.posts
    return 1.0 - posts.left / max(1, int(posts.trained.sum()))


def skill_return(sight: Sight) -> float:
    """What a trained citizen earns more, matched or not, monthly mean incomes."""
    posts = sight.city.posts
    return float(posts.gained) / max(1, int(posts.trained.sum()))


CALLS, EVENTS = follows("volunteers"), uses("activities")
ACTIVITIES: tuple[Indicator, ...] = (
    Indicator("staff_hours", "Staff time", "hours a month", "hours of those who work for programmes, in them or for "
              "their money", "assumed unit times, or money over a teacher's wage",
              programmes_hours("staff_hours"), family="money", groups="line"),
    Indicator("citizen_hours", "Citizens' time", "hours a month", "hours that programmes take of citizens",
              "assumed unit times", programmes_hours("citizen_hours"), family="money", groups="line"),
    Indicator("coverage", "Reached", "share", "persons, households (someone in them) and districts (a tenth of adults) "
              "that a programme supported within 12 months", "three denominators", coverage,
              lambda city: bool(city.programmes), family="output", groups="of"),
    Indicator("footfall", "Footfall", "visits a month", "visits to popular activities, which are no courses",
              "counted at the door", footfall, EVENTS, family="output"),
    Indicator("visits_per_adult", "Visits", "a month for an adult", "visits to popular activities", "footfall / adults",
              lambda s: footfall(s) / (s.city.weight * s.city.columns.id.size), EVENTS, family="output"),
    Indicator("venue_use", "Shared rooms", "share of hosts' seats", "seats lent to other houses", "lent / seats",
              venue_use, uses("venues"), family="supply"),
    Indicator("volunteer_hours", "Volunteering", "hours a month", "hours volunteered in courses",
              "ILO 2011, Manual on the Measurement of Volunteer Work", volunteer_hours, CALLS, family="supply"),
    Indicator("burnout_mean", "Burn-out", "index", "mean burn-out of those who volunteer this month",
              "model scale, no survey's: docs/model/mechanisms/volunteers.md", lambda s: s.city.volunteering.wear,
              CALLS, family="outcome"),
    Indicator("shadow_cost", "Value of volunteering", "currency a month", "volunteer hours at the shadow wage; no "
              "money moves", "replacement cost", shadow_cost, CALLS, family="money"),
    Indicator("match_rate", "Posts filled", "share of posts", "posts for trained people that are filled",
              "job vacancy statistics", match_rate, follows("chain"), family="outcome", groups="level"),
    Indicator("bottleneck", "Bottleneck of the chain", "share of posts", "posts at levels where people, or posts, are "
              "the fewer", "the lesser link: docs/model/mechanisms/chain.md", bottleneck, follows("chain"),
              family="outcome", groups="link"),
    Indicator("skill_return", "Return to skill", "monthly mean incomes", "gain in earnings of a trained citizen",
              "earnings differential (Mincer 1974)", skill_return, follows("chain"), family="outcome"),
    Indicator("retention", "Trained people who stay", "share a month", "trained people who did not move away",
              "graduate retention statistics", retention, follows("chain"), family="outcome"),
    Indicator("innovation", "Innovation", "share of posts", "posts that innovation adds at the highest level",
              "knowledge production function (Griliches 1979)", lambda s: float(s.city.posts.innovation),
              follows("chain"), family="outcome", part=False),
)  # fmt: skip
