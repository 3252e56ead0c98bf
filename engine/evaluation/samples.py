"""The captions nearest to and farthest from their references, with their pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.captions.domain import CaptionDomain
from engine.captions.tokenizers import ENGLISH
from engine.captions.tokens import Tokens, counted_in, cut
from engine.data.layout import Record
from engine.data.records import captions_of
from engine.metrics.rouge import nearest_first, overlap

SHOWN = 6
"""Samples of the best and of the worst captions."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture of the set, its caption and its references.

    Attributes:
        pixels: (H, W, 3) uint8, as the model sees the picture.
        references: all captions of the picture, the nearest to the caption first.
        mistaken: attributes that the caption gets wrong: name, true value and predicted value. True is what the
            picture's first caption tells.
        share: fraction of the scored attributes that are right; None where none was scored.
    """

    name: str
    pixels: np.ndarray
    caption: str
    references: tuple[str, ...]
    mistaken: tuple[tuple[str, str, str], ...]
    share: float | None

    @property
    def reference(self) -> str:
        """The nearest one."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What ranks the caption of one record."""

    row: int
    references: tuple[str, ...]
    share: float | None
    overlap: float
    mistaken: tuple[tuple[str, str, str], ...]


def best_and_worst(
    records: Sequence[Record],
    captions: Sequence[str],
    domain: CaptionDomain,
    view: Callable[[Record], np.ndarray],
    language: str = ENGLISH,
) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """The best and the worst captions: ranked by the share of right attributes, then by the words that they have in
    common with the nearest of their references (F1 of the longest common subsequence).

    Of identical captions one is shown. No picture is in both lists.

    Args:
        view: the pixels (H, W, 3) uint8 of a record's picture.
        language: of the captions, as a BCP 47 key.
    """
    known = captions_of(records)
    tokens = counted_in(language, Tokens.COCO)
    texts = cut([*captions, *(reference for several in known for reference in several)], tokens)
    rest = iter(texts[len(records) :])
    ranked = []
    for row, (record, caption) in enumerate(zip(records, captions, strict=True)):
        hypothesis, several = texts[row], [next(rest) for _ in record.captions]
        order = nearest_first([hypothesis], several)
        report = domain.report([caption], [record.caption], [domain.known(record.name)])
        right = [score.accuracy for score in report.scores.values()] if report else []
        mistaken = tuple(
            (name, true, predicted)
            for name, rows in (report.confusion if report else {}).items()
            for true, cells in rows.items()
            for predicted in cells
            if predicted != true
        )
        references = tuple(record.captions[place] for place in order)
        share = sum(right) / len(right) if right else None
        ranked.append(_Ranked(row, references, share, overlap(hypothesis, several[order[0]]), mistaken))
    ranked.sort(key=lambda entry: (-(entry.share or 0.0), -entry.overlap, entry.row))

    def pick(order: Sequence[_Ranked]) -> tuple[Sample, ...]:
        chosen: dict[str, Sample] = {}
        for entry in order:
            record, caption = records[entry.row], captions[entry.row]
            if caption not in chosen and len(chosen) < SHOWN:
                chosen[caption] = Sample(
                    record.name, view(record), caption, entry.references, entry.mistaken, entry.share
                )
        return tuple(chosen.values())

    half = (len(ranked) + 1) // 2
    return pick(ranked[:half]), pick(ranked[half:][::-1])
