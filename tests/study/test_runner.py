"""Processes of a study begin with the model and one thread each, where the system can fork them from one that has."""

from __future__ import annotations

import json
import subprocess
import sys

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
with ProcessPoolExecutor(2, mp_context=get_context(runner.START), initializer=worker.one_thread) as processes:
    print(json.dumps([processes.submit(eval, found).result() for _ in range(3)]))
"""


@pytest.mark.skipif(START != "forkserver", reason="this system starts each process anew")
def test_processes_begin_with_the_model_and_one_thread() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=100, check=True)
    assert json.loads(done.stdout) == [[True, 1]] * 3
    assert done.stderr == ""
