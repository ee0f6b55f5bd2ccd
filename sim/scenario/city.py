"""City folders in: reads `city.yaml` and the tables beside it into `CityFacts`, and reports all that is wrong at once.

A folder with districts.csv and institutions.csv is enough; every default that is filled in becomes a notice.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import Fault, InputError, listed, nearest
from sim.scenario import city_people as people
from sim.scenario import city_tables as tables
from sim.scenario.city_file import CityFile, Sourced, read_city_file
from sim.scenario.explain import fault_at
from sim.scenario.facts import Anchor, AssumedHere, CityFacts, District, Site, Source
from sim.scenario.find import city_folder
from sim.scenario.source import Entry, near_files, shown
from sim.scenario.tables import Findings

__all__ = ["CityFacts", "files_hash", "load_city"]

START = date(2027, 1, 1)
CURRENCY = "units"
HOUSEHOLD = 2.3  # persons; Dalian 2020 has 2.29
INCOME = AssumedHere(1000.0, 500.0, 2000.0, "D", "assumption")
ANCHOR = Anchor(
    0.40,
    0.13,
    0.58,
    "took part in formal or non-formal learning within 12 months",
    "OECD adults 2023 (mean, lowest and highest country), not this city",
    "OECD (2025), Trends in Adult Learning",
    "D",
)
ADULTS_NEAR = 0.005  # how far the adults of age.csv may be from those of city.yaml


def load_city(path: str | os.PathLike[str]) -> CityFacts:
    """The city in the folder at `path`.

    Raises InputError with every fault of all its files, each with its line.
    """
    folder = _folder(Path(path))
    try:
        return _read(folder, files_hash(folder))
    except OSError:
        return _read.__wrapped__(folder, "")  # which says what cannot be read, or does without it


def files_hash(folder: str | os.PathLike[str]) -> str:
    """Hash of the names and bytes of a city's tables and settings, so that an edited table is another city.

    Scenarios beside them are no part of it.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(folder).iterdir()):
        if path.suffix.lower() == ".csv" or path.name in ("city.yaml", "city.yml"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=16)
def _read(folder: Path, content: str) -> CityFacts:
    """The city in a folder with files of this hash: every scenario and every replicate asks for it."""
    found = Findings()
    described, tree = read_city_file(folder / "city.yaml", found)
    sources = _sources(folder, described, found)
    drafts = tables.read_districts(folder / "districts.csv", sources, found)
    directory = tables.Directory(drafts)
    sites = tables.read_sites(folder / "institutions.csv", directory, sources, found)
    bands = people.read_ages(folder / "age.csv", directory, sources, found)
    levels = people.read_levels(folder / "education.csv", described.education, directory, sources, found)
    if tree and sources is not None:
        found.faults += _uncited(tree, described, sources)
    if found.faults or not drafts:
        raise _error(found)
    ages = people.age_counts(bands, drafts, folder / "age.csv", found)
    adults = ages.sum((1, 2))
    education = people.edu_counts(levels, adults, drafts, described.education, found)
    _check_totals(drafts, adults, described, tree, found)
    if found.faults:
        raise _error(found)
    districts = _districts(drafts, adults, education, found)
    return _facts(folder, described, sources, districts, ages, education, sites, found)


def _error(found: Findings) -> InputError:
    """All faults, file by file in the order of reading, each file's by line; one that recurs is told once."""
    files = {fault.file: i for i, fault in reversed(list(enumerate(found.faults)))}
    alike: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in sorted(dict.fromkeys(found.faults), key=lambda fault: (files[fault.file], fault.line or 0)):
        alike.setdefault((fault.file, fault.where, fault.message), []).append(fault)
    return InputError(replace(same[0], message=same[0].message + _elsewhere(same[1:])) for same in alike.values())


def _elsewhere(others: Sequence[Fault]) -> str:
    """The other lines that have the same fault."""
    lines = [str(fault.line) for fault in others]
    return f" (also on line{'s' if len(lines) > 1 else ''} {listed(lines)})" if lines else ""


