"""Claims of the paper in the model's own terms, each on paired small cities: the rows of docs/model/trace.md.

Conditions under which a sign is known are stated in the name; where none is known, the test is that either can come.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, bare_institution, differences, following, identical, latest, months

import sim
import sim.city
from sim.assumptions import declared as assumptions
from sim.assumptions import resolve
from sim.citizens.person import ACTIVE_BIT, APPLIED, APPROVAL_BITS, FIELDS, NEVER, STARTED, Columns
from sim.city import City
from sim.codes import DAY, EMPLOYED, EVENING, KINDS, WEEKEND
from sim.enrolment import SPARE, turn
from sim.government.targeting import eligible, poorest
from sim.indicators import declared as indicators
from sim.institutions.institution import Staff
from sim.institutions.places import plan
from sim.institutions.prices import Prices
from sim.institutions.staffing import learner_hours, turn_over
from sim.rules.campaigns import freshness, persuasion
from sim.scenario.forms import Forms
from sim.scenario.instruments import INSTRUMENTS

P = resolve({})


# --- 3.2 teachers (row 10) -------------------------------------------------------------------------------------------


def test_a_pulse_of_training_shows_after_its_months_fades_by_attrition_and_its_wages_recur(
    town: City, scenarios: Scenarios
) -> None:
    lasting = assume(town, money={"start": 1.0}, teachers={"training_months": 6.0, "quits": 0.03})
    city = lasting.fork(scenarios({"instrument": "teachers", "share": 0.4}))
    programme: Any = city.programmes[0]
    wages, posts = [], []
    for _ in range(24):
        city.step()
        posts.append(sum(programme.posts.values()))
        wages.append(programme.spent)
    assert posts[:5] == [0] * 5
    assert posts[6] > 0
    assert all(paid >= number * city.prices.wage for paid, number in zip(wages[6:], posts[6:], strict=True))
    one = city.public[0]
    one.staff = Staff(0, 1000, 0)
    turn_over(city.institutions, city.p, np.zeros((5, len(city.institutions))))
    assert one.staff.total == 970, "those who quit are not replaced for nothing"


def test_a_pulse_of_training_changes_nothing_before_its_months_are_over_and_fades(
    town: City, scenarios: Scenarios
) -> None:
    """Row 10: half a year of training, paid on top so that provision is the same, against no training at all."""
    p = assume(town, money={"start": 1.0}, teachers={"training_months": 6.0, "quits": 0.03})
    item = {"instrument": "teachers", "share": 0.4, "until": 6}
    trained, usual = cities = [on_top(p.fork(scenarios(*policy, months=66))) for policy in ((item,), ())]
    more = []
    for month in range(66):
        for city in cities:
            city.step()
        if month < 6:
            assert differences(trained, usual, ignore=("rows", "balance")) == [], month
        staff = [sum(one.staff.total for one in city.public) for city in cities]
        more.append(staff[0] - staff[1])
    assert max(more) > staff[1]
    assert 0 < np.mean(more[33:39]) < 0.6 * max(more)
    assert np.mean(more[-6:]) < 0.2 * max(more)
    assert 6 <= np.argmax(more) < 18


# --- 3.1 capital (row 9) ---------------------------------------------------------------------------------------------


def test_the_plateau_that_money_reaches_is_what_a_city_without_limits_has(town: City, scenarios: Scenarios) -> None:
    """Row 9, without fees: no money takes participation beyond latent demand; 0.005 are 3 of the 600 citizens."""
    free = assume(town, courses={"fee": 0.0})
    latent = learners(months(following(free.fork(scenarios()), capacity="unlimited"), 36))
    bought = {
        budget: learners(months(free.fork(scenarios(budget=budget)), 36)) for budget in (0.0, 100.0, 600.0, 2400.0)
    }
    assert max(float((path - latent).max()) for path in bought.values()) < 0.005
    for budget in (600.0, 2400.0):
        assert bought[budget][-12:] == pytest.approx(latent[-12:], abs=0.01)
    assert bought[100.0][-1] < latent[-1] - 0.02


def learners(city: City) -> np.ndarray:
    """Participation by month."""
    return np.array([row["participation_12m", "all"] for row in city.recorder.rows])


def on_top(city: City) -> City:
    """The same city, whose programmes are paid for beside undiminished provision from now on."""
    following(city, budget="on_top")
    city.government.plan = city.plan
    return city


# --- 3.4 norms (row 13) ----------------------------------------------------------------------------------------------


def applications(city: City, seen: bool) -> np.ndarray:
    """Who applies this month if all contacts are seen to learn, or none."""
    city.columns.visible[:] = (
        (city.columns.visible | ACTIVE_BIT) if seen else (city.columns.visible & (255 - ACTIVE_BIT))
    )
    city.step()
    return np.asarray(city.columns.application)


def test_others_matter_to_the_choice_only_where_norms_do(town: City) -> None:
    """Nobody hears of offers from others here, so that the norm is the only channel."""
    for weight in (0.0, 2.0):
        alone = assume(town, choice={"norm": weight, "consider": 0.6}, awareness={"peer": 0.0})
        some, none = (applications(alone.fork(alone.plan), seen) for seen in (True, False))
        assert np.array_equal(some, none) == (weight == 0.0)
        if weight:
            assert (some >= 0).sum() > (none >= 0).sum()


def begun(town: City, weight: float, high: bool) -> City:
    """A town with a place for everybody, where all or none have just learned and are seen to."""
    city = following(assume(town, choice={"norm": weight}), capacity="unlimited")
    c = city.columns
    c.last_start[:], c.habit[:] = (0, 1.0) if high else (NEVER, 0.0)
    c.visible[:] = (c.visible | ACTIVE_BIT) if high else (c.visible & APPROVAL_BITS)
    return city


@pytest.mark.parametrize(
    ("weight", "meet"), [(0.0, True), (assumptions()["choice.norm"].default, True), (3.5, True), (20.0, False)]
)
def test_beginnings_meet_again_unless_norms_weigh_far_more_than_is_declared(
    town: City, weight: float, meet: bool
) -> None:
    """Row 13, hysteresis only where norm * p (1 - p) > 1: towns begun high and low, after eight years."""
    low, high = (months(begun(town, weight, start), 12) for start in (False, True))
    assert latest(high, "participation_12m") > latest(low, "participation_12m") + 0.4, "they begin apart"
    apart = np.mean(learners(months(high, 84))[-12:]) - np.mean(learners(months(low, 84))[-12:])
    assert (abs(apart) < 0.025) if meet else (apart > 0.5)
    assert meet == (weight <= assumptions()["choice.norm"].high)


# --- 5.1 and 5.5 campaigns (rows 21 and 52) --------------------------------------------------------------------------


def added(exposure: float, ever: float, **changes: float) -> float:
    """What a campaign adds to the wish of somebody with these exposures, kept and ever."""
    p = P.campaign._replace(effect=0.3, fatigue=12.0, **changes)
    around = SimpleNamespace(pressure=0.0, exposure=exposure, exposures_ever=ever)
    around.freshness = freshness.py_func(0, around, p, 0.0)
    return float(persuasion.py_func(SimpleNamespace(trust=0.5), around, p, 0.0))


def test_more_exposure_adds_less_and_less_and_beyond_fatigue_takes_away() -> None:
    """Exposures kept and ever alike, one more each time."""
    path = [added(n, n) for n in range(60)]
    gains = np.diff(path)
    assert path[0] == 0.0
    assert gains[0] > gains[1] > gains[2]
    peak = int(np.argmax(path))
    assert 1 < peak < 40
    assert (gains[peak:] < 0).all()
    assert added(50, 50) < 0.1 * max(path)
    assert added(50.0, 0.0) == pytest.approx(0.3), "without fatigue it is flat"


# --- 5.1 targeting (row 25) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accuracy", [0.0, 0.3, 0.8, 1.0])
@pytest.mark.parametrize("whom", [{"need": 0.3}, {"education": "low", "districts": ["M2", "M3"]}], ids=str)
def test_sensitivity_and_specificity_of_a_target_follow_from_its_accuracy(
    town: City, scenarios: Scenarios, whom: dict[str, Any], accuracy: float
) -> None:
    """Many towns' people, each town a copy with lots of its own; 4 standard errors. With accuracy 0 it is a lottery."""

    def told(**target: Any) -> np.ndarray:
        return eligible(people, scenarios({"instrument": "outreach", "share": 0.1, "target": target}).policy[0].target)

    columns = Columns(*(np.tile(column, 40) for column in town.columns))
    columns.id[:] = np.arange(columns.id.size)
    people: Any = SimpleNamespace(columns=columns, facts=town.facts, seed=town.seed)
    meant, chosen = told(**whom), told(**whom, accuracy=accuracy)
    ids = [one.district_id for one in town.facts.districts]
    here = np.isin(columns.district, [ids.index(name) for name in whom.get("districts", ids)])
    share = meant[here].mean()
    assert not chosen[~here].any()
    for group, expected in (
        (meant, accuracy + (1.0 - accuracy) * share),
        (here & ~meant, 1.0 - accuracy - (1.0 - accuracy) * (1.0 - share)),
    ):
        error = 4.0 * math.sqrt(expected * (1.0 - expected) / group.sum())
        assert chosen[group].mean() == pytest.approx(expected, abs=error)
    if accuracy == 0.0:
        poor = here & (columns.income <= poorest(columns.income, 0.2))
        assert chosen[poor].mean() == pytest.approx(share, abs=4.0 * math.sqrt(0.25 / poor.sum()))


