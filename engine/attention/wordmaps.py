"""The maps of one caption, as plain arrays."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.data.picture import Framing

Method = Literal["attention", "gradient"]
METHODS: dict[Method, str] = {"attention": "Attention", "gradient": "Gradient (Grad-CAM)"}
"""What each is called."""

PEAKED = 3.0
"""Weight of a place, in even shares, that is drawn in the full colour at least: what is spread evenly looks even."""
_FINE = 5
"""Pixels to a side of a place by which the strongest is looked for; odd, so that one lies in its middle."""


@dataclass(frozen=True, slots=True)
class WordMaps:
    """A map for each word of a caption, over the grid of the encoder.

    Attributes:
        method: what they are: the decoder's attention, or the gradient's.
        words: of the caption, in their order.
        maps: (T, h, w) float32 over what the model sees. Those of attention sum to 1; those of the gradient lie between
            0 and 1, which the strongest place of a word has, or are 0 where no place makes the word likelier.
        framing: how the model saw the picture; its ``view_box`` says where the maps lie over the whole of it.
        pitch: how far two places lie apart, in shares of the height and of the width that the model sees; None where
            the grid divides both evenly. A grid of 10 strides of 32 pixels reaches beyond a width of 304.
        corner: how far the middle of the first place lies from the upper and the left edge, in pitches (see
            ``Encoder.corner``).
    """

    method: Method
    words: tuple[str, ...]
    maps: np.ndarray
    framing: Framing
    pitch: tuple[float, float] | None = None
    corner: tuple[float, float] = (0.5, 0.5)

    def shade(self, word: int, height: int, width: int) -> np.ndarray:
        """The map of a word drawn smoothly over a height and a width, in pixels.

        Returns:
            (height, width) float32, between 0, for nothing, and 1, for what ``strongest`` tells.
        """
        chosen = self.maps[word : word + 1]
        [fine] = enlarge(chosen, height, width, self.pitch, self.corner)
        return np.clip(fine / self._full(chosen)[0], 0.0, 1.0).astype(np.float32)

    def strongest(self) -> np.ndarray:
        """What the full colour of each map stands for (T,): of attention in even shares of the picture, of the gradient
        always 1."""
        if self.method == "gradient":
            return np.ones(len(self.maps), np.float32)
        return self.maps.shape[1] * self.maps.shape[2] * self._full(self.maps)

    def _full(self, maps: np.ndarray) -> np.ndarray:
        """The value (N,) that is drawn in the full colour, of some of the maps (N, h, w)."""
        height, width = maps.shape[1:]
        peaks = enlarge(maps, _FINE * height, _FINE * width).max((1, 2), initial=0.0)
        if self.method == "gradient":
            return np.where(peaks > 0, peaks, 1.0)
        # An even look has no strongest place: at its own scale it would show chance.
        return np.maximum(peaks, PEAKED / (height * width))


def enlarge(
    maps: np.ndarray,
    height: int,
    width: int,
    pitch: tuple[float, float] | None = None,
    corner: tuple[float, float] = (0.5, 0.5),
) -> np.ndarray:
    """Maps (T, h, w) as (T, height, width).

    A cubic B-spline with the places for its coefficients: it is smooth, and never passes the highest or the lowest.

    Args:
        pitch, corner: as of ``WordMaps``.
    """
    down, across = pitch or (1 / maps.shape[1], 1 / maps.shape[2])
    rows = _spline(maps.shape[1], height, down, corner[0])
    columns = _spline(maps.shape[2], width, across, corner[1])
    return rows @ maps @ columns.T


def _spline(places: int, pixels: int, pitch: float, corner: float) -> np.ndarray:
    """The share (pixels, places) float32 that each place of a row has in each pixel of it; beyond the edge the last
    place goes on."""
    # The middles of the pixels, in places, whose own middles are whole numbers.
    middles = (np.arange(pixels) + 0.5) / (pixels * pitch) - corner
    shares = np.zeros((pixels, places))
    first = np.floor(middles).astype(int) - 1
    for step in range(4):
        far = np.abs(middles - first - step)
        near = np.where(far < 1, 2 / 3 - far**2 + far**3 / 2, np.maximum(0, 2 - far) ** 3 / 6)
        np.add.at(shares, (np.arange(pixels), np.clip(first + step, 0, places - 1)), near)
    return shares.astype(np.float32)
