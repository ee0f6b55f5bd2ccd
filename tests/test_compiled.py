"""Compiled and plain Python are one model: the same city without compilation, and edits that reach compiled code."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import weakref
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from worlds import FULL, Scenarios, months, state, threads

import sim
import sim.city
from sim.city import City
from sim.compiled import in_parts, source_hash, sources_of

PACKAGE = Path(sim.__file__).parent
TINY = {"citizens": 150, "burn_in": 6, "months": 3}

UNCOMPILED = """
import json, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
import numba
assert numba.config.DISABLE_JIT
from test_compiled import digests
print(json.dumps(digests(Path({folder!r}), Path({city!r}))))
"""


def digests(folder: Path, city: Path) -> dict[str, str]:
    """A short hash of everything that a tiny city's state is, after all instruments have been at work."""
    scenarios = Scenarios(folder, city)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.city, "BURN_IN", TINY["burn_in"])
        tiny = City(scenarios(*FULL), rng=4, citizens=TINY["citizens"])
    found = state(months(tiny, TINY["months"]))
    assert (tiny.columns.starts > 0).any()
    return {name: hashlib.sha256(as_bytes(value)).hexdigest()[:12] for name, value in found.items()}


def as_bytes(value: Any) -> bytes:
    return value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()


def python(program: str, folder: Path, **environment: str) -> str:
    """What a fresh Python prints that takes `sim` from a folder; fails with its error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_city_without_compilation_is_the_same_city(millbrook: Path, tmp_path: Path) -> None:
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is compiled")
    compiled = digests(tmp_path, millbrook)  # first: it solves and keeps the intercept that the other reads
    program = UNCOMPILED.format(tests=str(Path(__file__).parent), folder=str(tmp_path), city=str(millbrook))
    plain = json.loads(python(program, PACKAGE.parent, NUMBA_DISABLE_JIT="1"))
    assert [name for name in compiled if compiled[name] != plain[name]] == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with a package `sim` that has no more than a rule and what compiles it, and a kernel in another file."""
    package = tmp_path / "copy" / "sim"
    for name in ("compiled.py", "rules/__init__.py", "rules/incentives.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / name, package / name)
    (package / "__init__.py").write_text("")
    (package / "loop.py").write_text(
        "from collections import namedtuple\n"
        "from sim.compiled import kernel\n"
        "from sim.rules.incentives import voucher_value\n"
        "Scheme = namedtuple('Scheme', 'covers maximum fee')\n\n"
        "@kernel()\n"
        "def paid(covers):\n"
        "    return voucher_value(0, Scheme(covers, 9.0, 1.0), 0, 0)\n"
    )
    return package


def test_an_edited_rule_is_picked_up_by_loops_in_other_files(copied: Path, tmp_path: Path) -> None:
    """Numba's own cache notices edits of the loop's file only: without our key this prints the old answer."""
    cache = tmp_path / "cache"

    def paid() -> tuple[float, int]:
        program = "from sim.loop import paid; print(paid(0.5)); print(sum(paid.stats.cache_hits.values()))"
        answer, hits = python(program, copied.parent, LEARNCITY_CACHE=str(cache), NUMBA_DISABLE_JIT="0").split()
        return float(answer), int(hits)

    assert paid() == (0.5, 0)
    assert paid() == (0.5, 1), "compiled code is not kept"
    rule = copied / "rules" / "incentives.py"
    source = rule.read_text("utf-8")
    assert source.count("around.covers * around.fee") == 1
    rule.write_text(source.replace("around.covers * around.fee", "around.covers * around.fee * 0.5"))
    assert paid() == (0.25, 0)
    assert paid() == (0.25, 1)


def test_fields_of_a_record_that_change_places_are_not_read_as_each_other(copied: Path, tmp_path: Path) -> None:
    """The record is defined in a file that the loop does not import: what is kept knows its name only."""
    (copied / "loop.py").write_text("from sim.compiled import kernel\n\n@kernel()\ndef fee_of(p):\n    return p.fee\n")
    fields = ["    fee: float\n", "    price: float\n"]

    def read(order: list[str]) -> float:
        head = "from typing import NamedTuple\n\n\nclass Scheme(NamedTuple):\n"
        (copied / "records.py").write_text(head + "".join(order))
        program = (
            "from sim.records import Scheme; from sim.loop import fee_of; print(fee_of(Scheme(fee=1.0, price=2.0)))"
        )
        return float(python(program, copied.parent, LEARNCITY_CACHE=str(tmp_path / "cache"), NUMBA_DISABLE_JIT="0"))

    assert [read(fields), read(fields[::-1])] == [1.0, 1.0]


def test_parts_are_all_rows_in_order_and_few_rows_are_one_part() -> None:
    def rows(first: np.uint64, last: np.uint64, start: int) -> list[int]:
        return [start + i for i in range(first, last)]

    with threads(3):
        parts = in_parts(10, rows, 5)
        assert parts == [[5, 6, 7], [8, 9, 10], [11, 12, 13, 14]]
        assert in_parts(2, rows, 0) == [[0], [1]]
        assert in_parts(0, rows, 0) == [[]]
    assert in_parts(10, rows, 5) == [list(range(5, 15))]


def test_an_error_in_one_of_the_parts_is_raised() -> None:
    def fail(first: np.uint64, last: np.uint64) -> None:
        if last == 10:
            raise ZeroDivisionError

    with threads(3), pytest.raises(ZeroDivisionError):
        in_parts(10, fail)


def test_threads_go_on_after_an_error_and_keep_nothing_of_what_they_worked_on() -> None:
    class City:
        pass

    def fail(first: np.uint64, last: np.uint64, city: City) -> None:
        if first:
            raise ZeroDivisionError(int(first))

    def count(first: np.uint64, last: np.uint64, city: City) -> int:
        return int(last - first)

    with threads(3):
        for _ in range(3):
            city = City()
            with pytest.raises(ZeroDivisionError, match=r"[36]"):
                in_parts(9, fail, city)
            assert in_parts(9, count, city) == [3, 3, 3]
        kept = weakref.ref(city)
        del city
        until = time.monotonic() + 10.0
        while kept() is not None and time.monotonic() < until:
            gc.collect()
        assert kept() is None


def test_the_key_changes_with_every_source_and_with_its_place(copied: Path) -> None:
    keys = [source_hash(copied)]
    (copied / "rules" / "more.py").write_text("")
    keys.append(source_hash(copied))
    (copied / "rules" / "more.py").rename(copied / "more.py")
    keys.append(source_hash(copied))
    (copied / "more.py").write_text("x = 1\n")
    keys.append(source_hash(copied))
    assert len(set(keys)) == 4
    (copied / "more.py").write_text("")
    assert source_hash(copied) == keys[2]


def test_the_key_of_a_module_holds_what_it_imports_and_no_more() -> None:
    """Else an edit would leave old machine code in use, or compile what it cannot touch."""

    def names(module: str) -> set[str]:
        return {path.relative_to(PACKAGE).as_posix() for path in sources_of(module)}

    choosing = names("sim.citizens.choosing")
    assert {"citizens/choosing.py", "rules/choice.py", "citizens/person.py", "draws.py", "compiled.py"} <= choosing
    assert {"rules/persistence.py", "study/compare.py", "city.py", "government/government.py"} & choosing == set()
    assert names("sim.rules.choice") == {"rules/choice.py", "compiled.py"}
    assert names("sim.population.persons") >= {"codes.py", "draws.py"}
    assert names("sim.nowhere") == set()


STUDY = "from typing import NamedTuple\nclass Courses(NamedTuple):\n    renege: float\n"
ASK = "from study import Courses\nfrom sim.rules.queues import gives_up\nprint(gives_up(0, 0, Courses(0.5), 0.1))"


def test_record_types_of_a_program_that_is_gone_do_no_harm(tmp_path: Path) -> None:
    """What is compiled for them is kept with their names, which the next program need not know."""
    (tmp_path / "study.py").write_text(STUDY, "utf-8")
    settings = {"LEARNCITY_CACHE": str(tmp_path / "cache"), "PYTHONPATH": f"{PACKAGE.parent}{os.pathsep}{tmp_path}"}
    assert python(ASK, PACKAGE.parent, **settings) == "True\n"
    (tmp_path / "study.py").rename(tmp_path / "other.py")
    for _ in range(2):
        assert python(ASK.replace("from study", "from other"), PACKAGE.parent, **settings) == "True\n"
