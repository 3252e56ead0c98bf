"""The canvas: shapes in figure units become soft-edged, shaded patches of a 750 x 1101 picture.

Only the box around a part is drawn larger and reduced, so that smooth edges cost little.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from engine.clothes.wardrobe.palette import Colour
from engine.clothes.wardrobe.shapes import Points, Shape

WIDTH, HEIGHT = 750, 1101

Box = tuple[int, int, int, int]
Paint = Colour | Callable[[Box], Image.Image]
Warp = Callable[[Points], Points]


@dataclass(frozen=True, slots=True)
class Part:
    """Something drawn: its box in pixels and its soft mask (mode L, the size of the box)."""

    box: Box
    mask: Image.Image


class Canvas:
    """A white picture to draw a figure on.

    Args:
        warp: takes points of shape (n, 2) from figure units to pixels; build, pose and turn of the body live in it.
    """

    def __init__(self, warp: Warp) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255))
        self.warp = warp

    def mask(self, shape: Shape, holes: Shape | None = None, *, blur: float = 0.0) -> Part:
        """The soft mask of a shape without its holes, blurred by a radius in pixels if asked.

        A shape without polygons (a seam whose every line fell away) has an empty mask.
        """
        if not shape:
            return Part((0, 0, 1, 1), Image.new("L", (1, 1)))
        every = self.warp(np.concatenate(shape))
        margin = 2 + math.ceil(2 * blur)
        low = np.floor(every.min(axis=0)).astype(int) - margin
        high = np.ceil(every.max(axis=0)).astype(int) + margin
        left, top = max(0, int(low[0])), max(0, int(low[1]))
        right, bottom = min(WIDTH, int(high[0])), min(HEIGHT, int(high[1]))
        if right <= left or bottom <= top:
            return Part((0, 0, 1, 1), Image.new("L", (1, 1)))
        area = (right - left) * (bottom - top)
        # A blurred edge needs no finer drawing.
        factor = (1 if blur >= 2 else 2) if blur else 4 if area < 6_000 else 3 if area < 40_000 else 2
        large = Image.new("L", ((right - left) * factor, (bottom - top) * factor))
        pen = ImageDraw.Draw(large)
        _draw(pen, shape, (every - (left, top)) * factor, 255)
        if holes:
            _draw(pen, holes, (self.warp(np.concatenate(holes)) - (left, top)) * factor, 0)
        small = large.reduce(factor) if factor > 1 else large
        if blur:
            small = small.filter(ImageFilter.BoxBlur(blur))
        return Part((left, top, right, bottom), small)

    def fill(self, shape: Shape, paint: Paint, *, holes: Shape | None = None, opacity: float = 1.0) -> Part:
        """Lay a shape onto the picture and return it, for details within it."""
        part = self.mask(shape, holes)
        self.lay(part, paint, opacity)
        return part

    def lay(self, part: Part, paint: Paint, opacity: float = 1.0) -> None:
        """Lay paint onto the picture through a mask."""
        mask = part.mask if opacity >= 1.0 else _faded(part.mask, opacity)
        # Pasting a picture of one colour takes half the time of pasting the colour.
        patch = paint(part.box) if callable(paint) else Image.new("RGB", mask.size, paint)
        self.image.paste(patch, part.box[:2], mask)

    def detail(
        self,
        within: Part,
        shape: Shape,
        paint: Paint,
        *,
        opacity: float = 1.0,
        blur: float = 0.0,
        holes: Shape | None = None,
    ) -> Part:
        """Lay a shape, cut to a part that is already drawn."""
        part = clipped(self.mask(shape, holes, blur=blur), within)
        self.lay(part, paint, opacity)
        return part

    def shade(self, part: Part, colour: Colour, strength: float, shift: tuple[int, int], blur: float = 5.0) -> None:
        """Darken (or lighten) the side of a part that lies opposite to a shift in pixels, softly."""
        moved = Image.new("L", part.mask.size)
        moved.paste(part.mask, shift)
        rim = ImageChops.subtract(part.mask, moved)
        found = rim.getbbox()
        if found is None:
            return
        reach = math.ceil(blur) + 1
        width, height = rim.size
        near = (max(0, found[0] - reach), max(0, found[1] - reach))
        box = (*near, min(width, found[2] + reach), min(height, found[3] + reach))
        rim = rim.crop(box).filter(ImageFilter.BoxBlur(blur))
        rim = ImageChops.multiply(rim, part.mask.crop(box))
        left, top = part.box[0] + box[0], part.box[1] + box[1]
        self.lay(Part((left, top, left + rim.width, top + rim.height), rim), colour, strength)


def _faded(mask: Image.Image, strength: float) -> Image.Image:
    return Image.blend(Image.new("L", mask.size), mask, strength)


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, every: Points, value: int) -> None:
    start = 0
    for polygon in shape:
        end = start + len(polygon)
        pen.polygon(every[start:end].ravel().tolist(), fill=value)
        start = end


def clipped(part: Part, within: Part) -> Part:
    """The overlap of two parts."""
    left, top = max(part.box[0], within.box[0]), max(part.box[1], within.box[1])
    right, bottom = min(part.box[2], within.box[2]), min(part.box[3], within.box[3])
    if right <= left or bottom <= top:
        return Part((0, 0, 1, 1), Image.new("L", (1, 1)))
    box = (left, top, right, bottom)
    return Part(box, ImageChops.multiply(_cut(part, box), _cut(within, box)))


def union(parts: list[Part]) -> Part:
    """Several parts as one."""
    box = (
        min(part.box[0] for part in parts),
        min(part.box[1] for part in parts),
        max(part.box[2] for part in parts),
        max(part.box[3] for part in parts),
    )
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    for part in parts:
        place = (part.box[0] - box[0], part.box[1] - box[1])
        mask.paste(255, (*place, place[0] + part.mask.width, place[1] + part.mask.height), part.mask)
    return Part(box, mask)


def _cut(part: Part, box: Box) -> Image.Image:
    left, top = part.box[:2]
    return part.mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
