"""A chart of curves: raw values faded under a smoothed line, names at the lines' ends, a band behind them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from engine.charts.band import Band
from engine.charts.frame import FONT, RIGHT, Axis, Frame, Palette, breadth, words
from engine.charts.ticks import spread

POINTS = 400
"""Points of a curve that are drawn; more would lie on one pixel."""
SMOOTH = 24
"""The smoothed line is a mean over a share of 1/SMOOTH of the points to each side."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Values over steps; what is no number is left out. ``smooth``: raw values faded, their moving mean over them;
    ``ring_lowest``: a ring around the lowest value."""

    name: str
    steps: Sequence[float]
    values: Sequence[float]
    colour: int = 0
    smooth: bool = False
    ring_lowest: bool = False


def line_chart(
    curves: Sequence[Curve],
    title: str,
    *,
    x_name: str = "",
    band: Band | None = None,
    width: int = 640,
    height: int = 260,
    palette: Palette | None = None,
    word: Callable[[float], str] = "{:g}".format,
) -> str:
    """The SVG of some curves; axes alone where there is nothing to draw."""
    colours = palette or Palette()
    thinned = [(curve, *_thin(curve)) for curve in curves]
    thinned = [(curve, xs, ys) for curve, xs, ys in thinned if xs]
    all_x = [x for _, xs, _ in thinned for x in xs]
    all_y = [y for _, _, ys in thinned for y in ys] + ([band.low, band.high] if band else [])
    names = [curve.name for curve, _, _ in thinned] if len(thinned) > 1 else []
    frame = Frame(
        Axis.over(all_x, x_name, lambda value: f"{value:,.0f}", zero=True),
        Axis.over(all_y, word=word),
        width,
        height,
        colours,
        right=RIGHT + round(max((breadth(name) for name in names), default=0)) + (6 if names else 0),
    )
    parts = band.drawn(frame) if band else []
    parts += frame.axes()
    for curve, xs, ys in thinned:
        colour = colours.series[curve.colour % len(colours.series)]
        if curve.smooth:
            parts.append(_path(frame, xs, ys, colour, 'stroke-opacity="0.3" stroke-width="1"'))
        parts.append(_path(frame, xs, _smoothed(ys) if curve.smooth else ys, colour, 'stroke-width="1.8"'))
        if not curve.smooth and len(xs) <= 40:
            places = (frame.at(x, y) for x, y in zip(xs, ys, strict=True))
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{colour}"/>' for x, y in places]
        if curve.ring_lowest and len(xs) > 1:
            x, y = frame.at(*min(zip(xs, ys, strict=True), key=itemgetter(1)))
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="{colour}"/>')
    parts += _names(frame, thinned if names else [])
    return frame.drawing(parts, title)


def _thin(curve: Curve) -> tuple[list[float], list[float]]:
    """At most ``POINTS`` places, each the mean of those it stands for."""
    pairs = [(float(x), float(y)) for x, y in zip(curve.steps, curve.values, strict=True) if math.isfinite(y)]
    size = -(-len(pairs) // POINTS) or 1
    groups = [pairs[first : first + size] for first in range(0, len(pairs), size)]
    return [group[-1][0] for group in groups], [sum(y for _, y in group) / len(group) for group in groups]


def _smoothed(values: Sequence[float]) -> list[float]:
    reach = len(values) // SMOOTH
    found = []
    for place in range(len(values)):
        near = min(reach, place, len(values) - 1 - place)
        window = values[place - near : place + near + 1]
        found.append(sum(window) / len(window))
    return found


def _path(frame: Frame, xs: Sequence[float], ys: Sequence[float], colour: str, look: str) -> str:
    places = (frame.at(x, y) for x, y in zip(xs, ys, strict=True))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-linejoin="round" {look}/>'


def _names(frame: Frame, drawn: Sequence[tuple[Curve, list[float], list[float]]]) -> list[str]:
    """Each curve's name beside its last point, moved apart where two would meet."""
    ends = [(*frame.at(xs[-1], ys[-1]), curve) for curve, xs, ys in drawn]
    ends.sort(key=lambda end: end[1])
    places = spread([y for _, y, _ in ends], FONT + 2, FONT, frame.height - 40)
    series = frame.palette.series
    return [
        words(x + 6, place + 4, curve.name, series[curve.colour % len(series)], bold=True)
        for place, (x, _, curve) in zip(places, ends, strict=True)
    ]
