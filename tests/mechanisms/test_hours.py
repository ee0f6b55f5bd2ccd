"""The time of staff and citizens that each line takes: declared by the unit that it buys, and none without money.

Hours of learning are no cost of a programme; they are counted elsewhere.
"""

from __future__ import annotations

from typing import Any

import pytest
from worlds import Scenarios, assume, months

from sim.city import City
from sim.government.programmes import PROGRAMMES

# (policy item, assumption, hours it stands for: of staff, of citizens, by whether they rise with it)
UNITS: list[tuple[dict[str, Any], str, bool, bool]] = [
    ({"instrument": "outreach"}, "contact_hours", True, True),
    ({"instrument": "campaign"}, "exposure_hours", False, True),
    ({"instrument": "campaign"}, "media_hours", True, False),
    ({"instrument": "display"}, "media_hours", True, False),
    ({"instrument": "voucher"}, "voucher_hours", True, True),
    ({"instrument": "cash_transfer"}, "transfer_hours", True, True),
    ({"instrument": "places"}, "seat_hours", True, False),
    ({"instrument": "teachers"}, "training_hours", True, True),
]


def hours(town: City, scenarios: Scenarios, item: dict[str, Any], share: float, **costs: float) -> tuple[float, float]:
    """Hours of staff and of citizens that the line takes in a year."""
    city = assume(town, money={"start": 1.0}, costs=costs).fork(scenarios(item | {"share": share}))
    found = [0.0, 0.0]
    for _ in range(4):
        row = months(city, 1).recorder.rows[-1]
        for i, name in enumerate(("staff_hours", "citizen_hours")):
            found[i] += row[name, f"line={item['instrument']}"]
    return found[0], found[1]


@pytest.mark.parametrize(("item", "name", "staff", "citizens"), UNITS, ids=[unit[1] for unit in UNITS])
def test_hours_are_proportional_to_their_declared_unit(
    town: City, scenarios: Scenarios, item: dict[str, Any], name: str, staff: bool, citizens: bool
) -> None:
    once, twice = (hours(town, scenarios, item, 0.3, **{name: size}) for size in (0.1, 0.2))
    assert twice[0] == pytest.approx(once[0] * (2 if staff else 1))
    assert twice[1] == pytest.approx(once[1] * (2 if citizens else 1))
    assert once[0] > 0 or not staff
    assert once[1] > 0 or not citizens


@pytest.mark.parametrize("item", [unit[0] for unit in UNITS[:1] + UNITS[3:]], ids=lambda item: item["instrument"])
def test_without_money_a_line_takes_nobodys_time(town: City, scenarios: Scenarios, item: dict[str, Any]) -> None:
    assert hours(town, scenarios, item, 0.0) == (0.0, 0.0)


@pytest.mark.parametrize("instrument", [name for name, one in PROGRAMMES.items() if one.pays_for_work])
def test_money_for_work_takes_the_hours_that_it_pays_at_the_wage(
    town: City, scenarios: Scenarios, instrument: str
) -> None:
    """All of a line's money, where none is kept by administration or spent twice; 160 hours are a month's."""
    whole = assume(
        town, money={"start": 1.0, "administration": 0.0}, coordination={"duplication": 0.0}, choice={"consider": 0.6}
    )
    city, paid = whole.fork(scenarios({"instrument": instrument, "share": 0.1})), 0
    for _ in range(8):
        row = months(city, 1).recorder.rows[-1]
        assert row["staff_hours", f"line={instrument}"] == pytest.approx(
            row["spend", f"line={instrument}"] * 100 / city.prices.wage * 160
        )
        paid += city.programmes[0].spent
    assert paid > 0


def test_a_contact_takes_its_time_of_both(town: City, scenarios: Scenarios) -> None:
    city = months(assume(town, money={"start": 1.0}).fork(scenarios({"instrument": "outreach", "share": 0.1})), 1)
    contacts = city.programmes[0].spent * 0.9 / city.prices.unit(city.p.costs.contact)
    row = city.recorder.rows[-1]
    assert row["staff_hours", "line=outreach"] == pytest.approx(contacts * 0.5, rel=0.01)
    assert row["citizen_hours", "line=outreach"] == pytest.approx(contacts * 0.5, rel=0.01)
