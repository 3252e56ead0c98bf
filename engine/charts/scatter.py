"""A chart of named points: what each has reached over what it cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.charts.band import Band
from engine.charts.frame import FONT, Axis, Frame, Palette, breadth, words
from engine.charts.ticks import nice

_RADIUS = 4.5


@dataclass(frozen=True, slots=True)
class Point:
    """A name and its two figures; ``hollow`` for one whose score does not count, which is never among the best."""

    name: str
    x: float
    y: float
    hollow: bool = False


def scatter_chart(
    points: Sequence[Point],
    title: str,
    *,
    x_name: str,
    x_word: Callable[[float], str] = "{:g}".format,
    x_step: Callable[[float], float] = nice,
    width: int = 460,
    height: int = 320,
    palette: Palette | None = None,
    band: Band | None = None,
) -> str:
    """The SVG of some points, the score upwards; those that no other beats on both axes are joined.

    The joined ones are the Pareto front: the rest reaches less for more. ``band``: between what the scores lie.
    """
    colours = palette or Palette()
    heights = [point.y for point in points] + ([band.low, band.high] if band else [])
    frame = Frame(
        Axis.over([point.x for point in points], x_name, x_word, zero=True, step=x_step),
        Axis.over(heights, word=lambda value: f"{value:.3g}"),
        width,
        height,
        colours,
    )
    best = front([point for point in points if not point.hollow])
    parts = band.drawn(frame) if band else []
    parts += frame.axes()
    places = " ".join("{:.1f},{:.1f}".format(*frame.at(point.x, point.y)) for point in best)
    if len(best) > 1:
        parts.append(f'<polyline points="{places}" fill="none" stroke="{colours.line}" stroke-width="1.5"/>')
    spots = [(point, *frame.at(point.x, point.y)) for point in sorted(points, key=lambda point: point.y, reverse=True)]
    # Those that are joined are drawn last, above others at the same place.
    for point, x, y in sorted(spots, key=lambda spot: spot[0] in best):
        colour = colours.series[0] if point in best else colours.quiet
        look = f'fill="none" stroke="{colour}" stroke-width="1.5"' if point.hollow else f'fill="{colour}"'
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}" {look}/>')
    taken = band.boxes(frame) if band else []
    taken += [(x - _RADIUS, y + _RADIUS, x + _RADIUS, y - _RADIUS) for _, x, y in spots]
    for point, x, y in spots:
        left, base = _place(frame, point.name, x, y, taken)
        parts.append(words(left, base, point.name, colours.text if point in best else colours.quiet))
    return frame.drawing(parts, title)


def front(points: Sequence[Point]) -> list[Point]:
    """The points that no other beats in both figures, by x: less of x and more of y is better."""
    found: list[Point] = []
    for point in sorted(points, key=lambda point: (point.x, -point.y)):
        if not found or point.y > found[-1].y:
            found.append(point)
    return found


def _place(
    frame: Frame, name: str, x: float, y: float, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float]:
    """Where a name's lower left corner goes: right of its point, else left, above or below, where nothing stands."""
    wide = breadth(name)
    right, left = x + 9, x - 9 - wide
    inside = [place for place in (right, left) if place > 4 and place + wide < frame.width - 2]
    columns = inside or [max(4.0, min(right, frame.width - 4 - wide))]
    boxes = [
        (column, y + 4 + shift * (FONT + 3), column + wide, y + 4 + shift * (FONT + 3) - FONT)
        for shift in (0, -1, 1, -2, 2, -3, 3)
        for column in columns
    ]
    free = next((box for box in boxes if not any(_meet(box, other) for other in taken)), boxes[0])
    taken.append(free)
    return free[0], free[1]


def _meet(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[3] < other[1] and other[3] < box[1]
