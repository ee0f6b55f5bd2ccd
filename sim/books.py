"""The city's book-keeping around a month: who comes and goes, what there is, who is paid, and what is recorded.

Everything here moves whole people, teachers, seats and cents from one place to another; nothing appears or vanishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import DYNAMIC
from sim.citizens.renewal import arrive, grow_older
from sim.compiled import in_parts
from sim.draws import options
from sim.government.government import ON_TOP
from sim.government.programmes import PROGRAMMES
from sim.indicators import observe
from sim.indicators.indicator import Sight
from sim.indicators.observe import Count
from sim.indicators.recorder import YEAR
from sim.institutions.accounts import buy_hours, lapse, pay_wages_and_upkeep
from sim.institutions.institution import CONSTRAINTS
from sim.institutions.ledger import GOVERNMENT, TREASURY
from sim.institutions.rooms import renew_seats, wear
from sim.institutions.staffing import hire, turn_over, vacancies
from sim.scenario.forms import Forms

if TYPE_CHECKING:
    from sim.citizens.person import Columns
    from sim.city import City

FOR_A_MONTH = "cash", "relief", "message"  # what mechanisms give citizens; programmes say what they give
NEWCOMERS = 500  # are worth a thread: all that is known of them is made anew


def open_month(city: City) -> None:
    """Close last month's lines and take back what programmes and mechanisms did for last month only."""
    city.ledger.new_month()
    city.institutions.begin_month()
    city.eligible = {}
    for terms in (city.offers.appeal, city.offers.support, city.offers.shared):
        terms[:] = 0.0
    policy = city.plan.policy  # the plan's: what an ended programme did is taken back too
    if policy or city.plan.forms != Forms():
        given = {*FOR_A_MONTH}.union(*(PROGRAMMES[item.instrument].gives for item in policy))
        in_parts(city.columns.id.size, take_back, city.columns, sorted(given))
    if policy or city.plan.shocks:
        city.contracts[:] = city.supported[:] = 0.0
        city.offers.open[:] = city.usual


def take_back(first: int, last: int, c: Columns, names: list[str]) -> None:
    """Give the rows `first` to `last` a newcomer's values in the named columns."""
    for name in names:
        getattr(c, name)[first:last] = DYNAMIC[name][1]


def begin_anew(first: int, last: int, c: Columns, rows: NDArray[np.int64]) -> None:
    """Give the rows from the `first` to the `last` of them a newcomer's values in all that changes in a life."""
    for name, (_, start, _) in DYNAMIC.items():
        getattr(c, name)[rows[first:last]] = start


def age_everyone(city: City) -> NDArray[np.int64]:
    """Everyone is a month older; returns the rows of those who die or move out."""
    people = city.population
    given = (city.columns, people.alone, city.lifetables, people.tables, city.p.people, city.world)
    return np.concatenate(in_parts(city.columns.id.size, grow_older, *given))


def settle_newcomers(city: City, rows: NDArray[np.int64]) -> None:
    """Newcomers take the homes and ties of those who left these rows; all else of theirs is their own."""
    c, people = city.columns, city.population
    in_parts(rows.size, begin_anew, c, rows, worth=NEWCOMERS)
    given = (rows, c, people.alone, city.lifetables, people.tables, city.p.awareness.initial, city.world)
    in_parts(rows.size, arrive, *given, worth=NEWCOMERS)
    for programme in city.programmes:
        programme.forget(city, rows)


def renew_supply(city: City) -> None:
    """Buildings open, wear and are mended; teachers graduate, grow in experience and leave, each by its own luck."""
    luck = options(city.seed, "supply", city.institutions.key, city.month, 7)
    city.labour.renew(city.p, float(luck[6, 0]))
    wear(city.institutions, city.month, city.p, luck[4])
    turn_over(city.institutions, city.p, luck[[0, 1, 2, 3, 5]])


def pay_institutions(city: City) -> None:
    """Institutions pay wages and upkeep, renew seats, hire, buy hours; at the year's end spare money lapses in part."""
    p, prices, ledger, labour, these = city.p, city.prices, city.ledger, city.labour, city.institutions
    labour.pool += pay_wages_and_upkeep(these, ledger, p, prices)
    renew_seats(these, ledger, city.month, p, prices)
    hire(these, np.array(labour.fill(vacancies(these, p, prices).tolist())))
    buy_hours(these, ledger, p, prices)
    if city.month % 12 == 11:
        lapse(these, ledger, p, prices)


def record(city: City) -> None:
    """Count the citizens by group and note the month's figures; of the burn-in, only the last year's flows matter."""
    if city.month <= -YEAR:
        return
    seen = observe.seen(city)
    flows = city.recorder.flows
    flows[city.month % YEAR] = seen.counts
    if city.month >= 0:
        year, spent = flows.sum(axis=0), spending(city)
        city.recorder.take(Sight(seen.counts, year, spent, city, seen), splits(city, year, spent))


def spending(city: City) -> int:
    """Cents of public money spent this month: the envelope and what is paid on top of it, less what went back."""
    ledger = city.ledger
    drawn = city.government.drawn  # from the reserve
    on_top = ledger.paid(TREASURY, ON_TOP) if city.plan.forms.budget == ON_TOP else 0
    return city.envelope + drawn + on_top - ledger.paid(GOVERNMENT, "returned")


def splits(city: City, year: NDArray[np.int64], spent: int) -> dict[str, dict[str, float]]:
    """Figures with groups of their own: turned away by constraint, spending by line, displaced hours by use."""
    month, persistence = city.enrolment, city.p.persistence
    applied, turned_away = max(1, int(month.applied.sum())), month.turned_away.tolist()
    lines = {programme.line: programme.spent for programme in city.programmes}
    lines["provision"] = spent - sum(lines.values())
    hours = float(year[0, Count.FREE_MINUTES]) / 60.0 / city.columns.id.size
    uses = {"own_study": persistence.own_study, "volunteering": persistence.volunteering, "care": persistence.care}
    uses["leisure"] = max(0.0, 1.0 - sum(uses.values()))
    return {
        "constraint": {name: turned_away[i] / applied for i, name in enumerate(CONSTRAINTS)},
        "line": {line: cents / 100.0 for line, cents in lines.items()},
        "use": {use: hours * share for use, share in uses.items()},
    }
