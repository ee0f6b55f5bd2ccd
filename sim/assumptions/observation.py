"""What is assumed in order to measure: travel, energy and the value of time, which nothing in the city reads.

They change indicators only; no citizen, institution or government knows them.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.assumptions.declare import Assumption, guess

MACKAY = "MacKay, Sustainable Energy (2009): car with one person 80, bus 32, metro 15 kWh for 100 person-km"


class Access(NamedTuple):
    """I10: what counts as near."""

    minutes: Annotated[
        float,
        Assumption(
            "longest way to a course that counts as near, one way",
            "minutes",
            15.0,
            5.0,
            60.0,
            "C",
            "convention of the 15-minute city (Moreno et al. 2021)",
            "6.3",
        ),
    ]
    speed: Annotated[
        float,
        Assumption("travel from door to door", "km/h", 12.0, 3.0, 40.0, "D", "assumption: on foot and by bus", "6.3"),
    ]


class Footprint(NamedTuple):
    """I28: energy and ways that learning takes."""

    session: Annotated[float, guess("length of one attendance on site", "hours", 2.0, 1.0, 8.0, "6.3")]
    travel_energy: Annotated[
        float, Assumption("energy of one person's travel", "kWh/km", 0.3, 0.0, 0.9, "C", MACKAY + "; a mixture", "6.3")
    ]
    room_energy: Annotated[
        float,
        Assumption(
            "energy of rooms for one learner and hour", "kWh", 0.4, 0.0, 2.0, "D", "assumption: heat, light", "6.3"
        ),
    ]
    online_energy: Annotated[
        float, guess("energy of devices and network for one learner and hour online", "kWh", 0.1, 0.0, 1.0, "6.3")
    ]


class Appraisal(NamedTuple):
    """I14: what people's time is worth in a comparison of costs."""

    value_of_time: Annotated[
        float,
        Assumption(
            "value of an hour of a citizen's time over the mean income of an hour",
            "ratio",
            0.5,
            0.0,
            1.0,
            "C",
            "convention of transport appraisal for time off work (US DOT: half of hourly income)",
            "5.5",
        ),
    ]
