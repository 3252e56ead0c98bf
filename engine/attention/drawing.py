"""Draws a map over a picture: one hue that deepens evenly to the eye, over the picture in greys.

Only the overlay has colour, so that no colour of the picture can be taken for it. The greys are kept from black and
white, on which the hue would not show.
"""

import functools

import numpy as np
from PIL import Image

HUE = (0xD5, 0x5E, 0x00)
"""Vermilion of a palette for all kinds of colour vision (Okabe and Ito 2008)."""
MIDDLE, FADED = 128, 0.3
"""The grey to which the picture's greys are drawn, and by how much."""
DEEPEST = 0.85
"""Share of the hue where it is deepest: the picture still shows through."""
_STEPS = 256


def greys(picture: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3) uint8 in faded greys, (H, W, 3) uint8."""
    faded = np.rint(np.arange(256) * (1 - FADED) + MIDDLE * FADED).astype(np.uint8)
    luma = np.asarray(Image.fromarray(picture).convert("L"))
    return np.repeat(faded[luma][:, :, None], 3, 2)


def overlay(shade: np.ndarray) -> np.ndarray:
    """The layer (H, W, 4) uint8, RGBA, to lay over a grey picture, of a shade (H, W) between 0 and 1."""
    layer = np.empty((*shade.shape, 4), np.uint8)
    layer[..., :3] = HUE
    layer[..., 3] = np.rint(255 * opacities()[np.rint(shade * (_STEPS - 1)).astype(np.intp)])
    return layer


def laid_over(picture: np.ndarray, shade: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3) uint8 in greys with the shade (H, W) of the same size over it, (H, W, 3) uint8."""
    layer = overlay(shade)
    share = layer[..., 3:].astype(np.float32) / 255
    return np.rint(greys(picture) * (1 - share) + layer[..., :3] * share).astype(np.uint8)


@functools.cache
def opacities() -> np.ndarray:
    """Opacity of the hue for shades from 0 to 1, (256,) float32: over the middle grey, equal steps of shade lie equally
    far apart in OKLab (Ottosson 2020), whose distances are about what the eye tells apart."""
    opacity = np.linspace(0, DEEPEST, 4 * _STEPS)
    mixed = np.outer(1 - opacity, np.full(3, float(MIDDLE))) + np.outer(opacity, HUE)
    steps = np.linalg.norm(np.diff(oklab(mixed), axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    return np.interp(np.linspace(0, length[-1], _STEPS), length, opacity).astype(np.float32)


def oklab(colours: np.ndarray) -> np.ndarray:
    """Colours (N, 3) of sRGB, from 0 to 255, in OKLab.

    Ottosson 2020, "A perceptual color space for image processing".
    """
    encoded = colours / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    cones = linear @ np.array(
        [
            [0.4122214708, 0.2119034982, 0.0883024619],
            [0.5363325363, 0.6806995451, 0.2817188376],
            [0.0514459929, 0.1073969566, 0.6299787005],
        ]
    )
    return np.cbrt(cones) @ np.array(
        [
            [0.2104542553, 1.9779984951, 0.0259040371],
            [0.7936177850, -2.4285922050, 0.7827717662],
            [-0.0040720468, 0.4505937099, -0.8086757660],
        ]
    )
