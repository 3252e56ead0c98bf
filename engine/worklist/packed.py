"""The support of a caption's words in few bytes: a list of 100,000 captions has some five million words."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any, overload

from engine.evaluation.wordsupport import WordSupport

_COUNT = struct.Struct("<I")
_WORD = struct.Struct("<IIdddB")
_TELLS, _TRUSTED = 1, 2


class PackedSupport(Sequence[WordSupport]):
    """The words of a caption, each made when it is asked for; equal to a sequence of equal words.

    Attributes:
        data: what ``PackedSupport(data)`` reads again.
    """

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        """Take over what another one had as its ``data``.

        Raises:
            ValueError: for anything else.
        """
        whole = len(data) >= _COUNT.size and len(data) >= _COUNT.size + _WORD.size * _COUNT.unpack_from(data)[0]
        if not whole or (_COUNT.unpack_from(data)[0] and _words(data).count(b"\n") != _COUNT.unpack_from(data)[0] - 1):
            raise ValueError("these are no packed words")
        self.data = data

    @classmethod
    def of(cls, words: Sequence[WordSupport]) -> "PackedSupport":
        """Pack words."""
        figures = b"".join(
            _WORD.pack(
                word.start,
                word.length,
                word.probability,
                word.meaning,
                word.support,
                _TELLS * word.tells + _TRUSTED * word.trusted,
            )
            for word in words
        )
        # No token holds an end of line: captions are cut at white space first.
        told = "\n".join(word.word.replace("\n", " ") for word in words)
        return cls(_COUNT.pack(len(words)) + figures + told.encode("utf-8", "surrogatepass"))

    @property
    def probabilities(self) -> list[float]:
        """Of each word, after those before it."""
        return [figures[2] for figures in _WORD.iter_unpack(self._figures)]

    def __len__(self) -> int:
        return int(_COUNT.unpack_from(self.data)[0])

    def __iter__(self) -> Iterator[WordSupport]:
        words = _words(self.data).decode("utf-8", "surrogatepass").split("\n")
        for word, (start, length, probability, meaning, support, flags) in zip(
            words, _WORD.iter_unpack(self._figures), strict=False
        ):
            yield WordSupport(
                word, start, length, probability, meaning, support, bool(flags & _TELLS), bool(flags & _TRUSTED)
            )

    @overload
    def __getitem__(self, index: int) -> WordSupport: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[WordSupport, ...]: ...

    def __getitem__(self, index: int | slice) -> WordSupport | tuple[WordSupport, ...]:
        return tuple(self)[index]

    def __eq__(self, other: Any) -> bool:
        if isinstance(other, PackedSupport):
            return self.data == other.data
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"PackedSupport.of({tuple(self)!r})"

    @property
    def _figures(self) -> memoryview:
        return memoryview(self.data)[_COUNT.size : _COUNT.size + _WORD.size * len(self)]


def _words(data: bytes) -> bytes:
    return data[_COUNT.size + _WORD.size * _COUNT.unpack_from(data)[0] :]
