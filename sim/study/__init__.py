"""Studies: many runs of scenarios with common random numbers, kept in a folder and compared.

`compare` and `run` are the public verbs; `ComparisonResult` is what they give back.
"""

from sim.study.compare import ComparisonResult, compare, run

__all__ = ["ComparisonResult", "compare", "run"]
