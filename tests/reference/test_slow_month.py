"""The engine's month equals the slow month, written from docs/model/month.md alone: after every phase, exactly.

A difference is a fault of the description or of the engine; the message names the month, phase, row and field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reference import slow_month, slow_places
from reference.slow_draws import philox, share_out, uniforms
from worlds import BUDGET, FULL, Scenarios, assume

from sim import draws
from sim.books import open_month
from sim.city import MONTH, City
from sim.indicators.core import BY_GROUP, DISPLACED, FOR_CITY

SEED, CITIZENS = 3, 200
FIGURES = ("seats", "cash", "weight", "bought_hours", "maintained", "to_renew", "demand", "turned_away")
FIGURES += ("income", "received", "repairs")
MEMORY = (
    "spent",
    "exposure",
    "ever",
    "coverage",
    "money",
    "claimed",
    "take_up",
    "lottery",
    "posts",
    "classes",
    "cells",
)
Fork = Callable[..., City]
KNOWN_ANSWERS = [  # of Random123, the authors' library: counter, key, output
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "5f6fb709 0d893f64 4f121f81 4f730a48"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "5207ddc2 45165e59 4d8ee751 8c52f662"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "4dfccaba 190a87f0 c47362ba b6b5242a"),
]
MANY_SIDED: tuple[dict[str, Any], ...] = (
    {"instrument": "campaign", "share": 0.03, "injunctive": True, "pressure": 0.4, "target": {"age": [30, 60]}},
    {"instrument": "campaign", "spend": 20.5, "media": 0.9, "publishes_rate": 0.37, "pulse": {"every": 5, "length": 3}},
    {
        "instrument": "voucher",
        "share": 0.07,
        "rationing": "need",
        "covers": 0.7,
        "target": {"need": 0.45, "accuracy": 0.6},
    },
    {
        "instrument": "voucher",
        "share": 0.03,
        "rationing": "first_come",
        "maximum": 90,
        "kinds": ["community", "library"],
    },
    {
        "instrument": "voucher",
        "share": 0.02,
        "pulse": {"every": 4, "length": 2},
        "target": {"education": "low", "districts": ["M2", "M3"]},
    },
    {
        "instrument": "cash_transfer",
        "share": 0.1,
        "ramp": 7,
        "target": {"work": ["retired", "unemployed"], "districts": ["M2", "M3"], "accuracy": 0.8},
    },
    {
        "instrument": "outreach",
        "share": 0.05,
        "from": 2,
        "until": 9,
        "target": {"need": 0.3, "education": ["low", "medium"]},
    },
    {"instrument": "places", "share": 0.06, "kind": "community"},
    {"instrument": "places", "share": 0.03, "target": {"districts": ["M1", "M4"]}},
    {"instrument": "teachers", "share": 0.12, "kind": "vocational", "until": 20},
    {"instrument": "offers", "share": 0.08, "until": 14, "kinds": ["community", "vocational", "library"]},
    {"instrument": "maintenance", "share": 0.02, "target": {"districts": "M1"}},
)
OTHER: dict[str, dict[str, float]] = {  # effects that are 0 by default, and a faster supply side
    "awareness": {"advice": 0.3, "campaign": 0.2, "forgetting": 0.03, "peer": 0.2},
    "choice": {"injunctive": 0.8, "wait": 0.4, "quality": 1.5, "consider": 0.5},
    "norms": {"published": 0.5, "adjustment": 0.4, "message": 0.2},
    "campaign": {"effect": 0.4, "fatigue": 7.0, "scale": 0.4},
    "persistence": {"base": -2.0, "skill_gain": 0.004, "skill_ceiling": 2.0, "own_study": 0.4},
    "money": {"administration": 0.17, "absorption": 0.9, "start": 0.9, "carry_over": 0.1},
    "rooms": {"delay": 3.0, "decay": 0.01, "neglect": 0.03, "maintained": 0.6, "capital": 0.6, "day_hours": 20.0},
    "teachers": {
        "training_months": 6.0,
        "training_cost": 3.0,
        "quits": 0.03,
        "hourly_limit": 0.5,
        "novice_quality": 0.6,
    },
    "courses": {"renege": 0.25, "wait_memory": 0.7},
    "costs": {"opening": 1.0, "take_up": 0.9, "exposure": 0.0001},
}


def words(text: str) -> list[int]:
    """Hexadecimal words as numbers."""
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS)
def test_the_slow_philox_gives_the_published_answers(counter: str, key: str, output: str) -> None:
    assert list(philox(words(counter), words(key))) == words(output)


@pytest.mark.parametrize("who", [0, 1, 2**31, 2**62 + 12345])
@pytest.mark.parametrize("month", [-120, -1, 0, 7])
def test_draws_are_those_of_the_description(who: int, month: int) -> None:
    for option in (0, 3):
        ours = uniforms(SEED, "shock", who, month, option)
        assert float(draws.uniforms(SEED, "shock", np.array([who]), month, option)[0]) == ours[0]


def test_whole_numbers_are_shared_out_to_the_last_one() -> None:
    assert share_out(10, [1.0, 1.0, 1.0]) == [4, 3, 3]
    assert share_out(7, [0.0, 2.0, 5.0]) == [0, 2, 5]
    assert share_out(7, [0.0, 0.0]) == [0, 0]


# --- two cities, phase by phase -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fork(millbrook: Path, tmp_path_factory: pytest.TempPathFactory) -> Fork:
    """Forks of a small burnt-in Millbrook: `fork(policy, budget)`."""
    scenarios = Scenarios(tmp_path_factory.mktemp("slow"), millbrook)
    burnt_in = City(scenarios(citizens=CITIZENS), rng=SEED)
    return lambda policy, budget=BUDGET: burnt_in.fork(scenarios(*policy, budget=budget, citizens=CITIZENS))


def by_month(buildings: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Seats by the month in which they open."""
    found: Counter[int] = Counter()
    for opens, seats in buildings:
        found[opens] += seats
    return dict(sorted(found.items()))


