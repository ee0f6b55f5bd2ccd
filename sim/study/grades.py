"""On which assumptions each instrument's result rests, and so the weakest evidence grade behind a scenario.

An instrument's list holds prefixes of assumption names along its way from money to participation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

EVERY = ("people.trait_sd", "choice.consider", "choice.habit", "money.")
SUPPLY = ("rooms.", "choice.wait", "choice.distance", "courses.")

PATHS: dict[str, tuple[str, ...]] = {
    "places": (*SUPPLY, "teachers."),
    "teachers": (*SUPPLY, "teachers.", "choice.quality"),
    "offers": (
        *SUPPLY,
        "choice.time",
        "teachers.hourly_premium",
        "teachers.wage",
        "costs.rented_seat",
        "costs.opening",
    ),
    "outreach": ("awareness.", "choice.", "costs.contact"),
    "campaign": ("campaign.", "awareness.campaign", "norms.", "choice.norm", "choice.injunctive", "costs.exposure"),
    "voucher": ("choice.price", "courses.fee", "costs.take_up"),
    "maintenance": ("rooms.", "choice.quality"),
    "cash_transfer": ("choice.price",),
    "shared_content": ("choice.shared_content", "costs.module_hour", "persistence."),
}


def prefixes(instruments: Iterable[str]) -> tuple[str, ...]:
    """Prefixes of the assumptions behind these instruments; an unknown instrument rests on all of them."""
    kinds = tuple(instruments)
    found = [prefix for kind in kinds for prefix in PATHS.get(kind, ("",))]
    return tuple(dict.fromkeys((*EVERY, *found)))


def weakest(instruments: Iterable[str], grades: Mapping[str, str]) -> str:
    """The weakest grade (A strongest, D weakest) among the assumptions on which the instruments rest.

    `grades` maps an assumption's full name to its grade; "D" if it holds none of them.
    """
    wanted = prefixes(instruments)
    return max((grade for name, grade in grades.items() if name.startswith(wanted)), default="D")
