"""Rival forms of a mechanism: each does what its name says, and the usual one is what a city does without a word."""

from __future__ import annotations

import importlib.util
import re
from typing import get_args

import numpy as np
import pytest
from worlds import Scenarios, crowded, differences, months

import sim.city
from sim.city import City
from sim.population.ties import Ties, shuffled
from sim.scenario.forms import Forms


def under(town: City, scenarios: Scenarios, form: str) -> City:
    """A fork of the town that follows a form of admission from now on."""
    city = town.fork(scenarios())
    city.plan = city.plan.model_copy(update={"forms": Forms(admission=form)})
    return city


def test_the_usual_form_is_the_same_as_none(town: City, scenarios: Scenarios) -> None:
    named = months(under(town, scenarios, "first_come"), 3)
    assert differences(months(town.fork(scenarios()), 3), named) == []


@pytest.mark.parametrize(("form", "column", "sign"), [("need", "income", -1), ("skill", "skill", 1)])
def test_scarce_places_go_to_those_whom_the_form_puts_first(
    town: City, scenarios: Scenarios, form: str, column: str, sign: int
) -> None:
    city, lots = under(town, scenarios, form), under(town, scenarios, "lottery")
    means = []
    for one in (city, lots):
        for institution in one.public:
            institution.seats = min(1, institution.seats)  # places are scarce
        chosen: list[float] = []
        for _ in range(12):
            one.step()
            new = (one.columns.last_start == one.month - 1) & ~one.offers.at_work[one.columns.learnt]
            chosen += getattr(one.columns, column)[new].tolist()
        means.append(float(np.mean(chosen)))
    assert sign * (means[0] - means[1]) > 0.05 * abs(means[1])


def test_a_shuffled_network_keeps_its_shape_and_joins_other_people(town: City) -> None:
    ties, other = town.ties, shuffled(town.ties, town.seed)
    assert sorted(np.diff(other.indptr).tolist()) == sorted(np.diff(ties.indptr).tolist())
    assert town.plan.forms.network == "local"
    education = town.columns.education.astype(float)

    def likeness(net: Ties) -> float:
        """Correlation of education over ties."""
        ends = np.repeat(np.arange(education.size), np.diff(net.indptr))
        return float(np.corrcoef(education[ends], education[net.neighbours])[0, 1])

    assert likeness(ties) > 0.1 > abs(likeness(other))
    assert {(i, j) for i in range(600) for j in other.neighbours[other.indptr[i] : other.indptr[i + 1]].tolist()} == {
        (j, i) for i in range(600) for j in other.neighbours[other.indptr[i] : other.indptr[i + 1]].tolist()
    }, "a tie has two ends"


def test_the_norm_of_the_city_is_one_for_all_but_for_a_published_rate(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios({"instrument": "campaign", "share": 0.5, "publishes_rate": 0.9}))
    city.plan = city.plan.model_copy(update={"forms": Forms(norms="city")})
    rate = float((city.columns.last_start >= city.month - 12).mean())
    for phase in sim.city.MONTH[: sim.city.MONTH.index(sim.city.choose)]:
        phase(city)
    told = city.columns.published >= 0
    weight = city.p.norms.published
    assert 0 < told.sum() < told.size
    stayed = np.isin(city.columns.id, town.columns.id)
    assert city.columns.norm[~told & stayed] == pytest.approx(rate, abs=0.02)
    assert np.unique(city.columns.norm[~told]).size == 1
    assert city.columns.norm[told] == pytest.approx((1 - weight) * city.columns.norm[~told][0] + weight * 0.9)


def test_a_city_of_another_form_has_another_burn_in(town: City, scenarios: Scenarios) -> None:
    other = scenarios(forms=Forms(admission="lottery"))
    assert City.burn_in_key(other, 1) != City.burn_in_key(scenarios(), 1)
    with pytest.raises(ValueError, match="forms"):
        town.fork(other)


def with_form(town: City, scenarios: Scenarios, *policy: dict[str, object], **forms: str) -> City:
    """A fork of the town under a policy that follows other forms from now on."""
    city = town.fork(scenarios(*policy))
    city.plan = city.government.plan = city.plan.model_copy(update={"forms": Forms(**forms)})
    return city


VOUCHER = {"instrument": "voucher", "share": 0.2, "target": {"need": 0.5}}
TEACHERS = {"instrument": "teachers", "share": 0.2}


def test_without_limits_nobody_waits_and_everything_else_goes_on(town: City, scenarios: Scenarios) -> None:
    city, usual = (crowded(one) for one in (with_form(town, scenarios, capacity="unlimited"), town.fork(scenarios())))
    for _ in range(6):
        city.step()
        usual.step()
        assert city.enrolment.turned_away.sum() == 0
        assert (city.enrolment.admitted == city.enrolment.applied).all()
    waiting = [one.recorder.rows[-1]["waiting_people", "all"] for one in (city, usual)]
    assert waiting[0] == 0.0 < waiting[1]
    assert sum(one.staff.total for one in city.public) > 0  # teachers are hired and paid as ever
    assert sum(city.ledger.balance.values()) == 0
    assert (city.columns.last_start >= 0).sum() > (usual.columns.last_start >= 0).sum()


def test_on_top_of_the_envelope_provision_misses_nothing_and_the_books_say_how_much_more(
    town: City, scenarios: Scenarios
) -> None:
    plain = town.fork(scenarios())
    city = with_form(town, scenarios, VOUCHER, TEACHERS, budget="on_top")
    within = town.fork(scenarios(VOUCHER, TEACHERS))
    for _ in range(6):
        for one in (plain, city, within):
            one.step()
        rows = [one.recorder.rows[-1] for one in (plain, city, within)]
        provision = [row["spend", "line=provision"] for row in rows]
        programmes = [row["spend", "line=voucher"] + row["spend", "line=teachers"] for row in rows[1:]]
        assert provision[0] == provision[1] > provision[2]
        assert rows[1]["spend", "all"] == pytest.approx(rows[0]["spend", "all"] + programmes[0])
        assert rows[2]["spend", "all"] == pytest.approx(rows[0]["spend", "all"])
        assert min(programmes) > 0
        assert sum(city.ledger.balance.values()) == 0
        assert city.ledger.balance["government"] == 0


def test_the_usual_forms_of_capacity_and_budget_are_the_same_as_none(town: City, scenarios: Scenarios) -> None:
    named = with_form(town, scenarios, VOUCHER, TEACHERS, capacity="limited", budget="envelope")
    assert differences(months(town.fork(scenarios(VOUCHER, TEACHERS)), 3), months(named, 3)) == []


def test_forms_that_do_nothing_without_limits_share_an_intercept(town: City) -> None:
    from sim import anchor

    keys = [anchor.key(town.facts, town.p, Forms(**form)) for form in ({}, *({n: v} for n, v in (
        ("capacity", "unlimited"), ("budget", "on_top"), ("admission", "need")
    )))]  # fmt: skip
    assert len(set(keys)) == 1
    assert anchor.key(town.facts, town.p, Forms(norms="city")) != keys[0]


@pytest.mark.parametrize("mechanism", Forms.model_fields)
def test_each_mechanism_names_the_module_of_its_forms_and_defaults_to_the_first(mechanism: str) -> None:
    field = Forms.model_fields[mechanism]
    module = re.search(r"\((sim\.[a-z_.]+)\)$", field.description or "")
    assert module
    assert importlib.util.find_spec(module[1])
    assert field.default == get_args(field.annotation)[0]