def differences(slow: slow_month.SlowCity, city: City, after: str) -> Iterator[str]:
    """What differs between the two, each as `what: slow, engine`."""
    for name, column in city.columns._asdict().items():
        for i, (ours, theirs) in enumerate(zip(slow.columns[name], column.tolist(), strict=True)):
            if ours != theirs:
                yield f"citizen in row {i}, {name}: {ours!r}, {theirs!r}"
    for field, column in city.offers._asdict().items():
        for number, theirs in enumerate(column.tolist()):
            if getattr(slow.offers[number], field) != theirs:
                yield f"offer {number}, {field}: {getattr(slow.offers[number], field)!r}, {theirs!r}"
    for one, their in zip(slow.institutions, city.institutions, strict=True):
        fields = {
            "staff": ((one.novice, one.mid, one.senior), (their.staff.novice, their.staff.mid, their.staff.senior)),
            "credit": (one.credit, city.credit[their.offers.start : their.offers.stop].tolist()),
            "buildings": (by_month(one.buildings), by_month(their.buildings)),
        }
        for name in FIGURES:
            fields[name] = (getattr(one, name), getattr(their, name))
        for name, (ours, theirs) in fields.items():
            if ours != theirs:
                yield f"{one.account}, {name}: {ours!r}, {theirs!r}"
    for account in sorted({*slow.balance, *city.ledger.balance}):
        if slow.balance.get(account, 0) != city.ledger.balance.get(account, 0):
            yield f"balance of {account}: {slow.balance.get(account, 0)}, {city.ledger.balance.get(account, 0)}"
    single = {
        "pool": (slow.pool, city.labour.pool),
        "owed": (slow.owed, city.labour.owed),
        "training owed": (slow.training_owed, city.displacement.owed.tolist()),
        "contracts": (slow.contracts, city.contracts.tolist()),
        "supported": (slow.supported, city.supported.tolist()),
        "month": (slow.month, city.month),
    }
    for name, (ours, theirs) in single.items():
        if ours != theirs:
            yield f"{name}: {ours!r}, {theirs!r}"
    if after == "allocate":
        for name in ("places", "applied", "admitted"):
            ours, theirs = getattr(slow, name), getattr(city.enrolment, name).tolist()
            yield from (
                f"{name} of offer {o}: {a!r}, {b!r}"
                for o, (a, b) in enumerate(zip(ours, theirs, strict=True))
                if a != b
            )
    for ours, theirs in zip(slow.programmes, city.programmes, strict=True):
        yield from programme_differences(ours, theirs)
    if after == "record":
        yield from indicator_differences(slow, city)


