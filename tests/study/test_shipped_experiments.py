"""Every shipped experiment is sound, says what it asks and whom it serves, and runs from end to end when made small."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim import anchor, report
from sim.assumptions import declared, resolve
from sim.city import City
from sim.scenario import CityFacts, Scenario, load_city
from sim.scenario.forms import Forms
from sim.study.check import check
from sim.study.experiment import How, carry_out, read_study
from sim.study.experiment_file import schema_json
from sim.study.findings import points_csv
from sim.study.points import Study

FOLDER = Path(__file__).parents[2] / "experiments"
FILES = sorted(FOLDER.glob("*.yaml"))
FEW, CITIZENS, MONTHS = 3, 200, 2  # points of the reference world, size and length
LATER = {"robust_choice", "which_pilot"}


def named(path: Path) -> str:
    return path.stem


class BurntIn:
    """Cities that several experiments share, so that each world is burnt in once for all of them."""

    def __init__(self) -> None:
        self.cities: dict[Any, City] = {}

    def __call__(self, scenario: Scenario, rng: int) -> City:
        key = self.burn_in_key(scenario, rng)
        if key not in self.cities:
            self.cities[key] = City(scenario, rng=rng)
        return self.cities[key]

    burn_in_key = staticmethod(City.burn_in_key)


@pytest.fixture(scope="module")
def cities() -> Iterator[BurntIn]:
    """Burnt-in cities whose intercept is that of the usual world: what is shown here is that files run."""
    usual = read_study(FOLDER / "single_levers.yaml").scenarios[0]
    City(usual.model_copy(update={"citizens": 50, "months": 1}), rng=1)  # solves the intercept unless it is kept
    solved = anchor.anchored

    def kept(facts: Any, p: Any, forms: Any, make: Any) -> Any:
        return solved(facts, resolve(local(facts)), Forms(), make)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anchor, "anchored", kept)
        yield BurntIn()


def local(facts: CityFacts) -> dict[str, float]:
    """The city's own assumptions."""
    return {name: one.value for name, one in facts.assumptions.items()}


def small(study: Study) -> Study:
    """The first points of a study, and those of the reference world only where there are several."""
    kept = [i for i, point in enumerate(study.points) if point.world == study.points[0].world][:FEW]
    parts = {name: tuple(getattr(study, name)[i] for i in kept) for name in ("points", "names", "scenarios", "against")}
    experiment = study.experiment.model_copy(update={"analysis": ()})  # they need all points
    return replace(study, experiment=experiment, **parts)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_it_is_sound_asks_a_question_and_names_its_paragraph(path: Path) -> None:
    checked = check(str(path))
    assert checked.faults == ()
    assert bool(checked.notices) == (path.stem in LATER)
    study = read_study(path)
    columns = points_csv(study).splitlines()[0].split(",")
    assert len(set(columns)) == len(columns)
    about = study.experiment.about
    assert about.author
    assert about.summary
    assert about.reference[:1].isdigit()
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("# yaml-language-server: $schema=experiment.schema.json")
    assert lines[1].startswith("# ")
    assert lines[1].endswith("?")


@pytest.mark.proof
@pytest.mark.parametrize("path", [path for path in FILES if path.stem not in LATER], ids=named)
def test_it_runs_from_end_to_end(path: Path, cities: BurntIn, tmp_path: Path) -> None:
    study = read_study(path, citizens=CITIZENS, months=max(MONTHS, 4 * ("sequencing" in path.stem)), replicates=1)
    study = small(study)
    city: Any = cities
    result = carry_out(study, city, load_city(study.scenarios[0].city), "s", How(tmp_path / "out", 1))
    assert result.exit_code == 0, result.failed
    points = result.manifest["study"]["points"]
    assert [one["scenario"] for one in points] == list(study.names)
    assert all(point["outcomes"][0]["value"] is not None for point in points)
    assert report.write(result.folder).stat().st_size > 5_000


def test_the_shipped_schema_is_that_of_the_declarations() -> None:
    shipped = json.loads((FOLDER / "experiment.schema.json").read_text("utf-8"))
    remedy = "run: learncity schema experiment > experiments/experiment.schema.json"
    assert shipped == json.loads(json.dumps(schema_json())), remedy


def test_the_catalogue_is_there() -> None:
    assert {path.stem for path in FILES} >= LATER | {
        "flat_baseline", "single_levers", "four_deficits", "binding_constraints", "sequencing", "stop_test",
        "pulse_or_steady", "targeting", "shared_content", "structural_variants", "naive_ladder",
        "evaluation_regimes", "staggered_start", "shocks",
    }  # fmt: skip


def test_the_pulse_spends_what_the_steady_flow_spends() -> None:
    study = read_study(FOLDER / "pulse_or_steady.yaml")
    totals = {
        name: sum(one.claim(item, month) for item in one.policy for month in range(one.months))
        for name, one in zip(study.names, study.scenarios, strict=True)
    }
    for instrument in ("outreach", "campaign", "places", "teachers"):
        assert totals[f"policy={instrument}, steady"] == totals[f"policy={instrument}, pulse"] == 12


def test_every_combination_of_the_four_deficits_is_there_and_the_envelope_stays_the_same() -> None:
    study = read_study(FOLDER / "four_deficits.yaml")
    assert len({frozenset(item.instrument for item in one.policy) for one in study.scenarios}) == 16
    assert len({one.budget for one in study.scenarios}) == 1


def test_each_order_gives_each_instrument_a_quarter_of_the_time() -> None:
    study = read_study(FOLDER / "sequencing.yaml")
    assert len(study.points) == len({tuple(item.instrument for item in one.policy) for one in study.scenarios}) == 24
    for one in study.scenarios:
        assert [(item.from_month, item.until) for item in one.policy] == [(0, 30), (30, 60), (60, 90), (90, 120)]


def test_each_rung_of_the_ladder_gives_up_shortcuts_and_takes_up_none() -> None:
    study = read_study(FOLDER / "naive_ladder.yaml")
    rungs = {}
    for point, one in zip(study.points, study.scenarios, strict=True):
        changed = {(name, str(value)) for name, value in one.assumptions.items() if name != "campaign.effect"}
        forms = {item for item in one.forms.model_dump().items() if item not in Forms().model_dump().items()}
        rungs[point.levels["rung"]] = changed | forms
    assert list(rungs) == ["naive", "capacity", "budget", "decay", "displacement", "opportunity cost"]
    steps = list(rungs.values())
    assert all(later < earlier for earlier, later in itertools.pairwise(steps))
    assert steps[-1] == set()


ONE_SIGN = {
    "naive_ladder": "naive models let messages work, so this one does on every rung",
    "staggered_start": "asks whether an evaluator finds an effect, which must be there",
}


@pytest.mark.parametrize("path", [one for one in FILES if one.stem not in LATER], ids=named)
def test_what_messages_do_is_shown_under_every_sign(path: Path) -> None:
    """Row 4: where a policy has a campaign, worlds differ in what is assumed of it: null, positive and backlash."""
    scenarios = read_study(path).scenarios
    if not any(item.instrument == "campaign" for one in scenarios for item in one.policy):
        return
    assumed = {resolve(one.assumptions).campaign.effect for one in scenarios}
    signs = declared()["campaign.effect"].presets.values()
    assert assumed >= {*signs} or path.stem in ONE_SIGN
