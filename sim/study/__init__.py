"""Studies: many runs of scenarios with common random numbers, kept in a folder and compared.

`compare`, `experiment` and `run` are the public verbs; each gives back what it left in its folder.
"""

from sim.study.compare import ComparisonResult, compare, run
from sim.study.experiment import ExperimentResult, experiment

__all__ = ["ComparisonResult", "ExperimentResult", "compare", "experiment", "run"]
