"""What the indicators of equity count in a city is what a plain count says, and each moves where it should alone."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import BUDGET, Scenarios, assume, differences, latest, months

from sim.citizens.person import LEARNING, STARTED
from sim.city import City
from sim.codes import AGE_GROUP_STARTS, AGE_GROUPS, EDUCATION, KINDS
from sim.indicators import declared
from sim.indicators.access import near
from sim.indicators.core import quality_attended
from sim.indicators.equity import EQUITY, coverage_gap, coverage_ratio
from sim.indicators.indicator import FAMILIES, Sight
from sim.indicators.inequality import erreygers, mixing, theil
from sim.indicators.observe import Count, seen
from sim.indicators.tallies import FINE


@pytest.fixture(scope="module")
def city(burnt_in: City) -> City:
    """The town half a year later."""
    return months(burnt_in.fork(burnt_in.plan), 6)


def test_the_pass_counts_what_a_plain_count_does(city: City) -> None:
    c, o, now = city.columns, city.offers, city.month - 1
    city.month = now
    try:
        found = seen(city)
    finally:
        city.month = now + 1
    long_ago = now - c.last_start >= 60
    districts = found.counts[-len(city.facts.districts) :]
    assert districts[:, Count.UNREACHED].tolist() == np.bincount(c.district, long_ago, len(districts)).tolist()
    assert districts[:, Count.DIGITAL].tolist() == np.bincount(c.district, c.digital).tolist()
    travel, venues = [0, 0, 0], np.zeros_like(found.venues)
    for i in np.flatnonzero(c.event & LEARNING):
        offer = c.learnt[i]
        minutes = round(o.hours[offer] / o.months[offer] * 60)
        if o.online[offer]:
            travel[2] += minutes
            continue
        travel[1] += minutes
        venues[o.district[offer] * len(KINDS) + o.kind[offer], c.income_group[i]] += 1
        if not o.at_work[offer]:
            trips = 2 * o.hours[offer] / o.months[offer] / city.p.footprint.session
            travel[0] += round(1000 * city.travel[c.district[i], offer] * trips)
    assert found.travel.tolist() == travel
    assert min(travel) > 0
    assert found.venues.tolist() == venues.tolist()
    here = now - c.last_start < 12
    known = np.diff(city.ties.indptr)
    assert found.active.tolist() == [known[here].sum(), (here & (c.digital == 1)).sum()]
    neighbours = here[city.ties.neighbours]  # the other end of each tie
    assert latest(city, "contacts_active") == neighbours.sum() / neighbours.size
    assert latest(city, "mixing") == mixing(venues)
    assert 0.3 < latest(city, "mixing") < 1


def test_starts_and_the_quality_of_lessons_are_those_of_each_groups_members(city: City) -> None:
    c, row = city.columns, city.recorder.rows[-1]
    masks = {
        "all": c.id >= 0,
        "education=low": c.education == 0,
        "income=2": c.income_group == 1,
        f"district={city.facts.districts[1].district_id}": c.district == 1,
    }
    for group, mask in masks.items():
        assert row["participation_1m", group] == ((c.event & STARTED > 0) & mask).sum() / mask.sum()
        attended = city.offers.quality[c.learnt[mask & (c.event & LEARNING > 0)]]
        assert row["quality_attended", group] == pytest.approx(attended.mean(), abs=2e-6)
    assert row["quality_attended", "all"] < 1.0, "else all lessons are alike"


def test_the_quality_of_no_lesson_is_the_usual() -> None:
    now = np.zeros((2, len(Count)), np.int64)
    now[0, [Count.LEARNING, Count.QUALITY]] = 2, 3 * FINE
    assert quality_attended(Sight(now, now, 0, None, None)).tolist() == [1.5, 1.0]  # type: ignore[arg-type]


def test_coverage_tells_those_apart_who_can_learn_online(city: City) -> None:
    c = city.columns
    began = city.month - 1 - c.last_start < 12
    able, others = began[c.digital == 1].mean(), began[c.digital == 0].mean()
    assert latest(city, "coverage_gap", "by=digital") == pytest.approx(able - others)
    assert latest(city, "coverage_ratio", "by=digital") == pytest.approx(others / able)
    assert able > others


def test_a_group_without_people_is_no_gap(town: City) -> None:
    """Else the whole participation would read as a gap to people who are not there."""
    alike = town.columns._replace(digital=np.ones_like(town.columns.digital))
    city = SimpleNamespace(**vars(town) | {"columns": alike})
    counts = seen(city).counts
    sight = Sight(counts, counts, 0, city, seen(city))
    assert coverage_gap(sight)["by=digital"] == 0.0 < coverage_gap(sight)["by=education"]
    assert coverage_ratio(sight)["by=digital"] == 1.0


def test_shares_without_a_start_are_those_of_the_groups(city: City) -> None:
    c = city.columns
    long_ago = city.month - 1 - c.last_start >= 60
    for code, word in enumerate(EDUCATION):
        assert latest(city, "never_participants", f"education={word}") == pytest.approx(
            long_ago[c.education == code].mean()
        )
    ages = np.searchsorted(AGE_GROUP_STARTS, c.age_months // 12, side="right") - 1
    for code, word in enumerate(AGE_GROUPS):
        assert latest(city, "never_participants", f"age={word}") == pytest.approx(long_ago[ages == code].mean())
    assert 0 < latest(city, "never_participants") < 1 - latest(city, "participation_12m")


def test_inequality_is_that_of_the_citizens_fifths_and_districts(city: City) -> None:
    c = city.columns
    active = city.month - 1 - c.last_start < 12
    people, users = (np.bincount(c.income_group, weights, 5) for weights in (None, active))
    assert latest(city, "erreygers") == pytest.approx(erreygers(people, users))
    assert latest(city, "coverage_ratio", "by=income") == pytest.approx(users[0] / people[0] / (users[4] / people[4]))
    districts = [np.bincount(c.district, weights) for weights in (None, active)]
    assert (latest(city, "theil_between"), latest(city, "theil_within")) == pytest.approx(theil(*districts))
    old, middle = (active[(c.age_months >= a * 12) & (c.age_months < b * 12)].mean() for a, b in ((65, 200), (25, 65)))
    assert latest(city, "coverage_gap", "by=age") == pytest.approx(middle - old)


def test_the_gap_by_education_is_the_one_known_before(city: City) -> None:
    assert latest(city, "coverage_gap", "by=education") == pytest.approx(latest(city, "education_gap"))


def test_closing_a_site_lowers_access_in_its_catchment_only(town: City) -> None:
    """A school closes in one district; others that do not reach it lose nothing, to the last bit."""
    walked = assume(town, access={"minutes": 3.0})
    before, after = walked.fork(town.plan), walked.fork(town.plan)
    closed = (after.offers.kind == KINDS.index("school")) & (after.offers.district == 1)
    assert (after.offers.open & closed).any()
    after.offers.open[closed] = False
    for city in (before, after):
        city.step()
    start = town.reach.start
    catchment = {d for d in range(start.size - 1) if closed[town.reach.offer[start[d] : start[d + 1]]].any()}
    assert 1 in catchment
    assert len(catchment) < start.size - 1
    for d, one in enumerate(town.facts.districts):
        group = f"district={one.district_id}"
        places, ways = (
            [latest(city, name, group) for city in (after, before)] for name in ("access_places", "near_course")
        )
        assert (places[0] < places[1]) if d in catchment else (places[0] == places[1]), one.name
        assert ways[0] <= ways[1] if d in catchment else ways[0] == ways[1], one.name
    assert latest(after, "near_course", "district=M2") < latest(before, "near_course", "district=M2")
    assert latest(after, "near_or_online", "district=M2") < latest(before, "near_or_online", "district=M2")


def test_nearness_follows_the_law_of_random_points(town: City) -> None:
    """One kind, one district: 1 - exp(-(pi / 4) (radius / mean distance)^2); all for an endless radius, none for 0."""
    city = town.fork(town.plan)
    kind = KINDS.index("community")
    city.offers.open[:] = (city.offers.kind == kind) & (city.offers.district == 0)
    rows = np.flatnonzero(city.offers.open[city.reach.offer[: city.reach.start[1]]])
    radius, mean = city.p.access.minutes / 60 * city.p.access.speed, city.reach.km[rows[0]]
    nobody = np.zeros(len(city.facts.districts))
    assert near(city, nobody)[0, 0] == pytest.approx(1 - math.exp(-math.pi / 4 * (radius / mean) ** 2))
    assert near(assume(city, access={"minutes": 1e6}), nobody).max() == 1.0
    assert near(assume(city, access={"minutes": 0.0}), nobody).max() == 0.0


def test_what_is_measured_costs_what_is_assumed(town: City) -> None:
    plain, other = (months(assume(town, **changes), 3) for changes in (
        {}, {"appraisal": {"value_of_time": 1.0}, "footprint": {"travel_energy": 0.0, "room_energy": 0.0}},
    ))  # fmt: skip
    assert latest(other, "time_cost") == pytest.approx(latest(plain, "time_cost") * 2)
    assert latest(other, "footprint_km") == latest(plain, "footprint_km") > 0
    assert 0 < latest(other, "footprint_kwh") <= other.p.footprint.online_energy
    assert differences(plain, other, ignore=("rows",)) == [], "nobody reads what is measured"


def test_believed_approval_is_recorded_where_someone_speaks_of_it(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "campaign", "share": 0.3}
    silent, spoken = (months(town.fork(scenarios(item | more)), 4) for more in ({}, {"injunctive": True}))
    assert ("approval_belief", "all") not in silent.recorder.rows[-1]
    assert latest(spoken, "approval_belief") == spoken.columns.approval.mean(dtype=float)
    assert latest(spoken, "approval_belief") > 0


def test_targeting_is_the_table_of_who_is_meant_and_who_is_reached(town: City, scenarios: Scenarios) -> None:
    """By the policy's own target, and by need, which it does not know; without a policy there is no such thing."""
    item = {"instrument": "outreach", "share": 0.01, "target": {"districts": ["M1"], "age": [25, 64]}}
    city = months(assume(town, money={"start": 1.0}).fork(scenarios(item)), 6)
    c = city.columns
    reached, age = c.last_support >= city.month - 12, c.age_months // 12
    named = (c.district == 0) & (age >= 25) & (age <= 64)
    for by, meant in (("by=target", named), ("by=income", c.income_group == 0), ("by=education", c.education == 0)):
        assert latest(city, "targeting_sensitivity", by) == pytest.approx(reached[meant].mean())
        assert latest(city, "targeting_specificity", by) == pytest.approx((~reached[~meant]).mean())
        assert latest(city, "targeting_leakage", by) == pytest.approx((~meant[reached]).mean())
    assert 0.2 < latest(city, "targeting_sensitivity", "by=target") < 1.0
    assert latest(city, "targeting_leakage", "by=target") < 0.1, "some have grown older than meant"
    no_policy = months(town.fork(scenarios()), 1).recorder.rows[-1]
    assert not any(name.startswith("targeting_") for name, _ in no_policy)


