"""Small cities for tests: scenarios of one root, everything that a city's state is, and what differs between states.

Tests fork from one burnt-in Millbrook (the fixture `town`), which is built once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim.city
import sim.compiled
from sim.assumptions import Assumptions
from sim.citizens.contacts import uncounted
from sim.citizens.person import PERSONAL, Columns
from sim.city import City
from sim.indicators.observe import Count
from sim.institutions.institution import COLUMNS, Institution, Institutions
from sim.scenario import Scenario, load, load_city
from sim.scenario.schema import Plan
from sim.scenario.shocks import Shock

BUDGET = 600.0  # crowns a resident and year: enough for each instrument to buy whole teachers and seats
ROOT = """\
title: A test
city: {city}
citizens: 600
months: 12
budget: {{per_resident_per_year: {budget}, rule: equal}}
"""
INSTRUMENTS = ("places", "teachers", "offers", "outreach", "campaign", "voucher", "maintenance", "cash_transfer")
FULL: tuple[dict[str, Any], ...] = tuple({"instrument": name, "share": 0.1} for name in INSTRUMENTS)
CASH = {"instrument": "cash_transfer"}  # spends to the cent whatever it is given
ENVELOPE = 25_000_000  # cents a month of the root budget
CUT = Shock.model_validate({"kind": "fiscal", "from": 4, "months": 4, "size": 0.4})


class Scenarios:
    """Scenarios that share city, people, assumptions and root budget, so that all may fork from one burn-in."""

    def __init__(self, folder: Path, city: Path, budget: float = BUDGET) -> None:
        file = folder / "root.yaml"
        file.write_text(ROOT.format(city=city, budget=budget), encoding="utf-8")
        self.root = load(file)
        self.facts = load_city(self.root.city)

    def __call__(self, *policy: dict[str, Any], budget: float = BUDGET, **changes: Any) -> Scenario:
        """The root with a policy, and with other money where `budget` says so; `changes` are fields of a Scenario."""
        money = {"per_resident_per_year": float(budget), "rule": "equal" if budget == BUDGET else "additional"}
        plan = Plan.model_validate({"budget": money, "policy": policy}, context={"facts": self.facts})
        return self.root.model_copy(update={"budget": plan.budget, "policy": plan.policy, **changes})


def state(city: City) -> dict[str, Any]:
    """All that can differ between two cities of the same place: name to array or plain value."""
    found: dict[str, Any] = {f"column {name}": column for name, column in city.columns._asdict().items()}
    found |= {f"offers {name}": column for name, column in city.offers._asdict().items()}
    found |= {
        "contracts": city.contracts,
        "owed": city.displacement.owed,
        "flows": np.delete(city.recorder.flows, Count.SUPPORTED_MINUTES, axis=-1),
        "flows supported": city.recorder.flows[..., Count.SUPPORTED_MINUTES].copy(),
        "rows": city.recorder.rows,
    }
    found |= {"balance": {k: v for k, v in sorted(city.ledger.balance.items()) if v}}
    found |= {f"labour {name}": value for name, value in dataclasses.asdict(city.labour).items()}
    these = city.institutions
    found |= {f"institutions {name}": getattr(these, name) for name in (*COLUMNS, "demand")}
    ordered = [(opens, *seats) for opens, seats in sorted(these.buildings.items()) if seats.any()]
    found |= {"buildings": np.array(ordered, np.int64), "credit": city.credit}
    return found


def differences(one: City, other: City, ignore: tuple[str, ...] = ()) -> list[str]:
    """Names of what is not the same to the last bit, without those that start with a word to ignore."""
    a, b = state(one), state(other)
    assert a.keys() == b.keys()
    return [name for name in a if not name.startswith(ignore or ("\0",)) and not identical(a[name], b[name])]


def identical(a: Any, b: Any) -> bool:
    """Equality of bits for arrays, of values for everything else, also within tuples and dictionaries."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(identical(a[key], b[key]) for key in a)
    if isinstance(a, tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(identical, a, b))
    return bool(a == b)


