"""A dressed figure: all parts in their order, from the ground up and from behind to the front."""

from PIL import Image

from engine.clothes.attributes import Accessory, Attributes, Fabric, Lower, LowerLength
from engine.clothes.wardrobe import accessories
from engine.clothes.wardrobe.body import SHOULDER, SOLE, Body, draw_arm, draw_ground, draw_legs, draw_torso
from engine.clothes.wardrobe.canvas import Canvas
from engine.clothes.wardrobe.feet import draw_feet
from engine.clothes.wardrobe.hair import Hair
from engine.clothes.wardrobe.head import draw_head, draw_skull
from engine.clothes.wardrobe.lower import LowerGarment, draw_leggings, hem_height
from engine.clothes.wardrobe.outer import HEM as OUTER_HEM
from engine.clothes.wardrobe.outer import OuterGarment
from engine.clothes.wardrobe.outfit import Outfit, View
from engine.clothes.wardrobe.shapes import points
from engine.clothes.wardrobe.textures import Cloth
from engine.clothes.wardrobe.upper import UpperGarment


def draw(outfit: Outfit) -> Image.Image:
    """Draw an outfit on somebody.

    Returns:
        An RGB picture of 750 x 1101 on white, the whole figure in it.
    """
    body = Body(outfit)
    canvas = Canvas(body.warp)
    worn = outfit.attributes
    seen = outfit.seen.accessories
    upper, lower, outer = _garments(body, worn)
    hair = Hair(body)
    front = body.view is not View.BACK
    draw_ground(canvas)
    if front:
        hair.draw_behind(canvas)
    # Nothing is painted where opaque cloth will cover it.
    covered = worn.lower_length is LowerLength.LONG and worn.lower_fabric is not Fabric.CHIFFON
    draw_legs(canvas, body, 0.85 if covered else 0.0)
    if Accessory.LEGGINGS in worn.accessories:
        draw_leggings(canvas, body)
    draw_feet(canvas, body)
    draw_torso(canvas, body)
    behind = [index for index in (0, 1) if upper.bare_arms or index == body.far]
    for index in behind:
        _arm(canvas, upper, outer, index)
    if outfit.look.tucked:
        upper.draw_trunk(canvas)
        lower.draw(canvas)
    else:
        lower.draw(canvas)
        upper.draw_trunk(canvas)
    if Accessory.WAIST_CLOTHING in seen:
        accessories.draw_waist_clothing(canvas, body)
    if Accessory.BELT in seen:
        accessories.draw_belt(canvas, body)
    if Accessory.GLASSES_HELD in seen:
        accessories.draw_held_glasses(canvas, body)
    if outer:
        outer.draw_trunk(canvas)
    for index in (0, 1):
        if index not in behind:
            _arm(canvas, upper, outer, index)
        elif index != body.far:
            draw_arm(canvas, body, index, 0.34)
    if Accessory.WRIST in seen:
        accessories.draw_wrist(canvas, body)
    if Accessory.RING in seen:
        accessories.draw_ring(canvas, body)
    if front:
        if Accessory.NECKWEAR in seen:
            accessories.draw_neckwear(canvas, body)
        draw_head(canvas, body)
        hair.draw_front(canvas)
        if Accessory.SUNGLASSES in seen:
            accessories.draw_glasses(canvas, body)
    else:
        draw_skull(canvas, body)
        hair.draw_back(canvas)
        if Accessory.NECKWEAR in seen:
            accessories.draw_neckwear(canvas, body)
    if Accessory.HAT in seen:
        accessories.draw_hat(canvas, body)
    return canvas.image


def _arm(canvas: Canvas, upper: UpperGarment, outer: OuterGarment | None, index: int) -> None:
    upper.draw_arm(canvas, index)
    if outer:
        outer.draw_sleeve(canvas, index)


def _garments(body: Body, worn: Attributes) -> tuple[UpperGarment, LowerGarment, OuterGarment | None]:
    look = body.outfit.look

    def extent(top: float, bottom: float) -> tuple[float, float, float]:
        ends = body.warp(points([(0, top), (0, bottom)]))
        return float(ends[:, 0].mean()), float(ends[0, 1]), float(ends[1, 1])

    length = hem_height(body) if worn.lower is not Lower.LEGGINGS else SOLE
    if worn.lower_length is LowerLength.LONG:
        length = SOLE - 40
    upper = Cloth(
        worn.upper_fabric,
        worn.upper_pattern,
        look.upper,
        look.variant,
        extent(SHOULDER - 30, body.belt_line + 50),
        halves=True,
    )
    lower = Cloth(worn.lower_fabric, worn.lower_pattern, look.lower, look.variant // 5, extent(body.belt_line, length))
    outer = None
    if worn.outer:
        cloth = Cloth(
            worn.outer_fabric, worn.outer_pattern, look.outer, look.variant // 3, extent(SHOULDER - 30, OUTER_HEM)
        )
        outer = OuterGarment(body, cloth)
    return UpperGarment(body, upper), LowerGarment(body, lower), outer
