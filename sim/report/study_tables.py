"""What an experiment shows as tables of text: outcomes by point, levers by world, and the analyses its file names.

One form for the terminal and for the page: a title, headings, rows of cells and a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.numbers import NONE, SPACE, constraint, decimal, effect, level, number, percent, places, scaled
from sim.report.study_notes import AGREEMENT, GAIN, RANKS, REGRET, SAME_SIGN, meant
from sim.study.measures import CAME_BACK, RECOVERY
from sim.study.methods import REFERENCE as USUAL
from sim.study.methods import against, changed, reference_levels
from sim.study.statistics import same_sign

SIGNS = {1: "yes, above", -1: "yes, below", 0: "no", None: "unknown"}


@dataclass(frozen=True)
class Table:
    """A table as people read it; the first `words` columns hold words, the others numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    note: str = ""


def tables(study: Mapping[str, Any], units: Mapping[str, str]) -> list[Table]:
    """Every table of an experiment, the most telling first; `units` are those of the indicators by name."""
    found = list(_analyses(study, units))
    if len(_worlds(study)) > 1 and len(_levers(study)) > 1:
        found += list(_map(study, units))
    return [*found, *targets_table(study.get("targets") or (), units, {}), points_table(study, units)]


def targets_table(
    rows: Sequence[Mapping[str, Any]], units: Mapping[str, str], titles: Mapping[str, str]
) -> list[Table]:
    """Dated targets as one table, none without targets; `titles` name scenarios for people."""
    cells = tuple(
        (
            titles.get(row["scenario"], row["scenario"]),
            f"{label(row['indicator'])} {row['reach'].replace('_', ' ')} {level(row['value'], _is_share(row, units))}",
            str(row["month"]),
            "not measured" if number(row["met"]) is None else percent(row["met"], 0),
            _away(row, units),
        )
        for row in rows
    )
    headings = ("Scenario", "Target", "After months", "Met in replicates", "Away from it")
    return [Table("Dated targets; nothing in a run reads them", headings, cells, 2)] if cells else []


