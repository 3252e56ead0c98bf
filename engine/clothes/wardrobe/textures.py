"""Fabrics and patterns: what a garment's surface looks like, as paint for the canvas.

The masks of patterns and weaves are made once a process and coloured for each garment.
"""

import functools
import math
import random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from engine.clothes.attributes import Fabric, Pattern
from engine.clothes.wardrobe.canvas import Box
from engine.clothes.wardrobe.outfit import Colours
from engine.clothes.wardrobe.palette import Colour, darker, lighter, mixed
from engine.clothes.wardrobe.shapes import ellipse

TILE = 760
VARIANTS = 3


class Cloth:
    """The material of one garment.

    Args:
        fabric, pattern: what it is; None draws plain cotton.
        colours: ground and pattern colours.
        variant: chooses among the forms of a pattern.
        extent: the garment's centre x, top and bottom in pixels; colour blocks are laid out in it.
        halves: whether colour blocks may also stand side by side.
    """

    def __init__(
        self,
        fabric: Fabric | None,
        pattern: Pattern | None,
        colours: Colours,
        variant: int,
        extent: tuple[float, float, float],
        *,
        halves: bool = False,
    ) -> None:
        self.fabric = fabric or Fabric.COTTON
        self.pattern = pattern or Pattern.PURE
        self.colours = colours
        self.variant = variant
        self.extent = extent
        self.halves = halves
        self.base = colours.base
        self.opacity = 0.74 if self.fabric is Fabric.CHIFFON else 1.0

    @property
    def shadow(self) -> Colour:
        """The colour of folds and shaded sides."""
        return darker(self.base, 0.5)

    @property
    def light(self) -> Colour:
        """The colour of highlights."""
        return lighter(self.base, 0.5)

    @property
    def trim(self) -> Colour:
        """The colour of bands and collars: a step away from the ground."""
        light = sum(self.base) > 330
        return darker(self.base, 0.28) if light else lighter(self.base, 0.28)

    def __call__(self, box: Box) -> Image.Image:
        """The surface as it lies upright in a box of the picture."""
        patch = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), self.base)
        if self.pattern is Pattern.COLOR_BLOCK:
            self._blocks(patch, box)
        else:
            self._cover(patch, box)
        self._weave(patch, box)
        return patch

    def slanted(self, degrees: float) -> "Slanted":
        """The surface turned with a limb."""
        return Slanted(self, degrees)

    def _offset(self, box: Box, size: tuple[int, int]) -> tuple[int, int]:
        left = round(box[0] - self.extent[0] + TILE / 2)
        top = round(box[1] - self.extent[1]) + 20
        return max(0, min(left, TILE - size[0])), max(0, min(top, TILE - size[1]))

    def _cover(self, patch: Image.Image, box: Box) -> None:
        left, top = self._offset(box, patch.size)
        crop = (left, top, left + patch.width, top + patch.height)
        for mask, colour in zip(pattern_masks(self.pattern, self.variant % VARIANTS), self._inks(), strict=False):
            patch.paste(colour, (0, 0), mask.crop(crop))

    def _inks(self) -> tuple[Colour, ...]:
        second, third = self.colours.second, self.colours.third
        if self.pattern is Pattern.FLORAL:
            return second, third, lighter(mixed(second, (255, 214, 90), 0.75), 0.1), rgb_leaf(self.base)
        if self.pattern is Pattern.LATTICE:
            return mixed(self.base, second, 0.6), second, third
        return second, third

    def _blocks(self, patch: Image.Image, box: Box) -> None:
        middle, top, bottom = self.extent
        pen = ImageDraw.Draw(patch)
        right, low = patch.width, patch.height
        second, third = self.colours.second, self.colours.third

        def below(share: float, ink: Colour) -> None:
            start = max(0, round(top + (bottom - top) * share - box[1]))
            if start < low:
                pen.rectangle((0, start, right, low), fill=ink)

        form = self.variant % (3 if self.halves else 2)
        if form == 0:
            below(0.5, second)
        elif form == 1:
            below(0.36, second)
            below(0.7, third)
        elif middle < box[2]:
            pen.rectangle((max(0, round(middle - box[0])), 0, right, low), fill=second)

    def _weave(self, patch: Image.Image, box: Box) -> None:
        for mask, colour in weave_masks(self.fabric, self.base):
            left, top = self._offset(box, patch.size)
            patch.paste(colour, (0, 0), mask.crop((left, top, left + patch.width, top + patch.height)))


