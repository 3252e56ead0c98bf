"""Captioning a whole set by beam search and scoring it against its true references."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.captions.attributes import AttributeReport
from engine.captions.domain import CaptionDomain
from engine.captions.tokenizers import ENGLISH
from engine.data.layout import Record
from engine.data.records import captions_of
from engine.data.store import PreparedPictures
from engine.evaluation.caption_loss import CaptionLoss, EncodedCaptions, caption_losses, mean_loss
from engine.metrics.scored import TokenizedReferences
from engine.models.memory import MicroBatch

if TYPE_CHECKING:
    from torch import Tensor

    from engine.models.captioner import Captioner


@dataclass(frozen=True, slots=True)
class Scores:
    """What a set of captions scores.

    Attributes:
        values: by key of ``METRICS``, those that were asked for and are defined on the captions.
        distinct: share of different captions among all.
        captions_per_second: encoder and beam search, without scoring.
        seconds: captioning and scoring.
        attributes: what they say by attributes; None where captions of this kind tell none.
        loss: mean cross-entropy of the true captions, in nats a word, as of ``caption_loss``; None where it was not
            asked for.
    """

    values: Mapping[str, float]
    distinct: float
    captions_per_second: float
    seconds: float
    attributes: AttributeReport | None
    loss: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values: each of ``values`` by its key, the others by the names above, and those of the attributes'
        report."""
        return {
            **(self.attributes.to_json() if self.attributes else {}),
            **self.values,
            "distinct": self.distinct,
            "captions_per_second": self.captions_per_second,
            "seconds": self.seconds,
        }


def references_of(records: Sequence[Record], domain: CaptionDomain, language: str = ENGLISH) -> TokenizedReferences:
    """The references of some records, all captions of each, with what is known of each picture otherwise.

    Args:
        language: that a captioner of these speaks, as a BCP 47 key.
    """
    return TokenizedReferences(
        captions_of(records),
        domain=domain,
        facts=[domain.known(record.name) for record in records],
        language=language,
    )


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
    captioned = _caption_rows(
        captioner,
        records,
        range(len(records)),
        store,
        beam_width=beam_width,
        max_words=max_words,
        batch_size=batch_size,
        tick=tick,
        features=features,
        encoded=None,
    )
    return [caption for caption, _ in captioned]


def _caption_rows(
    captioner: "Captioner",
    records: Sequence[Record],
    rows: Sequence[int],
    store: PreparedPictures,
    *,
    beam_width: int,
    max_words: int,
    batch_size: int,
    tick: Callable[[int, int], None],
    features: Callable[[Sequence[str]], "Tensor"] | None,
    encoded: EncodedCaptions | None,
) -> list[tuple[str, CaptionLoss | None]]:
    """The captions of the records of some rows, and where these are encoded the loss of the true ones: each picture
    passes the encoder once."""

    def caption(chosen: Sequence[int]) -> list[tuple[str, CaptionLoss | None]]:
        some = [records[row] for row in chosen]
        if features:
            found = features([record.name for record in some])
        else:
            with captioner.in_format():
                found = captioner.encode_seen(np.stack([captioner.framing.view(store[record.name]) for record in some]))
        captions = captioner.caption_features(found, beam_width=beam_width, max_words=max_words)
        if encoded is None:
            return [(caption, None) for caption in captions]
        return list(zip(captions, caption_losses(captioner, found, list(map(encoded.of, chosen))), strict=True))

    captioned: list[tuple[str, CaptionLoss | None]] = []
    tick(0, len(rows))
    for batch in MicroBatch(batch_size).run_over(rows, caption):
        captioned += batch
        tick(len(captioned), len(rows))
    return captioned


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
    metrics: Iterable[str] | None = None,
    encoded: EncodedCaptions | None = None,
) -> tuple[Scores, list[str]]:
    """Caption and score records; the other arguments are those of ``caption_records``.

    Args:
        metrics: keys of the scores that are wanted; None for all that are registered.
        encoded: the records' captions as word ids, where their loss is wanted.
        shard, gather: give this process its share of the records, and put the shares of all together again.
    """
    begun = time.perf_counter()
    rows = _caption_rows(
        captioner,
        records,
        shard(range(len(records))),
        store,
        beam_width=beam_width,
        max_words=max_words,
        batch_size=batch_size,
        tick=tick,
        features=features,
        encoded=encoded,
    )
    rows = gather(rows)
    captions = [caption for caption, _ in rows]
    captioned = time.perf_counter()
    scored = references_of(records, captioner.domain, captioner.language).of(captions)
    scores = Scores(
        values=scored.scores(metrics),
        distinct=len(set(captions)) / max(1, len(captions)),
        captions_per_second=len(captions) / max(1e-9, captioned - begun),
        attributes=scored.attributes(),
        seconds=time.perf_counter() - begun,
        loss=mean_loss(loss for _, loss in rows if loss),
    )
    return scores, captions
