"""Captioning a whole set by beam search and scoring it against its true references."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.captions.attributes import AttributeReport
from engine.data.layout import Record
from engine.data.store import PreparedPictures
from engine.metrics.ngrams import caption_scores
from engine.models.memory import MicroBatch

if TYPE_CHECKING:
    from torch import Tensor

    from engine.models.captioner import Captioner


@dataclass(frozen=True, slots=True)
class Scores:
    """What a set of captions scores, under the names of ``ngrams.CaptionScores``.

    Attributes:
        distinct: share of different captions among all.
        captions_per_second: encoder and beam search, without scoring.
        seconds: captioning and scoring.
        attributes: what they say by attributes; None where captions of this kind tell none.
    """

    bleu1: float
    bleu2: float
    bleu3: float
    bleu4: float
    rouge_l: float
    cider_d: float
    coco_bleu1: float
    coco_bleu2: float
    coco_bleu3: float
    coco_bleu4: float
    distinct: float
    captions_per_second: float
    seconds: float
    attributes: AttributeReport | None

    def to_json(self) -> dict[str, Any]:
        """Plain values under the names above, and beside them those of the attributes' report."""
        plain = {name: value for name, value in asdict(self).items() if name != "attributes"}
        return {**plain, **(self.attributes.to_json() if self.attributes else {})}


def caption_records(
    captioner: "Captioner",
    records: Sequence[Record],
    store: PreparedPictures,
    *,
    beam_width: int,
    max_words: int,
    batch_size: int,
    tick: Callable[[int, int], None] = lambda done, total: None,
    features: Callable[[Sequence[str]], "Tensor"] | None = None,
) -> list[str]:
    """The caption of each record; ``tick(done, total)`` is called between two batches and may raise to end it.

    Args:
        batch_size: pictures captioned at once; fewer where the memory does not suffice.
        features: the features (B, P, C) of pictures by name, in place of the encoder.

    Raises:
        Problem: ``memory-short``.
    """

    def caption(chosen: Sequence[Record]) -> list[str]:
        if features:
            found = features([record.name for record in chosen])
            return captioner.caption_features(found, beam_width=beam_width, max_words=max_words)
        pictures = np.stack([captioner.framing.view(store[record.name]) for record in chosen])
        return captioner.caption(pictures, beam_width=beam_width, max_words=max_words)

    captions: list[str] = []
    tick(0, len(records))
    for some in MicroBatch(batch_size).run_over(records, caption):
        captions += some
        tick(len(captions), len(records))
    return captions


def evaluate(
    captioner: "Captioner",
    records: Sequence[Record],
    store: PreparedPictures,
    *,
    beam_width: int,
    max_words: int,
    batch_size: int,
    tick: Callable[[int, int], None] = lambda done, total: None,
    features: Callable[[Sequence[str]], "Tensor"] | None = None,
    shard: Callable[[Sequence[Any]], Sequence[Any]] = lambda items: items,
    gather: Callable[[Sequence[Any]], list[Any]] = list,
) -> tuple[Scores, list[str]]:
    """Caption and score records, one reference each; the other arguments are those of ``caption_records``.

    Args:
        mine, gather: give this process its share of the records, and put the shares of all together again.
    """
    begun = time.perf_counter()
    captions = caption_records(
        captioner,
        shard(records),
        store,
        beam_width=beam_width,
        max_words=max_words,
        batch_size=batch_size,
        tick=tick,
        features=features,
    )
    captions = gather(captions)
    captioned = time.perf_counter()
    ngrams = caption_scores(captions, [record.caption for record in records])
    said = captioner.domain.report(
        captions, [record.caption for record in records], [captioner.domain.known(record.name) for record in records]
    )
    scores = Scores(
        **ngrams.to_json(),
        distinct=len(set(captions)) / max(1, len(captions)),
        captions_per_second=len(captions) / max(1e-9, captioned - begun),
        attributes=said,
        seconds=time.perf_counter() - begun,
    )
    return scores, captions
