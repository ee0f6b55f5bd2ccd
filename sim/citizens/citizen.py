"""Citizens as mesa agents: a `Citizen` is a view of one row of the columns, `Citizens` the collection of them.

Nothing is copied and no citizen is registered with Mesa; two views of the same row of a city are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.citizens.explain import Explanation, explain, plain
from sim.citizens.person import FIELDS, Person, person_at

if TYPE_CHECKING:
    from sim.city import City

NO_STREAM = "citizens draw keyed numbers (sim.draws), never from a sequential stream"


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
        return explain(self.model.before_choice(), self.row, self.unique_id)

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

    def get(self, name: str) -> NDArray[Any]:
        """A column, shape (citizens,)."""
        return np.asarray(getattr(self._city.columns, name))[self._rows]

    def select(self, condition: NDArray[np.bool_] | Callable[[Citizen], bool]) -> Citizens:
        """Those for whom the mask, or the function of one citizen, is true."""
        mask = np.array([condition(one) for one in self], np.bool_) if callable(condition) else np.asarray(condition)
        return Citizens(self._city, self._rows[mask])

    def agg(self, name: str, function: Callable[[NDArray[Any]], Any]) -> Any:
        """A function of a column."""
        return function(self.get(name))

    def groupby(self, name: str) -> dict[Any, Citizens]:
        """Citizens by the value of a column, in the order of the values."""
        values = self.get(name)
        return {value.item(): Citizens(self._city, self._rows[values == value]) for value in np.unique(values)}
