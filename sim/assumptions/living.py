"""What is assumed about people's lives where no table of the city says it: time, income, children, acquaintance.

The population is made and renewed with these. They are of the order of published surveys; none was fitted.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, guess

TIME_USE = "order of time-use surveys"
ICT = "assumption: 97 % at 30 and 45 % at 75 with medium education"
NETWORKS = "assumption in line with surveys of personal networks: most contacts are near, alike and in clusters"
CENSUS = "order of censuses"


class Daily(NamedTuple):
    """How much free time people have, and when; hours against those of an employed adult without children."""

    home: Annotated[float, guess("free hours of who is at home", "ratio", 1.1, 0.5, 3.0, "5.2", TIME_USE)]
    student: Annotated[float, guess("free hours of a student", "ratio", 1.2, 0.5, 3.0, "5.2", TIME_USE)]
    unemployed: Annotated[float, guess("free hours of who is out of work", "ratio", 1.5, 0.5, 3.0, "5.2", TIME_USE)]
    retired: Annotated[float, guess("free hours of who has retired", "ratio", 1.7, 0.5, 3.0, "5.2", TIME_USE)]
    children: Annotated[
        float, guess("free hours with children over those without", "ratio", 0.65, 0.2, 1.0, "5.2", TIME_USE)
    ]
    spread: Annotated[
        float, guess("how far a person's free hours may be above or below these", "share", 0.4, 0.0, 0.9, "5.2")
    ]
    employed_by_day: Annotated[
        float, guess("employed people who are free by day too: shift workers", "share", 0.18, 0.0, 1.0, "6.3")
    ]
    student_by_day: Annotated[float, guess("students who are free by day too", "share", 0.3, 0.0, 1.0, "6.3")]
    evening: Annotated[
        float, guess("people at home or retired who would come in the evening too", "share", 0.55, 0.0, 1.0, "6.3")
    ]
    weekend: Annotated[
        float, guess("people at home or retired who would come at the weekend too", "share", 0.35, 0.0, 1.0, "6.3")
    ]


class Digital(NamedTuple):
    """Who is able to learn online, in log-odds."""

    middle: Annotated[float, guess("being able at 45 with medium education", "log-odds", 2.2, -2.0, 6.0, "6.3", ICT)]
    age: Annotated[float, guess("lost with each later year of age", "log-odds", 0.08, 0.0, 0.2, "6.3", ICT)]
    education: Annotated[float, guess("one level of education more", "log-odds", 0.9, 0.0, 3.0, "6.3", ICT)]


class Income(NamedTuple):
    """Incomes by education and work, in any unit: they are scaled to the city's mean."""

    low_education: Annotated[
        float, guess("low education over medium", "ratio", 0.78, 0.4, 1.0, "5.1", "order of OECD Education at a Glance")
    ]
    high_education: Annotated[
        float,
        Assumption(
            "high education over medium",
            "ratio",
            1.45,
            1.0,
            2.5,
            "C",
            "tertiary over upper secondary about +50 % (OECD Education at a Glance)",
            "5.1",
        ),
    ]
    employed: Annotated[float, guess("being employed", "relative", 1.15, 0.5, 2.5, "5.1")]
    unemployed: Annotated[float, guess("being out of work", "relative", 0.5, 0.1, 1.0, "5.1")]
    student: Annotated[float, guess("being a student", "relative", 0.4, 0.1, 1.0, "5.1")]
    home: Annotated[float, guess("being at home", "relative", 0.45, 0.1, 1.0, "5.1")]
    retired: Annotated[float, guess("having retired", "relative", 0.75, 0.2, 1.5, "5.1")]
    spread: Annotated[
        float,
        guess(
            "standard deviation of the logarithm within a cell of education and work", "log units", 0.4, 0.1, 0.9,
            "5.1", "assumption: about 0.6 over the city",
        ),
    ]  # fmt: skip


class Families(NamedTuple):
    """Who lives with children under 15."""

    children: Annotated[float, guess("children in a household that has any", "persons", 1.6, 1.0, 3.0, "5.2", CENSUS)]
    adults: Annotated[float, guess("adults in a household with children", "persons", 1.9, 1.0, 3.0, "5.2", CENSUS)]
    alone: Annotated[
        float, guess("children with the only adult of a household over those with others", "ratio", 0.35, 0.0, 1.0,
                     "5.2"),
    ]  # fmt: skip


class Acquaintance(NamedTuple):
    """Who knows whom: how many contacts people have, and where."""

    contacts: Annotated[float, guess("contacts of a person", "persons", 11.0, 6.0, 16.0, "3.4", NETWORKS)]
    street: Annotated[float, guess("ties of a person to the next households", "ties", 1.2, 1.0, 2.0, "3.4", NETWORKS)]
    circle: Annotated[
        float,
        guess("ties of a person at work or in class, counted at both ends", "ties", 1.5, 1.0, 2.0, "3.4", NETWORKS),
    ]
    commuting: Annotated[
        float, guess("who works or studies in one of the nearest other districts", "share", 0.3, 0.05, 1.0, "3.4")
    ]
    far: Annotated[float, guess("ties of a person across the whole city", "ties", 0.3, 0.0, 1.0, "3.4", NETWORKS)]
    education: Annotated[
        float, guess("years of age that weigh as one level of education among friends", "years", 18.0, 0.0, 60.0, "3.4")
    ]
    chance: Annotated[
        float, guess("spread of chance in who is like whom, in years of age", "years", 6.0, 1.0, 30.0, "3.4")
    ]
