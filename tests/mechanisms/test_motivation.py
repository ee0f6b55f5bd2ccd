"""Motivation beside the lasting trait: its two forms, the awards and study circles meant to move it, and their ends.

Everything that moves it is asserted: the default is nothing, and each effect is shown in both directions.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, assume, differences, following, months

from sim.citizens.person import COMPLETED, STARTED
from sim.city import City
from sim.government.programmes import programme_for

AWARD = {"instrument": "awards", "share": 0.3, "after": "start"}
TANGIBLE = AWARD | {"kind": "tangible", "value": 0.1}
CIRCLES = {"instrument": "study_circles", "share": 0.5, "hours": 12}
CAMPAIGN = {"instrument": "campaign", "share": 0.5, "media": 1.0}
GUIDANCE = {"instrument": "guidance", "share": 0.3, "hours": 4.0}
KEEN: dict[str, dict[str, float]] = {"money": {"start": 1.0}, "choice": {"consider": 0.6}}
FORMS = ("relaxing", "log_odds")


def lived(town: City, plan: Any, form: str, **changes: dict[str, float]) -> City:
    """A fork of the town in which people are quick to think of learning and programmes start in full."""
    merged = {group: KEEN.get(group, {}) | changes.get(group, {}) for group in {*KEEN, *changes}}
    return following(assume(town, **merged).fork(plan), motivation=form)


def applications(city: City, number: int) -> int:
    """Applications of so many months."""
    found = 0
    for _ in range(number):
        city.step()
        found += int((city.columns.application >= 0).sum())
    return found


# --- the two forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_without_its_instruments_motivation_changes_nothing(town: City, scenarios: Scenarios, form: str) -> None:
    policy = ({"instrument": "campaign", "share": 0.2}, {"instrument": "voucher", "share": 0.2})
    off, on = (
        months(town.fork(scenarios(*policy)), 6),
        months(following(town.fork(scenarios(*policy)), motivation=form), 6),
    )
    assert differences(off, on, ignore=("rows",)) == []


def test_one_form_fades_and_the_other_stays_where_it_is(town: City, scenarios: Scenarios) -> None:
    for form, kept in (("relaxing", 0.9**5), ("log_odds", 1.0)):
        city = lived(town, scenarios(), form, motivation={"relaxation": 0.1})
        city.columns.motivation[:] = 1.5
        stayed = city.columns.id.copy()
        months(city, 5)
        stayed_on = city.columns.id == stayed
        assert city.columns.motivation[stayed_on] == pytest.approx(1.5 * kept, rel=1e-5)
        assert (city.columns.motivation[~stayed_on] == 0.0).all(), "newcomers bring none of it"


def test_both_forms_begin_alike_and_one_is_bounded(town: City, scenarios: Scenarios) -> None:
    first, last = {}, {}
    for form in FORMS:
        city = lived(town, scenarios(), form, motivation={"weight": 0.6})
        for column, found in ((0.01, first), (50.0, last)):
            city.columns.motivation[:] = column
            city.step()
            found[form] = float(city.columns.drive[0]) / column
    assert first["relaxing"] == pytest.approx(0.6 * 0.95, rel=1e-5)
    assert first["log_odds"] == pytest.approx(0.6, rel=1e-3)
    assert last["relaxing"] == pytest.approx(0.6 * 0.95, rel=1e-5)
    assert last["log_odds"] * 50.0 == pytest.approx(1.2)


def test_drive_is_the_term_that_an_explanation_shows(town: City, scenarios: Scenarios) -> None:
    city = lived(town, scenarios(), "relaxing")
    city.columns.motivation[:] = 2.0
    city.step()
    rows = [i for i in range(50) if city.columns.enrolled[i] < 0][:5]
    for row in rows:
        told = city.citizens[row].explain()
        if told.wish:
            assert told.wish["drive"] == pytest.approx(0.6 * 2.0 * 0.95, rel=1e-6)
    assert (city.columns.drive == np.float32(0.6 * float(np.float32(2.0 * 0.95)))).sum() > 500


# --- the instruments --------------------------------------------------------------------------------------------------


def begin(city: City, scenarios: Scenarios, **item: Any) -> Any:
    return programme_for(scenarios(item).policy[0], item["instrument"], city)


@pytest.mark.parametrize(("after", "bit"), [("start", STARTED), ("completion", COMPLETED)])
def test_awards_go_by_lot_to_those_who_earned_them_while_money_lasts(
    town: City, scenarios: Scenarios, after: str, bit: int
) -> None:
    city = months(assume(town, choice={"consider": 1.0}), 3)
    c = city.columns
    earned = (c.event & bit) > 0
    assert earned.sum() > 4
    for kind, payee, given in (("verbal", "suppliers", c.praised), ("tangible", "citizens", c.rewarded)):
        awards = begin(city, scenarios, **(AWARD | {"kind": kind, "after": after, "staff_hours": 0.5}))
        each = city.prices.unit(
            (awards.item.value if kind == "tangible" else city.p.motivation.certificate) * city.weight
        )
        before = city.ledger.balance[payee]
        awards.run(city, 3 * each + each - 1)
        assert (awards.spent, city.ledger.balance[payee] - before) == (3 * each, 3 * each)
        assert given.sum() == 3
        assert not given[~earned].any()
        assert awards.staff_hours == pytest.approx(1.5 * city.weight)
        assert awards.honoured == pytest.approx(3 / earned.sum())
        given[:] = 0
        awards.run(city, 10**12)
        assert (given == earned).all()
        given[:] = 0
        awards.run(city, 0)
        assert not given.any()


def test_a_tangible_award_is_a_lower_price_and_a_verbal_one_is_not(town: City, scenarios: Scenarios) -> None:
    for kind in ("verbal", "tangible"):
        city = months(town.fork(scenarios()), 1)
        awards = begin(city, scenarios, **(AWARD | {"kind": kind, "value": 0.1, "target": {"education": "low"}}))
        city.columns.message[:] = 0.0
        awards.run(city, 10**12)
        low = city.columns.education == 0
        worth = city.p.choice.price * 10 * 0.1 / city.columns.income if kind == "tangible" else np.zeros(low.size)
        assert city.columns.message[low] == pytest.approx(worth[low], rel=1e-5)
        assert (city.columns.message[~low] == 0.0).all()


def test_study_circles_take_the_hours_of_those_who_have_them(town: City, scenarios: Scenarios) -> None:
    city = assume(town, motivation={"joins": 0.5})
    circles = begin(city, scenarios, **(CIRCLES | {"hours": 13.0, "size": 10}))
    c, each = city.columns, city.prices.unit(city.p.motivation.circle_hour * 13.0 * city.weight)
    circles.run(city, 40 * each)
    members = c.study_hours > 0
    assert (members.sum(), circles.spent) == (40, 40 * each)
    assert (c.relief[members] == -3.0).all()
    assert (c.relief[~members] == 0.0).all()
    assert (c.free_hours[members] >= 3.0).all()
    assert circles.citizen_hours == pytest.approx(40 * 13.0 * city.weight)
    assert circles.staff_hours == pytest.approx(circles.citizen_hours / 10)
    c.relief[:] = c.study_hours[:] = 0.0
    circles.run(city, 40 * each)
    assert ((c.study_hours > 0) == members).all(), "the same people meet again"
    c.relief[:] = c.study_hours[:] = 0.0
    circles.run(city, 10**12)
    asked = (c.study_hours > 0).sum() / (c.free_hours >= 3.0).sum()
    assert asked == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(c.id.size))


def test_awards_and_hours_of_study_are_those_of_one_month(town: City, scenarios: Scenarios) -> None:
    lines = [AWARD | {"kind": kind, "share": 0.2, "until": 2} for kind in ("verbal", "tangible")]
    city = months(town.fork(scenarios(*lines, CIRCLES | {"share": 0.2, "until": 2})), 2)
    lived = city.columns.praised, city.columns.rewarded, city.columns.study_hours
    assert all(column.any() for column in lived)
    city.step()
    assert not any(column.any() for column in lived)


# --- what is asserted, in both directions -----------------------------------------------------------------------------

CASES: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "verbal": (AWARD, {}),
    "tangible": (TANGIBLE, {}),
    "internalisation": (CIRCLES, {"joins": 1.0}),
    "appeal": (CAMPAIGN, {}),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CASES)
def test_an_asserted_effect_is_nothing_unless_switched_on_and_then_turns_with_its_sign(
    town: City, scenarios: Scenarios, name: str, form: str
) -> None:
    """Null, positive and backlash of each way in which motivation may be moved, in both forms; null is no effect."""
    item, others = CASES[name]
    city = {}
    for sign in (-1.0, 0.0, 1.0):
        values = others | {name: sign * 0.2, "weight": 2.0}
        city[sign] = lived(town, scenarios(item), form, motivation=values)
    found = {sign: applications(one, 18) for sign, one in city.items()}
    assert found[-1.0] < found[0.0] < found[1.0]
    off = months(lived(town, scenarios(item), "none", motivation=others), 18)
    assert differences(off, city[0.0], ignore=("rows",)) == []


def test_a_voucher_is_felt_as_a_reward_only_if_assumed(town: City, scenarios: Scenarios) -> None:
    voucher = {"instrument": "voucher", "share": 0.5}
    means = []
    for controls in (0.0, 1.0):
        city = lived(town, scenarios(voucher), "relaxing", motivation={"tangible": -0.3, "voucher_controls": controls})
        means.append(float(months(city, 6).columns.motivation.mean()))
    assert means[0] == 0.0
    assert means[1] < -0.01


# --- the matrix's rows ------------------------------------------------------------------------------------------------


def after_the_end(town: City, scenarios: Scenarios, item: dict[str, Any], form: str, **motivation: float) -> list[int]:
    """Applications while an instrument runs (a year and a half) and in the three years after it."""
    city = lived(town, scenarios(item | {"until": 18}), form, motivation=motivation | {"weight": 1.5})
    return [applications(city, 18), applications(city, 36)]


@pytest.mark.parametrize("form", FORMS)
def test_after_the_end_of_a_tangible_award_participation_dips_only_if_it_was_felt_as_control(
    town: City, scenarios: Scenarios, form: str
) -> None:
    usual = after_the_end(town, scenarios, TANGIBLE | {"share": 0.0}, form)
    while_paid, after = {}, {}
    for tangible in (0.0, -0.4):
        while_paid[tangible], after[tangible] = after_the_end(town, scenarios, TANGIBLE, form, tangible=tangible)
    assert while_paid[0.0] > usual[0], "what is paid for a course lowers its price"
    assert after[0.0] == pytest.approx(usual[1], rel=0.02), "its money was provision's, whose staff is a little smaller"
    assert after[-0.4] < 0.98 * after[0.0], (usual, while_paid, after)


def test_a_voucher_raises_applications_and_never_starts_beyond_places(town: City, scenarios: Scenarios) -> None:
    usual, paid = (
        lived(town, scenarios({"instrument": "voucher", "share": share}), "relaxing", costs={"take_up": 1.0})
        for share in (0.0, 0.4)
    )
    applied, public = [0, 0], ~town.offers.at_work
    for _ in range(6):
        for k, city in enumerate((usual, paid)):
            city.step()
            applied[k] += int(city.enrolment.applied[public].sum())
            fresh = city.enrolment.admitted[public].sum() * city.weight
            assert fresh <= city.enrolment.places[public].sum() + public.sum() * city.weight, "whole places only"
    assert applied[1] > applied[0]


def test_depth_takes_hours_from_courses_and_lasts_only_where_little_fades(town: City, scenarios: Scenarios) -> None:
    def motivation_left(relaxation: float, item: dict[str, Any], **effect: float) -> tuple[float, float]:
        city = lived(town, scenarios(item | {"until": 12}), "relaxing", motivation=effect | {"relaxation": relaxation})
        at_end = float(months(city, 12).columns.motivation.mean())
        return at_end, float(months(city, 24).columns.motivation.mean()) / at_end

    assert motivation_left(0.01, CIRCLES, internalisation=0.01)[1] > 0.6
    assert motivation_left(0.2, CIRCLES, internalisation=0.01)[1] < 0.05
    circles, usual = (
        lived(
            town,
            scenarios(CIRCLES | {"hours": 60, "share": share}),
            "relaxing",
            motivation={"joins": 1.0},
            choice={"time": 5.0},
        )
        for share in (0.5, 0.0)
    )
    public, applied = ~town.offers.at_work, {}
    for city in (circles, usual):
        city.step()  # a month only: later, courses also lack the money that circles took
        applied[city] = (city.columns.application >= 0) & public[city.columns.application]
    members = circles.columns.study_hours > 0
    assert members.sum() > 100
    assert (applied[circles] & members).sum() < 0.95 * (applied[usual] & members).sum(), "its hours are missing"
    assert (applied[circles] == applied[usual])[~members].all()
    assert circles.programmes[0].citizen_hours == pytest.approx(members.sum() * circles.weight * 60)


def test_appeal_message_and_guidance_are_three_edges_each_off_at_zero(
    town: City, scenarios: Scenarios, record_property: Callable[[str, object], None]
) -> None:
    """Row 1, all eight combinations: each edge raises applications, alone and on average; all at 0 have no effect.

    The same messages and the same guidance of teachers are paid for in all; what differs is what they are assumed to
    do. Guidance makes courses better, and who chooses heeds quality.
    """
    policy = scenarios(CAMPAIGN, GUIDANCE)

    def wanted(appeal: int, message: int, guidance: int, form: str = "relaxing") -> int:
        edges = {
            "motivation": {"appeal": 0.2 * appeal},
            "awareness": {"campaign": 0.2 * message},
            "quality": {"guidance": 0.2 * guidance},
            "choice": {"quality": 3.0},
        }
        return applications(lived(town, policy, form, **edges), 24)

    found = {edges: wanted(*edges) for edges in product((0, 1), repeat=3)}
    main = [sum(n * (2 * edges[k] - 1) for edges, n in found.items()) / 4 for k in range(3)]
    for k, pair in enumerate(("message and guidance", "appeal and guidance", "appeal and message")):
        signs = {edges: np.prod([2 * e - 1 for i, e in enumerate(edges) if i != k]) for edges in found}
        interaction = float(sum(n * signs[edges] for edges, n in found.items())) / 4
        record_property(f"interaction of {pair}", interaction)  # a plain number: other processes send it on
    assert min(main) > 0, (main, found)
    for alone in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        assert found[alone] > 1.02 * found[0, 0, 0], (alone, found)
    assert found[0, 0, 0] == wanted(0, 0, 0, "none")
