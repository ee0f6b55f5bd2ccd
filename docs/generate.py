"""Writes the tables of the model description from the declarations in the code; `--check` says whether they are fresh.

Run `python docs/generate.py` after a change to an assumption, instrument, form, indicator, kind, column or constant.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args, get_type_hints

from markdown_page import cell, code, page, table
from named_numbers import named_numbers
from schema_fields import fields, fields_table

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "model"
# Modules whose named numbers are part of the model, but no assumptions that a scenario may change.
FIXED = (
    "city", "anchor", "citizens/person", "citizens/hearing", "citizens/weighing", "citizens/settling",
    "enrolment", "institutions/institution", "institutions/quality", "institutions/staffing",
    "indicators/observe", "indicators/tallies", "population/fitting",
    "population/households", "population/persons", "population/ties", "population/turnover", "population/synthesis",
    "scenario/city", "scenario/city_people", "scenario/units",
)  # fmt: skip
PEOPLE = ("education", "age", "work", "income", "district")  # the words of groups of citizens


def parameters() -> str:
    """Every assumption by submodel."""
    from sim.assumptions import GRADES, Assumptions, declared

    parts = []
    for prefix, record in get_type_hints(Assumptions).items():
        own = [one for name, one in declared().items() if name.startswith(f"{prefix}.")]
        parts.append(f"## {prefix}\n{cell(record.__doc__)}\n")
        parts.append(table(HEAD, [
            (code(one.name), one.meaning, one.unit, one.default, f"{one.low:g} to {one.high:g}",
             ", ".join(f"{word} {value:g}" for word, value in one.presets.items()), one.grade, one.source, one.serves)
            for one in own
        ]))  # fmt: skip
    graded = [one.grade for one in declared().values()]
    counts = ", ".join(f"{graded.count(grade)} graded {grade} ({words})" for grade, words in GRADES.items())
    lead = (
        "Every number that a scenario or a city may change. `learncity params` prints the same list.\n\n"
        f"{len(graded)} assumptions: {counts}. `serves` is the paragraph of the paper; presets stand where an effect "
        "is only asserted, and are then the null, a helpful and a harmful size of it."
    )
    return page("Assumptions", lead, *parts)


HEAD = ("name", "meaning", "unit", "default", "range", "presets", "grade", "source", "serves")


def instruments() -> str:
    """What every instrument says, what each says besides, and the parts that they are made of."""
    from sim.scenario.instruments import INSTRUMENTS, Common
    from sim.scenario.instruments.conditions import Gate, When
    from sim.scenario.parts import Budget, Grant, Pulse, Reserve, Target

    common = fields(Common)
    parts = ["## Said by every instrument\n", fields_table(common)]
    for name, declaration in INSTRUMENTS.items():
        own = {key: value for key, value in fields(declaration).items() if key not in common and key != "instrument"}
        parts += [f"## {name}\n{cell(declaration.__doc__)}\n", fields_table(own) if own else ""]
    described = {"target": Target, "pulse": Pulse, "when": When, "gate": Gate, "budget": Budget, "reserve": Reserve}
    for word, part in (described | {"grant": Grant}).items():
        parts += [f"## The part `{word}`\n{cell(part.__doc__)}\n", fields_table(fields(part))]
    lead = "What a policy can do, as a scenario file says it. What each does in a month stands in [month.md](month.md)."
    return page("Instruments", lead, *parts)


def forms() -> str:
    """Every mechanism that has rival forms, with what its forms answer differently."""
    from sim.scenario.forms import Forms

    rows = []
    for name, field in Forms.model_fields.items():
        question, _, module = str(field.description).rstrip(")").rpartition(" (")
        usual, *rivals = map(code, get_args(field.annotation))
        rows.append((code(name), question, usual, ", ".join(rivals), code(module)))
    lead = (
        "Mechanisms of which rival forms are known. A scenario names the one that it believes in, such as `forms: "
        "{admission: lottery}`; without a word it follows the usual one. Which form is right is graded nowhere: try "
        "them, as [structural_variants](../../experiments/structural_variants.yaml) does. The numbers in a form are "
        "[assumptions](parameters.md) with source and grade; what it does exactly stands where `forms.admission` and "
        "so on are named, in [month.md](month.md) or on the page of a [mechanism](mechanisms/index.md)."
    )
    return page(
        "Forms", lead, table(("mechanism", "what its forms answer differently", "usual form", "rivals", "code"), rows)
    )


def indicators() -> str:
    """Every indicator by family: what people have is kept apart from what was attended, and both from image."""
    from sim.indicators.declared import declared
    from sim.indicators.indicator import FAMILIES
    from sim.study.measures import TABLES

    head = ("name", "label", "unit", "meaning", "source or definition", "by group")
    groups = indicator_groups()
    parts = []
    for family, words in FAMILIES.items():
        rows = [
            (code(one.name), one.label, one.unit, one.meaning, one.source, by_group(groups[one.name]))
            for one in declared()
            if one.family == family
        ]
        parts += [f"## {family.capitalize()}: {words}\n", table(head, rows)]
    parts.append(
        "## Between runs: figures of comparisons and experiments\nNo city records them: they take a second run with "
        "the same luck, or several. `key` is what manifest.json or effects.csv calls them.\n"
    )
    for place, measures in TABLES.items():
        parts += [f"{place}:\n", table(("key", "title", "unit", "formula", "source"), map(measure_row, measures))]
    lead = (
        "Measured each month after the burn-in. Rates are fractions of 1; counts are of real people; a year is the "
        "last twelve months. Formulas are in [month.md](month.md), under Record, and on the pages of the "
        "[mechanisms](mechanisms/index.md). `by group`: yes is by education, age, work, income and district; a word "
        "is that of groups of its own (`line=outreach`)."
    )
    return page("Indicators", lead, *parts)


def measure_row(one: tuple[str, str, str, str, str]) -> Sequence[object]:
    """A figure between runs."""
    return (code(one[0]), *one[1:])


def indicator_groups() -> dict[str, tuple[str, ...]]:
    """The words of each indicator's groups, beside the whole city, in the order in which they are recorded."""
    from sim.indicators.declared import SPLIT, declared

    split = {name: (word,) for word, name in SPLIT.items()}
    own = {one.name: PEOPLE if one.groups == "people" else (one.groups,) if one.groups else () for one in declared()}
    return {name: (*words, *split.get(name, ())) for name, words in own.items()}


