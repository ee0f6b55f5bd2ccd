"""Faults of scenario files: each names file, line, key, value, what is allowed and the mend; all come at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import Fault, InputError
from sim.scenario import load
from sim.scenario.explain import EXAMPLES

Write = Callable[[str, str], Path]
FaultsOf = Callable[[str], list[Fault]]
HEAD = "title: Bad\nextends: base.yaml\n"  # two lines; what a test adds begins on line 3
ITEM = HEAD + "policy:\n- instrument: outreach\n  share: 0.1\n"  # what a test adds begins on line 6

# what is added to HEAD, the line and key of the one fault, and words that its text must hold
ONE_FAULT = {
    "unknown key": ("titel: x", 3, "titel", ["unknown key", "'x'", "Did you mean 'title'?"]),
    "unknown list": ("police: []", 3, "police", ["unknown key (its value is [])", "Did you mean 'policy'?"]),
    "unknown lines": ("polices: {a: [null, 1, x]}", 3, "polices", ["its value is {a: [null, 1, 'x']}"]),
    "yaml's on": ("on: 1", 3, "on", ["unknown key"]),
    "key of a model's field name": ("name: x", 3, "name", ["unknown key"]),
    "nested unknown key": ("about:\n  autor: x", 4, "about.autor", ["Did you mean 'author'?"]),
    "author outside": ("author: me", 3, "author", ["unknown key", "It belongs under `about:`."]),
    "boolean number": ("months: true", 3, "months", ["true is not a whole number", "1 to 1,200 months"]),
    "yes": ("months: yes", 3, "months", ["'yes' is not a whole number"]),
    "text number": ("months: '12'", 3, "months", ["'12' is not a whole number", "without quotes", "1 to 1,200"]),
    "fraction": ("months: 1.5", 3, "months", ["1.5 is not a whole number"]),
    "no months": ("months: 0", 3, "months", ["0 is outside its range", "1 to 1,200 months"]),
    "empty value": ("months:", 3, "months", ["nothing is not a whole number", "Give a value"]),
    "no citizens": ("citizens: 0", 3, "citizens", ["0 is outside its range", "`all`"]),
    "negative citizens": ("citizens: -5", 3, "citizens", ["-5 is outside"]),
    "endless citizens": ("citizens: .inf", 3, "citizens", ["inf is not"]),
    "too many citizens": ("citizens: 10_000_000", 3, "citizens", ["adults of", "`all`"]),
    "huge citizens": (f"citizens: 1{'0' * 400}", 3, "citizens", ["outside its range"]),
    "every citizen": ("citizens: every", 3, "citizens", ["'every' is not", "`all`"]),
    "number for text": ("about: {reference: 5.2}", 3, "about.reference", ["5.2 is not text", "quotes: '5.2'"]),
    "about a word": ("about: me", 3, "about", ["'me' is not `key: value` lines"]),
    "no city": ("city: twon", 3, "city", ["there is no city folder 'twon'", "Did you mean 'town'?"]),
    "city a number": ("city: 3", 3, "city", ["3 is not text"]),
    "city a file": ("city: base.yaml", 3, "city", ["no city folder"]),
    "city with a zero": ('city: "to\\0wn"', 3, "city", ["no city folder"]),
    "rule": (
        "budget:\n  rule: equl",
        4,
        "budget.rule",
        ["'equl' is not allowed", "Did you mean 'equal'?", "additional"],
    ),
    "budget nan": ("budget:\n  per_resident_per_year: .nan", 4, "budget.per_resident_per_year", ["nan", "finite"]),
    "budget negative": ("budget: {per_resident_per_year: -1}", 3, "budget.per_resident_per_year", ["0 to 1,000,000"]),
    "grant of equal money": (
        "budget:\n  grant: {per_resident_per_year: 5}",
        4,
        "budget.grant",
        ["money besides the baseline's", "Write `rule: additional`"],
    ),
    "grant that ends first": (
        "budget:\n  rule: additional\n  grant: {per_resident_per_year: 5, from: 6, until: 6}",
        5,
        "budget.grant.until",
        ["month 6 is not after `from`, month 6", "Write a later month"],
    ),
    "policy a word": ("policy: outreach", 3, "policy", ["is not a list"]),
    "policy of words": ("policy:\n- outreach", 4, "policy[0]", ["'outreach' is not `key: value` lines"]),
    "no instrument": ("policy:\n- share: 0.1", 4, "policy[0]", ["`instrument` is missing", "cash_transfer"]),
    "unknown instrument": (
        "policy:\n- share: 0.1\n  instrument: outreech",
        5,
        "policy[0].instrument",
        ["'outreech' is no instrument", "Did you mean 'outreach'?"],
    ),
    "listed instrument": ("policy:\n- instrument: [places]", 4, "policy[0].instrument", ["is no instrument"]),
    "no money": ("policy:\n- instrument: places", 4, "policy[0]", ["takes no money", "share", "spend"]),
    "assumption": ("assumptions:\n  choice.prise: 1", 4, "assumptions.choice.prise", ["Did you mean 'choice.price'?"]),
    "group of assumptions": (
        "campaign: {effect: 0}",
        3,
        "campaign",
        ["unknown key", "write `assumptions: {campaign.effect: ...}`, as a path assumptions.campaign.effect"],
    ),
    "last word": ("assumptions:\n  renege: 0.1", 4, "assumptions.renege", ["Did you mean 'courses.renege'?"]),
    "nested": ("assumptions:\n  campaign: {effect: 0.02}", 4, "assumptions.campaign", ["Write `campaign.effect: ...`"]),
    "nonsense": ("assumptions:\n  xyzzy: 1", 4, "assumptions.xyzzy", ["no such assumption", "learncity params"]),
    "assumption range": ("assumptions: {choice.norm: 99}", 3, "assumptions.choice.norm", ["99", "0 to 3.5 log-odds"]),
    "assumption nan": ("assumptions: {choice.norm: .nan}", 3, "assumptions.choice.norm", ["nan", "0 to 3.5"]),
    "assumption true": ("assumptions: {choice.norm: true}", 3, "assumptions.choice.norm", ["true is not a number"]),
    "assumption text": ("assumptions: {choice.norm: '1'}", 3, "assumptions.choice.norm", ["'1' is not a number"]),
    "bare preset": (
        "assumptions: {campaign.effect: positive}",
        3,
        "assumptions.campaign.effect",
        ["'positive' is not a number", "or a preset: null, positive, backlash, written `{preset: positive}`."],
    ),
    "preset": (
        "assumptions:\n  campaign.effect:\n    preset: backlsh",
        5,
        "assumptions.campaign.effect.preset",
        ["no preset 'backlsh'", "null, positive, backlash"],
    ),
    "no presets": (
        "assumptions: {choice.norm: {preset: positive}}",
        3,
        "assumptions.choice.norm.preset",
        ["no presets", "0 to 3.5"],
    ),
    "preset key": (
        "assumptions:\n  campaign.effect:\n    value: 1",
        5,
        "assumptions.campaign.effect.value",
        ["unknown key", "preset"],
    ),
    "assumptions a list": ("assumptions: [1]", 3, "assumptions", ["is not `key: value` lines"]),
    "twice": ("months: 12\nmonths: 13", 4, "months", ["stands twice", "first on line 3"]),
    "impossible date": (
        "policy: [{instrument: places, share: 0.1, from: 2027-02-30}]",
        3,
        "policy[0].from",
        ["2027-02-30"],
    ),
    "tag": ("months: !!python/name:os.system x", 3, "months", ["tag", "not allowed"]),
    "surrogate": ('about: {author: "\\ud800"}', 3, "about.author", ["no text"]),
}
# the same, added to an instrument that is otherwise sound
ITEM_FAULT = {
    "both": ("  spend: 3", 6, "spend", ["`share` is given too"]),
    "unknown": ("  shar: 3", 6, "shar", ["unknown key", "Did you mean 'share'?"]),
    "need outside": ("  need: 0.3", 6, "need", ["unknown key (its value is 0.3)", "It belongs under `target:`."]),
    "accuracy outside": ("  accuracy: 0.9", 6, "accuracy", ["unknown key", "It belongs under `target:`."]),
    "target a word": ("  target: poorest", 6, "target", ["not `key: value` lines", "Write `target: {need: 0.3}`."]),
    "python's name": ("  from_month: 3", 6, "from_month", ["unknown key"]),
    "negative from": ("  from: -1", 6, "from", ["-1 is outside", "0 to 1,200 months"]),
    "from text": ("  from: soon", 6, "from", ["'soon' is no month", "2027-01-01"]),
    "from before": ("  from: 2020-01-01", 6, "from", ["before the city's start, 2027-01-01"]),
    "from a time": ("  from: 2027-01-01T10:00:00", 6, "from", ["no time of day"]),
    "until before from": ("  from: 12\n  until: 2027-06-01", 7, "until", ["month 5 is not after `from`, month 12"]),
    "ramp": ("  ramp: -1", 6, "ramp", ["-1 is outside", "0 to 1,200 months"]),
    "pulse": ("  pulse: {every: 2, length: 3}", 6, "pulse.length", ["3 is longer than `every`, 2"]),
    "half a pulse": ("  pulse: {every: 2}", 6, "pulse.length", ["the key is missing", "Add `length:`"]),
    "ages": ("  target:\n    age: [80, 55]", 7, "target.age", ["80 is above 55"]),
    "one age": ("  target: {age: [55]}", 6, "target.age", ["two values", "15 to 120 years"]),
    "three ages": ("  target: {age: [15, 20, 30]}", 6, "target.age", ["two values"]),
    "age of a child": ("  target: {age: [3, 20]}", 6, "target.age[0]", ["3 is outside", "15 to 120 years"]),
    "education": ("  target: {education: [low, hihg]}", 6, "target.education[1]", ["Did you mean 'high'?"]),
    "one education": ("  target: {education: lo}", 6, "target.education[0]", ["Did you mean 'low'?"]),
    "nobody": ("  target: {work: []}", 6, "target.work", ["the list is empty", "retired"]),
    "need": ("  target: {need: 0}", 6, "target.need", ["0 is outside", "above 0 to 1 share"]),
    "accuracy": ("  target: {need: 0.2, accuracy: 1.5}", 6, "target.accuracy", ["1.5 is outside", "0 to 1 share"]),
    "accuracy of a district": ("  target: {districts: D1, accuracy: 0.9}", 6, "target.accuracy", ["nobody", "`need`"]),
    "accuracy for all": ("  target: {accuracy: 0.9}", 6, "target.accuracy", ["nobody", "leave `accuracy` out"]),
    "belief": ("  target: {party: x}", 6, "target.party", ["unknown key"]),
    "district": (
        "  target:\n    districts: [D1,\n      Nort]",
        8,
        "target.districts[1]",
        ["no district 'Nort'", "Did you mean 'North'?"],
    ),
    "district true": ("  target: {districts: [true]}", 6, "target.districts[0]", ["true is not text"]),
}


@pytest.mark.parametrize(("added", "line", "where", "words"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_one_fault(added: str, line: int, where: str, words: list[str], faults_of: FaultsOf) -> None:
    faults = faults_of(f"{HEAD}{added}\n")
    assert [(fault.file, fault.line, fault.where) for fault in faults] == [("bad.yaml", line, where)]
    assert [word for word in words if word not in str(faults[0])] == []


@pytest.mark.parametrize(("added", "line", "where", "words"), ITEM_FAULT.values(), ids=ITEM_FAULT)
def test_one_fault_of_an_instrument(added: str, line: int, where: str, words: list[str], faults_of: FaultsOf) -> None:
    faults = faults_of(f"{ITEM}{added}\n")
    assert [(fault.file, fault.line, fault.where) for fault in faults] == [("bad.yaml", line, f"policy[0].{where}")]
    assert [word for word in words if word not in str(faults[0])] == []


BROKEN = {
    "empty": (b"", 1, "empty"),
    "comments": (b"# nothing\n", 1, "empty"),
    "a word": (b"hello", 1, "no `key: value` lines"),
    "a list": (b"\n- a\n", 2, "no `key: value` lines"),
    "indentation": (b"title: a\nabout:\n - b\n c: 1\n", 4, "not valid YAML"),
    "quote": (b'title: a\ncity: "x\n', None, "not valid YAML"),
    "tab": (b"title: a\nabout:\n\tauthor: b\n", 3, "not valid YAML"),
    "two documents": (b"title: a\n---\ntitle: b\n", 2, "not valid YAML"),
    "alias": (b"title: *nowhere\n", 1, "not valid YAML"),
    "not utf-8": (b"title: a\nabout: {author: \xff}\n", 2, "not UTF-8"),
    "binary": (b"title: a\n\x00\x01", 2, "not valid YAML"),
    "deep": (b"a: " + b"[" * 500, None, "nested too deep"),
    "endless": (b"title: a\nabout: &x [*x, *x]\n", 2, "contains itself"),
    "too large": (b"#" * 1_000_001, None, "larger than"),
}


@pytest.mark.parametrize(("data", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_no_scenario(data: bytes, line: int | None, words: str, folder: Path) -> None:
    Path("bad.yaml").write_bytes(data)
    with pytest.raises(InputError) as caught:
        load("bad.yaml")
    fault = caught.value.faults[0]
    assert (fault.file, words in fault.message) == ("bad.yaml", True)
    assert line is None or fault.line == line


@pytest.mark.parametrize("name", ["nowhere.yaml", "town", "", "a/b/c.yaml", "x\0y.yaml", "x" * 500, "/dev/null"])
def test_a_path_that_is_no_file(name: str, folder: Path) -> None:
    with pytest.raises(InputError):
        load(name)


def test_a_missing_file_names_the_nearest_one(folder: Path) -> None:
    with pytest.raises(InputError, match=r"no such file\. Did you mean 'base\.yaml'\?"):
        load("bse.yaml")


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the superuser may read everything
    with pytest.raises(InputError, match="cannot be read"):
        load("base.yaml")


def test_a_root_names_what_is_missing(faults_of: FaultsOf) -> None:
    assert {fault.message.split(" (")[0] for fault in faults_of("months: 12\n")} == {"the key is missing"}
    assert {fault.where for fault in faults_of("months: 12\n")} == {"title", "city", "budget"}


def test_a_missing_parent_is_the_only_fault_it_causes(faults_of: FaultsOf) -> None:
    faults = faults_of("title: a\nextends: bse.yaml\nmonths: 0\n")
    assert [(fault.line, fault.where) for fault in faults] == [(2, "extends"), (3, "months")]
    assert "Did you mean 'base.yaml'?" in faults[0].remedy


def test_the_nearest_parent_is_named_as_the_file_must_write_it(folder: Path) -> None:
    (folder / "bad").mkdir()
    file = folder / "bad/ext.yaml"
    file.write_text("title: a\nextends: ../bse.yaml\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"Did you mean '\.\./base\.yaml'\?"):
        load("bad/ext.yaml")
    file.write_text("title: a\nextends: ../base.yaml\n", encoding="utf-8")
    assert load("bad/ext.yaml").title == "a"


@pytest.mark.parametrize("extends", ["3", "[a]", "true", "town", "/dev/zero", '"a\\0b"', "bad.yaml"])
def test_extends_that_is_no_other_file(extends: str, faults_of: FaultsOf) -> None:
    faults = faults_of(f"title: a\ncity: town\nbudget: {{per_resident_per_year: 1}}\nextends: {extends}\n")
    assert [(fault.line, fault.where) for fault in faults] == [(4, "extends")]


def test_what_a_parent_that_cannot_be_named_would_give_is_not_missing(faults_of: FaultsOf) -> None:
    faults = faults_of("title: a\nextends: [base.yaml, other.yaml]\nmonths: 0\n")
    assert [(fault.line, fault.where) for fault in faults] == [(2, "extends"), (3, "months")]


def test_a_circle_of_files(write: Write) -> None:
    write("a.yaml", "title: a\nextends: b.yaml\n")
    write("b.yaml", "title: b\nextends: ./c.yaml\n")
    write("c.yaml", "title: c\nextends: a.yaml\n")
    with pytest.raises(InputError, match=r"c\.yaml:2: extends: 'a\.yaml' extends this file in turn"):
        load("a.yaml")


def test_faults_of_the_parent_carry_its_file_and_line(write: Write, faults_of: FaultsOf) -> None:
    write("parent.yaml", "title: P\nextends: base.yaml\n\nmonths: 0\nbudget:\n  rul: x\n")
    found = {(fault.file, fault.line, fault.where) for fault in faults_of("extends: parent.yaml\nzzz: 1\n")}
    assert found == {("bad.yaml", 2, "zzz"), ("parent.yaml", 4, "months"), ("parent.yaml", 6, "budget.rul")}


def test_a_parent_that_is_no_yaml(write: Write, faults_of: FaultsOf) -> None:
    write("parent.yaml", "title: [")
    assert [fault.file for fault in faults_of("extends: parent.yaml\n")] == ["parent.yaml"]


def test_faults_of_the_city_come_with_those_of_the_scenario(folder: Path, faults_of: FaultsOf) -> None:
    table = folder / "town" / "districts.csv"
    table.write_text(table.read_text("utf-8").replace("20000", "many"), encoding="utf-8")
    files = {Path(fault.file).name for fault in faults_of(HEAD + "months: 0\n")}
    assert files == {"bad.yaml", "districts.csv"}


def test_all_faults_come_at_once_in_the_order_of_the_file(faults_of: FaultsOf) -> None:
    text = HEAD + (
        "titel: x\nmonths: 0\ncitizens: no\npolicy:\n- instrument: outreach\n  share: 2\n  spend: 3\n"
        "  ramp: x\n- instrument: place\nassumptions:\n  choice.norm: 99\n  norm: 1\n"
    )
    assert [fault.line for fault in faults_of(text)] == [3, 4, 5, 8, 9, 10, 11, 13, 14]


def test_nothing_that_is_quoted_breaks_the_line(faults_of: FaultsOf) -> None:
    for text in ('"a\\nb": 1\n', 'months: "a\\nb"\n', '"\\e[31m": 1\n', f"months: {'x' * 5000}\n"):
        for fault in faults_of(HEAD + text):
            assert str(fault).isprintable()
            assert len(str(fault)) < 400


@pytest.mark.parametrize("key", [key for key in EXAMPLES if key != "target"])
def test_a_key_whose_value_is_of_another_kind_shows_how_to_write_it(
    key: str, faults_of: FaultsOf, write: Write
) -> None:
    for value in ("", "outreach", "{instrument: outreach, share: 0.1}" if key != "budget" else "[60]"):
        (fault,) = faults_of(f"{HEAD}{key}: {value}\n")
        assert fault.remedy.startswith(f"Write `{EXAMPLES[key]}`")
    load(write("good.yaml", f"{HEAD}{EXAMPLES[key]}\n"))


@pytest.mark.parametrize("budget", ["", "budget:\n", "budget: 60\n"])
def test_a_budget_that_is_missing_or_a_number_shows_how_to_write_one(budget: str, faults_of: FaultsOf) -> None:
    faults = faults_of(f"title: a\ncity: town\n{budget}")
    assert [fault.where for fault in faults] == ["budget"]
    assert "budget: {per_resident_per_year: 60}" in faults[0].remedy


def test_a_file_is_not_proposed_as_its_own_parent(faults_of: FaultsOf) -> None:
    (fault,) = faults_of("title: a\nextends: bad.yml\n")
    assert "bad.yaml" not in fault.remedy
