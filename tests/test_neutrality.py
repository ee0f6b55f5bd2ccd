"""The rules of neutrality, each by a test that can fail: nothing is good by construction, and nothing by its name.

A message's topic is a label, citizens have no convictions to target, effects have either sign, and money is needed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import BUDGET, Scenarios, assume, differences, following, months

import sim.city
from sim.assumptions import GRADES, declared, resolve
from sim.citizens.person import COMPLETED, DYNAMIC, FIELDS, Person
from sim.city import City
from sim.government.programmes import PROGRAMMES
from sim.scenario.forms import Forms
from sim.scenario.instruments import INSTRUMENTS
from sim.scenario.parts import Target

SOURCES = Path(sim.city.__file__).parent
STEMS = re.compile(
    r"(?:^|[^a-z])(politic|party|parties|ethnic|religio|loyal|ideolog|faith|patriot|nationalit|creed|spirit|vot(?:e|es|ed|er)\b|race\b)"
)
ASSERTED = [name for name, one in declared().items() if one.presets]
QUICK: dict[str, dict[str, float]] = {
    "teachers": {"training_months": 3.0},
    "rooms": {"delay": 2.0},
    "costs": {"opening": 1.0},
    "money": {"start": 1.0},
    "practice": {"push": 0.2, "pull": 0.5},
    "guideline": {"uptake": 0.5},
}
# Where each asserted effect shows: (policy, other assumptions that make it show soon). A new one needs a row here.
USES: dict[str, tuple[tuple[dict[str, Any], ...], dict[str, dict[str, float]]]] = {
    "awareness.advice": (({"instrument": "outreach", "share": 0.5},), {}),
    "campaign.effect": (({"instrument": "campaign", "share": 0.5},), {}),
    "choice.shared_content": (({"instrument": "shared_content", "share": 0.5, "hours": 1.0},), {}),
    "persistence.shared_content": (({"instrument": "shared_content", "share": 0.5, "hours": 1.0},), {}),
    "performance.zeal": (
        ({"instrument": "evaluation", "share": 0.2, "bonus": 0.5},),
        {"performance": {"recruiting": 2.0}},
    ),
    "fit.vetting": (({"instrument": "content_control", "share": 0.2, "fixed": 1.0},), {"choice": {"quality": 2.0}}),
    "quality.guidance": (({"instrument": "guidance", "share": 0.3},), {"choice": {"quality": 3.0}}),
    "coordination.speed": (
        ({"instrument": "directive", "share": 0.1, "strength": 1.0}, {"instrument": "outreach", "share": 0.6}),
        {"money": {"start": 0.3, "absorption": 0.5}, "awareness": {"outreach": 0.5}},
    ),
    "governance.rule_change": (({"instrument": "voucher", "share": 0.5, "pulse": {"every": 3, "length": 2}},), {}),
    "activities.effect": (({"instrument": "activities", "share": 0.5},), {"activities": {"base": 2.0}}),
    "bundles.interaction": (({"instrument": "outreach", "share": 0.4}, {"instrument": "campaign", "share": 0.4}), {}),
    "research.effect": (
        ({"instrument": "research", "share": 0.3},),
        {"research": {"delay": 1.0, "gain": 2.0, "transfer": 1.0}, "choice": {"consider": 0.2}},
    ),
    "practice.benefit": (({"instrument": "practice", "share": 0.3},), {"practice": {"push": 0.2, "pull": 0.5}}),
    "guideline.effect": (({"instrument": "guideline", "share": 0.3},), {"guideline": {"uptake": 0.5}}),
    "choice.injunctive": (
        ({"instrument": "campaign", "share": 0.5, "injunctive": True},),
        {"norms": {"message": 0.3, "adjustment": 0.0}},
    ),
    "motivation.verbal": (({"instrument": "awards", "share": 0.3, "after": "start"},), {"motivation": {"weight": 2.0}}),
    "motivation.tangible": (
        ({"instrument": "awards", "share": 0.3, "after": "start", "kind": "tangible"},),
        {"motivation": {"weight": 2.0}},
    ),
    "motivation.internalisation": (
        ({"instrument": "study_circles", "share": 0.5},),
        {"motivation": {"weight": 2.0, "joins": 1.0}},
    ),
    "motivation.appeal": (({"instrument": "campaign", "share": 0.5, "media": 1.0},), {"motivation": {"weight": 2.0}}),
    "trust.take_up": (
        ({"instrument": "outreach", "share": 0.3, "until": 4}, {"instrument": "voucher", "share": 0.3, "from": 4}),
        {
            "trust": {"pace": 1.0, "loss": 0.0, "invitation": 0.0},
            "courses": {"fee": 0.005},
            "costs": {"take_up": 0.5},
            "choice": {"price": 2.0},
        },
    ),
    "wellbeing.feedback_gain": (({"instrument": "cash_transfer", "share": 0.3},), {"wellbeing": {"service": 1.0}}),
    "wellbeing.feedback_happiness": (
        ({"instrument": "cash_transfer", "share": 0.3},),
        {"wellbeing": {"service": 1.0, "adaptation": 0.02}},
    ),
    "wellbeing.feedback_security": (
        ({"instrument": "outreach", "share": 0.3},),
        {"wellbeing": {"match": 2.0, "risk": 0.0, "income": 0.0, "continuity": 0.0}},
    ),
}
# The forms under which a mechanism's effects show, by the group of its assumptions.
FOLLOWED = {
    "motivation": {"motivation": "relaxing"},
    "trust": {"trust": "promises"},
    "wellbeing": {"wellbeing": "adapting"},
}

# Those that work on whom programmes reach: they are counted in contacts and vouchers held.
REACHING = {"coordination.speed", "governance.rule_change", "trust.take_up"}
# Those that work on who stays on a course: they are counted in completions.
STAYING = {"persistence.shared_content"}
# Those that work on something else: (file, test) in which their presets turn its sign.
ELSEWHERE = {
    "volunteers.thanks": ("test_volunteers", "test_thanks_and_trust_move_the_hours_only_as_is_assumed"),
    "volunteers.trust": ("test_volunteers", "test_thanks_and_trust_move_the_hours_only_as_is_assumed"),
    "chain.innovation": ("test_chain", "test_innovation_adds_posts_or_saves_them_as_is_assumed"),
    "chain.reputation": ("test_chain", "test_a_name_for_learning_keeps_the_trained_only_as_is_assumed"),
}


# --- N1: the topic is a label -------------------------------------------------------------------------------------


def test_the_topic_of_a_campaign_changes_nothing(town: City, scenarios: Scenarios) -> None:
    moved = assume(town, campaign={"effect": 0.5})
    item = {"instrument": "campaign", "share": 0.4, "injunctive": True, "publishes_rate": 0.5, "pressure": 0.3}
    values, sport = (
        months(moved.fork(scenarios(item | {"topic": topic})), 12) for topic in ("values of the city", "sport")
    )
    assert differences(values, sport) == []
    silent = months(moved.fork(scenarios(item | {"share": 0.0})), 12)
    assert not np.array_equal(values.columns.last_start, silent.columns.last_start), "else it would be the same anyway"


# --- N2: no convictions -------------------------------------------------------------------------------------------


def convictions(names: Iterable[str]) -> list[str]:
    """Those of the names that speak of what people believe or belong to."""
    return [name for name in names if STEMS.search(name.lower().replace("_", " "))]


def named() -> Iterator[str]:
    """All that is known of citizens, all that a policy can say, and all that is assumed."""
    yield from (f"{name}: {meaning}" for name, (_, _, meaning) in FIELDS.items())
    yield from Person._fields
    yield from Target.model_fields
    for name, instrument in INSTRUMENTS.items():
        yield name
        yield from (f"{key}: {field.description or ''}" for key, field in instrument.model_fields.items())
    yield from (f"{name}: {one.meaning}" for name, one in declared().items())


def read_by_rules() -> set[str]:
    """Every argument and every attribute in the rules."""
    nodes = [node for file in (SOURCES / "rules").glob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    return {node.arg for node in nodes if isinstance(node, ast.arg)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def test_no_state_target_assumption_or_rule_speaks_of_convictions() -> None:
    assert convictions(named()) == []
    assert {"habit", "norm"} <= read_by_rules()
    assert convictions(read_by_rules()) == []


@pytest.mark.parametrize("planted", ["party_member", "religion", "c_loyalty", "ethnic_group", "votes", "Spirit"])
def test_a_planted_conviction_is_seen(planted: str) -> None:
    assert convictions(["habit", "beliefs about others: share", planted, "trace", "devoted hours"]) == [planted]


# --- N3 and N4: assumptions are declared, asserted effects have either sign -----------------------------------------

SERVES_NOTHING = {"people.stationary": "a setting of the population: no trend of it is booked as an effect of policy"}


@pytest.mark.parametrize("name", declared())
def test_an_assumption_says_where_it_comes_from_and_how_far_it_goes(name: str) -> None:
    one = declared()[name]
    assert one.name == name
    assert one.low < one.high
    assert one.low <= one.default <= one.high
    assert one.grade in GRADES
    assert all((one.meaning, one.unit, one.source))
    assert one.serves or name in SERVES_NOTHING
    if one.presets:
        assert (one.grade, one.default) == ("D", 0.0)
        assert one.low < 0.0 < one.high
        assert set(one.presets) == {"null", "positive", "backlash"}
        assert one.presets["backlash"] < one.presets["null"] == 0.0 < one.presets["positive"]


# Guesses (grade D) that may go either way and yet have no presets, and why.
UNSIGNED = {
    "volunteers.base": "a level in log-odds, whose sign says only whether it is beyond a half",
    "activities.base": "the same",
    "digital.middle": "the same",
    "volunteers.motivation": "an effect of character, which acts without any policy",
    "activities.leisure": "an effect of free time, which acts without any policy",
}


def test_a_guess_that_may_go_either_way_is_asserted() -> None:
    found = {name for name, one in declared().items() if one.grade == "D" and one.low < 0.0 < one.high}
    assert found - set(ASSERTED) == set(UNSIGNED)


def test_each_asserted_effect_has_a_case_here() -> None:
    assert ASSERTED
    assert sorted([*USES, *ELSEWHERE]) == sorted(ASSERTED), "write in USES where the effect shows"
    for file, test in ELSEWHERE.values():
        assert f"def {test}(" in (Path(__file__).parent / "mechanisms" / f"{file}.py").read_text("utf-8")


@pytest.mark.parametrize("name", USES)
def test_the_presets_of_an_asserted_effect_turn_its_sign(town: City, scenarios: Scenarios, name: str) -> None:
    """Counted in applications of two years, waiting ones again each month, by the same people with the same luck."""
    policy, others = USES[name]
    group, field = name.split(".")

    def wanted(preset: str) -> int:
        value = getattr(getattr(resolve({name: {"preset": preset}}), group), field)
        changed = {key: dict(fields) for key, fields in others.items()}
        changed["choice"] = {"consider": 0.6} | changed.get("choice", {})
        changed[group] = changed.get(group, {}) | {field: value}
        changed["money"] = {"start": 1.0} | changed.get("money", {})
        city, found = assume(town, **changed).fork(scenarios(*policy)), 0
        following(city, **FOLLOWED.get(group, {}))
        c = city.columns
        for _ in range(24):
            city.step()
            reached = int(c.contacted.sum()) + np.count_nonzero(c.voucher >= 0)
            completed = np.count_nonzero(c.event & COMPLETED)
            applied = completed if name in STAYING else np.count_nonzero(c.application >= 0)
            found += reached if name in REACHING else applied
        return found

    assert wanted("backlash") < wanted("null") < wanted("positive")


# --- N5: nothing is free --------------------------------------------------------------------------------------------


# Instruments whose money buys no work of their own people, and what it buys.
NOBODY_AT_WORK = {
    "venues": "rent: whom the hosts pay with it works for them",
    "learning_leave": "the hours that learners do not work",
}


# Instruments that take no time of citizens, and why.
NO_TIME = {
    "adds to what can be learned: the hours of courses are the learners' own": (
        "places", "offers", "maintenance", "venues", "digital", "open_university"),
    "works on institutions and their staff": (
        "evaluation", "guidance", "staff_training", "directive", "content_control", "hub", "practice", "guideline"),
    "works within the administration": ("law", "institution_building", "research"),
    "is handed out where people learn already": ("awards",),
    "is seen in passing": ("display",),
    "answers those who were turned away": ("feedback",),
    "spares them time": ("service",),
    "pays for the study: those studied give theirs under the lines that are tried": ("pilots",),
}  # fmt: skip
# Instruments whose spending has no end, and what ends their effect. All others stop spending when all is done.
SPENDS_ON = {
    "seats beyond teachers stay empty": ("places",),
    "teachers and places beyond those who want to learn": ("teachers", "offers"),
    "who is reached every month cannot be reached more": ("campaign", "media", "activities", "display"),
    "whom no fee keeps away learns no more": ("cash_transfer",),
    "costs a share of what it protects, at most all of it": ("law",),
    "delay and error can fall to nothing, no further": ("institution_building",),
    "knowledge has a most that it adds": ("research",),
}


def listed(table: dict[str, tuple[str, ...]]) -> set[str]:
    """The instruments of a table of reasons, each there once."""
    names = [name for those in table.values() for name in those]
    assert len(names) == len(set(names))
    return set(names)


@pytest.mark.parametrize("instrument", PROGRAMMES)
def test_an_instrument_spends_from_its_line_and_without_money_does_nothing(
    town: City, scenarios: Scenarios, instrument: str
) -> None:
    quick = assume(town, **QUICK, choice={"consider": 0.6})  # so many apply that some are turned away
    paid, free = (
        quick.fork(scenarios(*({"instrument": instrument, "share": share},) if share else ())) for share in (0.3, None)
    )
    nothing = quick.fork(scenarios({"instrument": instrument, "share": 0.0}))
    spent, staff, citizens = 0, 0.0, 0.0
    for _ in range(12):
        paid.step()
        spent += spent_by(instrument, paid)
        staff += paid.recorder.rows[-1]["staff_hours", f"line={instrument}"]
        citizens += paid.recorder.rows[-1]["citizen_hours", f"line={instrument}"]
    months(free, 12), months(nothing, 12)
    assert spent > 0
    assert (staff == 0.0) == (instrument in NOBODY_AT_WORK)
    assert (citizens == 0.0) == (instrument in listed(NO_TIME))
    assert differences(nothing, free, ignore=("rows",)) == []
    assert differences(paid, free, ignore=("rows", "balance")) != []


def spent_by(line: str, city: City) -> int:
    """What a line spent this month, cents."""
    return sum(cents for (_, name), cents in city.ledger.month.items() if name == line)


def effective(town: City) -> City:
    """A fork in which every asserted effect helps, and people and programmes are quick."""
    sizes = {group: dict(fields) for group, fields in QUICK.items()}
    for name in ASSERTED:
        group, field = name.split(".")
        sizes.setdefault(group, {})[field] = declared()[name].presets["positive"]
    return assume(town, **sizes | {"choice": sizes.get("choice", {}) | {"consider": 0.6}})


@pytest.mark.proof
@pytest.mark.parametrize("instrument", PROGRAMMES)
def test_money_far_beyond_need_adds_no_learner_and_mostly_is_not_spent(
    town: City, scenarios: Scenarios, instrument: str
) -> None:
    """A thousand times the usual money, and twice that, with every effect assumed to help."""
    helped, spent, starts = effective(town), [], []
    for times in (700, 1400):
        city, sum_spent = helped.fork(scenarios({"instrument": instrument, "share": 0.3}, budget=times * BUDGET)), 0
        following(city, **{name: form for name, form in ALL_ON.items() if name != "budget"})
        for _ in range(12):
            city.step()
            sum_spent += spent_by(instrument, city)
        spent.append(sum_spent)
        starts.append(int((city.columns.starts.astype(int) - helped.columns.starts).sum()))
    assert (spent[1] > spent[0]) == (instrument in listed(SPENDS_ON))
    assert spent[1] <= 2.0 * spent[0]
    assert starts[1] <= 1.005 * starts[0]


@pytest.mark.proof
@pytest.mark.parametrize("instrument", PROGRAMMES)
def test_after_its_line_ends_nothing_is_spent_and_what_it_gave_fades(
    town: City, scenarios: Scenarios, instrument: str
) -> None:
    """What it gives citizens for a month comes to nothing, its memory of them too, and no hour is worked for it."""
    city = effective(town).fork(scenarios({"instrument": instrument, "share": 0.3, "until": 6}, months=60))
    gives = PROGRAMMES[instrument].gives

    def given() -> float:
        columns = [np.abs(getattr(city.columns, name).astype(float) - DYNAMIC[name][1]) for name in gives]
        return float(sum(column.sum() for column in columns))

    assert sum(spent_by(instrument, months(city, 1)) for _ in range(6)) > 0
    before = given()
    assert (before > 0.0) == bool(gives)
    for _ in range(42):
        assert spent_by(instrument, months(city, 1)) == 0
    assert given() <= 1e-3 * before
    row = city.recorder.rows[-1]
    assert row["staff_hours", f"line={instrument}"] == row["citizen_hours", f"line={instrument}"] == 0.0


# --- N6: looking changes nothing --------------------------------------------------------------------------------------

# All that a mechanism beside the core does, at once, with the sizes of asserted effects that let it act.
ALL_ON = {
    "admission": "skill", "budget": "on_top", "norms": "city", "motivation": "relaxing", "trust": "promises",
    "wellbeing": "adapting", "households": "spill_over", "volunteers": "burn_out", "quality": "production",
    "experience": "growth", "chain": "matching",
}  # fmt: skip
OTHERWISE = {"capacity": "without queues less could differ", "network": "drawn before the burn-in only"}
# Beside `sim.indicators` and what comes after a run, these alone may name what is recorded.
RECORDED = {"recorder", "datacollector", "indicators"}
NAMING = {
    "books.record": "writes it",
    "books.splits": "counts for it",
    "city.__init__": "makes what Mesa's collector asks for",
    "city.step": "has Mesa's collector ask",
    "city.indicators": "hands it out",
    "city.outcome": "hands it out",
    "founding.found": "makes it",
    "founding.take_over": "begins it anew",
    "founding.twin": "begins it anew",
    "mechanisms.review.review": "for those items of a policy that say `when` or `gate`",
}
AFTER = ("indicators", "study", "report", "cli")


@pytest.mark.parametrize("forms", [{}, ALL_ON], ids=["usual", "all on"])
def test_recording_changes_nothing(
    town: City, scenarios: Scenarios, monkeypatch: pytest.MonkeyPatch, forms: dict[str, str]
) -> None:
    policy = tuple({"instrument": name, "share": 0.7 / len(PROGRAMMES)} for name in PROGRAMMES)
    sizes: dict[str, dict[str, float]] = {}
    for name in ASSERTED if forms else ():
        sizes.setdefault(name.split(".")[0], {})[name.split(".")[1]] = declared()[name].presets["positive"]
    seen, unseen = (following(assume(town, **sizes).fork(scenarios(*policy)), **forms) for _ in range(2))
    months(seen, 6)
    monkeypatch.setattr(sim.city, "MONTH", tuple(one for one in sim.city.MONTH if one is not sim.city.record))
    for _ in range(6):
        unseen.pass_month()
    assert (len(seen.recorder.rows), len(unseen.recorder.rows)) == (6, 0)
    assert differences(seen, unseen, ignore=("rows", "flows")) == []


def test_all_forms_are_on_where_recording_is_tried() -> None:
    assert {*ALL_ON, *OTHERWISE} == set(Forms.model_fields)
    assert all(getattr(Forms(**ALL_ON), name) != getattr(Forms(), name) for name in ALL_ON)


def naming(module: str, source: str) -> set[str]:
    """The functions of a module that name what is recorded, or anything of the indicators."""
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = [node for node in imports if (node.module or "").startswith("sim.indicators")]
    words = RECORDED | {one.asname or one.name for node in imported for one in node.names}
    defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    return {f"{module}.{getattr(one, 'name', 'lambda')}" for one in defined if words & named_in(one)}


def named_in(function: ast.AST) -> set[str]:
    """Every name and attribute within a function."""
    nodes = list(ast.walk(function))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def test_no_rule_agent_phase_or_helper_reads_what_is_recorded() -> None:
    """Of all functions that can act in a month, whether the schedule names them or they only help."""
    acting = [file for file in SOURCES.rglob("*.py") if file.relative_to(SOURCES).parts[0] not in AFTER]
    assert {"motivation.py", "decisions.py", "books.py", "weighing.py"} <= {file.name for file in acting}
    modules = {".".join(file.relative_to(SOURCES).with_suffix("").parts): file.read_text("utf-8") for file in acting}
    found = {name for module, source in modules.items() for name in naming(module, source)}
    assert found == set(NAMING)


@pytest.mark.parametrize(
    "planted",
    [
        "def act(city): return city.recorder.latest()",
        "act = lambda city: city.indicators()",
        "from sim.indicators.recorder import latest as seen\ndef act(city): return seen('spend', city)",
        "def act(city):\n    def helper(): return city.datacollector\n    return helper()",
    ],
)
def test_a_planted_reader_is_seen(planted: str) -> None:
    assert naming("mechanism", planted) & {"mechanism.act", "mechanism.lambda"}
    assert naming("mechanism", "def act(city): return city.columns") == set()
