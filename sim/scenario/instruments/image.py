"""Instruments that change how the city looks, and nothing that it does."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, final

from sim.scenario.instruments.common import Common, fraction


@final
class Display(Common):
    """Spends on image: exposures to what the city says it does for learning; no service comes of it. Serves 6.3 and 7.

    Nobody learns of an offer or is drawn to it by a display. Where trust is followed, it promises.
    """

    label: ClassVar[str] = "Display of the city"
    rests_on: ClassVar[tuple[str, ...]] = ("costs.exposure", "campaign.retention", "trust.")
    instrument: Literal["display"]
    media: Annotated[float, fraction("part of the adults whom it can reach")] = 0.6