def _away(row: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """How far a target is missed or passed, with the unit."""
    share = _is_share(row, units)
    words = effect(row["gap"], row["gap_low"], row["gap_high"], share)
    return words if number(row["gap"]) is None else f"{words} {_points(row, units)}".rstrip()


def points_table(study: Mapping[str, Any], units: Mapping[str, str]) -> Table:
    """Every point with its outcomes; with one world the best first, else in the order of the design."""
    factors = [one["name"] for one in study["factors"]]
    points = list(study["points"])
    if len(_worlds(study)) == 1:
        points.sort(key=lambda one: -(number(_headline(one).get("difference")) or 0.0))
    first = points[0]["outcomes"][-1]["month"] if points else 0
    shown = list(points[0]["outcomes"]) if points else []
    headings = [*factors, *(_heading(one, units, first) for one in shown), f"Gain{SPACE}/ lose of 100", "Binding"]
    rows = tuple((*(_level(point, name) for name in factors), *_cells(point, units)) for point in points)
    title = f"Outcomes of each point, and in brackets the difference to {against(study['factors'])}"
    title += ", of shares in percentage points" if any(_is_share(one, units) for one in shown) else ""
    usual = reference_levels(study["factors"], "lever")
    notes = [f"The differences of {usual} itself are to the first world."] if usual and len(_worlds(study)) > 1 else []
    return Table(title, tuple(headings), rows, max(1, len(factors)), " ".join([*notes, GAIN]))


def _heading(one: Mapping[str, Any], units: Mapping[str, str], end: int) -> str:
    unit = units.get(one["indicator"], "").removeprefix("share").removeprefix(" of ").strip()
    words = label(one["indicator"]) + (f", {unit}" if unit and not _is_share(one, units) else "")
    return words if one["month"] == end else f"{words}, year to month {one['month']}"


def _cells(point: Mapping[str, Any], units: Mapping[str, str]) -> Iterator[str]:
    for one in point["outcomes"]:
        value = level(one["value"], _is_share(one, units))
        change = effect(one["difference"], one["difference_low"], one["difference_high"], _is_share(one, units))
        usual = point["scenario"] == USUAL or number(one["difference"]) is None
        yield value if usual else f"{value} [{change}]"
    own = point["scenario"] == point["against"]
    yield NONE if own else f"{_of_100(point['gainers'])} / {_of_100(point['losers'])}"
    yield constraint(point["binding"]) if point["binding"] else NONE


def _map(study: Mapping[str, Any], units: Mapping[str, str]) -> Iterator[Table]:
    """Worlds by levers, the fewer beside each other: the effect and the rank of each, and what binds there.

    Besides, whether an effect has the same sign in all worlds, without which none may be called robust.
    """
    (own, *levers), usual = _levers(study), reference_levels(study["factors"], "lever")
    for i, one in enumerate(study["points"][0]["outcomes"]):
        rows, less = [], one["indicator"] in study.get("less_is_better", ())
        seen: list[dict[str, Any]] = []  # the outcome by lever, a world after the other
        for world, points in _worlds(study).items():
            by_lever = {_words(study, point, "lever"): point for point in points}
            seen.append({name: by_lever[name]["outcomes"][i] for name in levers if name in by_lever})
            changes = {name: found["difference"] for name, found in seen[-1].items()}
            reference = by_lever.get(own)
            bound = constraint(reference["binding"]) if reference and reference["binding"] else NONE
            alike = _agreement(study, points[0], one)
            rows.append((world, bound, *_ranked(changes, levers, _is_share(one, units), less), *alike))
        end = study["points"][0]["outcomes"][-1]["month"]
        unit = " in percentage points" * _is_share(one, units)
        shown = f"difference to {usual}{unit} and (rank, {'less' if less else 'more'} first)"
        title = f"What the levers do in each world: {_heading(one, units, end)}, {shown}"
        last = ("Agreement with the world before",) if "rank_changes" in study["analysis"] else ()
        turned = len(levers) > len(rows)
        signs = (SIGNS[same_sign(_ends(found.get(name, {})) for found in seen)] for name in levers)
        rows.append(("Same sign in all worlds", NONE, *signs, *(NONE for _ in last)))
        lines = [("Lever" if turned else "World", f"Binding with {usual}", *levers, *last), *rows]
        headings, *cells = zip(*lines, strict=True) if turned else lines
        note = " ".join((RANKS, SAME_SIGN, *(AGREEMENT for _ in last)))
        yield Table(title, headings, tuple(cells), 1 if turned else 2, note)


def _ends(one: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return number(one.get("difference_low")), number(one.get("difference_high"))


def _agreement(study: Mapping[str, Any], point: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[str, ...]:
    """Kendall's tau of this world's ranking with the one before, where the file asks for it."""
    if "rank_changes" not in study["analysis"]:
        return ()
    factors = {f["name"]: f["reference"] for f in study["factors"] if f["kind"] == "uncertainty"}
    world = " ".join(f"{name}={point['levels'][name]}" for name in factors if point["levels"][name] != factors[name])
    wanted = ("agreement", world or USUAL, one["indicator"], one["month"])
    found = [
        row for row in study["effects"] if tuple(row[key] for key in ("kind", "world", "indicator", "month")) == wanted
    ]
    return (decimal(found[0]["mean"], 2, sign=True) if found else NONE,)


def _ranked(changes: Mapping[str, Any], levers: Sequence[str], share: bool, less: bool) -> Iterator[str]:
    sizes = [one for one in map(number, changes.values()) if one is not None]
    digits = places(scaled(one, share) for one in sizes)  # of all, or ranks would differ where numbers look alike
    for name in levers:
        size = number(changes.get(name))
        rank = 1 + sum(one < size if less else one > size for one in sizes) if size is not None else 0
        yield NONE if size is None else f"{decimal(scaled(size, share), digits, sign=True)} ({rank})"


def _analyses(study: Mapping[str, Any], units: Mapping[str, str]) -> Iterator[Table]:
    """The rows of effects.csv, a table for each analysis, kind, outcome and month."""
    groups: dict[tuple[str, str, str, int], list[Mapping[str, Any]]] = {}
    for row in study["effects"]:
        if row["analysis"] not in ("rank changes", "regret"):  # those are in the map and in a table of their own
            groups.setdefault((row["analysis"], row["kind"], row["indicator"], row["month"]), []).append(row)
    for (analysis, kind, indicator, month), rows in groups.items():
        many = len({row["world"] for row in rows}) > 1
        what, share = _measure(rows[0], units)
        cells = tuple(
            (*([in_world(study, row)] if many else []), _term(study, row), _found(row, share)) for row in rows
        )
        when = "the whole run" if analysis == "recovery" else f"year to month {month}"
        title = f"{analysis.capitalize()}, {kind}: {label(indicator)}, {when}"
        yield Table(title, (*(["World"] if many else []), "Term", what), cells, 1 + many, meant(kind))
    yield from _regrets(study, units)


def _found(row: Mapping[str, Any], share: bool) -> str:
    """The number of an effect with its interval, or why it has none; months, ratios and shares bear no plus."""
    if row["analysis"] == "lasting" and row["mean"] is None:
        month = row["kind"].removeprefix("left of ")
        return f"unknown: no clear effect in {month}" if row["replicates"] > 1 else "unknown: needs more replicates"
    if row["kind"] == CAME_BACK.name:
        return percent(row["mean"], 0)
    text = effect(row["mean"], row["low"], row["high"], share)
    return text.replace("+", "") if row["analysis"] == "lasting" or row["kind"] == RECOVERY.name else text


def _measure(row: Mapping[str, Any], units: Mapping[str, str]) -> tuple[str, bool]:
    """The unit of a row of effects.csv in words, and whether its numbers are shown as parts of a hundred."""
    share, own = _is_share(row, units), _points(row, units)
    match row["analysis"], row["kind"]:
        case "lasting", _:
            return "ratio", False
        case "recovery", "area lost":
            return f"{own} x months", share
        case "recovery", "months until it is back":
            return "months", False
        case "recovery", _:
            return "share of replicates", True
    return own, share


def _regrets(study: Mapping[str, Any], units: Mapping[str, str]) -> Iterator[Table]:
    """What each choice of levers comes to over all worlds, a table for each outcome and month, least regret first."""
    groups: dict[tuple[str, int], dict[str, dict[str, Mapping[str, Any]]]] = {}
    for row in study["effects"]:
        if row["analysis"] == "regret" and row["kind"] != "in a world":  # those of single worlds stay in effects.csv
            group = groups.setdefault((row["indicator"], row["month"]), {})
            group.setdefault(row["term"], {})[row["kind"]] = row
    usual = reference_levels(study["factors"], "lever")
    levers = [one["name"] for one in study["factors"] if one["kind"] == "lever"]
    only = f"{levers[0]}=" if len(levers) == 1 else ""
    for (indicator, month), by_term in groups.items():
        share = _is_share({"indicator": indicator}, units)
        what = _points({"indicator": indicator}, units)
        lines = []
        for row in sorted(by_term.values(), key=lambda one: number(one["largest"]["mean"]) or 0.0):
            sizes = (effect(one["mean"], one["low"], one["high"], share) for one in (row["largest"], row["mean"]))
            lines.append(
                (_term(study, row["mean"]).removeprefix(only), *sizes, percent(row["satisficing share"]["mean"], 0))
            )
        headings = ("Term", f"Largest, {what}", "Mean", f"Worlds in which it is no worse than {usual}")
        title = f"Regret over all worlds: {label(indicator)}, year to month {month}"
        yield Table(title, headings, tuple(lines), note=REGRET)


def label(indicator: str) -> str:
    """An indicator as people call it."""
    from sim.indicators import declared

    return next((one.label for one in declared() if one.name == indicator), indicator)


def _is_share(one: Mapping[str, Any], units: Mapping[str, str]) -> bool:
    return units.get(one["indicator"], "").startswith("share")


def _points(one: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """The unit of a difference."""
    return "percentage points" if _is_share(one, units) else units.get(one["indicator"], "")


def _of_100(share: Any) -> str:
    return decimal(100 * share, 1) if number(share) is not None else NONE


def _headline(point: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first outcome at the end of the run."""
    outcomes = point["outcomes"]
    found: Mapping[str, Any] = [one for one in outcomes if one["indicator"] == outcomes[0]["indicator"]][-1]
    return found


def _level(point: Mapping[str, Any], factor: str) -> str:
    return str(point["levels"][factor])


def _words(study: Mapping[str, Any], point: Mapping[str, Any], kind: str) -> str:
    """The levels of a point's levers, or of its uncertainties, for a heading: of a single factor the bare one."""
    factors = [one["name"] for one in study["factors"] if one["kind"] == kind]
    return str(point["levels"][factors[0]]) if len(factors) == 1 else changed(study["factors"], point["levels"], kind)


def named(study: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    """A point by its levers, and by its world where there are several: the first by words if it has many levels."""
    levers, world = (changed(study["factors"], point["levels"], kind) for kind in ("lever", "uncertainty"))
    many = sum(one["kind"] == "uncertainty" for one in study["factors"]) > 1
    if many and world == reference_levels(study["factors"], "uncertainty"):
        world = "in the first world"
    return f"{levers} {world}".strip() if len(_worlds(study)) > 1 else levers


def _term(study: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """What a row of effects.csv is about, the reference by its levels."""
    return reference_levels(study["factors"], "lever") if row["term"] == USUAL else str(row["term"])


def in_world(study: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """The world of a row of effects.csv, the reference by its levels."""
    return reference_levels(study["factors"], "uncertainty") if row["world"] == USUAL else str(row["world"])


def _worlds(study: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for point in study["points"]:
        found.setdefault(_words(study, point, "uncertainty"), []).append(point)
    return found


def _levers(study: Mapping[str, Any]) -> list[str]:
    """What is done in any world, the reference first."""
    return list(dict.fromkeys(_words(study, point, "lever") for point in study["points"]))
