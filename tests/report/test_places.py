"""The schematic map keeps its circles apart and on the sheet, and gives every label a place."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from made_up import DISTRICTS

from sim.report.places import circles, label_boxes

DALIAN = [
    {"district_id": i, "name": name, "lon": lon, "lat": lat, "area_km2": area, "population": people}
    for i, name, _, lon, lat, area, people in DISTRICTS
]
CROWD = [
    {"district_id": str(n), "lon": 24.7 + 0.003 * (n % 7), "lat": 60.2 + 0.002 * (n // 7), "population": 900 + 311 * n}
    for n in range(45)
]
STACKED = [{"district_id": str(n), "lon": 10.0, "lat": 60.0} for n in range(6)]
SIZE = (7.0, 4.5)


@pytest.mark.parametrize("districts", [DALIAN, CROWD, STACKED, DALIAN[:1]], ids=["dalian", "crowd", "stacked", "one"])
def test_no_circle_overlaps_another_or_leaves_the_sheet(districts: list[dict[str, object]]) -> None:
    found = circles(districts, *SIZE, 0.7)
    assert [circle.district_id for circle in found] == [d["district_id"] for d in districts]
    for one, other in combinations(found, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
    for circle in found:
        assert circle.radius <= circle.x <= SIZE[0] - circle.radius
        assert circle.radius <= circle.y <= SIZE[1] - circle.radius


def test_area_is_in_proportion_to_residents() -> None:
    found = {circle.name: circle for circle in circles(DALIAN, *SIZE, 0.7)}
    ratio = (found["Wafangdian"].radius / found["Zhongshan"].radius) ** 2
    assert ratio == pytest.approx(905082 / 388564)


def test_without_residents_area_counts_and_without_both_all_are_alike() -> None:
    by_area = circles([d | {"population": None} for d in DALIAN], *SIZE, 0.7)
    assert max(by_area, key=lambda c: c.radius).name == "Zhuanghe"
    alike = circles([d | {"population": None, "area_km2": 0} for d in DALIAN], *SIZE, 0.7)
    assert len({circle.radius for circle in alike}) == 1


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude() -> None:
    corners = [{"district_id": f"{lon}{lat}", "lon": lon, "lat": lat} for lon in (10.0, 11.0) for lat in (60.0, 61.0)]
    found = circles(corners, 6.0, 6.0, 1.0)
    east = found[2].true_x - found[0].true_x
    north = found[1].true_y - found[0].true_y
    assert east / north == pytest.approx(math.cos(math.radians(60.5)))


def test_neighbours_keep_their_order() -> None:
    found = {circle.name: circle for circle in circles(DALIAN, *SIZE, 0.7)}
    assert found["Lüshunkou"].x < found["Shahekou"].x < found["Xigang"].x
    assert found["Shahekou"].y < found["Ganjingzi"].y < found["Wafangdian"].y


def test_districts_without_coordinates_are_left_out() -> None:
    assert circles([{"district_id": "a", "lon": math.nan, "lat": 1.0}, {"district_id": "b"}], *SIZE, 0.7) == []


def test_labels_do_not_cover_each_other_where_there_is_room() -> None:
    found = circles(DALIAN, *SIZE, 0.7)
    boxes = label_boxes(found, [(0.062 * len(c.name), 0.27) for c in found], *SIZE)
    assert all(one.overlap(other) == 0 for one, other in combinations(boxes, 2))