# --- families -------------------------------------------------------------------------------------------------------


def test_each_indicator_belongs_to_one_family_and_none_is_empty() -> None:
    assert {one.name: one.family for one in declared() if one.family not in FAMILIES} == {}
    assert {one.family for one in declared()} == set(FAMILIES)
    assert len({one.name for one in declared()}) == len(declared())
    assert {one.name for one in EQUITY} <= {one.name for one in declared()}


# What may not pass for something better: attendance and reach are no outcomes, and no mere image either.
OUTPUTS = {
    "participation_12m", "participation_4w", "participation_1m", "contacts_active", "quality_attended",
    "starts", "hours_per_adult", "completion_rate", "completions",
    "never_participants", "employer_share", "footfall", "visits_per_adult", "coverage", "mixing",
    "targeting_sensitivity", "targeting_specificity", "targeting_leakage", "education_gap", "coverage_gap",
    "coverage_ratio", "erreygers", "theil_between", "theil_within", "district_spread",
}  # fmt: skip
OUTCOMES = {
    "skill_mean", "access_places", "access_least", "near_course", "near_or_online", "gain_mean", "gain_p10",
    "happiness_mean", "happiness_p10", "security_mean", "security_p10", "burnout_mean", "match_rate", "skill_return",
}  # fmt: skip
IMAGES = {"norm_belief", "awareness", "approval_belief", "trust_mean", "motivation_mean", "image", "put_off"}


