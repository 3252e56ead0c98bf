"""Charts of a score over training time and size, for the runs of a queue."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from engine.charts.band import Band
from engine.charts.frame import Palette, grouped
from engine.charts.scatter import Point, scatter_chart
from engine.charts.ticks import clock, nice, nice_time
from engine.metrics import label
from engine.metrics.bounds import Span
from engine.metrics.verdict import Verdict
from engine.queueing.table import Row, shared_bounds

Cost = Literal["training_seconds", "size_bytes"]
COST_NAMES: Mapping[str, str] = {"training_seconds": "training time", "size_bytes": "size, MB"}
_GAP = 24

BoundsWords = Callable[[Span], tuple[str, str]]
"""Makes the labels of the floor and of the ceiling."""


def _bounds_words(bounds: Span) -> tuple[str, str]:
    top = "people" if bounds.people else "true attributes"
    return f"constant caption {bounds[0]:.3f}", f"{top} {bounds[1]:.3f}"


def cost_chart(
    rows: Sequence[Row],
    score: str,
    cost: Cost,
    *,
    title: str = "",
    x_name: str = "",
    width: int = 460,
    height: int = 320,
    palette: Palette | None = None,
    blind: str = "{name} (blind)",
    bounds_words: BoundsWords = _bounds_words,
) -> str:
    """The SVG of a score over a cost, a point for each run that has both. The texts can be given in another language.

    Each point is the run's best checkpoint by this score; it is hollow if the captions do not depend on the pictures.
    Floor and ceiling are drawn if all runs share them.
    """
    of_time = cost == "training_seconds"
    shown = [row.by(score) for row in rows]
    points = [
        Point(
            blind.format(name=row.name) if row.verdict is Verdict.BLIND else row.name,
            value if of_time else value / 1e6,
            row.scores[score],
            hollow=row.verdict is Verdict.BLIND,
        )
        for row in shown
        if score in row.scores and (value := getattr(row, cost)) is not None
    ]
    bounds = shared_bounds(shown, score)
    return scatter_chart(
        points,
        title or f"{label(score)} over {COST_NAMES[cost]}",
        x_name=x_name or COST_NAMES[cost],
        x_word=clock if of_time else "{:g}".format,
        x_step=nice_time if of_time else nice,
        width=width,
        height=height,
        palette=palette,
        band=Band(*bounds, *bounds_words(bounds)) if bounds else None,
    )


def both_charts(rows: Sequence[Row], score: str) -> str:
    """One SVG with the score over training time (left) and over size (right)."""
    left, right = (cost_chart(rows, score, cost) for cost in ("training_seconds", "size_bytes"))
    width, height = 460, 350
    name = label(score)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * width + _GAP}" height="{height}" '
        f'viewBox="0 0 {2 * width + _GAP} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="12" y="20" font-weight="600" fill="{Palette().text}">{name}</text>'
        f"{grouped(left, 0, 28)}{grouped(right, width + _GAP, 28)}</svg>\n"
    )
