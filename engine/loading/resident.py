"""Prepared pictures that lie in the GPU's memory, where they are cut and mirrored: a step then copies no pictures."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from engine.data.picture import Cut, Framing
from engine.data.store import PreparedPictures

# Such a share of the GPU's free memory may hold a run's pictures; the rest is the training's.
SHARE = 0.25
# What is copied at once.
_PIECE_BYTES = 64_000_000


class ResidentPictures:
    """The prepared pictures of a run on a device.

    Args:
        names: which pictures of the store.

    Raises:
        Problem: ``data-gone`` if the store can no longer be read.
    """

    def __init__(self, store: PreparedPictures, names: Sequence[str], framing: Framing, device: torch.device) -> None:
        self._framing = framing
        self._store = store
        self._names = names
        self._device = device
        self._rows = {name: row for row, name in enumerate(names)}
        self.restore()

    def offload(self) -> int:
        """Take everything off the device. Returns its bytes."""
        size = self._pixels.nbytes + self._shapes.nbytes + self._starts.nbytes
        del self._pixels, self._shapes, self._starts
        return size

    def restore(self) -> None:
        """Put everything on the device.

        Raises:
            Problem: ``data-gone``.
        """
        store, names = self._store, self._names
        shapes = np.array([store.shape(name) for name in names], dtype=np.int64).reshape(-1, 2)
        starts = np.concatenate([[0], np.cumsum(shapes[:, 0] * shapes[:, 1])])
        # One row a pixel, whatever the pictures' shapes.
        self._pixels = torch.empty((int(starts[-1]), 3), dtype=torch.uint8, device=self._device)
        self._shapes = torch.from_numpy(shapes).to(self._device)
        self._starts = torch.from_numpy(starts[:-1]).to(self._device)
        for first, last in _pieces(starts):
            piece = np.concatenate([store[name].reshape(-1, 3) for name in names[first:last]])
            self._pixels[starts[first] : starts[last]].copy_(torch.from_numpy(piece))

    def seen(self, names: Sequence[str], cuts: Sequence[Cut]) -> Tensor:
        """The parts (B, H, W, 3) uint8 of some pictures, as ``Framing.cut`` cuts them."""
        device = self._device
        facts = [[self._rows[name], cut.top, cut.left, cut.mirrored] for name, cut in zip(names, cuts, strict=True)]
        table = torch.tensor(facts, dtype=torch.int64)
        if device.type == "cuda":
            table = table.pin_memory()
        rows, tops, lefts, mirrored = table.to(device, non_blocking=True).T[..., None]
        heights, widths = self._shapes[rows[:, 0]].T[..., None]
        high, wide = self._framing.seen
        across = torch.arange(wide, device=device)
        ys = tops + torch.arange(high, device=device)
        xs = lefts + torch.where(mirrored.bool(), wide - 1 - across, across)
        inside = ((ys >= 0) & (ys < heights))[:, :, None] & ((xs >= 0) & (xs < widths))[:, None, :]
        # What lies outside is read from the nearest pixel, and made white.
        ys, xs = torch.minimum(ys.clamp_min(0), heights - 1), torch.minimum(xs.clamp_min(0), widths - 1)
        places = (self._starts[rows] + ys * widths)[:, :, None] + xs[:, None, :]
        return self._pixels[places].masked_fill_(~inside[..., None], 255)


def fits(store: PreparedPictures, names: Sequence[str], device: torch.device) -> bool:
    """Whether some pictures may lie in the device's memory: never in the processor's, which has them in its cache."""
    if device.type != "cuda":
        return False
    wanted = sum(3 * height * width for height, width in map(store.shape, names))
    return wanted <= SHARE * torch.cuda.mem_get_info(device)[0]


def _pieces(starts: np.ndarray) -> list[tuple[int, int]]:
    """First and last picture of each piece that is copied at once."""
    count = len(starts) - 1
    edges = np.unique(starts[:-1] * 3 // _PIECE_BYTES, return_index=True)[1].tolist() if count else []
    return list(zip(edges, [*edges[1:], count], strict=True))
