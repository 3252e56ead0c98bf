"""Data folders for the tests of curation, made in a moment."""

import json
from pathlib import Path

from PIL import Image


def write_folder(folder: Path, captions: dict[str, object], others: tuple[str, ...] = (), missing: int = 0) -> Path:
    """A picture for each caption but the first ``missing``, and for each of ``others``, which have no caption.

    Args:
        captions: as in captions.json.
    """
    (folder / "images").mkdir(parents=True)
    for number, name in enumerate((*captions, *others)):
        if number >= missing:
            Image.new("RGB", (16, 16), (number * 37 % 256, number * 91 % 256, 100)).save(folder / "images" / name)
    (folder / "captions.json").write_text(json.dumps(captions), encoding="utf-8")
    return folder
