"""COCO's results: [{"image_id", "caption"}], as its evaluation and its server take them.

See Chen et al. 2015, "Microsoft COCO Captions: Data Collection and Evaluation Server".
"""

import json
import re
from pathlib import Path
from typing import Any

from engine.errors import Problem, reason
from engine.files import make_folder, parse_json, write_text_atomically
from engine.keeping.keeper import CaptionKeeper, Earlier, KeptCaption
from engine.keeping.rows import name_beside

TOGETHER = 500
"""Captions after which the file is written anew: what a kill may lose, and is captioned again."""
_COCO = re.compile(r"(?:COCO_\w+_)?(\d{12})")


class CocoResults(CaptionKeeper):
    """See ``CaptionKeeper``. An image of COCO's names has its number as id, any other its name."""

    def __init__(self, path: Path, earlier: Earlier) -> None:
        self.place: Path = path
        self._earlier = earlier
        self._results: list[dict[str, Any]] = []
        self._waiting = 0
        if earlier is not Earlier.OVERWRITE and path.exists():
            self._results = _read(path)
        self._known = {result["image_id"] for result in self._results}
        make_folder(path.parent)

    def has(self, picture: Path) -> bool:
        """See ``CaptionKeeper``."""
        return self._earlier.passes_over and self._id(picture) in self._known

    def keep(self, kept: KeptCaption) -> None:
        """See ``CaptionKeeper``; the file is written anew after every ``TOGETHER`` captions."""
        image = self._id(kept.picture)
        self._known.add(image)
        self._results.append({"image_id": image, "caption": kept.line})
        self._waiting += 1
        if self._waiting >= TOGETHER:
            self.close()

    def close(self) -> None:
        """See ``CaptionKeeper``."""
        if self._waiting or not self.place.exists():
            lines = ",\n".join(json.dumps(result, ensure_ascii=False) for result in self._results)
            write_text_atomically(self.place, f"[\n{lines}\n]\n" if lines else "[]\n")
            self._waiting = 0

    def _id(self, picture: Path) -> int | str:
        found = _COCO.fullmatch(picture.stem)
        return int(found[1]) if found else name_beside(picture, self.place)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = parse_json(path.read_text("utf-8"))
    except OSError as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
    except ValueError as error:
        raise Problem("kept-differs", path=path) from error
    fits = isinstance(found, list) and all(
        isinstance(result, dict) and isinstance(result.get("image_id"), int | str) and "caption" in result
        for result in found
    )
    if not fits:
        raise Problem("kept-differs", path=path)
    results: list[dict[str, Any]] = found
    return results
