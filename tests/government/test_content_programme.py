"""A common module in courses: what it takes, what it costs, and that only a declared interest makes it attract."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, latest, months

from sim.citizens.person import DROPPED
from sim.city import City
from sim.codes import KINDS

MODULE = {"instrument": "shared_content", "share": 0.4, "hours": 0.5}


def test_what_the_module_is_about_changes_nothing(town: City, scenarios: Scenarios) -> None:
    about = [months(town.fork(scenarios(MODULE | {"topic": topic})), 12) for topic in ("health", "values")]
    assert differences(*about) == []


def test_its_hours_are_taken_from_what_the_course_taught(town: City, scenarios: Scenarios) -> None:
    """Nobody decides otherwise, so each public course teaches exactly half of what it did."""
    half, whole = town.fork(scenarios(MODULE)), town.fork(scenarios())
    before = town.columns.skill.copy()
    for city in (half, whole):
        city.p = city.p._replace(money=city.p.money._replace(start=1.0))
        city.step()
    assert np.allclose(half.offers.shared[~half.offers.at_work], 0.5)
    assert not half.offers.shared[half.offers.at_work].any()
    assert np.array_equal(half.columns.enrolled, whole.columns.enrolled)
    public = (whole.columns.learnt >= 0) & ~whole.offers.at_work[whole.columns.learnt]
    stayed = whole.columns.id == town.columns.id
    kept = before * (1.0 - town.p.persistence.skill_loss) ** (1.0 / 12.0)
    gain = [(city.columns.skill - kept)[public & stayed] for city in (half, whole)]
    assert public.sum() > 10
    assert gain[0] == pytest.approx(gain[1] / 2, abs=1e-6)
    assert np.array_equal(half.columns.skill[~public], whole.columns.skill[~public])


def test_the_line_pays_no_more_than_the_module_needs_and_less_money_makes_less_of_it(
    town: City, scenarios: Scenarios
) -> None:
    shared = []
    for share in (0.0, 0.002, 0.4):
        city = months(town.fork(scenarios(MODULE | {"share": share})), 12)
        assert city.programmes[0].spent <= city.envelope * share + 1
        shared.append(float(city.offers.shared.max()))
    assert shared[0] == 0.0 < shared[1] < shared[2] == 0.5


@pytest.mark.parametrize("effect", [2.0, -2.0])
def test_it_attracts_and_repels_only_as_far_as_an_interest_is_assumed(
    town: City, scenarios: Scenarios, effect: float
) -> None:
    """With places for all, those with much interest in the content start more often under it, or less often."""
    from sim.citizens.weighing import interest_of

    starts = []
    for size in (0.0, effect):
        city = assume(town, choice={"shared_content": size}).fork(scenarios(MODULE | {"hours": 1.0}))
        starts.append(months(city, 24).columns.starts)
    interest = np.array([interest_of(town.seed, int(person)) for person in town.columns.id])
    stayed = np.isin(town.columns.id, city.columns.id)
    change = (starts[1].astype(int) - starts[0])[stayed]
    assert np.sign((change * interest[stayed]).sum()) == np.sign(effect)


def test_what_one_dislikes_of_it_makes_one_leave_a_community_course_only_as_far_as_is_assumed(
    town: City, scenarios: Scenarios
) -> None:
    """Row 49: by the same luck each learner of the first month stays or leaves by its own interest, and by no other."""
    from sim.citizens.weighing import interest_of

    item = MODULE | {"hours": 1.0, "kinds": "community"}

    def after(size: float | None, number: int) -> City:
        changes = {"base": -1.0} if size is None else {"base": -1.0, "shared_content": size}  # many leave anyway
        return months(assume(town, money={"start": 1.0}, persistence=changes).fork(scenarios(item)), number)

    def left(city: City) -> np.ndarray:
        return (city.columns.event & DROPPED) > 0

    assert differences(after(None, 12), after(0.0, 12)) == []
    usual, disliked, liked = (after(size, 1) for size in (0.0, -2.0, 2.0))
    learnt = usual.columns.learnt
    community = (learnt >= 0) & (usual.offers.kind[learnt] == KINDS.index("community"))
    assert all(np.array_equal(city.columns.learnt, learnt) for city in (disliked, liked)), "they begin as ever"
    assert left(liked).sum() < left(usual).sum() < left(disliked).sum()
    assert not (left(liked) & ~left(usual)).any()
    assert not (left(usual) & ~left(disliked)).any()
    for city in (disliked, liked):
        assert np.array_equal(left(city)[~community], left(usual)[~community])
    interest = np.array([interest_of(town.seed, int(person)) for person in usual.columns.id])
    goes = left(disliked) & community
    assert interest[goes].mean() > interest[community & ~goes].mean() + 0.1, "who cares most, one way or the other"


@pytest.mark.parametrize("kinds", [("school", "university"), ("community",), ("older_adult",), ("vocational",)])
def test_it_enters_courses_of_the_chosen_kinds_and_leaves_all_others_as_they_are(
    town: City, scenarios: Scenarios, kinds: tuple[str, ...]
) -> None:
    """Rows 48 to 51: only there is a part common and only there is less learnt; the rest learn the same, to the bit."""
    free = assume(town, money={"start": 1.0})
    module, none = (months(free.fork(scenarios(MODULE | {"kinds": kinds, "hours": hours})), 1) for hours in (0.5, 0.0))
    into = np.isin(module.offers.kind, [KINDS.index(kind) for kind in kinds]) & ~module.offers.at_work
    assert into.any()
    assert np.array_equal(module.offers.shared > 0, into)
    assert not none.offers.shared.any()
    learnt = module.columns.learnt
    assert np.array_equal(learnt, none.columns.learnt)
    inside, outside = ((learnt >= 0) & which[learnt] for which in (into, ~into))
    assert inside.any()
    assert outside.any()
    assert (module.columns.skill[inside] < none.columns.skill[inside]).all()
    assert np.array_equal(module.columns.skill[~inside], none.columns.skill[~inside])


def test_hours_are_conserved_and_a_module_of_no_hours_is_none(town: City, scenarios: Scenarios) -> None:
    """Row 47: a module that costs next to nothing and interests nobody changes what hours teach, not their number."""
    quick = assume(town, money={"start": 1.0}, costs={"module_hour": 0.0}, choice={"shared_content": 0.0})
    policies = ((), (MODULE | {"hours": 0.0},), (MODULE,))
    plain, empty, module = (months(quick.fork(scenarios(*policy)), 12) for policy in policies)
    assert differences(plain, empty, ignore=("rows",)) == []
    assert empty.programmes[0].spent == 0
    assert float(module.offers.shared.max()) == 0.5
    assert latest(module, "hours_per_adult") == latest(plain, "hours_per_adult") > 0.0
    assert module.columns.skill.mean() < 0.98 * plain.columns.skill.mean()
