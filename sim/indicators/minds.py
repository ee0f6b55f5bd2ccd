"""Indicators of states of mind, recorded only where a scenario follows them, and of the image that it buys.

Means stand beside the lowest tenth, since a mean can rise while those at the bottom fall.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.indicators.indicator import Indicator, Sight, follows, uses
from sim.indicators.means import group_means, lowest_tenth, spread
from sim.indicators.tallies import MOVED_BY


def mean_of(column: str) -> Callable[[Sight], Any]:
    """Mean of a column by group."""
    return lambda sight: group_means(sight, column)


def tenth_of(column: str) -> Callable[[Sight], float]:
    """What the lowest tenth do not exceed in a column."""
    return lambda sight: lowest_tenth(sight, column)


def image(sight: Sight) -> float:
    """The stock of all displays."""
    return float(sum(one.image for one in sight.city.programmes if one.item.instrument == "display"))


def source(column: str) -> str:
    """Where the scale of a state of mind is defined: it is no survey's."""
    return f"model scale: docs/model/mechanisms/{MOVED_BY[column]}.md"


def scale(column: str, label: str, unit: str, meaning: str, family: str) -> tuple[Indicator, Indicator]:
    """The mean by group and the lowest tenth of a state of mind."""
    where = follows(MOVED_BY[column])
    return (
        Indicator(
            f"{column}_mean", label, unit, f"mean {meaning}", source(column), mean_of(column), where, family, "people"
        ),
        Indicator(
            f"{column}_p10",
            f"{label}, lowest tenth",
            unit,
            f"{meaning}, which the lowest tenth do not exceed",
            source(column),
            tenth_of(column),
            where,
            family,
        ),
    )


DEVIATIONS, SCALE = "standard deviations", "0 to 1"
MINDS: tuple[Indicator, ...] = (
    scale("motivation", "Motivation", DEVIATIONS, "motivation beside the lasting trait", "image")[0],
    *scale("trust", "Trust", SCALE, "trust in what the city promises", "image"),
    Indicator(
        "trust_sd",
        "Trust, spread",
        SCALE,
        "standard deviation of trust: how far people part in it",
        source("trust"),
        lambda sight: spread(sight, "trust"),
        follows("trust"),
        "image",
    ),
    *scale("gain", "Sense of gain", DEVIATIONS, "sense of gain", "outcome"),
    *scale("happiness", "Happiness", DEVIATIONS, "happiness against what one is used to", "outcome"),
    *scale("security", "Sense of security", SCALE, "sense of security", "outcome"),
    Indicator(
        "image",
        "Image of the city",
        "exposures of an adult",
        "fading sum of exposures to displays",
        "ad-stock (Broadbent 1979); observed only",
        image,
        uses("display"),
        "image",
    ),
)
