"""What is worn beside the garments, drawn large enough to be seen when the picture is shrunk to 336 x 224."""

import math

from engine.clothes.wardrobe.body import Body, hand_place
from engine.clothes.wardrobe.canvas import Canvas
from engine.clothes.wardrobe.finish import fold
from engine.clothes.wardrobe.outfit import Colours, View
from engine.clothes.wardrobe.palette import Colour, darker, distance, lighter, luminance
from engine.clothes.wardrobe.shapes import Limb, Shape, curve, ellipse, mirrored, points, stroke, symmetric
from engine.clothes.wardrobe.textures import Cloth

GOLD: Colour = (226, 178, 68)
GLASS: Colour = (34, 32, 40)
_BELTS: tuple[Colour, ...] = ((92, 56, 36), (150, 52, 40), (34, 32, 38))


def _shaded(canvas: Canvas, shape: Shape, colour: Colour, shift: tuple[int, int] = (-5, -2)) -> None:
    part = canvas.fill(shape, colour)
    canvas.shade(part, darker(colour, 0.5), 0.55, shift, 3)


def draw_belt(canvas: Canvas, body: Body) -> None:
    """A broad belt with a golden buckle at the waist."""
    top = body.belt_line
    wide = body.side(body.belt_line) + 7
    look = body.outfit.look
    colour = look.accent
    if luminance(colour) >= 150:
        # The golden buckle would not stand out on a light one.
        ground = (look.upper.base, look.lower.base)
        colour = max(_BELTS, key=lambda belt: min(distance(belt, cloth) for cloth in ground))
    outline = points(
        [
            *curve([(-wide, top - 1), (0, top + 4), (wide, top - 1)]),
            *curve([(wide + 2, top + 21), (0, top + 26), (-wide - 2, top + 21)]),
        ]
    )
    part = canvas.fill([outline], colour)
    canvas.shade(part, darker(colour, 0.5), 0.6, (-5, -5), 3)
    canvas.shade(part, lighter(colour, 0.5), 0.5, (0, 3), 1)
    if body.view is not View.BACK:
        x, y = float(body.front), top + 15.0
        frame = points([(x - 19, y - 17), (x + 19, y - 17), (x + 19, y + 17), (x - 19, y + 17)])
        hole = points([(x - 12, y - 10), (x + 12, y - 10), (x + 12, y + 10), (x - 12, y + 10)])
        buckle = canvas.fill([frame], GOLD, holes=[hole])
        canvas.shade(buckle, (120, 80, 20), 0.7, (-2, -2), 1)


def draw_waist_clothing(canvas: Canvas, body: Body) -> None:
    """A shirt tied around the waist by its sleeves."""
    top = body.belt_line
    look = body.outfit.look
    colours = Colours(look.accent, lighter(look.accent, 0.6), darker(look.accent, 0.4))
    cloth = Cloth(None, None, colours, 0, (0, 0, 1))
    wide = body.hip + 13
    apron = [
        *curve([(body.side(top) + 6, top), (wide, 440), (wide + 14, 560)]),
        *curve([(wide + 10, 570), (wide - 24, 560), (wide - 34, 450), (20, 400)]),
    ]
    shape: Shape = (
        [symmetric(points([*apron[:10], (wide + 14, 566), (0, 576)]))]
        if body.view is View.BACK
        else [points(apron), mirrored(points(apron))]
    )
    part = canvas.fill(shape, cloth.base)
    canvas.shade(part, cloth.shadow, 0.5, (-8, 0), 5)
    _shaded(
        canvas,
        Limb([(-body.side(top) - 6, top + 12), (0, top + 22), (body.side(top) + 6, top + 12)], (30, 36, 30)).part(),
        cloth.base,
    )
    if body.view is not View.BACK:
        for side, low in ((-1, 520), (1, 486)):
            _shaded(
                canvas,
                Limb([(side * 6, top + 26), (side * 18, 430), (side * 30, low)], (20, 30, 24)).part(),
                cloth.base,
            )
        _shaded(canvas, [ellipse(0, top + 26, 21, 17)], lighter(cloth.base, 0.15))
    fold(canvas, part, cloth, [(-wide, 420), (-wide + 8, 490), (-wide, 550)], width=5.0)


def draw_wrist(canvas: Canvas, body: Body) -> None:
    """A bangle, a watch or a cuff; worn on the arm that shows."""
    index = body.outfit.look.variant // 2 % 2
    if index == body.far:
        index = 1 - index
    arm, kind = body.arms[index], body.outfit.look.wrist
    colour = {"bangle": GOLD, "watch": (40, 36, 42), "cuff": body.outfit.look.accent}[kind]
    _shaded(canvas, arm.part(0.935, 0.985, pad=9, round_start=False), colour)
    if kind == "watch":
        x, y = arm.at(0.96)
        _shaded(canvas, [ellipse(x, y, 13, 13)], GOLD, (-2, -2))
        canvas.fill([ellipse(x, y, 9, 9)], (250, 250, 248))
        canvas.fill(stroke([(x, y - 6), (x, y), (x + 5, y + 2)], 2, taper=False), (30, 30, 40))
    elif kind == "cuff":
        # Golden rims tell it from the cuff of a sleeve.
        for share in (0.931, 0.979):
            canvas.fill(arm.part(share, share + 0.012, pad=11, round_start=False), GOLD)
    elif kind == "bangle":
        canvas.fill(arm.part(0.953, 0.963, pad=10, round_start=False), lighter(GOLD, 0.75))


