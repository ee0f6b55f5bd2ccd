"""The shipped cities: published totals, tables that agree, a source for every figure, and assumptions that say so."""

from __future__ import annotations

import csv
import pickle
import re
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.assumptions import declared
from sim.codes import KINDS
from sim.scenario.city import load_city
from sim.scenario.facts import CityFacts

CITIES = Path(__file__).parents[2] / "scenarios" / "cities"
SHIPPED = ("dalian", "espoo", "millbrook")
Cities = dict[str, CityFacts]


@pytest.fixture(scope="module")
def cities() -> Cities:
    return {name: load_city(CITIES / name) for name in SHIPPED}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_city_is_read_once_until_one_of_its_files_changes(tmp_path: Path) -> None:
    place = shutil.copytree(CITIES / "millbrook", tmp_path / "place")
    first = load_city(place)
    assert load_city(place) is first
    words = (place / "city.yaml").read_text("utf-8")
    assert "name: Millbrook" in words
    (place / "city.yaml").write_text(words.replace("name: Millbrook", "name: Millbrock", 1), encoding="utf-8")
    changed = load_city(place)
    assert (first.name, changed.name) == ("Millbrook (invented)", "Millbrock (invented)")
    (place / "more.csv").mkdir()  # cannot be read as a file
    (place / "city.yaml").write_text(words, encoding="utf-8")
    assert load_city(place).name == "Millbrook (invented)"


@pytest.mark.parametrize(
    ("name", "residents", "districts", "adults"),
    [("dalian", 7_450_785, 10, 6_582_843), ("espoo", 314_876, 45, 259_591 + 1 / 3), ("millbrook", 5_000, 5, 4_202)],
)
def test_published_totals(cities: Cities, name: str, residents: int, districts: int, adults: float) -> None:
    city = cities[name]
    assert (city.residents, len(city.districts)) == (residents, districts)
    assert city.adults == pytest.approx(adults, abs=1e-6)
    assert sum(one.population for one in city.districts) == residents


def test_published_shares_of_dalian(cities: Cities) -> None:
    city = cities["dalian"]
    ages = city.age_counts.sum(0)
    assert ages[:, 9:].sum() / city.residents == pytest.approx(0.2471, abs=5e-5)  # 60 and over, census bulletin
    assert ages[:, 10:].sum() / city.residents == pytest.approx(0.1687, abs=5e-5)  # 65 and over
    assert ages[0, 0] == 141_801  # men of 15-19
    assert city.edu_counts.sum(0) / city.adults == pytest.approx([0.5508, 0.1822, 0.2670], abs=1e-4)
    assert city.edu_counts.sum(0)[2] / city.residents == pytest.approx(0.23593, abs=1e-5)  # bulletin


def test_published_shares_of_espoo(cities: Cities) -> None:
    city = cities["espoo"]
    tapiola = city.districts[0]
    assert (tapiola.district_id, tapiola.name, tapiola.population) == ("02100", "Tapiola", 6975)
    assert tapiola.edu_shares == pytest.approx((728 / 6139, 1356 / 6139, 4055 / 6139))
    assert city.age_counts[0, :, 0].sum() == pytest.approx(152 / 3 + 80 + 93)  # 13-15, 16-17, 18-19
    assert any("18 and over" in notice for notice in city.notices)


