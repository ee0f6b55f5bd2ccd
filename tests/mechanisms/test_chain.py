"""The chain from education to industry: its throughput is that of its lesser link, and each leak is a named switch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Scenarios, assume, differences, latest, months

from sim.assumptions import resolve
from sim.city import City
from sim.mechanisms.chain import LAG, Posts, fill_posts, open_posts
from sim.scenario.forms import Forms

MANY = {"vacancies_low": 0.2, "vacancies_medium": 0.4, "vacancies_high": 0.4}  # more posts than trained people
FEW = {"vacancies_low": 0.002, "vacancies_medium": 0.01, "vacancies_high": 0.01}


def follow(town: City, scenarios: Scenarios, *policy: dict[str, Any], **changes: dict[str, float]) -> City:
    """A fork of the town with a chain from now on, and the policy's money there from the first month."""
    city = assume(town, money={"start": 1.0}, **changes).fork(scenarios(*policy))
    city.plan = city.plan.model_copy(update={"forms": Forms(chain="matching")})
    return city


def filled(town: City, scenarios: Scenarios, more_skill: float = 0.0, **chain: float) -> float:
    """Posts filled at once by the town's people, some of whose skill is raised."""
    city = follow(town, scenarios, chain=chain)
    city.columns.skill[:] += np.float32(more_skill)
    fill_posts(city)
    return float(city.posts.filled.sum())


def test_a_chain_that_pays_nothing_changes_nothing_and_neither_does_none(town: City, scenarios: Scenarios) -> None:
    idle = months(follow(town, scenarios, chain={"wage_return": 0.0}), 4)
    assert differences(idle, months(town.fork(scenarios()), 4), ignore=("rows",)) == []
    assert idle.posts.trained.sum() > 0


def test_throughput_is_that_of_the_lesser_link(town: City, scenarios: Scenarios) -> None:
    """Row 71: only more of what is the fewer fills more posts; more of the other fills none."""
    people_short, posts_short = filled(town, scenarios, **MANY), filled(town, scenarios, **FEW)
    twice_many = {name: min(0.5, 1.2 * value) for name, value in MANY.items()}
    twice_few = {name: 2 * value for name, value in FEW.items()}
    assert filled(town, scenarios, **twice_many) == people_short
    assert filled(town, scenarios, more_skill=0.2, **MANY) > 1.3 * people_short
    assert filled(town, scenarios, more_skill=0.2, **FEW) == posts_short
    assert filled(town, scenarios, **twice_few) == pytest.approx(2 * posts_short)


def test_the_bottleneck_is_named(town: City, scenarios: Scenarios) -> None:
    for posts, link in ((MANY, "link=people"), (FEW, "link=posts")):
        row = months(follow(town, scenarios, chain=posts), 1).recorder.rows[-1]
        assert row["bottleneck", link] == 1.0
        assert (row["match_rate", "all"] < 1.0) == (link == "link=people")


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    trained=st.tuples(*[st.integers(0, 500)] * 3),
    posts=st.tuples(*[st.floats(0, 0.5)] * 3),
    force=st.integers(0, 5000),
)
def test_no_post_is_filled_twice_and_nobody_fills_two(trained: Any, posts: Any, force: int) -> None:
    names = ("vacancies_low", "vacancies_medium", "vacancies_high")
    month = Posts(trained=np.array(trained))
    open_posts(month, force, resolve({f"chain.{name}": n for name, n in zip(names, posts, strict=True)}).chain)
    assert (month.filled <= month.trained).all()
    assert (month.filled <= month.vacancies).all()
    assert ((month.filled == month.trained) | (month.filled == month.vacancies)).all()
    assert 0.0 <= month.matched_share <= 1.0


def test_a_match_pays_its_return_on_income_and_to_the_trained_only(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, chain=MANY | {"wage_return": 0.1})
    city._pass((fill_posts,))
    c = city.columns
    trained = (c.skill >= city.p.chain.threshold) & (c.work <= 1)
    assert np.allclose(c.cash[trained], 0.1 * c.income[trained])
    assert not c.cash[~trained].any()
    assert trained.sum() == city.posts.trained.sum() > 20
    assert city.posts.gained == pytest.approx(float(c.cash.sum()))


def test_who_holds_a_scarce_post_keeps_it(town: City, scenarios: Scenarios) -> None:
    city = follow(town, scenarios, chain=FEW)
    paid = []
    for _ in range(2):
        city._pass((fill_posts,))
        paid.append(city.columns.cash > 0)
    assert (paid[0] == paid[1]).all()
    assert 0 < paid[0].sum() < city.posts.trained.sum()


def test_common_content_lowers_the_return_where_only_the_trade_is_valued(town: City, scenarios: Scenarios) -> None:
    """Row 51: the more of a course is common, the fewer are trained and the less training returns."""
    found = []
    for hours in (0.0, 0.5, 1.0):
        item = {"instrument": "shared_content", "share": 0.5, "hours": hours}
        city = months(follow(town, scenarios, item, chain=MANY, choice={"consider": 0.6}), 24)
        found.append((city.posts.gained, int(city.posts.trained.sum())))
    assert found[0] > found[1] > found[2]
    assert found[2][0] < 0.9 * found[0][0]


