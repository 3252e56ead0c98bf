"""The images of a file by their ids, of which captions name hundreds of thousands."""

from array import array
from collections.abc import Sequence

import numpy as np

Id = int | str

_SPARSEST = 32
"""Times as many ids as images, up to which a table of all ids is small beside the images' names."""


class ImagePlaces:
    """Where among the images of a file each of many ids is.

    Args:
        names: of each id the image's name.

    Attributes:
        names: (M,) the same in their order.
    """

    def __init__(self, names: dict[Id, str]) -> None:
        self.names = list(names.values())
        self._by_id: dict[Id, int] = {}
        # By the ids themselves, where these are not much sparser than COCO's; -1 where there is none.
        self._table: np.ndarray | None = None
        most = _SPARSEST * len(names)
        if names and all(type(image) is int and 0 <= image < most for image in names):
            ids = np.fromiter(names, np.int64, len(names))
            self._table = np.full(int(ids.max()) + 1, -1, np.int32)
            self._table[ids] = np.arange(len(names))
        else:
            self._by_id = {image: place for place, image in enumerate(names)}

    def find(self, ids: Sequence[Id]) -> np.ndarray | None:
        """The place (N,) of each id; None where one is unknown."""
        if self._table is None:
            places = list(map(self._by_id.get, ids))
            return None if None in places else np.array(places, np.int32)
        try:
            wanted = np.frombuffer(array("q", ids), np.int64)  # type: ignore[type-var]
        except (TypeError, OverflowError):
            return None
        if wanted.min() < 0 or wanted.max() >= len(self._table):
            return None
        found: np.ndarray = self._table[wanted]
        return found if found.min() >= 0 else None
