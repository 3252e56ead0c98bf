"""Widgets shared by all pages."""

from gui.images import image_from_array
from gui.widgets.basics import (
    Button,
    Card,
    Chip,
    Elided,
    Hairline,
    Heading,
    Label,
    Panel,
    Scroll,
    Segments,
    Sheet,
    column,
    restyle,
    row,
)
from gui.widgets.bounds import (
    Bounds,
    Scale,
    band_edge,
    band_ground,
    band_tint,
    between_told,
    bounds_told,
    bounds_words,
    draw_scale,
    fault_told,
)
from gui.widgets.chips import Pill, PillRows, draw_pill
from gui.widgets.facts import Facts
from gui.widgets.fit import FitScale, draw_fit_mark, fit_colour, fit_word
from gui.widgets.flow import FlowText, Paragraph
from gui.widgets.notice import Banner, EmptyPlace, ProgressLine
from gui.widgets.picture import PictureView

__all__ = [
    "Banner",
    "Bounds",
    "Button",
    "Card",
    "Chip",
    "Elided",
    "EmptyPlace",
    "Facts",
    "FitScale",
    "FlowText",
    "Hairline",
    "Heading",
    "Label",
    "Panel",
    "Paragraph",
    "PictureView",
    "Pill",
    "PillRows",
    "ProgressLine",
    "Scale",
    "Scroll",
    "Segments",
    "Sheet",
    "band_edge",
    "band_ground",
    "band_tint",
    "between_told",
    "bounds_told",
    "bounds_words",
    "column",
    "draw_fit_mark",
    "draw_pill",
    "draw_scale",
    "fault_told",
    "fit_colour",
    "fit_word",
    "image_from_array",
    "restyle",
    "row",
]
