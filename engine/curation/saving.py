"""Changed captions written back into the files that they were read from, in the files' own format.

Each file is written beside its place, flushed and renamed into it, so that whatever happens the old or the new one
stands there, whole. The file as it was is kept beside it first, once a session. What another program has changed since
is not overwritten.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.curation.edits import Edits
from engine.curation.placing import Placing
from engine.curation.table import NO_FILE, stamp
from engine.data.encodings import encoding_of
from engine.data.formats import FORMATS
from engine.data.formats.interface import Item, TakesMore
from engine.errors import Problem
from engine.files import ORIGINAL, TEMPORARY, make_folder, sync_folder, writing_problem

_MORE = ".more"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written.

    Attributes:
        files: that were written.
        originals: the files as they were before, kept beside them by this call.
        rows: rows whose captions stand there now.
        unplaced: rows whose changes no file has a place for, such as a caption of a picture that none names, in a
            format that takes no more pictures. They stay edited.
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
    saving = _Saving(edits, into)
    try:
        for done, path in enumerate(saving.table.files):
            if stopped():
                raise Problem("stopped")
            progress(done, len(saving.table.files))
            saving.rewrite(path)
        saving.append()
        originals = [kept for path in saving.written for kept in saving.keep(path)]
        saving.sync()
        for path in saving.written:
            saving.replace(path)
        saving.sync()
    except BaseException:
        saving.undo()
        raise
    progress(len(saving.table.files), len(saving.table.files))
    return saving.done(originals)


class _Saving:
    """One call of ``save``.

    Attributes:
        written: of each caption file that is to be another, where it is to stand; the new one lies beside that place.
    """

    def __init__(self, edits: Edits, into: Path | None) -> None:
        self._edits = edits
        self.table = edits.table
        self._into = into
        self._form = FORMATS[self.table.data.format].format()
        self._placing = Placing(self.table, self._form.repeats)
        self._edited = set(self.table.edited)
        self._begun: set[Path] = set()
        self.written: dict[Path, Path] = {}

    def rewrite(self, path: Path) -> None:
        """Write a file beside its place with the changed captions that it holds."""
        target = self._target(path)
        self._require_unchanged(path)
        before = self._placing.changes
        self._placing.next_file()

        def wanted() -> bool:
            return self._into is not None or self._placing.changes > before

        # Where each picture has a file of its own, most of thousands stay as they are.
        with self._beside(path, _part(target), wanted) as file:
            self._form.rewrite(path, file, self._placing.edit, self.table.data.columns)
        if wanted():
            self.written[path] = target
        else:
            _part(target).unlink()

    def append(self) -> None:
        """Add the pictures that no file names yet, where the format can."""
        if not isinstance(self._form, TakesMore):
            return
        rows: dict[Path, list[int]] = {}
        further = self._placing.further
        for row in further:
            path = self._form.file_for(Path(str(self.table.file(row))), self.table.data.files)
            # The names in a copy of a file below are told from the folder of the original.
            if self._into is None or path.parent == self.table.data.folder:
                rows.setdefault(path, []).append(row)
        named = (name for row, name in enumerate(self.table.names) if self.table.read_captions(row))
        bare = not any("/" in name for name in named)
        for path, here in rows.items():
            target = self.written.get(path) or self._target(path)
            self._require_unchanged(path)
            part = _part(target.with_name(target.name + _MORE))
            items = {row: Item(self._name_of(row, bare), further[row]) for row in here}
            with self._beside(path, part) as file:
                source = _part(target) if path in self.written else path
                left = self._form.append(source, file, tuple(items.values()), self.table.data.columns)
            placed = [row for row, item in items.items() if item not in left]
            if not placed:
                part.unlink()
                continue
            os.replace(part, _part(target))
            self.written[path] = target
            for row in placed:
                self._placing.placed(row)

    def keep(self, path: Path) -> list[Path]:
        """Keep a file as it is beside itself; gives the copy, where there was none from this session."""
        target = self.written[path]
        return _keep(self._edits, target) if self._into is None and target.exists() else []

    def replace(self, path: Path) -> None:
        """Put a file into its place."""
        target = self.written[path]
        self._require_unchanged(path)
        _replace(target)
        if self._into is None:
            if path not in self.table.stamps:
                self.table.files.append(path)
            self.table.stamps[path] = stamp(path)

    def sync(self) -> None:
        """Make the names that were given so far last, once for each folder and not for each of thousands of files."""
        for folder in {target.parent for target in self.written.values()}:
            try:
                sync_folder(folder)
            except OSError as error:
                raise writing_problem(error, folder, 0) from error

    def undo(self) -> None:
        """Remove what lies beside."""
        for part in self._begun:
            with contextlib.suppress(OSError):
                part.unlink()

    def done(self, originals: Sequence[Path]) -> Saved:
        """What was written."""
        unplaced = self._placing.unplaced
        if self._into is None:
            self.table.kept(self._edited.difference(unplaced))
        return Saved(tuple(self.written.values()), tuple(originals), len(self._edited) - len(unplaced), unplaced)

    def _target(self, path: Path) -> Path:
        """Where a file is to stand."""
        if self._into is None:
            # A link stays one: what it leads to is written.
            return Path(os.path.realpath(path))
        folder = self.table.data.folder
        target = self._into / (path.relative_to(folder) if path.is_relative_to(folder) else path.name)
        if target.exists():
            raise Problem("copy-exists", path=target)
        make_folder(target.parent)
        return target

    def _name_of(self, row: int, bare: bool) -> str:
        """What a picture is called that no file names: its file's own name, where the others are called so."""
        file = str(self.table.file(row))
        own = os.path.basename(file)
        if bare and self.table.find([own]) == [row]:
            return own
        return os.path.relpath(file, self.table.data.index.folder).replace(os.sep, "/")

    def _require_unchanged(self, path: Path) -> None:
        if self._into is None and stamp(path) != self.table.stamps.get(path, NO_FILE):
            raise Problem("captions-changed", path=path)

    @contextlib.contextmanager
    def _beside(self, path: Path, part: Path, wanted: Callable[[], bool] = lambda: True) -> Iterator[BinaryIO]:
        """A new file, on the disk when this ends, if it is still wanted; as accessible as the one it is made of."""
        self._begun.add(part)
        try:
            with open(part, "wb") as file:
                yield file
                file.flush()
                if wanted():
                    os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, part)
        except UnicodeEncodeError as error:
            text = error.object[error.start : error.end]
            raise Problem("captions-unencodable", path=path, encoding=encoding_of(path).codec, text=text) from error
        except OSError as error:
            raise writing_problem(error, part.parent, part.stat().st_size if part.exists() else 0) from error


def _part(target: Path) -> Path:
    return target.with_name(target.name + TEMPORARY)


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
    except OSError as error:
        raise writing_problem(error, target.parent, 0) from error
    edits.originals[target] = kept
    return [kept]


def _replace(target: Path) -> None:
    try:
        os.replace(_part(target), target)
    except OSError as error:
        raise writing_problem(error, target.parent, 0) from error
