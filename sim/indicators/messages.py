"""Indicators of messages: whom campaigns put off, by group.

The sign is each citizen's own: a lasting susceptibility, less what pressure takes away where trust is low.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.indicators.indicator import Indicator, Sight, ratio, uses
from sim.indicators.observe import MESSENGERS


def put_off(sight: Sight) -> NDArray[np.float64]:
    """Share of those who remember a message whom it makes less willing to learn, by group."""
    counts = sight.seen.signs
    return ratio(counts[:, 1], counts[:, 0])


MESSAGES: tuple[Indicator, ...] = (
    Indicator(
        "put_off",
        "Put off by messages",
        "share of adults who remember one",
        "adults whom what they remember of messages makes less willing to learn, of all whom it moves either way",
        "sign of the effect (column `message`)",
        put_off,
        uses(*MESSENGERS),
        "image",
        groups="people",
    ),
)
