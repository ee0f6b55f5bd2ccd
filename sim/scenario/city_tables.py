"""A city's tables of districts, places of learning and sources: CSV rows turned into checked values.

Whatever is wrong is recorded with its line, and reading goes on, so that a user sees all faults at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from sim.codes import KINDS
from sim.errors import listed, nearest
from sim.scenario.facts import WHOLE_CITY, Site, Source
from sim.scenario.source import shown
from sim.scenario.tables import Columns, Findings, Row, absent, read_table
from sim.scenario.units import KM_PER_DEGREE

AGES = ("age_0_14", "age_15_59", "age_60_plus")
LEVELS = ("edu_low", "edu_medium", "edu_high")
ORIGIN = ("year", "source_id", "status", "note")
DISTRICTS = Columns(
    ("district_id", "district", "population", "area_km2", "lon", "lat", *AGES, *LEVELS),
    ("name_local", "household_size", "income_index", "employed_share_15plus", *ORIGIN),
)
SITES = Columns(
    ("name", "kind"),
    ("name_local", "count", "places", "places_unit", "lon", "lat", *ORIGIN),
    ("district_id", "district"),
)
SOURCES = Columns(("source_id", "title"), ("address", "licence", "used_for", *ORIGIN))
UNUSED_OF_SITES = {
    ("places",): "rooms follow from demand and money in the years before",
    ("lon", "lat"): "distances go from district to district",
}
UNCOUNTED = ("employer", "online")
EVERYWHERE = "every district has its employers, and online offers reach everyone"
FAR = 10  # times the side of a square as large as the city: no city is so long
TOLERANCE = 0.01  # how far printed shares may be from adding up to 1
ROUNDING = 0.001  # how far rounding alone takes them, about which nothing need be said


class Draft(NamedTuple):
    """A district as its row says; shares add up to 1, NaN stands for what is wrong or not given."""

    row: Row
    district_id: str
    name: str
    population: float
    area_km2: float
    lon: float
    lat: float
    ages: tuple[float, ...]
    levels: tuple[float, ...]
    household_size: float
    income_index: float
    employed_share: float


class Directory:
    """Finds a district by its id or name, as other tables give it."""

    def __init__(self, drafts: Sequence[Draft] | None) -> None:
        self.drafts = drafts
        names = [(i, draft) for i, draft in enumerate(drafts or ())]
        self._index = {draft.name: i for i, draft in names} | {draft.row.text("name_local"): i for i, draft in names}
        self._index |= {draft.district_id: i for i, draft in names}
        self._index.pop("", None)

    def find(self, row: Row, *, whole_city: bool = False) -> int | None:
        """Index of the district of `row`, -1 for the whole city where that is allowed; None after a fault."""
        given = {column: row.text(column) for column in ("district_id", "district") if row.text(column)}
        if not given:
            if not whole_city:
                row.fault("district_id", "the cell is empty", "Write the id of a district")
            return WHOLE_CITY if whole_city else None
        if self.drafts is None:
            return None
        for column, text in given.items():
            if text not in self._index:
                row.fault(column, f"there is no district {shown(text)} in districts.csv", self._near(text))
                return None
        if len({self._index[text] for text in given.values()}) > 1:
            message = f"{shown(given['district'])} is not the district {shown(given['district_id'])}"
            row.fault("district", message, "Keep one of the two")
            return None
        return self._index[next(iter(given.values()))]

    def _near(self, text: str) -> str:
        near = get_close_matches(text, self._index, n=1, cutoff=0.6)
        ids = listed([draft.district_id for draft in self.drafts or ()])
        return f"Did you mean '{near[0]}'?" if near else f"Its ids: {ids}"


def read_districts(path: Path, sources: Mapping[str, Source] | None, found: Findings) -> list[Draft] | None:
    """The districts in the order of the file, or None if there is no such table."""
    rows = read_table(path, DISTRICTS, found)
    if not rows:
        return None
    check_sources(rows, sources)
    drafts = [_draft(row) for row in rows]
    for what, column in (("district_id", "district_id"), ("name", "district")):
        first: dict[str, int] = {}
        for draft in drafts:
            text = getattr(draft, what)
            if text and first.setdefault(text, draft.row.line) != draft.row.line:
                draft.row.fault(column, f"{shown(text)} stands already on line {first[text]}", "Each has its own")
    _note_sums(drafts, path, found)
    _check_points(drafts, path, found)
    return drafts


def _draft(row: Row) -> Draft:
    lon, lat = _point(row, None)
    return Draft(
        row=row,
        district_id=row.required("district_id"),
        name=row.required("district"),
        population=row.number("population", 1, 1e8, whole=True),
        area_km2=row.number("area_km2", 1e-4, 1e6),
        lon=lon,
        lat=lat,
        ages=_shares(row, AGES),
        levels=_shares(row, LEVELS),
        household_size=row.number("household_size", 1, 20, blank=math.nan),
        income_index=row.number("income_index", 0.01, 100, blank=math.nan),
        employed_share=row.number("employed_share_15plus", 0, 1, blank=math.nan),
    )


def _point(row: Row, blank: float | None) -> tuple[float, float]:
    """Longitude and latitude in degrees."""
    lon, lat = row.plain("lon"), row.plain("lat")
    if abs(lon) <= 90 < abs(lat) <= 180:
        message = f"{shown(row.text('lat'))} is outside its range"
        row.fault("lat", message, "Are `lon` and `lat` swapped? `lat` is -90 to 90")
        return math.nan, math.nan
    return row.number("lon", -180, 180, blank=blank), row.number("lat", -90, 90, blank=blank)


def _check_points(drafts: Sequence[Draft], path: Path, found: Findings) -> None:
    """Records points with longitude and latitude the other way round than the first's; notes others that are far."""
    first, area = drafts[0], math.fsum(draft.area_km2 for draft in drafts)
    limit = FAR * math.sqrt(area)
    far = {draft.name: apart for draft in drafts if (apart := _km(first, draft)) > limit}
    for draft in drafts:
        if draft.name in far and _km(first, draft._replace(lon=draft.lat, lat=draft.lon)) <= limit:
            message = f"`lon` and `lat` are the other way round than on line {first.row.line}"
            draft.row.fault("lon", message, "Swap them there or here")
            del far[draft.name]
    if far:
        name = max(far, key=far.__getitem__)
        found.note(
            f"{path.name}: {name} lies {far[name]:,.0f} km from {first.name}, far for a city of {area:,.4g} km2; "
            "are `lon` and `lat` right?"
        )


