"""The page on the interface for Python, docs/python.md: its blocks run in their order, and do what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sim.study.store import connect


@pytest.fixture(scope="module")
def told(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the names of the page's blocks stand for when all have run, in a folder like the checkout."""
    folder = tmp_path_factory.mktemp("reader")
    for name in ("scenarios", "experiments"):
        (folder / name).symlink_to(checkout / name)
    page = (checkout / "docs" / "python.md").read_text("utf-8")
    names: dict[str, Any] = {"__name__": "page"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
            exec(compile(block, "docs/python.md", "exec"), names)
        yield names


def test_the_city_has_run_its_months(told: dict[str, Any]) -> None:
    city = told["city"]
    assert (city.month, city.running) == (24, False)
    whole = told["table"].query("indicator == 'participation_12m' and group == 'all'")["value"]
    assert told["wide"]["participation_12m"].tolist() == whole.tolist()
    assert whole.size == 24


def test_citizens_are_selected_as_it_says(told: dict[str, Any]) -> None:
    assert set(told["low"].get("education").tolist()) == {0}
    assert 0 < len(told["young"]) <= 50
    assert told["young"].get("age").max() < 30


def test_variants_are_named_and_changed(told: dict[str, Any]) -> None:
    assert [told[name].name for name in ("contact", "dear", "by_lot")] == ["contact", "dear", "by_lot"]
    assert told["dear"].assumptions == {"choice.price": 1.5}
    assert told["by_lot"].forms.admission == "lottery"


def test_forks_are_paired_and_a_comparison_repeats_them(told: dict[str, Any]) -> None:
    assert told["same"].mean() > 0.9
    result = told["result"]
    assert (len(result.manifest["runs"]), result.failed) == (2 * 3, ())
    run = next(one for one in result.manifest["runs"] if (one["scenario"], one["seed"]) == ("contact", 1))
    query = "select value from read_parquet($file) where indicator = $name and \"group\" = 'all' order by month"
    with closing(connect()) as connection:
        given = {"file": str(result.folder / run["file"]), "name": "participation_12m"}
        kept = [value for (value,) in connection.execute(query, given).fetchall()]
    assert kept == told["with_it"].datacollector.get_model_vars_dataframe()["participation_12m"].tolist()


def test_all_that_it_writes_goes_into_the_folder_of_results(told: dict[str, Any]) -> None:
    assert {one.name for one in Path.cwd().iterdir()} == {"scenarios", "experiments", "results"}
    assert told["contact"].lineage[0] == "results/contact.yaml"


def test_results_have_rows(told: dict[str, Any]) -> None:
    assert set(told["result"].summary()["scenario"]) == {"baseline", "contact"}
    assert set(told["found"].effects()["analysis"]) == {"regret"}
    assert told["heard"].answers < 400
