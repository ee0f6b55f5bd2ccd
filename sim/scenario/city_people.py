"""A city's tables of ages and education: counts of adults by sex and five-year group, and by level, for each district.

Where a table is absent or silent on a district, a stated default takes its place and a notice says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.codes import EDUCATION, SEXES
from sim.errors import listed, nearest
from sim.scenario.city_file import Levels
from sim.scenario.city_tables import ORIGIN, Directory, Draft, check_sources
from sim.scenario.facts import AGE_STARTS, Source
from sim.scenario.source import shown
from sim.scenario.tables import Columns, Findings, Row, absent, fault_thousands, read_table

PLACE = ("district_id", "district")
AGE = Columns(("sex", "age_lo", "age_hi", "count"), ORIGIN, PLACE)
LEVEL = Columns(("level", "count"), ("sex", *ORIGIN), PLACE)
SEX_WORDS = {
    "male": "male",
    "m": "male",
    "men": "male",
    "female": "female",
    "f": "female",
    "women": "female",
    "all": "all",
    "total": "all",
    "both": "all",
}
OPEN_AGE = 100  # a band that reaches this age stands for everyone above its start
NEAR, FAR = 0.01, 0.05  # how far a table may be from districts.csv: silently, and at all
# Five-year groups within ages 15-59 and from 60: mean of Dalian 2020 and Espoo 2024, for cities without age.csv
WORKING_AGE = (0.079, 0.086, 0.098, 0.139, 0.127, 0.120, 0.124, 0.114, 0.113)
OLDER = (0.284, 0.239, 0.175, 0.143, 0.087, 0.072)
SHAPE = "the mean shape of Dalian 2020 and Espoo 2024, half of each group women"


class Band(NamedTuple):
    """People of one sex from `low` to `high` years, both included; None is open."""

    low: int
    high: int | None
    people: float
    row: Row


Bands = dict[int, dict[str, list[Band]]]


def read_ages(path: Path, directory: Directory, sources: Mapping[str, Source] | None, found: Findings) -> Bands:
    """The bands of each district by sex ("male", "female" or "all"); empty where there is no such table."""
    bands: Bands = {}
    rows = (read_table(path, AGE, found) or []) if not absent(path) else []
    check_sources(rows, sources)
    fault_thousands(rows, "count")
    for row in rows:
        district, sex = directory.find(row), SEX_WORDS.get(row.text("sex").lower(), "")
        if not sex:
            row.fault("sex", f"{shown(row.text('sex'))} is no sex here", "Write male, female or all")
        low, high = row.number("age_lo", 0, 120, whole=True), row.number("age_hi", 0, 999, whole=True, blank=math.inf)
        count = row.number("count", 0, 1e8)
        if high < low:
            row.fault("age_hi", f"{high:g} is below `age_lo`, {low:g}", "Write the older age; empty is an open end")
        elif district is not None and sex and not math.isnan(low + high + count):
            one = Band(int(low), None if high >= OPEN_AGE else int(high), count, row)
            bands.setdefault(district, {}).setdefault(sex, []).append(one)
    for of_sex in bands.values():
        _check_bands(of_sex)
    return bands


def _check_bands(of_sex: dict[str, list[Band]]) -> None:
    """Records bands of one district that overlap or leave ages out, and sexes that are counted twice or not at all."""
    first = next(iter(of_sex.values()))[0].row
    if "all" in of_sex and len(of_sex) > 1:
        first.fault("sex", "the district has rows for `all` and for one sex: people count twice", "Keep one kind")
    elif "all" not in of_sex and len(of_sex) == 1:
        first.fault("sex", f"the district has rows for {next(iter(of_sex))} only", "Add the other sex, or write `all`")
    for bands in of_sex.values():
        bands.sort(key=lambda band: band.low)
        if bands[0].low > AGE_STARTS[0]:
            bands[0].row.fault("age_lo", f"ages 15 to {bands[0].low - 1} are missing", "Add a row for them")
        for one, after in pairwise(bands):
            if one.high is None or after.low <= one.high:
                message = f"age {after.low} is counted already on line {one.row.line}"
                after.row.fault("age_lo", message, "Let the bands not overlap")
            elif after.low > one.high + 1:
                after.row.fault("age_lo", f"ages {one.high + 1} to {after.low - 1} are missing", "Add a row for them")
        if bands[-1].high is not None and bands[-1].high < 89:
            message = f"ages above {bands[-1].high} are missing"
            bands[-1].row.fault("age_hi", message, "Leave `age_hi` of the oldest band empty")


def age_counts(bands: Bands, drafts: Sequence[Draft], path: Path, found: Findings) -> NDArray[np.float64]:
    """People by district, sex and five-year group from 15-19 to 85+, shape (districts, 2, 15); read after a check."""
    counts = np.zeros((len(drafts), len(SEXES), len(AGE_STARTS)))
    for i, draft in enumerate(drafts):
        if i in bands:
            for sex, of_sex in bands[i].items():
                adults = sum(band.people * spread(band.low, band.high) for band in of_sex)
                if sex == "all":
                    counts[i] += adults / 2
                else:
                    counts[i, SEXES.index(sex)] += adults
        else:
            shape = np.concatenate([draft.ages[1] * np.array(WORKING_AGE), draft.ages[2] * np.array(OLDER)])
            counts[i] = draft.population * shape / 2
    _compare_ages(counts, bands, drafts, path, found)
    _note_ages(bands, drafts, path, found)
    return counts


def spread(low: int, high: int | None) -> NDArray[np.float64]:
    """Share of a band's people in each five-year group: even by year; open bands below 85 follow the default shape."""
    shares = np.zeros(len(AGE_STARTS))
    if high is not None:
        years = np.arange(low, high + 1)
        np.add.at(shares, np.minimum((years[years >= 15] - 15) // 5, len(AGE_STARTS) - 1), 1 / years.size)
        return shares
    group = np.array([0.75 * share for share in WORKING_AGE] + [0.25 * share for share in OLDER])
    years = np.arange(max(min(low, 85), 15), 85)
    np.add.at(shares, (years - 15) // 5, group[(years - 15) // 5] / 5)
    shares[-1] = group[-1]
    return np.asarray(shares / shares.sum())


def _compare_ages(
    counts: NDArray[np.float64], bands: Bands, drafts: Sequence[Draft], path: Path, found: Findings
) -> None:
    """Records where age.csv and districts.csv disagree on how many people, or adults, live in a district."""
    apart = []
    for i in sorted(bands):
        draft = drafts[i]
        everyone = [band for of_sex in bands[i].values() for band in of_sex]
        pairs = [("adults of 15 and over", float(counts[i].sum()), draft.population * (1 - draft.ages[0]))]
        if all(of_sex[0].low == 0 for of_sex in bands[i].values()):
            pairs.append(("people", math.fsum(band.people for band in everyone), draft.population))
        for what, here, there in pairs:
            if abs(here - there) > max(FAR * there, 5):
                message = f"{here:,.0f} {what} in {draft.name}, but {there:,.0f} in districts.csv"
                line = everyone[0].row.line
                found.fault(path, line, "count", message, "Take both from the same year and area")
            elif abs(here - there) > max(NEAR * there, 5):
                apart.append(draft.name)
    if apart:
        names = listed(list(dict.fromkeys(apart)))
        found.note(f"{path.name}: ages differ from districts.csv by 1 to 5 % in {names}; {path.name} is used")


def _note_ages(bands: Bands, drafts: Sequence[Draft], path: Path, found: Findings) -> None:
    without = [draft.name for i, draft in enumerate(drafts) if i not in bands]
    if len(without) == len(drafts):
        found.note(f"age.csv is absent: ages within 15-59 and 60+ follow {SHAPE}")
    elif without:
        found.note(f"{path.name}: no rows for {listed(without)}: ages there follow {SHAPE}")
    every = [(sex, band) for of_sex in bands.values() for sex, of in of_sex.items() for band in of]
    if any(sex == "all" for sex, _ in every):
        found.note(f"{path.name}: ages are not given by sex; half of each group are taken to be women")
    wide = {
        (band.low, band.high)
        for _, band in every
        if band.high is not None
        and band.high >= 15
        and (band.low < 15 or (band.low < 85 and (band.low - 15) // 5 != (band.high - 15) // 5))
    }
    if wide:
        words = ", ".join(f"{low}-{high}" for low, high in sorted(wide)[:6])
        found.note(f"{path.name}: bands across the groups 15-19, 20-24 ... ({words}) are split evenly by year")
    if any(band.high is None and band.low < 85 for _, band in every):
        found.note(f"{path.name}: open bands that start before 85 are split by {SHAPE}")


def read_levels(
    path: Path, levels: Levels, directory: Directory, sources: Mapping[str, Source] | None, found: Findings
) -> dict[int, NDArray[np.float64]]:
    """People of each district at low, medium and high education; empty where there is no such table."""
    counts: dict[int, NDArray[np.float64]] = {}
    seen: dict[tuple[int, str, str], int] = {}
    mapping = {level: level for level in EDUCATION} | dict(levels.levels)
    rows = (read_table(path, LEVEL, found) or []) if not absent(path) else []
    check_sources(rows, sources)
    fault_thousands(rows, "count")
    for row in rows:
        district, level, count = directory.find(row), row.required("level"), row.number("count", 0, 1e8)
        if level and level not in mapping:
            row.fault(
                "level",
                f"the level {shown(level)} is not known",
                f"{nearest(level, mapping)}. New levels go under `education: levels:` in city.yaml",
            )
        elif district is not None and level and not math.isnan(count):
            line = seen.setdefault((district, level, row.text("sex").lower()), row.line)
            if line != row.line:
                row.fault("level", f"{shown(level)} of this district stands already on line {line}", "Keep one of them")
            counts.setdefault(district, np.zeros(3))[EDUCATION.index(mapping[level])] += count
    for district, of_district in counts.items():
        if of_district.sum() <= 0:
            name = (directory.drafts or ())[district].name
            found.fault(path, None, "count", f"{name} has no people", "Write its counts, or leave it out")
    return counts


def edu_counts(
    counts: Mapping[int, NDArray[np.float64]],
    adults: NDArray[np.float64],
    drafts: Sequence[Draft],
    levels: Levels,
    found: Findings,
) -> NDArray[np.float64]:
    """Adults of 15 and over by district and level, shape (districts, 3): the table's shares of a district's adults."""
    shares = np.array([counts[i] / counts[i].sum() if i in counts else draft.levels for i, draft in enumerate(drafts)])
    without = [draft.name for i, draft in enumerate(drafts) if i not in counts]
    if len(without) == len(drafts):
        found.note("education.csv is absent: edu_low, edu_medium and edu_high of districts.csv are used")
    elif without:
        found.note(f"education.csv: no rows for {listed(without)}: the shares of districts.csv are used there")
    apart = [draft.name for i, draft in enumerate(drafts) if np.abs(shares[i] - draft.levels).max() > 2 * NEAR]
    if apart:
        found.note(
            "education.csv: shares differ from districts.csv by more than 2 points in "
            f"{listed(apart)}; education.csv is used"
        )
    if levels.base_age != 15:
        base = levels.base or f"people aged {levels.base_age} and over"
        found.note(f"education: shares of {base} are applied to everyone of 15 and over")
    elif counts and not without:
        total = math.fsum(float(one.sum()) for one in counts.values())
        if abs(total - adults.sum()) > FAR * adults.sum():
            found.note(
                f"education.csv counts {total:,.0f} people, the city has {adults.sum():,.0f} adults of 15 and "
                "over; its shares are applied to them"
            )
    return shares * adults[:, None]
