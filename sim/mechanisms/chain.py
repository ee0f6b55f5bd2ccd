"""The chain of education, talent, industry and innovation: trained people fill posts, earn more, stay or leave (M22).

Posts are those for trained people, by level of education; whichever is fewer, people or posts, is the bottleneck.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.books import settle_newcomers
from sim.citizens.person import ACTIVE_BIT, person_at
from sim.codes import EMPLOYED, UNEMPLOYED
from sim.compiled import block_end, in_parts, kernel, loop, rule
from sim.draws import block, fill, purpose_key
from sim.rules.chain import innovation, leaves_for_work, matched, trained, wage_gain

if TYPE_CHECKING:
    from sim.assumptions.chain import Chain
    from sim.city import City

LAG = 24  # months until innovation shows
LEVELS = 3
FINE = 1 << 40  # steps in which incomes are added up: whole numbers, in any order
FINE_SKILL = 1 << 20  # and skill
BLOCK = 1024  # rows that are looked at together: they stay in the nearest cache
MATCH, DRAIN = purpose_key("match"), purpose_key("drain")


class Work(NamedTuple):
    """Whether a citizen is employed or looks for work."""

    in_labour_force: bool


class Ratio(NamedTuple):
    """Posts filled over trained people of a level."""

    filled_share: float


class Pull(NamedTuple):
    """Share who learn, and the share at the anchor."""

    active_share: float
    anchor: float


class Past(NamedTuple):
    """Skill of the highly educated and the share of their posts filled, when innovation was made."""

    skill: float
    links: float


@dataclass
class Posts:
    """The month's trained people, posts and matches by level of education, simulated citizens; and the past."""

    trained: NDArray[np.int64] = field(default_factory=lambda: np.zeros(LEVELS, np.int64))
    vacancies: NDArray[np.float64] = field(default_factory=lambda: np.zeros(LEVELS))
    filled: NDArray[np.float64] = field(default_factory=lambda: np.zeros(LEVELS))
    gained: float = 0.0  # what matched people earn more this month, monthly mean incomes
    left: int = 0  # trained people who moved away this month
    innovation: float = 0.0
    past: deque[Past] = field(default_factory=lambda: deque(maxlen=LAG))

    @property
    def matched_share(self) -> float:
        """Posts filled over posts; 1 where there are none."""
        return float(self.filled.sum() / self.vacancies.sum()) if self.vacancies.sum() > 0.0 else 1.0


@rule
def in_labour_force(c, i):
    """Whether row i is employed or looks for work."""
    return (c.work[i] == EMPLOYED) | (c.work[i] == UNEMPLOYED)


@loop
def train_rows(first, last, c, level, sums, p):
    """The rows `first` to `last` of `train`: each level counted by itself, in loops that are vector code."""
    for i in range(first, last):
        works = in_labour_force(c, i)
        use = works & trained(person_at(c, i), Work(works), p, 0)
        level[i] = c.education[i] if use else np.int8(-1)
    for e in range(LEVELS):
        for i in range(first, last):
            sums[e, 0] += int(in_labour_force(c, i) & (c.education[i] == e))
        for i in range(first, last):
            sums[e, 1] += int(level[i] == e)
        for i in range(first, last):
            here = in_labour_force(c, i) & (c.education[i] == e)
            sums[e, 2] += int(np.int32(float(c.skill[i]) * FINE_SKILL) if here else np.int32(0))


@kernel(arrays=True)
def train(first, last, c, level, p):
    """Write the level of each trained citizen, or -1; returns labour force, trained and skill (FINE_SKILL) by level."""
    sums, start = np.zeros((LEVELS, 3), np.int64), first
    while start < last:
        stop = block_end(start, last, BLOCK)
        train_rows(start, stop, c, level, sums, p)
        start = stop
    return sums


@loop
def list_trained(found, person, first, last, c, level):
    """Fill `found` with the trained of the rows `first` to `last`, and `person` with their ids: their number."""
    count = np.uint64(0)
    for i in range(first, last):
        found[count] = i  # the next one overwrites who is not trained: no branch to guess
        count += np.uint64(level[i] >= 0)
    for j in range(count):
        person[j] = c.id[found[j]]
    return count


@kernel(arrays=True)
def match(first, last, c, level, ratio, pull, p, seed, month):
    """Pay those who hold a fitting post; returns their gains in steps of 1 / FINE, and the rows of who moves away."""
    found, person, luck = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.int64), np.empty(BLOCK)
    gained, leaving, gone = 0, np.empty(last - first + np.uint64(1), np.int64), np.uint64(0)
    start = first
    while start < last:
        stop = block_end(start, last, BLOCK)
        count = list_trained(found, person, start, stop, c, level)
        fill(luck, person, np.uint64(0), count, seed, MATCH, 0, 0)
        for j in range(count):
            i = found[j]
            if matched(0, Ratio(ratio[level[i]]), 0, luck[j]):
                c.cash[i] += wage_gain(person_at(c, i), 0, p, 0)
                gained += int(float(c.cash[i]) * FINE)
            else:
                leaving[gone] = i
                gone += np.uint64(leaves_for_work(0, pull, p, block(seed, DRAIN, person[j], month, 0)[0]))
        start = stop
    return gained, leaving[:gone]


def fill_posts(city: City) -> None:
    """Trained people fill posts as far as both go; who finds one earns more, who does not may move away."""
    if city.plan.forms.chain == "none":
        return
    c, p, posts = city.columns, city.p.chain, city.posts
    level = np.empty(c.id.size, np.int8)
    force, posts.trained, skill = np.sum(in_parts(c.id.size, train, c, level, p), axis=0).T
    open_posts(posts, int(force.sum()), p)
    ratio = posts.filled / np.maximum(posts.trained, 1)
    pull = Pull(np.count_nonzero(c.visible >= ACTIVE_BIT) / c.id.size, city.facts.anchor.value)
    matches = in_parts(c.id.size, match, c, level, ratio, pull, p, city.seed, city.month)
    posts.gained = sum(gained for gained, _ in matches) / FINE
    city.offers.appeal[city.offers.at_work] -= p.poaching * (1.0 - posts.matched_share)
    remember(posts, float(skill[2]) / FINE_SKILL / max(1, int(force[2])))
    leaving = np.concatenate([rows for _, rows in matches])
    posts.left = leaving.size
    if posts.left:
        settle_newcomers(city, leaving)


def open_posts(posts: Posts, force: int, p: Chain) -> None:
    """The month's posts by level, those that past innovation adds included, and how many of them are filled."""
    shares = np.array([p.vacancies_low, p.vacancies_medium, p.vacancies_high])
    posts.innovation = innovation(0, posts.past[0], p, 0) if len(posts.past) == LAG and p.innovation != 0.0 else 0.0
    shares[2] *= max(0.0, 1.0 + posts.innovation)
    posts.vacancies = shares * force
    posts.filled = np.minimum(posts.trained, posts.vacancies)


def remember(posts: Posts, skill: float) -> None:
    """Note what innovation will be made of in 24 months."""
    links = float(posts.filled[2] / posts.vacancies[2]) if posts.vacancies[2] > 0.0 else 1.0
    posts.past.append(Past(skill, links))
