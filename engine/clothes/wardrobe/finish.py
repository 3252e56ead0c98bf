"""What makes a flat patch look like cloth: folds, sheen, drape, fur, seams and prints."""

import random

from engine.clothes.attributes import Fabric, Pattern
from engine.clothes.wardrobe.canvas import Canvas, Paint, Part
from engine.clothes.wardrobe.emblems import emblem
from engine.clothes.wardrobe.palette import Colour, lighter
from engine.clothes.wardrobe.shapes import Pairs, Shape, bounds, spikes, stroke, strokes
from engine.clothes.wardrobe.textures import Cloth

STITCH: Colour = (214, 160, 84)


def lay_cloth(
    canvas: Canvas, shape: Shape, cloth: Cloth, *, holes: Shape | None = None, degrees: float = 0.0, seed: int = 0
) -> Part:
    """Lay a piece of a garment with its fabric's edge, body and shade.

    Args:
        degrees: how far the cloth is turned, for sleeves.
        seed: where folds and highlights fall.
    """
    if cloth.fabric is Fabric.FURRY:
        shape = [*shape, *spikes(shape, 15.0, seed)]
    paint: Paint = cloth.slanted(degrees) if degrees else cloth
    part = canvas.fill(shape, paint, holes=holes, opacity=cloth.opacity)
    if cloth.fabric is Fabric.LEATHER:
        _sheen(canvas, part, shape, cloth, seed)
    elif cloth.fabric is Fabric.CHIFFON:
        _drape(canvas, part, shape, cloth, seed)
    canvas.shade(part, cloth.shadow, 0.4, (-10, -1), 7)
    canvas.shade(part, cloth.light, 0.22, (6, 2), 5)
    return part


def fold(canvas: Canvas, part: Part, cloth: Cloth, *lines: Pairs, width: float = 4.0, opacity: float = 0.34) -> None:
    """Soft creases along some lines."""
    canvas.detail(part, strokes(lines, width), cloth.shadow, opacity=opacity, blur=1.2)


def seam(canvas: Canvas, part: Part, cloth: Cloth, *lines: Pairs, width: float = 2.0) -> None:
    """Sewn lines; on denim yellow ones."""
    denim = cloth.fabric is Fabric.DENIM
    shape = strokes(lines, width, taper=False)
    canvas.detail(part, shape, STITCH if denim else cloth.shadow, opacity=0.9 if denim else 0.4)


def band(canvas: Canvas, part: Part, cloth: Cloth, line: Pairs, width: float, colour: Colour | None = None) -> None:
    """A ribbed or plain band along a line: necklines, cuffs, hems."""
    strip = canvas.detail(part, stroke(line, width, taper=False), colour or cloth.trim)
    canvas.shade(strip, cloth.shadow, 0.3, (0, -3), 1)


def print_emblem(canvas: Canvas, part: Part, cloth: Cloth, x: float, y: float, size: float) -> None:
    """The large print of a graphic garment."""
    if cloth.pattern is not Pattern.GRAPHIC:
        return
    inks = (cloth.colours.base, cloth.colours.second, cloth.colours.third)
    for shape, ink in emblem(cloth.variant, x, y, size):
        canvas.detail(part, shape, inks[ink])


def _sheen(canvas: Canvas, part: Part, shape: Shape, cloth: Cloth, seed: int) -> None:
    left, top, right, bottom = bounds(shape)
    width, height = right - left, bottom - top
    rng = random.Random(seed)
    broad: Shape = []
    narrow: Shape = []
    for share in (0.24, 0.62):
        x = left + width * (share + rng.uniform(-0.05, 0.05))
        start, end = top + height * rng.uniform(0.06, 0.2), top + height * rng.uniform(0.7, 0.95)
        line = [(x, start), (x + width * 0.05, (start + end) / 2), (x - width * 0.02, end)]
        thickness = max(5.0, min(15.0, width * 0.11))
        broad += stroke(line, thickness)
        narrow += stroke(line, thickness * 0.3)
    canvas.detail(part, broad, lighter(cloth.base, 0.85), opacity=0.5, blur=3)
    canvas.detail(part, narrow, (255, 255, 255), opacity=0.6, blur=1)


def _drape(canvas: Canvas, part: Part, shape: Shape, cloth: Cloth, seed: int) -> None:
    left, top, right, bottom = bounds(shape)
    rng = random.Random(seed)
    count = max(2, int((right - left) / 24))
    dark: Shape = []
    light: Shape = []
    for step in range(count):
        x = left + (right - left) * (step + 0.5 + rng.uniform(-0.2, 0.2)) / count
        start = top + (bottom - top) * rng.uniform(0.15, 0.45)
        foot = x + (x - (left + right) / 2) * 0.12
        line = [(x, start), (x + rng.uniform(-5, 5), (start + bottom) / 2), (foot, bottom)]
        dark += stroke(line, 7.0)
        light += stroke([(a + 8, b) for a, b in line], 6.0)
    canvas.detail(part, dark, cloth.shadow, opacity=0.34, blur=1.6)
    canvas.detail(part, light, (255, 255, 255), opacity=0.6, blur=1.6)
