"""The outer garment: an open jacket whose sleeves end above the sleeves beneath, or a sleeveless one."""

import numpy as np

from engine.clothes.attributes import Fabric, Pattern, Sleeve
from engine.clothes.wardrobe.body import BUST, SHOULDER, WAIST, Body
from engine.clothes.wardrobe.canvas import Canvas, Part
from engine.clothes.wardrobe.finish import band, fold, lay_cloth, print_emblem, seam
from engine.clothes.wardrobe.outfit import View
from engine.clothes.wardrobe.shapes import Pairs, curve, mirrored, moved, points, stroke
from engine.clothes.wardrobe.textures import Cloth

# What stays visible of the sleeve beneath tells its length.
_SLEEVE_END = {Sleeve.LONG: 0.54, Sleeve.MEDIUM: 0.25}
HEM = 530.0


class OuterGarment:
    """Draws the outer garment of one figure."""

    def __init__(self, body: Body, cloth: Cloth) -> None:
        self.body = body
        self.cloth = cloth
        self.end = _SLEEVE_END.get(body.outfit.attributes.sleeve or Sleeve.SHORT)
        self.seed = body.outfit.look.variant // 11

    def draw_trunk(self, canvas: Canvas) -> None:
        """The two fronts with their lapels, or the back."""
        body, cloth = self.body, self.cloth
        outside = self._outside()
        if body.view is View.BACK:
            lay_cloth(canvas, [np.concatenate([outside, mirrored(outside)])], cloth, seed=self.seed)
            return
        shift = body.front * 0.6
        inside = curve(
            [(body.neck + 4, 150), (33 + shift, 214), (35 + shift, 330), (41 + shift, 460), (50 + shift, HEM)]
        )
        other = mirrored(
            curve([(body.neck + 4, 150), (33 - shift, 214), (35 - shift, 330), (41 - shift, 460), (50 - shift, HEM)])
        )
        for side, front in (
            (1, np.concatenate([outside, inside[::-1]])),
            (-1, np.concatenate([mirrored(outside), other[::-1]])),
        ):
            canvas.lay(canvas.mask([moved(front, 0, 3)], blur=5), (30, 26, 40), 0.3)
            part = lay_cloth(canvas, [front], cloth, seed=2 * self.seed + (side > 0))
            fold(
                canvas,
                part,
                cloth,
                [(side * (body.waist + 22), WAIST - 30), (side * (body.waist + 2), WAIST), (side * 52, WAIST + 6)],
            )
            x = side * (body.bust * 0.72)
            if cloth.fabric is not Fabric.FURRY:
                seam(canvas, part, cloth, [(x - 20, 440), (x + 20, 436)], width=3.4)
            if cloth.fabric is Fabric.DENIM:
                self._denim(canvas, part, side)
            if cloth.fabric is Fabric.KNITTING:
                self._ribs(canvas, part)
            edge = (inside if side > 0 else other[::-1]) + (side * 5, 0)
            seam(canvas, part, cloth, edge[8:])
            lapel = points(
                [(body.neck + 2, 146), (body.neck + 36, 196), (body.neck + 26, 214), (66, 226), (46, 316), (37, 214)]
            )
            lapel = moved(lapel * (side, 1), shift, 0)
            canvas.detail(part, [moved(lapel, side * 2, 6)], cloth.shadow, opacity=0.45, blur=2)
            flap = canvas.fill([lapel], cloth.trim)
            canvas.detail(
                flap,
                stroke([(side * (body.neck + 26) + shift, 214), (side * 40 + shift, 218)], 2.5),
                cloth.shadow,
                opacity=0.6,
            )
            canvas.shade(flap, cloth.shadow, 0.35, (-3, -2), 2)
            # A hand on the hip hides the lower print, a scarf or long hair the upper one.
            print_emblem(canvas, part, cloth, shift + side * (body.bust * 0.5 + 28), 304, 23)
            print_emblem(canvas, part, cloth, shift + side * (body.hip * 0.5 + 34), 480, 26)

    def _denim(self, canvas: Canvas, part: Part, side: int) -> None:
        """A faded front, a yoke, a chest pocket and double seams, as far as the front is wide."""
        body, cloth = self.body, self.cloth
        x = side * body.bust * 0.82
        canvas.detail(part, stroke([(x, 260), (x * 1.06, 420)], body.bust * 0.3), cloth.light, opacity=0.42, blur=9)
        lines: list[Pairs] = [
            [(side * 40, 240), (side * (body.bust + 26), 232)],
            [(side * 62, 330), (side * 72, HEM)],
            [(side * (body.hip + 6), 330), (side * (body.hip + 10), HEM)],
            [(side * 40, HEM - 14), (side * (body.hip + 30), HEM - 14)],
        ]
        if cloth.pattern is not Pattern.GRAPHIC:
            lines.append([(x - 20, 262), (x - 20, 296), (x, 306), (x + 20, 296), (x + 20, 262), (x - 20, 262)])
        seam(canvas, part, cloth, *lines, width=3.6)

    def _ribs(self, canvas: Canvas, part: Part) -> None:
        """The ribbed hem of a cardigan."""
        wide = round(self.body.hip) + 40
        band(canvas, part, self.cloth, [(-wide, HEM - 8), (wide, HEM - 8)], 30)
        ribs: list[Pairs] = [[(x, HEM - 24), (x, HEM + 8)] for x in range(-wide, wide, 10)]
        seam(canvas, part, self.cloth, *ribs, width=3.0)

    def draw_sleeve(self, canvas: Canvas, index: int) -> None:
        """A sleeve with its turned-up cuff, if there is one."""
        if self.end is None:
            return
        arm = self.body.arms[index]
        part = lay_cloth(
            canvas,
            arm.part(0.0, self.end, pad=20, flare=4, ease=0.35),
            self.cloth,
            degrees=arm.degrees(0.2),
            seed=self.seed,
        )
        canvas.detail(part, arm.part(self.end - 0.06, self.end, pad=40, round_start=False), self.cloth.trim)

    def _outside(self) -> np.ndarray:
        body = self.body
        top = SHOULDER - body.arm_radius - 6
        if self.end is None:
            shoulder = curve([(body.neck + 4, 146), (body.neck + 14, 156), (body.shoulder - 8, top + 4)])
            armhole = curve(
                [(body.shoulder - 8, top + 4), (body.shoulder - 10, 210), (body.bust, 246), (body.bust + 12, 264)]
            )
        else:
            shoulder = curve(
                [
                    (body.neck + 4, 146),
                    (body.neck + 14, 156),
                    (body.shoulder, top),
                    (body.shoulder + body.arm_radius, top + 14),
                ]
            )
            armhole = curve(
                [(body.shoulder + body.arm_radius, top + 14), (body.bust + 14, 236), (body.bust + 12, BUST)]
            )
        flank = curve([(body.bust + 12, 264), (body.waist + 32, WAIST), (body.hip + 24, 452), (body.hip + 32, HEM)])
        return np.concatenate([shoulder, armhole, flank])
