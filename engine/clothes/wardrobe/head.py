"""Head and face."""

from engine.clothes.attributes import Accessory
from engine.clothes.wardrobe.body import Body
from engine.clothes.wardrobe.canvas import Canvas, Part
from engine.clothes.wardrobe.palette import darker, luminance, mixed
from engine.clothes.wardrobe.shapes import (
    Limb,
    Points,
    Shape,
    curve,
    ellipse,
    mirrored,
    moved,
    points,
    stroke,
    symmetric,
)

EYES = 71.0


def face_outline(body: Body) -> Points:
    """The outline of the head from the front; a man's jaw is broader."""
    if body.man:
        return symmetric(curve([(0, 2), (29, 8), (46, 33), (49, 62), (47, 90), (39, 113), (22, 130), (0, 135)]))
    return symmetric(curve([(0, 2), (27, 8), (43, 33), (46, 62), (43, 88), (32, 112), (15, 128), (0, 132)]))


def draw_skull(canvas: Canvas, body: Body) -> None:
    """The neck's upper end and ears, for a head seen from behind."""
    for side in (-1, 1):
        canvas.fill([ellipse(side * 50, 70, 7, 13)], mixed(body.skin, body.shadow, 0.2))


def draw_head(canvas: Canvas, body: Body) -> None:
    """Ears and face, without hair."""
    turn = 12.0 * body.turn
    for side in (-1, 1):
        if side != body.turn:
            canvas.fill([ellipse(side * 47 - turn * 0.2, 72, 7, 13)], mixed(body.skin, body.shadow, 0.25))
    part = canvas.fill([face_outline(body)], body.skin)
    canvas.shade(part, body.shadow, 0.22, (-7, -3), 6)
    cheeks = [ellipse(turn + side * 26, 94, 12, 8) for side in (-1, 1)]
    canvas.detail(part, cheeks, (226, 96, 88), opacity=0.06 if body.man else 0.2, blur=4)
    if body.man:
        _beard(canvas, body, part, turn)
    _nose(canvas, body, part, turn)
    _mouth(canvas, body, part, turn)
    if Accessory.SUNGLASSES not in body.outfit.attributes.accessories:
        _eyes(canvas, body, part, turn)
    _brows(canvas, body, part, turn)


def _eyes(canvas: Canvas, body: Body, part: Part, turn: float) -> None:
    height = 4.8 if body.man else 6.0
    whites: Shape = []
    irises: Shape = []
    glints: Shape = []
    lids: Shape = []
    for side in (-1, 1):
        narrow = 0.8 if side == body.turn else 1.0
        x = turn + side * 20.5 * (0.94 if side == body.turn else 1.0)
        whites.append(ellipse(x, EYES, 9 * narrow, height))
        irises.append(ellipse(x + turn * 0.1, EYES + 0.4, 4.8 * narrow, 5.0))
        glints.append(ellipse(x + 1.6, EYES - 1.6, 1.4, 1.4))
        arch = EYES - height - 0.5
        lid = curve([(x - 10 * narrow, EYES + 1), (x - 4, arch), (x + 4, arch), (x + 10 * narrow, EYES + 1)])
        lids += stroke(lid, 2.6 if body.man else 3.6)
        if not body.man:
            lids += stroke([(x + side * 8, EYES - 1), (x + side * 13, EYES - 3.5)], 2.6)
    canvas.detail(part, whites, (252, 250, 247))
    canvas.detail(part, irises, (52, 34, 26))
    canvas.detail(part, glints, (255, 255, 255))
    canvas.detail(part, lids, (40, 28, 26))


def _brows(canvas: Canvas, body: Body, part: Part, turn: float) -> None:
    colour = darker(body.outfit.person.hair_colour, 0.25)
    if luminance(colour) > 130:
        colour = mixed(colour, (110, 78, 48), 0.5)
    for side in (-1, 1):
        x = turn + side * 21
        lift = 0.0 if body.man else -2.5
        brow = Limb(
            [(x - side * 11, 55.5 + lift), (x + side * 2, 52.5 + lift), (x + side * 12, 57.5 + lift)],
            (6.6, 6.4, 3) if body.man else (3.6, 3.4, 1.2),
        )
        canvas.detail(part, brow.part(), colour, opacity=0.92)


def _nose(canvas: Canvas, body: Body, part: Part, turn: float) -> None:
    x = turn * 1.35
    side = body.turn or 1
    bridge = curve([(x + side * 2, 74), (x + side * 5, 86), (x + side * 6, 92), (x + side * 1, 95)])
    canvas.detail(part, stroke(bridge, 3.2 if body.man else 2.4), body.shadow, opacity=0.6)


def _mouth(canvas: Canvas, body: Body, part: Part, turn: float) -> None:
    x, y = turn * 1.15, 110.0
    if body.man:
        canvas.detail(
            part,
            stroke(curve([(x - 15, y - 3), (x - 7, y + 2), (x, y + 3.4), (x + 7, y + 2), (x + 15, y - 3)]), 3.2),
            mixed(body.shadow, (120, 40, 40), 0.5),
        )
        canvas.detail(part, [ellipse(x, y + 7, 8, 2)], body.shadow, opacity=0.3)
        return
    lips = points(
        [
            *curve([(x - 15, y - 2), (x - 5, y - 4), (x, y - 2.6), (x + 5, y - 4), (x + 15, y - 2)]),
            *curve([(x + 15, y - 2), (x + 7, y + 5), (x, y + 7.5), (x - 7, y + 5), (x - 15, y - 2)]),
        ]
    )
    mask = canvas.detail(part, [lips], body.outfit.person.lips)
    canvas.detail(
        mask,
        stroke(curve([(x - 17, y - 3), (x - 8, y + 0.5), (x, y + 1.6), (x + 8, y + 0.5), (x + 17, y - 3)]), 1.8),
        darker(body.outfit.person.lips, 0.5),
    )


def _beard(canvas: Canvas, body: Body, part: Part, turn: float) -> None:
    beard = body.outfit.person.beard
    if beard == "none":
        return
    half = [(52.0, 74.0), (45, 84), (34, 100), (18, 99), (0, 97)]
    inner = curve(half)
    outline = points([*inner, *(mirrored(inner)), (-60, 150), (60, 150)])
    mouth = [ellipse(turn * 1.15, 110, 15, 6)]
    shifted = moved(outline, turn * 0.5, 0)
    if beard == "full":
        canvas.detail(part, [shifted], darker(body.outfit.person.hair_colour, 0.1), opacity=0.92, holes=mouth)
    else:
        canvas.detail(part, [shifted], mixed(body.outfit.person.hair_colour, body.skin, 0.2), opacity=0.34, blur=2)