# --- 5.5 a demand campaign under full capacity (row 50) --------------------------------------------------------------


def test_demand_under_full_capacity_lengthens_the_queue_and_leaves_participation(
    town: City, scenarios: Scenarios
) -> None:
    """A city at a sixth of its money, whose wish to learn then rises by 1.5 log-odds: nearly all of it waits."""
    poor = assume(town, teachers={"hourly_limit": 0.0}, choice={"consider": 0.6})
    cities = [months(poor.fork(scenarios(budget=100.0)), 18) for _ in range(2)]
    applied, admitted = [0, 0], [0, 0]
    for _ in range(12):
        for k, city in enumerate(cities):
            city.intercept = town.intercept + 1.5 * k
            city.step()
            public = ~city.offers.at_work
            applied[k] += int(city.enrolment.applied[public].sum())
            admitted[k] += int(city.enrolment.admitted[public].sum())
    assert applied[1] - applied[0] > 200
    assert admitted[1] - admitted[0] < 0.2 * (applied[1] - applied[0])
    for name in ("waiting_people", "unmet_demand"):
        assert latest(cities[1], name) > latest(cities[0], name)


def test_a_campaign_among_older_people_whose_house_is_full_only_lengthens_their_queue(
    town: City, scenarios: Scenarios
) -> None:
    """Row 50: a campaign that is assumed to move people, paid on top, where only their own house is open to them."""
    item = {"instrument": "campaign", "share": 0.1, "media": 1.0, "target": {"age": [55, 120]}, "from": 18}
    seniors = KINDS.index("older_adult")
    retired, admitted, waiting = [], [], []
    for effect in (0.0, 1.5):
        strong = {"campaign": {"effect": effect, "spread": 0.0}, "money": {"start": 1.0}}
        poor = assume(town, teachers={"hourly_limit": 0.0}, choice={"consider": 0.6}, **strong)
        city = on_top(poor.fork(scenarios(item, budget=20.0, months=36)))
        city.usual = city.usual & (city.offers.at_work | (city.offers.kind == seniors))
        months(city, 24)
        entered = 0
        for _ in range(12):
            city.step()
            entered += int(city.enrolment.admitted[city.offers.kind == seniors].sum())
        admitted.append(entered)
        retired.append(latest(city, "participation_12m", "work=retired"))
        rows = city.recorder.rows[-6:]
        waiting.append([np.mean([row[name, "all"] for row in rows]) for name in ("waiting_people", "waiting_months")])
        assert (city.columns.exposures > 0.0).sum() > 50
    assert retired[1] == pytest.approx(retired[0], abs=0.02)
    assert admitted[1] == pytest.approx(admitted[0], abs=1)
    for none, told in zip(*waiting, strict=True):
        assert told > 1.1 * none > 0.0


