"""Where the words of a caption stand once it has been changed by hand or by a rule."""

import difflib
import re
from collections.abc import Sequence

# A run of letters of a script with spaces, or one character of any other.
_PIECE = re.compile(r"[^\W\d_\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af]+|\d+|\S")


def carried(before: str, after: str, words: Sequence[tuple[int, int]]) -> list[int | None]:
    """Where each word begins in the changed caption; None for one that is no longer there.

    Words keep their order, as the longest stretches that the captions share tell (Ratcliff and Metzener 1988, "Pattern
    Matching: The Gestalt Approach").

    Args:
        words: beginning and length of each, in characters of ``before``.
    """
    if before == after:
        return [start for start, _ in words]
    old, new = (list(_PIECE.finditer(text)) for text in (before, after))
    matcher = difflib.SequenceMatcher(None, [piece.group() for piece in old], [piece.group() for piece in new], False)
    places: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        for number in range(block.size):
            first, second = old[block.a + number], new[block.b + number]
            # By each of its characters, so that a word of several pieces has to have kept them side by side.
            places.update(zip(range(*first.span()), range(*second.span()), strict=True))
    found: list[int | None] = []
    for start, length in words:
        begin = places.get(start)
        whole = begin is not None and before[start : start + length] == after[begin : begin + length]
        held = all(places.get(place, -1) == (begin or 0) + place - start for place in _inked(before, start, length))
        found.append(begin if whole and held else None)
    return found


def _inked(text: str, start: int, length: int) -> list[int]:
    return [place for place in range(start, start + length) if not text[place].isspace()]
