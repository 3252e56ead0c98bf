"""What is new in a caption beside an earlier one: in words, or in single Chinese characters."""

import difflib
import re


def pieces(caption: str) -> list[str]:
    """Words with what stands around them, or single Chinese characters: what a change is told in."""
    return re.findall(r"[A-Za-z0-9'-]+|\s+|.", caption)


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
