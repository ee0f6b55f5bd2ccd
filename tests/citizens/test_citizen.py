"""A citizen is a view of one row: what Mesa users expect of agents works, and what would break pairing is refused."""

from __future__ import annotations

import copy
import math
from collections import Counter
from typing import Any, get_type_hints

import mesa
import numpy as np
import pytest
from worlds import FULL, Scenarios, assume, identical, months, state

from sim.citizens import Citizen, Citizens
from sim.citizens.explain import LEAVES, Explanation, explain
from sim.citizens.person import COMPLETED, DROPPED, FIELDS, STARTED, Person
from sim.city import City
from sim.codes import EMPLOYED, KINDS, SLOTS


def offer_name(city: City, offer: int) -> str:
    """An offer as explanations call it."""
    slot = next((name for name, bit in SLOTS.items() if bit == city.offers.slots[offer]), "any time")
    return f"{KINDS[city.offers.kind[offer]]}, {slot}, {city.facts.districts[city.offers.district[offer]].name}"


def test_views_of_one_person_are_equal_and_others_are_not(town: City) -> None:
    one, again, other = town.citizens[3], town.citizens[3], town.citizens[4]
    assert one == again
    assert hash(one) == hash(again)
    assert one != other
    assert one != one.unique_id
    assert len({one, again, other}) == 2
    assert one != town.fork(town.plan).citizens[3], "a person of another run is not the same agent"
    assert one.unique_id == town.columns.id[3]


def test_a_view_is_an_agent_that_mesa_does_not_keep(town: City) -> None:
    before = len(town.agents)
    citizens = list(town.citizens)
    assert len(citizens) == town.columns.id.size
    assert all(isinstance(one, mesa.Agent) for one in citizens)
    assert len(town.agents) == before == 1 + len(town.institutions)


def test_a_view_reads_its_row_in_plain_values(town: City) -> None:
    for row in (0, 17, town.columns.id.size - 1):
        one = town.citizens[row]
        for name in FIELDS:
            if name not in Person._fields:
                value = getattr(one, name)
                assert value == getattr(town.columns, name)[row]
                assert type(value) in (int, float)
        assert one.age == town.columns.age_months[row] / 12
        hints = get_type_hints(Person)
        assert [
            name for name, value in one.person._asdict().items() if not isinstance(value, (hints[name], np.bool_))
        ] == []
        assert str(one.unique_id) in repr(one)


@pytest.mark.parametrize("name", ["random", "rng"])
def test_sequential_streams_are_refused_with_the_reason(town: City, name: str) -> None:
    with pytest.raises(AttributeError, match=r"keyed numbers.*sim\.draws"):
        getattr(town.citizens[0], name)


def test_a_view_says_what_it_does_not_have_and_is_read_only(town: City) -> None:
    with pytest.raises(AttributeError, match="no attribute 'wealth'"):
        _ = town.citizens[0].wealth
    with pytest.raises(AttributeError, match="view"):
        town.citizens[0].habit = 1.0
    with pytest.raises(IndexError):
        _ = town.citizens[town.columns.id.size]


def test_citizens_are_a_sequence(town: City) -> None:
    everyone = town.citizens
    assert everyone[-1] == everyone[len(everyone) - 1]
    part = everyone[10:20:2]
    assert isinstance(part, Citizens)
    assert [one.unique_id for one in part] == town.columns.id[10:20:2].tolist()
    assert part[1] == everyone[12]
    assert repr(part) == "<5 citizens>"
    assert everyone[12] in part
    assert everyone[11] not in part


def test_select_get_agg_and_groupby(town: City) -> None:
    everyone, age = town.citizens, town.columns.age_months
    assert (everyone.get("age_months") == age).all()
    old = everyone.select(age >= 65 * 12)
    assert len(old) == (age >= 65 * 12).sum() > 0
    assert [one.unique_id for one in old] == [one.unique_id for one in everyone.select(lambda one: one.age >= 65)]
    assert old.agg("income", np.mean) == town.columns.income[age >= 65 * 12].mean()
    groups = everyone.groupby("education")
    keys = [key for key, _ in groups]
    assert keys == sorted(set(town.columns.education.tolist()))
    assert all(type(key) is int for key in keys)
    assert groups.count() == {key: int((town.columns.education == key).sum()) for key in keys}
    assert groups.agg("income", np.mean) == {key: group.get("income").mean() for key, group in groups}
    assert len(old.select(old.get("work") == 4).groupby("sex")) <= 2


@pytest.mark.parametrize("condition", ["education == 'low'", np.array([1, 0]), 5], ids=["words", "numbers", "a number"])
def test_select_takes_no_words_and_no_numbers_for_a_condition(town: City, condition: Any) -> None:
    """A column of 0 and 1, such as `aware`, would otherwise select the first two citizens again and again."""
    with pytest.raises(TypeError, match=r"select takes true or false for each citizen.*not "):
        town.citizens.select(condition)


@pytest.mark.parametrize("function", ["mean", ["mean"]])
def test_agg_says_that_it_takes_functions(town: City, function: Any) -> None:
    for people in (town.citizens, town.citizens.groupby("education")):
        with pytest.raises(TypeError, match=r"agg takes a function of the values.*not .*'mean'"):
            people.agg("income", function)


