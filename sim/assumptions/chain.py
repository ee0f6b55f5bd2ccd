"""What is assumed about education, talent, industry and innovation: posts, what a match pays, and what leaks.

Posts are shares of the labour force, so that one declaration serves every city.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, asserted, guess


class Chain(NamedTuple):
    """M22: matching of skills with vacancies, wage return, innovation, migration of the trained, poaching."""

    threshold: Annotated[
        float, guess("skill from which a citizen counts as trained", "standard deviations", 0.5, 0.01, 2.0, "6.3")
    ]
    vacancies_low: Annotated[
        float, guess("posts for trained people of low education", "share of the labour force", 0.02, 0.0, 0.5, "6.3")
    ]
    vacancies_medium: Annotated[
        float, guess("posts for trained people of medium education", "share of the labour force", 0.05, 0.0, 0.5, "6.3")
    ]
    vacancies_high: Annotated[
        float, guess("posts for trained people of high education", "share of the labour force", 0.05, 0.0, 0.5, "6.3")
    ]
    wage_return: Annotated[
        float,
        Assumption(
            "wage gained by a trained citizen in a fitting post",
            "share of income",
            0.026,
            0.0,
            0.2,
            "B",
            "2.6 % a course, corrected for publication bias; less where selection is corrected for too (Haelermans and "
            "Borghans 2012)",
            "5.5",
        ),
    ]
    drain: Annotated[
        float, guess("trained people without a fitting post who move away", "a month", 0.0, 0.0, 0.2, "6.3")
    ]
    reputation: Annotated[
        float,
        asserted(
            "participation above the anchor's share, on the hazard that the trained move away",
            "a month",
            0.05,
            -0.5,
            0.5,
            "the paper's claim that a learning city keeps and draws talent, sign open",
            "6.3",
        ),
    ]
    poaching: Annotated[
        float,
        guess(
            "posts that stay empty, on the wish for an employer's course: training whom others hire",
            LOG_ODDS,
            0.0,
            0.0,
            5.0,
            "6.3",
        ),
    ]
    innovation: Annotated[
        float,
        asserted(
            "posts that innovation adds, or saves, where skill, research and links are 1",
            "share of posts",
            0.2,
            -1.0,
            2.0,
            "the paper's claim that learning drives science and industry, sign open",
            "6.3",
        ),
    ]
    research: Annotated[float, guess("research and development against the usual", "ratio", 1.0, 0.1, 5.0, "6.3")]
    skill_power: Annotated[float, guess("power of skill in innovation", "exponent", 0.5, 0.0, 1.5, "6.3")]
    research_power: Annotated[float, guess("power of research in innovation", "exponent", 0.3, 0.0, 1.5, "6.3")]
    links_power: Annotated[
        float, guess("power of the share of posts filled in innovation", "exponent", 0.5, 0.0, 1.5, "6.3")
    ]
