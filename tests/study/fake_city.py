"""A city of 300 people that is simulated in a millisecond and misbehaves on demand, for tests of studies.

What its scenario's author is called decides: "killed 7" is killed with seed 7, "raises 7" raises, "slow" takes time.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.scenario import Scenario
from sim.scenario.facts import Anchor, AssumedHere, CityFacts, District, Source

PEOPLE, MONTHS = 300, 24
SHOCK = 0.2  # what any shock takes from participation while it lasts
EFFECT = 0.4  # participation for each whole envelope spent on outreach, from month 6


class FitRow(NamedTuple):
    """As in sim.population."""

    margin: str
    district: str
    max_abs_error: float
    tae_share: float


class FakePopulation:
    """A population of which only the fit is asked."""

    fit = (FitRow("age", "d1", np.float64(0.01), 0.002),)


def facts(folder: Path = Path("cities/fake")) -> CityFacts:
    districts = tuple(
        District(
            one, one.upper(), "", 500, 3.0, 10.0, 60.0, 0.2, 0.6, 0.2, (0.3, 0.4, 0.3), 400.0, 2.0, 1.0, float("nan")
        )
        for one in ("d1", "d2")
    )
    return CityFacts(
        slug="fake", name="Fake", name_local="", country="", currency="EUR", invented=True, folder=folder,
        start=date(2020, 1, 1), districts=districts, age_counts=np.full((2, 2, 15), 10.0), edu_counts=np.ones((2, 3)),
        sites=(), residents=1000, adults=800.0, anchor=Anchor(0.4, 0.3, 0.5, "starts", "adults", "s1", "C"),
        income=AssumedHere(1000.0, 900.0, 1100.0, "C", "s1"),
        assumptions={"people.retirement_age": AssumedHere(61.0, 55.0, 65.0, "B", "s1")},
        sources={"s1": Source("A survey")}, assumed=("the budget",), notices=("households: default",),
    )  # fmt: skip


def scenario(name: str, policy: tuple[dict[str, Any], ...] = (), author: str = "", **changes: Any) -> Scenario:
    """A scenario as if read from a file of that name."""
    values = {"title": name.title(), "city": "cities/fake", "citizens": PEOPLE, "months": MONTHS, "policy": policy}
    values |= {"budget": {"per_resident_per_year": 60.0}, "about": {"author": author}}
    return Scenario.model_validate(values | changes, context={"lineage": (f"files/{name}.yaml",)})


def outreach(share: float) -> dict[str, Any]:
    return {"instrument": "outreach", "share": share}


class FakeCity:
    """As much of `sim.city.City` as a study uses."""

    def __init__(self, scenario: Scenario, rng: int) -> None:
        self.plan, self.seed, self.facts, self.population = scenario, rng, facts(), FakePopulation()
        self.luck = np.random.default_rng(rng)
        self.threshold = self.luck.random(PEOPLE)
        self.noise = self.luck.normal(0, 0.01, MONTHS)
        if scenario.about.author == "wrong":
            raise InputError([Fault("districts.csv", 3, "age", "adds up to 1.2", "Mend it")])
        if " burns " in f" {scenario.about.author} ":
            self._leave_a_trace("burn-in")

    @staticmethod
    def burn_in_key(scenario: Scenario, rng: int) -> object:
        return str(scenario.city), tuple(scenario.assumptions), rng

    def fork(self, scenario: Scenario) -> FakeCity:
        other = FakeCity.__new__(FakeCity)
        other.__dict__.update(self.__dict__ | {"plan": scenario})
        return other

    def _leave_a_trace(self, what: str) -> None:
        """Note in the folder $FAKE_CITY_TRACES that something happened in this or another process."""
        folder = Path(os.environ["FAKE_CITY_TRACES"])
        (folder / f"{what} {self.seed} {time.monotonic_ns()}").touch()

    def run(self) -> FakeCity:
        word, _, seed = self.plan.about.author.partition(" ")
        if word == "slow":
            time.sleep(0.15)
        elif word == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
        elif word == "killed" and int(seed) == self.seed:
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "raises" and int(seed) == self.seed:
            raise ZeroDivisionError("a month\nwent wrong")
        return self

    @property
    def lift(self) -> float:
        return EFFECT * sum(item.share or 0.0 for item in self.plan.policy if item.instrument == "outreach")

    def active(self, month: int) -> np.ndarray[Any, Any]:
        struck = any(one.from_month <= month < one.from_month + one.months for one in self.plan.shocks)
        return self.threshold < 0.4 + self.noise[month] + (self.lift if month >= 6 else 0.0) - SHOCK * struck

    def groups(self) -> dict[str, np.ndarray[Any, Any]]:
        rows = np.arange(PEOPLE)
        found = {"all": rows >= 0}
        found |= {f"education={word}": rows % 3 == i for i, word in enumerate(("low", "medium", "high"))}
        return found | {f"district=d{i + 1}": rows % 2 == i for i in range(2)}

    def indicators(self) -> pd.DataFrame:
        rows: list[tuple[int, str, str, float]] = []
        for month in range(MONTHS):
            active = self.active(month)
            rows += [
                (month, "participation_12m", name, float(active[who].mean())) for name, who in self.groups().items()
            ]
            turned_away = {"rooms": 0.2 if month < 12 else 0.001, "teachers": 0.1 if month < 18 else 0.0, "money": 0.0}
            rows += [(month, "unmet_demand", f"constraint={word}", share) for word, share in turned_away.items()]
            rows += [(month, "unmet_demand", "all", 0.3), (month, "quality_mean", "all", float("nan"))]
            spent = {item.instrument: 5000.0 * (item.share or 0.0) for item in self.plan.policy}
            rows += [(month, "spend", "all", 5000.0), (month, "spend", "line=provision", 5000.0 - sum(spent.values()))]
            rows += [(month, "spend", f"line={line}", money) for line, money in spent.items()]
        return pd.DataFrame(rows, columns=["month", "indicator", "group", "value"])

    def outcome(self) -> dict[str, np.ndarray[Any, Any]]:
        rows = np.arange(PEOPLE)
        return {
            "id": rows.astype(np.int64) * 7 + 1,
            "active": self.active(MONTHS - 1),
            "treated": (rows < 50) & bool(self.plan.policy),
            "education": (rows % 3).astype(np.int8),
            "age_group": (rows % 7).astype(np.int8),
            "work": (rows % 5).astype(np.int8),
            "income_group": (rows // 60).astype(np.int8),
            "district": (rows % 2).astype(np.int16),
        }
