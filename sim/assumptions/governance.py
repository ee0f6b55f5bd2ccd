"""What is assumed about governing: how long decisions take, how steady money is, what laws and administration cost.

Delays, errors and volatility are zero unless a scenario says otherwise: no policy gains from curing what it invents.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import INCOMES, Assumption, asserted, guess


class Governance(NamedTuple):
    """M24: approval, errors, volatility, law and institution building."""

    approval: Annotated[
        float, guess("time between a policy item's `from` and its first money", "months", 0.0, 0.0, 36.0, "6.1")
    ]
    error: Annotated[
        float, guess("chance that a decision is reversed when it is due, and made again", "share", 0.0, 0.0, 0.9, "6.1")
    ]
    churn: Annotated[
        float,
        guess(
            "chance in a year that whoever prepares a decision leaves, so that it begins anew",
            "a year",
            0.0,
            0.0,
            0.9,
            "6.2",
        ),
    ]
    building: Annotated[
        float,
        guess(
            "money for the administration that halves delays and errors when paid for long",
            "share of the envelope",
            0.01,
            0.001,
            0.1,
            "6.1",
        ),
    ]
    building_memory: Annotated[
        float,
        guess(
            "time in which the administration follows the money for it, up as down", "months", 12.0, 1.0, 60.0, "6.2"
        ),
    ]
    volatility: Annotated[
        float,
        guess(
            "standard deviation of a programme's yearly money around its plan, at an equal total over two years",
            "share",
            0.0,
            0.0,
            1.0,
            "4.1",
        ),
    ]
    steadying: Annotated[
        float,
        guess(
            "part of that volatility which a law takes away from the lines that it protects",
            "share",
            0.7,
            0.0,
            1.0,
            "6.1",
        ),
    ]
    enactment: Annotated[
        float, guess("time from the first money for a law to its being in force", "months", 12.0, 0.0, 60.0, "6.1")
    ]
    rigidity: Annotated[
        float,
        guess("time by which a law delays every change of the lines that it protects", "months", 6.0, 0.0, 36.0, "6.1"),
    ]
    compliance: Annotated[
        float, guess("what proving that a law is kept costs", "share of the money it protects", 0.02, 0.001, 0.2, "6.1")
    ]
    rule_change: Annotated[
        float,
        asserted(
            "what one change of an instrument's terms in the last 12 months adds to its take-up",
            "log of the share",
            0.1,
            -1.0,
            1.0,
            "the paper holds orderly conduct good: that is the preset backlash, since changes are its opposite",
            "6.2",
        ),
    ]
    leave_hour: Annotated[
        float,
        Assumption(
            "what an hour of learning leave costs, for one unit of the learner's income",
            INCOMES,
            0.011,
            0.004,
            0.03,
            "D",
            "an income a month over 150 hours at work, times 1.65 for taxes and contributions on top",
            "6.1",
        ),
    ]
