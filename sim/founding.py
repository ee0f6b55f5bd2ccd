"""How a city begins: its people, offers, institutions and books before the first month, those of another, or a twin.

Everything follows from the city's facts, the assumptions and the seed; the burn-in then lives in it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import anchor
from sim.assumptions import resolve
from sim.citizens.contacts import uncounted
from sim.citizens.person import new_columns
from sim.citizens.renewal import Lifetables
from sim.draws import uniforms
from sim.indicators import observe
from sim.indicators.recorder import Recorder
from sim.institutions.institution import of_offers
from sim.institutions.labour import LabourMarket
from sim.institutions.ledger import Ledger
from sim.institutions.offers import distances_km, offer_table, reach_table, site_counts
from sim.institutions.prices import Prices
from sim.institutions.supply import equip, hours_shares
from sim.mechanisms.chain import Posts
from sim.mechanisms.displacement import Displacement
from sim.mechanisms.volunteers import nobody
from sim.mesa_compat import RESERVED
from sim.population import synthesise
from sim.population.ties import shuffled
from sim.scenario import load_city
from sim.scenario.units import annual_cents

if TYPE_CHECKING:
    from sim.city import City

FIRST_GUESS = -2.0  # of the intercept, before it is solved
# fmt: off
SHARED = (
    "facts", "p", "weight", "population", "ties", "lifetables", "prices", "reach", "travel", "intercept", "month",
    "seed", "usual",
)
# fmt: on
# Besides columns, offers and institutions.
COPIED = ("contacts", "ledger", "labour", "displacement", "credit", "volunteering", "posts")


def found(city: City, latent_city: Callable[[], City]) -> None:
    """Everything a city has before its burn-in; `latent_city` makes the one in which the intercept is solved."""
    city.facts = load_city(city.plan.city)
    local = {name: one.value for name, one in city.facts.assumptions.items()}
    city.p = resolve(local | dict(city.plan.assumptions))
    people = round(city.facts.adults) if city.plan.citizens == "all" else int(city.plan.citizens)
    city.weight = city.facts.adults / people
    settle_people(city, people)
    city.prices = Prices(city.facts.mean_income_month, city.p)
    counts = site_counts(city.facts)
    city.offers = offer_table(city.facts, counts, city.p)
    city.reach = reach_table(city.facts, counts, city.offers, city.p)
    city.travel = travel_table(city)
    city.ledger, city.labour = Ledger(), LabourMarket(0.0)
    city.displacement = Displacement(np.zeros(counts.shape[0]))
    city.volunteering, city.posts = nobody(), Posts()
    city.recorder = Recorder(observe.groups(city.facts))
    city.intercept = FIRST_GUESS
    city.institutions = of_offers(city, city.offers)
    city.public = [one for one in city.institutions if one.kind.public]
    city.contracts = np.zeros(city.offers.kind.size)
    city.supported = np.zeros(city.offers.kind.size)
    city.usual = city.offers.open.copy()
    city.credit = np.zeros(city.offers.kind.size, np.int64)
    if not city.unlimited:
        supply(city, counts, anchor.anchored(city.facts, city.p, city.plan.forms, latent_city))


def settle_people(city: City, people: int) -> None:
    """The synthetic population, who knows the offers, and the fifths of income."""
    city.population = synthesise(city.facts, people, city.seed, city.p)
    city.columns = new_columns(city.population.columns)
    c = city.columns
    c.aware[:] = uniforms(city.seed, "aware", c.id) < city.p.awareness.initial
    c.norm[:] = city.facts.anchor.value
    income_steps = np.quantile(c.income, [0.2, 0.4, 0.6, 0.8])
    c.income_group[:] = np.searchsorted(income_steps, c.income)
    ties = city.population.ties
    city.ties = ties if city.plan.forms.network == "local" else shuffled(ties, city.seed)
    city.contacts = uncounted(people)
    turnover = city.population.turnover
    city.lifetables = Lifetables(turnover.death, turnover.move_out, turnover.arriving, income_steps)


def travel_table(city: City) -> NDArray[np.float64]:
    """Kilometres from each district to each offer, shape (districts, offers): as in the reach, else between points."""
    travel = distances_km(city.facts)[:, city.offers.district]
    for d in range(travel.shape[0]):
        within = slice(city.reach.start[d], city.reach.start[d + 1])
        travel[d, city.reach.offer[within]] = city.reach.km[within]
    return travel


def supply(city: City, counts: NDArray[np.float64], start: anchor.Anchored) -> None:
    """Institutions as large as the reference budget keeps up, where demand and the published sites are."""
    city.intercept = start.intercept
    demand = start.demand * city.facts.adults
    shares = hours_shares(counts, city.offers, demand, city.p)
    cents = annual_cents(city.plan.reference_budget, city.facts.residents) // 12
    equip(city.institutions, shares, demand, cents, city.ledger, city.p, city.prices, city.seed)
    t = city.p.teachers
    city.labour.graduates_a_month = t.graduates * t.quits * int(city.institutions.staff.sum())


def take_over(city: City, other: City) -> None:
    """Begin where another city stands: what never changes is shared, all else is copied."""
    for name in SHARED:
        setattr(city, name, getattr(other, name))
    city.columns = type(other.columns)(*(column.copy() for column in other.columns))
    city.offers = type(other.offers)(*(column.copy() for column in other.offers))
    city.contracts, city.supported = other.contracts.copy(), other.supported.copy()
    for name in COPIED:
        setattr(city, name, copy.deepcopy(getattr(other, name)))
    city.recorder = other.recorder.copy()
    city.institutions = other.institutions.moved_to(city)
    city.public = [one for one in city.institutions if one.kind.public]


def twin(city: City) -> City:
    """A city that stands where this one does and whose phases leave it untouched; what never changes is shared.

    For looking ahead: its recorder begins anew, and Mesa's own parts (`step`, the register of agents) are the first's.
    """
    other = copy.copy(city)
    other.recorder = city.recorder.copy()
    kept = {"plan", "datacollector", "recorder", "step", *SHARED, *RESERVED}
    memo: dict[int, Any] = {id(city): other} | {id(value): value for name, value in vars(other).items() if name in kept}
    for name, value in vars(other).items():
        if not (name in kept or name.startswith("_")):
            setattr(other, name, copy.deepcopy(value, memo))
    return other
