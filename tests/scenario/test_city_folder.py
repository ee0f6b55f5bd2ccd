"""A user's own city folder: the smallest one loads, every default is told, and what spreadsheets write is read."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.scenario.city import load_city
from sim.scenario.city_people import OLDER, WORKING_AGE, spread

CHECKOUT = Path(__file__).parents[2]
SHARES = "age_0_14,age_15_59,age_60_plus,edu_low,edu_medium,edu_high"
DISTRICTS = f"""district_id,district,population,area_km2,lon,lat,{SHARES}
02100,North,6000,2,10.0,50.0,0.2,0.6,0.2,0.3,0.4,0.3
02200,South,4000,3,10.1,50.1,0.1,0.6,0.3,0.5,0.3,0.2
"""
INSTITUTIONS = "name,kind,district_id\nLibrary,library,02100\nSchools,school,\n"


def folder(place: Path, **files: str) -> Path:
    """A small city folder; keywords give or replace files (`age` for age.csv)."""
    for name, text in ({"districts": DISTRICTS, "institutions": INSTITUTIONS} | files).items():
        (place / (name if "." in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    return place


def columns(names: str, north: str, south: str) -> str:
    """The table of districts with more columns."""
    lines = zip(DISTRICTS.split(), (names, north, south), strict=True)
    return "".join(f"{line},{more}\n" for line, more in lines)


def test_smallest_folder_loads_with_its_defaults_told(tmp_path: Path) -> None:
    place = tmp_path / "hometown"
    place.mkdir()
    city = load_city(folder(place))
    assert (city.name, city.slug, city.currency, city.residents) == ("hometown", "hometown", "units", 10_000)
    assert city.adults == pytest.approx(6000 * 0.8 + 4000 * 0.9)
    assert city.edu_counts == pytest.approx(np.array([[1440, 1920, 1440], [1800, 1080, 720]]))
    assert (city.anchor.value, city.anchor.low, city.anchor.high, city.anchor.grade) == (0.40, 0.13, 0.58, "D")
    assert city.mean_income_month == 1000
    assert [site.district for site in city.sites] == [0, -1]
    assert [one.income_index for one in city.districts] == [1, 1]
    assert all(np.isnan(one.employed_share) for one in city.districts)
    told = "\n".join(city.notices)
    for word in (
        "city.yaml",
        "name hometown",
        "currency units",
        "start 2027-01-01",
        "age.csv",
        "education.csv",
        "income_index",
        "household_size",
        "employed_share_15plus",
        "participation rate",
        "mean income",
        "sources.csv",
    ):
        assert word in told, word


def test_default_ages_follow_the_three_shares(tmp_path: Path) -> None:
    counts = load_city(folder(tmp_path)).age_counts
    assert sum(WORKING_AGE) == pytest.approx(1)
    assert sum(OLDER) == pytest.approx(1)
    assert counts[0, :, :9].sum() == pytest.approx(3600)
    assert counts[0, :, 9:].sum() == pytest.approx(1200)
    np.testing.assert_allclose(counts[:, 0], counts[:, 1])


@pytest.mark.parametrize(
    ("low", "high", "groups"),
    [
        (13, 15, {0: 1 / 3}),
        (15, 19, {0: 1}),
        (16, 25, {0: 0.4, 1: 0.5, 2: 0.1}),
        (0, 14, {}),
        (80, 89, {13: 0.5, 14: 0.5}),
        (85, None, {14: 1}),
        (90, 94, {14: 1}),
    ],
)
def test_bands_are_split_evenly_by_year(low: int, high: int | None, groups: dict[int, float]) -> None:
    expected = np.zeros(15)
    expected[list(groups)] = list(groups.values())
    np.testing.assert_allclose(spread(low, high), expected, atol=1e-12)


def test_an_open_band_keeps_its_people(tmp_path: Path) -> None:
    for low in (15, 60, 67, 80):
        shares = spread(low, None)
        assert shares.sum() == pytest.approx(1)
        assert shares[: (low - 15) // 5].sum() == 0
    ages = "district,sex,age_lo,age_hi,count\nNorth,all,15,64,3600\nNorth,all,65,,1200\n"
    city = load_city(folder(tmp_path, age=ages))
    assert city.districts[0].adults == pytest.approx(4800)
    assert city.districts[1].adults == pytest.approx(3600)  # no rows: default shape
    assert any("South" in notice and "no rows" in notice for notice in city.notices)
    assert any("open bands" in notice for notice in city.notices)


def test_places_may_be_named_by_name_or_id(tmp_path: Path) -> None:
    sites = "name,kind,district,count,places\nA,library,South,,\nB,school,02100,3,120\nC,online,,,\n"
    city = load_city(folder(tmp_path, institutions=sites))
    assert [(site.district, site.count) for site in city.sites] == [(1, 1), (0, 3), (-1, 1)]


def test_what_the_model_does_not_use_of_institutions_is_said(tmp_path: Path) -> None:
    rows = "A,library,South,,,,\nB,school,02100,3,120,24.9,60.2\nC,online,,5,,,\n"
    told = load_city(folder(tmp_path, institutions=f"name,kind,district,count,places,lon,lat\n{rows}")).notices
    for words in ("places changes no result: rooms", "lon, lat change no result", "how many there are of online"):
        assert sum(words in notice for notice in told) == 1
    told = load_city(folder(tmp_path, institutions="name,kind,district\nA,library,South\n")).notices
    assert not any("no result" in notice for notice in told)


def test_a_figure_may_be_a_number_alone(tmp_path: Path) -> None:
    text = (
        "anchors: {participation_12m: 0.3, mean_income_month: {value: 2000, definition: net}}\n"
        "sources: [A census, A survey]\n"
    )
    city = load_city(folder(tmp_path, **{"city.yaml": text}))
    assert (city.anchor.value, city.anchor.low, city.anchor.high, city.anchor.grade) == (0.3, 0.3, 0.3, "D")
    assert (city.income.value, city.income.note) == (2000, "net")
    assert [one.title for one in city.sources.values()] == ["A census", "A survey"]
    told = "\n".join(city.notices)
    for name in ("participation_12m", "mean_income_month"):
        assert f"city.yaml: anchors.{name}: assumed, because it is not said: no other value is possible, it has" in told
    assert city.summary()[4] == "Participation within 12 months: 30% (no range, grade D)"
    assert city.summary()[5].startswith("Mean income of an adult: 2,000 units a month (no range, grade D)")


def test_where_a_city_lies_is_told_and_a_district_far_from_it_is_noted(tmp_path: Path) -> None:
    city = load_city(folder(tmp_path))
    assert city.summary()[1] == "Points of districts: 50.00° N to 50.10° N, 10.00° E to 10.10° E"
    assert not any("km from" in notice for notice in city.notices)
    far = load_city(folder(tmp_path, districts=DISTRICTS.replace("10.1,50.1", "-10.1,50.0")))
    assert far.summary()[1] == "Points of districts: 50.00° N, 10.10° W to 10.00° E"
    assert "districts.csv: South lies 1,438 km from North, far for a city of 5 km2; are `lon` and `lat` right?" in (
        far.notices
    )


def test_levels_are_mapped_and_scaled_to_adults(tmp_path: Path) -> None:
    text = (
        "education:\n  base: people of 25 and over\n  base_age: 25\n"
        "  levels: {primary: low, vocational: medium, degree: high}\n"
    )
    rows = "district_id,level,count\n02100,primary,50\n02100,vocational,30\n02100,degree,20\n"
    city = load_city(folder(tmp_path, education=rows, **{"city.yaml": text}))
    assert city.edu_counts[0] == pytest.approx([2400, 1440, 960])
    assert city.edu_counts[1] == pytest.approx([1800, 1080, 720])
    told = "\n".join(city.notices)
    assert "people of 25 and over" in told
    assert "more than 2 points in North" in told
    assert "no rows for South" in told


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_decimal_commas(tmp_path: Path, separator: str) -> None:
    text = DISTRICTS.replace(",", separator).replace(".", ",")
    city = load_city(folder(tmp_path, districts=text))
    assert city.districts[1].lon == 10.1
    assert city.districts[1].edu_shares == pytest.approx((0.5, 0.3, 0.2))
    assert any("-separated" in notice for notice in city.notices)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", ",,\n"),
        lambda text: "\n\n" + text + "\n,,,,,,,,,,,\n",
        lambda text: text.replace("district_id", " District ID "),
        lambda text: text.replace("6000", "6000.0"),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, change: object) -> None:
    (folder(tmp_path) / "districts.csv").write_bytes(change(DISTRICTS).encode())  # type: ignore[operator]
    city = load_city(tmp_path)
    assert (city.districts[0].district_id, city.residents) == ("02100", 10_000)


def test_unknown_columns_are_told_and_left_out(tmp_path: Path) -> None:
    notices = load_city(folder(tmp_path, districts=columns("income_idx,mayor", "1,x", "1,y"))).notices
    assert any("'income_idx'" in one and "'income_index'" in one for one in notices)
    assert any("'mayor'" in one and "Did you mean" not in one for one in notices)


def test_shares_within_tolerance_add_up_exactly_and_it_is_told(tmp_path: Path) -> None:
    city = load_city(folder(tmp_path, districts=DISTRICTS.replace("0.2,0.6,0.2,", "0.2,0.6,0.208,")))
    one = city.districts[0]
    assert one.age_0_14 + one.age_15_59 + one.age_60_plus == pytest.approx(1, abs=1e-15)
    assert any("scaled to add up to 1 in North" in notice for notice in city.notices)
    rounded = load_city(folder(tmp_path, districts=DISTRICTS.replace("0.2,0.6,0.2,", "0.2,0.6,0.2001,")))
    assert not any("scaled" in notice for notice in rounded.notices)


def test_income_is_relative_to_the_mean_of_adults(tmp_path: Path) -> None:
    city = load_city(folder(tmp_path, districts=columns("income_index", "30", "20")))
    north, south = city.districts
    assert north.income_index / south.income_index == pytest.approx(1.5)
    assert (north.income_index * north.adults + south.income_index * south.adults) / city.adults == pytest.approx(1)
    assert any("income_index was divided by" in notice for notice in city.notices)


def test_city_file_fills_what_it_says(tmp_path: Path) -> None:
    text = """name: Hometown
