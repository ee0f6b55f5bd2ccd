"""Institutions as columns, and each as a mesa Agent: all providers of one kind in one district, a row of the columns.

The single list of what is known of an institution; what a month does to all of them is in this package's other files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.institutions.kinds import KIND, Kind

if TYPE_CHECKING:
    from sim.institutions.offers import Offers

Numbers = NDArray[Any]  # shape (institutions,) or (offers,)

CONSTRAINTS = ("rooms", "teachers", "money")
ROOMS, TEACHERS, MONEY = range(3)

# name: (type, value at the start, meaning)
LASTING: dict[str, tuple[type, float, str]] = {
    "seats": (int, 0, "seats"),
    "novice": (int, 0, "teachers in their first years, whole persons"),
    "mid": (int, 0, "experienced teachers"),
    "senior": (int, 0, "senior teachers"),
    "cash": (int, 0, "cents"),
    "weight": (float, 0, "share of general provision"),
    "bought_hours": (float, 0, "learner-hours bought from hourly staff for this month"),
    "maintained": (float, 1, "upkeep done, share of the full one"),
    "to_renew": (int, 0, "worn seats not yet paid anew"),
    "turned_away": (float, 0, "applicants a month without a place, smoothed, real persons"),
    "income": (float, 0, "cents a month, smoothed"),
    "received": (int, 0, "cents this month"),
    "repairs": (int, 0, "cents of upkeep that a programme paid for it this month"),
    "fit": (float, 0, "how far its courses fit what people here need, against the usual, standard deviations"),
    "guidance": (float, 0, "what help from outside adds to its teaching, 0 to 1"),
    "volunteer_hours": (float, 0, "learner-hours that volunteers teach this month"),
    "utilisation": (float, 0, "places taken of those planned, smoothed"),
    "materials": (float, 1, "materials bought of those that its learners need, smoothed"),
    "helped": (float, 0, "hours of training and guidance that each teacher has had, fading"),
    "performed": (float, 0, "true score, 0 where nobody evaluates"),
    "reported": (float, 0, "reported score, 0 where nobody evaluates"),
    "shift": (float, 0, "how far the content of its courses has moved from the usual"),
}
OF_THE_MONTH: dict[str, tuple[type, float, str]] = {
    "effort": (float, 0, "effort for teaching beyond the usual, share"),
    "reporting": (float, 0, "share of its teachers' time that reports take"),
    "away": (float, 0, "share of its teachers' time in training, with advisers or on directives"),
    "standing": (float, 1, "its score over the usual, by which a part of general provision goes"),
    "pull": (float, 0, "strength of what moves content this month"),
    "pulled": (float, 0, "strength times aim of it"),
    "vetted": (float, 0, "what vetted content adds to the log of quality"),
    "borrowed": (int, 0, "seats it uses in other houses this month, less those lent to them"),
    "seconded": (float, 0, "learner-hours that others' teachers give for it this month, less those its own give there"),
    "hired": (int, 0, "teachers hired"),
    "quit": (int, 0, "teachers who left of themselves"),
    "let_go": (int, 0, "teachers whose posts could not be paid"),
    "seats_opened": (int, 0, "seats opened"),
    "seats_worn": (int, 0, "seats lost to wear"),
}
COLUMNS = LASTING | OF_THE_MONTH


class Staff(NamedTuple):
    """Teachers by experience, whole persons."""

    novice: int = 0
    mid: int = 0
    senior: int = 0

    @property
    def total(self) -> int:
        """All teachers in post."""
        return self.novice + self.mid + self.senior


class Building(NamedTuple):
    """Seats paid for that open later."""

    opens: int  # month
    seats: int


@rule
def sum_of(values, first, stop):
    """Sum of the values from `first` to `stop`, as good as rounded once: what each step loses is added at the end.

    Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen".
    """
    total = lost = 0.0
    for k in range(first, stop):
        raised = total + values[k]
        lost += (total - raised) + values[k] if abs(total) >= abs(values[k]) else (values[k] - raised) + total
        total = raised
    return total + lost


@kernel(arrays=True)
def sums_of(values, start):
    """The sums of the values by offer over the offers of each institution."""
    found = np.empty(start.size - 1)
    for i in range(found.size):
        found[i] = sum_of(values, start[i], start[i + 1])
    return found


class Institutions(Sequence["Institution"]):
    """All institutions of a city: an array for each name in COLUMNS, and the agents that are their rows.

    `demand` is by offer: applicants a month, smoothed, real persons. What never changes: `kind` (code), `district`,
    `key`, `start` (rows `start[i]` to `start[i + 1]` of the offers are i's), `at` (row of each offer), and of the kind
    `hours`, `class_size`, `online`, `public`.
    """

    def __init__(self, model: mesa.Model, kind: Numbers, district: Numbers, start: Numbers) -> None:
        self.kind, self.district, self.start = kind, district, start
        self.key = district * len(KIND) + kind  # stable numbers that draws are keyed by
        self.at = np.repeat(np.arange(kind.size), np.diff(start))
        self.hours = np.array([KIND[code].hours for code in kind], float)
        self.class_size = np.array([KIND[code].class_size for code in kind])
        self.online = np.array([KIND[code].online for code in kind], bool)
        self.public = np.array([KIND[code].public for code in kind], bool)
        self.demand = np.zeros(self.at.size)
        self.buildings: dict[int, Numbers] = {}  # seats paid for, by the month in which they open
        for name, (dtype, value, _) in COLUMNS.items():
            setattr(self, name, np.full(kind.size, value, dtype))
        self.agents = [Institution(model, self, row) for row in range(kind.size)]
        self.account = [one.account for one in self.agents]

    if TYPE_CHECKING:  # the columns

        def __getattr__(self, name: str) -> Numbers: ...
        def __setattr__(self, name: str, value: Any) -> None: ...

    @property
    def staff(self) -> Numbers:
        """Teachers in post."""
        return self.novice + self.mid + self.senior

    def sums(self, values: Numbers) -> Numbers:
        """Sum of an array by offer over the offers of each institution; that of decimals as `sum_of` has it."""
        return sums_of(values, self.start) if values.dtype.kind == "f" else np.add.reduceat(values, self.start[:-1])

    def moved_to(self, model: mesa.Model) -> Institutions:
        """The same institutions, with a past of their own from now on, in another model."""
        other = Institutions(model, self.kind, self.district, self.start)
        for name in COLUMNS:
            getattr(other, name)[:] = getattr(self, name)
        other.demand[:] = self.demand
        other.buildings = {opens: seats.copy() for opens, seats in self.buildings.items()}
        return other

    def build(self, opens: int, seats: Numbers) -> None:
        """Order seats that open in a month to come."""
        self.buildings[opens] = self.buildings.get(opens, 0) + seats

    def begin_month(self) -> None:
        """Take back what programmes asked for last month only, and open new books."""
        for name, (_, value, _) in OF_THE_MONTH.items():
            getattr(self, name)[:] = value

    @overload
    def __getitem__(self, row: int) -> Institution: ...
    @overload
    def __getitem__(self, row: slice) -> list[Institution]: ...
    def __getitem__(self, row: int | slice) -> Institution | list[Institution]:
        return self.agents[row]

    def __iter__(self) -> Iterator[Institution]:
        return iter(self.agents)

    def __len__(self) -> int:
        return len(self.agents)


class Institution(mesa.Agent):
    """All providers of one kind in one district: reads and writes its row of the columns by name."""

    def __init__(self, model: mesa.Model, all_of_them: Institutions, row: int) -> None:
        super().__init__(model)
        self.all, self.row = all_of_them, row
        self.kind_code = int(all_of_them.kind[row])
        self.kind: Kind = KIND[self.kind_code]
        self.district = int(all_of_them.district[row])
        self.key = int(all_of_them.key[row])
        self.account = f"{self.kind.name} {self.district}"  # in the ledger
        self.offers = range(int(all_of_them.start[row]), int(all_of_them.start[row + 1]))  # rows of the offer table

    def __getattr__(self, name: str) -> Any:
        if name in COLUMNS:
            return getattr(self.all, name).item(self.row)
        raise AttributeError(f"an institution has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in COLUMNS:
            whole = COLUMNS[name][0] is int  # numpy would cut a decimal without a word
            getattr(self.all, name)[self.row] = index(value) if whole else value
        else:
            super().__setattr__(name, value)

    @property
    def staff(self) -> Staff:
        """Its teachers."""
        these, row = self.all, self.row
        return Staff(these.novice.item(row), these.mid.item(row), these.senior.item(row))

    @staff.setter
    def staff(self, staff: Staff) -> None:
        self.novice, self.mid, self.senior = staff

    @property
    def demand(self) -> list[float]:
        """Applicants a month by offer, smoothed, real persons."""
        found: list[float] = self.all.demand[self.offers.start : self.offers.stop].tolist()
        return found

    @demand.setter
    def demand(self, applicants: Sequence[float]) -> None:
        self.all.demand[self.offers.start : self.offers.stop] = applicants

    @property
    def buildings(self) -> list[Building]:
        """Its seats that open later."""
        ordered = [(opens, int(seats[self.row])) for opens, seats in self.all.buildings.items()]
        return [Building(opens, seats) for opens, seats in ordered if seats]

    @buildings.setter
    def buildings(self, ordered: Sequence[tuple[int, int]]) -> None:
        for seats in self.all.buildings.values():
            seats[self.row] = 0
        here = np.arange(len(self.all)) == self.row
        for opens, number in ordered:
            self.all.build(opens, np.where(here, number, 0))

    def demand_for(self, offer: int) -> float:
        """Smoothed applicants a month for one offer of its own (row of the offer table)."""
        return float(self.all.demand[offer])


def of_offers(model: mesa.Model, offers: Offers) -> Institutions:
    """The institutions behind a table of offers, which is ordered by district and kind: one for each of the two."""
    key = offers.district.astype(np.int64) * len(KIND) + offers.kind
    start = np.flatnonzero(np.diff(key, prepend=-1))
    return Institutions(model, key[start] % len(KIND), key[start] // len(KIND), np.append(start, key.size))
