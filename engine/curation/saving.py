"""Changed captions written back into the files that they were read from, in the files' own format.

Each file is written beside its place, flushed and renamed into it, so that whatever happens the old or the new one
stands there, whole. The file as it was is kept beside it first, once a session. What another program has changed since
is not overwritten.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.curation.edits import Edits
from engine.curation.placing import Placing
from engine.curation.table import Table, stamp
from engine.data.encodings import encoding_of
from engine.data.formats import FORMATS
from engine.errors import Problem
from engine.files import ORIGINAL, TEMPORARY, sync_folder, writing_problem


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written.

    Attributes:
        files: that were written.
        originals: the files as they were before, kept beside them by this call.
        rows: rows whose captions stand there now.
        unplaced: rows whose changes no file has a place for, such as a caption of a picture that none names. They stay
            edited.
    """

    files: tuple[Path, ...]
    originals: tuple[Path, ...]
    rows: int
    unplaced: tuple[int, ...]


def save(
    edits: Edits,
    into: Path | None = None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Saved:
    """Write the changed captions back, or into copies of the caption files.

    Args:
        into: a folder for copies, under the files' names and places; it is made where it does not exist. None to write
            back, after which nothing is edited any more, but what found no place.
        progress: told (done, total) of the files.
        stopped: asked between two files, before the first is replaced.

    Raises:
        Problem: ``captions-changed``, ``captions-unencodable``, ``copy-exists``, ``disk-full``, ``folder-unwritable``;
            ``stopped``; as ``CaptionFormat.rewrite``. No file is replaced then, unless the disk fails between two.
    """
    table = edits.table
    form = FORMATS[table.data.format].format()
    placing = Placing(table, form.repeats)
    edited = set(table.edited)
    targets = [_target(table, path, into) for path in table.data.files]
    written: list[tuple[Path, Path]] = []
    try:
        for done, (path, target) in enumerate(zip(table.data.files, targets, strict=True)):
            if stopped():
                raise Problem("stopped")
            progress(done, len(targets))
            if into is None:
                _require_unchanged(table, path)
            before = placing.changes
            with _beside(path, target) as file:
                form.rewrite(path, file, placing.edit, table.data.columns)
            if into is None and placing.changes == before:
                _part(target).unlink()
            else:
                written.append((path, target))
        originals = []
        for path, target in written:
            if into is None:
                originals += _keep(edits, target)
                _require_unchanged(table, path)
            _replace(target)
            if into is None:
                table.stamps[path] = stamp(path)
    except BaseException:
        for target in targets:
            with contextlib.suppress(OSError):
                _part(target).unlink()
        raise
    progress(len(targets), len(targets))
    if into is None:
        table.kept(edited.difference(placing.unplaced))
    files = tuple(target for _, target in written)
    return Saved(files, tuple(originals), len(edited) - len(placing.unplaced), placing.unplaced)


def _target(table: Table, path: Path, into: Path | None) -> Path:
    """Where a file is to stand."""
    if into is None:
        # A link stays one: what it leads to is written.
        return Path(os.path.realpath(path))
    below = path.relative_to(table.data.folder) if path.is_relative_to(table.data.folder) else Path(path.name)
    target = into / below
    if target.exists():
        raise Problem("copy-exists", path=target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_problem(error, target.parent, 0) from error
    return target


def _part(target: Path) -> Path:
    return target.with_name(target.name + TEMPORARY)


def _require_unchanged(table: Table, path: Path) -> None:
    if stamp(path) != table.stamps[path]:
        raise Problem("captions-changed", path=path)


@contextlib.contextmanager
def _beside(path: Path, target: Path) -> Iterator[BinaryIO]:
    """A new file beside its place, on the disk when this ends; as accessible as the old one."""
    part = _part(target)
    try:
        with open(part, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, part)
    except UnicodeEncodeError as error:
        text = error.object[error.start : error.end]
        raise Problem("captions-unencodable", path=path, encoding=encoding_of(path).codec, text=text) from error
    except OSError as error:
        size = part.stat().st_size if part.exists() else 0
        raise writing_problem(error, target.parent, size) from error


def _keep(edits: Edits, target: Path) -> list[Path]:
    """Keep a file as it is beside itself, the first time in a session; never over another."""
    if target in edits.originals:
        return []
    number = 1
    while (kept := target.with_name(target.name + ORIGINAL + (f".{number}" if number > 1 else ""))).exists():
        number += 1
    try:
        try:
            # The same file under a second name, which stays when the first one is given to another.
            os.link(target, kept)
        except OSError:
            part = _part(kept)
            shutil.copy2(target, part)
            with open(part, "r+b") as file:
                os.fsync(file.fileno())
            os.rename(part, kept)
        sync_folder(target.parent)
    except OSError as error:
        raise writing_problem(error, target.parent, 0) from error
    edits.originals[target] = kept
    return [kept]


def _replace(target: Path) -> None:
    try:
        os.replace(_part(target), target)
        sync_folder(target.parent)
    except OSError as error:
        raise writing_problem(error, target.parent, 0) from error
