"""Citizens: their record and columns, the loops of a month over them, and their views as mesa agents."""

from sim.citizens.citizen import Citizen, Citizens

__all__ = ["Citizen", "Citizens"]
