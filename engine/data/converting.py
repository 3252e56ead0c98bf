"""A data set saved anew in any format, with or without its pictures."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from engine.data.captiontable import SPLITS
from engine.data.formats import FormatEntry
from engine.data.formats.interface import Item, Split
from engine.data.layout import DataSet
from engine.data.records import LeftOut, Record
from engine.errors import Problem
from engine.files import TEMPORARY, require_empty, require_space, sync_folder, writing_problem

Pictures = Literal["link", "copy", "none"]
"""What becomes of the pictures: a second name for the same file where the disk allows it, else a copy; a copy; nothing,
so that only captions are written."""
PICTURES: tuple[Pictures, ...] = get_args(Pictures)
_TOLD: dict[int, Split] = {SPLITS[split]: split for split in get_args(Split)}


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written.

    Attributes:
        files: the caption files, below the new folder.
        images: pictures that have captions.
        captions: all of them.
        left_out: captions of the source that are not in the new files.
    """

    files: tuple[Path, ...]
    images: int
    captions: int
    left_out: tuple[LeftOut, ...]


def convert(
    data: DataSet,
    folder: Path,
    entry: FormatEntry,
    *,
    pictures: Pictures = "link",
    changed: Callable[[Record], tuple[str, ...]] = lambda record: record.captions,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Converted:
    """Write the captions of a data set, and its pictures, into a new folder, which appears whole or not at all.

    Pictures keep their places below the folder. What the files of the source say of splits is written; what was drawn
    is not, so that it can be drawn anew.

    Args:
        folder: new, or empty.
        changed: gives the captions of a picture where they are not those of the source; none for a picture that is to
            have none.
        progress: told (done, total) of the pictures.
        stopped: asked between two pictures.

    Raises:
        Problem: ``folder-not-empty``, ``disk-full``, ``folder-unwritable``, ``format-not-written``, ``data-gone``;
            ``stopped``.
    """
    if not entry.writes:
        raise Problem("format-not-written", format=entry.label)
    part = folder.with_name(folder.name + TEMPORARY)
    try:
        require_empty(folder)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        images = captions = 0

        def items() -> Iterator[Item]:
            nonlocal images, captions
            records = data.records
            records = records.at(sorted(range(len(records)), key=records.names.__getitem__))
            told = records.told
            for number, record in enumerate(records):
                if stopped():
                    raise Problem("stopped")
                progress(number, len(records))
                texts = changed(record)
                if texts:
                    images, captions = images + 1, captions + len(texts)
                    place = _place(record.path, data)
                    if pictures != "none":
                        bring(record.path, part / place, pictures, data.folder)
                    yield Item(place, texts, _TOLD.get(int(told[number])))
            progress(len(records), len(records))

        files = entry.format().write(part, items())
        _publish(part, folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise writing_problem(error, folder.parent, 0) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Converted(tuple(folder / path.relative_to(part) for path in files), images, captions, data.left_out)


def _place(path: Path, data: DataSet) -> str:
    """A picture's place below the new folder: the same as below the folder of the pictures."""
    return Path(os.path.relpath(path, os.path.abspath(data.index.folder))).as_posix()


def bring(path: Path, target: Path, pictures: Pictures, source: Path) -> None:
    """Put a picture there.

    Raises:
        OSError: if it cannot be written.
        Problem: ``disk-full``, ``data-gone``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # Through links to the file itself: a link to a link may lead nowhere from its new place.
    real = os.path.realpath(path)
    if pictures == "link":
        try:
            os.link(real, target)
            return
        except FileNotFoundError as error:
            raise Problem("data-gone", path=source) from error
        except OSError:
            # Another disk, or one that knows no second names.
            pass
    try:
        size = os.path.getsize(real)
    except OSError as error:
        raise Problem("data-gone", path=source) from error
    require_space(target.parent, size)
    shutil.copy2(real, target)


def _publish(part: Path, folder: Path) -> None:
    """Give the folder its name."""
    try:
        if folder.exists():
            folder.rmdir()
        os.rename(part, folder)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise Problem("folder-not-empty", path=folder) from error
        raise
    sync_folder(folder.parent)
