"""The two decorators of compiled code: `rule` for a submodel's pure function, `kernel` for a loop over rows.

Compiled code is kept in a folder named by a hash of the sources (but for `PLAIN` ones) and of numba's version, because
numba's own cache does not notice edits in other files than the one it compiled.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
PACKAGE = Path(__file__).parent
# No compiled code is here, nor may be: an edit costs no compilation.
PLAIN = (
    *("study", "report", "scenario", "government", "web", "cli.", "city.", "books.", "enrolment.", "anchor."),
    *("founding.", "mesa_compat.", "institutions/i", "institutions/l", "institutions/p", "institutions/supply."),
)
PARTS = 16  # of the rows in a parallel loop, whatever the number of threads


def source_hash(package: Path = PACKAGE, without: tuple[str, ...] = ()) -> str:
    """Hex digest (16 characters) of numba's version and the package's Python sources, `without` some paths in it."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if not name.startswith(without):
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled code and solved constants are kept: $LEARNCITY_CACHE or the user's cache folder."""
    home = os.environ.get("LEARNCITY_CACHE")
    return Path(home) if home else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "learncity"


numba.config.CACHE_DIR = str(cache_folder() / "compiled" / source_hash(without=PLAIN))  # type: ignore[attr-defined]


def rule(function: Function) -> Function:
    """Compile a pure function of (citizen, what it sees, parameters, luck); `.py_func` is the plain Python one."""
    return cast(Function, numba.njit(cache=True, forceinline=True)(function))


def kernel(parallel: bool = False) -> Callable[[Any], Any]:
    """Compile a loop over rows; float64 throughout, no fastmath, so that every thread count gives the same bits.

    A parallel loop runs over `PARTS` and calls a function for the rows of a part: numba 0.68 silently drops writes to
    the arrays of a tuple in the parallel loop itself, and a call for each row would copy the tuple each time.
    """
    return numba.njit(cache=True, parallel=parallel)
