"""Training pictures changed on purpose: what is as much like them as can be, and is not to be captioned.

Their features are examples of what lies outside, from which the statistics learn (outlier exposure, Hendrycks et al.
2019). Changes of the training pictures themselves serve where no other pictures are at hand (shifted instances, Tack
et al. 2020, section 2.2; turned ones are of Golan and El-Yaniv 2018).
"""

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageFilter

from engine.data.picture import Framing

_BLUR = 1 / 56
"""Deviation of a faint blur, as a share of the shorter side."""


def _half_covered(upper: bool, shade: int) -> Callable[[Image.Image], Image.Image]:
    def cover(image: Image.Image) -> Image.Image:
        values = np.array(image)
        half = len(values) // 2
        values[slice(half) if upper else slice(half, None)] = shade
        return Image.fromarray(values)

    return cover


SHIFTS: tuple[Callable[[Image.Image], Image.Image], ...] = (
    lambda image: image.transpose(Image.Transpose.ROTATE_180),
    lambda image: image.transpose(Image.Transpose.ROTATE_90),
    lambda image: image.transpose(Image.Transpose.ROTATE_270),
    _half_covered(upper=True, shade=255),
    _half_covered(upper=True, shade=127),
    _half_covered(upper=False, shade=255),
    _half_covered(upper=False, shade=127),
    # Cut at the waist: the upper part, and the lower one.
    lambda image: image.crop((0, 0, image.width, max(1, image.height // 2))),
    lambda image: image.crop((0, image.height // 2, image.width, image.height)),
    lambda image: image.filter(ImageFilter.GaussianBlur(_BLUR * min(image.size))),
)
"""Upside down, turned left and right, half covered in white or grey, cut in halves, faintly blurred."""

SHIFTS_EACH = 2
"""Of so many kinds is each picture shifted: more pictures tell more than more kinds of the same one."""


def kinds_of(place: int) -> Sequence[int]:
    """Which of SHIFTS the picture at some place of a row gets: along the row all come equally often."""
    return [(place * SHIFTS_EACH + number) % len(SHIFTS) for number in range(SHIFTS_EACH)]


def shifted_view(prepared: np.ndarray, kind: int, framing: Framing) -> np.ndarray:
    """What a model sees, uint8 (H, W, 3), of a prepared picture (h, w, 3) once it is shifted."""
    return framing.view(framing.prepare(SHIFTS[kind](Image.fromarray(np.ascontiguousarray(prepared)))))
