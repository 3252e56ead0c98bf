"""What the runs of a queue reached over what they cost, as a chart."""

from collections.abc import Mapping, Sequence
from typing import Literal

from engine.charts.frame import Palette
from engine.charts.scatter import Point, scatter_chart
from engine.charts.ticks import clock, nice, nice_time
from engine.queueing.table import Row

Cost = Literal["training_seconds", "size_bytes"]
SCORE_NAMES = {
    "bleu4": "BLEU-4",
    "rouge_l": "ROUGE-L",
    "cider_d": "CIDEr-D",
    "attribute_accuracy": "attribute accuracy",
}
COST_NAMES: Mapping[str, str] = {"training_seconds": "training time", "size_bytes": "size, MB"}
_GAP = 24


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
) -> str:
    """The SVG of a score over a cost, a point for each run that has both; words may come in another language."""
    of_time = cost == "training_seconds"
    points = [
        Point(row.name, value if of_time else value / 1e6, row.scores[score])
        for row in rows
        if score in row.scores and (value := getattr(row, cost)) is not None
    ]
    return scatter_chart(
        points,
        title or f"{SCORE_NAMES.get(score, score)} over {COST_NAMES[cost]}",
        x_name=x_name or COST_NAMES[cost],
        x_word=clock if of_time else "{:g}".format,
        x_step=nice_time if of_time else nice,
        width=width,
        height=height,
        palette=palette,
    )


def both_charts(rows: Sequence[Row], score: str) -> str:
    """One SVG with the score over the time at the left and over the size at the right."""
    left, right = (cost_chart(rows, score, cost) for cost in ("training_seconds", "size_bytes"))
    width, height = 460, 350
    name = SCORE_NAMES.get(score, score)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * width + _GAP}" height="{height}" '
        f'viewBox="0 0 {2 * width + _GAP} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="12" y="20" font-weight="600" fill="{Palette().text}">{name}</text>'
        f'<g transform="translate(0 28)">{left}</g><g transform="translate({width + _GAP} 28)">{right}</g></svg>\n'
    )
