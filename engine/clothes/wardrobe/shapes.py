"""Outlines: points, smooth curves through them, and limbs of changing width.

Points are float arrays of shape (n, 2) in figure units: x from the body's axis (right of the picture positive), y down
from the crown, 1000 units from crown to sole. A shape is a list of such polygons and means their union.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Shape = list[Points]
Pairs = Sequence[tuple[float, float]] | Points

_STEPS = np.linspace(0.0, 1.0, 8)[:-1]
_AROUND = np.linspace(0.0, 2 * math.pi, 33)[:-1]
_CIRCLE = np.stack([np.cos(_AROUND), np.sin(_AROUND)], axis=1)
# Powers of the parameter times the Catmull-Rom basis (Catmull and Rom 1974, tension 1/2), one row a step.
_BASIS = (
    np.stack([np.ones_like(_STEPS), _STEPS, _STEPS**2, _STEPS**3], axis=1)
    @ np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]], dtype=float)
    / 2.0
)


def points(pairs: Pairs) -> Points:
    """The pairs as an array of shape (n, 2)."""
    return np.asarray(pairs, dtype=float).reshape(-1, 2)


def curve(pairs: Pairs) -> Points:
    """A smooth open curve through all points, both ends included."""
    knots = points(pairs)
    padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    return np.concatenate([_spans(padded), knots[-1:]])


def loop(pairs: Pairs) -> Points:
    """A smooth closed curve through all points."""
    knots = points(pairs)
    return _spans(np.concatenate([knots[-1:], knots, knots[:2]]))


def _spans(padded: Points) -> Points:
    windows = np.stack([padded[i : len(padded) - 3 + i] for i in range(4)], axis=1)
    return np.einsum("sk,nkd->nsd", _BASIS, windows).reshape(-1, 2)


def mirrored(outline: Pairs) -> Points:
    """The same outline on the other side of the axis, in reverse order so that halves can be joined."""
    flipped = points(outline)[::-1].copy()
    flipped[:, 0] *= -1
    return flipped


def symmetric(half: Pairs) -> Points:
    """A closed outline of a right half, given from top to bottom, and its mirror image."""
    right = points(half)
    return np.concatenate([right, mirrored(right)])


def ellipse(x: float, y: float, rx: float, ry: float, degrees: float = 0.0) -> Points:
    """An ellipse around (x, y), turned by an angle."""
    outline = _CIRCLE * (rx, ry) + (x, y)
    return turned(outline, degrees, (x, y)) if degrees else outline


def turned(outline: Pairs, degrees: float, centre: tuple[float, float]) -> Points:
    """The outline turned clockwise around a centre."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    offset = points(outline) - centre
    return np.stack(
        [centre[0] + cos * offset[:, 0] - sin * offset[:, 1], centre[1] + sin * offset[:, 0] + cos * offset[:, 1]],
        axis=1,
    )


def moved(outline: Points, x: float, y: float) -> Points:
    """The outline moved by (x, y)."""
    return outline + np.array([x, y])


def placed(outline: Pairs, x: float, y: float, scale: float = 1.0, *, flip: bool = False) -> Points:
    """An outline drawn around the origin, scaled, flipped left to right if asked, and moved to (x, y)."""
    scaled = points(outline) * scale
    if flip:
        scaled = scaled * (-1.0, 1.0)
    return moved(scaled, x, y)


