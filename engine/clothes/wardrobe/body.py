"""The body under the clothes: its measures, its limbs, and the warp that stands it on the canvas."""

import math

import numpy as np
from numpy.typing import NDArray

from engine.clothes.attributes import Gender
from engine.clothes.wardrobe.canvas import HEIGHT, WIDTH, Canvas
from engine.clothes.wardrobe.outfit import Outfit, View
from engine.clothes.wardrobe.palette import Colour, darker, mixed
from engine.clothes.wardrobe.shapes import Limb, Points, Shape, curve, ellipse, placed, points, strokes, symmetric

CHIN, SHOULDER, BUST, WAIST, HIP, CROTCH, KNEE, ANKLE, SOLE = 132, 200, 258, 352, 452, 506, 728, 940, 1000

_ABOVE = 200
# Degrees from hanging straight down, outwards positive: upper arm, forearm.
ARM_POSES = {"relaxed": (9, 4), "loose": (17, 9), "hip": (41, -37), "bent": (19, -11)}
# Around the wrist, for the right hand hanging down.
_HAND: Shape = [
    *Limb([(-7, 8), (-15, 22), (-15, 38)], (10, 10, 6)).part(round_end=True),
    *Limb([(0, -6), (1, 10), (2, 28), (0, 46), (-3, 60)], (17, 23, 26, 21, 9)).part(round_end=True),
]
_FINGERS: Shape = strokes([[(-3, 36), (-5, 56)], [(3, 36), (1, 57)], [(8, 34), (7, 50)]], 1.8)


