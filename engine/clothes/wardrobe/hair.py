"""Hair: what lies behind the body, what frames the face, and the head seen from behind."""

import math

import numpy as np

from engine.clothes.attributes import Accessory
from engine.clothes.wardrobe.body import Body
from engine.clothes.wardrobe.canvas import Canvas, Part
from engine.clothes.wardrobe.outfit import View
from engine.clothes.wardrobe.palette import Colour, darker, lighter
from engine.clothes.wardrobe.shapes import (
    Limb,
    Pairs,
    Points,
    Shape,
    curve,
    ellipse,
    mirrored,
    stroke,
    strokes,
    symmetric,
)

LONG = ("long", "wavy", "half-up")


class Hair:
    """Draws one person's hair."""

    def __init__(self, body: Body) -> None:
        person = body.outfit.person
        self.body = body
        self.style = person.hair
        if Accessory.HAT in body.outfit.attributes.accessories:
            self.style = {"bun": "bob", "half-up": "long", "quiff": "crop", "curls": "crop"}.get(self.style, self.style)
        self.colour = person.hair_colour
        self.shadow: Colour = darker(self.colour, 0.45)
        self.light: Colour = lighter(self.colour, 0.28)
        self.side = 1 if body.outfit.look.variant % 2 else -1
        self.face = 12.0 * body.turn

    def draw_behind(self, canvas: Canvas) -> None:
        """What lies behind neck and shoulders, in a view from the front."""
        shapes: dict[str, Shape] = {
            "long": [self._fall(286, 0)],
            "half-up": [self._fall(262, 0)],
            "wavy": [self._fall(262, 5)],
            "bob": [self._fall(146, 0)],
            "curly": self._cloud(),
            "bun": [ellipse(self.face * -1.2, -14, 25, 22)],
            "ponytail": self._tail(),
        }
        shape = shapes.get(self.style)
        if shape is None or self.body.man:
            return
        part = canvas.fill(shape, self.shadow if self.style in (*LONG, "bob") else self.colour)
        canvas.shade(part, self.shadow, 0.6, (-7, -3), 5)

    def draw_front(self, canvas: Canvas) -> None:
        """What frames the face and falls over the shoulders."""
        if self.body.man:
            self._men(canvas)
            return
        part = canvas.fill([self._cap()], self.colour)
        self._strands(canvas, part)
        if self.style in LONG:
            self._locks(canvas, 246 if self.style == "half-up" else 262, 5 if self.style == "wavy" else 0)
        elif self.style == "bob":
            self._locks(canvas, 138, 0)
        elif self.style == "braid":
            self._braid(canvas)
        elif self.style == "curly":
            x = self.face
            ring: Shape = [
                ellipse(x * 0.3 + 57 * math.cos(a), 34 + 46 * math.sin(a), 19, 18) for a in np.linspace(-3.5, 0.36, 13)
            ]
            curls = canvas.fill(ring, self.colour)
            self._ringlets(canvas, curls, ring)

    def draw_back(self, canvas: Canvas) -> None:
        """The head from behind."""
        skull = symmetric(curve([(0, -11), (26, -7), (47, 14), (53, 52), (48, 92), (34, 118), (0, 126)]))
        if self.body.man:
            skull = symmetric(curve([(0, -9), (28, -5), (48, 16), (52, 52), (47, 84), (32, 106), (0, 112)]))
        shape: Shape = [skull]
        falls = {"long": 246, "half-up": 232, "wavy": 226, "bob": 148}
        if not self.body.man and self.style in falls:
            shape.append(self._fall(falls[self.style], 5 if self.style == "wavy" else 0))
        if self.style == "curly":
            shape += self._cloud()
        if self.style == "quiff":
            shape.append(ellipse(0, 2, 38, 22))
        part = canvas.fill(shape, self.colour)
        canvas.shade(part, self.shadow, 0.6, (-9, -2), 6)
        low = falls.get(self.style, 112) - 14
        for x in (-30, -14, 4, 20, 34):
            line = [(x * 0.3, -4), (x * 1.1, 50), (x * 1.2, low)]
            canvas.detail(part, stroke(line, 4), self.light if x % 4 else self.shadow, opacity=0.35, blur=1)
        if self.style == "bun":
            bun = canvas.fill([ellipse(0, 12, 27, 24)], self.colour)
            canvas.shade(bun, self.shadow, 0.7, (-7, -5), 4)
        elif self.style in ("ponytail", "half-up"):
            tail = canvas.fill(Limb([(0, 24), (4, 80), (0, 150), (-4, 214)], (20, 34, 34, 5)).part(), self.colour)
            canvas.shade(tail, self.shadow, 0.7, (-7, 0), 4)
        elif self.style == "braid":
            self._braid(canvas)

    def _fall(self, low: float, wave: float) -> Points:
        knots = [(0.0, -11.0), (34.0, -4.0), (54.0, 26.0), (59.0, 74.0)]
        for step, y in enumerate(np.linspace(118, low - 10, 5)):
            knots.append((61 + (3 if low > 200 else 0) + wave * (1 if step % 2 else -1), float(y)))
        return symmetric(curve([*knots, (40.0, low), (0.0, low + 3)]))

    def _cloud(self) -> Shape:
        return [ellipse(62 * math.cos(a), 46 + 62 * math.sin(a), 26, 25) for a in np.linspace(0, 2 * math.pi, 17)] + [
            ellipse(0, 46, 62, 62)
        ]

    def _tail(self) -> Shape:
        side = self.side
        line = [(side * 20, 0), (side * 60, 6), (side * 80, 60), (side * 76, 130), (side * 84, 186)]
        return Limb(line, (24, 30, 34, 26, 4)).part(round_end=True)

    def _cap(self) -> Points:
        """The hair of a woman's head from the front, with a parting."""
        x = self.face
        low = 88.0 if self.style in (*LONG, "bob", "braid") else 62.0
        crown = [(54.0, low), (56, 48), (46, 10), (22, -10), (0, -14), (-22, -10), (-46, 10), (-56, 48), (-54, low)]
        part = x + self.side * 9
        line = [
            (-46 + x * 0.2, low - 4),
            (-43 + x * 0.5, 54),
            (-28 + x * 0.8, 36),
            (part, 17),
            (28 + x * 0.8, 36),
            (43 + x * 0.5, 54),
            (46 + x * 0.2, low - 4),
        ]
        return np.concatenate([curve(crown), curve(line)])

    def _strands(self, canvas: Canvas, part: Part) -> None:
        canvas.shade(part, self.shadow, 0.5, (-6, -2), 4)
        middle = self.face + self.side * 9
        tones: dict[Colour, list[Pairs]] = {self.light: [], self.shadow: []}
        for side in (-1, 1):
            for reach, tone in ((24, self.light), (38, self.shadow), (47, self.light)):
                tones[tone].append([(middle, -6), (side * reach * 0.8, 8), (side * reach + 2 * side, 44)])
        for tone, lines in tones.items():
            canvas.detail(part, strokes(lines, 3.2), tone, opacity=0.5, blur=0.8)

    def _locks(self, canvas: Canvas, low: float, wave: float) -> None:
        for side in (-1, 1):
            if low < 200:
                line: list[tuple[float, float]] = [(side * 51, 60), (side * 55, 96), (side * 50, low)]
                widths = [12.0, 19.0, 9.0]
            else:
                middle = (60 + low) / 2
                line = [
                    (side * 51, 62),
                    (side * 57, 112),
                    (side * (63 + wave), middle + 10),
                    (side * (67 - wave), low - 44),
                    (side * 62, low),
                ]
                widths = [12.0, 18.0, 25.0, 20.0, 4.0]
            part = canvas.fill(Limb(line, widths).part(), self.colour)
            canvas.shade(part, self.shadow, 0.6, (-5, 0), 3)
            canvas.detail(part, stroke([(x - side * 2, y) for x, y in line], 3), self.light, opacity=0.5, blur=1)

    def _braid(self, canvas: Canvas) -> None:
        side, behind = self.side, self.body.view is View.BACK
        for step, y in enumerate(range(84 if not behind else 112, 262, 16)):
            x = (4 * math.sin(step)) if behind else side * (51 + min(step, 6) * 2)
            size = 13.5 - 0.5 * step
            for half in (-1, 1):
                knot = canvas.fill([ellipse(x + half * size * 0.45, y, size * 0.85, 11, -half * 32)], self.colour)
                canvas.shade(knot, self.shadow, 0.8, (-3, -3), 2)

    def _ringlets(self, canvas: Canvas, part: Part, ring: Shape) -> None:
        canvas.shade(part, self.shadow, 0.5, (-4, -4), 3)
        canvas.detail(part, strokes([outline[18:27] for outline in ring], 3), self.light, opacity=0.5, blur=0.6)

    def _men(self, canvas: Canvas) -> None:
        x, style = self.face, self.style
        crown = {"quiff": -16.0, "side": -15.0, "curls": -12.0, "buzz": -3.0}.get(style, -10.0)
        wide = 49.0 if style == "buzz" else 53.0
        outer = [
            (wide - 2, 70.0),
            (wide, 44),
            (wide - 7, 12),
            (22, crown + 3),
            (0, crown),
            (-22, crown + 3),
            (-wide + 7, 12),
            (-wide, 44),
            (-wide + 2, 70),
        ]
        if style == "quiff":
            # Combed up and to one side.
            lean = self.side
            outer[3:6] = [(26, -8.0 - 8 * lean), (4.0 * lean, -22), (-26, -8.0 + 8 * lean)]
        hairline = [
            (-46.0, 68.0),
            (-44 + x * 0.3, 48),
            (-34 + x * 0.7, 32),
            (x, 27),
            (34 + x * 0.7, 32),
            (44 + x * 0.3, 48),
            (46, 68),
        ]
        if style == "side":
            hairline[2:5] = [(-36 + x * 0.7, 40), (x - 6, 38), (32 + x * 0.7, 20)]
            if self.side < 0:
                hairline = mirrored(hairline).tolist()
        shape: Shape = [np.concatenate([curve(outer), curve(hairline)])]
        if style == "curls":
            shape += [
                ellipse(50 * math.cos(a) + x * 0.3, 30 + 36 * math.sin(a), 14, 13) for a in np.linspace(-3.3, 0.16, 10)
            ]
        part = canvas.fill(shape, self.colour, opacity=0.82 if style == "buzz" else 1.0)
        canvas.shade(part, self.shadow, 0.5, (-6, -2), 4)
        if style != "buzz":
            combed: list[Pairs] = [
                [(start, 24), (start + self.side * 8, 6), (start + self.side * 20, crown + 8)]
                for start in (-30, -14, 4, 20)
            ]
            canvas.detail(part, strokes(combed, 3.4), self.light, opacity=0.45, blur=0.8)
