"""Who gained and who lost: one citizen's year under a policy against the same citizen's year under the reference.

Common random numbers make this exact per citizen, so it is counted, not estimated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.codes import AGE_GROUPS, EDUCATION, INCOME_GROUPS, WORK
from sim.study.store import writing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Outcome = Mapping[str, NDArray[Any]]

GROUPINGS = {"education": EDUCATION, "age_group": AGE_GROUPS, "work": WORK, "income_group": INCOME_GROUPS}
KEYS = {"education": "education", "age_group": "age", "work": "work", "income_group": "income", "district": "district"}
NEEDED = ("id", "active", "treated", *KEYS)


def save(outcome: Outcome, path: Path) -> None:
    """Write one run's outcome arrays, whole or not at all; raises CannotWrite."""
    import numpy as np

    columns = {name: np.asarray(outcome[name]) for name in NEEDED}
    table = np.empty(columns["id"].size, [(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        table[name] = column
    with writing(path) as temporary, temporary.open("wb") as file:
        np.save(file, table)


def load(path: Path) -> dict[str, NDArray[Any]] | None:
    """The saved arrays, or None when the file is missing or damaged."""
    import numpy as np

    try:
        table = np.load(path, allow_pickle=False)
        return {name: np.ascontiguousarray(table[name]) for name in NEEDED}
    except (OSError, ValueError, EOFError, IndexError):
        return None


def count_pairs(policy: Outcome, reference: Outcome, district_ids: Sequence[str]) -> dict[str, Any]:
    """Counts of simulated citizens who gained or lost a start in the last 12 months, in all and by group.

    Returns {"groups": {group: [citizens, gained, lost]}, "supported": n, "anyway": n}: of the active whom an instrument
    supported, `anyway` are active under the reference too. Citizens are matched by id; groups are the reference's.
    """
    import numpy as np

    ours, theirs = _matched(np.asarray(policy["id"]), np.asarray(reference["id"]))
    with_policy = np.asarray(policy["active"])[ours].astype(bool)
    without = np.asarray(reference["active"])[theirs].astype(bool)
    supported = np.asarray(policy["treated"])[ours].astype(bool) & with_policy
    gained, lost = with_policy & ~without, without & ~with_policy
    groups = {"all": [int(gained.size), int(gained.sum()), int(lost.sum())]}
    for column, key in KEYS.items():
        labels = tuple(map(str, district_ids)) if column == "district" else GROUPINGS[column]
        codes = np.asarray(reference[column])[theirs].astype(np.int64)
        counts = np.stack(
            [np.bincount(codes[rows], minlength=len(labels)) for rows in (slice(None), gained, lost)], axis=1
        )
        groups |= {f"{key}={label}": row.tolist() for label, row in zip(labels, counts, strict=True) if row[0]}
    return {"groups": groups, "supported": int(supported.sum()), "anyway": int((supported & without).sum())}


def _matched(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> tuple[Any, Any]:
    """Row selections of the citizens who live in both cities, in one order."""
    import numpy as np

    if np.array_equal(ours, theirs):
        return slice(None), slice(None)
    _, left, right = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    return left, right