class Body:
    """The measures of one person in figure units, arms and legs in their pose, and the way onto the canvas.

    Attributes:
        neck, shoulder, bust, waist, hip: half widths.
        arms, legs: limbs from the joint to the wrist or ankle; index 0 is the left of the picture, 1 the right.
        belt_line: the height of the lower garment's upper edge.
        front: how far things on the front of the body move sideways when it is turned.
    """

    def __init__(self, outfit: Outfit) -> None:
        self.man = outfit.attributes.gender is Gender.MALE
        self.outfit = outfit
        self.view = outfit.view
        self.turn = outfit.pose.turn
        self.front = 15.0 * self.turn
        self.skin = outfit.person.skin
        if self.man:
            self.neck, self.shoulder, self.bust, self.waist, self.hip = 33.0, 104.0, 97.0, 82.0, 83.0
            arm_widths = (50, 49, 43, 41, 41, 27)
            leg_widths = (78, 88, 74, 56, 59, 38, 34)
            upper, fore, hips = 166, 156, 43
        else:
            self.neck, self.shoulder, self.bust, self.waist, self.hip = 21.0, 76.0, 75.0, 57.0, 86.0
            arm_widths = (37, 35, 30, 29, 29, 18)
            leg_widths = (80, 86, 67, 47, 51, 30, 25)
            upper, fore, hips = 158, 148, 43
        # Where the lower garment begins: women's sit at the waist, men's lower.
        self.belt_line = WAIST + (24.0 if self.man else -4.0)
        self.arm_radius = arm_widths[0] / 2
        self.arms = [
            self._arm(side, pose, upper, fore, arm_widths)
            for side, pose in ((-1, outfit.pose.left), (1, outfit.pose.right))
        ]
        self.legs = [self._leg(side, hips, outfit.pose.stance, leg_widths) for side in (-1, 1)]
        self._bends = self._bend()
        self._scale = 1.015 * outfit.person.height
        self._top = (HEIGHT - 1000 * self._scale) / 2 + 6
        # The arm that a turned body half hides: the one on the side it turns to.
        self.far = {1: 1, -1: 0}.get(self.turn, -1)

    def _arm(self, side: int, pose: str, upper: float, fore: float, widths: tuple[int, ...]) -> Limb:
        first, second = (math.radians(angle) for angle in ARM_POSES[pose])
        x, y = self.shoulder, float(SHOULDER)
        elbow = (x + upper * math.sin(first), y + upper * math.cos(first))
        wrist = (elbow[0] + fore * math.sin(second), elbow[1] + fore * math.cos(second))
        line = [(x, y), _between((x, y), elbow, 0.55), _between((x, y), elbow, 0.86), _between(elbow, wrist, 0.1)]
        line += [_between(elbow, wrist, 0.36), wrist]
        return Limb(points(line) * (side, 1), widths)

    def _leg(self, side: int, hips: float, stance: float, widths: tuple[int, ...]) -> Limb:
        ankle = hips - 10 + stance
        knee = hips - 4 + 0.5 * stance
        line = [
            (hips - 1, 462),
            (hips, 525),
            (hips - 1 + 0.25 * stance, 630),
            (knee, KNEE),
            (0.62 * knee + 0.38 * ankle + 3, 800),
            (0.2 * knee + 0.8 * ankle + 1, 892),
            (ankle, ANKLE + 8),
        ]
        return Limb(points(line) * (side, 1), widths)

    def torso(self, pad: float = 0.0, bottom: float = CROTCH) -> Points:
        """The outline from the neck to the crotch, or to a height above it, grown by a pad."""
        top = SHOULDER - self.arm_radius
        half = [
            (self.neck, 106),
            (self.neck, 130),
            (self.neck + 1, 148 - (6 if self.man else 0)),
            (self.neck + 11, 162 - (4 if self.man else 0)),
            (self.shoulder - 12, top + 1),
            (self.shoulder + self.arm_radius * 0.5, top + 7),
            (self.shoulder + self.arm_radius * 0.6, SHOULDER + 10),
            (self.bust - 3 + pad, 232),
            (self.bust + pad, BUST),
            (self.side(305) + pad, 305),
            (self.side(WAIST) + pad, WAIST),
        ]
        return symmetric(curve([*half, *self._below_waist(pad, bottom)]))

    def _below_waist(self, pad: float, bottom: float) -> list[tuple[float, float]]:
        knots = [(self.side(y) + pad, float(y)) for y in (400, 452, 490) if y < bottom - 12]
        return [*knots, (self.side(bottom) + pad, bottom), (0.0, bottom + 6)]

    def side(self, y: float) -> float:
        """The half width of the torso at a height."""
        heights = (BUST, 300, WAIST, 400, HIP, CROTCH)
        soft = 0.45 if self.man else 0.25
        widths = (
            self.bust,
            self.waist + (self.bust - self.waist) * soft,
            self.waist,
            self.waist + (self.hip - self.waist) * 0.62,
            self.hip,
            self.hip - 3,
        )
        return float(np.interp(y, heights, widths))

    def warp(self, outline: Points) -> Points:
        """Figure units to pixels: build, turn, sway, tilt and size, all smooth, so that nothing comes apart."""
        rows = ((outline[:, 1] + _ABOVE) * 2).astype(int).clip(0, len(self._bends) - 1)
        bends = self._bends[rows]
        x, y = outline[:, 0] * bends[:, 0], outline[:, 1]
        x, y = x - bends[:, 1] * (y - 150), y + bends[:, 1] * x
        placed_ = np.empty_like(outline)
        placed_[:, 0] = WIDTH / 2 + self._scale * (x + bends[:, 2])
        placed_[:, 1] = self._top + self._scale * (y + bends[:, 3] * x)
        return placed_

    def _bend(self) -> NDArray[np.float64]:
        """What the warp does at each half unit of height: widening, turn of the head, sway, tilt of the shoulders."""
        person, pose = self.outfit.person, self.outfit.pose
        y = np.arange(0, 2 * (_ABOVE + 1200)) / 2 - _ABOVE
        body = _rise(y, 120, 200)
        width = 1 + (person.build - 1) * body
        if self.view is View.SIDE:
            width *= 0.96 - 0.07 * body
        head = math.radians(pose.head) * (1 - _rise(y, 130, 240))
        sway = pose.sway * np.sin(np.pi * np.clip((y - 190) / 790, 0, 1)) ** 1.3
        tilt = pose.tilt * _rise(y, 120, 190) * (1 - _rise(y, 400, 600))
        return np.stack([width, head, sway, tilt], axis=1)

    @property
    def shadow(self) -> Colour:
        """The colour of shade on the skin: redder than on cloth."""
        return mixed(darker(self.skin, 0.3), (150, 62, 40), 0.3)


