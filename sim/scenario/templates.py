"""Files to start from: a short scenario, and a city folder with its first scenario, commented and passing the check.

Nothing that exists is ever overwritten.
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

from sim.errors import Fault, InputError
from sim.scenario.find import find_parent
from sim.scenario.instruments import INSTRUMENTS
from sim.scenario.load import draft

SCENARIO = """\
{modeline}# A scenario is a short diff: it says only what differs from the file that it extends.
# Check it with `learncity check {file}`, compare it with `learncity compare {baseline} {file}`.
title: {title}
extends: baseline.yaml     # of {city}; a baseline.yaml beside this file goes first, so each city has its own
about:
  author: ""
  reference: ""            # the paragraph of the paper that it serves, such as "3.4"
  summary: ""

policy:
  # Each item takes its share of the city's money for adult learning; what is left pays the usual courses.
{instruments}
  - instrument: outreach
    share: 0.10            # 0 to 1 of the envelope; or `spend: 6` (currency per resident a year)
    from: 0                # month after the start, or a date such as 2027-09-01
    # until: 60            # first month without it
    # ramp: 6              # months in which it grows to full strength
    # pulse: {{every: 12, length: 3}}
    target:                # whom it serves; leave it out to serve every adult
      education: low       # low, medium, high, or a list of them
      # age: [55, 80]
      # work: [unemployed, home]
      # districts: [name or id, name or id]
      # need: 0.3          # the poorest 30 % of the adults

# assumptions:             # `learncity params` lists them with their ranges
#   campaign.effect: {{preset: backlash}}
"""

FILES = {
    "city.yaml": """\
# What is known of the city as a whole. Every figure here is MADE UP: replace all of them, with their sources.
# Check the folder with `learncity check {folder}`. Any key may be left out; a stated default then takes its place.
name: {title} (invented)
country: nowhere
currency: crowns
invented: true             # set to false when every figure comes from a source
start: 2027-01-01          # month 0 of every run
residents: 50000           # checked against districts.csv

anchors:
  participation_12m:       # the known share of adults who learned within 12 months
    value: 0.40
    range: [0.13, 0.58]
    definition: took part in formal or non-formal learning within 12 months
    population: made up
    ages: [25, 64]
    source: X1             # an id of sources.csv
    grade: D               # A local causal, B external causal, C descriptive, D assumption
  mean_income_month:       # disposable income of an adult
    value: 2500
    range: [2000, 3000]
    source: X1
    grade: D

# assumptions:             # model assumptions that differ in this city; `learncity params` lists them
#   people.retirement_age: {{value: 63, range: [60, 66], source: X1, grade: C}}

assumed:                   # what is not known of the city; shown beside every result
  - "All figures of this city are made up."
""",
    "districts.csv": """\
district_id,district,population,area_km2,lon,lat,age_0_14,age_15_59,age_60_plus,edu_low,edu_medium,edu_high
D1,Centre,20000,5.0,10.00,50.00,0.12,0.64,0.24,0.20,0.45,0.35
D2,North,18000,12.0,10.01,50.05,0.17,0.61,0.22,0.35,0.45,0.20
D3,Villages,12000,90.0,10.12,50.02,0.15,0.57,0.28,0.45,0.42,0.13
""",
    "institutions.csv": """\
name,kind,district_id,count
Adult education centre,community,D1,1
Library,library,D1,2
Vocational school,vocational,D2,1
Secondary schools,school,D2,3
Older people's academy,older_adult,D3,1
Online courses,online,,1
Employers,employer,D1,40
""",
    "sources.csv": """\
source_id,title,address,licence
X1,made up; replace by the title of the source,,
""",
    "baseline.yaml": """\
# {title} as it goes on today: its first scenario, which every policy extends and is compared with.
# A policy is a short file beside this one: `learncity new scenario {policy}`.
title: {title} as today
city: .                    # this folder
citizens: 20000            # a weighted sample of the adults; `all` simulates every one
months: 120                # after the burn-in