# --- 6.3 everyone, always, open, inclusive, fair (rows 70, 72, 74, 75, 77, 79) ---------------------------------------


def test_free_online_courses_may_widen_the_gap_while_more_take_part(town: City) -> None:
    """Where few learn: free, attractive, with places for all; those who are able to learn online are the educated."""
    plain, free = (assume(town, choice={"consider": 0.6}) for _ in range(2))
    online = free.offers.online
    free.offers.fee[online] = 0.0
    phases = list(sim.city.MONTH)
    place = phases.index(sim.city.choose)

    def attract(city: City) -> None:
        city.offers.appeal[online] += 6.0

    for city in (plain, free):
        city.plan = city.plan.model_copy(update={"forms": Forms(capacity="unlimited")})
        city.intercept = town.intercept - 6.0
    for _ in range(6):
        plain.step()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sim.city, "MONTH", (*phases[:place], attract, *phases[place:]))
            free.step()
    began = [
        [float((city.columns.starts > 0)[city.columns.education == level].mean()) for level in (0, 2)]
        for city in (plain, free)
    ]
    everyone = [float((city.columns.starts > 0).mean()) for city in (plain, free)]
    assert everyone[1] > everyone[0] + 0.02, "more take part"
    assert latest(free, "coverage_gap", "by=education") > latest(plain, "coverage_gap", "by=education")
    assert began[1][0] > began[0][0], "the low educated gain"
    assert began[1][1] - began[1][0] > began[0][1] - began[0][0] + 0.02, "and the others more"


