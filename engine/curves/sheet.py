"""All charts of a run on one sheet, as SVG or PNG."""

from collections.abc import Sequence

from engine.charts.frame import Palette, grouped, words
from engine.charts.lines import line_chart
from engine.files import project_folder
from engine.report.panels import CurvePanel

WIDE, HIGH = 480, 240
"""Size of a chart in pixels."""
_GAP, _HEAD = 24, 22
_GROUND = "#ffffff"
SCALE = 2
"""Pixels of a PNG for each of the SVG's, so that it is sharp in print and on dense screens."""


def sheet_svg(panels: Sequence[CurvePanel], title: str, x_name: str, *, columns: int = 2) -> str:
    """The SVG of some charts, ``columns`` in a row, each under its name, all under a title."""
    palette = Palette(family="Noto Sans SC, sans-serif")
    columns = max(1, min(columns, len(panels)))
    rows = -(-len(panels) // columns)
    width, height = columns * (WIDE + _GAP) + _GAP, rows * (HIGH + _HEAD + _GAP) + _GAP + _HEAD
    parts = [f'<rect width="{width}" height="{height}" fill="{_GROUND}"/>']
    parts.append(words(_GAP, _GAP + 4, title, palette.text, bold=True))
    for number, panel in enumerate(panels):
        left = _GAP + number % columns * (WIDE + _GAP)
        top = _GAP + _HEAD + number // columns * (HIGH + _HEAD + _GAP)
        chart = line_chart(
            panel.curves, panel.name, x_name=x_name, band=panel.band, width=WIDE, height=HIGH, palette=palette
        )
        parts.append(words(left, top + 12, panel.name, palette.text, bold=True))
        parts.append(grouped(chart, left, top + _HEAD))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{palette.family}" font-size="11">{"".join(parts)}</svg>'
    )


def png_of(svg: str) -> bytes:
    """A sheet as PNG, ``SCALE`` pixels for one, in the font that comes with Atelier: alike on every machine."""
    # Only here: an SVG needs no renderer.
    import resvg_py

    fonts = project_folder() / "resources" / "fonts"
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=SCALE,
        skip_system_fonts=True,
        font_files=[str(fonts / f"NotoSansSC-{weight}.ttf") for weight in ("Regular", "SemiBold")],
        sans_serif_family="Noto Sans SC",
    )
