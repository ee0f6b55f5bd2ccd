"""What is assumed about people: the lasting wish to learn and what it goes with, work, and the time they have.

Log-odds are those of one month's choice given everything else: see `sim.assumptions.choice`.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import LOG_ODDS, Assumption, guess

AES = "gradient of the Adult Education Survey (EU 2022: low 25.1 %, high 65.7 %)"
FLANDERS = "PIAAC 2011/12 public-use file, Flanders, weighted logit (n = 3,850)"


class People(NamedTuple):
    """Lasting differences between people, and how the population renews itself."""

    trait_sd: Annotated[
        float,
        Assumption(
            "spread of the lasting wish to learn",
            LOG_ODDS,
            3.0,
            0.5,
            6.0,
            "C",
            "three-year over one-year rate 1.19 (NCES Digest 1996, table 350), recall error overstates it",
            "3.4",
        ),
    ]
    taste_sd: Annotated[
        float, guess("spread of a person's lasting taste for a kind of offer", LOG_ODDS, 0.7, 0.0, 2.0, "3.3")
    ]
    education: Annotated[float, Assumption("one level of education more", LOG_ODDS, 1.25, 0.0, 2.5, "C", AES, "3.4")]
    age: Annotated[
        float,
        Assumption(
            "ten years of age above 40",
            LOG_ODDS,
            -0.15,
            -1.0,
            0.5,
            "C",
            FLANDERS + ": ages 55-65 -0.22; England 65+ 21.8 %, non-formal",
            "5.5",
        ),
    ]
    employed: Annotated[
        float,
        Assumption(
            "being employed rather than out of work, retired or at home",
            LOG_ODDS,
            0.4,
            -0.5,
            2.0,
            "C",
            FLANDERS + ": out of the labour force -1.09, employer's offer not held constant",
            "3.2",
        ),
    ]
    student: Annotated[
        float,
        Assumption(
            "being a full-time student",
            LOG_ODDS,
            0.8,
            -2.0,
            3.0,
            "C",
            "England 19-24: 64.9 % non-formal (Adult Education Survey 2016), of those who are not full-time students",
            "5.5",
        ),
    ]
    employer_trains: Annotated[
        float,
        Assumption(
            "share of employed people whose employer trains, medium education",
            "share",
            0.55,
            0.2,
            0.9,
            "C",
            "OECD: 44 % of workers in employer-sponsored learning a year; EU: small firms 30 %, large 60 % (EAG 2020)",
            "3.x",
        ),
    ]
    employer_trains_education: Annotated[
        float,
        Assumption(
            "one level of education more, on that share",
            "share",
            0.15,
            0.0,
            0.3,
            "C",
            "OECD gap by skill 23 points (PIAAC)",
            "3.x",
        ),
    ]
    retirement_age: Annotated[
        float,
        Assumption(
            "age at which half of the employed have retired",
            "years",
            62.0,
            50.0,
            70.0,
            "C",
            "national rules; each city may set its own",
            "5.5",
        ),
    ]
    stationary: Annotated[
        float,
        Assumption(
            "how far moves in and out hold the census structure by age and education (1 holds it)",
            "share",
            1.0,
            0.0,
            1.0,
            "D",
            "assumption: no demographic trend is booked as an effect of policy",
            "",
        ),
    ]
    free_hours: Annotated[
        float,
        guess(
            "free hours of an employed adult without children",
            "hours a week",
            22.0,
            8.0,
            40.0,
            "5.2",
            "order of time-use surveys",
        ),
    ]