def draw_ring(canvas: Canvas, body: Body) -> None:
    """A ring with a large stone."""
    index = 1 - body.outfit.look.variant // 2 % 2
    if index == body.far:
        index = 1 - index
    x, y, degrees = hand_place(body, index)
    reach = 44.0 if body.man else 37.0
    angle = math.radians(degrees)
    x, y = x - math.sin(angle) * reach, y + math.cos(angle) * reach
    canvas.fill(
        stroke(
            [
                (x - 13 * math.cos(angle), y - 13 * math.sin(angle)),
                (x + 13 * math.cos(angle), y + 13 * math.sin(angle)),
            ],
            6,
            taper=False,
        ),
        GOLD,
    )
    stone: Colour = (196, 30, 70) if body.outfit.look.variant % 3 else (28, 110, 200)
    _shaded(canvas, [ellipse(x, y, 11, 11)], GOLD, (-2, -2))
    canvas.fill([ellipse(x, y, 8.5, 8.5)], stone)
    canvas.fill([ellipse(x - 2.5, y - 2.5, 3, 3)], (255, 255, 255))


def draw_neckwear(canvas: Canvas, body: Body) -> None:
    """A scarf, a bandana, a tie, beads or a pendant."""
    kind, accent = body.outfit.look.neckwear, body.outfit.look.accent
    x, neck = body.front * 0.6, body.neck
    behind = body.view is View.BACK
    if kind == "scarf":
        if not behind:
            _shaded(canvas, Limb([(x + 20, 176), (x + 30, 226), (x + 26, 286)], (30, 36, 40)).part(), accent, (-8, -2))
            for step in range(5):
                foot = x + 10 + 8 * step
                canvas.fill(stroke([(foot, 282), (foot, 300)], 4, taper=False), darker(accent, 0.2))
        wrap = symmetric(
            curve([(0, 138), (neck + 8, 131), (neck + 22, 146), (neck + 28, 172), (neck + 12, 196), (0, 204)])
        )
        part = canvas.fill([wrap], accent)
        canvas.shade(part, darker(accent, 0.5), 0.6, (-8, -6), 4)
        for low in (158, 180):
            canvas.detail(
                part,
                stroke(curve([(-neck - 24, low - 12), (0, low + 6), (neck + 24, low - 12)]), 5),
                darker(accent, 0.5),
                opacity=0.6,
                blur=1,
            )
    elif behind:
        return
    elif kind == "bandana":
        part = canvas.fill([points([*curve([(-neck - 14, 146), (x, 160), (neck + 14, 146)]), (x, 232)])], accent)
        canvas.shade(part, darker(accent, 0.5), 0.6, (-6, -5), 3)
        for dot_x, dot_y in ((-20, 168), (0, 176), (20, 168), (-10, 190), (10, 190), (0, 208)):
            canvas.detail(part, [ellipse(x + dot_x, dot_y, 4, 4)], lighter(accent, 0.8))
    elif kind == "tie":
        blade = points([(x - 8, 228), (x + 8, 228), (x + 19, 336), (x, 362), (x - 19, 336)])
        part = canvas.fill([blade], accent)
        for y in range(244, 360, 22):
            canvas.detail(part, stroke([(x - 30, y + 12), (x + 30, y - 12)], 6, taper=False), lighter(accent, 0.55))
        canvas.shade(part, darker(accent, 0.5), 0.6, (-5, -2), 3)
        _shaded(canvas, [points([(x - 15, 206), (x + 15, 206), (x + 9, 232), (x - 9, 232)])], accent, (-3, -3))
    else:
        lowest = 236.0 if kind == "beads" else 262.0
        line = Limb(
            [
                (-neck - 8, 158),
                (x - neck * 0.8, lowest - 34),
                (x, lowest),
                (x + neck * 0.8, lowest - 34),
                (neck + 8, 158),
            ],
            [4.5] * 5,
        )
        if kind == "beads":
            for step in range(15):
                bead_x, bead_y = line.at((step + 0.5) / 15)
                size = 9.0 - 0.45 * abs(step - 7)
                _shaded(canvas, [ellipse(bead_x, bead_y, size, size)], accent if step % 2 else GOLD, (-2, -2))
        else:
            _shaded(canvas, line.part(), GOLD, (-1, -1))
            _shaded(canvas, [ellipse(x, lowest + 10, 15, 17)], GOLD, (-3, -3))
            canvas.fill([ellipse(x, lowest + 10, 9, 11)], accent if luminance(accent) < 190 else (30, 120, 130))


