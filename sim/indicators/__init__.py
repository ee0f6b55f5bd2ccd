"""What is measured: the declarations of all indicators, the pass that counts, and the record of a run."""

from sim.indicators.declared import declared
from sim.indicators.indicator import Indicator

__all__ = ["Indicator", "declared"]