budget:
  # Public money for adult learning per resident (of any age) a year, in the currency of city.yaml.
  per_resident_per_year: 60  # MADE UP: replace it by the city's own figure

policy: []                 # nothing besides general provision
""",
    "README.md": """\
# {title}
The figures in this folder are made up so that it passes `learncity check`; replace them by published ones.

- `city.yaml`: the city as a whole; its comments explain each key.
- `districts.csv`: one row a district. `population` counts all ages; `lon`, `lat` are degrees of a point inside it.
  `age_*` are shares of all residents, `edu_*` shares of the adults; each three add up to 1. Optional columns:
  `name_local`, `household_size` (persons), `income_index` (1 is the city's mean), `employed_share_15plus`.
- `institutions.csv`: places of learning. `kind` is one of school, university, vocational, community, older_adult,
  library, online, employer; an empty `district_id` means the whole city; a row may stand for several (`count`).
- `sources.csv`: where the figures come from; other tables and `city.yaml` name its ids.
- Optional: `age.csv` (`district_id,sex,age_lo,age_hi,count`) and `education.csv` (`district_id,level,count`, with
  `education: {{levels: {{name: low, ...}}}}` in `city.yaml`). With them the people are built more closely.
- `baseline.yaml`: the first scenario, the city as it goes on today. Policies extend it; put them into this folder too.

In a scenario elsewhere write `city: {folder}`: the folder is looked for beside the scenario and above it.
""",
}


def new_scenario(name: str) -> Path:
    """Writes a commented scenario `name` (`.yaml` is added) and returns its path. Raises InputError if it exists."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else Path(f"{name}.yaml")
    _refuse(path, "learncity new scenario other_name")
    parent = find_parent("baseline.yaml", path.parent)
    schema = parent.parent / "scenario.schema.json" if parent else Path("scenario.schema.json")
    modeline = f"# yaml-language-server: $schema={os.path.relpath(schema, path.parent)}\n" if schema.is_file() else ""
    text = SCENARIO.format(
        instruments=textwrap.fill(
            f"Instruments: {', '.join(INSTRUMENTS)}.", 100, initial_indent="  # ", subsequent_indent="  # "
        ),
        modeline=modeline,
        file=path,
        title=_title(path.stem),
        city=city_of(parent or path),
        baseline=parent or "baseline.yaml",
    )
    _write({path: text})
    return path


def city_of(scenario: Path) -> str:
    """The name of the city's folder that a scenario file is about, `no city yet` if it says none."""
    try:
        home = draft(scenario).homes[0]
    except InputError:
        home = None
    return Path(home).resolve().name if home else "no city yet"


def new_city(name: str) -> Path:
    """Writes a commented city folder `name` with its first scenario, and returns its path.

    Raises InputError if it exists.
    """
    folder = Path(name)
    _refuse(folder, "learncity new city other_name")
    words = {"folder": folder, "policy": folder / "my_policy", "title": _title(folder.name)}
    _write({folder / file: text.format(**words) for file, text in FILES.items()})
    return folder


def _title(stem: str) -> str:
    """A file's name as words that are safe in YAML."""
    words = "".join(sign if sign.isalnum() else " " for sign in stem).split()
    return " ".join(["New", *words] if not words or words[0][0].isdigit() else [words[0].capitalize(), *words[1:]])


def _refuse(path: Path, example: str) -> None:
    if path.name in ("", ".yaml") or not str(path).isprintable():
        raise InputError([Fault(repr(str(path)), None, "", "is no name for a file", example)])
    try:
        exists = path.exists() or path.is_symlink()
    except (OSError, ValueError) as error:
        raise InputError([Fault(str(path), None, "", f"cannot be written ({error})", example)]) from None
    if exists:
        raise InputError([Fault(str(path), None, "", "exists already, and nothing is overwritten", f"Try `{example}`")])


def _write(texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise InputError([Fault(str(path), None, "", f"cannot be written ({error.strerror})")]) from None
