"""Numbers and words for people: percent, percentage points, money, counts, months, and the names of groups.

Every function takes what a results folder may hold (also None, NaN or text) and answers with text, never with an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

NONE = "–"
SPACE = "\u00a0"  # keeps a number and its unit on one line
MINUS = "\u2212"

GROUP_KEYS = {
    "education": "Education",
    "age": "Age",
    "work": "Work",
    "income": "Income",
    "district": "District",
    "sex": "Sex",
}
GROUP_WORDS = {
    "education": {"low": "Low education", "medium": "Medium education", "high": "High education"},
    "work": {
        "employed": "Employed",
        "unemployed": "Unemployed",
        "student": "Students",
        "home": "At home",
        "retired": "Retired",
    },
    "income": {
        "1": "Poorest fifth",
        "2": "Second fifth",
        "3": "Middle fifth",
        "4": "Fourth fifth",
        "5": "Richest fifth",
    },
    "sex": {"male": "Men", "female": "Women"},
}
CONSTRAINTS = {"rooms": "rooms", "teachers": "teachers", "money": "money", "none": "nothing", "time": "people’s time"}
GRADES = {
    "A": "local causal evidence",
    "B": "causal evidence from elsewhere",
    "C": "descriptive evidence",
    "D": "assertion or guess",
}
FINEST = 1e-6  # below it a difference is one of rounding
UNITS = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))  # of money


def number(value: Any) -> float | None:
    """The finite number in `value`, or None."""
    if value is None or isinstance(value, (bool, str)):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def text(value: Any) -> str:
    """One line of text without control characters; the empty string for None."""
    if value is None:
        return ""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", str(value)).split())


def shorten(value: Any, most: int) -> str:
    """`value` as text of at most `most` characters, with an ellipsis when cut."""
    line = text(value)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def decimal(value: Any, digits: int = 1, sign: bool = False) -> str:
    """A number with thousands separators and a true minus; `sign` also writes the plus."""
    found = number(value)
    if found is None:
        return NONE
    rounded = round(found, digits) + 0.0  # + 0.0 turns a negative zero into zero
    plus = "+" if sign and rounded > 0 else ""
    return plus + f"{rounded:,.{digits}f}".replace("-", MINUS)


def percent(value: Any, digits: int = 1) -> str:
    """A fraction of 1 as a percentage with one decimal."""
    found = number(value)
    return NONE if found is None else decimal(100 * found, digits) + SPACE + "%"


def points(value: Any, sign: bool = True, digits: int = 1) -> str:
    """A difference of two fractions in percentage points, with its sign and without the unit."""
    found = number(value)
    return NONE if found is None else decimal(100 * found, digits, sign)


def span(low: Any, high: Any, form: Any) -> str:
    """An interval in words, `form` writing each end; empty when an end is missing."""
    if number(low) is None or number(high) is None:
        return ""
    return f"{form(low)} to {form(high)}"


def clear(low: Any, high: Any) -> bool:
    """Whether an interval of a difference lies on one side of zero, unrounded: as where it decides on a cost."""
    least, most = number(low), number(high)
    return least is not None and most is not None and (least > 0 or most < 0)


def settled(low: Any, high: Any) -> bool:
    """As `clear`, of a group of people: one in which all replicates agree is so small that chance has few values."""
    return clear(low, high) and low != high


def finely(low: Any, high: Any) -> Callable[[Any], str]:
    """`points` for a mean and its interval: in tenths, or as fine as it takes to see that it is clear of zero."""
    nearest = min(abs(low), abs(high)) if clear(low, high) else 1.0
    return partial(points, digits=next((digits for digits in (1, 2) if round(100 * nearest, digits)), 3))


def places(sizes: Iterable[float], seen: Iterable[float] = ()) -> int:
    """Decimal places: none from a thousand on, else two or more, for two digits of the largest, one of all `seen`."""
    wanted = [(max(map(abs, sizes), default=0.0), 1), *((abs(one), 0) for one in seen)]
    if wanted[0][0] >= 1000:
        return 0
    return max([2, *(digits - math.floor(math.log10(size)) for size, digits in wanted if size > FINEST)])


def level(value: Any, share: bool) -> str:
    """A value as people read it."""
    found = number(value)
    return percent(value) if share or found is None else decimal(found, places([found]))


def effect(mean: Any, low: Any, high: Any, share: bool) -> str:
    """A difference with its sign and, where there is one, its interval; shares in percentage points."""
    sizes = [None if number(one) is None else scaled(one, share) for one in (mean, low, high)]
    if sizes[0] is None:
        return "unknown"
    known = [one for one in sizes if one is not None]
    nearest = [min(map(abs, known[1:]))] if clear(low, high) else []  # must not be written as zero
    middle, *ends = (decimal(one, places(known, nearest), sign=True) for one in known)
    return f"{middle} ({ends[0]} to {ends[1]})" if len(ends) == 2 else middle


def scaled(size: float, share: bool) -> float:
    """A size in the unit in which it is shown: shares in percentage points."""
    return 100.0 * size if share else size


def amount(value: Any) -> str:
    """A sum of money without its currency: whole below a million, then in millions or billions."""
    found = number(value)
    if found is None:
        return NONE
    if abs(found) >= 1e9:
        return decimal(found / 1e9, 2) + SPACE + "billion"
    if abs(found) >= 1e6:
        return decimal(found / 1e6, 1) + SPACE + "million"
    return decimal(found, 0 if abs(found) >= 10 else 2)


def unit_of(most: float) -> tuple[float, str]:
    """The unit of a table or axis of money up to `most`, and its word: the largest that leaves three whole digits."""
    return next(((size, word) for size, word in UNITS if most >= 100 * size), (1.0, ""))


def in_units(value: Any, size: float) -> str:
    """A sum of money in a unit of that size, without its word."""
    found = number(value)
    return NONE if found is None else decimal(found / size, 1 if size > 1 else 0)


def money(value: Any, currency: str) -> str:
    """A sum of money with its currency in front."""
    return NONE if number(value) is None else f"{text(currency)}{SPACE}{amount(value)}"


def people(value: Any) -> str:
    """A count of real people, rounded to three significant digits."""
    found = number(value)
    if found is None:
        return NONE
    if found == 0:
        return "0"
    step = 10 ** max(0, math.floor(math.log10(abs(found))) - 2)
    return decimal(round(found / step) * step, 0)


def value(found: Any) -> str:
    """An assumption's value: up to four significant digits, no trailing zeros; text stays text."""
    as_number = number(found)
    if as_number is None:
        return text(found) or NONE
    if as_number == 0 or 1e-4 <= abs(as_number) < 1e7:
        digits = 0 if as_number == 0 else max(0, 3 - math.floor(math.log10(abs(as_number))))
        line = f"{as_number:,.{digits}f}"
        line = line.rstrip("0").rstrip(".") if "." in line else line
    else:
        line = f"{as_number:.3g}"
    return line.replace("-", MINUS)


def several(words: Iterable[str]) -> str:
    """Words joined as in a sentence: "a, b and c"."""
    listed = [word for word in words if word]
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f" and {listed[-1]}" if listed else ""


def group_name(group: str, districts: Mapping[str, str]) -> str:
    """What a planner calls a group such as `age=55-64`; `districts` gives names by id."""
    key, _, member = text(group).partition("=")
    if key == "district":
        return districts.get(member, f"District {member}")
    if key == "age":
        return "Aged " + member.replace("-", "–").replace("+", " and over")
    return GROUP_WORDS.get(key, {}).get(member, f"{key}: {member}" if member else key)


def constraint(name: Any) -> str:
    """What a planner calls a binding constraint; "nothing" when places suffice."""
    word = text(name)
    return CONSTRAINTS.get(word, word) or NONE


def label(name: Any) -> str:
    """A key such as `cash_transfer` or `line=older_adult` as words with a capital."""
    return sentence(text(name).rpartition("=")[2].replace("_", " "))


def sentence(words: Any) -> str:
    """Words with a capital at the start."""
    line = text(words)
    return line[:1].upper() + line[1:]
