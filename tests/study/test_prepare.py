"""Preparing: the process that compiles beside the first is silent, so here it is asked whether it gets to its end."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from sim.scenario import load
from sim.study.prepare import BESIDE, FEW

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"


def test_the_process_beside_compiles_to_its_end() -> None:
    given = pickle.dumps(load(BASELINE, citizens=FEW, months=1))
    done = subprocess.run([sys.executable, "-c", BESIDE], input=given, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