def test_the_same_participation_with_the_same_people_each_year_is_seen(town: City) -> None:
    """A third learns this year in both; in one the others never did, in the other two years ago."""
    narrow, wide = town.fork(town.plan), town.fork(town.plan)
    third = np.arange(town.columns.id.size) % 3 == 0
    for city, others in ((narrow, NEVER), (wide, -24)):
        city.columns.last_start[:] = np.where(third, 0, others)
        sim.city.allocate(city)
        sim.city.record(city)
    assert abs(latest(narrow, "participation_12m") - latest(wide, "participation_12m")) < 0.1
    assert latest(narrow, "never_participants") > 0.4
    assert latest(wide, "never_participants") < 0.05


def test_evening_courses_bring_those_at_work_and_day_courses_those_at_home(town: City) -> None:
    """Row 74: evenings and weekends bring those at work, who are younger than those who come by day."""
    working, ages = [], []
    for slot in (DAY, EVENING, WEEKEND):
        city = assume(town, choice={"consider": 0.8})
        o, c = city.offers, city.columns
        o.open[:] = (o.kind == KINDS.index("community")) & (o.slots == slot) & (o.district == 0)
        who = []
        for _ in range(6):
            city.step()
            rows = np.isin(c.application, np.flatnonzero(o.open))
            who += zip((c.work[rows] == EMPLOYED).tolist(), (c.age_months[rows] / 12).tolist(), strict=True)
        assert len(who) > 100
        working.append(np.mean([at_work for at_work, _ in who]))
        ages.append(np.mean([age for _, age in who]))
    assert min(working[1:]) > working[0] + 0.15
    assert max(ages[1:]) < ages[0] - 3.0


def test_without_an_age_limit_the_young_enter_and_no_place_is_added(town: City) -> None:
    """Row 75: who was kept out begins courses, and shares the places that there are with those who were not."""
    kept, lifted = (assume(town, choice={"consider": 0.8}) for _ in range(2))
    seniors = np.flatnonzero(kept.offers.kind == KINDS.index("older_adult"))
    lifted.offers.minimum_age[seniors] = 15.0
    young, built = [], []
    for city in (kept, lifted):
        c, entered = city.columns, 0
        for month in range(6):
            city.step()
            admitted = city.enrolment.admitted[seniors] * city.weight
            assert (admitted <= city.enrolment.places[seniors] + (1.0 + SPARE) * city.weight).all()
            begun = ((c.event & STARTED) > 0) & np.isin(c.learnt, seniors)
            entered += int((begun & (c.age_months < 55 * 12)).sum())
            if month == 0:
                built.append(city.enrolment.places.copy())
        young.append(entered)
        built.append(city.institutions.seats.copy())
    assert young[0] == 0 < young[1]
    assert identical(built[0], built[2])
    assert identical(built[1], built[3]), "nothing is built for them"


