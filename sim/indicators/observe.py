"""One pass over the citizens that counts everything the indicators need, by group, in whole numbers.

Whole numbers add up alike in any order, so the counts are the same bits at any number of threads.
"""

from __future__ import annotations

from enum import IntEnum
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import APPLIED, COMPLETED, DROPPED, LEARNING, REJECTED, STARTED
from sim.codes import AGE_GROUP_STARTS, AGE_GROUPS, EDUCATION, INCOME_GROUPS, KINDS, WORK
from sim.compiled import block_end, in_parts, kernel, loop, same_until
from sim.indicators.reaching import reaching
from sim.indicators.tallies import BINS, FINE, followed, places, tally_minds

if TYPE_CHECKING:
    from sim.scenario.city import CityFacts

BLOCK = 512  # rows that are looked at together


MESSENGERS = ("campaign", "media")  # instruments that send messages
LONG = 60  # months without a start after which somebody counts as not reached


class Count(IntEnum):
    """What is counted, the columns of the result: first how citizens stand, then what happened this month."""

    PEOPLE, ACTIVE, AWARE, WAITING, SKILL, NORM, UNREACHED, DIGITAL = range(8)
    LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, MINUTES, AT_WORK, FREE_MINUTES = range(8, 17)
    SUPPORTED_MINUTES = 17  # of those whom a programme supported since their course began
    QUALITY = 18  # of the lessons attended


MEASURES = len(Count)
STATES = int(Count.LEARNING)  # how many measures come before what happened
HAPPENED, MINDS = 5, 5 + MEASURES - STATES  # the words of a row from which on what happened and states of mind stand
BITS = (LEARNING, STARTED, COMPLETED, DROPPED, APPLIED, REJECTED)  # the events behind the measures from LEARNING on
DEMOGRAPHIC = len(EDUCATION) * len(AGE_GROUPS) * len(WORK) * len(INCOME_GROUPS)
GROUPS = (len(AGE_GROUPS), len(WORK), len(INCOME_GROUPS))
AGE_STEPS = tuple(12 * start for start in AGE_GROUP_STARTS[1:])  # months of age at which the next group begins
AGE_GROUP_OF_YEAR = (np.searchsorted(AGE_GROUP_STARTS, np.arange(131), side="right") - 1).clip(0).astype(np.int64)


class Taught(NamedTuple):
    """A month in each offer: minutes, whether at work, metres there and back, where people meet (-1: online)."""

    minutes: NDArray[np.int64]
    at_work: NDArray[np.bool_]
    metres: NDArray[np.int64]  # (districts, offers)
    venue: NDArray[np.int64]


class Seen(NamedTuple):
    """A month's counts of citizens, and the learners' ways and meetings."""

    minds: tuple[str, ...]  # the columns behind `sums` and `bins`
    counts: NDArray[np.int64]  # (groups, measures), groups in the order of `groups`
    sums: NDArray[np.int64]  # of states of mind, steps of 1 / FINE (groups, followed)
    signs: NDArray[np.int64]  # who remembers a message, and whom it puts off (groups, 2), where any are sent
    use: NDArray[np.int64]  # people, the active (2; education, age and work; fifths of income)
    venues: NDArray[np.int64]  # learners (institutions, fifths of income)
    travel: NDArray[np.int64]  # metres, minutes taught on site, minutes taught online
    active: NDArray[np.int64]  # of who began a course within 12 months: their ties, and those able to learn online
    bins: NDArray[np.int64]  # how many values of minds lie in each step of 1 / STEPS (followed but UNTALLIED; BINS)
    reached: NDArray[np.int64]  # homes, then people by district, that a programme supported within 12 months
    aimed: NDArray[np.int64]  # how many are meant by it and reached, see `reaching.count_aim`


@loop
def find_cells(cell, first, last, c):
    """Fill `cell` with the demographic cells of the rows `first` to `last`: education, age, work and income in one.

    Without branches, so it compiles to vector code.
    """
    ages, works, incomes = GROUPS
    for i in range(first, last):
        group = 0
        for step in AGE_STEPS:
            group += int(c.age_months[i] >= step)
        kind = (int(c.education[i]) * ages + group) * works + int(c.work[i])
        cell[i - first] = kind * incomes + int(c.income_group[i])


