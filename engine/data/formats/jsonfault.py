"""A JSON file that is damaged in the middle or cut short: what stands before the fault is read, the rest is told."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from engine.data.formats.interface import CaptionBatch, Item
from engine.data.jsonstream import JsonStream
from engine.data.records import LeftOut
from engine.errors import Problem

Piece = TypeVar("Piece")

_SHOWN = 200
"""Letters of what could not be read that are told."""


def until_fault(
    stream: JsonStream, read: Iterator[Piece], useful: Callable[[], bool] = lambda: False
) -> Iterator[Piece | LeftOut]:
    """What is read of a file up to its first fault; behind that one left out as ``not-json-from-here``.

    Args:
        read: reads the stream, an item or several at once.
        useful: whether something of it can be used although no item came.

    Raises:
        Problem: ``captions-not-json`` where nothing before the fault can be used.
    """
    some = False
    try:
        for entry in read:
            yield entry
            some = _holds_items(entry)
            if some:
                break
        yield from read
    except Problem as problem:
        if problem.code != "captions-not-json" or not (some or useful()):
            raise
        line = f"{stream.path.name}, line {problem.values['line']}"
        yield LeftOut(line, "not-json-from-here", stream.unread(_SHOWN).encode("utf-8", "replace").decode())


def _holds_items(piece: object) -> bool:
    return isinstance(piece, CaptionBatch | Item) or (isinstance(piece, list) and any(map(_holds_items, piece)))
