"""The lesson, docs/lesson.md: its commands run, and the class would see what the page says it should."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_readme import typed

from sim.cli import main
from sim.study.experiment import experiment

SMALL = {"run": ["--citizens", "300", "--months", "12"], "explain": ["--citizens", "300"]}
SMALL["study"] = [*SMALL["run"], "--workers", "1"]


def test_its_commands_run_as_typed(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("scenarios", "experiments"):
        (tmp_path / name).symlink_to(checkout / name)
    monkeypatch.chdir(tmp_path)
    commands = typed("learncity", (checkout / "docs" / "lesson.md").read_text("utf-8"))
    assert [one[0] for one in commands] == ["run", "study", "explain"]
    for given in commands:
        monkeypatch.setattr("sys.argv", ["learncity", *given, *SMALL[given[0]]])
        try:
            code = main()
        except SystemExit as end:
            code = end.code
        assert code in (0, None), given
    pages = {str(one.relative_to(tmp_path)) for one in (tmp_path / "results").rglob("report.html")}
    assert pages == {"results/lesson/today/report.html", "results/lesson/towns/report.html"}


@pytest.mark.proof
def test_the_order_turns_over_with_what_is_short(checkout: Path, tmp_path: Path) -> None:
    """Directions only: sizes stand on the page as "about"."""
    found = experiment(checkout / "experiments" / "two_towns.yaml", replicates=4, out=tmp_path / "out")
    seen = {
        (point["levels"]["town"], point["levels"]["policy"], one["indicator"]): one
        for point in found.manifest["study"]["points"]
        for one in point["outcomes"]
    }

    def ends(*key: str) -> tuple[float, float]:
        return seen[key]["difference_low"], seen[key]["difference_high"]

    assert ends("as it is", "advice", "participation_12m")[1] < 0
    assert all(seen["as it is", one, "participation_12m"]["difference"] < 0.002 for one in ("places", "vouchers"))
    assert all(ends("as it is", one, "unmet_demand")[0] > 0 for one in ("advice", "vouchers"))
    assert ends("generous", "vouchers", "participation_12m")[0] > 0
    assert ends("generous", "places", "participation_12m")[1] < 0
    assert all(ends("generous", one, "education_gap")[1] < 0 for one in ("advice", "vouchers"))