def draw_glasses(canvas: Canvas, body: Body) -> None:
    """Sunglasses: dark lenses in a strong frame."""
    turn = 12.0 * body.turn
    for side in (-1, 1):
        x = turn + side * 22
        half = 0.86 if side == body.turn else 1.0
        lens = curve(
            [
                (x - 20 * half, 61),
                (x, 58),
                (x + 20 * half, 61),
                (x + 18 * half, 80),
                (x, 88),
                (x - 18 * half, 80),
                (x - 20 * half, 61),
            ]
        )
        part = canvas.fill([lens], GLASS)
        canvas.detail(part, stroke([(x - 13, 78), (x - 3, 62)], 6), (150, 156, 178), opacity=0.8)
    canvas.fill(stroke([(turn - 5, 64), (turn + 5, 64)], 5, taper=False), GLASS)
    for side in (-1, 1):
        if side != body.turn:
            canvas.fill(stroke([(turn + side * 40, 63), (side * 50, 66)], 5, taper=False), GLASS)


def draw_held_glasses(canvas: Canvas, body: Body) -> None:
    """Glasses hung from the front of the upper garment."""
    x, y = body.front + 4, 262.0
    canvas.fill(stroke([(x, y - 34), (x, y)], 5, taper=False), GLASS)
    for side in (-1, 1):
        rim = canvas.fill([ellipse(x + side * 19, y + 6, 17, 14)], GLASS)
        canvas.detail(rim, [ellipse(x + side * 19, y + 6, 12, 9)], (128, 152, 178))
        canvas.detail(rim, stroke([(x + side * 19 - 8, y + 10), (x + side * 19 + 2, y)], 4), (226, 236, 244))


def draw_hat(canvas: Canvas, body: Body) -> None:
    """A hat with a brim, a fedora, a knitted hat or a cap."""
    kind, accent = body.outfit.look.hat, body.outfit.look.accent
    straw: Colour = (222, 186, 128)
    behind = body.view is View.BACK
    x = 10.0 * body.turn
    if kind in ("brim", "fedora"):
        colour = straw if kind == "brim" else darker(accent, 0.25) if luminance(accent) < 170 else (112, 84, 62)
        wide = 106 if kind == "brim" else 80
        brim = canvas.fill([ellipse(0, 26, wide, 17 if not behind else 15)], darker(colour, 0.12))
        canvas.shade(brim, darker(colour, 0.5), 0.6, (0, -5), 3)
        crown = symmetric(curve([(0, -38), (24, -42), (40, -30), (50, 4), (53, 22), (0, 32)]))
        part = canvas.fill([crown], colour)
        canvas.shade(part, darker(colour, 0.5), 0.5, (-9, 0), 5)
        canvas.detail(
            part,
            stroke(curve([(-60, 8), (0, 18), (60, 8)]), 15, taper=False),
            accent if kind == "brim" else darker(colour, 0.5),
        )
        canvas.detail(part, stroke([(-12, -42), (0, -32), (12, -42)], 7), darker(colour, 0.45), opacity=0.6)
    elif kind == "beanie":
        part = canvas.fill([symmetric(curve([(0, -34), (30, -26), (50, 2), (56, 34), (0, 40)]))], accent)
        canvas.shade(part, darker(accent, 0.5), 0.5, (-8, 0), 5)
        cuff = canvas.fill(
            [points([*curve([(-57, 18), (0, 8), (57, 18)]), *curve([(58, 40), (0, 31), (-58, 40)])])],
            lighter(accent, 0.2),
        )
        for step in range(-52, 56, 9):
            canvas.detail(cuff, stroke([(step, 0), (step, 46)], 2.6, taper=False), darker(accent, 0.45), opacity=0.5)
        _shaded(canvas, [ellipse(0, -32, 14, 12)], lighter(accent, 0.45))
    else:
        part = canvas.fill([symmetric(curve([(0, -24), (30, -19), (50, 4), (55, 32), (0, 30)]))], accent)
        canvas.shade(part, darker(accent, 0.5), 0.5, (-8, 0), 5)
        canvas.detail(
            part, stroke(curve([(x, -26), (x * 1.3, 0), (x * 1.4, 30)]), 2.4), darker(accent, 0.45), opacity=0.6
        )
        if not behind:
            visor = points(
                [
                    *curve([(-50 + x, 30), (x * 1.4, 18), (50 + x, 30)]),
                    *curve([(52 + x * 1.6, 42), (x * 2.2, 52), (-52 + x * 1.6, 42)]),
                ]
            )
            _shaded(canvas, [visor], darker(accent, 0.22), (0, -4))
