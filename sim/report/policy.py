"""What an instrument of a policy does, in words: its money, its time, whom it is for, and its own settings.

It knows the fields that every instrument has; any other field is written as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.conditions import conditions
from sim.report.data import Results, mapping
from sim.report.numbers import label, money, number, percent, several, text, value
from sim.scenario.instruments import INSTRUMENTS

ORDINARY = (
    "instrument", "share", "spend", "from", "from_", "start", "until", "ramp", "pulse", "target", "when", "gate",
)  # fmt: skip


def instrument(results: Results, item: Mapping[str, Any]) -> str:
    """One item of a policy in words."""
    kind = text(item.get("instrument"))
    parts = [_money_of(results, item), *_when(item), *_whom(results, mapping(item.get("target"))), *conditions(item)]
    for key, given in item.items():
        if key not in ORDINARY and given not in (None, False, "", [], (), {}):
            parts.append(_setting(results, key, given))
    name = INSTRUMENTS[kind].label if kind in INSTRUMENTS else label(kind)
    return f"{name}: " + "; ".join(part for part in parts if part)


def _setting(results: Results, key: str, given: Any) -> str:
    """One setting of an instrument: shares as percentages, money with its currency, lists and mappings as words."""
    if key == "kind" and given == "queue":
        return "where the queue is longest"
    if key in ("covers", "media", "publishes_rate") and number(given) is not None:
        said = percent(given, 0)
    elif key == "maximum":
        said = money(given, text(results.city.get("currency")))
    elif isinstance(given, (list, tuple)):
        said = several(text(one).replace("_", " ") for one in given)
    elif isinstance(given, Mapping):
        said = several(f"{label(name).lower()} {value(one)}" for name, one in given.items())
    else:
        said = "yes" if given is True else value(given).replace("_", " ")
    return f"{label(key).lower()}: {said}"


def _money_of(results: Results, item: Mapping[str, Any]) -> str:
    share, spend = number(item.get("share")), number(item.get("spend"))
    if share is not None:
        return f"{percent(share, 0 if abs(share * 100 - round(share * 100)) < 1e-9 else 1)} of the budget"
    return f"{money(spend, text(results.city.get('currency')))} per resident a year" if spend is not None else ""


def _when(item: Mapping[str, Any]) -> list[str]:
    def moment(given: Any) -> str:
        return f"month {value(given)}" if number(given) is not None else text(given)

    start = next((item[key] for key in ("from", "from_", "start") if item.get(key) is not None), None)
    pulse, ramp = mapping(item.get("pulse")), number(item.get("ramp"))
    return [
        f"from {moment(start)}" if start is not None else "",
        f"until {moment(item['until'])}" if item.get("until") is not None else "",
        f"built up over {ramp:.0f} months" if ramp else "",
        f"{value(pulse.get('length'))} months in every {value(pulse.get('every'))}" if pulse else "",
    ]


def _whom(results: Results, target: Mapping[str, Any]) -> list[str]:
    def joined(given: Any) -> str:
        return several(text(one) for one in (given if isinstance(given, (list, tuple)) else [given]))

    age, need, accuracy = target.get("age"), number(target.get("need")), number(target.get("accuracy"))
    names = results.district_names
    districts = target.get("districts") or []
    chosen = [
        names.get(text(one), text(one)) for one in (districts if isinstance(districts, (list, tuple)) else [districts])
    ]
    whom = [
        f"{joined(target['education'])} education" if target.get("education") else "",
        f"aged {value(age[0])} to {value(age[1])}" if isinstance(age, (list, tuple)) and len(age) == 2 else "",
        joined(target["work"]) if target.get("work") else "",
        f"the poorest {percent(need, 0)}" if need is not None else "",
        f"in {several(chosen)}" if chosen else "",
    ]
    told = f", with {percent(accuracy, 0)} of cases checked and the rest by lot" if accuracy is not None else ""
    return ["for " + several(whom) + told] if any(whom) else []