def test_a_lottery_is_blind_to_income_and_need_puts_the_poor_first(town: City) -> None:
    """Correlation of the order of admission with income, over all citizens as applicants; 4 standard errors."""
    rows = np.arange(town.columns.id.size)
    income, bound = np.argsort(np.argsort(town.columns.income)), 4 / math.sqrt(rows.size)
    found = {}
    for form in ("lottery", "need", "skill"):
        city = town.fork(town.plan)
        city.plan = city.plan.model_copy(update={"forms": Forms(admission=form)})
        found[form] = float(np.corrcoef(turn(city, rows), income)[0, 1])
    assert abs(found["lottery"]) < bound
    assert found["need"] == pytest.approx(1.0, abs=1e-6)
    assert found["skill"] < -bound, "merit favours those who have more"


@pytest.mark.parametrize("form", ["lottery", "need"])
def test_among_applicants_of_equal_need_a_lottery_admits_without_regard_to_income(town: City, form: str) -> None:
    """Row 79: rank of income and admission of two years' applicants, each less the mean of its offer, month and cell of
    education, age and work; 4 standard errors."""
    city = following(assume(town, choice={"consider": 0.8}), admission=form)
    for one in city.public:
        one.seats = min(one.seats, 1)
    c, pairs = city.columns, []
    for _ in range(24):
        city.step()
        applied = np.flatnonzero((c.event & APPLIED) > 0)
        wanted = np.where((c.event[applied] & STARTED) > 0, c.learnt[applied], c.queued[applied])
        public = ~city.offers.at_work[wanted]
        applied, wanted = applied[public], wanted[public]
        began = ((c.event[applied] & STARTED) > 0).astype(float)
        rank = np.argsort(np.argsort(c.income))[applied] / c.id.size
        cell = ((wanted * 3 + c.education[applied]) * 200 + c.age_months[applied] // 240) * 10 + c.work[applied]
        for one in np.unique(cell):
            here = cell == one
            pairs += zip(began[here] - began[here].mean(), rank[here] - rank[here].mean(), strict=True)
    admitted, income = np.array(pairs).T
    kept = (admitted != 0.0) & (income != 0.0)
    assert kept.sum() > 100
    found = float(np.corrcoef(admitted[kept], income[kept])[0, 1])
    bound = 4 / math.sqrt(kept.sum())
    assert abs(found) < bound if form == "lottery" else found < -bound


# --- 7: breadth and depth (row 88) -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [10, 30, 90])
def test_at_fixed_teacher_hours_breadth_times_depth_is_conserved(hours: int) -> None:
    one = bare_institution(sim.city.mesa.Model(rng=1), seats=10**6, cash=10**12, slots=1, demand=[1.0])
    one.mid = 10
    one.all.hours[:] = hours
    planned = plan(one.all, np.array([True]), np.array([40.0]), P, Prices(1000.0, P))
    assert planned.places * hours == pytest.approx(learner_hours(one.all, P))


# --- the named slogan is no variable (row 86) ------------------------------------------------------------------------

SLOGAN = re.compile(
    r"spirit|founding|party|ideolog|vigou?r|vitality|driving force|charm(?!\b)|street ?life|humanis", re.IGNORECASE
)


def test_no_parameter_instrument_or_indicator_carries_the_slogan_and_no_report_speaks_of_it(checkout: Path) -> None:
    names = [*assumptions(), *INSTRUMENTS, *FIELDS, *(one.name for one in indicators())]
    assert [name for name in names if SLOGAN.search(name)] == []
    folder = Path(sim.__file__).parent
    texts = [
        file for part in ("report", "study") for file in (folder / part).rglob("*") if file.suffix in (".py", ".j2")
    ]
    assert len(texts) > 20
    said = re.compile(r"\bspirit|ideolog|vigou?r\b|vitality|driving force|street life|humanis", re.IGNORECASE)
    assert [file.name for file in texts if said.search(file.read_text("utf-8"))] == []
    printed = [f"{one.meaning} {one.source}" for one in assumptions().values()]
    printed += [f"{one.__doc__} {one.model_fields}" for one in INSTRUMENTS.values()]
    printed += [f"{one.label} {one.meaning} {one.unit}" for one in indicators()]
    printed += [
        file.read_text("utf-8") for part in ("scenarios", "experiments") for file in (checkout / part).rglob("*.yaml")
    ]
    assert len(printed) > 300
    assert [words for words in printed if said.search(words)] == []
    assert SLOGAN.search("founding_spirit.effect"), "the check sees it"
