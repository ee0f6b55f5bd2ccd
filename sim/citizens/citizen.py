"""Citizens as mesa agents: a `Citizen` is a view of one row of the columns, `Citizens` the collection of them.

Nothing is copied and no citizen is registered with Mesa; two views of the same row of a city are equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.citizens.explain import Explanation, explain, plain
from sim.citizens.person import FIELDS, Person, person_at
from sim.mesa_compat import GroupBy

if TYPE_CHECKING:
    from sim.city import City

NO_STREAM = "citizens draw keyed numbers (sim.draws), never from a sequential stream"
SELECT = (
    "select takes true or false for each citizen, as in select(citizens.get('education') == 0), or a function of one"
)
AGG = "agg takes a function of the values, such as numpy.mean, or a list of them"


class Citizen(mesa.Agent):
    """One citizen: reads attributes from its row; Mesa's sequential random streams are refused, draws are keyed."""

    def __init__(self, city: City, row: int) -> None:
        # mesa.Agent.__init__ would register the view; a view is neither counted nor kept
        object.__setattr__(self, "model", city)
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "unique_id", int(city.columns.id[row]))

    @property
    def person(self) -> Person:
        """The record that rules read, with Python values."""
        return plain(person_at, self.model.columns, self.row)

    random = rng = property()  # without a getter: `__getattr__` is asked, and refuses

    def __getattr__(self, name: str) -> Any:
        if name in ("random", "rng"):
            raise AttributeError(NO_STREAM)
        if name in Person._fields:
            return getattr(self.person, name)
        if name in FIELDS:
            return getattr(self.model.columns, name)[self.row].item()
        raise AttributeError(f"a citizen has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a citizen is a view: change the city's columns through rules and policies")

    def contacts(self) -> Citizens:
        """The citizens it has ties with."""
        ties = self.model.ties
        return Citizens(self.model, ties.neighbours[ties.indptr[self.row] : ties.indptr[self.row + 1]])

    def explain(self) -> Explanation:
        """A dry run of the coming month for this citizen: what each decision rule sees, term by term, and answers."""
        return explain(self.model.before("learn" if self.enrolled >= 0 else "choose"), self.row, self.unique_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Citizen) and other.model is self.model and other.unique_id == self.unique_id

    def __hash__(self) -> int:
        return hash(self.unique_id)

    def __repr__(self) -> str:
        person = self.person
        return f"<Citizen {self.unique_id}: {person.age:.0f} years, education {person.education:.0f}>"


class Citizens(Sequence[Citizen]):
    """All citizens of a city, or some rows of them."""

    def __init__(self, city: City, rows: NDArray[Any] | None = None) -> None:
        self._city = city
        self._rows = np.arange(city.columns.id.size) if rows is None else rows

    def __len__(self) -> int:
        return int(self._rows.size)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Citizens(self._city, self._rows[index])
        return Citizen(self._city, int(self._rows[index]))

    def __iter__(self) -> Iterator[Citizen]:
        return (Citizen(self._city, int(row)) for row in self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} citizens>"

    def get(self, names: str | Sequence[str]) -> NDArray[Any]:
        """A column, or an attribute of every citizen, shape (citizens,); several of them (citizens, names)."""
        if not isinstance(names, str):
            return np.stack([self.get(name) for name in names], axis=1)
        if names in FIELDS:
            return np.asarray(getattr(self._city.columns, names))[self._rows]
        return np.array([getattr(one, names) for one in self])

    def select(
        self, condition: NDArray[np.bool_] | Callable[[Citizen], bool] | None = None, at_most: float = math.inf
    ) -> Citizens:
        """Those for whom the mask, or the function of one citizen, is true; the first `at_most`, or that share of all.

        Like Mesa's: a share is a float of at most 1. Raises TypeError for anything else, numbers as well.
        """
        mask = np.array([condition(one) for one in self], np.bool_) if callable(condition) else condition
        if mask is not None and np.asarray(mask).dtype != np.bool_:
            raise TypeError(f"{SELECT}, not {mask!r}")  # numbers would be taken for rows
        rows = self._rows if mask is None else self._rows[np.asarray(mask)]
        most = len(self) * at_most if isinstance(at_most, float) and at_most <= 1.0 else at_most
        return Citizens(self._city, rows if most == math.inf else rows[: max(0, int(most))])

    def agg(self, name: str, function: Callable[[NDArray[Any]], Any] | Iterable[Callable[[NDArray[Any]], Any]]) -> Any:
        """A function of a column or attribute; a list of what several functions give."""
        functions = [function] if callable(function) else list(function)
        if not all(map(callable, functions)):
            raise TypeError(f"{AGG}, not {function!r}")
        values = self.get(name)
        found = [one(values) for one in functions]
        return found[0] if callable(function) else found

    def groupby(self, by: str | Callable[[Citizen], Any]) -> Groups:
        """Citizens by the value of a column or attribute, in the order of the values, or of a function of one citizen.

        As in Mesa, a loop over it gives (value, citizens).
        """
        if not callable(by):
            values = self.get(by)
            groups = {value.item(): self._rows[values == value] for value in np.unique(values)}
            return Groups({value: Citizens(self._city, rows) for value, rows in groups.items()})
        found: dict[Any, list[int]] = {}
        for one in self:
            found.setdefault(by(one), []).append(one.row)
        return Groups({value: Citizens(self._city, np.array(rows)) for value, rows in found.items()})


class Groups(GroupBy):
    """Mesa's groups, whose aggregates are of columns."""

    def agg(self, name: str, function: Any) -> dict[Any, Any]:
        """What `function` gives for a column or attribute, by group."""
        return {value: group.agg(name, function) for value, group in self.groups.items()}
