"""Processes of a study begin with the model and one thread each, where the system can fork them from one that has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.study.runner import START

SCRIPT = """
import json, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from sim.study import runner, worker

runner.make_ready()
assert "sim.city" not in sys.modules, "this process goes on at once"
found = "('sim.city' in __import__('sys').modules, __import__('numba').get_num_threads())"
with ProcessPoolExecutor(2, mp_context=get_context(runner.START), initializer=worker.prepare_worker) as processes:
    print(json.dumps([processes.submit(eval, found).result() for _ in range(3)]))
"""


@pytest.mark.skipif(START != "forkserver", reason="this system starts each process anew")
def test_processes_begin_with_the_model_and_one_thread() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=100, check=True)
    assert json.loads(done.stdout) == [[True, 1]] * 3
    assert done.stderr == ""


LONG = """
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from sim.study import runner, worker

with ProcessPoolExecutor(2, mp_context=get_context(runner.START), initializer=worker.prepare_worker) as processes:
    processes.submit(time.sleep, 0).result()
    running = [processes.submit(time.sleep, 600) for _ in range(2)]
    print("ready", flush=True)
    running[0].result()
"""


def alive(mark: str) -> list[str]:
    """Processes that have this word in their environment."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it ended meanwhile, or is another user's
            continue
    return [command for command in found if command]  # a process that has ended and is not waited for has none


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show processes as files")
def test_a_parent_that_is_killed_takes_its_workers_with_it() -> None:
    """They would wait for it for ever, a city's memory each."""
    mark = f"learncity_test_{os.getpid()}"
    environment = os.environ | {"LEARNCITY_TEST_MARK": mark}
    parent = subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    assert len(alive(mark)) >= 3
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    for _ in range(300):
        if not alive(mark):
            break
        time.sleep(0.1)
    assert alive(mark) == []
