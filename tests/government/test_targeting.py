"""Whom a policy is meant for: the mask of rows against the same words applied to one citizen after the other."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, latest, months

from sim.citizens import Citizen
from sim.citizens.person import Columns
from sim.city import City
from sim.codes import EDUCATION, WORK
from sim.government.programmes.base import HOURS_A_MONTH
from sim.government.targeting import districts_of, eligible, poorest
from sim.institutions.ledger import ADMINISTRATION, CITIZENS

TARGETS: list[dict[str, Any]] = [
    {"age": (55, 80)},
    {"age": (15, 15)},
    {"education": "low"},
    {"education": ("low", "high")},
    {"work": "employed"},
    {"work": ("retired", "home")},
    {"districts": ("M2",)},
    {"districts": ("Old Quarter", "M5")},
    {"need": 0.25},
    {"need": 1.0},
    {"age": (20, 64), "education": ("low", "medium"), "work": "unemployed", "districts": ("M1", "M2"), "need": 0.7},
]
IDS = {"Old Quarter": "M3"}
AT_PEOPLE = (
    "outreach", "campaign", "voucher", "cash_transfer", "awards", "study_circles", "display", "learning_leave",
    "activities", "media", "call_for_volunteers",
)  # fmt: skip


def target_of(scenarios: Scenarios, target: dict[str, Any] | None) -> Any:
    return scenarios({"instrument": "outreach", "share": 0.1, "target": target}).policy[0].target


def meant(one: Citizen, target: dict[str, Any], city: City, limit: float) -> bool:
    """The words of a target, applied to one citizen."""

    def words(name: str) -> tuple[str, ...]:
        return (target[name],) if isinstance(target[name], str) else target[name]

    years = one.age_months // 12
    district = city.facts.districts[one.district].district_id
    return (
        ("age" not in target or target["age"][0] <= years <= target["age"][1])
        and ("education" not in target or EDUCATION[int(one.education)] in words("education"))
        and ("work" not in target or WORK[one.work] in words("work"))
        and ("districts" not in target or district in [IDS.get(name, name) for name in words("districts")])
        and ("need" not in target or one.income <= limit)
    )


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_the_mask_selects_whom_the_words_mean(town: City, scenarios: Scenarios, target: dict[str, Any]) -> None:
    mask = eligible(town, target_of(scenarios, target))
    limit = poorest(town.columns.income, target.get("need", 1.0))
    assert mask.dtype == bool
    assert mask.tolist() == [meant(one, target, town, limit) for one in town.citizens]
    if target.keys() != {"age"} or target["age"] != (15, 15):
        assert 0 < mask.sum() <= mask.size


def test_without_a_target_everyone_is_meant(town: City, scenarios: Scenarios) -> None:
    assert eligible(town, target_of(scenarios, None)).all()
    assert eligible(town, target_of(scenarios, {})).all()
    assert districts_of(None, town.facts) == list(range(5))
    assert districts_of(target_of(scenarios, {"districts": ("M5", "M2")}), town.facts) == [1, 4]


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 1.0])
def test_need_means_that_share_of_the_people(town: City, scenarios: Scenarios, share: float) -> None:
    mask = eligible(town, target_of(scenarios, {"need": share}))
    assert abs(mask.mean() - share) <= 2 / mask.size
    assert town.columns.income[mask].max() <= town.columns.income[~mask].min(initial=np.inf)


@pytest.mark.parametrize("people", [1, 2, 3, 60, 4001])
def test_the_poorest_are_those_up_to_the_last_of_their_share(people: int) -> None:
    luck = np.random.default_rng(people)
    incomes = luck.lognormal(size=people).astype(np.float32).round(2)
    for share in (0.001, 0.2, 1 / 3, 0.5, 0.731, 0.9999, 1.0, *luck.random(20).tolist()):
        assert poorest(incomes, share) == np.sort(incomes)[int(share * (people - 1))]


def test_ages_move_with_birthdays(town: City, scenarios: Scenarios) -> None:
    target = target_of(scenarios, {"age": (30, 39)})
    ages = town.columns._replace(age_months=np.array([359, 360, 479, 480], np.int16), id=np.arange(4))
    assert eligible(SimpleNamespace(columns=ages, facts=town.facts), target).tolist() == [False, True, True, False]


def test_whom_a_target_means_holds_all_month_and_nobody_writes_to_it(town: City, scenarios: Scenarios) -> None:
    """Programmes and indicators share a mask: after a month of all who aim at people it is what it would be anew."""
    target = {"age": (20, 64), "education": ("low", "medium"), "need": 0.7}
    policy = [{"instrument": name, "share": 0.08, "target": target} for name in AT_PEOPLE]
    city = town.fork(scenarios(*policy, {"instrument": "cash_transfer", "share": 0.08}))
    for _ in range(6):
        city.step()
        assert set(city.eligible) == {None, target_of(scenarios, target)}
        for one, mask in city.eligible.items():
            assert mask.tobytes() == eligible(city, one).tobytes()


# --- how well cases are told -----------------------------------------------------------------------------------------


def test_told_right_for_nothing_is_the_target_itself_to_the_last_bit(town: City, scenarios: Scenarios) -> None:
    free = assume(town, costs={"checking": 0.0})

    def city(**accuracy: float) -> City:
        target = {"need": 0.4, "districts": ["M1", "M2"], **accuracy}
        policy = [{"instrument": name, "share": 0.08, "target": target} for name in AT_PEOPLE]
        return months(free.fork(scenarios(*policy)), 6)

    exact = city()
    assert differences(exact, city(accuracy=1.0)) == []
    assert differences(exact, city(accuracy=0.9)) != []


def test_a_case_is_told_by_lots_of_the_person_alone(town: City, scenarios: Scenarios) -> None:
    """Whoever stands in the row, and where: newcomers have lots of their own, and others keep theirs."""
    target, c = target_of(scenarios, {"education": "low", "accuracy": 0.4}), town.columns

    def told(columns: Columns) -> np.ndarray:
        return eligible(SimpleNamespace(columns=columns, facts=town.facts, seed=town.seed), target)

    mask, order = told(c), np.arange(c.id.size)[::-1]
    assert np.array_equal(told(Columns(*(column[order] for column in c))), mask[order])
    came = np.arange(c.id.size) % 2 == 0
    renewed = told(c._replace(id=np.where(came, c.id + 10**9, c.id)))
    assert np.array_equal(renewed[~came], mask[~came])
    assert not np.array_equal(renewed[came], mask[came])


def test_who_is_chosen_by_lot_lives_in_the_districts_too(town: City, scenarios: Scenarios) -> None:
    named = {"need": 0.4, "districts": ["M1", "M2"]}
    exact, chosen = (
        eligible(town, target_of(scenarios, named | told))
        for told in ({}, {"accuracy": 0.3})  # type: ignore[arg-type]
    )
    here = town.columns.district < 2
    assert not chosen[~here].any()
    assert (chosen & ~exact).any()
    assert chosen.sum() == pytest.approx(exact.sum(), abs=4.0 * np.sqrt(here.sum() / 4.0))


def test_a_higher_accuracy_mends_cases_and_spoils_none(town: City, scenarios: Scenarios) -> None:
    exact = eligible(town, target_of(scenarios, {"need": 0.3}))
    wrong = [
        eligible(town, target_of(scenarios, {"need": 0.3, "accuracy": accuracy})) != exact
        for accuracy in (0.0, 0.3, 0.6, 0.9)
    ]
    for more, fewer in pairwise(wrong):
        assert not (fewer & ~more).any()
        assert fewer.sum() < more.sum()


def test_whom_a_target_names_is_measured_however_well_they_are_told(town: City, scenarios: Scenarios) -> None:
    """A transfer reaches all who are told, so the first month's indicators say how well they were."""
    target = {"need": 0.3, "accuracy": 0.5}
    item = {"instrument": "cash_transfer", "share": 0.2, "target": target}
    city = months(assume(town, money={"start": 1.0}).fork(scenarios(item)), 1)
    meant, told = (eligible(city, target_of(scenarios, one)) for one in ({"need": 0.3}, target))
    for name, expected in (("sensitivity", told[meant].mean()), ("leakage", (told & ~meant).sum() / told.sum())):
        assert latest(city, f"targeting_{name}", "by=target") == pytest.approx(expected)
        assert 0.1 < expected < 0.9


@pytest.mark.parametrize("accuracy", [None, 0.0, 0.5, 1.0])
def test_checking_takes_its_part_of_the_money_and_pays_people_for_it(
    town: City, scenarios: Scenarios, accuracy: float | None
) -> None:
    """A transfer that spends all it has: less for citizens, as much more for those who check, at their wage."""
    p = {"costs": {"checking": 0.25, "transfer_hours": 0.0}, "money": {"start": 1.0, "administration": 0.0}}
    told = {} if accuracy is None else {"accuracy": accuracy}
    item = {"instrument": "cash_transfer", "share": 0.2, "target": {"need": 0.3, **told}}
    city = months(assume(town, **p).fork(scenarios(item)), 1)
    given, checks = city.ledger.received(CITIZENS), city.ledger.received(ADMINISTRATION)
    (line,) = city.programmes
    whole = city.envelope // 5
    assert given == int(whole * (1.0 - 0.25 * (accuracy or 0.0)))
    assert whole - 1 <= given + checks == line.spent <= whole
    assert line.staff_hours == pytest.approx(checks / city.prices.wage * HOURS_A_MONTH)