def by_group(words: Sequence[str]) -> str:
    """Whether an indicator is by group of people, and by which groups of its own."""
    yes = words[: len(PEOPLE)] == PEOPLE
    own = words[len(PEOPLE) :] if yes else words
    return ", ".join([*(["yes"] if yes else []), *(code(f"{word}=...") for word in own)])


def kinds() -> str:
    """Every kind of institution and its typical course."""
    from sim.codes import SLOTS
    from sim.institutions.kinds import KIND

    words = {bits: name for name, bits in SLOTS.items()}

    def slots(given: Sequence[int]) -> str:
        return ", ".join(words.get(bits, "any time") for bits in given)

    rows = [
        (number, code(one.name), one.hours, one.months, slots(one.usual_slots), slots(one.possible_slots), one.fee,
         one.class_size, one.minimum_age,
         ", ".join(mark for mark in ("formal", "informal", "online", "at_work") if getattr(one, mark)),
         "yes" if one.public else "no")
        for number, one in enumerate(KIND)
    ]  # fmt: skip
    head = ("code", "kind", "hours", "months", "usual slots", "possible slots", "fee", "class size", "from age",
            "marks", "public")  # fmt: skip
    lead = (
        "The course that each kind of institution typically gives. `fee` multiplies `courses.fee`, `class size` "
        "multiplies `teachers.class_size` ([parameters.md](parameters.md)). Offers stand in the table in the order of "
        "the possible slots. The city's money reaches the public kinds only."
    )
    return page("Kinds of institution", lead, table(head, rows))


