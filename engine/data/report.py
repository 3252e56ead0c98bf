"""What lies in a data folder, looked at picture by picture before anything is trained on it."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.data.layout import LeftOut, Record, known_products, open_data
from engine.data.making import decode
from engine.data.picture import Framing
from engine.data.reasons import counted
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
        images: pictures that are used: that can be read and have a caption.
        pictures: picture files below the folder, with or without a caption.
        captions: captions that are used, all of each picture's.
        per_image: how many of the images have how many captions.
        train, validation, test: images of each split.
        test_known: test images of a product that the training file shows too, by their names: what is learned by heart
            helps there.
        left_out: every caption in the files that is not used, with its reason, those of pictures that are missing or
            cannot be read among them.
        words: what the captions are made of.
        domain: key of the kind of the captions.
        counts: pairs by value of what that kind counts, by name: of clothes the gender.
    """

    format: str
    images: int
    pictures: int
    captions: int
    per_image: dict[int, int]
    train: int
    validation: int
    test: int
    test_known: int
    left_out: tuple[LeftOut, ...]
    words: WordSummary
    domain: str
    counts: dict[str, dict[str, int]]

    def to_json(self) -> dict[str, Any]:
        """Plain values under the names above, those of ``words`` and each of ``counts`` beside them.

        ``captions_per_image`` is the mean, and ``captions_per_image_counts`` is ``per_image``; each left out stands as
        {"file", "reason", "caption"}, and ``reasons`` counts them, the commonest first.
        """
        left_out = [{"file": item.name, "reason": item.reason, "caption": item.caption} for item in self.left_out]
        return {
            "format": self.format,
            "images": self.images,
            "pictures": self.pictures,
            "captions": self.captions,
            "captions_per_image": round(self.captions / max(1, self.images), 4),
            "captions_per_image_counts": {str(count): images for count, images in self.per_image.items()},
            "train": self.train,
            "validation": self.validation,
            "test": self.test,
            "test_known": self.test_known,
            "domain": self.domain,
            **self.words.to_json(),
            **self.counts,
            "left_out": left_out,
            "reasons": counted(self.left_out),
        }


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
    faulty = [record for record in data.records if record.name in unreadable]
    usable = data.without(unreadable)
    per_image = Counter(map(len, usable.records.captions))
    return DataSummary(
        format=data.format,
        images=len(usable.records),
        pictures=data.pictures,
        captions=sum(count * images for count, images in per_image.items()),
        per_image=dict(sorted(per_image.items())),
        train=len(usable.train),
        validation=len(usable.validation),
        test=len(usable.test),
        test_known=known_products(usable),
        left_out=(
            *data.left_out,
            *(
                LeftOut(record.name, unreadable[record.name], caption)
                for record in faulty
                for caption in record.captions
            ),
        ),
        words=summarise_words(data, settings),
        domain=data.domain.key,
        counts=data.domain.counts((record.name, record.caption) for record in usable.records),
    )


def _undecodable(
    records: Sequence[Record], progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> dict[str, str]:
    """The pictures that cannot be read, by name, with the reason as ``LeftOut`` has it."""
    found = {}
    reported = 0.0
    paths = {record.name: record.path for record in records}
    with contextlib.closing(decode(paths, paths, _GLANCE)) as decoded:
        for done, (name, prepared) in enumerate(decoded, start=1):
            if isinstance(prepared, str):
                found[name] = prepared
            if done == len(paths) or time.monotonic() >= reported + _PROGRESS_SECONDS:
                reported = time.monotonic()
                progress(done, len(paths))
            if stopped():
                raise Problem("stopped")
    return found
