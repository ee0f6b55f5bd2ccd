"""Learning leave: hours freed for employed people only, paid for as far as they are used."""

from __future__ import annotations

import numpy as np
from worlds import Scenarios, assume, spent

from sim.city import City
from sim.codes import EMPLOYED


def test_leave_frees_hours_of_employed_people_only_and_is_paid_for_hours_used(town: City, scenarios: Scenarios) -> None:
    p = assume(town, money={"start": 1.0}, choice={"consider": 0.6, "time": 12.0}, costs={"take_up": 1.0})
    leave = {"instrument": "learning_leave", "share": 0.5, "hours": 15.0}
    city, without = p.fork(scenarios(leave)), p.fork(scenarios())
    started = np.zeros((2, 2), int)
    for _ in range(24):
        city.step(), without.step()
        c = city.columns
        eased = c.relief > 0
        assert (c.work[eased] == EMPLOYED).all()
        for k, one in enumerate((city, without)):
            new = (one.columns.last_start == one.month - 1) & ~one.offers.at_work[one.columns.learnt]
            employed = one.columns.work == EMPLOYED
            started[k] += [int((new & employed).sum()), int((new & ~employed).sum())]
    assert eased.any()
    assert started[0, 0] > 1.1 * started[1, 0], "employed people learn more"
    assert started[0, 1] < 1.03 * started[1, 1], "and nobody else does"
    programme = city.programmes[0]
    assert 0 < programme.spent <= city.envelope // 2
    assert programme.citizen_hours > 0


def test_leave_without_learners_costs_nothing(town: City, scenarios: Scenarios) -> None:
    p = assume(town, money={"start": 1.0}, choice={"consider": 0.0, "consider_habit": 0.0})
    city = p.fork(scenarios({"instrument": "learning_leave", "share": 0.5}))
    assert [line[0] for line in spent(city, 24)][14:] == [0] * 10
