"""What a scenario waits for and what strikes it, in words: conditions of instruments, shocks and the reserve.

Each function takes the values as they stand in a results folder and gives a part of a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.data import Results, mapping
from sim.report.numbers import label, number, percent, several, text, value

WORDS = {
    "fiscal": "Money is missing",
    "unemployment": "Work is lost",
    "closure": "Nothing but online courses begins",
    "extreme_weather": "Sites are closed by weather",
    "teacher_poaching": "Teachers are hired away",
    "outage": "The online platform is closed",
}


def conditions(item: Mapping[str, Any]) -> list[str]:
    """When an instrument is switched on and off by what is measured, and the gate that it must pass."""
    when, gate = mapping(item.get("when")), mapping(item.get("gate"))
    found = []
    if when:
        on = f"switched on when {_bound(when, 'above', 'below')} for {value(when.get('for', 1))} months"
        off = _bound(when, "until_above", "until_below")
        lag = f", {value(when['lag'])} months later" if when.get("lag") else ""
        found.append(on + lag + (f", and off when {off}" if off else ""))
    if gate:
        how = "as reported" if gate.get("reads", "measured") == "measured" else "as it is"
        found.append(f"ends in month {value(gate.get('month'))} unless {_bound(gate, 'above', 'below')} ({how})")
    return found


def _bound(condition: Mapping[str, Any], above: str, below: str) -> str:
    """An indicator beyond its bound; nothing without a bound."""
    for key, word in ((above, "above"), (below, "below")):
        if condition.get(key) is not None:
            return f"{label(text(condition.get('indicator'))).lower()} is {word} {value(condition[key])}"
    return ""


def shock(results: Results, given: Mapping[str, Any]) -> str:
    """One shock: what it is, how large, where, and from when to when."""
    size, names = number(given.get("size")), results.district_names
    where = [names.get(text(one), text(one)) for one in given.get("districts") or ()]
    end = f"until month {value(given['until'])}" if given.get("until") is not None else ""
    end = f"for {value(given['months'])} months" if given.get("months") is not None else end
    parts = [
        percent(size, 0) if size is not None else "",
        f"in {several(where)}" if where else "",
        f"from month {value(given.get('from'))}",
        end or "for good",
    ]
    kind = text(given.get("kind"))
    return f"{WORDS.get(kind, label(kind))}: " + "; ".join(part for part in parts if part)


def reserve(given: Mapping[str, Any]) -> str:
    """What is put aside; nothing without a reserve."""
    share = number(given.get("share"))
    if share is None:
        return ""
    return f"{percent(share, 0)} of the budget put aside, up to {value(given.get('months', 6))} months of it"