def columns() -> str:
    """What is held of every citizen, offer and institution."""
    import numpy as np

    from sim import codes
    from sim.citizens import person
    from sim.institutions.institution import COLUMNS
    from sim.institutions.offers import OFFER_FIELDS

    head = ("column", "storage", "meaning", "a newcomer's value")
    personal = [(code(name), np.dtype(kind).name, words, "") for name, (kind, _, words) in person.PERSONAL.items()]
    dynamic = [(code(name), np.dtype(kind).name, words, start) for name, (kind, start, words) in person.DYNAMIC.items()]
    bits = ("STARTED", "COMPLETED", "DROPPED", "APPLIED", "REJECTED", "LEARNING", "SUPPORTED")
    lists = ("SEXES", "EDUCATION", "WORK", "KINDS", "AGE_GROUPS", "INCOME_GROUPS")
    return page(
        "Columns",
        "Everything that is known of a citizen, an offer and an institution: one array each, a row for each of them.",
        "## Citizens: who they are\n", table(head[:3], [row[:3] for row in personal]),
        "## Citizens: what changes\nA newcomer begins with these values; `aware` and `income_group` are then set "
        "(see [month.md](month.md)).\n", table(head, dynamic),
        "## Bits of `event`\n", table(("bit", "word"), [(getattr(person, word), word.lower()) for word in bits]),
        "## Offers\n",
        table(("column", "storage"), [(code(name), np.dtype(kind).name) for name, kind in OFFER_FIELDS.items()]),
        "## Institutions\nThose from `effort` on are of one month and begin anew with the next.\n",
        table((*head[:3], "at the start"), [(code(name), np.dtype(kind).name, words, start)
                                             for name, (kind, start, words) in COLUMNS.items()]),
        "## Words behind the codes\nA code is the position of its word, from 0; slots are bits.\n",
        table(("list", "words"), [(word, ", ".join(getattr(codes, word))) for word in lists]
              + [("SLOTS", ", ".join(f"{name} {bit}" for name, bit in codes.SLOTS.items()))]),
    )  # fmt: skip


def constants() -> str:
    """Named numbers of the code that are no assumptions, by module."""
    parts = []
    for module in FIXED:
        found = named_numbers((ROOT / "sim" / f"{module}.py").read_text("utf-8"))
        rows = [(code(name), value, meaning) for name, value, meaning in found]
        if rows:
            parts += [f"## sim/{module}.py\n", table(("name", "value", "what it is"), rows)]
    lead = (
        "Numbers that the model fixes in its code under a name. A scenario cannot change them; where one deserves to "
        "be varied it should become an assumption. Other pages call them by these names."
    )
    return page("Constants", lead, *parts)


def trace() -> str:
    """The paper's claims, and what stands for each in the model: from docs/model/trace.yaml."""
    from ruamel.yaml import YAML

    rows = YAML(typ="safe").load((Path(__file__).parent / "model" / "trace.yaml").read_text("utf-8"))
    named = ("assumptions", "indicators", "instruments", "experiments")

    def page_of(name: str) -> str:
        return "" if not name else "[month](month.md)" if name == "month" else f"[{name}](mechanisms/{name}.md)"

    lines = [
        (one["row"], one["reference"], one["claim"], page_of(one["mechanism"]),
         "; ".join(", ".join(code(name) for name in one[key]) for key in named if one.get(key)),
         "; ".join(code(name) for name in one.get("tests", ())),
         ": ".join(one[key] for key in ("state", "why") if key in one), one.get("left_out", ""))
        for one in rows
    ]  # fmt: skip
    states = [one["state"] for one in rows]
    counts = ", ".join(f"{states.count(word)} {word}" for word in ("covered", "excluded", "open"))
    lead = (
        f"Every section, claim and instrument of the paper in neutral words: {counts}. A claim is covered when a test "
        "shows what the model makes of it, which may be nothing: an effect that is only asserted is zero unless a "
        f"scenario says otherwise. The last column, filled in {sum('left_out' in one for one in rows)} rows, says what "
        "of the specification the model leaves out there, and why. The reference is the section of the paper."
    )
    head = (
        "row",
        "section",
        "claim",
        "mechanism",
        "assumptions; indicators; instruments; experiments",
        "tests",
        "state",
        "left out",
    )
    return page("From the paper to the model", lead, table(head, lines))


def pages() -> dict[Path, str]:
    """Every generated file and its text."""
    made = (parameters, instruments, forms, indicators, kinds, columns, constants, trace)
    return {FOLDER / f"{one.__name__}.md": one() for one in made}


def stale() -> list[Path]:
    """The generated files that are missing or not as the code says."""
    return [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with `--check` list those that are out of date and return 1 if there are any."""
    if list(arguments) not in ([], ["--check"]):
        print("Usage: python docs/generate.py [--check]")
        return 2
    if arguments:
        old = stale()
        for path in old:
            print(f"{path.relative_to(ROOT)} is out of date: run python docs/generate.py")
        return 1 if old else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
