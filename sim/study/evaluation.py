"""What evaluation can and cannot find out: surveys, the worth of a pilot, and what follows from trusting chosen cases.

Pure functions for whoever asks it from Python, with answers known on paper; luck is handed in, no city reads them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.government.beliefs import Belief, cumulative, density

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Survey:
    """How a sample of citizens is asked whether they took part: size, who answers, and what they remember."""

    size: int
    answers: float = 1.0  # share of those who did not take part who answer
    eager: float = 0.0  # log-odds by which those who took part answer rather than others
    forgets: float = 0.0  # share of participants who say no
    invents: float = 0.0  # share of the others who say yes, having taken part before


@dataclass(frozen=True)
class Estimate:
    """A share with its nominal 95 % interval (Wilson), from so many answers."""

    share: float
    low: float
    high: float
    answers: int


def answering(plan: Survey) -> tuple[float, float]:
    """Chance to answer of those who did not take part, and of those who did."""
    if not 0.0 < plan.answers < 1.0:
        return plan.answers, plan.answers
    odds = plan.answers / (1.0 - plan.answers) * math.exp(plan.eager)
    return plan.answers, odds / (1.0 + odds)


def expected_share(share: float, plan: Survey) -> float:
    """What the survey finds on average where `share` took part: the truth only if answers and memory are blind."""
    others, participants = answering(plan)
    said = share * participants * (1.0 - plan.forgets) + (1.0 - share) * others * plan.invents
    return said / (share * participants + (1.0 - share) * others)


def survey(took_part: NDArray[np.bool_], plan: Survey, luck: np.random.Generator) -> Estimate:
    """Ask a sample drawn without replacement."""
    import numpy as np

    asked = took_part[luck.choice(took_part.size, min(plan.size, took_part.size), replace=False)]
    others, participants = answering(plan)
    heard = asked[luck.random(asked.size) < np.where(asked, participants, others)]
    says_yes = np.where(heard, luck.random(heard.size) >= plan.forgets, luck.random(heard.size) < plan.invents)
    return wilson(int(says_yes.sum()), int(heard.size))


def wilson(yes: int, answers: int) -> Estimate:
    """A share and its Wilson interval; from no answer follows nothing (0 to 1)."""
    if answers == 0:
        return Estimate(math.nan, 0.0, 1.0, 0)
    share, z2 = yes / answers, Z95 * Z95
    centre = (share + z2 / (2 * answers)) / (1 + z2 / answers)
    half = Z95 * math.sqrt(share * (1 - share) / answers + z2 / (4 * answers * answers)) / (1 + z2 / answers)
    return Estimate(share, centre - half, centre + half, answers)


def worth_of_pilot(belief: Belief, alternative: float, noise: float) -> float:
    """Expected gain from choosing after a pilot rather than before, in the effect's unit; 0 without doubt.

    The pilot's estimate has variance `noise`; the alternative's effect is known. Unit normal loss: with s the standard
    deviation of the coming mean and d its distance from the alternative, s f(d / s) - d F(-d / s).
    """
    if belief.variance <= 0.0:
        return 0.0
    s = belief.variance / math.sqrt(belief.variance + noise)
    d = abs(belief.mean - alternative)
    return max(0.0, s * density(d / s) - d * cumulative(-d / s))


def regret(effects: Values, biases: Values, noise: float, prior: float, luck: Values) -> Values:
    """Mean regret of each round: best true effect less that of the practice believed best, beliefs updated each round.

    `effects` (worlds, practices) are true, `biases` (practices,) what their evidence adds, `luck` standard normal of
    shape (rounds, worlds, practices); `noise` and `prior` are variances. Randomised pilots have biases of 0.
    """
    import numpy as np

    mean, variance = np.zeros_like(effects), np.full_like(effects, prior)
    found = []
    for shocks in luck:
        chosen = np.take_along_axis(effects, mean.argmax(axis=1)[:, None], axis=1)[:, 0]
        found.append(float((effects.max(axis=1) - chosen).mean()))
        weight = variance / (variance + noise)
        mean = mean + weight * (effects + biases + math.sqrt(noise) * shocks - mean)
        variance = variance * (1.0 - weight)
    return np.array(found)
