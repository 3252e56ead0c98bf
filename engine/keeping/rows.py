"""One file with a line for each picture: a table, or objects. Each line reaches the file as soon as it is there."""

import csv
import io
import json
import os
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from engine.errors import Problem
from engine.escapes import path_text
from engine.files import TEMPORARY, parse_json, writing_problem
from engine.keeping.keeper import CaptionKeeper, Earlier, KeptCaption

COLUMNS = ("file_name", "caption", "language", "english", "chinese", "model", "fit", "distance")


class _Rows(CaptionKeeper):
    """What the files of lines have in common.

    Attributes:
        text: the column of the caption.
    """

    text = "caption"

    def __init__(self, path: Path, earlier: Earlier) -> None:
        self.place: Path = path
        self._earlier = earlier
        self._known: set[str] = set()
        adding = earlier is not Earlier.OVERWRITE and path.exists()
        # What replaces another file stands beside it until it is whole.
        self._target = path.with_name(path.name + TEMPORARY) if earlier is Earlier.OVERWRITE else path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if adding:
                self._take_earlier(path)
            begun = adding and path.stat().st_size > 0
            self._file: BinaryIO = open(self._target, "ab" if adding else "wb")  # noqa: SIM115, closed by ``close``
            if not begun:
                self._write(self._heading())
        except (ValueError, csv.Error) as error:
            raise Problem("kept-differs", path=path) from error
        except OSError as error:
            raise writing_problem(error, path.parent, 0) from error

    def _take_earlier(self, path: Path) -> None:
        """Take what a file holds, and from its end the line that a kill has cut off, once all others are known to be
        of this kind.

        Raises:
            ValueError, csv.Error: for a file of another kind, which stays as it is.
        """
        data = path.read_bytes()
        end = data.rfind(b"\n") + 1
        for row in self._rows(data[:end].decode("utf-8-sig")):
            if not isinstance(row.get("file_name"), str) or self.text not in row:
                raise ValueError("other columns")
            self._known.add(row["file_name"])
        begin, cut = self._begin.encode(), data[end:]
        if not end and not (begin.startswith(cut) or cut.startswith(begin)):
            raise ValueError("another beginning")
        if cut:
            os.truncate(path, end)

    @property
    def _begin(self) -> str:
        """What every file of this kind begins with."""
        return self._heading()

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

    def has(self, picture: Path) -> bool:
        """See ``CaptionKeeper``."""
        return self._earlier.passes_over and self._name(picture) in self._known

    def keep(self, kept: KeptCaption) -> None:
        """See ``CaptionKeeper``."""
        name = self._name(kept.picture)
        self._known.add(name)
        row: dict[str, Any] = {"file_name": name, self.text: kept.line, "language": kept.language}
        row |= {"english": kept.english, "chinese": kept.chinese, "model": kept.model, **kept.fit.to_json()}
        try:
            self._write(self._line(row))
        except OSError as error:
            raise writing_problem(error, self.place.parent, 0) from error

    def close(self) -> None:
        """See ``CaptionKeeper``."""
        try:
            if not self._file.closed:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                if self._target != self.place:
                    os.replace(self._target, self.place)
        except OSError as error:
            raise writing_problem(error, self.place.parent, 0) from error

    def _name(self, picture: Path) -> str:
        return name_beside(picture, self.place)

    def _write(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "surrogatepass"))
        self._file.flush()


class CsvRows(_Rows):
    """A table with a heading; see ``CaptionKeeper``."""

    def _heading(self) -> str:
        return _csv_line(COLUMNS)

    def _rows(self, text: str) -> Iterator[Mapping[str, Any]]:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if text and tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError("another table")
        yield from reader

    def _line(self, row: Mapping[str, Any]) -> str:
        return _csv_line(["" if row[name] is None else row[name] for name in COLUMNS])


class JsonRows(_Rows):
    """An object a line; see ``CaptionKeeper``."""

    @property
    def _begin(self) -> str:
        return '{"file_name": "'

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

    def _line(self, row: Mapping[str, Any]) -> str:
        return super()._line({"file_name": row["file_name"], self.text: row[self.text]})


def name_beside(picture: Path, file: Path) -> str:
    """What a file calls a picture: its place below the file's folder, with slashes, or its whole path."""
    whole, folder = Path(os.path.abspath(picture)), Path(os.path.abspath(file)).parent
    return path_text((whole.relative_to(folder) if whole.is_relative_to(folder) else whole).as_posix())


def _csv_line(values: Any) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.getvalue()
