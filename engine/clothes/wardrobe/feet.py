"""Feet: shoes and socks."""

from engine.clothes.attributes import Accessory
from engine.clothes.wardrobe.body import ANKLE, Body
from engine.clothes.wardrobe.canvas import Canvas
from engine.clothes.wardrobe.outfit import View
from engine.clothes.wardrobe.palette import Colour, darker, lighter, luminance
from engine.clothes.wardrobe.shapes import Points, curve, ellipse, loop, placed, stroke

# Around the ankle, for the right foot seen from the front: the toes point outwards.
_FOOT = loop([(-14, -8), (-16, 20), (-18, 44), (-8, 58), (14, 60), (34, 57), (37, 45), (27, 28), (15, 10), (13, -8)])
_HEEL = loop([(-14, -8), (-17, 30), (-17, 52), (-8, 60), (8, 60), (17, 52), (17, 30), (14, -8)])
_PUMP = loop([(-12, -8), (-14, 16), (-14, 40), (-5, 60), (6, 64), (16, 58), (18, 42), (14, 16), (11, -8)])
_THROAT = curve([(-60, 14), (-14, 30), (2, 42), (16, 32), (60, 18)])
SOCK: Colour = (240, 238, 233)


def draw_feet(canvas: Canvas, body: Body) -> None:
    """Both feet, in shoes, socks, or both."""
    worn = body.outfit.attributes.accessories
    for index in (0, 1):
        if Accessory.SOCKS in worn:
            _sock(canvas, body, index, 0.83)
            _foot(canvas, body, index, SOCK)
            continue
        if Accessory.SOCKS_IN_SHOES in worn:
            _sock(canvas, body, index, 0.885)
        _shoe(canvas, body, index)


def _outline(body: Body, index: int) -> tuple[Points, int]:
    side = -1 if index == 0 else 1
    facing = body.turn or side
    x, _ = body.legs[index].at(1.0)
    size = 1.18 if body.man else 1.0
    slender = body.outfit.look.shoe_kind == "pump" and Accessory.SOCKS not in body.outfit.attributes.accessories
    shape = _HEEL if body.view is View.BACK else _PUMP if slender else _FOOT
    return placed(shape * (size, 1.0), x, ANKLE, flip=facing < 0), facing


def _foot(canvas: Canvas, body: Body, index: int, colour: Colour) -> None:
    outline, _ = _outline(body, index)
    part = canvas.fill([outline], colour)
    canvas.shade(part, darker(colour, 0.45), 0.5, (-5, -4), 3)
    canvas.shade(part, darker(colour, 0.45), 0.5, (3, 0), 2)


def _sock(canvas: Canvas, body: Body, index: int, start: float) -> None:
    leg = body.legs[index]
    accent = body.outfit.look.accent
    if luminance(accent) > 200:
        accent = (64, 88, 140)
    part = canvas.fill(leg.part(start, 1.0, pad=5, round_start=False), SOCK)
    canvas.shade(part, (150, 148, 156), 0.7, (-6, 0), 4)
    canvas.shade(part, (150, 148, 156), 0.6, (3, 0), 2)
    for share in (0.025, 0.05):
        canvas.detail(part, leg.part(start + share - 0.008, start + share + 0.006, pad=12, round_start=False), accent)


def _shoe(canvas: Canvas, body: Body, index: int) -> None:
    kind, colour = body.outfit.look.shoe_kind, body.outfit.look.shoe
    outline, facing = _outline(body, index)
    x, _ = body.legs[index].at(1.0)
    behind = body.view is View.BACK
    dark = darker(colour, 0.5)
    if kind in ("pump", "flat"):
        skin = canvas.fill([outline], body.skin)
        canvas.shade(skin, body.shadow, 0.3, (-5, -2), 3)
        cover = placed([(-60, 30), (0, 34), (60, 30), (60, 80), (-60, 80)], x, ANKLE)
        if not behind:
            cover = placed([*_THROAT, (60, 80), (-60, 80)], x, ANKLE, flip=facing < 0)
        part = canvas.detail(skin, [cover], colour)
        if kind == "pump" and behind:
            heel = placed([(-9, 44), (9, 44), (4, 68), (-4, 68)], x, ANKLE - 4)
            canvas.fill([heel], dark)
    else:
        if kind == "boot":
            shaft = canvas.fill(body.legs[index].part(0.86, 1.0, pad=11, round_start=False), colour)
            canvas.shade(shaft, dark, 0.5, (-7, 0), 4)
            canvas.shade(shaft, dark, 0.4, (0, 4), 2)
        part = canvas.fill([outline], colour)
        low = placed([(-80, 50), (80, 50), (80, 90), (-80, 90)], x, ANKLE)
        sole = (246, 244, 240) if kind == "sneaker" and luminance(colour) < 190 else dark
        canvas.detail(part, [low], sole)
        if kind == "sneaker" and not behind:
            for y in (14, 22, 30):
                lace = [(x + facing * (-4 + y * 0.25), ANKLE + y), (x + facing * (9 + y * 0.35), ANKLE + y - 2)]
                canvas.detail(
                    part, stroke(lace, 3, taper=False), lighter(colour, 0.8) if luminance(colour) < 170 else dark
                )
        elif kind == "loafer" and not behind:
            canvas.detail(part, [ellipse(x + facing * 2, ANKLE + 4, 12, 16)], body.skin)
            canvas.detail(
                part, stroke([(x - facing * 14, ANKLE + 28), (x + facing * 24, ANKLE + 30)], 5, taper=False), dark
            )
    canvas.shade(part, dark, 0.45, (-5, -3), 3)
