"""Texts and places by the million: a Python string takes fifty bytes beside its letters, and what holds it as many."""

import bisect
import itertools
import os
import zlib
from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

import numpy as np

Item = TypeVar("Item", covariant=True)

_BLOCK = 64
"""Texts that are compressed together: so many captions give a sixth of their bytes, and read in 40 microseconds."""
# More gains a tenth and takes twice as long.
_LEVEL = 3
BETWEEN = "\x1f"
"""Stands between the captions of a picture, where they are held as one text."""


class EqualByItems(Sequence[Item]):
    """A sequence that equals any other that holds the same."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


class _Packed(EqualByItems[Item]):
    """What all sequences here have in common: slices are lists."""

    @abstractmethod
    def at(self, index: int) -> Item:
        """The item at a row that is not negative, a little faster."""

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            return [self.at(place) for place in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
            if index < 0:
                raise IndexError(index)
        return self.at(index)

    def __iter__(self) -> Iterator[Item]:
        return map(self.at, range(len(self)))


class Texts(_Packed[str]):
    """Texts in UTF-8, one straight after another; any one is found at once."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        for text in texts:
            self.append(text)

    def append(self, text: str) -> None:
        # The name of a file may be no Unicode, and is then told with halves of pairs.
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def extend(self, texts: Sequence[str]) -> None:
        """Add several texts at once."""
        joined = "".join(texts)
        encoded = joined.encode("utf-8", "surrogatepass")
        lengths: Iterable[int] = map(len, texts)
        if len(encoded) != len(joined):
            lengths = [len(text.encode("utf-8", "surrogatepass")) for text in texts]
        ends = itertools.accumulate(lengths, initial=len(self._bytes))
        next(ends)
        self._ends.extend(ends)
        self._bytes += encoded

    def __len__(self) -> int:
        return len(self._ends) - 1

    def at(self, index: int) -> str:
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")


class CompressedTexts(_Packed[str]):
    """Texts of one line each, compressed in blocks: to be read one after another; the block read last is kept."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._blocks: list[bytes] = []
        self._rest: list[str] = []
        self._last: tuple[int, list[str]] = -1, []
        # Block by block, faster than one by one.
        rest = iter(texts)
        while block := list(itertools.islice(rest, _BLOCK)):
            if "\n".join(block).count("\n") >= len(block):
                raise ValueError("a text of several lines")
            self._rest = block
            self._close_block()

    def append(self, text: str) -> None:
        if "\n" in text:
            raise ValueError("a text of several lines")
        self._rest.append(text)
        self._close_block()

    def _close_block(self) -> None:
        """Compress the texts that wait, where they are enough."""
        if len(self._rest) == _BLOCK:
            self._blocks.append(zlib.compress("\n".join(self._rest).encode(), _LEVEL))
            self._rest = []

    def __len__(self) -> int:
        return _BLOCK * len(self._blocks) + len(self._rest)

    def at(self, index: int) -> str:
        block, place = divmod(index, _BLOCK)
        if block == len(self._blocks):
            return self._rest[place]
        # Read and replaced as a whole, since another thread may read too.
        last = self._last
        if last[0] != block:
            last = self._last = block, zlib.decompress(self._blocks[block]).decode().split("\n")
        return last[1][place]


class CaptionLists(_Packed[tuple[str, ...]]):
    """The captions of each picture, compressed as ``CompressedTexts`` are; none of them holds an end of a line or the
    control character U+001F."""

    def __init__(self, lists: Iterable[Sequence[str]] = ()) -> None:
        self._texts = CompressedTexts()
        for captions in lists:
            self.append(captions)

    def append(self, captions: Sequence[str]) -> None:
        """Add a picture's captions, of which there is at least one."""
        text = BETWEEN.join(captions)
        if not captions or text.count(BETWEEN) != len(captions) - 1:
            raise ValueError("no captions, or one with the character that stands between them")
        self._texts.append(text)

    def __len__(self) -> int:
        return len(self._texts)

    def at(self, index: int) -> tuple[str, ...]:
        return tuple(self._texts[index].split(BETWEEN))


class Chosen(_Packed[Item]):
    """Some of other items, by their rows (N,)."""

    def __init__(self, items: Sequence[Item], rows: np.ndarray) -> None:
        self._items = items
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def at(self, index: int) -> Item:
        return self._items[int(self._rows[index])]

    def __iter__(self) -> Iterator[Item]:
        at = self._items.at if isinstance(self._items, _Packed) else self._items.__getitem__
        return map(at, self._rows.tolist())


class Files(Mapping[str, str]):
    """Files by name, the names ascending.

    Of a path the folder is held once for all files in it, and the file's own name only where it is not the name's end.

    Attributes:
        names: all of them.
    """

    def __init__(self) -> None:
        self.names = Texts()
        self._folders: list[str] = []
        self._numbers: dict[str, int] = {}
        self._folder_of = array("i")
        self._own: dict[int, str] = {}

    def append(self, name: str, path: str | os.PathLike[str]) -> None:
        """Add a file; its name must come after all others."""
        whole, own = os.fspath(path), name.rpartition("/")[2]
        if not whole.endswith(own):
            own = self._own[len(self.names)] = os.path.basename(whole)
        folder = whole[: len(whole) - len(own)]
        number = self._numbers.setdefault(folder, len(self._folders))
        if number == len(self._folders):
            self._folders.append(folder)
        self._folder_of.append(number)
        self.names.append(name)

    def path(self, row: int) -> str:
        """The path at a row."""
        own = self._own.get(row)
        return self._folders[self._folder_of[row]] + (self.names[row].rpartition("/")[2] if own is None else own)

    def __getitem__(self, name: str) -> str:
        row = bisect.bisect_left(self.names, name)
        if row == len(self.names) or self.names[row] != name:
            raise KeyError(name)
        return self.path(row)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