class Slanted:
    """A cloth turned around the centre of whatever it is laid on."""

    def __init__(self, cloth: Cloth, degrees: float) -> None:
        self.cloth = cloth
        self.degrees = degrees

    def __call__(self, box: Box) -> Image.Image:
        if self.cloth.pattern is Pattern.COLOR_BLOCK or abs(self.degrees) < 4:
            return self.cloth(box)
        width, height = box[2] - box[0], box[3] - box[1]
        side = math.ceil(math.hypot(width, height)) + 2
        left, top = box[0] - (side - width) // 2, box[1] - (side - height) // 2
        flat = self.cloth((left, top, left + side, top + side)).rotate(-self.degrees, Image.Resampling.BILINEAR)
        x, y = (side - width) // 2, (side - height) // 2
        return flat.crop((x, y, x + width, y + height))


def rgb_leaf(base: Colour) -> Colour:
    """A green that can be seen on the ground colour."""
    return (118, 158, 104) if sum(base) < 300 else (70, 112, 78)


class _Sheet:
    """A tile's mask, drawn twice as large and reduced."""

    def __init__(self) -> None:
        self.large = Image.new("L", (2 * TILE, 2 * TILE))
        self.pen = ImageDraw.Draw(self.large)

    def polygon(self, outline: np.ndarray, value: int = 255) -> None:
        self.pen.polygon((outline * 2).ravel().tolist(), fill=value)

    def done(self) -> Image.Image:
        return self.large.reduce(2)


@functools.lru_cache(maxsize=64)
def pattern_masks(pattern: Pattern, variant: int) -> tuple[Image.Image, ...]:
    """The masks of a pattern's inks, in the order in which they are laid; none for plain cloth."""
    if pattern is Pattern.STRIPED:
        return (_stripes(variant),)
    if pattern is Pattern.LATTICE:
        return _lattice(variant)
    if pattern is Pattern.FLORAL:
        return _floral(variant)
    if pattern is Pattern.OTHER:
        return _complicated(variant)
    return ()


def _stripes(variant: int) -> Image.Image:
    period, ink = ((40, 17), (34, 15), (46, 14))[variant]
    sheet = _Sheet()
    for top in range(0, TILE, period):
        sheet.pen.rectangle((0, 2 * top, 2 * TILE, 2 * (top + ink)), fill=255)
        if variant == 2:
            sheet.pen.rectangle((0, 2 * (top + ink + 6), 2 * TILE, 2 * (top + ink + 10)), fill=255)
    return sheet.done()


