"""Writes all captions to one file: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.domains import AUTO
from engine.escapes import path_text
from engine.files import write_bytes_atomically
from engine.translation.direction import CHINESE, ENGLISH
from gui.caption.items import CaptionItem, Source
from gui.caption.translating import TranslationWanted, wanted_of

if TYPE_CHECKING:
    from engine.translation.offline import Translated

FIELDS = (
    "source",
    "caption",
    "language",
    "english",
    "chinese",
    "translator",
    "seconds",
    "checkpoint",
    "model",
    "model_caption",
    "fit",
    "distance",
    "problem",
)
"""``checkpoint`` is what was chosen, "auto" or the name of one; ``model`` is the one that captioned the picture,
and ``model_caption`` its own caption, where that which stands is another."""


def export_row(
    item: CaptionItem, found: Callable[[TranslationWanted], "Translated | None"] = lambda wanted: None
) -> dict[str, Any]:
    """The exported row of a picture: a dict of ``FIELDS``, None where there is no value.

    Args:
        found: what an online translator made of a caption, if it has.
    """
    source, caption = item.source, item.caption
    online = found(wanted_of(item)) if caption else None
    texts = {"english": item.in_language(ENGLISH), "chinese": item.in_language(CHINESE)}
    if online is not None:
        online_text = item.rewriting.apply(online.text)
        texts["english" if online.direction.target == ENGLISH else "chinese"] = online_text
    translated = bool(item.translated if online is None else online.text)
    return {
        "source": _name(source),
        "caption": item.text if caption else None,
        "language": caption.language if caption else None,
        "english": texts.get("english") or None,
        "chinese": texts.get("chinese") or None,
        "translator": (str(online.provider) if online else "offline") if translated else None,
        "seconds": round(caption.seconds, 4) if caption else None,
        "checkpoint": (AUTO if caption.automatic else caption.model) if caption else None,
        "model": caption.model if caption else None,
        "model_caption": caption.caption if caption and item.text != caption.caption else None,
        **(caption.fit.to_json() if caption else {"fit": None, "distance": None}),
        "problem": str(item.problem) if item.problem else None,
    }


def _name(source: Source) -> str:
    """The file's path, or how a picture came that has none; the same in every language, for programs."""
    if source.path is not None:
        return path_text(source.path)
    if source.strange is not None:
        return ", ".join([source.strange.told, *map(_name, source.of)])
    return f"noise, seed {source.seed}" if source.seed is not None else source.name or f"pasted {source.number}"


def write_captions(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write rows of ``FIELDS`` as the file's ending says, .json or else CSV.

    Returns:
        How many rows were written.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    lines = list(rows)
    if path.suffix.lower() == ".json":
        kept = [{name: value for name, value in row.items() if value is not None} for row in lines]
        data = (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()
    else:
        text = io.StringIO()
        writer = csv.DictWriter(text, FIELDS)
        writer.writeheader()
        writer.writerows(lines)
        # Without the mark, spreadsheets take the Chinese for another encoding.
        data = text.getvalue().encode("utf-8-sig")
    write_bytes_atomically(path, data)
    return len(lines)
