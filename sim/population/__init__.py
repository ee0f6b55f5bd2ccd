"""Who lives in the city: a synthetic population fitted to published margins, its ties, and its renewal.

`synthesise` makes it; `persons` and `turnover` have the rules by which a city renews it.
"""

from sim.population.fitting import FitRow
from sim.population.synthesis import Population, synthesise
from sim.population.ties import Ties
from sim.population.turnover import Turnover

__all__ = ["FitRow", "Population", "Ties", "Turnover", "synthesise"]