def _lattice(variant: int) -> tuple[Image.Image, ...]:
    period, ink = ((58, 24), (48, 18), (66, 26))[variant]
    bands, crossings, lines = _Sheet(), _Sheet(), _Sheet()
    for start in range(-4, TILE, period):
        near, far = 2 * start, 2 * (start + ink)
        bands.pen.rectangle((near, 0, far, 2 * TILE), fill=255)
        bands.pen.rectangle((0, near, 2 * TILE, far), fill=255)
        middle = 2 * (start + ink + (period - ink) // 2)
        lines.pen.rectangle((middle, 0, middle + 6, 2 * TILE), fill=230)
        lines.pen.rectangle((0, middle, 2 * TILE, middle + 6), fill=230)
        for other in range(-4, TILE, period):
            crossings.pen.rectangle((near, 2 * other, far, 2 * (other + ink)), fill=255)
    return bands.done(), crossings.done(), lines.done()


def _floral(variant: int) -> tuple[Image.Image, ...]:
    random_ = random.Random(f"floral {variant}")
    first, second, hearts, leaves = _Sheet(), _Sheet(), _Sheet(), _Sheet()
    gap = (66, 58, 74)[variant]
    for row in range(-1, TILE // gap + 2):
        for column in range(-1, TILE // gap + 2):
            x = column * gap + (gap // 2 if row % 2 else 0) + random_.uniform(-7, 7)
            y = row * gap * 0.86 + random_.uniform(-7, 7)
            size = gap * random_.uniform(0.3, 0.4)
            turn = random_.uniform(0, 72)
            for leaf in (turn + 36, turn + 180):
                angle = math.radians(leaf)
                reach = size * 1.15
                leaves.polygon(
                    ellipse(x + reach * math.cos(angle), y + reach * math.sin(angle), size * 0.5, size * 0.22, leaf)
                )
            sheet = first if (row + column) % 2 else second
            for petal in range(5):
                angle = math.radians(turn + 72 * petal)
                spot = (x + 0.56 * size * math.cos(angle), y + 0.56 * size * math.sin(angle))
                outline = ellipse(*spot, size * 0.46, size * 0.36, turn + 72 * petal)
                sheet.polygon(outline)
                leaves.polygon(outline, 0)
            hearts.polygon(ellipse(x, y, size * 0.25, size * 0.25))
    return first.done(), second.done(), hearts.done(), leaves.done()


def _complicated(variant: int) -> tuple[Image.Image, ...]:
    if variant == 1:
        return _zigzag()
    random_ = np.random.default_rng(7 + variant)
    masks = []
    for _ in range(2):
        noise = Image.fromarray(random_.integers(0, 256, (26, 26), dtype=np.uint8), "L")
        smooth = noise.resize((2 * TILE, 2 * TILE), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(9))
        masks.append(smooth.point(lambda value: 255 if value > 148 else 0).reduce(2))
    return tuple(masks)


def _zigzag() -> tuple[Image.Image, ...]:
    first, second = _Sheet(), _Sheet()
    for row, top in enumerate(range(-40, TILE, 27)):
        sheet = (first, second)[row % 2]
        upper = [(x, top + (24 if (x // 24) % 2 else 0)) for x in range(-24, TILE + 48, 24)]
        lower = [(x, y + 14) for x, y in reversed(upper)]
        sheet.polygon(np.array(upper + lower, dtype=float))
    return first.done(), second.done()


def weave_masks(fabric: Fabric, base: Colour) -> tuple[tuple[Image.Image, Colour], ...]:
    """The marks that a fabric's making leaves: masks, and the colour of each on a ground colour."""
    if fabric is Fabric.DENIM:
        pale, dark = _twill()
        return (pale, lighter(base, 0.7)), (dark, darker(base, 0.6))
    if fabric is Fabric.KNITTING:
        dark, light = _stitches()
        return (dark, darker(base, 0.6)), (light, lighter(base, 0.6))
    if fabric is Fabric.FURRY:
        dark, light = _tufts()
        return (dark, darker(base, 0.5)), (light, lighter(base, 0.7))
    if fabric is Fabric.OTHER:
        dark, light = _sequins()
        return (dark, darker(base, 0.55)), (light, (255, 255, 250))
    return ()


@functools.lru_cache(maxsize=1)
def _twill() -> tuple[Image.Image, Image.Image]:
    """Diagonal lines, and the slubs of the warp: they can still be seen where the lines have run together."""
    rows, columns = np.mgrid[0:TILE, 0:TILE]
    noise = np.random.default_rng(3).uniform(0.4, 1.0, (TILE, TILE))
    lines = Image.fromarray((((rows + columns) % 5 < 2) * noise * 96).astype(np.uint8), "L")
    random_ = random.Random("denim")
    sheets = (_Sheet(), _Sheet())
    for number in range(1700):
        x, y = random_.uniform(0, 2 * TILE), random_.uniform(-100, 2 * TILE)
        long, ink = random_.uniform(40, 120), random_.randint(40, 84)
        sheets[number % 2].pen.line((x, y, x, y + long), fill=ink, width=random_.choice((4, 6, 8)))
    return ImageChops.lighter(lines, sheets[0].done()), sheets[1].done()


@functools.lru_cache(maxsize=1)
def _stitches() -> tuple[Image.Image, Image.Image]:
    """Columns of coarse stitches, dark below and light above, so that they show on any ground."""
    dark, light = _Sheet(), _Sheet()
    for x in range(0, 2 * TILE + 36, 36):
        for y in range(-32, 2 * TILE + 32, 28):
            for tip in (-1, 1):
                dark.pen.line((x, y + 30, x + tip * 17, y + 6), fill=132, width=7)
                light.pen.line((x, y + 19, x + tip * 17, y - 5), fill=84, width=5)
    return dark.done(), light.done()


@functools.lru_cache(maxsize=1)
def _tufts() -> tuple[Image.Image, Image.Image]:
    random_ = random.Random("fur")
    sheets = (_Sheet(), _Sheet())
    for sheet in sheets:
        for _ in range(7000):
            x, y = random_.uniform(0, 2 * TILE), random_.uniform(0, 2 * TILE)
            bend = random_.uniform(-12, 12)
            sheet.pen.line((x, y, x + bend * 0.4, y + 11, x + bend, y + 24), fill=random_.randint(60, 150), width=3)
    return sheets[0].done(), sheets[1].done()


@functools.lru_cache(maxsize=1)
def _sequins() -> tuple[Image.Image, Image.Image]:
    random_ = random.Random("sequins")
    dark, light = _Sheet(), _Sheet()
    for row in range(0, TILE // 10 + 1):
        for column in range(0, TILE // 12 + 1):
            x, y = 24 * column + (12 if row % 2 else 0), 20 * row
            dark.pen.arc((x - 11, y - 11, x + 11, y + 11), 0, 180, fill=110, width=4)
            if random_.random() < 0.28:
                size = random_.choice((4, 5, 8))
                light.pen.ellipse((x - size, y - size, x + size, y + size), fill=random_.randint(120, 235))
    return dark.done(), light.done()
