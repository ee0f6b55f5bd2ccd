"""One citizen's record, and the columns that hold all of them: the single list of what is known of a citizen.

Rules read a `Person` by attribute; kernels build it from row `i` of the `Columns`, and so does a `Citizen`.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.codes import EMPLOYED, STUDENT
from sim.compiled import rule
from sim.population.persons import DERIVED, GIVEN

NEVER = -1000

# who it is, in the types of `sim.population.persons`: name and meaning
WHO: dict[str, str] = {
    "id": "who it is: the same person in every scenario",
    "age_months": "age in months",
    "sex": "code of sex",
    "education": "code of education",
    "district": "index of the district of residence",
    "household": "number of the household",
    "work": "code of work",
    "income": "disposable income, monthly mean incomes",
    "trait": "lasting wish to learn, standard normal",
    "employer_trains": "whether the employer trains",
    "readiness": "lasting readiness to volunteer: the share of people who are readier, 0 to 1",
    "free_hours": "free hours a week",
    "slots": "bits of the slots free for a course",
    "digital": "whether able to learn online",
    "children": "whether living with children",
}
PERSONAL: dict[str, tuple[type, float, str]] = {
    name: ((GIVEN | DERIVED)[name], 0, words) for name, words in WHO.items()
}
# what changes: name and (dtype, value of a newcomer, meaning)
DYNAMIC: dict[str, tuple[type, float, str]] = {
    "aware": (np.uint8, 0, "whether it knows the public offers"),
    "habit": (np.float32, 0, "habit of learning, 0 to 1"),
    "skill": (np.float32, 0, "skill, standard deviations above none"),
    "norm": (np.float32, 0, "believed share of others who learn"),
    "approval": (np.float32, 0, "believed approval by others, -1 to 1"),
    "message": (np.float32, 0, "what campaigns and advice add to the wish, log-odds"),
    "motivation": (np.float32, 0, "wish to learn gained or lost beside the trait, standard deviations"),
    "trust": (np.float32, 0.5, "trust in what the city promises, 0 to 1"),
    "gain": (np.float32, 0, "sense of gain, standard deviations"),
    "happiness": (np.float32, 0, "sense of happiness, standard deviations"),
    "usual": (np.float32, 0, "satisfaction that one is used to, standard deviations"),
    "security": (np.float32, 0.5, "sense of security, 0 to 1"),
    "burnout": (np.float32, 0, "wear from volunteering, 0 or more"),
    "volunteered": (np.float32, 0, "hours volunteered this month"),
    "credits": (np.float32, 0, "course hours recognised and not yet used"),
    "visits": (np.uint8, 0, "popular activities attended this month"),
    "praised": (np.uint8, 0, "awards of no worth received this month"),
    "rewarded": (np.uint8, 0, "awards of some worth received this month"),
    "study_hours": (np.float32, 0, "hours in study circles this month"),
    "drive": (np.float32, 0, "what states of mind add to the wish this month, log-odds"),
    "relief": (np.float32, 0, "weekly hours freed this month by care, leave or a service"),
    "cash": (np.float32, 0, "cash transfer, monthly mean incomes a month"),
    "contacted": (np.uint8, 0, "personal contacts this month"),
    "exposures": (np.uint8, 0, "campaign exposures this month"),
    "injunctive": (np.int8, 0, "injunctive messages this month"),
    "published": (np.float32, -1, "share of learners published to the citizen this month, or -1"),
    "voucher": (np.int8, -1, "number of the voucher scheme it holds, or -1"),
    "enrolled": (np.int16, -1, "index of the offer it learns in, or -1"),
    "months_left": (np.int8, 0, "months of the course still to come"),
    "queued": (np.int16, -1, "index of the offer it waits for, or -1"),
    "queued_since": (np.int16, 0, "month in which it began to wait"),
    "last_start": (np.int16, NEVER, "month of its last start"),
    "last_support": (np.int16, NEVER, "month in which a policy last supported it"),
    "starts": (np.int16, 0, "starts since month 0"),
    "application": (np.int16, -1, "index of the offer it applies for this month, or -1"),
    "learnt": (np.int16, -1, "index of the offer attended this month, or -1"),
    "event": (np.uint8, 0, "bits of what happened this month"),
    "visible": (np.uint8, 63, "what contacts see: bit 7 active in 12 months, bits 0-6 approval"),
    "income_group": (np.uint8, 0, "fifth of the city's incomes, 0 to 4"),
}
FIELDS = PERSONAL | DYNAMIC
ACTIVE_BIT, APPROVAL_BITS, APPROVAL_ZERO = 128, 127, 63  # of the byte `visible`
STARTED, COMPLETED, DROPPED, APPLIED, REJECTED, LEARNING, SUPPORTED = 1, 2, 4, 8, 16, 32, 64

if TYPE_CHECKING:
    Columns = Any
else:
    Columns = namedtuple("Columns", list(FIELDS))


class World(NamedTuple):
    """What all citizens face besides their own row; one value for the whole month."""

    intercept: float
    anchor: float
    seed: int
    month: int


class Person(NamedTuple):
    """What rules know of one citizen; the names are the attributes of a `Citizen`."""

    age: float
    education: float
    employed: bool
    student: bool
    income: float
    trait: float
    employer_trains: bool
    free_hours: float
    slots: int
    digital: bool
    aware: bool
    habit: float
    skill: float
    norm: float
    approval: float
    message: float
    drive: float
    cash: float
    learning: bool
    motivation: float
    trust: float
    gain: float
    happiness: float
    usual: float
    security: float
    burnout: float


@rule
def person_at(c, i):
    """The record of row i."""
    return Person(
        age=int(c.age_months[i]) / 12.0,
        education=float(c.education[i]),
        employed=c.work[i] == EMPLOYED,
        student=c.work[i] == STUDENT,
        income=float(c.income[i]),
        trait=float(c.trait[i]),
        employer_trains=c.employer_trains[i] == 1,
        free_hours=float(np.float64(c.free_hours[i]) + np.float64(c.relief[i])),  # in plain Python and compiled alike
        slots=int(c.slots[i]),
        digital=c.digital[i] == 1,
        aware=c.aware[i] == 1,
        habit=float(c.habit[i]),
        skill=float(c.skill[i]),
        norm=float(c.norm[i]),
        approval=float(c.approval[i]),
        message=float(c.message[i]),
        drive=float(c.drive[i]),
        cash=float(c.cash[i]),
        learning=c.enrolled[i] >= 0,
        motivation=float(c.motivation[i]),
        trust=float(c.trust[i]),
        gain=float(c.gain[i]),
        happiness=float(c.happiness[i]),
        usual=float(c.usual[i]),
        security=float(c.security[i]),
        burnout=float(c.burnout[i]),
    )


def new_columns(personal: dict[str, NDArray[Any]]) -> Any:
    """Columns of shape (n,) with the given personal columns and newcomers' values in all others."""
    n = personal["id"].size
    arrays: dict[str, NDArray[Any]] = {}
    for name, (dtype, start, _) in FIELDS.items():
        given = personal.get(name)
        arrays[name] = np.full(n, start, dtype) if given is None else np.ascontiguousarray(given, dtype)
    return Columns(**arrays)