@loop
def count_states(words, first, last, c, cell, place, month, table):
    """Add how the rows `first` to `last` stand to their cells and their district's `place` in the `table`.

    Two counts share a word of 64 bits. The words are made first, `words` (5, rows), in loops that are vector code, for
    which whole numbers have 32 bits.
    """
    rows = last - first
    for j in range(rows):
        words[0, j] = 1 + (int(month - c.last_start[first + j] < 12) << 32)
    for j in range(rows):
        words[1, j] = int(c.aware[first + j]) + (int(c.queued[first + j] >= 0) << 32)
    for j in range(rows):
        words[2, j] = np.int32(float(c.skill[first + j]) * FINE)
    for j in range(rows):
        words[3, j] = np.int32(float(c.norm[first + j]) * FINE)
    for j in range(rows):
        words[4, j] = int(month - c.last_start[first + j] >= LONG) + (int(c.digital[first + j]) << 32)
    for word in range(5):
        total = 0
        for j in range(rows):
            total += words[word, j]
        table[place, word] += total
    for j in range(rows):
        k = np.uint64(cell[j])
        for word in range(5):
            table[k, word] += words[word, j]


@loop
def count_active(first, last, c, ties, month, active):
    """Add the ties of who in the rows `first` to `last` began a course within 12 months, and how many of these are able
    to learn online, to `active`. `ties`: where each row's begin."""
    known = online = 0
    for i in range(first, last):
        here = int(month - c.last_start[i] < 12)
        known += here * (ties[i + np.uint64(1)] - ties[i])
        online += here * c.digital[i]
    active[0] += known
    active[1] += online


@loop
def count_signs(words, first, last, c, cell, place, at, table):
    """Add who of the rows `first` to `last` remembers a message, and whom it puts off, to the word `at` of the table,
    two counts in a word."""
    total = 0
    for i in range(first, last):
        words[0, i - first] = int(c.message[i] != 0.0) + (int(c.message[i] < 0.0) << 32)
    for j in range(last - first):
        total += words[0, j]
        table[np.uint64(cell[j]), at] += words[0, j]
    table[place, at] += total


@loop
def list_events(found, first, last, c):
    """Fill `found` with the places, from `first` on, of the rows up to `last` to which something happened: how many."""
    count = np.uint64(0)
    for i in range(first, last):
        found[count] = i - first  # the next one overwrites who has no event: no branch to guess
        count += np.uint64(c.event[i] != 0)
    return count


@loop
def count_events(found, count, first, c, cell, place, taught, quality, table, venues, travel):
    """Add what happened to those `found`, of the rows from `first` on, to the `table`, a word for each measure from
    LEARNING on, and to the other two."""
    for j in range(count):
        i = first + found[j]
        event, o = int(c.event[i]), int(c.learnt[i])
        for k in (np.uint64(cell[found[j]]), place):
            for m in range(6):
                table[k, HAPPENED + m] += 1 if event & BITS[m] else 0
            if o >= 0:
                minutes, at_work = taught.minutes[o], taught.at_work[o]
                table[k, HAPPENED + 6] += minutes
                table[k, HAPPENED + 7] += 1 if (event & STARTED) and at_work else 0
                table[k, HAPPENED + 8] += 0 if at_work else minutes
                table[k, HAPPENED + 9] += minutes if c.last_support[i] >= c.last_start[i] else 0
                table[k, HAPPENED + 10] += int(quality[o] * FINE)
        if o >= 0:
            minutes = taught.minutes[o]
            travel[0] += taught.metres[c.district[i], o]
            travel[1 if taught.venue[o] >= 0 else 2] += minutes
            if taught.venue[o] >= 0:
                venues[taught.venue[o], c.income_group[i]] += 1


@kernel(arrays=True)
def count(first, last, c, at, sends, month, ties, taught, quality, cells, institutions):
    """Counts in words by demographic cell, then by district, and the learners' ways and meetings: see `Seen`.

    A row of the table holds how people stand (two counts in a word but for sums), what happened to them, the sums of
    their states of mind, and the signs of messages if any are sent.
    """
    rows = cells + taught.metres.shape[0]
    table = np.zeros((rows, MINDS + at.followed + int(sends)), np.int64)
    venues, travel, active = np.zeros((institutions, GROUPS[2]), np.int64), np.zeros(3, np.int64), np.zeros(2, np.int64)
    bins, room = np.zeros((at.tallied, BINS), np.int32), np.empty((4, BLOCK), np.int32)
    cell, words, found = np.empty(BLOCK, np.int16), np.empty((5, BLOCK), np.int64), np.empty(BLOCK, np.uint64)
    start = first
    while start < last:
        stop = same_until(start, block_end(start, last, BLOCK), c.district)  # by district, so all are of one
        place = np.uint64(cells + int(c.district[start]))
        find_cells(cell, start, stop, c)
        count_states(words, start, stop, c, cell, place, month, table)
        count_active(start, stop, c, ties, month, active)
        listed = list_events(found, start, stop, c)
        count_events(found, listed, start, c, cell, place, taught, quality, table, venues, travel)
        if at.followed:
            tally_minds(start, stop, c, at, cell, place, room, table, bins)
        if sends:
            count_signs(words, start, stop, c, cell, place, MINDS + at.followed, table)
        start = stop
    return table, venues, travel, active, bins


