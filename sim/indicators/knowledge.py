"""Indicators of research, pilots and the spread of practices; recorded where a policy has them, by its lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from sim.government.programmes.performance import staffed
from sim.government.programmes.research import RunPilots, Spreading, Studies
from sim.indicators.indicator import Indicator, Sight


def running(kind: type) -> Callable[[Any], bool]:
    """Cities with a programme of a kind."""
    return lambda city: any(isinstance(one, kind) for one in city.programmes)


def knowledge(sight: Sight) -> float:
    """The stock of all research."""
    return float(sum(one.knowledge for one in sight.city.programmes if isinstance(one, Studies)))


def adoption(sight: Sight) -> dict[str, float]:
    """Adopters over public institutions with staff, by line."""
    city = sight.city
    those = set(city.institutions.key[staffed(city, None)].tolist())
    return {
        f"line={one.line}": len(those & set(one.adopters)) / max(1, len(those))
        for one in city.programmes
        if isinstance(one, Spreading)
    }


def beliefs(measure: Callable[[Any], float]) -> Callable[[Sight], dict[str, float]]:
    """A measure of what is believed of each evaluated line; of several programmes of pilots the last one's."""
    return lambda sight: {
        f"line={line}": measure(belief)
        for one in sight.city.programmes
        if isinstance(one, RunPilots)
        for line, belief in one.beliefs.items()
    }


KNOWLEDGE: tuple[Indicator, ...] = (
    Indicator(
        "knowledge", "Usable knowledge", "stock", "knowledge from research that can be used in courses",
        "stock of research that loses value (Griliches 1979)", knowledge, running(Studies), "supply",
    ),
    Indicator(
        "adoption", "Adoption", "share of institutions", "public institutions with staff that follow a practice or "
        "guideline, by line", "Bass 1969", adoption, running(Spreading), "supply",
        groups="line",
    ),
    Indicator(
        "believed_effect", "Believed effect", "share of adults", "mean of the belief about an instrument's effect, by "
        "line", "Bayes from pilots", beliefs(lambda one: one.mean), running(RunPilots), "image",
        groups="line", part=False,
    ),
    Indicator(
        "believed_doubt", "Doubt about the effect", "share of adults", "standard deviation of that belief, by line",
        "Bayes from pilots", beliefs(lambda one: math.sqrt(one.variance)), running(RunPilots), "image",
        groups="line", part=False,
    ),
)  # fmt: skip