def people(city: City) -> dict[str, np.ndarray]:
    """The columns that no policy may touch: who lives in the city."""
    return {name: getattr(city.columns, name).copy() for name in (*PERSONAL, "income_group")}


def with_rows(city: City, order: np.ndarray) -> City:
    """A fork of `city` with the rows of its citizens in another order, ties and population included."""
    other = city.fork(city.plan)
    where = np.empty(order.size, np.int64)
    where[order] = np.arange(order.size)
    degree = np.diff(city.ties.indptr)[order]
    indptr = np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)
    old = [city.ties.neighbours[city.ties.indptr[i] : city.ties.indptr[i + 1]] for i in order]
    neighbours = np.concatenate([np.sort(where[row]) for row in old]).astype(np.int32)
    other.columns = Columns(*(column[order] for column in city.columns))
    other.ties = type(city.ties)(indptr, neighbours)
    other.contacts = uncounted(order.size)
    columns = {name: column[order] for name, column in city.population.columns.items()}
    other.population = dataclasses.replace(city.population, columns=columns, ties=other.ties)
    return other


@contextmanager
def threads(number: int) -> Iterator[None]:
    """So many threads at work on the rows of a city, however few those are and whatever the machine has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.compiled, "FEW", 1)
        patch.setattr(sim.compiled.numba, "get_num_threads", lambda: number)
        yield


def assume(city: City, **changes: dict[str, float]) -> City:
    """A fork of `city` that goes on under other assumptions, `group={field: value}`, even outside their ranges."""
    other = city.fork(city.plan)
    other.p = under(city.p, **changes)
    other.prices = type(city.prices)(city.facts.mean_income_month, other.p)
    return other


def crowded(city: City) -> City:
    """The same city, whose public institutions have lost their seats and rent rooms by the hour."""
    for one in city.public:
        one.seats = 0
    return city


def following(city: City, **forms: str) -> City:
    """The same city, which follows these forms of its mechanisms from now on."""
    city.plan = city.plan.model_copy(update={"forms": city.plan.forms.model_copy(update=forms)})
    return city


def under(p: Assumptions, **changes: dict[str, float]) -> Assumptions:
    """Assumptions with some changed, `group={field: value}`, even outside their ranges."""
    return p._replace(**{group: getattr(p, group)._replace(**fields) for group, fields in changes.items()})


@contextmanager
def watched(before: Callable[[City, str], Any], after: Callable[[City, str, Any], None]) -> Iterator[None]:
    """Within it, `before(city, name)` precedes each phase of a month and `after(city, name, noted)` follows it."""

    def wrap(phase: Callable[[City], None]) -> Callable[[City], None]:
        def wrapped(city: City) -> None:
            noted = before(city, phase.__name__)
            phase(city)
            after(city, phase.__name__, noted)

        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.city, "MONTH", tuple(wrap(phase) for phase in sim.city.MONTH))
        yield


def months(city: City, number: int) -> City:
    """The city some months later."""
    for _ in range(number):
        city.step()
    return city


def latest(city: City, name: str, group: str = "all") -> float:
    """An indicator as it was recorded last."""
    return city.recorder.rows[-1][name, group]


def bare_institution(model: Any, kind: int = 3, slots: int = 2, **fields: Any) -> Institution:
    """An institution with nothing but what is given (kind 3: community centre)."""
    one = Institutions(model, np.array([kind]), np.array([0]), np.array([0, slots]))[0]
    for name, value in fields.items():
        assert hasattr(one, name)
        setattr(one, name, value)
    return one


def spent(city: City, number: int) -> list[list[int]]:
    """What each programme spends, month by month, in cents."""
    return [[one.spent for one in months(city, 1).programmes] for _ in range(number)]


def free(town: City, **governance: float) -> City:
    """The town without a limit to absorption, governed as given."""
    return assume(town, money={"start": 1.0}, governance=governance)