class Limb:
    """A band of changing width along a smooth centre line: an arm, a sleeve, a leg, a strand of hair, a fold.

    Args:
        line: knots of the centre line, in order.
        widths: the full width at each knot.
    """

    def __init__(self, line: Pairs, widths: Sequence[float]) -> None:
        knots = np.concatenate([points(line), np.asarray(widths, dtype=float)[:, None]], axis=1)
        padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
        windows = np.stack([padded[i : len(padded) - 3 + i] for i in range(4)], axis=1)
        dense = np.concatenate([np.einsum("sk,nkd->nsd", _BASIS, windows).reshape(-1, 3), knots[-1:]])
        self._line, self._widths = dense[:, :2], np.maximum(dense[:, 2], 0.4)
        lengths = np.hypot(*np.diff(self._line, axis=0).T)
        self._along = np.concatenate([[0.0], np.cumsum(lengths)]) / max(float(lengths.sum()), 1e-9)

    def at(self, share: float) -> tuple[float, float]:
        """The point of the centre line at a share of its length."""
        return tuple(float(np.interp(share, self._along, self._line[:, axis])) for axis in (0, 1))  # type: ignore[return-value]

    def width(self, share: float) -> float:
        """The full width at a share of the length."""
        return float(np.interp(share, self._along, self._widths))

    def degrees(self, share: float) -> float:
        """The direction at a share of the length: 0 points down, positive towards the left of the picture."""
        before, after = self.at(max(0.0, share - 0.04)), self.at(min(1.0, share + 0.04))
        return math.degrees(math.atan2(before[0] - after[0], after[1] - before[1]))

    def part(
        self,
        start: float = 0.0,
        end: float = 1.0,
        *,
        pad: float = 0.0,
        flare: float = 0.0,
        ease: float = 0.0,
        round_start: bool = True,
        round_end: bool = False,
    ) -> Shape:
        """The band between two shares of the length.

        Args:
            start, end: shares of the length.
            pad: added to the width, all along.
            flare: added to the width at the end, growing from nothing at the start.
            ease: the share of the length over which the pad grows to its full size; 0 for at once.
            round_start, round_end: whether the ends are round; otherwise they are cut straight.
        """
        inner = self._along[(self._along > start + 1e-6) & (self._along < end - 1e-6)]
        shares = np.concatenate([[start], inner, [end]])
        line = np.empty((len(shares), 2))
        line[:, 0] = np.interp(shares, self._along, self._line[:, 0])
        line[:, 1] = np.interp(shares, self._along, self._line[:, 1])
        grown = (shares - start) / max(end - start, 1e-9)
        pads = pad * np.clip(0.1 + grown / ease, 0, 1) if ease else pad
        half = (np.interp(shares, self._along, self._widths) + pads + flare * grown**1.5) / 2
        steps = line[1:] - line[:-1]
        steps /= np.maximum(np.sqrt(steps[:, :1] ** 2 + steps[:, 1:] ** 2), 1e-9)
        direction = np.concatenate([steps[:1], steps[1:] + steps[:-1], steps[-1:]])
        direction /= np.maximum(np.sqrt(direction[:, :1] ** 2 + direction[:, 1:] ** 2), 1e-9)
        normal = direction[:, ::-1] * (-1.0, 1.0) * half[:, None]
        left, right = line + normal, line - normal
        along_left = np.einsum("nk,nk->n", left[1:] - left[:-1], steps)
        along_right = np.einsum("nk,nk->n", right[1:] - right[:-1], steps)
        if along_left.min() > 0 and along_right.min() > 0:
            shape: Shape = [np.concatenate([left, right[::-1]])]
        else:
            # Quads: in a sharp bend the inner edge crosses itself, which would leave holes in one outline.
            shape = [np.stack([left[i], left[i + 1], right[i + 1], right[i]]) for i in range(len(line) - 1)]
        if round_start:
            shape.append(ellipse(line[0, 0], line[0, 1], half[0], half[0]))
        if round_end:
            shape.append(ellipse(line[-1, 0], line[-1, 1], half[-1], half[-1]))
        return shape


def stroke(line: Pairs, width: float, *, taper: bool = True) -> Shape:
    """A line as a shape; tapered ones run out to nothing at both ends, as a brush does.

    A line of two or three points is drawn as the smooth curve through them, one of more as it is.
    """
    knots = points(line)
    if len(knots) == 2 and taper:
        knots = np.stack([knots[0], knots.mean(axis=0), knots[1]])
    if len(knots) == 3:
        knots = curve(knots)
    half = np.full(len(knots), width / 2)
    if taper:
        half *= np.minimum(1.0, 0.12 + 1.9 * np.sin(np.linspace(0, math.pi, len(knots))) ** 0.8 * 0.55)
    steps = knots[1:] - knots[:-1]
    direction = np.concatenate([steps[:1], steps[1:] + steps[:-1], steps[-1:]])
    direction /= np.maximum(np.sqrt(direction[:, :1] ** 2 + direction[:, 1:] ** 2), 1e-9)
    across = direction[:, ::-1] * (-1.0, 1.0) * half[:, None]
    return [np.concatenate([knots + across, (knots - across)[::-1]])]


def strokes(lines: Iterable[Pairs], width: float, *, taper: bool = True) -> Shape:
    """Several lines as one shape."""
    return [outline for line in lines for outline in stroke(line, width, taper=taper)]


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a shape."""
    every = np.concatenate(shape)
    low, high = every.min(axis=0), every.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def spikes(shape: Shape, length: float, seed: int) -> Shape:
    """Short hairs standing out of the polygons of a shape, for the outline of fur."""
    random = np.random.default_rng(seed)
    hairs: Shape = []
    for polygon in shape:
        closed = np.concatenate([polygon, polygon[:1]])
        gaps = np.hypot(*np.diff(closed, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(gaps)])
        count = int(along[-1] / 5.0)
        if count < 3:
            continue
        stops = np.linspace(0, along[-1], count, endpoint=False)
        roots = np.stack([np.interp(stops, along, closed[:, axis]) for axis in (0, 1)], axis=1)
        nexts = np.roll(roots, -1, axis=0)
        tangent = nexts - roots
        outward = np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)
        outward /= np.maximum(np.hypot(outward[:, 0], outward[:, 1]), 1e-9)[:, None]
        middle = polygon.mean(axis=0)
        if np.mean(np.sum(outward * (roots - middle), axis=1)) < 0:
            outward = -outward
        reach = random.uniform(0.4, 1.0, count)[:, None] * length
        tips = (roots + nexts) / 2 + outward * reach + (0.0, 0.35) * reach
        base = outward * -3.0
        hairs.extend(np.stack([roots - tangent * 0.5 + base, tips, nexts + tangent * 0.5 + base], axis=1))
    return hairs
