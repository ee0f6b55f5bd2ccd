"""Ctrl-C as a terminal sends it: whatever is going on, one line says that the command has stopped, and nothing else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.study.interrupt import uninterrupted

# a program that heeds Ctrl-C also where the tests run in the background and inherit that it is ignored
HEEDFUL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
PRESSED_AT_THE_IMPORT = """
import sys
from sim.study import store

class Press:
    def find_spec(self, name, *others):
        if name.startswith("duckdb."):
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Press())
try:
    store.connect()
except KeyboardInterrupt:
    print("duckdb" in sys.modules)
"""


@pytest.mark.parametrize("moment", ["manifest.json", "runs/*.parquet"])
def test_ctrl_c_ends_a_comparison_with_one_line(moment: str, tmp_path: Path, checkout: Path) -> None:
    words = f"compare {checkout}/scenarios/elsewhere/millbrook.yaml --citizens 300 --replicates 40 --workers 2"
    program = [sys.executable, "-c", f"{HEEDFUL}from sim.cli import main; main()", *words.split()]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=tmp_path, start_new_session=True) as process:
        while not list(tmp_path.glob(f"results/*/{moment}")):
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        *progress, last = process.communicate()[1].splitlines()
    assert process.returncode in (130, -signal.SIGINT)  # a shell gives 130 for both
    assert last == "Stopped. Runs that were finished are kept; the same command goes on from there."
    assert [line for line in progress if not re.match(r"\d+ of \d+: ", line)] == []


def test_ctrl_c_during_the_import_of_the_database_waits_for_its_end() -> None:
    done = subprocess.run([sys.executable, "-c", HEEDFUL + PRESSED_AT_THE_IMPORT], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_ctrl_c_waits_until_the_block_ends() -> None:
    done = []

    def press() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append(1)

    with pytest.raises(KeyboardInterrupt):
        press()
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_are_never_interrupted_and_change_nothing() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def enter() -> None:
        with uninterrupted():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [before]
