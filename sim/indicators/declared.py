"""The list of all indicators, family after family; what one is stands in `sim.indicators.indicator`."""

from __future__ import annotations

from sim.indicators.activities import ACTIVITIES
from sim.indicators.core import BY_GROUP, DISPLACED, FOR_CITY
from sim.indicators.displacement import DISPLACEMENT
from sim.indicators.equity import EQUITY
from sim.indicators.governing import GOVERNING
from sim.indicators.indicator import Indicator
from sim.indicators.institutions import OF_INSTITUTIONS
from sim.indicators.knowledge import KNOWLEDGE
from sim.indicators.messages import MESSAGES
from sim.indicators.minds import MINDS

# Figures with groups of their own, by the word before the group's value: unmet_demand by constraint, spend by line, ...
SPLIT = {"constraint": "unmet_demand", "line": "spend", "use": "displaced_hours"}


def declared() -> tuple[Indicator, ...]:
    """All indicators in the order of the results."""
    of_mechanisms = (*EQUITY, *MINDS, *MESSAGES, *DISPLACEMENT, *GOVERNING, *ACTIVITIES, *KNOWLEDGE)
    return (*BY_GROUP, *FOR_CITY, *OF_INSTITUTIONS, DISPLACED, *of_mechanisms)
