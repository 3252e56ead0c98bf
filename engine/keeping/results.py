"""Files that are one JSON list: COCO's results, [{"image_id", "caption"}], as its evaluation and its server take them
(Chen et al. 2015, "Microsoft COCO Captions: Data Collection and Evaluation Server"), and a list of all that is known.
"""

import json
import re
from abc import abstractmethod
from pathlib import Path
from typing import Any

from engine.errors import Problem, reason
from engine.files import make_folder, open_regular, parse_json, write_text_atomically
from engine.keeping.fate import Fate
from engine.keeping.keeper import CaptionKeeper, Earlier, KeptCaption
from engine.keeping.rows import kept_name, name_beside, row_of

TOGETHER, _SHARE = 500, 20
"""Captions after which the file is written anew: so many, and of a longer file a twentieth of all. That is what a kill
may lose, and is captioned again."""
_COCO = re.compile(r"(?:COCO_\w+_)?(\d{12})")


class _JsonArray(CaptionKeeper):
    """What the files have in common.

    Attributes:
        key: the name of a result's picture.
    """

    key = ""

    def __init__(self, path: Path, earlier: Earlier) -> None:
        self.place: Path = path
        exists = path.exists()
        self.replaces = exists and earlier is Earlier.OVERWRITE
        self._earlier = earlier
        self._lines: list[str] = []
        self._waiting = 0
        self._begun = False
        results: list[dict[str, Any]] = []
        if exists and not self.replaces:
            results = self._read(path)
        self._lines += map(_line, results)
        self._known = {result[self.key] for result in results if not result.get("problem")}
        # Those of which it is told why they have no caption.
        self._told = {result[self.key] for result in results if result.get("problem")}

    def begin(self) -> None:
        """See ``CaptionKeeper``."""
        make_folder(self.place.parent)
        self._begun = True

    def foresee(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``."""
        if kept.problem:
            return Fate.UNREADABLE
        known = self._earlier.passes_over and self._id(kept) in self._known
        return Fate.SKIPPED if known else self.fate_of(kept.picture)

    def close(self) -> None:
        """See ``CaptionKeeper``."""
        if self._begun and (self._waiting or self.replaces or not self.place.exists()):
            if not self.place.parent.is_dir():
                raise Problem("kept-gone", path=self.place.parent)
            lines = ",\n".join(self._lines)
            write_text_atomically(self.place, f"[\n{lines}\n]\n" if lines else "[]\n")
            self._waiting, self.replaces = 0, False

    def abandon(self) -> None:
        """See ``CaptionKeeper``."""
        if not self.replaces:
            self.close()

    def _take(self, result: dict[str, Any]) -> None:
        """Take a result; the file is written anew where enough wait."""
        (self._told if result.get("problem") else self._known).add(result[self.key])
        self._lines.append(_line(result))
        self._waiting += 1
        # Another file stands until all of what replaces it is there.
        if not self.replaces and self._waiting >= max(TOGETHER, len(self._lines) // _SHARE):
            self.close()

    def _tells(self, image: int | str) -> bool:
        return image in self._known or image in self._told

    @abstractmethod
    def _id(self, kept: KeptCaption) -> int | str:
        """What the file calls a picture."""

    def _read(self, path: Path) -> list[dict[str, Any]]:
        try:
            with open_regular(path) as file:
                found = parse_json(file.read().decode())
        except OSError as error:
            raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
        except ValueError as error:
            raise Problem("kept-differs", path=path) from error
        fits = isinstance(found, list) and all(
            isinstance(result, dict) and isinstance(result.get(self.key), int | str) and "caption" in result
            for result in found
        )
        if not fits:
            raise Problem("kept-differs", path=path)
        results: list[dict[str, Any]] = found
        return results


class CocoResults(_JsonArray):
    """See ``CaptionKeeper``. An image of COCO's names has its number as id, any other its name."""

    key = "image_id"

    def fate_of(self, picture: Path | None) -> Fate:
        """See ``CaptionKeeper``."""
        if picture is None:
            return Fate.FILELESS
        return Fate.SKIPPED if self._earlier.passes_over and self._image(picture) in self._known else Fate.NEW

    def keep(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``; the file is written anew after ``TOGETHER`` captions or more."""
        fate = self.foresee(kept)
        if fate.kept:
            self._take({self.key: self._id(kept), "caption": kept.line})
        return fate

    def _id(self, kept: KeptCaption) -> int | str:
        return "" if kept.picture is None else self._image(kept.picture)

    def _image(self, picture: Path) -> int | str:
        found = _COCO.fullmatch(picture.stem)
        return int(found[1]) if found else name_beside(picture, self.place)


class JsonList(_JsonArray):
    """A list of objects of ``rows.COLUMNS``, without those that have no value; see ``CaptionKeeper``."""

    key = "file_name"

    def fate_of(self, picture: Path | None) -> Fate:
        """See ``CaptionKeeper``."""
        known = picture is not None and self._earlier.passes_over and name_beside(picture, self.place) in self._known
        return Fate.SKIPPED if known else Fate.NEW

    def keep(self, kept: KeptCaption) -> Fate:
        """See ``CaptionKeeper``; why a picture has no caption is told once."""
        fate = self.foresee(kept)
        if fate.kept or (fate is Fate.UNREADABLE and not self._tells(self._id(kept))):
            row = {name: value for name, value in row_of(kept, self.place).items() if value not in (None, "")}
            self._take({**row, "caption": kept.line})
        return fate

    def _id(self, kept: KeptCaption) -> int | str:
        return kept_name(kept, self.place)


def _line(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False)
