"""Studies: many runs of scenarios with common random numbers, kept in a folder and compared.

`compare`, `experiment` and `run` are the public verbs; `ComparisonResult` is what they give back.
"""

from sim.study.compare import ComparisonResult, compare, run
from sim.study.experiment import experiment

__all__ = ["ComparisonResult", "compare", "experiment", "run"]
