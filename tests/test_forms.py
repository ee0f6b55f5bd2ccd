"""Rival forms of a mechanism: each does what its name says, and the usual one is what a city does without a word."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import Scenarios, differences, months

from sim.city import City
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


def test_a_city_of_another_form_has_another_burn_in(town: City, scenarios: Scenarios) -> None:
    other = scenarios(forms=Forms(admission="lottery"))
    assert City.burn_in_key(other, 1) != City.burn_in_key(scenarios(), 1)
    with pytest.raises(ValueError, match="forms"):
        town.fork(other)
