"""Where the districts go on the schematic map: circles moved apart until none overlaps, and labels beside them.

Plain geometry in kilometres and in inches on paper; the same input gives the same layout, without any draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.numbers import number, text
from sim.scenario.units import KM_PER_DEGREE

FILL = 0.36  # the circles together, as a share of the rectangle that holds all true places
AIR = 0.03  # inches between circles
GROWING = 300  # turns in which the circles grow
SMALLEST = 0.06  # inches, a radius that can still be seen


@dataclass(frozen=True)
class Circle:
    """One district on paper: its centre and radius, and where it really lies, in inches from the lower left."""

    district_id: str
    name: str
    x: float
    y: float
    radius: float
    true_x: float
    true_y: float


@dataclass(frozen=True)
class Box:
    """A label's rectangle in inches."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """The area shared with another box."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(0.0, wide) * max(0.0, high)

    def over_circle(self, circle: Circle, scale: float = 1.0) -> float:
        """How deep the box reaches into a circle."""
        x = min(max(circle.x, self.left), self.right)
        y = min(max(circle.y, self.bottom), self.top)
        return max(0.0, circle.radius * scale - math.hypot(x - circle.x, y - circle.y))


def circles(districts: Sequence[Mapping[str, Any]], width: float, height: float, margin: float) -> list[Circle]:
    """The districts that have coordinates as circles within a sheet of width by height inches, none overlapping.

    Area is in proportion to residents (to square kilometres where residents are unknown, else all alike).
    """
    known = [d for d in districts if number(d.get("lon")) is not None and number(d.get("lat")) is not None]
    if not known:
        return []
    x, y = _project(known)
    scale = min((width - 2 * margin) / (max(x) - min(x) or 1.0), (height - 2 * margin) / (max(y) - min(y) or 1.0))
    mid_x, mid_y = (max(x) + min(x)) / 2, (max(y) + min(y)) / 2
    true = [(width / 2 + (a - mid_x) * scale, height / 2 + (b - mid_y) * scale) for a, b in zip(x, y, strict=True)]
    sizes = _sizes(known)
    xs, ys = zip(*true, strict=True)
    room = max((max(xs) - min(xs)) * (max(ys) - min(ys)), 0.3 * width * height)
    unit = math.sqrt(FILL * room / (math.pi * sum(sizes)))
    radii = [min(max(SMALLEST, unit * math.sqrt(size)), 0.2 * min(width, height)) for size in sizes]
    placed = apart(true, radii, width, height)
    return [
        Circle(text(d["district_id"]), text(d.get("name")) or text(d["district_id"]), *here, radius, *there)
        for d, here, radius, there in zip(known, placed, radii, true, strict=True)
    ]


def _project(districts: Sequence[Mapping[str, Any]]) -> tuple[list[float], list[float]]:
    """Kilometres east and north: a degree of longitude shrinks with the cosine of the latitude."""
    middle = math.radians(sum(float(d["lat"]) for d in districts) / len(districts))
    return (
        [float(d["lon"]) * math.cos(middle) * KM_PER_DEGREE for d in districts],
        [float(d["lat"]) * KM_PER_DEGREE for d in districts],
    )


def _sizes(districts: Sequence[Mapping[str, Any]]) -> list[float]:
    for key in ("population", "area_km2"):
        sizes = [number(d.get(key)) or 0.0 for d in districts]
        if all(size > 0 for size in sizes):
            return sizes
    return [1.0] * len(districts)


def apart(
    true: Sequence[tuple[float, float]], radii: Sequence[float], width: float, height: float
) -> list[tuple[float, float]]:
    """Centres near `true` such that no two circles overlap.

    The circles grow from nothing while they are pulled home and pushed apart, which keeps neighbours in their
    directions; at their full size they are only pushed.
    """
    at = [list(point) for point in true]
    for turn in range(900):
        if turn < GROWING:
            for here, home in zip(at, true, strict=True):
                here[0] += 0.02 * (home[0] - here[0])
                here[1] += 0.02 * (home[1] - here[1])
        size = min(1.0, (turn + 1) / GROWING)
        moved = _push(at, [radius * size for radius in radii])
        for here, radius in zip(at, radii, strict=True):
            here[0] = min(max(here[0], radius), width - radius)
            here[1] = min(max(here[1], radius), height - radius)
        if turn >= GROWING and not moved:
            break
    return [(here[0], here[1]) for here in at]


def _push(at: list[list[float]], radii: Sequence[float]) -> bool:
    """Moves each overlapping pair apart, the smaller circle further; whether anything moved."""
    moved = False
    for i in range(len(at)):
        for j in range(i + 1, len(at)):
            dx, dy = at[j][0] - at[i][0], at[j][1] - at[i][1]
            distance = math.hypot(dx, dy)
            deep = radii[i] + radii[j] + AIR - distance
            if deep <= AIR / 10:
                continue
            if distance < 1e-9:  # the same point: part them in a direction that depends on their order only
                dx, dy, distance = math.cos(i + 2.4 * j), math.sin(i + 2.4 * j), 1.0
            share = radii[j] ** 2 / (radii[i] ** 2 + radii[j] ** 2)
            for k, part in ((i, -share), (j, 1 - share)):
                at[k][0] += 0.6 * part * deep * dx / distance
                at[k][1] += 0.6 * part * deep * dy / distance
            moved = True
    return moved


def label_boxes(
    found: Sequence[Circle], sizes: Sequence[tuple[float, float]], width: float, height: float
) -> list[Box]:
    """A place for each circle's label (width, height in inches): inside if it fits, else the freest place around it."""
    placed: dict[int, Box] = {}
    order = sorted(range(len(found)), key=lambda n: (not _fits(found[n], sizes[n]), -found[n].radius, n))
    for n in order:
        candidates = list(_around(found[n], sizes[n]))
        costs = [
            _cost(box, rank, n, found, list(placed.values()), width, height) for rank, box in enumerate(candidates)
        ]
        placed[n] = candidates[min(range(len(costs)), key=lambda k: (costs[k], k))]
    return [placed[n] for n in range(len(found))]


def _fits(circle: Circle, size: tuple[float, float]) -> bool:
    return math.hypot(*size) / 2 <= circle.radius * 1.05


def _around(circle: Circle, size: tuple[float, float]) -> list[Box]:
    wide, high = size
    if _fits(circle, size):
        return [Box(circle.x - wide / 2, circle.y - high / 2, circle.x + wide / 2, circle.y + high / 2)]
    boxes = []
    for ring in (0.03, 0.14, 0.3, 0.5, 0.75):
        for turn in (0, 8, 2, 14, 4, 12, 6, 10, 1, 15, 3, 13, 5, 11, 7, 9):
            angle = math.pi * turn / 8
            reach = circle.radius + ring
            x = circle.x + math.cos(angle) * (reach + wide / 2)
            y = circle.y + math.sin(angle) * (reach + high / 2)
            boxes.append(Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
    return boxes


def _cost(
    box: Box, rank: int, own: int, found: Sequence[Circle], labels: Sequence[Box], width: float, height: float
) -> float:
    """How bad a place is: over the edge, over another label, over another circle, then far from home."""
    over = max(0.0, -box.left) + max(0.0, box.right - width) + max(0.0, -box.bottom) + max(0.0, box.top - height)
    cost = 50 * over + sum(40 * box.overlap(label) for label in labels)
    cost += sum(8 * box.over_circle(circle) for n, circle in enumerate(found) if n != own)
    return cost + 0.004 * rank
