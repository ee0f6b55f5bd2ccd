"""Rules that rule most people out by a bound never rule out somebody whom the rule itself would take."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.assumptions import resolve
from sim.citizens.attending import Invitation
from sim.rules.activities import may_visit, wants_to_visit, wish_to_visit

P = resolve({}).activities


class Guest(NamedTuple):
    """What counts of a citizen when it decides on an event."""

    free_hours: float


@settings(deadline=None)  # the first example waits for the compiler
@given(st.floats(-8.0, 8.0), st.floats(-5.0, 90.0), st.floats(1e-10, 1.0, exclude_max=True), st.floats(-6.0, 6.0))
def test_who_wants_to_visit_may(taste: float, free_hours: float, luck: float, base: float) -> None:
    me, event, p = Guest(free_hours), Invitation(taste), P._replace(base=base)
    if wants_to_visit(me, event, p, luck):
        assert may_visit(me, event, p, luck)


def test_the_bound_rules_most_people_out() -> None:
    me, event = Guest(20.0), Invitation(0.0)
    assert wish_to_visit(me, event, P, 0.0) == P.base
    wanting, possible = (
        sum(rule(me, event, P, (n + 0.5) / 1000) for n in range(1000)) for rule in (wants_to_visit, may_visit)
    )
    assert 0 < wanting <= possible < 500
    assert possible == pytest.approx(wanting, rel=0.5)
