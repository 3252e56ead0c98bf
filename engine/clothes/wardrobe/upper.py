"""The upper garment: trunk, neckline and sleeves."""

import numpy as np

from engine.clothes.attributes import Fabric, Neckline, Pattern, Sleeve
from engine.clothes.wardrobe.body import BUST, SHOULDER, WAIST, Body, draw_arm
from engine.clothes.wardrobe.canvas import Canvas, Part
from engine.clothes.wardrobe.finish import band, fold, lay_cloth, print_emblem, seam
from engine.clothes.wardrobe.outfit import View
from engine.clothes.wardrobe.palette import lighter
from engine.clothes.wardrobe.shapes import (
    Limb,
    Pairs,
    Points,
    Shape,
    curve,
    ellipse,
    mirrored,
    moved,
    points,
    stroke,
    strokes,
    symmetric,
)
from engine.clothes.wardrobe.textures import Cloth

SLEEVE_END = {Sleeve.SHORT: 0.27, Sleeve.MEDIUM: 0.6, Sleeve.LONG: 0.985}
_PAD = {Fabric.KNITTING: 9.0, Fabric.FURRY: 9.0, Fabric.CHIFFON: 9.0, Fabric.LEATHER: 6.0}


class UpperGarment:
    """Draws the upper garment of one figure.

    Args:
        body: who wears it.
        cloth: what it is made of.
    """

    def __init__(self, body: Body, cloth: Cloth) -> None:
        worn = body.outfit.attributes
        look = body.outfit.look
        self.body = body
        self.cloth = cloth
        self.sleeve = worn.sleeve or Sleeve.SHORT
        self.neckline = worn.neckline or Neckline.ROUND
        self.pad = _PAD.get(cloth.fabric, 5.0)
        self.seed = look.variant
        self.behind = body.view is View.BACK
        self.tucked = look.tucked
        loose_hem = 470.0 if body.man else (432.0, 450.0, 474.0)[look.variant % 3]
        self.hem = body.belt_line + 18 if look.tucked else loose_hem

    @property
    def bare_arms(self) -> bool:
        """Whether the arms go under the garment's edge rather than into sleeves."""
        return self.sleeve is Sleeve.SLEEVELESS

    def draw_trunk(self, canvas: Canvas) -> Part:
        """Everything but the sleeves."""
        body, cloth = self.body, self.cloth
        suspended = self.neckline is Neckline.SUSPENDERS
        shape: Shape = [self._camisole() if suspended else self._outline()]
        if suspended:
            for side in (-1, 1):
                x, wide = (55, 20) if body.man else (43, 10)
                strap = Limb([(side * x, 240), (side * (x + 2), 204), (side * (x - 4), 163)], (wide + 3, wide, wide))
                shape += strap.part(round_start=False)
        holes = None if suspended else self._hole()
        part = lay_cloth(canvas, shape, cloth, holes=holes, seed=self.seed)
        self._folds(canvas, part)
        if cloth.fabric is Fabric.DENIM:
            self._denim(canvas, part)
        middle = 316 if self.neckline is Neckline.V_SHAPE else 298
        print_emblem(canvas, part, cloth, body.front, middle, 58 if body.man else 50)
        if not suspended:
            self._trim_neck(canvas, part)
        elif not body.man:
            band(canvas, part, cloth, curve([(-70, 252), (-42, 219), (0, 240), (42, 219), (70, 252)]), 5)
        self._trim_hem(canvas, part)
        return part

    def draw_arm(self, canvas: Canvas, index: int) -> None:
        """One arm and its sleeve, if there is one."""
        covered = self.sleeve is Sleeve.LONG and self.cloth.opacity == 1.0
        # A sleeved arm begins inside its sleeve, lest skin show at the shoulder.
        draw_arm(canvas, self.body, index, 0.9 if covered else 0.0 if self.bare_arms else 0.1)
        if not self.bare_arms:
            self.draw_sleeve(canvas, index)

    def draw_sleeve(self, canvas: Canvas, index: int) -> None:
        """A sleeve over an arm."""
        arm, cloth = self.body.arms[index], self.cloth
        end = SLEEVE_END[self.sleeve]
        soft = cloth.fabric is Fabric.CHIFFON
        pad = self.pad + (7 if self.sleeve is not Sleeve.LONG else 4)
        flare = 26.0 if soft else 6.0 if self.sleeve is Sleeve.SHORT else 2.0
        shape = arm.part(0.018, end, pad=pad, flare=flare, ease=min(1.0, 0.22 / end))
        part = lay_cloth(canvas, shape, cloth, degrees=arm.degrees(min(0.3, end / 2)), seed=self.seed + index)
        cuff = [arm.at(end - 0.022), arm.at(end)]
        across = arm.width(end) + pad + flare + 8
        if not soft and cloth.fabric is not Fabric.FURRY:
            length = 0.055 if cloth.fabric is Fabric.KNITTING else 0.03
            canvas.detail(part, arm.part(end - length, end, pad=across, round_start=False), cloth.trim)
        else:
            fold(canvas, part, cloth, cuff, width=across, opacity=0.2)
        if end > 0.55:
            side = -1 if index == 0 else 1
            x, y = arm.at(0.5)
            fold(
                canvas,
                part,
                cloth,
                [(x - side * 20, y - 6), (x - side * 4, y + 2), (x + side * 10, y + 1)],
                [(x - side * 18, y + 12), (x - side * 4, y + 10), (x + side * 6, y + 4)],
            )

    def _outline(self) -> Points:
        body, pad = self.body, self.pad
        top = SHOULDER - body.arm_radius - 2
        if self.bare_arms:
            shoulder = curve([(body.neck + 2, 146), (body.neck + 10, 160), (body.shoulder - 16, top + 2)])
            armhole = curve(
                [
                    (body.shoulder - 16, top + 2),
                    (body.shoulder - 21, 208),
                    (body.bust - 8, 240),
                    (body.bust + pad - 1, 254),
                ]
            )
            upper = np.concatenate([shoulder, armhole])
        else:
            radius = body.arm_radius
            upper = curve(
                [
                    (body.neck + 2, 146),
                    (body.neck + 11, 158),
                    (body.shoulder - 12, top),
                    (body.shoulder + radius * 0.55, top + 8),
                    (body.shoulder + radius * 0.5, SHOULDER + 12),
                    (body.bust + pad - 2, 236),
                    (body.bust + pad, BUST - 2),
                ]
            )
        return symmetric(np.concatenate([upper, self._flank()]))

    def _camisole(self) -> Points:
        side = self.body.bust + self.pad - 2
        if self.body.man:
            return symmetric(
                np.concatenate([curve([(0, 232), (30, 228), (56, 216), (72, 230), (side, 256)]), self._flank()])
            )
        edge = curve([(0, 240), (20, 234), (42, 216), (52, 226), (side, 254)])
        return symmetric(np.concatenate([edge, self._flank()]))

    def _flank(self) -> Points:
        body, pad, hem = self.body, self.pad, self.hem
        loose = {"slim": 1.0, "straight": 9.0, "wide": 16.0}[body.outfit.look.cut] + (6.0 if body.man else 0.0)
        if self.tucked:
            loose = min(loose, 7.0)
        knots = [(body.bust + pad, float(BUST))]
        lowest = body.belt_line - 8 if self.tucked else hem - 15
        between = [y for y in (305.0, float(WAIST), 400.0) if y < lowest]
        knots += [(min(body.side(y) + pad + loose, body.bust + pad + 14), y) for y in between]
        if self.tucked:
            # A little blouse above the waistband, and under it no wider than the body.
            blouse = body.side(body.belt_line) + min(pad, 7.0)
            knots += [(blouse, body.belt_line - 3), (body.side(hem) - 2, hem - 4), (body.side(hem) - 3, hem)]
        else:
            knots.append((min(body.side(hem) + pad + loose * 0.5, body.bust + pad + 14), hem))
        side = curve(knots)
        hemline = curve([knots[-1], (knots[-1][0] * 0.55, hem + 7), (0, hem + 9)])
        return np.concatenate([side, hemline[1:]])

    def _hole(self) -> Shape:
        neck, x = self.body.neck, self.body.front * 0.6
        above = [(neck + 30, 100), (-neck - 30, 100)]
        if self.behind or self.neckline is Neckline.STAND:
            return [ellipse(0, 140, neck + 8, 22)]
        if self.neckline is Neckline.V_SHAPE:
            edge = np.concatenate(
                [
                    curve([(-neck - 16, 140), (x - 24, 206), (x, 262)]),
                    curve([(x, 262), (x + 24, 206), (neck + 16, 140)]),
                ]
            )
            return [points([*edge, *above])]
        if self.neckline is Neckline.SQUARE:
            wide = neck + self._square()
            return [points([(-wide, 130), (x - wide + 2, 226), (x + wide - 2, 226), (wide, 130), *above])]
        if self.neckline is Neckline.LAPEL:
            return [points([(-neck - 3, 142), (x, 222), (neck + 3, 142), *above])]
        return [ellipse(x, 148, neck + 16, 44)]

    def _trim_neck(self, canvas: Canvas, part: Part) -> None:
        body, cloth = self.body, self.cloth
        neck, x = body.neck, body.front * 0.6
        if self.neckline is Neckline.STAND:
            self._stand(canvas)
        elif self.neckline is Neckline.LAPEL:
            self._collar(canvas, part)
        elif self.behind:
            band(canvas, part, cloth, ellipse(0, 140, neck + 8, 22)[:17], 14)
        elif self.neckline is Neckline.ROUND:
            band(canvas, part, cloth, ellipse(x, 148, neck + 16, 44)[:17], 21)
        elif self.neckline is Neckline.V_SHAPE:
            for edge in ([(-neck - 16, 140), (x - 24, 206), (x, 266)], [(x, 266), (x + 24, 206), (neck + 16, 140)]):
                band(canvas, part, cloth, curve(edge), 17)
        elif self.neckline is Neckline.SQUARE:
            wide = neck + self._square()
            for straight in (
                [(x - wide, 223), (x + wide, 223)],
                [(-wide, 150), (x - wide + 2, 226)],
                [(wide, 150), (x + wide - 2, 226)],
            ):
                band(canvas, part, cloth, straight, 16)

    def _square(self) -> float:
        """How far a square neckline reaches beyond the neck; broad straps tell a bare one from suspenders."""
        return 15.0 if self.bare_arms else 25.0

    def _stand(self, canvas: Canvas) -> None:
        body, cloth = self.body, self.cloth
        neck = body.neck + 5
        tube = symmetric(
            [
                *curve([(0, 131), (neck * 0.7, 129), (neck, 126)]),
                (neck + 4, 166),
                *curve([(neck + 4, 168), (neck * 0.5, 180), (0, 183)]),
            ]
        )
        part = lay_cloth(canvas, [tube], cloth, seed=self.seed)
        canvas.lay(part, cloth.trim, 0.55)
        creases: list[Pairs] = [[(-neck, y - 4), (0, y + 4), (neck, y - 4)] for y in (146.0, 163.0)]
        fold(canvas, part, cloth, *creases, opacity=0.5)
        canvas.detail(part, stroke([(-neck - 4, 168), (0, 184), (neck + 4, 168)], 5), cloth.shadow, opacity=0.6)

    def _collar(self, canvas: Canvas, part: Part) -> None:
        body, cloth = self.body, self.cloth
        neck, x = body.neck, body.front * 0.6
        tone = cloth.trim if cloth.pattern is Pattern.PURE else lighter(cloth.base, 0.55)
        if self.behind:
            band(canvas, part, cloth, curve([(-neck - 12, 152), (0, 166), (neck + 12, 152)]), 26, tone)
            return
        if cloth.pattern is not Pattern.GRAPHIC:
            canvas.detail(
                part, stroke([(x + 8, 215), (x + 8, self.hem + 8)], 1.8, taper=False), cloth.shadow, opacity=0.55
            )
            buttons: Shape = [ellipse(x, y, 4.2, 4.2) for y in range(244, int(self.hem), 42)]
            canvas.detail(part, buttons, lighter(cloth.base, 0.75) if sum(cloth.base) < 480 else cloth.shadow)
        wing = points(
            [
                (neck - 5, 128),
                (neck + 9, 138),
                (neck + 20, 160),
                (neck + 30, 206),
                (neck + 8, 212),
                (3, 226),
                (2, 216),
                (neck - 8, 166),
            ]
        )
        for half in (wing, mirrored(wing)):
            shifted = moved(half, x * 0.8, 0)
            canvas.detail(part, [moved(shifted, 0, 6)], cloth.shadow, opacity=0.45, blur=2)
            flap = canvas.fill([shifted], tone)
            canvas.shade(flap, cloth.shadow, 0.3, (-3, -3), 1)

    def _trim_hem(self, canvas: Canvas, part: Part) -> None:
        if self.tucked or self.cloth.fabric in (Fabric.CHIFFON, Fabric.FURRY):
            return
        wide = self.body.side(self.hem) + 40
        line = curve([(-wide, self.hem), (0, self.hem + 8), (wide, self.hem)])
        if self.cloth.fabric is Fabric.KNITTING:
            band(canvas, part, self.cloth, line, 34)
        else:
            seam(canvas, part, self.cloth, moved(line, 0, -10))

    def _denim(self, canvas: Canvas, part: Part) -> None:
        """Faded fronts, a stitched yoke and chest pockets."""
        body, cloth = self.body, self.cloth
        x = body.bust * 0.5
        fronts: list[Pairs] = [[(side * x, 236), (side * x, 300), (side * x * 0.9, 360)] for side in (-1, 1)]
        canvas.detail(part, strokes(fronts, body.bust * 0.6), cloth.light, opacity=0.4, blur=10)
        lines: list[Pairs] = []
        if self.neckline is not Neckline.SUSPENDERS:
            lines.append([(-body.bust - 20, 232), (0, 246 if self.behind else 236), (body.bust + 20, 232)])
        if not self.behind and cloth.pattern is not Pattern.GRAPHIC:
            for side in (-1, 1):
                middle = body.front + side * x
                corner = [(middle + 19, 262), (middle + 19, 298), (middle, 308), (middle - 19, 298)]
                lines.append([(middle - 19, 262), *corner, (middle - 19, 262), (middle + 19, 262)])
                lines.append([(middle - 19, 272), (middle, 280), (middle + 19, 272)])
        seam(canvas, part, cloth, *lines, width=3.0)

    def _folds(self, canvas: Canvas, part: Part) -> None:
        body, cloth = self.body, self.cloth
        if cloth.fabric in (Fabric.CHIFFON, Fabric.FURRY):
            return
        lines: list[Pairs] = []
        for side in (-1, 1):
            edge = side * (body.side(WAIST) + self.pad)
            lines.append([(side * body.bust, 252), (side * body.bust * 0.78, 272), (side * body.bust * 0.56, 280)])
            lines.append([(edge, WAIST - 22), (edge * 0.72, WAIST - 10), (edge * 0.45, WAIST - 9)])
            lines.append([(edge, WAIST + 4), (edge * 0.76, WAIST + 8), (edge * 0.58, WAIST + 4)])
        if not body.man and not self.behind:
            for side in (-1, 1):
                x = body.front + side * body.bust * 0.5
                lines.append([(x - 24, 284), (x, 291), (x + 22, 284)])
        fold(canvas, part, cloth, *lines, width=4.5, opacity=0.3)