def programme_differences(ours: Any, theirs: Any) -> Iterator[str]:
    """What differs in a programme's memory."""
    for name in MEMORY:
        theirs_now = getattr(theirs, "past", theirs) if name in ("exposure", "ever") else theirs
        if not (hasattr(ours, name) and hasattr(theirs_now, name)):
            continue
        mine, plain = getattr(ours, name), getattr(theirs_now, name)
        if name == "posts":
            mine, plain = list(mine.values()), list(plain.values())
        if mine != (plain.tolist() if hasattr(plain, "tolist") else plain):
            yield f"programme {ours.line}, {name}: {mine!r}, {plain!r}"


def indicator_differences(slow: slow_month.SlowCity, city: City) -> Iterator[str]:
    """What differs in the month's counts and indicators."""
    for group, counts in slow_places.noted(city, slow.month).items():
        for name, theirs in counts.items():
            if slow.flows[slow.month][group][name] != theirs:
                yield f"count of {name}, {group}: {slow.flows[slow.month][group][name]}, {theirs}"
    written = {one.name for one in (*BY_GROUP, *FOR_CITY, DISPLACED)}  # others: tests/indicators
    known = written | {"never_participants", "supported_hours"}
    row = {key: value for key, value in city.recorder.rows[-1].items() if key[0] in known}
    for key in sorted({*row, *slow.row}):
        if slow.row.get(key) != row.get(key):
            yield f"indicator {key}: {slow.row.get(key)!r}, {row.get(key)!r}"


def idle(slow: slow_month.SlowCity) -> None:
    """What the slow month does in a phase that is off."""


def side_by_side(city: City, months: int) -> tuple[slow_month.SlowCity, set[str]]:
    """Both pass the months, phase by phase; fails at the first phase after which they differ.

    Returns the slow city and the lines of the programmes that spent money.
    """
    slow, paid = slow_month.SlowCity(city), set()
    for _ in range(months):
        known = {phase.__name__: phase for phase in slow_month.MONTH}
        open_month(city)
        slow_month.open_month(slow)
        for phase in MONTH:  # those that the slow month does not know are off here, and must change nothing
            phase(city)
            known.pop(phase.__name__, idle)(slow)
            found = list(differences(slow, city, phase.__name__))
            assert not found, f"month {slow.month}, after {phase.__name__}: slow, engine\n" + "\n".join(found[:20])
        assert not known, "the engine has no such phase"
        paid |= {one.line for one in slow.programmes if one.spent}
        slow.month, city.month = slow.month + 1, city.month + 1
    return slow, paid


def test_months_without_a_policy(fork: Fork) -> None:
    side_by_side(fork(()), 3)


def test_two_years_with_all_instruments(fork: Fork) -> None:
    slow, paid = side_by_side(fork(FULL), 26)
    assert paid == {one.line for one in slow.programmes}


def test_two_years_with_every_field_of_the_instruments(fork: Fork) -> None:
    side_by_side(fork(MANY_SIDED, 611.3), 26)


def test_a_year_of_scarcity(fork: Fork) -> None:
    slow, _ = side_by_side(fork(FULL, 10.0), 14)
    assert sum(slow.turned_away.values()) > 0


@pytest.mark.parametrize("budget", [60.0, 250.0, BUDGET])  # below 53 this policy asks for more than there is
def test_two_years_under_other_assumptions(fork: Fork, budget: float) -> None:
    side_by_side(assume(fork(MANY_SIDED, budget), **OTHER), 26)


def test_money_follows_demand_where_nobody_was_turned_away(fork: Fork) -> None:
    city = fork(tuple(one for one in FULL if one["instrument"] in ("places", "teachers")))
    for one in city.public:
        one.turned_away = 0.0
    side_by_side(city, 2)
