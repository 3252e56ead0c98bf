"""Which pictures a store holds and where: names and shapes, packed so that a million of them open in a moment.

    names.bin       the names in UTF-8, ascending, one straight after another
    shapes.bin      of each: where its name ends in bytes (uint64), height and width in pixels (uint16), little-endian

Read rather than mapped, for the reason told in ``store``; a million take some 80 MB.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.files import write_bytes_atomically

NAMES, SHAPES = "names.bin", "shapes.bin"
_SHAPE = np.dtype([("end", "<u8"), ("height", "<u2"), ("width", "<u2")])


class Entries:
    """Names and shapes of pictures, in the order of their names."""

    def __init__(self, names: bytes, shapes: np.ndarray) -> None:
        self._names = names
        self._ends = np.ascontiguousarray(shapes["end"])
        self._heights = np.ascontiguousarray(shapes["height"])
        self._widths = np.ascontiguousarray(shapes["width"])
        sizes = 3 * self._heights.astype(np.int64) * self._widths
        # Where each picture begins, and where the last one ends.
        self._offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    @classmethod
    def load(cls, folder: Path) -> "Entries":
        """What ``save`` of ``EntriesInTheMaking`` wrote.

        Raises:
            OSError, ValueError: if it is not whole.
        """
        names, shapes = (folder / NAMES).read_bytes(), np.frombuffer((folder / SHAPES).read_bytes(), _SHAPE)
        if (int(shapes["end"][-1]) if len(shapes) else 0) != len(names):
            raise ValueError("the names are not whole")
        return cls(names, shapes)

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        return (self._name(row).decode() for row in range(len(self)))

    @property
    def size_bytes(self) -> int:
        """Bytes of all pictures."""
        return int(self._offsets[-1])

    def find(self, name: str) -> int | None:
        """The row of a name, by bisection; None where it is not there."""
        wanted = name.encode("utf-8", "surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._name(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self._name(low) == wanted else None

    def place(self, row: int) -> tuple[int, int, int]:
        """Where a picture begins in bytes, its height and its width."""
        return int(self._offsets[row]), int(self._heights[row]), int(self._widths[row])

    def _name(self, row: int) -> bytes:
        return self._names[int(self._ends[row - 1]) if row else 0 : int(self._ends[row])]


class EntriesInTheMaking:
    """Collects names, which must come in ascending order, and shapes."""

    def __init__(self) -> None:
        self._names = bytearray()
        self._shapes = bytearray()

    def add(self, name: str, height: int, width: int) -> None:
        self._names += name.encode()
        self._shapes += struct.pack("<QHH", len(self._names), height, width)

    def save(self, folder: Path) -> None:
        """Write both files.

        Raises:
            Problem: ``disk-full`` or ``folder-unwritable``.
        """
        write_bytes_atomically(folder / NAMES, bytes(self._names))
        write_bytes_atomically(folder / SHAPES, bytes(self._shapes))
