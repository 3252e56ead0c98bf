"""What lies in a data folder, looked at picture by picture before anything is trained on it."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.data.layout import LeftOut, Record, known_products, open_data
from engine.data.making import decode
from engine.data.picture import Framing
from engine.data.words import WordSummary, summarise_words
from engine.errors import Problem
from engine.settings import Settings

# Small, so that JPEGs are decoded at an eighth: damage shows all the same.
_GLANCE = Framing("fit", 64, 64)
_PROGRESS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class DataSummary:
    """What ``check_data`` found.

    Attributes:
        format: key of the caption files' format.
        images: picture files below the folder, with or without a caption.
        captions: usable captions, with or without a picture.
        train, validation, test: pairs that can be used.
        test_known: test pairs of a product that the training file shows too, by their names: what is learned by heart
            helps there.
        missing: captions whose picture does not lie there.
        unreadable: captioned pictures that cannot be decoded.
        left_out: entries of the caption files that cannot be used.
        words: what the captions are made of.
        domain: key of the kind of the captions.
        counts: pairs by value of what that kind counts, by name: of clothes the gender.
    """

    format: str
    images: int
    captions: int
    train: int
    validation: int
    test: int
    test_known: int
    missing: tuple[LeftOut, ...]
    unreadable: tuple[LeftOut, ...]
    left_out: tuple[LeftOut, ...]
    words: WordSummary
    domain: str
    counts: dict[str, dict[str, int]]

    def to_json(self) -> dict[str, Any]:
        """Plain values under the names above, those of ``words`` and each of ``counts`` beside them; each left out as
        {"name", "reason"}."""
        plain = asdict(self)
        counts = plain.pop("counts")
        del plain["words"]
        return {**plain, **self.words.to_json(), **counts}


def check_data(
    folder: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
    settings: Settings | None = None,
) -> DataSummary:
    """Read a data folder, decode every picture that has a caption, and count.

    Args:
        progress: told (done, total) of the pictures, at most ten times a second.
        stopped: asked between two pictures.
        settings: by which the data is read and split; None for the defaults.

    Raises:
        Problem: as ``open_data``; ``stopped``.
    """
    settings = settings or Settings()
    data = open_data(folder, **settings.splitting)
    unreadable = _undecodable(data.records, progress, stopped)
    usable = data.without({item.name for item in unreadable})
    missing = [item for item in data.left_out if item.reason == "missing"]
    return DataSummary(
        format=data.format,
        images=data.pictures,
        captions=len(data.records) + len(missing),
        train=len(usable.train),
        validation=len(usable.validation),
        test=len(usable.test),
        test_known=known_products(usable),
        missing=tuple(missing),
        unreadable=tuple(unreadable),
        left_out=tuple(item for item in data.left_out if item.reason != "missing"),
        words=summarise_words(data, settings),
        domain=data.domain.key,
        counts=data.domain.counts((record.name, record.caption) for record in usable.records),
    )


def _undecodable(
    records: Sequence[Record], progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> list[LeftOut]:
    found = []
    reported = 0.0
    paths = {record.name: record.path for record in records}
    with contextlib.closing(decode(paths, paths, _GLANCE)) as decoded:
        for done, (name, prepared) in enumerate(decoded, start=1):
            if isinstance(prepared, str):
                found.append(LeftOut(name, prepared.removeprefix("unreadable: ")))
            if done == len(paths) or time.monotonic() >= reported + _PROGRESS_SECONDS:
                reported = time.monotonic()
                progress(done, len(paths))
            if stopped():
                raise Problem("stopped")
    return found
