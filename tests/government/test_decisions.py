"""Decisions take time: what approval, reversals and leaving staff cost in months, and what institutions save.

Money is followed to the cent on a line that spends whatever it is given.
"""

from __future__ import annotations

from worlds import CASH, ENVELOPE, Scenarios, free, months, spent

from sim.city import City


def test_money_begins_when_the_decision_is_made_and_grows_from_there(town: City, scenarios: Scenarios) -> None:
    item = {**CASH, "share": 0.2, "from": 1, "ramp": 2}
    months_of = {
        wait: [line[0] for line in spent(free(town, approval=wait).fork(scenarios(item)), 7)] for wait in (0.0, 3.0)
    }
    half, whole = ENVELOPE // 10, ENVELOPE // 5
    assert months_of[0.0] == [0, half, whole, whole, whole, whole, whole]
    assert months_of[3.0] == [0, 0, 0, 0, half, whole, whole]


def test_a_reversed_decision_is_made_again(town: City, scenarios: Scenarios) -> None:
    """Out of 20 items with a chance of a half each, the waits are multiples of the approval, and of several lengths."""
    items = [{**CASH, "share": 0.01} for _ in range(20)]
    waits = []
    city = free(town, approval=2.0, error=0.5).fork(scenarios(*items))
    months(city, 24)
    waits = [one.decided for one in city.government.standings]
    assert all(wait is not None and wait % 2 == 0 and wait >= 2 for wait in waits)
    assert len(set(waits)) > 2


def test_staff_who_leave_take_the_file_with_them(town: City, scenarios: Scenarios) -> None:
    items = [{**CASH, "share": 0.01} for _ in range(20)]
    calm, busy = (months(free(town, approval=6.0, churn=churn).fork(scenarios(*items)), 12) for churn in (0.0, 0.9))
    assert {one.decided for one in calm.government.standings} == {6}
    late = [one.decided is None or one.decided > 6 for one in busy.government.standings]
    assert 0 < sum(late) < 20


def test_institution_building_cuts_the_wait_as_far_as_its_money_goes_and_never_below_none(
    town: City, scenarios: Scenarios
) -> None:
    """The most that it can give is what a city without delay has (row 59)."""

    def money(share: float, approval: float) -> int:
        items = [{"instrument": "institution_building", "share": share}, {**CASH, "share": 0.2, "from": 12}]
        city = free(town, approval=approval, building_memory=3.0).fork(scenarios(*(items if share else items[1:])))
        return sum(line[-1] for line in spent(city, 30))

    found = [money(share, 8.0) for share in (0.0, 0.005, 0.02, 0.1)]
    assert found == sorted(found)
    assert found[0] < found[1] < found[2] < found[3]
    assert found[3] <= money(0.0, 0.0) == 18 * ENVELOPE // 5


def test_without_delay_or_error_institution_building_only_costs(town: City, scenarios: Scenarios) -> None:
    built, unbuilt = (
        free(town).fork(scenarios({**CASH, "share": 0.2}, *more))
        for more in ((), ({"instrument": "institution_building", "share": 0.1},))
    )
    assert [line[0] for line in spent(built, 12)] == [line[0] for line in spent(unbuilt, 12)]