@loop
def unpack(words, counts):
    """Write the words of a group to `counts`, in the order of `Count`."""
    for pair, measure in ((0, 0), (1, 2), (4, 6)):
        counts[measure] = words[pair] & 0xFFFFFFFF
        counts[measure + 1] = words[pair] >> 32
    counts[4], counts[5] = words[2], words[3]
    for m in range(MEASURES - STATES):
        counts[STATES + m] = words[HAPPENED + m]


@kernel(arrays=True)
def by_group(table, followed):
    """A table of cells and districts added up to the groups: `counts`, `sums` and `signs` of `Seen`, and `use`.

    Those of all incomes first, so that fewer are added.
    """
    ages, works, incomes = GROUPS
    levels, width = DEMOGRAPHIC // (ages * works * incomes), table.shape[1]
    age, work, income, district = np.cumsum(np.array([1 + levels, *GROUPS]))
    found = np.zeros((district + len(table) - DEMOGRAPHIC, width), np.int64)
    found[district:] = table[DEMOGRAPHIC:]
    here, use, cell = np.empty(width, np.int64), np.empty((2, DEMOGRAPHIC // incomes, incomes), np.int64), 0
    for group in range(levels * ages):
        for kind in range(works):
            here[:] = 0
            for fifth in range(incomes):
                for m in range(width):
                    here[m] += table[cell, m]
                    found[income + fifth, m] += table[cell, m]
                use[0, cell // incomes, fifth] = table[cell, 0] & 0xFFFFFFFF
                use[1, cell // incomes, fifth] = table[cell, 0] >> 32
                cell += 1
            for m in range(width):
                found[0, m] += here[m]
                found[1 + group // ages, m] += here[m]
                found[age + group % ages, m] += here[m]
                found[work + kind, m] += here[m]
    counts = np.empty((len(found), MEASURES), np.int64)
    signs = np.empty((len(found) if width > MINDS + followed else 0, 2), np.int64)
    for group in range(len(found)):
        unpack(found[group], counts[group])
    for group in range(len(signs)):
        signs[group, 0] = found[group, MINDS + followed] & 0xFFFFFFFF
        signs[group, 1] = found[group, MINDS + followed] >> 32
    return counts, found[:, MINDS : MINDS + followed].copy(), signs, use


def taught(city: Any) -> Taught:
    """A month in each offer of a city; a learner travels to the course and back once for each `footprint.session`."""
    o, monthly = city.offers, city.offers.hours / city.offers.months
    trips = np.where(o.online | o.at_work, 0.0, 2.0 * monthly / city.p.footprint.session)
    return Taught(
        np.round(monthly * 60).astype(np.int64),
        o.at_work,
        np.round(city.travel * 1000.0 * trips).astype(np.int64),
        np.where(o.online, -1, o.district.astype(np.int64) * len(KINDS) + o.kind),
    )


def seen(city: Any) -> Seen:
    """This month's counts of a city."""
    institutions, lessons = len(city.facts.districts) * len(KINDS), city.recorder.once(taught, city)
    minds = followed(city)
    sends = any(item.instrument in MESSENGERS for item in city.plan.policy)
    ties, quality = city.ties.indptr, city.offers.quality
    given = city.columns, places(minds, MINDS), sends, city.month, ties, lessons, quality, DEMOGRAPHIC, institutions
    reach = reaching(city)

    def look(first: np.uint64, last: np.uint64) -> tuple[NDArray[np.int64], ...]:
        return *count(first, last, *given), *reach(first, last)

    table, *others = (reduce(np.add, one) for one in zip(*in_parts(city.columns.id.size, look), strict=True))
    return Seen(minds, *by_group(table, len(minds)), *others)


def groups(facts: CityFacts) -> tuple[str, ...]:
    """Names of the groups, the rows that `by_group` gives: all, education, age, work, income, district."""
    named = {
        "education": EDUCATION,
        "age": AGE_GROUPS,
        "work": WORK,
        "income": INCOME_GROUPS,
        "district": tuple(one.district_id for one in facts.districts),
    }
    return ("all", *(f"{key}={value}" for key, values in named.items() for value in values))
