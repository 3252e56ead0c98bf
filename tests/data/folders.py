"""Small data folders for tests."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.data.bad_inputs import write_jpeg

CAPTION = "The lady wears a long-sleeve shirt with solid color patterns."


def write_captions(path: Path, captions: Any) -> None:
    """A caption file; surrogates and all are written as JSON escapes."""
    path.write_text(json.dumps(captions), encoding="utf-8")


def make_folder(folder: Path, train: Any, test: Any = None, pictures: Iterable[str] | None = None) -> Path:
    """A data folder; the pictures are those that the captions name unless others are given."""
    (folder / "images").mkdir(parents=True)
    write_captions(folder / "train_captions.json", train)
    if test is not None:
        write_captions(folder / "test_captions.json", test)
    for name in pictures if pictures is not None else [*train, *(test or {})]:
        place = folder / "images" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        write_jpeg(place)
    return folder


def captions(count: int, prefix: str = "WOMEN-Tees") -> dict[str, str]:
    """``count`` names and captions."""
    return {f"{prefix}-id_{number:08d}-01_1_front.jpg": CAPTION for number in range(count)}
