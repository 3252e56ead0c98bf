"""Pieces that every page is made of."""

from gui.widgets.basics import (
    Button,
    Card,
    Chip,
    Elided,
    Heading,
    Label,
    Panel,
    Rule,
    Scroll,
    Segments,
    Sheet,
    column,
    restyle,
    row,
)
from gui.widgets.bounds import Bounds, band_edge, band_ground, band_tint, bounds_of, bounds_told, bounds_words
from gui.widgets.chips import Pill, PillRows
from gui.widgets.facts import Facts
from gui.widgets.flow import FlowText, Paragraph
from gui.widgets.notice import Banner, EmptyPlace, ProgressLine
from gui.widgets.picture import PictureView, image_from_array

__all__ = [
    "Banner",
    "Bounds",
    "Button",
    "Card",
    "Chip",
    "Elided",
    "EmptyPlace",
    "Facts",
    "FlowText",
    "Heading",
    "Label",
    "Panel",
    "Paragraph",
    "PictureView",
    "Pill",
    "PillRows",
    "ProgressLine",
    "Rule",
    "Scroll",
    "Segments",
    "Sheet",
    "band_edge",
    "band_ground",
    "band_tint",
    "bounds_of",
    "bounds_told",
    "bounds_words",
    "column",
    "image_from_array",
    "restyle",
    "row",
]
