"""The check of whatever a user names: experiments here, scenarios and cities in `sim.scenario.check`.

An experiment is checked with every point it leads to, so that nothing is wrong once it runs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.errors import InputError
from sim.scenario import check as others
from sim.scenario.check import Checked
from sim.scenario.load import load
from sim.scenario.source import read
from sim.study.experiment_file import looks_like_experiment
from sim.study.targets import unknown


def check(file: str) -> Checked:
    """Checks one experiment or scenario file or a city folder; never raises for what is in it."""
    try:
        tree = None if others.is_city(file) else read(Path(file))[0]
        if tree is not None and looks_like_experiment(tree):
            return _experiment(file)
        checked = others.check(file)
        if tree is not None and not checked.faults:
            return replace(checked, faults=tuple(unknown([load(file)])))
        return checked
    except InputError as error:
        return Checked(file, error.faults)


def _experiment(file: str) -> Checked:
    from sim.study.experiment import read_study

    study = read_study(file)
    first, given = study.scenarios[0], study.experiment
    people = "all citizens" if first.citizens == "all" else f"{first.citizens:,} citizens"
    place = f"{first.city}, {people}, {study.months} months"
    if given.is_later:
        later = f"the method {given.method} comes in a later version: `learncity study` does not run it yet"
        return Checked(file, (), (f"{given.title}: {given.method}", place), (later,))
    worlds = len({point.world for point in study.points})
    size = f"{len(study.points)} points in {worlds} world{'s'[: worlds != 1]}, {given.replicates} replicates"
    return Checked(file, (), (f"{given.title}: {given.method}, {size}", place), tuple(study.notices))