def test_common_content_alone_fills_fewer_posts_at_equal_courses(town: City, scenarios: Scenarios) -> None:
    """Row 51: where the module costs next to nothing and all choose alike, the trained and filled posts still fall."""
    trained, matched, applied = [], [], []
    for hours in (0.0, 0.5, 1.0):
        item = {"instrument": "shared_content", "share": 0.5, "hours": hours}
        same = {"costs": {"module_hour": 0.0}, "choice": {"consider": 0.6, "shared_content": 0.0}}
        city = months(follow(town, scenarios, item, chain=MANY | {"wage_return": 0.0}, **same), 24)
        trained.append(int(city.posts.trained.sum()))
        matched.append(latest(city, "match_rate"))
        applied.append(city.columns)
    for name in ("starts", "application", "enrolled"):
        for one in applied[1:]:
            assert np.array_equal(getattr(one, name), getattr(applied[0], name)), name
    assert applied[0].starts.sum() > 1000
    assert trained[0] > trained[1] > trained[2]
    assert matched[0] > matched[1] > matched[2]
    assert trained[2] < 0.9 * trained[0]
    assert matched[2] < 0.9 * matched[0]


def test_attendance_without_learning_fills_no_post(town: City, scenarios: Scenarios) -> None:
    """Row 56: as many start, but skill only wears, and with it the part of the posts that is filled."""
    learns, attends = (
        months(follow(town, scenarios, chain=MANY | {"wage_return": 0.0}, persistence={"skill_gain": gain}), 18)
        for gain in (0.0012, 0.0)
    )
    assert np.array_equal(learns.columns.starts, attends.columns.starts)
    assert attends.columns.starts.sum() > 100
    stayed = attends.columns.id == town.columns.id
    worn = town.columns.skill[stayed] * (1 - attends.p.persistence.skill_loss) ** 1.5
    assert np.allclose(attends.columns.skill[stayed], worn, atol=1e-4)
    assert attends.posts.matched_share < 0.9 * learns.posts.matched_share


def test_innovation_shows_after_its_lag_and_not_before(town: City, scenarios: Scenarios) -> None:
    """Row 66: nothing within 24 months; then posts for the highly educated; off is as without."""
    made, none = (follow(town, scenarios, chain=FEW | {"innovation": size}) for size in (1.0, 0.0))
    assert LAG == 24
    months(made, LAG), months(none, LAG)
    assert differences(made, none) == []
    months(made, 2), months(none, 2)
    assert made.posts.innovation > 0.1
    assert none.posts.innovation == 0.0
    assert made.posts.vacancies[2] > 1.1 * none.posts.vacancies[2]
    assert (made.posts.vacancies[:2] == none.posts.vacancies[:2]).all()


def test_innovation_adds_posts_or_saves_them_as_is_assumed(town: City, scenarios: Scenarios) -> None:
    """Its presets turn the sign of the posts that it makes."""
    posts = []
    for preset in ("backlash", "null", "positive"):
        size = resolve({"chain.innovation": {"preset": preset}}).chain.innovation
        posts.append(months(follow(town, scenarios, chain=FEW | {"innovation": size}), LAG + 2).posts.vacancies[2])
    assert posts[0] < posts[1] < posts[2]
    assert posts[0] > 0.0


def test_trained_people_without_a_post_leave_only_where_that_is_assumed(town: City, scenarios: Scenarios) -> None:
    stay, leave = (months(follow(town, scenarios, chain=FEW | {"drain": drain}), 6) for drain in (0.0, 0.2))
    rows = [city.recorder.rows[-1]["retention", "all"] for city in (stay, leave)]
    assert rows[0] == 1.0 > rows[1]
    assert leave.posts.trained.sum() < 0.8 * stay.posts.trained.sum()
    assert np.unique(leave.columns.id).size == leave.columns.id.size


def test_a_name_for_learning_keeps_the_trained_only_as_is_assumed(town: City, scenarios: Scenarios) -> None:
    """Rows 64 and 67: off by default; its presets turn the sign of how many leave."""
    left = []
    for preset in ("backlash", "null", "positive"):
        size = resolve({"chain.reputation": {"preset": preset}}).chain.reputation
        city = follow(town, scenarios, chain=FEW | {"threshold": 0.1, "drain": 0.1, "reputation": size})
        city.columns.visible[:] |= 128  # everybody is seen to learn
        fill_posts(city)
        left.append(city.posts.left)
    assert left[0] > left[1] > left[2]


def test_poaching_lowers_training_by_employers(town: City, scenarios: Scenarios) -> None:
    """Only where posts stay empty."""
    starts = []
    for posts, poaching in ((MANY, 0.0), (MANY, 5.0), (FEW, 0.0), (FEW, 5.0)):
        city, found = follow(town, scenarios, chain=posts | {"poaching": poaching, "wage_return": 0.0}), 0
        for _ in range(6):
            city.step()
            found += int(city.enrolment.admitted[city.offers.at_work].sum())
        starts.append(found)
    assert starts[1] < 0.5 * starts[0]
    assert starts[3] == starts[2] > 20