@pytest.mark.mesa
def test_citizens_answer_as_an_agent_set_of_mesa_would(town: City) -> None:
    """The same calls on Mesa's own set of some agents, which holds what these citizens are."""
    citizens = town.citizens[:40]
    model = mesa.Model()
    for one in citizens:
        twin = mesa.Agent(model)
        twin.age, twin.work, twin.income = one.age, one.work, one.income
    agents = model.agents
    assert citizens.get("age").tolist() == agents.get("age")
    assert citizens.get(["age", "income"]).tolist() == agents.get(["age", "income"])
    assert citizens.agg("income", [min, max]) == agents.agg("income", [min, max])
    assert len(citizens.select(at_most=0.3)) == len(agents.select(at_most=0.3)) == 12
    young = [people.select(lambda one: one.age < 50, at_most=5) for people in (citizens, agents)]
    assert young[0].get("age").tolist() == young[1].get("age")
    by_decade = [people.groupby(lambda one: one.age // 10) for people in (citizens, agents)]
    assert by_decade[0].count() == by_decade[1].count()
    assert by_decade[0].agg("income", max) == by_decade[1].agg("income", max)
    assert {key for key, _ in by_decade[0]} == {key for key, _ in by_decade[1]}
    mixed = [people.groupby(lambda one: (one.work, None if one.age < 40 else "old")) for people in (citizens, agents)]
    assert mixed[0].count() == mixed[1].count()
    assert len(citizens.select(at_most=-3)) == len(agents.select(at_most=-3)) == 0


def test_contacts_are_mutual(town: City) -> None:
    for one in town.citizens[:50]:
        for contact in one.contacts():
            assert one in contact.contacts()
            assert contact != one


def said(explanation: Explanation) -> str:
    """What an explanation says that the citizen will apply for."""
    considers = explanation.asked.get("considers learning")
    answer = explanation.answer.partition(":")[0]
    return "does not apply" if considers and not considers.answer else answer


def done(city: City, row: int, waited: np.ndarray, learning: np.ndarray) -> str:
    """What the citizen in a row applied for, or did with its course."""
    offer, event = int(city.columns.application[row]), int(city.columns.event[row])
    if learning[row]:
        return "drops out" if event & DROPPED else f"{'completes' if event & COMPLETED else 'goes on with'} its course"
    if waited[row] and not (offer >= 0 and city.offers.at_work[offer]):
        return "waits for a place" if offer >= 0 else "gives up waiting"
    return offer_name(city, offer) if offer >= 0 else "does not apply"


SPREAD = ({"instrument": "practice", "share": 0.3},)  # which moves learners of the month to stay or to leave
MODULE = ({"instrument": "shared_content", "share": 0.3, "hours": 1.0},)  # whom it moves hangs on an interest


@pytest.mark.parametrize(
    "policy", [(), FULL, SPREAD, MODULE], ids=["no policy", "all instruments", "a practice", "a module"]
)
def test_an_explanation_is_what_the_citizen_then_does(town: City, scenarios: Scenarios, policy: tuple) -> None:
    """Between months, and so before the month's birthdays, programmes and hearing, which all count here."""
    city = assume(
        town,
        choice={"consider": 0.6},
        awareness={"media": 0.5, "forgetting": 0.2},
        courses={"renege": 0.3},
        displacement={"employer": 0.0},  # who is not trained after all has chosen to be
        practice={"push": 1.0, "pull": 1.0, "benefit": -1.0},
        persistence={"base": -2.0, "shared_content": -2.0},
    ).fork(scenarios(*policy))
    for one in city.public:
        one.seats = min(one.seats, 3)  # so that some wait
    answers: Counter[str] = Counter()
    for _ in range(3):
        months(city, 2)
        before, agents = copy.deepcopy(state(city)), len(city.agents)
        programmes = copy.deepcopy([vars(one) for one in city.programmes])
        explained = dry_run(city)
        changed = [name for name, value in state(city).items() if not identical(value, before[name])]
        assert (changed, len(city.agents)) == ([], agents), "an explanation has changed the city"
        assert [list(one) for one in programmes] == [list(vars(one)) for one in city.programmes]
        for was, one in zip(programmes, city.programmes, strict=True):
            assert all(identical(value, getattr(one, name)) for name, value in was.items())
        ids, waited, learning = city.columns.id.copy(), city.columns.queued >= 0, city.columns.enrolled >= 0
        city.step()
        stayed = city.columns.id == ids
        assert [one.situation == LEAVES for one in explained] == (~stayed).tolist()
        said_of = [(row, said(explained[row]), done(city, row, waited, learning)) for row in np.flatnonzero(stayed)]
        assert [one for one in said_of if one[1] != one[2]] == []
        assert {explained[row].situation for row in np.flatnonzero(learning & stayed)} == {"is on a course"}
        answers.update(answer for _, answer, _ in said_of)
    for rare in ("gives up waiting", "waits for a place", "drops out", "completes its course"):
        assert answers[rare] > 0
    assert sum(answers.values()) - answers["does not apply"] > 50


def test_who_waits_may_be_trained_at_work_and_takes_no_other_offer(town: City) -> None:
    city = assume(
        town,
        choice={"consider": 1.0, "employer": 30.0, "library": 30.0},
        courses={"renege": 0.0},
        displacement={"employer": 0.0},
    )
    c = city.columns
    c.queued[c.enrolled < 0], c.queued_since[:] = int(np.flatnonzero(city.offers.open & ~city.offers.at_work)[0]), 0
    ids, queued = c.id.copy(), c.queued.copy()
    city.step()
    waited = (queued >= 0) & (c.id == ids)
    trained = waited & (c.work == EMPLOYED) & (c.employer_trains == 1)
    assert 0 < np.count_nonzero(trained) < np.count_nonzero(waited)
    assert city.offers.at_work[c.application[trained]].all()
    assert (c.queued[trained] == -1).all()
    assert set(c.application[waited & ~trained]) <= {-1, int(queued.max())}


def test_who_waits_goes_on_waiting_where_the_employer_trains_nobody_after_all(town: City, scenarios: Scenarios) -> None:
    item = {"instrument": "display", "share": 0.01}  # only a policy replaces employers' training
    city = assume(town, choice={"consider": 1.0, "employer": 30.0}, courses={"renege": 0.0}).fork(scenarios(item))
    c = city.columns
    c.queued[c.enrolled < 0], c.queued_since[:] = int(np.flatnonzero(city.offers.open & ~city.offers.at_work)[0]), -3
    city.displacement.owed[:] = 1e4
    ids, queued = c.id.copy(), c.queued.copy()
    city.step()
    waited = (queued >= 0) & (c.id == ids) & (c.work == EMPLOYED) & (c.employer_trains == 1)
    assert city.displacement.cut >= waited.sum() > 0
    stays = waited & (c.event & STARTED == 0)
    assert stays.sum() > 0.5 * waited.sum()
    assert (c.queued[stays] == queued[stays]).all()
    assert (c.queued_since[stays] == -3).all()


def test_the_chance_of_a_yes_is_the_rules_own(town: City) -> None:
    """As its docstring says it: consider + consider_habit * habit; who is asked nothing has no answer."""
    p = town.p.choice
    for one in town.citizens[:80]:
        explanation, habit = one.explain(), one.habit
        chances = {what: asked.chance for what, asked in explanation.asked.items()}
        if explanation.situation == "is free to choose":
            assert chances == {"considers learning": pytest.approx(p.consider + p.consider_habit * habit, abs=1e-9)}
        elif explanation.situation == "waits for a place":
            assert chances == {
                "loses patience": pytest.approx(1 - math.exp(-town.p.courses.renege), abs=1e-9),
                "considers training at work": pytest.approx(p.consider + p.consider_habit * habit, abs=1e-9),
            }
        for asked in explanation.asked.values():
            assert asked.answer == (asked.luck < asked.chance)
            assert f"(chance {asked.chance:.3f}, drawn {asked.luck:.3f})" in str(explanation)


def dry_run(city: City) -> list[Explanation]:
    """Every citizen's explanation, from one look ahead for those on a course and one for the others."""
    choosing, learning = city.before("choose"), city.before("learn")
    found = [
        explain(learning if city.columns.enrolled[row] >= 0 else choosing, row, int(city.columns.id[row]))
        for row in range(city.columns.id.size)
    ]
    assert [city.citizens[row].explain() for row in (0, 99)] == [found[row] for row in (0, 99)]
    return found


def test_a_dry_run_hears_of_the_offers_first(town: City) -> None:
    """All who do not know the public offers hear of them in the coming month: the dry run must hear of them too."""
    city = assume(town, awareness={"media": 60.0}, choice={"consider": 1.0})
    unaware = np.flatnonzero((city.columns.aware == 0) & (city.columns.enrolled < 0) & (city.columns.queued < 0))
    deaf = [city.citizens[int(row)].explain() for row in unaware[:40]]
    assert any(view.open_to and "at work" not in view.name for one in deaf for view in one.offers)


def test_the_terms_of_an_explanation_add_up(town: City) -> None:
    found = 0
    for one in town.citizens[:150]:
        explanation = one.explain()
        assert explanation.citizen == one.unique_id
        assert str(one.unique_id) in str(explanation)
        for offer in explanation.offers:
            assert offer.value == pytest.approx(sum(explanation.wish.values()) + sum(offer.terms.values()), abs=1e-12)
            found += 1
        assert len({offer.name for offer in explanation.offers}) == len(explanation.offers)
    assert found > 500


def test_a_view_belongs_to_its_city_only(town: City, scenarios: Scenarios) -> None:
    """The same person in two runs may differ; each view reads its own run."""
    treated = months(town.fork(scenarios({"instrument": "cash_transfer", "share": 0.5})), 1)
    assert isinstance(treated.citizens[0], Citizen)
    assert treated.citizens[0].cash > 0.0
    assert town.citizens[0].cash == 0.0
