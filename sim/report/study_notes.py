"""What the tables of an experiment say under their numbers: what an analysis measures, and how far it can be read.

A reader of a page has no other place for it; docs/experiments.md says more.
"""

from __future__ import annotations

from sim.report.numbers import sentence
from sim.study.measures import AREA_LOST, CAME_BACK, LARGEST, LEFT, MEAN, RECOVERY

TOGETHER = "How much more two levers do together than one by one; below zero, less."
MEANT = {  # by the kind of a row of effects.csv
    "total": "All levers together against none of them.",
    "main effect": "What a lever adds, on average over all combinations of the others.",
    "Shapley value": "A lever’s part of the total: what it adds, averaged over all orders of arrival. The parts add up "
    "to the total.",
    "interaction, emerging": TOGETHER,
    "interaction, assumed": f"{TOGETHER} The assumption bundles.interaction holds a part of it.",
    "turn": "Orders in which the instrument has this turn, against the mean of all orders.",
    "before": "Orders in which the first comes before the second, against those the other way round.",
    AREA_LOST.name: "What the shock takes, against the same without it, summed over the months; below zero it adds. "
    "Of outcomes of which less is better, what it adds is lost.",
    RECOVERY.name: f"{sentence(RECOVERY.formula)}; 0 where so much never is.",
    CAME_BACK.name: f"Of the replicates, {CAME_BACK.formula}.",
    LEFT.name: "The effect in this year over that in the first one, be it a gain or a loss: 1 where all of it is left, "
    "0 where nothing is.",
}
REGRET = (
    f"How far each choice falls short of the best one of its world: {LARGEST.title.lower()} and {MEAN.title.lower()} "
    "over the worlds. The best is found by the same replicates, so with few of them it comes out a little too large."
)
RANKS = "Ranks are by means, so chance may have made them."
SAME_SIGN = "Same sign: the 95 % interval is on the same side of zero in each world."
AGREEMENT = "Agreement: of the two rankings, 1 for the same order and −1 for the reverse (Kendall’s tau)."
GAIN = (
    "Gain / lose of 100: of 100 adults, how many start to learn in the last year and would not have at the reference’s "
    "levels, and how many do not and would have."
)


def meant(kind: str) -> str:
    """What an analysis measures, by the kind of its rows; empty if it needs no word."""
    return next((words for name, words in MEANT.items() if kind.startswith(name)), "")