def _folder(path: Path) -> Path:
    """The folder at `path`, or the one that holds the city's file at `path`."""
    if folder := city_folder(path):
        return folder
    try:
        message = "is a file, not a city folder" if path.is_file() else "no such folder"
    except (OSError, ValueError) as error:
        raise InputError([Fault(shown(str(path)), None, "", f"cannot be read ({error})")]) from None
    remedy = near_files(path) or "A city is a folder with districts.csv and institutions.csv"
    raise InputError([Fault(str(path), None, "", message, remedy)])


def _sources(folder: Path, described: CityFile, found: Findings) -> dict[str, Source] | None:
    """Sources of sources.csv and of city.yaml by id, or None if neither names any."""
    listed = tables.read_sources(folder / "sources.csv", found)
    named = {key: Source(one.title, one.address, one.licence) for key, one in described.sources.items()}
    return (listed or {}) | named if listed is not None or named else None


def _uncited(tree: Entry, described: CityFile, sources: dict[str, Source]) -> list[Fault]:
    """Faults of figures in city.yaml whose source is not among the sources."""
    return [
        fault_at(tree, (*place, "source"), f"there is no source {shown(key)} in sources.csv", nearest(key, sources))
        for place, one in _figures(described).items()
        for key in tables.unknown_ids(one.source, sources)
    ]


def _figures(described: CityFile) -> dict[tuple[str, str], Sourced]:
    """The figures of city.yaml that may have a range, a source and a grade, by their place."""
    anchors = {("anchors", name): one for name, one in described.anchors if one is not None}
    return anchors | {("assumptions", name): one for name, one in described.assumptions.items()}


def _check_totals(
    drafts: Sequence[tables.Draft],
    adults: NDArray[np.float64],
    described: CityFile,
    tree: Entry | None,
    found: Findings,
) -> None:
    """Records districts without adults, and totals that are not those of city.yaml."""
    for draft, count in zip(drafts, adults, strict=True):
        if count <= 0:
            draft.row.fault("population", f"{draft.name} has no adults of 15 and over", "Correct its ages")
    residents = int(math.fsum(draft.population for draft in drafts))
    if tree and described.residents is not None and described.residents != residents:
        message = f"{described.residents:,} are not the {residents:,} residents of districts.csv"
        difference = f"Correct the one that is wrong ({residents - described.residents:+,})"
        found.faults.append(fault_at(tree, ("residents",), message, difference))
    total = float(adults.sum())
    if tree and described.adults is not None and abs(total - described.adults) > max(ADULTS_NEAR * described.adults, 1):
        message = f"{described.adults:,} are not the {total:,.0f} adults of 15 and over that the tables give"
        found.faults.append(fault_at(tree, ("adults",), message, "Correct the one that is wrong"))


def _districts(
    drafts: Sequence[tables.Draft], adults: NDArray[np.float64], education: NDArray[np.float64], found: Findings
) -> tuple[District, ...]:
    """The districts, with defaults for what their rows leave open."""
    household = _filled("household_size", [draft.household_size for draft in drafts], HOUSEHOLD, drafts, found)
    income = _income(drafts, adults, found)
    unknown = [draft.name for draft in drafts if math.isnan(draft.employed_share)]
    if unknown:
        found.note(
            "districts.csv: employed_share_15plus is not given"
            f"{_where(unknown, drafts)}; the model's own shares by age and education are used"
        )
    return tuple(
        District(
            district_id=draft.district_id,
            name=draft.name,
            name_local=draft.row.text("name_local"),
            population=int(draft.population),
            area_km2=draft.area_km2,
            lon=draft.lon,
            lat=draft.lat,
            age_0_14=draft.ages[0],
            age_15_59=draft.ages[1],
            age_60_plus=draft.ages[2],
            edu_shares=tuple((education[i] / adults[i]).tolist()),
            adults=float(adults[i]),
            household_size=float(household[i]),
            income_index=float(income[i]),
            employed_share=draft.employed_share,
        )
        for i, draft in enumerate(drafts)
    )