def _km(one: Draft, other: Draft) -> float:
    """How far apart two districts are, as offers see it."""
    east = (one.lon - other.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return KM_PER_DEGREE * math.hypot(east, one.lat - other.lat)


def _shares(row: Row, columns: Sequence[str]) -> tuple[float, ...]:
    """Three shares that add up to exactly 1, or NaN for all once a fault is recorded."""
    total = math.fsum(row.plain(column) for column in columns)
    if abs(total - 100) <= 100 * TOLERANCE:
        message = f"{' + '.join(columns)} add up to {total:g}, which looks like per cent"
        row.fault(columns[0], message, "Divide them by 100")
        return (math.nan,) * len(columns)
    values = [row.number(column, 0, 1) for column in columns]
    if abs(total - 1) > TOLERANCE and not any(map(math.isnan, values)):
        message = f"{' + '.join(columns)} add up to {total:.4g}, not to 1"
        row.fault(columns[0], message, "Correct the shares of this district")
    return tuple(value / total if total else math.nan for value in values)


def _note_sums(drafts: Sequence[Draft], path: Path, found: Findings) -> None:
    """Says which shares were scaled by more than rounding explains."""
    for columns in (AGES, LEVELS):
        scaled = [
            draft.name for draft in drafts if ROUNDING < abs(math.fsum(map(draft.row.plain, columns)) - 1) <= TOLERANCE
        ]
        if scaled:
            found.note(f"{path.name}: {' + '.join(columns)} were scaled to add up to 1 in {listed(scaled)}")


def read_sites(path: Path, directory: Directory, sources: Mapping[str, Source] | None, found: Findings) -> list[Site]:
    """The places of learning in the order of the file."""
    rows = read_table(path, SITES, found) or []
    check_sources(rows, sources)
    for columns, why in UNUSED_OF_SITES.items():
        if given := [column for column in columns if any(row.text(column) for row in rows)]:
            found.note(f"{path.name}: {', '.join(given)} change{'s' * (len(given) == 1)} no result: {why}")
    if uncounted := sorted({row.text("kind") for row in rows} & set(UNCOUNTED)):
        found.note(f"{path.name}: how many there are of {', '.join(uncounted)} changes no result: {EVERYWHERE}")
    return [site for row in rows if (site := _site(row, directory)) is not None]


def _site(row: Row, directory: Directory) -> Site | None:
    """The row, checked whole, as what the model knows of it."""
    row.required("name")
    kind, district = row.required("kind"), directory.find(row, whole_city=True)
    if kind and kind not in KINDS:
        row.fault("kind", f"there is no kind {shown(kind)}", nearest(kind, KINDS))
    count = row.number("count", 1, 1e6, whole=True, blank=1.0)
    row.number("places", 0, 1e8, blank=math.nan)
    _point(row, math.nan)
    if bool(row.text("lon")) != bool(row.text("lat")):
        lacking = "lon" if row.text("lat") else "lat"
        row.fault(lacking, "a point has both `lon` and `lat`", "Fill in both, or leave both empty")
    if kind not in KINDS or district is None or math.isnan(count):
        return None
    return Site(kind, district, int(count))


def read_sources(path: Path, found: Findings) -> dict[str, Source] | None:
    """Sources by id, or None where there is no such table."""
    rows = None if absent(path) else read_table(path, SOURCES, found)
    if rows is None:
        return None
    sources: dict[str, Source] = {}
    for row in rows:
        key = row.required("source_id")
        if key in sources:
            row.fault("source_id", f"{shown(key)} stands twice", "Give each source its own id")
        sources[key] = Source(row.required("title"), row.text("address"), row.text("licence"))
    return sources


def check_sources(rows: Sequence[Row], sources: Mapping[str, Source] | None) -> None:
    """Records every row that cites a source which the city's sources do not hold."""
    for row in rows if sources is not None else ():
        for key in unknown_ids(row.text("source_id"), sources or {}):
            row.fault("source_id", f"there is no source {shown(key)} in sources.csv", nearest(key, sources or {}))


def unknown_ids(text: str, sources: Mapping[str, Source]) -> list[str]:
    """The ids in `text`, separated by semicolons, that are not among the sources."""
    return [key for part in text.split(";") if (key := part.strip()) and key not in sources]
