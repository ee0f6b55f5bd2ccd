"""Shocks from outside (M25): closed sites and platforms, lost work, teachers hired away; less money is in `envelope`.

Everything comes back as it would have been: who lost work has it again afterwards, and closed offers open again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.citizens.renewal import fifth
from sim.codes import ADULT_AGE, EMPLOYED, UNEMPLOYED
from sim.compiled import kernel
from sim.draws import block, uniforms
from sim.population.fitting import YEARS
from sim.population.persons import (
    LASTING,
    WORK_LUCK,
    free_hours,
    normals_for,
    open_slots,
    relative_income,
    work_at,
)

if TYPE_CHECKING:
    from sim.city import City
    from sim.scenario.shocks import Shock

NATURAL = -1  # the work that a person of this age, sex, education and district has without a shock


def strike(city: City) -> None:
    """The month's shocks: work lost or found again, teachers hired away, offers closed whoever pays for them."""
    if not city.plan.shocks or city.month < 0:
        return
    ended = [one for one in city.plan.shocks if one.end == city.month]
    now = [one for one in city.plan.shocks if one.strikes(city.month)]
    for shock in ended:
        if shock.kind == "unemployment":
            relive(city, struck(city, shock) & (city.columns.work == UNEMPLOYED), NATURAL)
    for shock in now:
        if shock.kind == "unemployment":
            relive(city, struck(city, shock) & (city.columns.work == EMPLOYED), UNEMPLOYED)
        elif shock.kind == "teacher_poaching":
            poach(city, shock)
        elif shock.kind != "fiscal":
            close(city, closed(city, shock))


def places(city: City, shock: Shock) -> NDArray[np.bool_]:
    """The districts that a shock strikes, shape (districts,)."""
    names = shock.districts
    return np.array([names is None or one.district_id in names for one in city.facts.districts])


# --- closed offers ----------------------------------------------------------------------------------------------------


def closed(city: City, shock: Shock) -> NDArray[np.bool_]:
    """The offers that a shock closes, by row of the offer table."""
    if shock.kind == "outage":
        return np.array(city.offers.online)
    return ~city.offers.online & places(city, shock)[city.offers.district]


def close(city: City, rows: NDArray[np.bool_]) -> None:
    """Nobody begins here this month, nor in places bought by contract; running courses go on as online ones do."""
    offers = city.offers
    new = rows & offers.open
    offers.open[new] = False
    offers.support[new & ~offers.online] -= city.p.persistence.online
    city.contracts[rows] = 0.0


# --- lost work --------------------------------------------------------------------------------------------------------


def struck(city: City, shock: Shock) -> NDArray[np.bool_]:
    """Who would lose work in this shock, by a lot that holds for all its months; shape (n,)."""
    c = city.columns
    lot = uniforms(city.seed, "job loss", c.id, shock.from_month)
    return (lot < (shock.size or 0.0)) & places(city, shock)[c.district]


def relive(city: City, who: NDArray[np.bool_], work: int) -> None:
    """Give people another work, with the income, free hours and slots that go with it."""
    rows = np.flatnonzero(who)
    if rows.size:
        change_work(city.columns, rows, work, city.population.tables, city.lifetables.income_steps)


@kernel()
def change_work(c, rows, work, tables, income_steps):
    """Work of the rows becomes `work`, or their own if that is negative; what follows from work follows."""
    for k in range(rows.size):
        i = rows[k]
        d, s, e = int(c.district[i]), int(c.sex[i]), int(c.education[i])
        year = min(int(c.age_months[i]) // 12 - ADULT_AGE, YEARS - 1)
        person = int(c.id[i])
        new = work if work >= 0 else work_at(year, s, e, d, block(tables.seed, WORK_LUCK, person, 0, 0)[0], tables)
        luck = block(tables.seed, LASTING, person, 0, 0)
        income = relative_income(tables.income_scale[d], e, new, normals_for(tables.seed, person)[1])
        c.work[i], c.income[i] = new, income
        c.free_hours[i] = free_hours(new, c.children[i] == 1, tables, luck[1])
        c.slots[i] = open_slots(new, tables, luck[2])
        c.income_group[i] = fifth(income, income_steps)


# --- teachers ---------------------------------------------------------------------------------------------------------


def poach(city: City, shock: Shock) -> None:
    """Teachers leave for posts elsewhere, at every experience alike; fractions by keyed luck."""
    here = places(city, shock)
    public = [one for one in city.public if here[one.district] and one.staff.total]
    keys = np.array([one.key for one in public], np.int64)
    luck = [uniforms(city.seed, "poaching", keys, city.month, option).tolist() for option in range(3)]
    for k, one in enumerate(public):
        stock = one.staff
        gone = [min(n, int(n * (shock.size or 0.0) + luck[i][k])) for i, n in enumerate(stock)]
        one.novice, one.mid, one.senior = (n - lost for n, lost in zip(stock, gone, strict=True))
        one.quit += sum(gone)
