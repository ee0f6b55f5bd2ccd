"""Volunteers: who is willing gives hours, wears out, and adds to what the houses of its district can teach (M16).

Hours are counted in 1024ths, so that a district's sum is the same in any order of its citizens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.citizens.person import person_at
from sim.codes import COMMUNITY, LIBRARY, OLDER_ADULT
from sim.compiled import PARTS, kernel, rule
from sim.draws import uniforms
from sim.government.programmes.activities import CallForVolunteers
from sim.rules.volunteers import burnout_after, hours_given

if TYPE_CHECKING:
    from sim.city import City

HOUSES = (COMMUNITY, OLDER_ADULT, LIBRARY)  # where volunteers teach: no degrees, no trades
STEP = 1024  # parts of an hour


@dataclass
class Willing:
    """Who would volunteer without being asked: a lasting draw, made anew where somebody else lives now."""

    ids: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    luck: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def of(self, city: City) -> NDArray[np.bool_]:
        """Whether each citizen is willing, shape (n,)."""
        ids = city.columns.id
        if self.ids.size != ids.size:
            self.ids, self.luck = np.full_like(ids, -1), np.ones(ids.size)
        new = np.flatnonzero(self.ids != ids)
        self.luck[new] = uniforms(city.seed, "volunteer", ids[new])
        self.ids[new] = ids[new]
        return np.asarray(self.luck < city.p.volunteers.share)


class Thanks(NamedTuple):
    """What part of the volunteers is thanked."""

    thanked: float


class Given(NamedTuple):
    """The month's hours."""

    given: float


@rule
def give_rows(first, last, c, willing, thanked, p):
    """The rows `first` to `last` of `give`."""
    for i in range(first, last):
        if not willing[i] and c.burnout[i] == 0.0:
            c.volunteered[i] = 0.0
            continue
        me = person_at(c, i)
        hours = np.floor(hours_given(me, Thanks(thanked), p, 0) * STEP) / STEP if willing[i] else 0.0
        c.volunteered[i] = hours
        c.relief[i] -= hours * 12.0 / 52.0
        c.burnout[i] = burnout_after(me, Given(hours), p, 0)


@kernel(parallel=True)
def give(c, willing, thanked, p):
    """Write the month's volunteer hours and burn-out of each citizen; the hours are taken from its free time."""
    for part in numba.prange(PARTS):
        give_rows(c.id.size * part // PARTS, c.id.size * (part + 1) // PARTS, c, willing, thanked, p)


def volunteer(city: City) -> None:
    """Those willing, and those who answered a call, give hours; houses teach with them where people apply."""
    if city.plan.forms.volunteers == "none":
        return
    c, willing, thanked = city.columns, city.willing.of(city), 0.0
    for call in city.programmes:
        if isinstance(call, CallForVolunteers):
            willing |= call.joined
            thanked = min(1.0, thanked + call.thanked)
    give(c, willing, thanked, city.p.volunteers)
    steps = np.bincount(c.district, weights=np.rint(c.volunteered * STEP), minlength=len(city.facts.districts))
    for district, hours in enumerate((steps / STEP * city.weight).tolist()):
        teach(city, district, hours * city.p.volunteers.group)


def teach(city: City, district: int, learner_hours: float) -> None:
    """Give a district's learner-hours to its houses with staff of their own, in proportion to what is applied for."""
    here = [one for one in city.public if one.district == district and one.kind_code in HOUSES]
    wanted = [sum(one.demand) * one.kind.hours if one.staff.total else 0.0 for one in here]
    total = sum(wanted)
    for one, weight in zip(here, wanted, strict=True):
        one.volunteer_hours = learner_hours * weight / total if total > 0.0 else 0.0
