"""Large prints for graphic garments, drawn within a unit circle around the origin."""

import math
from collections.abc import Callable

from engine.clothes.wardrobe.shapes import Points, Shape, curve, ellipse, loop, moved, placed, points

Layer = tuple[Shape, int]
"""A shape and its ink: 0 the garment's ground, 1 its second colour, 2 its third."""


def _star(rays: int, inner: float, outer: float = 1.0) -> Points:
    spokes = []
    for step in range(2 * rays):
        reach = inner if step % 2 else outer
        angle = math.pi * step / rays - math.pi / 2
        spokes.append((reach * math.cos(angle), reach * math.sin(angle)))
    return points(spokes)


def _sunset() -> list[Layer]:
    waves: Shape = []
    for y in (0.3, 0.55, 0.8):
        upper = [(x / 4 - 1, y + (0.06 if x % 2 else -0.06)) for x in range(9)]
        waves.append(points([*curve(upper), *moved(curve(upper)[::-1], 0, 0.13)]))
    rays = [moved(_star(14, 0.62, 0.98), 0, -0.06)]
    return [
        (rays, 2),
        ([ellipse(0, -0.06, 0.6, 0.6)], 1),
        ([points([(-1, 0.2), (1, 0.2), (1, 1), (-1, 1)])], 0),
        (waves, 2),
    ]


def _heart() -> list[Layer]:
    outline = loop(
        [
            (0, -0.42),
            (0.34, -0.78),
            (0.82, -0.66),
            (0.94, -0.2),
            (0.6, 0.32),
            (0, 0.92),
            (-0.6, 0.32),
            (-0.94, -0.2),
            (-0.82, -0.66),
            (-0.34, -0.78),
        ]
    )
    return [([outline], 1), ([placed(outline, 0, -0.02, 0.58)], 2)]


def _big_star() -> list[Layer]:
    return [([ellipse(0, 0, 1, 1)], 2), ([_star(5, 0.42, 0.95)], 1)]


def _peaks() -> list[Layer]:
    mountains = [points([(-0.86, 0.5), (-0.28, -0.42), (0.3, 0.5)]), points([(-0.15, 0.5), (0.38, -0.2), (0.86, 0.5)])]
    snow = [points([(-0.42, -0.2), (-0.28, -0.42), (-0.14, -0.2), (-0.22, -0.12), (-0.28, -0.2), (-0.35, -0.1)])]
    return [([ellipse(0, 0, 1, 1)], 1), ([ellipse(0.42, -0.45, 0.2, 0.2)], 0), (mountains, 2), (snow, 0)]


def _cat() -> list[Layer]:
    head = loop(
        [(-0.5, -0.5), (0, -0.42), (0.5, -0.5), (0.85, 0.05), (0.62, 0.66), (0, 0.86), (-0.62, 0.66), (-0.85, 0.05)]
    )
    ears = [points([(-0.84, 0.05), (-0.78, -0.98), (-0.2, -0.45)]), points([(0.84, 0.05), (0.78, -0.98), (0.2, -0.45)])]
    eyes = [ellipse(-0.34, 0.02, 0.13, 0.18), ellipse(0.34, 0.02, 0.13, 0.18)]
    nose = [points([(-0.12, 0.3), (0.12, 0.3), (0, 0.46)])]
    return [([head, *ears], 1), (eyes, 2), (nose, 2)]


def _bolt() -> list[Layer]:
    bolt = points([(0.16, -0.95), (-0.5, 0.14), (-0.06, 0.14), (-0.2, 0.95), (0.52, -0.2), (0.08, -0.2)])
    return [([ellipse(0, 0, 1, 1)], 1), ([bolt], 2)]


def _record() -> list[Layer]:
    return [
        ([ellipse(0, 0, 1, 1)], 1),
        ([ellipse(0, 0, 0.72, 0.72)], 0),
        ([ellipse(0, 0, 0.58, 0.58)], 2),
        ([ellipse(0, 0, 0.2, 0.2)], 0),
    ]


def _palm() -> list[Layer]:
    fronds: Shape = []
    for angle, reach in ((-165, 0.72), (-130, 0.66), (-50, 0.66), (-15, 0.72), (-90, 0.5)):
        fronds.append(
            ellipse(
                0.5 * reach * math.cos(math.radians(angle)),
                -0.3 + 0.5 * reach * math.sin(math.radians(angle)),
                0.5 * reach,
                0.12,
                angle,
            )
        )
    trunk = [points([(-0.05, -0.3), (0.07, -0.3), (0.16, 0.72), (-0.12, 0.72)])]
    return [([ellipse(0, 0, 1, 1)], 2), ([*trunk, *fronds, ellipse(0, 0.74, 0.5, 0.14)], 1)]


EMBLEMS: tuple[Callable[[], list[Layer]], ...] = (_sunset, _heart, _big_star, _peaks, _cat, _bolt, _record, _palm)


def emblem(variant: int, x: float, y: float, size: float) -> list[Layer]:
    """One of the prints, at a place and with a radius in figure units."""
    layers = EMBLEMS[variant % len(EMBLEMS)]()
    return [([placed(outline, x, y, size) for outline in shape], ink) for shape, ink in layers]