@pytest.mark.parametrize("name", SHIPPED)
def test_tables_agree_with_each_other(cities: Cities, name: str) -> None:
    city = cities[name]
    adults = np.array([one.adults for one in city.districts])
    assert city.age_counts.shape == (len(adults), 2, 15)
    assert city.edu_counts.shape == (len(adults), 3)
    np.testing.assert_allclose(city.age_counts.sum((1, 2)), adults, rtol=1e-12)
    np.testing.assert_allclose(city.edu_counts.sum(1), adults, rtol=1e-12)
    assert min(city.age_counts.min(), city.edu_counts.min()) >= 0
    for one in city.districts:
        assert one.age_0_14 + one.age_15_59 + one.age_60_plus == pytest.approx(1, abs=1e-12)
        assert sum(one.edu_shares) == pytest.approx(1, abs=1e-12)
        assert one.adults == pytest.approx(one.population * (1 - one.age_0_14), rel=0.02)
    income = np.array([one.income_index for one in city.districts])
    assert income @ adults / adults.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_figure_names_a_source_that_is_listed(name: str) -> None:
    listed = {row["source_id"] for row in table(CITIES / name / "sources.csv")}
    text = (CITIES / name / "city.yaml").read_text(encoding="utf-8")
    used = {key for cited in re.findall(r"^\s+source: (.*)$", text, re.MULTILINE) for key in cited.split(";")}
    for file in ("districts", "institutions", "age", "education"):
        for row in table(CITIES / name / f"{file}.csv"):
            assert row["source_id"], (file, row)
            assert row["status"], (file, row)
            used |= set(row["source_id"].split(";"))
    assert used <= listed
    readme = (CITIES / name / "README.md").read_text(encoding="utf-8")
    spans = {f"S{n}" for low, high in re.findall(r"S(\d+) to S(\d+)", readme) for n in range(int(low), int(high) + 1)}
    assert listed <= used | spans | set(re.findall(r"\b[A-Z]+\d*\b", readme)), "a source that nothing cites"


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_anchors_and_assumptions(cities: Cities, name: str) -> None:
    city = cities[name]
    assert 0 < city.anchor.low <= city.anchor.value <= city.anchor.high < 1
    assert city.income.low <= city.mean_income_month <= city.income.high
    assert city.start == date(2027, 1, 1)
    assert {"participation", "budget"} <= {
        word.lower() for line in city.assumed for word in re.findall(r"\w+", line)
    } or city.invented
    for key, one in city.assumptions.items():
        assert declared()[key].low <= one.low <= one.value <= one.high <= declared()[key].high


def test_what_is_assumed_for_dalian_is_graded_so(cities: Cities) -> None:
    assert cities["dalian"].anchor.grade == "D"
    assert "NOT" in cities["dalian"].anchor.population
    assert cities["espoo"].anchor.grade == "C"
    assert (cities["espoo"].anchor.age_low, cities["espoo"].anchor.age_high) == (18, 64)
    assert cities["dalian"].assumptions["people.retirement_age"].value == 57


def test_institutions_count_nothing_twice(cities: Cities) -> None:
    dalian = cities["dalian"]
    counts = {kind: sum(site.count for site in dalian.sites if site.kind == kind) for kind in KINDS}
    assert counts["school"] == 75 + 713
    assert counts["university"] == 21
    assert counts["vocational"] == 10 + 79
    assert counts["library"] == 3 + 11
    assert all(site.district >= 0 for site in dalian.sites if site.kind == "university")
    assert all(site.district == -1 for site in dalian.sites if site.count > 1)
    espoo = cities["espoo"]
    assert sum(site.kind == "library" for site in espoo.sites) == 5 + 11 + 1
    assert not any("OpenStreetMap" in path.read_text(encoding="utf-8") for path in (CITIES / "espoo").glob("*.csv"))


def test_millbrook_says_that_it_is_invented(cities: Cities) -> None:
    city = cities["millbrook"]
    assert city.invented
    assert "invented" in city.name
    assert not cities["dalian"].invented
    assert "does not exist" in (CITIES / "millbrook" / "README.md").read_text(encoding="utf-8")
    low = {one.name: one.edu_shares[0] for one in city.districts}
    assert low["Weavers' Estate"] > 4 * low["Riverside"]


def test_summary_is_lines_for_people(cities: Cities) -> None:
    lines = cities["dalian"].summary()
    assert lines[0] == (
        "Dalian 大连 (China): 7,450,785 residents in 10 districts, 6,582,843 of them adults of 15 and over"
    )
    assert any(line.startswith("Assumed: Budget") for line in lines)
    assert all("\n" not in line for line in lines)


def test_facts_are_read_only_and_can_be_sent_to_a_worker(cities: Cities) -> None:
    city = cities["millbrook"]
    with pytest.raises(ValueError, match="read-only"):
        city.age_counts[0, 0, 0] = 1
    again = pickle.loads(pickle.dumps(city))
    assert again.districts == city.districts
    np.testing.assert_array_equal(again.age_counts, city.age_counts)
