"""What is new in a caption beside an earlier one: in words, or in single Chinese characters."""

import difflib
import re

# Scripts that set no space between words: Thai, Lao, Burmese, Khmer, kana, ideographs.
_WORDLESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# What stands on or beside a letter and is none by itself.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"


def pieces(caption: str) -> list[str]:
    """Words with what stands around them, or single Chinese characters: what a change is told in."""
    return re.findall(rf"(?:[^\W{_WORDLESS}]|[{_MARKS}'-])+|\s+|.", caption, re.DOTALL)


def changes(before: str, now: str) -> tuple[tuple[int, int], ...]:
    """Places of a caption, as (start, length), that are not in the one before; none where there is none before."""
    if not before:
        return ()
    old, new = pieces(before), pieces(now)
    starts = [0]
    for piece in new:
        starts.append(starts[-1] + len(piece))
    found = []
    for kind, _, _, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = "".join(new[first:last])
        if kind in ("replace", "insert") and words.strip():
            start = starts[first] + len(words) - len(words.lstrip())
            found.append((start, len(words.strip())))
    return tuple(found)