def _income(drafts: Sequence[tables.Draft], adults: NDArray[np.float64], found: Findings) -> NDArray[np.float64]:
    """Income of each district over the city's, exactly 1 on average over adults."""
    income = _filled("income_index", [draft.income_index for draft in drafts], 1.0, drafts, found)
    mean = float(income @ adults / adults.sum())
    if abs(mean - 1) > tables.TOLERANCE:
        found.note(f"districts.csv: income_index was divided by {mean:.4g}, its mean over adults")
    return np.asarray(income / mean)


def _filled(
    column: str, values: Sequence[float], default: float, drafts: Sequence[tables.Draft], found: Findings
) -> NDArray[np.float64]:
    """`values` with the default for those that are NaN, and a notice of them."""
    unknown = [draft.name for draft, value in zip(drafts, values, strict=True) if math.isnan(value)]
    if unknown:
        found.note(f"districts.csv: {column} is not given{_where(unknown, drafts)}; {default:g} is assumed")
    return np.nan_to_num(np.array(values), nan=default)


def _where(names: Sequence[str], drafts: Sequence[tables.Draft]) -> str:
    return "" if len(names) == len(drafts) else f" in {listed(names)}"


def _facts(
    folder: Path,
    described: CityFile,
    sources: dict[str, Source] | None,
    districts: tuple[District, ...],
    ages: NDArray[np.float64],
    education: NDArray[np.float64],
    sites: Sequence[Site],
    found: Findings,
) -> CityFacts:
    slug = folder.resolve().name or "city"
    anchor, income = _anchor(described, found), _mean_income(described, found)
    for array in (ages, education):
        array.flags.writeable = False
    given = {"name": described.name, "currency": described.currency, "start": described.start}
    defaults = {"name": slug, "currency": CURRENCY, "start": START}
    silent = [f"{key} {defaults[key]}" for key, value in given.items() if value is None]
    if silent:
        found.note(f"city.yaml is absent or silent; assumed: {', '.join(silent)}")
    if (folder / "city.yml").exists():
        found.note("city.yml is not read: rename it city.yaml")
    for place, one in _figures(described).items():
        if one.untold:
            found.note(f"city.yaml: {'.'.join(place)}: assumed, because it is not said: {', '.join(one.untold)}")
    if sources is None:
        found.note("no source is named for any figure: sources.csv is absent")
    return CityFacts(
        slug=slug,
        name=described.name or slug,
        name_local=described.name_local,
        country=described.country,
        currency=described.currency or CURRENCY,
        invented=described.invented,
        folder=folder,
        start=described.start or START,
        districts=districts,
        age_counts=ages,
        edu_counts=education,
        sites=tuple(sites),
        residents=sum(district.population for district in districts),
        adults=float(ages.sum()),
        anchor=anchor,
        income=income,
        assumptions={
            name: AssumedHere(one.value, *one.bounds, one.grade, one.source, one.note)
            for name, one in described.assumptions.items()
        },
        sources=sources or {},
        assumed=described.assumed,
        notices=tuple(found.notices),
    )


def _anchor(described: CityFile, found: Findings) -> Anchor:
    one = described.anchors.participation_12m
    if one is None:
        found.note(
            f"no participation rate is given; {ANCHOR.value:.0%} ({ANCHOR.low:.0%} to {ANCHOR.high:.0%}) "
            f"is assumed: {ANCHOR.population}"
        )
        return ANCHOR
    ages = one.ages or (15, None)
    return Anchor(one.value, *one.bounds, one.definition, one.population, one.source, one.grade, one.note, *ages)


def _mean_income(described: CityFile, found: Findings) -> AssumedHere:
    one = described.anchors.mean_income_month
    if one is None:
        currency = described.currency or CURRENCY
        found.note(f"no mean income is given; {INCOME.value:,.0f} {currency} a month is assumed")
        return INCOME
    note = " ".join(part for part in (one.definition, one.note) if part)
    return AssumedHere(one.value, *one.bounds, one.grade, one.source, note)
