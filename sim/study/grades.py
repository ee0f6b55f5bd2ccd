"""On which assumptions a policy's result rests, and so the weakest evidence grade behind a scenario.

Each instrument names the assumptions on its way from money to participation (`rests_on`); some are behind every result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.scenario.instruments import INSTRUMENTS

EVERY = ("people.trait_sd", "choice.consider", "choice.habit", "money.")


def prefixes(instruments: Iterable[str]) -> tuple[str, ...]:
    """Prefixes of the assumptions behind these instruments; an unknown instrument rests on all of them."""
    paths = [INSTRUMENTS[kind].rests_on if kind in INSTRUMENTS else ("",) for kind in instruments]
    return tuple(dict.fromkeys((*EVERY, *(prefix for path in paths for prefix in path))))


def weakest(instruments: Iterable[str], grades: Mapping[str, str]) -> str:
    """The weakest grade (A strongest, D weakest) among the assumptions on which the instruments rest.

    `grades` maps an assumption's full name to its grade; "D" if it holds none of them.
    """
    wanted = prefixes(instruments)
    return max((grade for name, grade in grades.items() if name.startswith(wanted)), default="D")
