"""The population of a city: citizens with all their columns, their ties, and the tables by which they are renewed.

Made from published margins only; every citizen is a draw, none is a real person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.codes import ADULT_AGE
from sim.population import households as homes
from sim.population.fitting import (
    Array,
    FitRow,
    fit,
    fit_rows,
    integerise,
    largest_remainder,
)
from sim.population.persons import (
    GIVEN,
    Tables,
    children_shares,
    cumulative_work,
    income_scales,
    persons,
)
from sim.population.ties import Ties, ties
from sim.population.turnover import Turnover, stationary_turnover, survivors_from_85

if TYPE_CHECKING:
    from sim.assumptions import Assumptions
    from sim.scenario import CityFacts

FOUNDING = -1  # the "month" in which the first citizens' ids are drawn


@dataclass(frozen=True, eq=False)
class Population:
    """Who lives in the city.

    `columns`: arrays of shape (N,), rows by district, then household (street order): id int64, age_months int16,
    sex, education int8, district int16, household int32, alone int8 (the only adult of the household), work int8,
    income float32 (1 = the city's mean), free_hours float32 (a week), slots uint8 (mask), digital, children int8,
    trait float32 (standard normal), employer_trains int8, readiness float32 (to volunteer, 0 to 1).
    `ties`: contacts in compressed sparse rows. `turnover`: who leaves and who comes. `tables`: what `persons` looks up.
    """

    columns: dict[str, NDArray[Any]]
    ties: Ties
    turnover: Turnover
    tables: Tables
    fit: tuple[FitRow, ...]
    seed: int

    @property
    def alone(self) -> NDArray[np.int8]:
        """Whether each row is the only adult of its household, shape (N,)."""
        return self.columns["alone"]


def synthesise(facts: CityFacts, citizens: int, seed: int, assumptions: Assumptions) -> Population:
    """A population of `citizens` adults (15+) that fits the city's published margins; see `Population`.

    A district's people depend on its own number of citizens only: one citizen more changes one district.
    """
    people, daily = assumptions.people, assumptions.daily
    table = fit(facts, people.retirement_age, survivors_from_85())
    structure = table.sum(axis=4)
    quota = largest_remainder(structure.sum(axis=(1, 2, 3)), citizens)
    keys = district_keys(facts)
    placed = place(facts, structure, quota, keys, seed)
    tables = Tables(
        cumulative_work(table),
        children_shares(table, *families(facts, structure), assumptions.families),
        income_scales(table, np.array([one.income_index for one in facts.districts], np.float64), assumptions.income),
        keys - first_households(placed, quota),
        float(people.employer_trains),
        float(people.employer_trains_education),
        float(people.free_hours),
        np.array([1.0, daily.unemployed, daily.student, daily.home, daily.retired]),
        daily.children,
        daily.spread,
        np.array([daily.employed_by_day, 1.0, daily.student_by_day, 1.0, 1.0]),
        daily.evening,
        daily.weekend,
        *assumptions.digital,
        assumptions.families.alone,
        seed,
    )
    columns = persons(placed, tables)
    lon, lat = (np.array([getattr(one, axis) for one in facts.districts], np.float64) for axis in ("lon", "lat"))
    return Population(
        columns,
        ties(columns, lon, lat, seed, assumptions.acquaintance),
        stationary_turnover(structure, people.stationary),
        tables,
        tuple(fit_rows(facts, columns) + household_fit(facts, columns, structure)),
        seed,
    )


def district_keys(facts: CityFacts) -> NDArray[np.int64]:
    """Where the keys of each district's people and households begin, from its id, shape (D,)."""
    words = [draws.purpose_key(f"district {one.district_id}") & 0x7FFFFFFF for one in facts.districts]
    return np.array(words, np.int64) << 32


def place(
    facts: CityFacts, structure: Array, quota: NDArray[np.int64], keys: NDArray[np.int64], seed: int
) -> dict[str, NDArray[Any]]:
    """The columns of `persons.GIVEN`, shape (N,), sorted by district and household."""
    counts = integerise(structure, quota, draws.uniforms(seed, "rounding", keys))
    share = adult_shares(facts, structure)
    parts, first = [], 0
    for d in np.flatnonzero(quota).tolist():
        cells = np.repeat(np.arange(counts[d].size), counts[d].ravel())
        sex, year, education = np.unravel_index(cells, counts[d].shape)
        ids = draws.new_ids(seed, keys[d] + np.arange(int(quota[d])), FOUNDING)
        age_months = (year + ADULT_AGE) * 12 + (12.0 * draws.uniforms(seed, "birthday", ids)).astype(np.int64)
        who = homes.Residents(ids, age_months / 12.0, sex.astype(np.int8), education.astype(np.int8))
        size = homes.adults_per_household(facts.districts[d].household_size, float(share[d]))
        home = homes.house(who, size, seed)
        order = np.argsort(home, kind="stable")
        parts.append(
            {
                "id": ids[order],
                "age_months": age_months[order],
                "sex": who.sex[order],
                "education": who.education[order],
                "district": np.full(ids.size, d, np.int16),
                "household": first + home[order],
                "alone": (np.bincount(home)[home[order]] == 1).astype(np.int8),
            }
        )
        first += int(home.max()) + 1
    return {name: np.concatenate([part[name] for part in parts]).astype(dtype) for name, dtype in GIVEN.items()}


def adult_shares(facts: CityFacts, structure: Array) -> Array:
    """Adults (15+) over residents by district, shape (D,)."""
    residents = np.array([one.population for one in facts.districts], np.float64)
    return np.asarray(np.clip(structure.sum(axis=(1, 2, 3)) / np.maximum(residents, 1.0), 0.3, 1.0))


def families(facts: CityFacts, structure: Array) -> tuple[Array, Array]:
    """Children under 15, and the share of adults who live alone, both by district, shape (D,)."""
    adults, shares = structure.sum(axis=(1, 2, 3)), adult_shares(facts, structure)
    pairs = zip(facts.districts, shares.tolist(), strict=True)
    means = [homes.adults_per_household(district.household_size, share) for district, share in pairs]
    return adults / shares - adults, np.array([homes.sizes_shares(mean)[0] / mean for mean in means])


def first_households(placed: Mapping[str, NDArray[Any]], quota: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the first household of each district, shape (D,); 0 where nobody lives."""
    first = np.zeros(quota.size, np.int64)
    lived = np.flatnonzero(quota)
    first[lived] = placed["household"][np.concatenate([[0], np.cumsum(quota)])[lived]]
    return first


def household_fit(facts: CityFacts, columns: Mapping[str, NDArray[Any]], structure: Array) -> list[FitRow]:
    """Error of the mean number of adults in a household, persons and relative, by district with citizens."""
    rows = []
    shares = adult_shares(facts, structure)
    starts = np.diff(columns["household"], prepend=-1) != 0
    for d in np.unique(columns["district"]):
        lives = columns["district"] == d
        made = float(lives.sum() / starts[lives].sum())
        published = facts.districts[d].household_size * float(shares[d])
        error = abs(made - published)
        rows.append(FitRow("adults in a household", facts.districts[d].district_id, error, error / published))
    return rows
