"""A table of costs by size as an SVG, one small plot a column; both axes are logarithmic: linear is a straight rise."""

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, PAD = 220, 190, 44
UNITS = {"preparing": "s", "start": "s", "step": "ms", "preparing memory": "MB", "training memory": "MB"}


def draw(rows: Sequence[Mapping[str, float]]) -> str:
    """The SVG of rows that have ``pictures`` and the names of ``UNITS``."""
    plots = [_plot(place, name, rows) for place, name in enumerate(UNITS)]
    width = WIDTH * len(plots)
    size = f'width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
    ground = '<rect width="100%" height="100%" fill="white"/>'
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="10">'
    return f"{begin}{ground}{''.join(plots)}</svg>\n"


def _plot(place: int, name: str, rows: Sequence[Mapping[str, float]]) -> str:
    across = _decades([row["pictures"] for row in rows])
    up = _decades([max(1e-3, row[name]) for row in rows])
    left, right, top, bottom = place * WIDTH + PAD, (place + 1) * WIDTH - 14, 30, HEIGHT - 30

    def x(value: float) -> float:
        return left + (right - left) * _share(value, across)

    def y(value: float) -> float:
        return bottom - (bottom - top) * _share(max(1e-3, value), up)

    parts = [f'<text x="{left}" y="16" font-size="12">{name}, {UNITS[name]}</text>']
    for power in range(up[0], up[1] + 1):
        parts.append(f'<line x1="{left}" x2="{right}" y1="{y(10**power)}" y2="{y(10**power)}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y(10**power) + 3}" text-anchor="end">{10**power:g}</text>')
    parts += [
        f'<text x="{x(10**power)}" y="{bottom + 16}" text-anchor="middle">{10**power:,g}</text>'
        for power in range(across[0], across[1] + 1)
    ]
    points = [(x(row["pictures"]), y(row[name])) for row in rows]
    line = " ".join(f"{left_of:.1f},{other:.1f}" for left_of, other in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#2a5f96" stroke-width="1.5"/>')
    parts += [f'<circle cx="{left_of:.1f}" cy="{other:.1f}" r="2.5" fill="#2a5f96"/>' for left_of, other in points]
    return "".join(parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _share(value: float, decades: tuple[int, int]) -> float:
    return (math.log10(value) - decades[0]) / (decades[1] - decades[0])
