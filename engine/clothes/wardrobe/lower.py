"""The lower garment: trousers, shorts, leggings and skirts at their lengths."""

from engine.clothes.attributes import Fabric, Lower, LowerLength
from engine.clothes.wardrobe.body import CROTCH, HIP, KNEE, Body
from engine.clothes.wardrobe.canvas import Canvas, Part, union
from engine.clothes.wardrobe.finish import STITCH, band, fold, lay_cloth, print_emblem, seam
from engine.clothes.wardrobe.outfit import View
from engine.clothes.wardrobe.palette import lighter
from engine.clothes.wardrobe.shapes import Limb, Pairs, Points, Shape, curve, moved, points, stroke, strokes, symmetric
from engine.clothes.wardrobe.textures import Cloth

HEM = {
    LowerLength.THREE_POINT: 588.0,
    LowerLength.MEDIUM: 706.0,
    LowerLength.THREE_QUARTER: 838.0,
    LowerLength.LONG: 962.0,
}


def hem_height(body: Body) -> float:
    """How far down the lower garment reaches, in figure units."""
    return HEM[body.outfit.attributes.lower_length or LowerLength.LONG]


class LowerGarment:
    """Draws the lower garment of one figure."""

    def __init__(self, body: Body, cloth: Cloth) -> None:
        self.body = body
        self.cloth = cloth
        self.top = body.belt_line
        self.kind = body.outfit.attributes.lower or Lower.TROUSERS
        self.hem = hem_height(body)
        self.cut = "slim" if self.kind is Lower.LEGGINGS else body.outfit.look.cut
        self.seed = body.outfit.look.variant // 7
        tight = self.kind is Lower.LEGGINGS
        self.pad = 8.0 if cloth.fabric in (Fabric.FURRY, Fabric.KNITTING) else 2.0 if tight else 4.0

    def draw(self, canvas: Canvas) -> Part:
        """The whole garment with its waistband."""
        part = self._skirt(canvas) if self.kind is Lower.SKIRT else self._trousers(canvas)
        self._waistband(canvas, part)
        return part

    def _hips(self, bottom: float) -> Points:
        body, pad = self.body, self.pad
        half = [(body.side(self.top) + pad, self.top)]
        half += [(body.side(y) + pad, float(y)) for y in (404, HIP)]
        half += [(body.hip + pad - 1, bottom - 8), (20.0, bottom + 3), (0.0, bottom)]
        return symmetric(curve(half[:-2]).tolist() + half[-2:])

    def _leg(self, index: int) -> tuple[Limb, float]:
        """A trouser leg as a limb and the share of it at which the hem lies."""
        body = self.body
        leg = body.legs[index]
        ease = {"slim": 7.0, "straight": 15.0, "wide": 20.0}[self.cut] + (5.0 if body.man else 0.0)
        if self.kind is Lower.LEGGINGS:
            ease = 2.0
        shares = (0.0, 0.14, 0.35, 0.555, 0.7, 1.0)
        widths = [leg.width(share) + ease for share in shares]
        if self.kind is not Lower.LEGGINGS:
            slack = {"slim": (0.0, 0.0, 6.0), "straight": (6.0, 8.0, 16.0), "wide": (20.0, 34.0, 62.0)}[self.cut]
            for step, extra in zip((3, 4, 5), slack, strict=True):
                widths[step] += extra
        if self.hem < KNEE:
            widths[2] += 8
            widths[3] += 12
        side = -1 if index == 0 else 1
        drift = 6.0 * side if self.cut == "wide" and self.hem > KNEE else 0.0
        line = [leg.at(share) for share in shares[:-1]]
        foot = leg.at(1.0)
        line.append((foot[0] + drift, foot[1] + 14))
        limb = Limb(line, widths)
        low, high = 0.0, 1.0
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if limb.at(middle)[1] < self.hem else (low, middle)
        return limb, low

    def _trousers(self, canvas: Canvas) -> Part:
        body, cloth = self.body, self.cloth
        legs = [self._leg(index) for index in (0, 1)]
        shape: Shape = [self._hips(CROTCH + 10)]
        for limb, end in legs:
            shape += limb.part(0.0, end)
        # Between the legs of shorts the thighs show, which tells them from a skirt.
        notch = points([(0, CROTCH + 22), (9, self.hem + 12), (-9, self.hem + 12)])
        part = lay_cloth(canvas, shape, cloth, holes=[notch] if self.hem < KNEE else None, seed=self.seed)
        if self.kind is Lower.LEGGINGS:
            self._stretch(canvas, part, legs)
            self._print_legs(canvas, part)
            return part
        folds: list[Pairs] = [[(body.front * 0.4, CROTCH - 4), (0, CROTCH + 40), (0, min(self.hem, 640))]]
        hems: list[Pairs] = []
        washes: list[Pairs] = []
        for side, (limb, end) in zip((-1, 1), legs, strict=True):
            canvas.shade(canvas.mask(limb.part(0.06, end)), cloth.shadow, 0.28, (-10, 0), 6)
            x, y = limb.at(end)
            half = limb.width(end) / 2 + 6
            hems.append([(x - half, y - 8), (x + half, y - 8)])
            folds.append([(side * 10, CROTCH - 6), (side * 34, CROTCH + 8), (side * 56, CROTCH + 12)])
            if self.hem > KNEE:
                x, y = limb.at(0.54)
                folds.append([(x - 24, y - 6), (x - 4, y + 3), (x + 16, y - 2)])
                folds.append([(x + 22, y + 14), (x + 2, y + 18), (x - 14, y + 12)])
            x, y = limb.at(0.3)
            washes.append([(x, y - 80), (x, y), (x, y + 70)])
        if cloth.fabric is Fabric.KNITTING:
            for line in hems:
                band(canvas, part, cloth, line, 14)
        else:
            seam(canvas, part, cloth, *hems)
        if cloth.fabric is Fabric.DENIM:
            canvas.detail(part, strokes(washes, 34), cloth.light, opacity=0.35, blur=9)
        fold(canvas, part, cloth, *folds, width=5.0, opacity=0.4)
        self._print_legs(canvas, part)
        self._pockets(canvas, part)
        return part

    def _print_legs(self, canvas: Canvas, part: Part) -> None:
        for x in (-43, 43):
            print_emblem(canvas, part, self.cloth, x, min(600, self.hem - 50), 30)

    def _stretch(self, canvas: Canvas, part: Part, legs: list[tuple[Limb, float]]) -> None:
        """What tells leggings from trousers: no fold, no pocket, a shine on the thighs, a stripe down each side."""
        cloth = self.cloth
        stripes: list[Pairs] = []
        shines: list[Pairs] = []
        for side, (limb, end) in zip((-1, 1), legs, strict=True):
            canvas.shade(canvas.mask(limb.part(0.06, end)), cloth.shadow, 0.5, (-9, 0), 5)
            shares = [end * step / 8 for step in range(9)]
            edge = [(limb.at(share), limb.width(share) / 2 - 7) for share in shares]
            stripes.append([(x + side * half, y) for (x, y), half in edge])
            shines.append([(x - side * half * 0.2, y) for (x, y), half in edge[1:4]])
            shines.append([(x - side * half * 0.2, y) for (x, y), half in edge[5:8]])
        canvas.detail(part, strokes(shines, 11), cloth.light, opacity=0.5, blur=3)
        canvas.detail(part, strokes(stripes, 6, taper=False), lighter(cloth.base, 0.75), opacity=0.9)
        fold(canvas, part, cloth, [(self.body.front * 0.4, CROTCH - 30), (0, CROTCH + 6), (0, CROTCH + 60)], width=5.0)

    def _pockets(self, canvas: Canvas, part: Part) -> None:
        body, cloth = self.body, self.cloth
        lines: list[Pairs] = []
        if body.view is View.BACK:
            for side in (-1, 1):
                x = side * 42.0
                pocket = [(x + 22, 418), (x + 21, 452), (x, 463), (x - 21, 452), (x - 22, 418)]
                lines.append([(x - 22, 418), *pocket, (x + 22, 418)])
            lines.append([(0, self.top), (0, CROTCH)])
        else:
            x = body.front
            lines.append([(x + 2, self.top + 30), (x + 4, 440), (x * 0.5, CROTCH - 8)])
            if cloth.fabric is Fabric.DENIM:
                lines.append([(x + 16, self.top + 30), (x + 16, 440), (x * 0.5, 470)])
            for side in (-1, 1):
                edge = side * (body.side(self.top + 60) + self.pad)
                inner = side * body.waist * 0.62
                lines.append([(inner, self.top + 26), (edge * 0.82, self.top + 48), (edge, self.top + 64)])
        seam(canvas, part, cloth, *lines, width=2.4)

    def _skirt(self, canvas: Canvas) -> Part:
        body, cloth = self.body, self.cloth
        pad = self.pad + 1
        drop = (self.hem - HIP) / 500
        spread = {"slim": -4 + 8 * drop, "straight": 14 + 46 * drop, "wide": 34 + 72 * drop}[self.cut]
        if cloth.fabric is Fabric.CHIFFON:
            spread += 18
        if self.hem > KNEE and self.cut == "slim":
            spread += 10
        edge = body.hip + pad + spread
        half = [
            *curve(
                [
                    (body.side(self.top) + pad, self.top),
                    (body.side(404) + pad + spread * 0.12, 404),
                    (body.hip + pad + spread * 0.3, HIP),
                    (body.hip + pad + spread * 0.64, (HIP + self.hem) / 2),
                    (edge, self.hem),
                ]
            ),
            *curve([(edge, self.hem), (edge * 0.55, self.hem + 11), (0, self.hem + 14)])[1:],
        ]
        part = lay_cloth(canvas, [symmetric(half)], cloth, seed=self.seed)
        count = {"slim": 2, "straight": 4, "wide": 7}[self.cut]
        if cloth.fabric not in (Fabric.CHIFFON, Fabric.FURRY):
            pleats: list[Pairs] = []
            for step in range(count):
                share = (step + 0.5) / count * 2 - 1
                top, low = share * body.waist * 0.95, share * edge
                start = self.top + 24 if self.cut == "wide" else HIP + 10
                middle = ((top + (low - top) * 0.7), (start + self.hem) / 2)
                pleats.append([(top + (low - top) * 0.3, start), middle, (low, self.hem + 12)])
            fold(canvas, part, cloth, *pleats, width=7.0)
        if cloth.fabric is Fabric.DENIM:
            seam(canvas, part, cloth, [(body.front, self.top + 26), (body.front, self.hem + 12)])
        line = curve([(-edge - 9, self.hem - 8), (0, self.hem + 4), (edge + 9, self.hem - 8)])
        if cloth.fabric is not Fabric.CHIFFON:
            seam(canvas, part, cloth, line)
        print_emblem(canvas, part, cloth, body.front, (HIP + self.hem) / 2 + 14, 46)
        return part

    def _waistband(self, canvas: Canvas, part: Part) -> None:
        wide = self.body.side(self.top) + 30
        line = curve([(-wide, self.top + 8), (0, self.top + 13), (wide, self.top + 8)])
        strip = canvas.detail(part, stroke(line, 20, taper=False), self.cloth.trim, opacity=0.75)
        canvas.shade(strip, self.cloth.shadow, 0.35, (0, -4), 1)
        if self.cloth.fabric is Fabric.DENIM:
            canvas.detail(part, stroke(moved(line, 0, 9), 1.6, taper=False), STITCH, opacity=0.9)


def draw_leggings(canvas: Canvas, body: Body) -> None:
    """Leggings under a short lower garment: dark, skin-tight, to the ankle."""
    parts = []
    for leg in body.legs:
        part = canvas.fill(leg.part(0.0, 0.985, pad=3), (44, 42, 52))
        canvas.shade(part, (92, 90, 106), 0.5, (9, 0), 5)
        parts.append(part)
    canvas.shade(union(parts), (20, 18, 26), 0.5, (-8, 0), 5)
