"""The record of a run: rows whose groups may change from month to month, and the views that are made of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import Scenarios, months

from sim.city import City
from sim.indicators import Indicator, recorder
from sim.indicators.indicator import Sight, shared
from sim.indicators.recorder import Recorder

GROUPS = ("all", "education=low", "education=high")


def indicator(name: str, value: Any, when: Any = lambda city: True) -> Indicator:
    return Indicator(name, "", "", "", "", value, when)


def sight_of(month: int) -> Sight:
    nothing: Any = None
    return Sight(nothing, nothing, 0, SimpleNamespace(month=month), nothing)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """A record of three months in which groups come and go."""
    declared = (
        indicator("rate", lambda sight: np.array([0.5, 0.25, sight.city.month])),
        indicator("lines", lambda sight: {f"line={name}": 1.0 for name in ("", "a", "ab")[sight.city.month]}),
        indicator("count", lambda sight: sight.city.month * 10),
        indicator("nowhere", lambda sight: 1.0, lambda city: False),
    )
    monkeypatch.setattr(recorder, "declared", lambda: declared)
    found = Recorder(GROUPS)
    for month in range(3):
        found.take(sight_of(month), {"line": {"a": 100.0 + month}})
    return found


def test_a_group_that_comes_later_is_0_before(kept: Recorder) -> None:
    table = kept.frame().pivot(index="month", columns=["indicator", "group"], values="value")
    assert table["lines", "line=a"].tolist() == [0.0, 1.0, 1.0]
    assert table["lines", "line=b"].tolist() == [0.0, 0.0, 1.0]
    assert table["rate", "education=high"].tolist() == [0.0, 1.0, 2.0]
    assert table["count", "all"].tolist() == [0.0, 10.0, 20.0]
    assert table["spend", "line=a"].tolist() == [100.0, 101.0, 102.0]
    assert table.shape == (3, 7)
    assert kept.frame()["value"].dtype == float


def test_rows_series_and_the_latest_say_the_same(kept: Recorder) -> None:
    first, _, last = kept.rows
    assert ("lines", "line=a") not in first
    assert last == {
        ("rate", "all"): 0.5, ("rate", "education=low"): 0.25, ("rate", "education=high"): 2.0,
        ("lines", "line=a"): 1.0, ("lines", "line=b"): 1.0, ("count", "all"): 20.0, ("spend", "line=a"): 102.0,
    }  # fmt: skip
    assert kept.latest() == {"rate": 0.5, "count": 20.0}
    assert kept.series("spend", "line=a", 2) == [101.0, 102.0]
    assert kept.series("lines", "line=a", 12) == [0.0, 1.0, 1.0]


def test_a_list_is_of_the_city_and_its_districts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "declared", lambda: (indicator("places", lambda sight: [3.0, 1.0, 2.0]),))
    found = Recorder((*GROUPS, "district=a", "district=b"))
    found.take(sight_of(0), {})
    assert found.rows == [{("places", "all"): 3.0, ("places", "district=a"): 1.0, ("places", "district=b"): 2.0}]


def test_months_alike_share_what_they_have(town: City, scenarios: Scenarios) -> None:
    city = months(town.fork(scenarios({"instrument": "outreach", "share": 0.3})), 3)
    assert len({id(shape) for shape in city.recorder.shapes}) == 1


def test_an_empty_record_is_an_empty_table(town: City, scenarios: Scenarios) -> None:
    city = town.fork(scenarios())
    assert city.recorder.rows == []
    assert city.recorder.latest() == {}
    assert list(city.indicators()) == ["month", "indicator", "group", "value"]
    assert city.indicators().empty


def test_a_shared_step_is_taken_once_for_a_sight() -> None:
    taken = []

    @shared
    def step(sight: Sight) -> int:
        taken.append(sight.city.month)
        return len(taken)

    first, second = sight_of(1), sight_of(2)
    assert [step(first), step(first), step(second), step(first)] == [1, 1, 2, 1]
    assert taken == [1, 2]


def test_supply_is_shown_by_district_and_who_waits_by_group(town: City) -> None:
    """Counted again offer by offer and citizen by citizen; what the whole city has is theirs together."""
    city = months(town.fork(town.plan), 3)
    row, o, month = city.recorder.rows[-1], city.offers, city.enrolment
    places, use, waiting = 0.0, 0.0, 0.0
    for d, district in enumerate(city.facts.districts):
        group = f"district={district.district_id}"
        mine = [k for k in range(o.kind.size) if o.district[k] == d and not o.at_work[k]]
        planned = sum(month.places[k] for k in mine)
        taken = sum(month.admitted[k] for k in mine) * city.weight
        assert row["public_places", group] == pytest.approx(planned)
        assert row["utilisation", group] == pytest.approx(min(1.0, taken / planned) if planned else 0.0)
        quality = sum(month.places[k] * o.quality[k] for k in mine) / planned if planned else 1.0
        assert row["quality_mean", group] == pytest.approx(quality)
        queue = int(((city.columns.queued >= 0) & (city.columns.district == d)).sum())
        assert row["waiting_people", group] == pytest.approx(queue * city.weight)
        places, use, waiting = places + planned, use + taken, waiting + queue * city.weight
    assert row["public_places", "all"] == pytest.approx(places)
    assert row["utilisation", "all"] == pytest.approx(min(1.0, use / places))
    assert row["waiting_people", "all"] == pytest.approx(waiting)