def _between(start: tuple[float, float], other: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + (other[0] - start[0]) * share, start[1] + (other[1] - start[1]) * share


def _rise(value: NDArray[np.float64], start: float, end: float) -> NDArray[np.float64]:
    share = np.clip((value - start) / (end - start), 0, 1)
    return share * share * (3 - 2 * share)


def draw_ground(canvas: Canvas) -> None:
    """A faint shadow under the feet."""
    part = canvas.mask([ellipse(0, SOLE - 8, 120, 11)], blur=6)
    canvas.lay(part, (120, 118, 128), 0.2)


def draw_legs(canvas: Canvas, body: Body, start: float = 0.0) -> None:
    """Bare legs, from a share of their length on to the ankles."""
    for leg in body.legs:
        part = canvas.fill(leg.part(start), body.skin)
        canvas.shade(part, body.shadow, 0.3, (-9, 0), 6)
    if start:
        return
    for side, leg in zip((-1, 1), body.legs, strict=True):
        if body.view is not View.BACK:
            x, y = leg.at(0.575)
            knee = canvas.mask([ellipse(x - 3 * side, y + 2, 12, 5)], blur=2)
            canvas.lay(knee, body.shadow, 0.12)


def draw_torso(canvas: Canvas, body: Body) -> None:
    """Neck, shoulders and trunk."""
    part = canvas.fill([body.torso()], body.skin)
    canvas.shade(part, body.shadow, 0.25, (-8, 0), 6)
    if body.view is not View.BACK:
        x = body.front * 0.5
        canvas.detail(part, [ellipse(x, CHIN + 6, body.neck + 8, 26)], body.shadow, opacity=0.38, blur=3)
        for side in (-1, 1):
            bone = Limb([(x + side * 12, 176), (x + side * 34, 171), (x + side * 52, 173)], (1, 3.2, 1))
            canvas.detail(part, bone.part(), body.shadow, opacity=0.35, blur=0.6)


def draw_arm(canvas: Canvas, body: Body, index: int, start: float = 0.0) -> None:
    """A bare arm with its hand, or the rest of it from a share of its length on."""
    arm = body.arms[index]
    part = canvas.fill(arm.part(start), body.skin)
    canvas.shade(part, body.shadow, 0.3, (-6, 0), 4)
    draw_hand(canvas, body, index)


def hand_place(body: Body, index: int) -> tuple[float, float, float]:
    """Wrist x, y and the direction of the hand in degrees (0 hangs down, positive to the left of the picture)."""
    arm = body.arms[index]
    x, y = arm.at(1.0)
    degrees = arm.degrees(0.98)
    return x, y, degrees * 0.75


def draw_hand(canvas: Canvas, body: Body, index: int) -> None:
    """A relaxed hand: palm, thumb towards the body, and the hint of fingers."""
    side = -1 if index == 0 else 1
    size = 1.2 if body.man else 1.0
    x, y, degrees = hand_place(body, index)

    def put(outline: Points) -> Points:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        spot = placed(outline, 0, 0, size, flip=side < 0)
        return np.stack([x + cos * spot[:, 0] - sin * spot[:, 1], y + sin * spot[:, 0] + cos * spot[:, 1]], axis=1)

    part = canvas.fill([put(outline) for outline in _HAND], body.skin)
    canvas.shade(part, body.shadow, 0.25, (-4, 0), 3)
    canvas.detail(part, [put(outline) for outline in _FINGERS], body.shadow, opacity=0.5)
