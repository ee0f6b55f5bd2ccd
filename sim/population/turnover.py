"""Stationary turnover: who dies, who moves out and who comes, so that the census structure stays what it is.

For each birthday x the outflow is the deaths or, if larger, the step down of the census profile from x - 1 to x;
what is then missing at x moves in. Only net moves are modelled: gross moves that leave the structure unchanged are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.codes import ADULT_AGE
from sim.compiled import rule
from sim.population.fitting import AGES, YEARS, Array

# Gompertz-Makeham hazard: background + slope * exp(slope * (age - modal age at death)), male and female; assumption, of
# the order of period life tables around 2020; life expectancy 77 (men) and 82 (women)
BACKGROUND = np.array([4e-4, 2e-4])
SLOPE = np.array([0.095, 0.110])
MODAL_AGE = np.array([84.3, 88.2])
CELLS = 2 * 3 * YEARS


def hazard(age: Array) -> Array:
    """Cumulated yearly force of mortality between exact ages `age` and `age + 1` by sex, shape (2, len(age))."""
    b, m, c = SLOPE[:, None], MODAL_AGE[:, None], BACKGROUND[:, None]
    return np.asarray(c + np.exp(b * (age + 1.0 - m)) - np.exp(b * (age - m)), np.float64)


def yearly_deaths() -> Array:
    """Probability to die in the year that ends with birthday 15 + k, by sex, shape (2, 86).

    The year before birthday x is lived at age x - 1; nobody passes the hundredth birthday; k = 0 is unused.
    """
    q = 1.0 - np.exp(-hazard(np.arange(ADULT_AGE - 1.0, ADULT_AGE - 1.0 + YEARS)))
    q[:, 0], q[:, -1] = 0.0, 1.0
    return np.asarray(q, np.float64)


def survivors_from_85() -> Array:
    """Relative numbers alive at ages 85 to 99 in a stationary population, by sex, shape (2, 15)."""
    before = np.cumsum(hazard(np.arange(85.0, 99.0)), axis=1)
    return np.exp(-np.concatenate([np.zeros((2, 1)), before], axis=1))


def monthly(yearly: Array) -> Array:
    """The monthly probability that gives a yearly one: 1 - (1 - yearly)^(1/12)."""
    return np.asarray(1.0 - (1.0 - np.clip(yearly, 0.0, 1.0)) ** (1.0 / 12.0), np.float64)


@rule
def arrival(shares, luck):
    """Sex, education and age in months (at a birthday) of a newcomer: the first cell of a district's cumulative
    `shares`, a row of `Turnover.arriving`, above `luck`."""
    cell = min(np.searchsorted(shares, luck, side="right"), CELLS - 1)
    return cell // (3 * YEARS), cell // YEARS % 3, (cell % YEARS + ADULT_AGE) * 12


@dataclass(frozen=True, eq=False)
class Turnover:
    """Probabilities of leaving at a birthday, and who comes instead.

    `death` float32 (2 sexes, 86): monthly probability of death over the 12 months that end with birthday 15 + k;
    `move_out` float32 (D, 2, 3 education, 86): monthly probability of moving out besides, same index;
    the yearly probability to leave is 1 - (1 - death - move_out)^12;
    `arriving` float64 (D, 2 * 3 * 86): cumulative shares of newcomers over sex, education, age reached;
    `exits` float64 (D,): expected share of citizens who leave in a year, in the census structure.
    """

    death: NDArray[np.float32]
    move_out: NDArray[np.float32]
    arriving: Array
    exits: Array


def stationary_turnover(structure: Array, stationary: float = 1.0) -> Turnover:
    """Turnover that keeps `structure`, adults by district, sex, age 15 to 99 and education, shape (D, 2, 85, 3).

    `stationary` (0 to 1) scales the moves: at 0 people only die and newcomers are 15 years old.
    """
    profile = np.zeros((structure.shape[0], 2, 3, YEARS))
    profile[..., : AGES.size] = structure.transpose(0, 1, 3, 2)
    q = yearly_deaths()
    younger = profile[..., :-1]
    step = profile[..., 1:] - younger
    deaths = younger * q[None, :, None, 1:]
    out = np.maximum(deaths, -step)
    moves = stationary * np.divide(out - deaths, younger, out=np.zeros_like(out), where=younger > 0)
    leave = np.zeros_like(profile)
    leave[..., 1:] = q[None, :, None, 1:] + moves
    died = monthly(q)
    moved = np.maximum(monthly(leave) - died[None, :, None, :], 0.0)
    exits = (leave[..., 1:] * younger).sum(axis=(1, 2, 3)) / np.maximum(profile.sum(axis=(1, 2, 3)), 1e-300)
    return Turnover(
        died.astype(np.float32),
        moved.astype(np.float32),
        newcomers_shares(profile, deaths, stationary * (out + step), stationary),
        exits,
    )


def newcomers_shares(profile: Array, deaths: Array, incoming: Array, stationary: float) -> Array:
    """Cumulative shares of newcomers by district, shape (D, 2 * 3 * 86); as many come as leave.

    `incoming`: those who move in at birthdays 16 to 100; at 15 come the census's number of that age
    and, as far as moves are not stationary, those who make good the deaths.
    """
    born = profile[..., 0]
    made_good = deaths.sum(axis=(1, 2, 3)) / np.maximum(born.sum(axis=(1, 2)), 1e-300)
    flow = np.zeros_like(profile)
    flow[..., 0] = born * (stationary + (1.0 - stationary) * made_good[:, None, None])
    flow[..., 1:] = incoming
    cumulative = np.cumsum(flow.reshape(profile.shape[0], CELLS), axis=1)
    return np.asarray(cumulative / np.maximum(cumulative[:, -1:], 1e-300), np.float64)
