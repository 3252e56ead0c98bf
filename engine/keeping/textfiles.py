"""Text files beside the pictures: 1.txt holds the caption of 1.jpg, as TagGUI and kohya's scripts have it."""

import io
import os
from pathlib import Path
from typing import NamedTuple

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.rows import line_end
from engine.errors import Problem, reason
from engine.files import make_folder, sync_folder, write_bytes_atomically, write_new_atomically, writing_problem
from engine.keeping.fate import Fate
from engine.keeping.keeper import CaptionKeeper, Earlier, KeptCaption
from engine.keeping.naming import FolderNames, Naming, folded

_FATES = {Earlier.OVERWRITE: Fate.OVERWRITTEN, Earlier.APPEND: Fate.APPENDED, Earlier.PREPEND: Fate.PREPENDED}


class TextFiles(CaptionKeeper):
    """See ``CaptionKeeper``. Of two pictures whose files would have one name, each has a file of its whole name:
    1.jpg.txt and 1.png.txt. A caption that stands in a file already is not added to it again.

    Args:
        out: the folder below which they lie as the pictures do below ``root``; None for beside them.
    """

    def __init__(self, earlier: Earlier, out: Path | None, root: Path | None, naming: Naming) -> None:
        self.place = out
        self._earlier, self._root, self._naming = earlier, root, naming
        self._folders: dict[str, _Folder] = {}
        # Whose each text file is, so that it is not that of another picture as well.
        self._owners: dict[str, tuple[str, str]] = {}
        self._written: set[Path] = set()

    def begin(self) -> None:
        """See ``CaptionKeeper``."""
        if self.place is not None:
            make_folder(self.place)

    def files_of(self, picture: Path) -> dict[str, str]:
        """The paths of a picture's text files, by their keys in ``Naming.languages``."""
        folder = self._folder(picture)
        return {language: folder.texts + name for language, name in folder.names.names(picture.name)}

    def fate_of(self, picture: Path | None) -> Fate:
        """See ``CaptionKeeper``."""
        if picture is None:
            return Fate.FILELESS
        paths = list(self.files_of(picture).values())
        if not self._owns(picture, paths):
            return Fate.COLLIDING
        return _together([self._fate(path) for path in paths])

    def foresee(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``."""
        fate, files = self._planned(kept)
        return fate or _together([self._written_fate(path, text) for path, text in files])

    def text_of(self, kept: KeptCaption) -> tuple[Path, str] | None:
        """The first file of a picture and all that it will hold; None where none is written.

        Raises:
            Problem: as ``keep``, where the file has to be read.
        """
        fate, files = self._planned(kept)
        for path, text in () if fate else files:
            if self._fate(path) is not Fate.SKIPPED:
                added = self._added(path, text)
                return (Path(path), text if added is None else added[0]) if added is not _NOTHING_TO_ADD else None
        return None

    def keep(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``."""
        fate, files = self._planned(kept)
        return fate or _together([self._write(path, text) for path, text in files])

    def close(self) -> None:
        """See ``CaptionKeeper``. The files are whole; now their names reach the disk as well."""
        written, self._written = self._written, set()
        for folder in filter(Path.is_dir, written):
            try:
                sync_folder(folder)
            except OSError as error:
                raise writing_problem(error, folder, 0) from error

    def in_full(self, picture: Path | None) -> bool:
        """See ``CaptionKeeper``."""
        return picture is not None and self._folder(picture).names.in_full(picture.name)

    def lacks(self, kept: KeptCaption) -> bool:
        """See ``CaptionKeeper``."""
        return self._naming.lacks(kept)

    def _planned(self, kept: KeptCaption) -> tuple[Fate | None, list[tuple[str, str]]]:
        """The files that a caption would have with their texts, or why it has none."""
        if kept.problem:
            return Fate.UNREADABLE, []
        if kept.picture is None:
            return Fate.FILELESS, []
        paths = self.files_of(kept.picture)
        if not self._owns(kept.picture, list(paths.values())):
            return Fate.COLLIDING, []
        texts = self._naming.texts(kept)
        return None if texts else Fate.UNTRANSLATED, [(paths[language], text) for language, text in texts.items()]

    def _folder(self, picture: Path) -> "_Folder":
        from engine.data.pictureindex import is_picture

        given = os.path.dirname(picture)
        if given not in self._folders:
            whole, texts = os.path.abspath(given), Path(given)
            if self.place is not None:
                root = os.path.abspath(self._root or whole)
                texts = self.place / (Path(whole).relative_to(root) if Path(whole).is_relative_to(root) else Path())
            names = FolderNames(self._naming, filter(is_picture, _listed(whole)))
            self._folders[given] = _Folder(whole, os.path.join(texts, ""), names)
        return self._folders[given]

    def _owns(self, picture: Path, paths: list[str]) -> bool:
        """Whether no other picture has these text files; from now on they are this one's."""
        owner = (self._folder(picture).whole, picture.name)
        places = [folded(path) for path in paths]
        if any(self._owners.get(place, owner) != owner for place in places):
            return False
        self._owners.update(dict.fromkeys(places, owner))
        return True

    def _fate(self, path: str) -> Fate:
        """What becomes of a file, whatever it holds."""
        if not os.path.lexists(path):
            return Fate.NEW
        return _FATES.get(self._earlier, Fate.SKIPPED)

    def _written_fate(self, path: str, text: str) -> Fate:
        fate = self._fate(path)
        return Fate.SKIPPED if fate is not Fate.NEW and self._added(path, text) is _NOTHING_TO_ADD else fate

    def _write(self, file: str, text: str) -> Fate:
        fate, path = self._fate(file), Path(file)
        if fate is Fate.SKIPPED:
            # It may have come while the picture was captioned: it is somebody else's.
            return fate
        if self.place is not None:
            if not self.place.is_dir():
                raise Problem("kept-gone", path=self.place)
            make_folder(path.parent)
        if fate is Fate.NEW:
            if not write_new_atomically(path, f"{text}\n".encode("utf-8", "surrogatepass")):
                return Fate.SKIPPED
        else:
            added = self._added(file, text)
            if added is _NOTHING_TO_ADD:
                return Fate.SKIPPED
            data = added[1] if added else f"{text}\n".encode("utf-8", "surrogatepass")
            write_bytes_atomically(path, data)
        self._written.add(path.parent)
        return fate

    def _added(self, file: str, text: str) -> tuple[str, bytes] | None:
        """A file with a text before or behind what it holds, as text and in its own encoding; None where it is to hold
        the text alone; ``_NOTHING_TO_ADD`` where it holds that already.

        Raises:
            Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-unencodable``.
        """
        if self._earlier not in (Earlier.APPEND, Earlier.PREPEND) or not os.path.lexists(file):
            return None
        path = Path(file)
        encoding = encoding_of(path)
        try:
            with open_text(path) as opened:
                earlier = opened.read()
        except OSError as error:
            raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
        lines = earlier.splitlines()
        if set(text.split("\n")) <= {line.strip() for line in lines}:
            return _NOTHING_TO_ADD
        end = next(filter(None, map(line_end, earlier.splitlines(keepends=True))), "\n")
        new, body = text.replace("\n", end), earlier.strip("\r\n")
        parts = (new, body) if self._earlier is Earlier.PREPEND else (body.rstrip(), new)
        whole = end.join(filter(None, parts)) + end
        target = io.BytesIO()
        writer = text_writer(target, encoding)
        try:
            writer.write(whole)
            writer.flush()
        except UnicodeEncodeError as error:
            lacking = error.object[error.start : error.end]
            raise Problem("captions-unencodable", path=path, encoding=encoding.codec, text=lacking) from error
        writer.detach()
        return whole, target.getvalue()


_NOTHING_TO_ADD = ("", b"")


class _Folder(NamedTuple):
    """A folder of pictures: its whole path, where its text files lie with a separator behind it, and their names."""

    whole: str
    texts: str
    names: FolderNames


def _together(fates: list[Fate]) -> Fate:
    """The fate of a picture by those of its files: what is changed counts before what is new, and that before what
    stays."""
    if len(fates) == 1:
        return fates[0]
    return next((fate for fate in (*_FATES.values(), Fate.NEW) if fate in fates), Fate.SKIPPED)


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        # Its pictures will not be read either.
        return []
