"""One file with a line for each picture: a table, or objects. Each line reaches the file as soon as it is there."""

import codecs
import csv
import functools
import io
import json
import os
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from engine.errors import Problem, reason
from engine.escapes import path_text
from engine.files import TEMPORARY, open_regular, parse_json, writing_problem
from engine.keeping.fate import Fate
from engine.keeping.keeper import CaptionKeeper, Earlier, KeptCaption

COLUMNS = (
    "file_name",
    "caption",
    "language",
    "english",
    "chinese",
    "model",
    "fit",
    "distance",
    "translator",
    "checkpoint",
    "seconds",
    "model_caption",
    "problem",
)
"""Files of earlier versions have the first eight; whoever adds to one keeps to its own columns."""


class _Rows(CaptionKeeper):
    """What the files of lines have in common.

    Attributes:
        text: the column of the caption.
        of_files: whether it has pictures with a file alone.
        tells_problems: whether pictures without a caption stand in it, with the reason.
    """

    text = "caption"
    of_files = False
    tells_problems = True

    def __init__(self, path: Path, earlier: Earlier) -> None:
        self.place: Path = path
        exists = path.exists()
        self.replaces = exists and earlier is Earlier.OVERWRITE
        self._earlier = earlier
        # The pictures that have a caption, and those of which it is told why they have none.
        self._known: set[str] = set()
        self._told: set[str] = set()
        self._columns: tuple[str, ...] = COLUMNS
        self._adding = exists and not self.replaces
        # How much of an earlier file is whole lines, in bytes.
        self._whole = 0
        self._file: BinaryIO | None = None
        # What replaces another file stands beside it until it is whole.
        self._target = path.with_name(path.name + TEMPORARY) if earlier is Earlier.OVERWRITE else path
        if self._adding:
            try:
                with open_regular(path) as file:
                    self._take_earlier(file.read())
            except (ValueError, csv.Error) as error:
                raise Problem("kept-differs", path=path) from error
            except OSError as error:
                raise Problem("captions-unreadable", path=path, reason=reason(error)) from error

    def begin(self) -> None:
        """See ``CaptionKeeper``. From the end of an earlier file the line goes that a kill has cut off."""
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            if self._adding:
                os.truncate(self.place, self._whole)
            self._file = open(self._target, "ab" if self._adding else "wb")  # noqa: SIM115, closed by ``close``
            if not self._whole:
                self._write(self._heading())
        except OSError as error:
            raise writing_problem(error, self.place.parent, 0) from error

    def _take_earlier(self, data: bytes) -> None:
        """Take what a file holds.

        Raises:
            ValueError, csv.Error: for a file of another kind, which stays as it is.
        """
        end = data.rfind(b"\n") + 1
        for row in self._rows(data[:end].decode("utf-8-sig")):
            if not isinstance(row.get("file_name"), str) or self.text not in row:
                raise ValueError("other columns")
            (self._told if row.get("problem") else self._known).add(row["file_name"])
        cut = data[end:]
        if not end and not any(begin.startswith(cut) or cut.startswith(begin) for begin in self._beginnings):
            raise ValueError("another beginning")
        self._whole = end

    @property
    def _beginnings(self) -> tuple[bytes, ...]:
        """What files of this kind begin with."""
        return (self._heading().encode(),)

    @abstractmethod
    def _rows(self, text: str) -> Iterator[Mapping[str, Any]]:
        """The rows that whole lines hold.

        Raises:
            ValueError, csv.Error: for a file of another kind.
        """

    @abstractmethod
    def _line(self, row: Mapping[str, Any]) -> str:
        """A line of ``COLUMNS``."""

    def _heading(self) -> str:
        return ""

    def fate_of(self, picture: Path | None) -> Fate:
        """See ``CaptionKeeper``."""
        if picture is None and self.of_files:
            return Fate.FILELESS
        known = picture is not None and self._earlier.passes_over and name_beside(picture, self.place) in self._known
        return Fate.SKIPPED if known else Fate.NEW

    def foresee(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``."""
        if kept.problem:
            return Fate.UNREADABLE
        known = self._earlier.passes_over and kept_name(kept, self.place) in self._known
        return Fate.SKIPPED if known else self.fate_of(kept.picture)

    def keep(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``; why a picture has no caption is told once."""
        fate = self.foresee(kept)
        row = row_of(kept, self.place)
        name = row["file_name"]
        if fate.kept or (fate is Fate.UNREADABLE and self.tells_problems and not self._tells(name)):
            (self._known if fate.kept else self._told).add(name)
            try:
                self._write(self._line({self.text if key == "caption" else key: row[key] for key in COLUMNS}))
            except OSError as error:
                raise writing_problem(error, self.place.parent, 0) from error
        return fate

    def close(self) -> None:
        """See ``CaptionKeeper``."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            with file:
                file.flush()
                os.fsync(file.fileno())
            if self._target != self.place:
                os.replace(self._target, self.place)
        except OSError as error:
            raise writing_problem(error, self.place.parent, 0) from error

    def abandon(self) -> None:
        """See ``CaptionKeeper``."""
        file = self._file
        if file is None or not self.replaces:
            self.close()
            return
        self._file = None
        try:
            file.close()
            self._target.unlink(missing_ok=True)
        except OSError as error:
            raise writing_problem(error, self.place.parent, 0) from error

    def _tells(self, name: str) -> bool:
        return name in self._known or name in self._told

    def _write(self, text: str) -> None:
        assert self._file is not None
        self._file.write(text.encode("utf-8", "surrogatepass"))
        self._file.flush()
        if os.fstat(self._file.fileno()).st_nlink == 0 and not self._target.exists():
            # What is written to a file that was deleted is lost.
            raise Problem("kept-gone", path=self.place)


class CsvRows(_Rows):
    """A table with a heading, and before it the mark by which spreadsheets know UTF-8; see ``CaptionKeeper``."""

    def _heading(self) -> str:
        return "\ufeff" + _csv_line(COLUMNS)

    @property
    def _beginnings(self) -> tuple[bytes, ...]:
        plain = [_csv_line(COLUMNS).encode(), _csv_line(COLUMNS[:8]).encode()]
        return (*plain, *(codecs.BOM_UTF8 + heading for heading in plain))

    def _rows(self, text: str) -> Iterator[Mapping[str, Any]]:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if text:
            self._columns = tuple(reader.fieldnames or ())
            if self._columns not in (COLUMNS, COLUMNS[:8]):
                raise ValueError("another table")
        yield from reader

    def _line(self, row: Mapping[str, Any]) -> str:
        return _csv_line(["" if row[name] is None else row[name] for name in self._columns])


class JsonRows(_Rows):
    """An object a line; see ``CaptionKeeper``."""

    @property
    def _beginnings(self) -> tuple[bytes, ...]:
        return (b'{"file_name": "',)

    def _rows(self, text: str) -> Iterator[Mapping[str, Any]]:
        for line in text.split("\n")[:-1]:
            row = parse_json(line)
            if not isinstance(row, dict):
                raise ValueError("another value")
            yield row

    def _line(self, row: Mapping[str, Any]) -> str:
        return json.dumps(dict(row), ensure_ascii=False) + "\n"


class MetadataRows(JsonRows):
    """metadata.jsonl of an image folder of Hugging Face: the caption is the column ``text``, and no column is missing
    anywhere; see ``CaptionKeeper``."""

    text = "text"
    of_files = True
    tells_problems = False

    def _line(self, row: Mapping[str, Any]) -> str:
        return super()._line({"file_name": row["file_name"], self.text: row[self.text]})


def row_of(kept: KeptCaption, file: Path) -> dict[str, Any]:
    """The values of ``COLUMNS`` for a picture, "" or None where there is none."""
    return {
        "file_name": kept_name(kept, file),
        "caption": kept.line,
        "language": kept.language,
        "english": kept.english,
        "chinese": kept.chinese,
        "model": kept.model,
        **kept.fit.to_json(),
        "translator": kept.translator,
        "checkpoint": kept.checkpoint,
        "seconds": kept.seconds,
        "model_caption": kept.model_caption,
        "problem": kept.problem,
    }


def kept_name(kept: KeptCaption, file: Path) -> str:
    """What a file calls the picture of a caption."""
    return kept.source if kept.picture is None else name_beside(kept.picture, file)


def name_beside(picture: Path, file: Path) -> str:
    """What a file calls a picture: its place below the file's folder, with slashes, or its whole path."""
    whole, folder = os.path.abspath(picture), _folder_of(os.fspath(file))
    below = os.path.normcase(whole[: len(folder)]) == os.path.normcase(folder)
    return path_text((whole[len(folder) :] if below else whole).replace(os.sep, "/"))


@functools.lru_cache(maxsize=8)
def _folder_of(file: str) -> str:
    """A file's folder, with a separator at its end."""
    return os.path.join(os.path.dirname(os.path.abspath(file)), "")


def _csv_line(values: Any) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.getvalue()
