"""What is assumed about people: who they are, how they hear, choose, are moved by others, persist and learn.

Log-odds are those of one month's choice given everything else, so they are larger than the published
marginal ones: a lasting trait of standard deviation s shrinks marginal log-odds by about sqrt(1 + 0.35 s^2).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, asserted

LOG_ODDS = "log-odds"
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
        float,
        Assumption(
            "spread of a person's lasting taste for a kind of offer", LOG_ODDS, 0.7, 0.0, 2.0, "D", "assumption", "3.3"
        ),
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
            FLANDERS + ": ages 55-65 -0.22; England 65+ 21.8 %",
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
            "England 19-24: 64.9 % non-formal (ONS 2016)",
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
            "OECD: 44 % of workers in employer-sponsored learning a year; small firms 30 %, large 60 % (EAG 2020)",
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
        Assumption(
            "free hours of an employed adult without children",
            "hours a week",
            22.0,
            8.0,
            40.0,
            "C",
            "time-use surveys, order of magnitude",
            "5.2",
        ),
    ]


class Awareness(NamedTuple):
    """M5: who knows what the city offers; needed, not sufficient."""

    initial: Annotated[
        float,
        Assumption(
            "share of adults who know the public offers at the start",
            "share",
            0.6,
            0.2,
            0.95,
            "D",
            "range only: 25 % knew a new voucher (Goerlitz and Tamm 2017)",
            "3.4",
        ),
    ]
    media: Annotated[
        float,
        Assumption(
            "hazard of hearing of the offers by ordinary media",
            "a month",
            0.004,
            0.0,
            0.1,
            "D",
            "assumption",
            "5.1",
        ),
    ]
    search: Annotated[
        float,
        Assumption(
            "hazard of finding the offers oneself, for each standard deviation of the wish to learn above the mean",
            "a month",
            0.06,
            0.0,
            0.3,
            "C",
            "26 % of adults looked for information in a year (OECD mean, AES)",
            "3.4",
        ),
    ]
    peer: Annotated[
        float,
        Assumption(
            "hazard of hearing of them when all contacts learn", "a month", 0.02, 0.0, 0.3, "D", "assumption", "3.4"
        ),
    ]
    outreach: Annotated[
        float,
        Assumption(
            "hazard that a personal contact adds: one contact makes them known with 1 - exp(-hazard)",
            "a contact",
            0.5,
            0.1,
            0.95,
            "B",
            "brochures more than doubled awareness (van den Berg et al. 2023)",
            "5.1",
        ),
    ]
    advice: Annotated[
        float,
        asserted(
            "what a personal contact with advice adds to the wish to learn",
            LOG_ODDS,
            0.3,
            -1.0,
            1.0,
            "assumption: information alone raised take-up by 0 in two experiments",
            "5.1",
        ),
    ]
    campaign: Annotated[
        float,
        Assumption(
            "hazard that one exposure to a campaign adds to hearing of the offers",
            "an exposure",
            0.06,
            0.0,
            0.3,
            "C",
            "awareness 5 to 8 points higher after national campaigns (NCVER 2002)",
            "5.1",
        ),
    ]
    forgetting: Annotated[
        float,
        Assumption(
            "chance to lose sight of the offers when not learning",
            "a month",
            0.005,
            0.0,
            0.03,
            "D",
            "assumption",
            "3.4",
        ),
    ]


class Choice(NamedTuple):
    """M6: what weighs when an offer is compared with not learning."""

    consider: Annotated[
        float, Assumption("chance to consider learning", "a month", 0.18, 0.05, 0.6, "D", "assumption", "3.4")
    ]
    consider_habit: Annotated[
        float, Assumption("added to it by a fresh habit", "a month", 0.08, 0.0, 0.4, "D", "assumption", "3.4")
    ]
    price: Annotated[
        float,
        Assumption(
            "a price of a tenth of a month's income",
            LOG_ODDS,
            0.8,
            0.1,
            2.0,
            "D",
            "assumption: price response is checked later against experiments it was not fitted to",
            "5.1",
        ),
    ]
    time: Annotated[
        float,
        Assumption(
            "weekly course hours as a share of free hours",
            LOG_ODDS,
            1.2,
            0.2,
            3.0,
            "C",
            "family and schedule are the first obstacles (AES)",
            "5.2",
        ),
    ]
    distance: Annotated[
        float,
        Assumption(
            "one kilometre of distance",
            LOG_ODDS,
            0.045,
            0.01,
            0.2,
            "B",
            "enrolment -3.1 % a kilometre (Jepsen and Montgomery 2009)",
            "6.3",
        ),
    ]
    wait: Annotated[
        float, Assumption("one month of expected waiting", LOG_ODDS, 0.10, 0.0, 0.5, "D", "assumption", "3.1")
    ]
    quality: Annotated[float, Assumption("quality twice as high", LOG_ODDS, 0.7, 0.0, 2.0, "D", "assumption", "3.2")]
    shared_content: Annotated[
        float,
        asserted(
            "a course all of common content, for mean interest in it",
            LOG_ODDS,
            0.5,
            -2.0,
            2.0,
            "the paper's claim that integrated content attracts, sign open",
            "5.5",
        ),
    ]
    habit: Annotated[
        float,
        Assumption(
            "a fresh habit of learning",
            LOG_ODDS,
            1.2,
            0.0,
            2.5,
            "C",
            "about half of persistence is true state dependence (MPRA 9424)",
            "3.4",
        ),
    ]
    norm: Annotated[
        float,
        Assumption(
            "believing that all others learn, against the city's share",
            LOG_ODDS,
            1.2,
            0.0,
            3.5,
            "D",
            "modest peer effects in US Army continuing education; threshold norm * p (1 - p) < 1",
            "3.4",
        ),
    ]
    injunctive: Annotated[
        float, asserted("believing that others approve of learning", LOG_ODDS, 0.5, -2.0, 2.0, "assumption", "3.4")
    ]
    employer: Annotated[
        float,
        Assumption(
            "an offer by one's own employer",
            LOG_ODDS,
            2.4,
            -1.0,
            4.0,
            "C",
            "employers pay about two thirds of non-formal learning (Flanders 66.9 %)",
            "3.x",
        ),
    ]
    library: Annotated[
        float,
        Assumption(
            "a short, free, informal offer of a library",
            LOG_ODDS,
            -1.2,
            -4.0,
            2.0,
            "C",
            "libraries and associations rarely provide more than 10 % of activities (Cedefop)",
            "3.3",
        ),
    ]
    online: Annotated[
        float,
        Assumption(
            "an online course", LOG_ODDS, -1.6, -4.0, 2.0, "C", "distance courses: 19 % of participants (PIAAC)", "6.3"
        ),
    ]
    formal: Annotated[
        float,
        Assumption(
            "a course for a formal degree",
            LOG_ODDS,
            -2.0,
            -5.0,
            2.0,
            "C",
            "formal 6.3 % against non-formal 44.0 % (AES 2022)",
            "5.5",
        ),
    ]


class Norms(NamedTuple):
    """M8: beliefs about what others do and approve of."""

    published: Annotated[
        float,
        Assumption(
            "weight of a published rate in the belief about others, where one is published",
            "share",
            0.2,
            0.0,
            0.6,
            "D",
            "assumption; a rate below one's belief lowers it (Schultz et al. 2007)",
            "3.4",
        ),
    ]
    adjustment: Annotated[
        float,
        Assumption(
            "how fast approval moves towards that of one's contacts",
            "a month",
            0.10,
            0.0,
            0.5,
            "D",
            "assumption",
            "3.4",
        ),
    ]
    message: Annotated[
        float,
        Assumption(
            "how far an exposure to an injunctive message moves approval",
            "an exposure",
            0.05,
            0.0,
            0.3,
            "D",
            "assumption",
            "5.1",
        ),
    ]


class Campaign(NamedTuple):
    """M7: exposure to campaigns, its effect, decay and fatigue; any topic, one code."""

    effect: Annotated[
        float,
        asserted(
            "mean effect of full exposure on the wish to learn",
            LOG_ODDS,
            0.20,
            -0.5,
            0.5,
            "mediated campaigns r = .05 (Anker et al. 2016); for values-led ones an assertion",
            "2.2, 5.1",
        ),
    ]
    spread: Annotated[
        float, Assumption("spread of that effect between people", LOG_ODDS, 0.2, 0.0, 0.6, "D", "assumption", "5.1")
    ]
    reactance: Annotated[
        float, Assumption("loss of effect under full pressure", LOG_ODDS, 0.3, 0.0, 1.0, "D", "assumption", "5.1")
    ]
    retention: Annotated[
        float,
        Assumption("share of exposure kept", "a month", 0.70, 0.3, 0.95, "B", "ad-stock half-lives of weeks", "5.1"),
    ]
    scale: Annotated[
        float,
        Assumption(
            "exposures at which 63 % of the effect is reached", "exposures", 1.0, 0.3, 3.0, "D", "assumption", "5.1"
        ),
    ]
    fatigue: Annotated[
        float,
        Assumption(
            "exposures after which the effect has worn to 37 %", "exposures", 24.0, 6.0, 240.0, "D", "assumption", "5.1"
        ),
    ]


class Persistence(NamedTuple):
    """M12: staying on a course, habit and skills."""

    base: Annotated[
        float,
        Assumption(
            "monthly drop-out with no conflict",
            LOG_ODDS,
            -3.0,
            -5.0,
            -1.0,
            "C",
            "72 % of adult learners in further education achieve (England 2015-19)",
            "3.2",
        ),
    ]
    quality: Annotated[
        float, Assumption("quality twice as high, on drop-out", LOG_ODDS, -0.5, -2.0, 0.0, "D", "assumption", "3.2")
    ]
    time: Annotated[
        float,
        Assumption(
            "weekly course hours as a share of free hours, on drop-out",
            LOG_ODDS,
            1.0,
            0.0,
            3.0,
            "D",
            "assumption",
            "5.2",
        ),
    ]
    distance: Annotated[
        float, Assumption("one kilometre, on drop-out", LOG_ODDS, 0.02, 0.0, 0.1, "D", "assumption", "6.3")
    ]
    online: Annotated[
        float,
        Assumption(
            "learning online, on drop-out",
            LOG_ODDS,
            1.2,
            0.0,
            3.0,
            "B",
            "median completion of open online courses 12.6 % (Jordan 2015)",
            "6.3",
        ),
    ]
    habit_half_life: Annotated[
        float,
        Assumption(
            "time in which a habit fades to half",
            "months",
            12.0,
            3.0,
            36.0,
            "C",
            "state dependence of training (MPRA 9424)",
            "3.4",
        ),
    ]
    skill_gain: Annotated[
        float,
        Assumption(
            "skill gained by a full hour of good teaching far below the ceiling",
            "standard deviations an hour",
            0.0012,
            0.0002,
            0.004,
            "D",
            "assumption",
            "5.5",
        ),
    ]
    skill_ceiling: Annotated[
        float, Assumption("ceiling of skill", "standard deviations", 4.0, 2.0, 8.0, "D", "assumption", "5.5")
    ]
    skill_loss: Annotated[
        float, Assumption("depreciation of unused skill", "a year", 0.02, 0.0, 0.06, "C", "1 to 5 % a year", "5.5")
    ]
    own_study: Annotated[
        float,
        Assumption(
            "part of course hours taken from own study",
            "share",
            0.10,
            0.0,
            0.5,
            "D",
            "assumption (displacement)",
            "4.3",
        ),
    ]
    volunteering: Annotated[
        float,
        Assumption(
            "part of course hours taken from volunteering",
            "share",
            0.05,
            0.0,
            0.5,
            "D",
            "assumption (displacement)",
            "4.3",
        ),
    ]
    care: Annotated[
        float,
        Assumption(
            "part of course hours taken from care and household",
            "share",
            0.15,
            0.0,
            0.5,
            "D",
            "assumption (displacement)",
            "4.3",
        ),
    ]
