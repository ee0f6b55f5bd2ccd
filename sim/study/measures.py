"""What comparisons and experiments measure between runs: each figure declared once, with the key that results give it.

Results, the report's headings and docs/model/indicators.md follow from these declarations.
"""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """A figure that takes more than one run: its key in results, title, unit, formula, and whose measure it is."""

    name: str
    title: str
    unit: str
    formula: str
    source: str


class Effect(NamedTuple):
    """Something of which a policy may add: the indicator whose mean over adults it is.

    A month adds a twelfth of it: participation and skill are stocks, told for a year, the others are a year's.
    """

    indicator: str
    title: str


EFFECTS = {
    "participant": Effect("participation_12m", "Adult who learns, for a year"),
    "hour": Effect("hours_per_adult", "Hour of learning"),
    "completion": Effect("completions", "Course completed"),
    "skill_unit": Effect("skill_mean", "Standard deviation of skill, for a year"),
}
GUIDE = "appraisal of regeneration (English Partnerships 2008, Additionality Guide)"
PAIRED = "the same citizens under both, which common random numbers make exact"
GAINERS = Measure(
    "gainers", "Gained a start", "share of adults", "with a start in the last 12 months and none under the reference",
    PAIRED,
)  # fmt: skip
LOSERS = Measure(
    "losers", "Lost a start", "share of adults", "without a start in the last 12 months and with one under the "
    "reference", PAIRED,
)  # fmt: skip
DEADWEIGHT = Measure(
    "deadweight", "Deadweight", "share of supported learners", "those who learn under the reference too", GUIDE
)
ADDITIONALITY = Measure(
    "additionality", "Additionality", "share of supported learners", "1 less deadweight, mean over replicates", GUIDE
)
DISPLACEMENT = Measure(
    "displacement", "Displaced", "share of supported hours", "1 less hours added in all over those taught to supported "
    "learners", GUIDE,
)  # fmt: skip
COST = {
    what: Measure(
        f"cost_of_{what}", one.title, "currency", f"(added `spend` + added `time_cost`) / added `{one.indicator}` of "
        "all adults, each discounted over the run", "cost-effectiveness analysis (Levin and McEwan 2001)",
    )
    for what, one in EFFECTS.items()
}  # fmt: skip
DELAY = {
    what: Measure(
        f"months_to_{what}", "Months to the effect", "months", f"until the effect on `{one.indicator}` stays at nine "
        "tenths of its last year's mean or beyond", "settling time of a step response",
    )
    for what, one in EFFECTS.items()
}  # fmt: skip
LASTING = {
    what: Measure(
        f"persistence_of_{what}", "Left a year after the stop", "ratio", f"effect on `{one.indicator}` 12 months after "
        "the policy's last month with money over that in this month", "persistence of effects (Bailey et al. 2017)",
    )
    for what, one in EFFECTS.items()
}  # fmt: skip
INDICES = "OECD and JRC 2008, Handbook on Constructing Composite Indicators"
COMPOSITE = Measure(
    "composite", "Mean of the parts", "0 to 1 at the parts' ends", "weighted mean of the parts, each 0 at its low end "
    "and 1 at its high one", INDICES,
)  # fmt: skip
RANK = Measure("rank", "Rank", "place", "1 + scenarios with a larger composite", INDICES)
RANK_SHARE = Measure(
    "rank_share", "Weights that keep the rank", "share of weights", "weights drawn evenly (Dirichlet of ones) that "
    "leave the scenario its rank", "acceptability of ranks (Lahdelma and Salminen 2001)",
)  # fmt: skip
DOMINATED = Measure(
    "dominated_by", "Dominated by", "scenario", "the first that is no worse in any part and better in one",
    "Pareto's criterion",
)  # fmt: skip
REGRET = "minimax regret (Savage 1951)"
IN_A_WORLD = Measure(
    "in a world", "In a world", "of the outcome", "the best choice's outcome less this one's, by replicate", REGRET
)
MEAN = Measure("mean", "Mean", "of the outcome", "mean regret over the worlds", "expected regret")
LARGEST = Measure("largest", "Largest", "of the outcome", "largest regret of any world", REGRET)
SATISFICING = Measure(
    "satisficing share", "Worlds in which it is no worse", "share of worlds", "worlds in which the choice does at "
    "least as well as the reference's levels", "domain criterion (Herman et al. 2015)",
)  # fmt: skip
LEFT = Measure(
    "left of month", "Left", "ratio", "effect at a later month over that at the first one of `at:`",
    "persistence of effects (Bailey et al. 2017)",
)  # fmt: skip
TRIANGLE = "resilience triangle (Bruneau et al. 2003)"
AREA_LOST = Measure(
    "area lost", "Area lost", "of the outcome x months", "sum over the months of calm less struck", TRIANGLE
)
RECOVERY = Measure(
    "months until it is back", "Months until it is back", "months", "from the first to after the last month in which "
    "over a tenth is missing, mean over the replicates that came back", TRIANGLE,
)  # fmt: skip
CAME_BACK = Measure(
    "share that came back", "Came back", "share of replicates", "those that are back by the end", TRIANGLE
)
TABLES: dict[str, tuple[Measure, ...]] = {  # by where results have them
    "`ranking` of a comparison": (GAINERS, LOSERS, DEADWEIGHT),
    "`appraisal` of a comparison": (
        *COST.values(), *DELAY.values(), *LASTING.values(), ADDITIONALITY, DISPLACEMENT,
    ),
    "`panels` of a comparison": (COMPOSITE, RANK, RANK_SHARE, DOMINATED),
    "`regret` in effects.csv": (IN_A_WORLD, MEAN, LARGEST, SATISFICING),
    "`lasting` in effects.csv": (LEFT,),
    "`recovery` in effects.csv": (AREA_LOST, RECOVERY, CAME_BACK),
}  # fmt: skip
