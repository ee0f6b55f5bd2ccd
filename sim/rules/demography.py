"""Renewal: who dies or moves out in the year that ends with a birthday.

The tables behind the probabilities are fitted to the census in `sim.population`.
"""

from sim.compiled import rule

STAYS, DIES, MOVES = 0, 1, 2


@rule
def leaves(c, around, p, luck):
    """Whether the citizen dies (1), moves out (2) or stays (0) in the year that ends with this birthday.

    `around.death`, `around.move`: monthly probabilities; over a year 1 - (1 - monthly)^12. `luck`: a uniform.
    """
    yearly_death = 1.0 - (1.0 - around.death) ** 12
    yearly_leave = 1.0 - (1.0 - around.death - around.move) ** 12
    if luck < yearly_death:
        return DIES
    return MOVES if luck < yearly_leave else STAYS
