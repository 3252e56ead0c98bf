"""All maps of a caption in one picture: a panel a word, the word under it."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.attention.drawing import greys, laid_over, overlay
from engine.attention.wordmaps import METHODS, WordMaps
from engine.data.picture import ViewBox, filter_of
from engine.files import make_folder, project_folder, write_bytes_atomically

SENTENCES = {
    "attention": "Where the decoder looked as it chose each word. This need not be why it chose the word.",
    "gradient": "Places that made each word likelier, estimated from the gradient. This is no explanation.",
}
"""What stands under a strip, by the method of its maps."""
UNLIKE = "The picture is unlike the training pictures: what the maps show may mean nothing at all."
"""What stands there instead where it is so."""

PANEL = 320
"""Longer side of a panel's picture, in pixels."""
COLUMNS = 8
_GAP, _MARGIN, _WORD, _SMALL = 12, 24, 20, 16
_PAPER, _INK, _QUIET = (255, 255, 255), (35, 38, 43), (104, 109, 117)
_BAR = (160, 10)


def draw_strip(picture: Image.Image, box: ViewBox, maps: WordMaps, *, told: Sequence[str] = ()) -> Image.Image:
    """The strip of a caption's maps, RGB.

    The picture comes first, in its colours; then a panel a word, from left to right and from top to bottom.

    Args:
        picture: upright, RGB, of any size.
        box: where what the model saw lies over it.
        told: the lines that stand under it; by default the name of the method and a sentence on it.
    """
    scale = PANEL / max(picture.size)
    width, height = (max(1, round(scale * side)) for side in picture.size)
    shown = np.asarray(picture.resize((width, height), filter_of(scale < 1)))
    panels = [shown]
    panels += [laid_over(shown, over_picture(maps, word, box, height, width)) for word in range(len(maps.words))]
    names = ["", *maps.words]
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    word, small = _font(_WORD), _font(_SMALL)
    lines = list(told) or [METHODS[maps.method], SENTENCES[maps.method]]
    step = (width + _GAP, height + _GAP + 2 * _WORD)
    foot = 2 * _MARGIN + round(1.5 * _SMALL) * len(lines)
    wide = 2 * _MARGIN + columns * step[0] - _GAP
    # Few words make few columns, which the lines under them may pass.
    wide = max(wide, 2 * _MARGIN + round(max(small.getlength(line) for line in lines)) + _BAR[0] + 2 * _GAP)
    strip = Image.new("RGB", (wide, _MARGIN + rows * step[1] + foot), _PAPER)
    pen = ImageDraw.Draw(strip)
    for number, (panel, name) in enumerate(zip(panels, names, strict=True)):
        left, top = _MARGIN + number % columns * step[0], _MARGIN + number // columns * step[1]
        strip.paste(Image.fromarray(panel), (left, top))
        pen.text((left + width / 2, top + height + _WORD), _within(name, word, width), _INK, word, anchor="mm")
    top = _MARGIN + rows * step[1] + _MARGIN // 2
    ramp = overlay(np.tile(np.linspace(0, 1, _BAR[0], dtype=np.float32), (_BAR[1], 1)))
    ground = Image.fromarray(greys(np.full((_BAR[1], _BAR[0], 3), 128, np.uint8))).convert("RGBA")
    ground.alpha_composite(Image.fromarray(ramp))
    strip.paste(ground.convert("RGB"), (_MARGIN, top + _SMALL // 2 - 1))
    for number, line in enumerate(lines):
        place = (_MARGIN + _BAR[0] + _GAP, top + round(1.5 * _SMALL) * number)
        pen.text(place, line, _INK if number == 0 else _QUIET, small)
    return strip


def over_picture(maps: WordMaps, word: int, box: ViewBox, height: int, width: int) -> np.ndarray:
    """The shade (height, width) of a word's map over a whole picture of so many pixels.

    It is 0 where the model saw nothing of the picture.

    Args:
        box: where what the model saw lies over the picture.
    """
    left, right = round(box.left * width), round(box.right * width)
    top, bottom = round(box.top * height), round(box.bottom * height)
    shade = maps.shade(word, max(1, bottom - top), max(1, right - left))
    placed = np.zeros((height, width), np.float32)
    rows, columns = slice(max(0, top), min(height, bottom)), slice(max(0, left), min(width, right))
    placed[rows, columns] = shade[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    return placed


def write_strip(path: Path, strip: Image.Image) -> None:
    """Write a strip as PNG, into a folder that is made where there is none.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    held = io.BytesIO()
    strip.save(held, "PNG")
    make_folder(path.parent, len(held.getvalue()))
    write_bytes_atomically(path, held.getvalue())


def _within(name: str, font: "ImageFont.FreeTypeFont | ImageFont.ImageFont", width: int) -> str:
    """A word cut with … where it is wider than its panel."""
    if font.getlength(name) <= width:
        return name
    return next(
        (f"{name[:end]}…" for end in range(len(name) - 1, 0, -1) if font.getlength(f"{name[:end]}…") <= width), "…"
    )


def _font(size: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    """The shipped font, which has Chinese; Pillow's own where that is missing."""
    try:
        return ImageFont.truetype(str(project_folder() / "resources" / "fonts" / "NotoSansSC-Regular.ttf"), size)
    except OSError:
        return ImageFont.load_default(size)
