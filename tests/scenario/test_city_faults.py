"""City folders that are wrong: all faults at once, each with file, line, column and remedy, and nothing else raised."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.city import load_city

MILLBROOK = Path(__file__).parents[2] / "scenarios" / "cities" / "millbrook"
HEADER = "district_id,district,population,area_km2,lon,lat,age_0_14,age_15_59,age_60_plus,edu_low,edu_medium,edu_high"
NORTH, SOUTH = "1,North,6000,2,10.0,50.0,0.2,0.6,0.2,0.3,0.4,0.3", "2,South,4000,3,10.1,50.1,0.1,0.6,0.3,0.5,0.3,0.2"
SITES = "name,kind,district_id\nLibrary,library,1\n"
AGES = "district_id,sex,age_lo,age_hi,count\n"
ANCHOR = (
    "anchors:\n  participation_12m: "
    "{value: 0.3, range: [0.2, 0.4], definition: d, population: p, source: A, grade: C}\n"
)


def faults(place: Path, **files: str | bytes) -> list[str]:
    """The faults of a folder of two districts with these files replaced (`age` for age.csv), one line each."""
    whole: dict[str, str | bytes] = {"districts": f"{HEADER}\n{NORTH}\n{SOUTH}\n", "institutions": SITES} | files
    for name, text in whole.items():
        path = place / (name if "." in name else f"{name}.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        load_city(place)
    return [str(one).replace(f"{place}/", "") for one in caught.value.faults]


def districts(old: str, new: str) -> str:
    text = f"{HEADER}\n{NORTH}\n{SOUTH}\n"
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("population", "pop", ("districts.csv:1: population: the column is missing", "add it to the first line")),
        (
            "age_0_14",
            "age_0_15",
            ("districts.csv:1: age_0_14: the column is missing", "rename 'age_0_15' to 'age_0_14'"),
        ),
        ("area_km2,", "area_km2,area_km2,", ("area_km2: the column stands twice",)),
        ("6000", "many", ("districts.csv:2: population: 'many' is not a number", "allowed: 1 to 100,000,000")),
        ("6000", "", ("districts.csv:2: population: the cell is empty",)),
        ("6000", "-6000", ("districts.csv:2: population: '-6000' is outside its range",)),
        ("6000", "0", ("districts.csv:2: population: '0' is outside its range",)),
        ("6000", "nan", ("'nan' is not a number",)),
        ("6000", "1e999", ("'1e999' is outside its range",)),
        ("6000", '"6,000"', ("write it without separators: 6000",)),
        ("6000", "6000.5", ("not a whole number",)),
        ("10.0,50.0", "190,50", ("districts.csv:2: lon: '190' is outside its range. allowed: -180 to 180",)),
        ("10.0,50.0", "50,110", ("districts.csv:2: lat", "swapped?")),
        ("0.2,0.6,0.2", "0.2,0.6,0.3", ("districts.csv:2: age_0_14", "add up to 1.1, not to 1")),
        ("0.5,0.3,0.2", "50,30,20", ("districts.csv:3: edu_low", "looks like per cent", "divide them by 100")),
        ("0.5,0.3,0.2", "0.5,30,0.2", ("districts.csv:3: edu_medium", "looks like per cent: write 0.3")),
        ("0.5,0.3,0.2", "50%,0.3,0.2", ("'50%' is not a number", "parts of 1")),
        ("2,South", "1,South", ("districts.csv:3: district_id: '1' stands already on line 2",)),
        ("2,South", "2,North", ("districts.csv:3: district: 'north' stands already on line 2",)),
        ("2,South", ",South", ("districts.csv:3: district_id: the cell is empty",)),
        ("2,South", "2,So,uth", ("districts.csv:3", "the line has 13 cells, the header 12")),
        ("2,South", '2,"South', ("districts.csv:3", "not a valid csv file")),
        ("2,South", "2,So\x00uth", ("districts.csv:3: district", "characters that are no text")),
        ("0.2,0.6,0.2,", "1,0,0,", ("north has no adults",)),
        ("3,10.1", "0,10.1", ("districts.csv:3: area_km2",)),
    ],
)
def test_faults_of_districts(tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    found = faults(tmp_path, districts=districts(old, new))
    for word in words:
        assert any(word in one.lower() for one in found), found
    assert "Traceback" not in "".join(found)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("A,library,9\n", ("institutions.csv:2: district_id: there is no district '9'", "its ids: 1, 2")),
        ("A,libary,1\n", ("institutions.csv:2: kind: there is no kind 'libary'. did you mean 'library'",)),
        (",library,1\n", ("institutions.csv:2: name: the cell is empty",)),
        ("A,,1\n", ("institutions.csv:2: kind: the cell is empty",)),
        ("", ("a header but no rows",)),
    ],
)
def test_faults_of_institutions(tmp_path: Path, rows: str, words: tuple[str, ...]) -> None:
    found = faults(tmp_path, institutions=f"name,kind,district_id\n{rows}")
    assert len(found) == 1
    for word in words:
        assert word in found[0].lower(), found


@pytest.mark.parametrize(
    ("file", "row", "said"),
    [
        ("districts", "Total,,10000,5,,,,,,,,", "districts.csv:4: district_id: 'Total': a row of totals"),
        ("districts", ",Total,10000,5,x,,,,,,,", "districts.csv:4: district: 'Total': a row of totals"),
        ("institutions", "Total,,", "institutions.csv:3: name: 'Total': a row of totals"),
        ("age", "Total,,,,8600", "age.csv:2: district_id: 'Total': a row of totals"),
        ("age", "1,all,Total,,4800", "age.csv:2: age_lo: 'Total': a row of totals"),
        (
            "districts",
            "3,East,7,2,5,10,2,50,1,0,2,0,6,0,2,0,3",
            "districts.csv:4: the line has 17 cells, the header 12",
        ),
    ],
)
def test_a_row_that_is_wrong_as_a_whole_is_one_fault(tmp_path: Path, file: str, row: str, said: str) -> None:
    texts = {"districts": f"{HEADER}\n{NORTH}\n{SOUTH}\n", "institutions": SITES, "age": AGES}
    (found,) = faults(tmp_path, **{file: f"{texts[file]}{row}\n"})
    assert found.startswith(said)


def test_longitude_and_latitude_the_other_way_round_than_in_other_rows(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, districts=districts("10.1,50.1", "50.1,10.1"))
    assert found.startswith("districts.csv:3: lon: `lon` and `lat` are the other way round than on line 2. Swap them")
    third = "3,East,10,3,10.2,50.1,0.1,0.6,0.3,0.5,0.3,0.2\n"
    (found,) = faults(tmp_path, districts=districts("10.0,50.0", "50.0,10.0") + third)
    assert "districts.csv:3: lon: `lon` and `lat` are the other way round than on line 2 (also on line 4)" in found


def test_a_line_that_names_the_separator_keeps_the_lines_numbers(tmp_path: Path) -> None:
    text = f"sep=;\n{HEADER}\n{NORTH}\n{SOUTH}\n".replace(",", ";")
    assert faults(tmp_path, districts=text.replace("6000", "x"))[0].startswith("districts.csv:3: population")
    (tmp_path / "districts.csv").write_text(text, encoding="utf-8")
    assert len(load_city(tmp_path).districts) == 2


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = 'name,kind,district_id,note\n\nA,library,1,"two\nlines"\n\nB,libary,1,\n'
    assert faults(tmp_path, institutions=text)[0].startswith("institutions.csv:6: kind")


def test_more_faults_of_institutions(tmp_path: Path) -> None:
    text = (
        "name,kind,district_id,district,count,places,lon,lat\n"
        "A,library,1,South,,,,\nB,library,1,,0,,,\nC,library,1,,1.5,,,\nD,library,1,,,n/a,,\nE,library,1,,,,10,\n"
    )
    found = faults(tmp_path, institutions=text)
    for line, word in (
        (2, "'South' is not the district '1'"),
        (3, "count: '0' is outside"),
        (4, "not a whole number"),
        (5, "Leave the cell empty"),
        (6, "lat: a point has both"),
    ):
        assert any(one.startswith(f"institutions.csv:{line}") and word in one for one in found), (line, found)
    assert any("(or 'district')" in one for one in faults(tmp_path, institutions="name,kind\nA,library\n"))


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ("1,x,15,,4800\n", "'x' is no sex here"),
        ("1,all,15,,4800\n1,male,15,,4800\n", "people count twice"),
        ("1,male,15,,4800\n", "rows for male only"),
        ("1,all,15,19,800\n1,all,25,,4000\n", "age.csv:3: age_lo: ages 20 to 24 are missing"),
        ("1,all,15,24,800\n1,all,20,,4000\n", "age.csv:3: age_lo: age 20 is counted already on line 2"),
        ("1,all,20,,4800\n", "ages 15 to 19 are missing"),
        ("1,all,15,64,4800\n", "ages above 64 are missing"),
        ("1,all,20,15,4800\n", "15 is below `age_lo`, 20"),
        ("1,all,15,,9000\n", "9,000 adults of 15 and over in North, but 4,800 in districts.csv"),
        ("1,all,0,14,4000\n1,all,15,,4800\n", "8,800 people in North, but 6,000 in districts.csv"),
        ("1,all,15.5,,4800\n", "'15.5' is not a whole number"),
        ("1,all,15,,-1\n", "count: '-1' is outside its range"),
        ("7,all,15,,4800\n", "there is no district '7'"),
    ],
)
def test_faults_of_ages(tmp_path: Path, rows: str, word: str) -> None:
    found = faults(tmp_path, age=AGES + rows)
    assert any(word in one for one in found), found


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ("1,midle,5\n", "the level 'midle' is not known. Did you mean 'middle'?"),
        ("1,low,5\n1,low,6\n", "education.csv:3: level: 'low' of this district stands already on line 2"),
        ("1,low,0\n", "North has no people"),
        ("1,,5\n", "level: the cell is empty"),
        ("8,low,5\n", "there is no district '8'"),
    ],
)
def test_faults_of_education(tmp_path: Path, rows: str, word: str) -> None:
    levels = "education: {levels: {middle: medium}}\n"
    found = faults(tmp_path, education=f"district_id,level,count\n{rows}", **{"city.yaml": levels})
    assert any(word in one for one in found), found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nme: X\n", ("city.yaml:1: nme: unknown key", "'name'")),
        ("name: 5\n", ("city.yaml:1: name: 5 is not text",)),
        ("name: X\nstart: soon\n", ("city.yaml:2: start: 'soon' is not a date",)),
        ("name: X\nresidents: 9000\n", ("city.yaml:2: residents: 9,000 are not the 10,000 residents", "+1,000")),
        ("adults: 9000\n", ("city.yaml:1: adults: 9,000 are not the 8,400 adults",)),
        ("anchors:\n  participation: {}\n", ("city.yaml:2: anchors.participation: unknown key", "'participation_12m'")),
        (
            ANCHOR.replace("0.3,", "30,"),
            ("city.yaml:2: anchors.participation_12m.value: 30 is outside its range", "0 to"),
        ),
        (ANCHOR.replace("0.3,", "0.5,"), ("0.5 is outside its own `range`, 0.2 to 0.4",)),
        (
            ANCHOR.replace("value: 0.3, ", ""),
            ("participation_12m.value: the key is missing (share", "0 to 1 share"),
        ),
        (ANCHOR.replace("grade: C", "grade: E"), ("grade: 'E' is not allowed. Allowed: A, B, C, D",)),
        (ANCHOR.replace("[0.2, 0.4]", "[0.2]"), ("range: two values are needed",)),
        ("education: {levels: {a: lowest}}\n", ("education.levels.a: 'lowest' is not allowed. Allowed: 'low'",)),
        ("anchors: {mean_income_month: -5}\n", ("anchors.mean_income_month.value: -5 is outside its range",)),
        ("anchors: {participation_12m: lots}\n", ("anchors.participation_12m: 'lots' is neither a number nor",)),
        ("sources: [2010, B]\n", ("sources: 2010 is no title to cite. Write titles as text",)),
        ("sources: [Smith; Jones]\n", ("sources: 'Smith; Jones' is no title to cite",)),
        ("residents: 1.5\n", ("residents: 1.5 is not a whole number",)),
        (
            "assumptions:\n  people.retirment_age: {value: 60, range: [58, 62], source: A, grade: C}\n",
            ("city.yaml:2: assumptions.people.retirment_age: there is no such assumption", "people.retirement_age"),
        ),
        (
            "assumptions:\n  people.retirement_age: {value: 90, range: [58, 99], source: A, grade: C}\n",
            ("its values leave the model's range, 50 to 70 years",),
        ),
        (ANCHOR + "sources:\n  B: {title: T}\n", ("participation_12m.source: there is no source 'A'",)),
        ("", ("city.yaml:1: the file is empty", "or delete the file")),
        ("- a\n", ("city.yaml:1",)),
        ("name: [\n", ("not valid YAML",)),
        ("name: X\nname: Y\n", ("city.yaml:2: name: the key stands twice",)),
    ],
)
def test_faults_of_the_city_file(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    found = faults(tmp_path, **{"city.yaml": text})
    for word in words:
        assert any(word in one for one in found), found


def test_sources_that_are_not_listed(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        institutions="name,kind,district_id,source_id\nA,library,1,S1;S3\n",
        sources="source_id,title\nS1,T\nS1,U\n",
    )
    word = "institutions.csv:2: source_id: there is no source 'S3' in sources.csv. Known: S1"
    assert any(word in one for one in found)
    assert any("sources.csv:3: source_id: 'S1' stands twice" in one for one in found)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\n ,\n", "the file is empty"),
        (f"{HEADER}\n".encode(), "a header but no rows"),
        (f"{HEADER}\n{NORTH}\n".encode("utf-16"), "UTF-16"),
        (f"{HEADER}\n{NORTH}\n".replace("North", "Nörd").encode("latin-1"), "districts.csv:2: byte 0xf6 is not UTF-8"),
        (bytes(range(256)), "not UTF-8"),
        (b'"', "not a valid CSV file"),
        (b"PK\x03\x04\x14\x00\xff", "is a spreadsheet, not a CSV file"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, data: bytes, word: str) -> None:
    found = faults(tmp_path, districts=data)
    assert any(word in one for one in found), found


@pytest.mark.parametrize("thousands", ["6.000", "6,000"])
def test_signs_between_thousands_beside_decimal_commas_are_not_read_as_fractions(
    tmp_path: Path, thousands: str
) -> None:
    table = f"{HEADER}\n{NORTH}\n".replace(".", "#").replace(",", ";").replace("#", ",")
    assert ";6000;" in table
    (found,) = faults(tmp_path, districts=table.replace(";6000;", f";{thousands};"))
    assert found == f"districts.csv:2: population: '{thousands}' may be read in two ways. Write 6000, or 6."


def test_a_thousands_point_is_not_read_as_a_decimal_point(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, districts=districts("6000", "6.000"))
    assert found == "districts.csv:2: population: '6.000' may be read in two ways. Write 6000, or 6."
    (found,) = faults(tmp_path, education="district_id,level,count\n1,low,1.200\n1,medium,950\n1,high,2.345\n")
    said = "count: '1.200' may be read in two ways, and so may all others with its sign. Write 1200, or 1.2000."
    assert found == f"education.csv:2: {said}"


@pytest.mark.parametrize("others", ["1234.500", "0.500", "12.25"])
def test_three_decimals_among_others_are_decimals(tmp_path: Path, others: str) -> None:
    levels = f"district_id,level,count\n1,low,1.200\n1,medium,{others}\n1,high,2.345\n"
    texts = {"districts": f"{HEADER}\n{NORTH}\n", "institutions": SITES, "education": levels}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    shares = load_city(tmp_path).districts[0].edu_shares
    assert shares[0] == pytest.approx(1.2 / (1.2 + float(others) + 2.345))


def test_without_districts_nothing_else_is_said_of_them(tmp_path: Path) -> None:
    found = faults(tmp_path, districts=f"{HEADER}\n", institutions="name,kind,district_id\nA,school,7\n")
    assert len(found) == 1
    assert "a header but no rows" in found[0]


def test_missing_folders_and_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        load_city(tmp_path / "nowhere")
    (tmp_path / "dalian").mkdir()
    with pytest.raises(InputError, match=r"Did you mean '.*dalian'"):
        load_city(tmp_path / "dallian")
    with pytest.raises(InputError, match=r"cannot be read|no such folder"):
        load_city("a\0b")
    with pytest.raises(InputError) as caught:
        load_city(tmp_path / "dalian")
    assert [(Path(one.file).name, one.message) for one in caught.value.faults] == [
        ("districts.csv", "no such file"),
        ("institutions.csv", "no such file"),
    ]
    (tmp_path / "map.csv").write_text("x")
    with pytest.raises(InputError, match="is a file, not a city folder"):
        load_city(tmp_path / "map.csv")


def test_all_faults_of_all_files_at_once_and_each_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        districts=districts("6000", "x"),
        institutions="name,kind,district_id\nA,b,1\n",
        age=AGES + "3,all,15,44,1\n3,all,45,,1\n",
        education="district_id,level,count\n1,some,1\n",
        **{"city.yaml": "nme: X\n"},
    )
    files = ["city.yaml", "districts.csv", "institutions.csv", "age.csv", "education.csv"]
    assert [one.split(":")[0] for one in found] == files
    assert "(also on line 3)" in found[3]


# -- whatever is in the files ------------------------------------------------------------------------------------------
FILES = ("city.yaml", "districts.csv", "institutions.csv", "age.csv", "education.csv", "sources.csv")
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "-1",
            "0",
            "1e308",
            "nan",
            "inf",
            "0.5",
            "99",
            "M1",
            "M9",
            "library",
            "low",
            "all",
            '"',
            "\x00",
            "１２",
            "a;b",
            "[",
            "{}",
            "2027-01-01",
            "yes",
        ]
    ),
    st.text(max_size=8),
    st.floats().map(str),
    st.integers().map(str),
)


@st.composite
def mangled(draw: st.DrawFn) -> dict[str, bytes]:
    """Files of Millbrook with cells changed, lines doubled, swapped or cut, or bytes put in."""
    whole = {name: (MILLBROOK / name).read_text(encoding="utf-8") for name in FILES}
    changed: dict[str, bytes] = {}
    for name in draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True)):
        separator = ":" if name == "city.yaml" else ","
        lines = [line.split(separator) for line in whole[name].split("\n")]
        for _ in range(draw(st.integers(1, 4))):
            i = draw(st.integers(0, min(len(lines) - 1, 12)))
            if draw(st.booleans()):
                lines[i][draw(st.integers(0, len(lines[i]) - 1))] = draw(CELLS)
            else:
                lines.insert(draw(st.integers(0, len(lines))), lines[i])
        data = "\n".join(separator.join(cells) for cells in lines).encode("utf-8", "surrogatepass")
        if draw(st.integers(0, 9)) == 0:
            at = draw(st.integers(0, len(data)))
            data = data[:at] + draw(st.binary(max_size=6))
        changed[name] = data
    return changed


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(files=mangled())
def test_any_files_give_a_city_or_faults(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as base:
        place = Path(base) / "town"
        shutil.copytree(MILLBROOK, place)
        for name, data in files.items():
            (place / name).write_bytes(data)
        _is_city_or_faults(place)


def _is_city_or_faults(place: Path) -> None:
    try:
        city = load_city(place)
    except InputError as error:
        faults = error.faults
    else:
        assert city.age_counts.sum() == pytest.approx(city.adults)
        assert city.edu_counts.sum() == pytest.approx(city.adults)
        assert all(one.adults > 0 for one in city.districts)
        "\n".join([*city.summary(), *city.notices]).encode()
        return
    assert faults
    assert all(fault.message and "\n" not in str(fault) for fault in faults)
    "".join(map(str, faults)).encode()
