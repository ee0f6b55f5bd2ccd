"""What a user sees when a file or an argument is wrong: every fault at once, with what, where and how to mend it.

Nothing here knows what a scenario is; the readers of files collect `Fault`s and raise one `InputError`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in the input, and its mend."""

    file: str
    line: int | None
    where: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [part.rstrip(".") for part in (self.where, self.message) if part]
        mend = self.remedy if self.remedy.endswith(("?", ".")) else self.remedy + "."
        return f"{place}: " + ": ".join(parts) + "." + (f" {mend}" if self.remedy else "")


class InputError(ValueError):
    """The input is wrong (exit code 2); `faults` holds everything found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        """Pickled as its faults, so that a worker's error reads the same in the parent."""
        return type(self), (self.faults,)


def listed(names: Sequence[str]) -> str:
    """Up to four names, and how many more."""
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known words nearest to `word`, or lists them all when none is near.

    Those that begin with it are all named: `participation` may mean that of 12 months or of 4 weeks.
    """
    known = list(known)
    longer = [one for one in known if one.startswith(f"{word}_")]
    if 1 < len(longer) <= 4:
        return f"Did you mean {' or '.join(map(repr, longer))}?"
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(known)}"