def test_attendance_is_an_output_learning_an_outcome_and_belief_an_image() -> None:
    family = {one.name: one.family for one in declared()}
    assert {name: family[name] for name in OUTPUTS} == dict.fromkeys(OUTPUTS, "output")
    assert {name: family[name] for name in OUTCOMES} == dict.fromkeys(OUTCOMES, "outcome")
    assert {name: family[name] for name in IMAGES} == dict.fromkeys(IMAGES, "image")


def of_family(city: City, family: str) -> dict[tuple[str, str], float]:
    names = {one.name for one in declared() if one.family == family}
    return {key: value for key, value in city.recorder.rows[-1].items() if key[0] in names}


def test_attendance_without_learning_moves_no_outcome_of_learning(town: City) -> None:
    """Outputs are the same to the last bit, and what was learnt wears away."""
    learning, present = (months(assume(town, persistence={"skill_gain": gain}), 12) for gain in (0.01, 0.0))
    assert of_family(learning, "output") == of_family(present, "output")
    assert latest(present, "skill_mean") < latest(learning, "skill_mean")
    assert present.columns.skill.max() <= town.columns.skill.max()


def test_display_moves_image_and_money_and_no_outcome_or_output(town: City, scenarios: Scenarios) -> None:
    """A campaign that names a high rate, where no choice follows norms and nobody learns of offers by it, on top."""
    deaf = assume(town, choice={"norm": 0.0}, awareness={"campaign": 0.0}, norms={"published": 0.5}, money={"start": 1})
    deaf = assume(deaf, campaign={"spread": 0.0})
    item = {"instrument": "campaign", "publishes_rate": 0.9, "spend": 60}
    shown, silent = (months(deaf.fork(plan), 8) for plan in (scenarios(item, budget=BUDGET + 60), scenarios()))
    for family in ("outcome", "output"):
        known = of_family(silent, family)
        assert {key: of_family(shown, family)[key] for key in known} == known
    assert of_family(shown, "image") != of_family(silent, "image")
    assert latest(shown, "spend") > latest(silent, "spend")
