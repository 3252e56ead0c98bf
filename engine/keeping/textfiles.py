"""A text file beside each picture: 1.txt holds the caption of 1.jpg, as TagGUI and kohya's scripts have it."""

import os
from pathlib import Path

from engine.data.encodings import open_text
from engine.data.pictureindex import is_picture
from engine.errors import Problem, reason
from engine.files import make_folder, write_text_atomically
from engine.keeping.keeper import CaptionKeeper, Earlier, KeptCaption

TEXT = ".txt"


class TextFiles(CaptionKeeper):
    """See ``CaptionKeeper``. Of two pictures whose names differ in their endings alone, each has a file of its whole
    name: 1.jpg.txt and 1.png.txt.

    Args:
        out: the folder below which they lie as the pictures do below ``root``; None for beside them.
    """

    def __init__(self, earlier: Earlier, out: Path | None, root: Path | None) -> None:
        self.place = out
        self._earlier, self._root = earlier, root
        # The folder that was asked for last, and how many of its pictures have each stem.
        self._folder: Path | None = None
        self._stems: dict[str, int] = {}

    def has(self, picture: Path) -> bool:
        """See ``CaptionKeeper``."""
        return self._earlier.passes_over and self.file_of(picture).exists()

    def file_of(self, picture: Path) -> Path:
        """The text file of a picture."""
        folder = picture.parent
        if folder != self._folder:
            self._folder, self._stems = folder, {}
            for name in filter(is_picture, _listed(folder)):
                stem = os.path.splitext(name)[0]
                self._stems[stem] = self._stems.get(stem, 0) + 1
        name = picture.name if self._stems.get(picture.stem, 1) > 1 else picture.stem
        if self.place is None:
            return folder / (name + TEXT)
        below = folder.relative_to(self._root) if self._root and folder.is_relative_to(self._root) else Path()
        return self.place / below / (name + TEXT)

    def keep(self, kept: KeptCaption) -> None:
        """See ``CaptionKeeper``."""
        path = self.file_of(kept.picture)
        text = kept.line
        if path.exists():
            if self._earlier.passes_over:
                # It came while the picture was captioned: it is somebody else's.
                return
            if self._earlier is Earlier.APPEND:
                text = f"{_read(path)}\n{text}".lstrip("\n")
        make_folder(path.parent)
        write_text_atomically(path, f"{text}\n")

    def close(self) -> None:
        """See ``CaptionKeeper``: nothing waits."""


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        # Its pictures will not be read either.
        return []


def _read(path: Path) -> str:
    try:
        with open_text(path) as file:
            return file.read().rstrip()
    except OSError as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