currency: EUR
start: 2030-09-01
anchors:
  participation_12m:
    {value: 0.3, range: [0.2, 0.4], definition: any course, population: all, ages: [25, 64], source: A, grade: C}
  mean_income_month: {value: 2000, range: [1800, 2200], source: A, grade: C}
sources:
  A: {title: A survey}
assumptions:
  people.retirement_age: {value: 60, range: [58, 62], source: A, grade: C}
assumed: [The budget is a guess.]
"""
    city = load_city(folder(tmp_path, **{"city.yaml": text}) / "city.yaml")
    assert (city.name, city.currency, city.start) == ("Hometown", "EUR", date(2030, 9, 1))
    assert (city.anchor.value, city.anchor.age_high, city.mean_income_month) == (0.3, 64, 2000)
    assert city.assumptions["people.retirement_age"].high == 62
    assert city.sources["A"].title == "A survey"
    assert city.assumed == ("The budget is a guess.",)


def test_reading_a_city_needs_no_simulator() -> None:
    code = (
        "import sys, sim.scenario.city as c; c.load_city(sys.argv[1]);"
        "print([m for m in ('pandas', 'numba', 'mesa', 'scipy', 'matplotlib') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(CHECKOUT / "scenarios" / "cities" / "millbrook")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert done.stdout.strip() == "[]"
