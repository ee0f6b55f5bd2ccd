"""Laws: what they protect when money is cut, from when on, and what they cost in money and in change that comes late.

Money is followed to the cent on a line that spends whatever it is given.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import CASH, CUT, ENVELOPE, Scenarios, free, spent

from sim.city import City


def lines(town: City, scenarios: Scenarios, protects: str | None, **governance: float) -> list[list[int]]:
    """Spending of outreach, cash and (last) a law, with a cut from month 4 to 7."""
    law = ({"instrument": "law", "share": 0.05, "protects": [protects]},) if protects else ()
    policy = ({"instrument": "campaign", "share": 0.2}, {**CASH, "share": 0.3}, *law)
    return spent(free(town, **({"enactment": 0.0} | governance)).fork(scenarios(*policy, shocks=(CUT,))), 10)


def test_a_protected_line_survives_a_cut_and_the_others_fall_more(town: City, scenarios: Scenarios) -> None:
    """Row 61: 60 of 100 are there; without a law all lines keep 60 %, with one the line keeps all and pays for it."""
    bare, lawful = lines(town, scenarios, None), lines(town, scenarios, "cash_transfer")
    assert bare[3] == [ENVELOPE // 5, ENVELOPE * 3 // 10]
    assert bare[5] == [ENVELOPE * 3 // 25, ENVELOPE * 9 // 50]
    campaign, cash, law = lawful[5]
    assert cash == ENVELOPE * 3 // 10
    assert campaign < bare[5][0]
    assert law == pytest.approx(0.02 * cash / 0.9, rel=1e-3)
    assert lawful[9][:2] == bare[9]


def test_half_the_money_for_a_law_protects_half(town: City, scenarios: Scenarios) -> None:
    """It costs 9 % of the envelope and 4.5 % are there; in the first month of the cut half of the line comes first."""
    poor = lines(town, scenarios, "cash_transfer", compliance=0.3)[4][1]
    protected = 0.15 + 0.025  # of the line and of the law itself
    rest = (0.6 - protected) / (1.0 - protected)
    assert poor == pytest.approx(ENVELOPE * (0.15 + 0.15 * rest), rel=1e-4)


def test_a_law_protects_from_its_enactment_on(town: City, scenarios: Scenarios) -> None:
    late = lines(town, scenarios, "cash_transfer", enactment=5.0)  # the first money in month 0, in force in month 6
    assert [late[month][1] for month in (4, 5, 6, 7)] == [ENVELOPE * 9 // 50] * 2 + [ENVELOPE * 3 // 10] * 2


def test_provision_can_be_protected_too(town: City, scenarios: Scenarios) -> None:
    bare, lawful = lines(town, scenarios, None), lines(town, scenarios, "provision")
    assert sum(bare[5]) == pytest.approx(0.3 * ENVELOPE)
    assert sum(lawful[5][:2]) == pytest.approx((0.6 - 0.45 - 0.05) * ENVELOPE), "its 45 % and the law itself come first"


def test_a_law_delays_every_change_of_its_line(town: City, scenarios: Scenarios) -> None:
    policy = ({"instrument": "law", "share": 0.05, "protects": ["cash_transfer"]}, {**CASH, "share": 0.3, "until": 5})
    city = free(town, enactment=0.0, rigidity=4.0).fork(scenarios(*policy))
    assert [line[1] for line in spent(city, 11)] == [ENVELOPE * 3 // 10] * 9 + [0, 0]


def test_a_law_steadies_the_line_that_it_protects(town: City, scenarios: Scenarios) -> None:
    law = {"instrument": "law", "share": 0.05, "protects": ["cash_transfer"]}
    city = free(town, volatility=0.5, steadying=0.8, enactment=0.0).fork(
        scenarios(law, {**CASH, "share": 0.2}, {"instrument": "campaign", "share": 0.2}, months=24)
    )
    found = np.array(spent(city, 24))[2:] / ENVELOPE
    assert set(found[:, 1].round(3)) == {0.18, 0.22}
    assert set(found[:, 2].round(3)) == {0.1, 0.3}
