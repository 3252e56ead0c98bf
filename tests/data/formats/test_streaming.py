"""Large files are read and written anew a piece at a time: what is held does not grow with them."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.data.formats.flickr import Flickr
from engine.data.formats.imagefolder import ImageFolder
from engine.data.formats.interface import CaptionFormat, Columns, Item
from engine.data.formats.jsonl import JsonLines
from engine.data.formats.table import TableFormat

ROWS = 10_000
MOST = 4 << 20
"""Bytes that may be held, of files of twice as many."""


def rows() -> Iterator[tuple[str, str]]:
    for number in range(ROWS):
        yield f"{number // 5:012d}.jpg", f"A man with a hat, number {number}, walks over " + "a street, " * 90


def write(path: Path) -> None:
    with open(path, "w", encoding="utf-8") as file:
        if path.suffix == ".csv":
            file.write("image,caption\n")
        for number, (name, caption) in enumerate(rows()):
            if path.suffix == ".csv":
                file.write(f'{name},"{caption}"\n')
            elif path.suffix == ".jsonl":
                file.write(json.dumps({"file_name": name, "text": caption}) + "\n")
            else:
                file.write(f"{name}#{number % 5}\t{caption}\n")


class Counted(io.RawIOBase):
    """Counts what is written into it."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        size = len(memoryview(data))  # type: ignore[arg-type]
        self.count += size
        return size


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Flickr(), "x.token"), (TableFormat(), "x.csv"), (JsonLines(), "x.jsonl"), (ImageFolder(), "metadata.jsonl")],
    ids=["flickr", "table", "jsonl", "imagefolder"],
)
def test_what_is_held_does_not_grow_with_the_file(kind: CaptionFormat, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path)
    image, caption = ("file_name", ("text",)) if path.suffix == ".jsonl" else ("", ())
    columns = Columns(image=image, captions=caption, folder=tmp_path)
    size = path.stat().st_size
    assert size > 2 * MOST
    target = Counted()
    tracemalloc.start()
    try:
        count = sum(isinstance(entry, Item) for entry in kind.read((path,), columns))
        with io.BufferedWriter(target) as file:
            kind.rewrite(path, file, lambda name, captions: None, columns)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (count, target.count) == (ROWS, size)
    assert peak < MOST
