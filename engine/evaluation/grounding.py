"""Whether a captioner looks at the pictures at all.

The loss of each caption on its own picture is compared with its loss on other pictures: a grounded model finds a
caption likelier beside its own picture, one that has learned the language alone does not care. Signs of an ungrounded
model are counted beside it: captions that stay the same when the picture is blank, one caption for all, features that
are alike.

Of a picture with several captions the first one is laid beside the pictures: the comparison is of pictures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.captions.domain import FUNCTION
from engine.data.layout import Record
from engine.data.order import pad
from engine.data.picture import blank
from engine.data.store import PreparedPictures
from engine.metrics.verdict import Evidence, Verdict, verdict_of
from engine.models.memory import MicroBatch

if TYPE_CHECKING:
    from engine.models.captioner import Captioner

Codes = Callable[[Sequence[str]], Tensor]

PICTURES = 256
"""Pictures looked at; more change no verdict."""
SHIFTS = 4
"""Other pictures that each caption is laid beside."""
TOGETHER = 64
"""Captions decoded at once under teacher forcing; the time is that of their steps, hardly that of their number."""
QUICK_PICTURES = 64
"""Pictures of the cheap form, which runs with every evaluation of a run."""


@dataclass(frozen=True, slots=True)
class GroupLoss:
    """Mean loss a word, in nats, of one group of words: beside the right pictures and beside others."""

    true: float
    shuffled: float
    words: int


@dataclass(frozen=True, slots=True)
class Grounding:
    """What was found. Losses are in nats a word.

    Attributes:
        verdict, reason: "grounded", "blind" or "unsure", and why: a key of ``verdict.REASONS``.
        loss_true, loss_shuffled: of the true captions beside their own pictures, and beside other pictures.
        margin: loss_shuffled - loss_true.
        error: the margin's standard error.
        own: share of the comparisons in which a caption is likelier beside its own picture; 0.5 is chance.
        loss_blank: of the true captions beside a white picture.
        groups: the losses of each group of words that the captions hold, as of ``CaptionDomain.groups``.
        same_as_blank: share of the captions made that the white picture gets too.
        distinct: share of different captions among those made.
        feature_similarity: mean cosine between the features of two pictures, -1 to 1.
        dead_units: share of the feature units that are the same for every picture.
        pictures: how many were looked at.
    """

    verdict: Verdict
    reason: str
    loss_true: float
    loss_shuffled: float
    margin: float
    error: float
    own: float
    loss_blank: float
    groups: Mapping[str, GroupLoss]
    same_as_blank: float
    distinct: float
    feature_similarity: float
    dead_units: float
    pictures: int

    def to_json(self) -> dict[str, Any]:
        """Plain values under the names above."""
        return asdict(self)


def measure_grounding(
    captioner: "Captioner",
    records: Sequence[Record],
    store: PreparedPictures,
    captions: Sequence[str],
    *,
    beam_width: int,
    max_words: int,
    batch_size: int,
    seed: int = 1,
    ask: Callable[[], None] = lambda: None,
) -> Grounding:
    """Look whether the captions of some records depend on their pictures.

    Args:
        captioner: in eval mode.
        captions: what it said of each record.
        beam_width, max_words: with which it said that; the white picture is captioned the same way.
        batch_size: pictures encoded at once.
        seed: chooses the pictures, and the others that captions are laid beside.
        ask: called between two batches; may raise to end it.

    Raises:
        ValueError: if there is no record, or the numbers differ.
    """
    if not records or len(records) != len(captions):
        raise ValueError(f"{len(records)} records and {len(captions)} captions")
    chosen, others = _compared(records, PICTURES, SHIFTS, seed)
    features = _codes(captioner, chosen, store, batch_size, ask)
    words = _words(captioner, chosen, features.device)
    true = word_losses(captioner, features, words)
    shuffled = []
    for other in others:
        ask()
        shuffled.append(word_losses(captioner, features[torch.from_numpy(other)], words))
    ask()
    white = blank(captioner.framing)[None]
    [of_blank] = captioner.caption(white, beam_width=beam_width, max_words=max_words)
    blanked = word_losses(captioner, captioner.encode_seen(white).expand(len(chosen), -1, -1), words)

    words_count = int((words[:, 1:] != 0).sum())
    evidence = _evidence(features, true, shuffled, words_count, captions)
    verdict, reason = verdict_of(evidence)
    loss_true = float(true.sum() / words_count)
    return Grounding(
        verdict=verdict,
        reason=reason,
        loss_true=loss_true,
        loss_shuffled=loss_true + evidence.margin,
        margin=evidence.margin,
        error=evidence.error,
        own=evidence.own,
        loss_blank=float(blanked.sum() / words_count),
        groups=_groups(captioner, words, true, np.mean(shuffled, axis=0) if others else true),
        same_as_blank=sum(caption == of_blank for caption in captions) / len(captions),
        distinct=len(set(captions)) / len(captions),
        feature_similarity=_similarity(features),
        dead_units=evidence.dead_units,
        pictures=len(chosen),
    )


def quick_grounding(
    captioner: "Captioner",
    records: Sequence[Record],
    store: PreparedPictures,
    captions: Sequence[str],
    *,
    batch_size: int,
    seed: int = 1,
    ask: Callable[[], None] = lambda: None,
    features: Codes | None = None,
) -> Evidence | None:
    """What the verdict looks at, found on fewer pictures and other pairs than the full test, for the same rule.

    Args:
        features: the features (B, P, C) of pictures by name, in place of the encoder.

    Returns:
        None where no two of the records' captions differ; the other arguments are those of ``measure_grounding``.
    """
    chosen, others = _compared(records, QUICK_PICTURES, 1, seed)
    if not others:
        return None
    coded = _codes(captioner, chosen, store, batch_size, ask, features)
    words = _words(captioner, chosen, coded.device)
    ask()
    true = word_losses(captioner, coded, words)
    ask()
    shuffled = word_losses(captioner, coded[torch.from_numpy(others[0])], words)
    return _evidence(coded, true, [shuffled], int((words[:, 1:] != 0).sum()), captions)


def _evidence(
    features: Tensor, true: np.ndarray, shuffled: Sequence[np.ndarray], words_count: int, captions: Sequence[str]
) -> Evidence:
    """Of features (N, P, C), the losses (N, T - 1) of N captions beside their own and each time beside others, ``said``
    words in all, and of the captions made."""
    count = len(features)
    # A caption's share of the margin: the margin is their mean.
    gains = np.array([other.sum(1) - true.sum(1) for other in shuffled]) * count / words_count
    mean_gains = gains.mean(0) if shuffled else np.zeros(count)
    return Evidence(
        margin=float(mean_gains.mean()),
        error=float(mean_gains.std(ddof=1) / count**0.5) if shuffled and count > 1 else 0.0,
        own=float(np.mean(gains > 0) + np.mean(gains == 0) / 2) if shuffled else 0.5,
        dead_units=_dead_units(features),
        compared=count if shuffled else 0,
        captions=len(captions),
        different=len(set(captions)),
    )


def _compared(records: Sequence[Record], most: int, shifts: int, seed: int) -> tuple[list[Record], list[np.ndarray]]:
    """At most so many records, and for each shift the place (N,) of another record with another caption for each."""
    rng = np.random.default_rng(seed)
    picked = [records[index] for index in rng.permutation(len(records))[:most].tolist()]
    order, least = arrange([record.caption for record in picked])
    if not order:
        return picked, []
    count = len(order)
    ways = np.arange(least, count - least + 1)
    chosen = rng.choice(ways, min(shifts, len(ways)), replace=False).tolist()
    return [picked[index] for index in order], [np.roll(np.arange(count), -shift) for shift in chosen]


def arrange(captions: Sequence[str]) -> tuple[list[int], int]:
    """An order of captions in which any shift by at least a number, and at most the rest, sets others beside each.

    Equal captions stand together. Of a caption that is more frequent than all others together as many are left out as
    find no other; without any other, all are.

    Returns:
        Indices of captions, and that number.
    """
    groups: dict[str, list[int]] = {}
    for index, caption in enumerate(captions):
        groups.setdefault(caption, []).append(index)
    most = max(groups.values(), key=len, default=[])
    del most[len(captions) - len(most) :]
    return [index for group in groups.values() for index in group], len(most)


@torch.inference_mode()
def word_losses(captioner: "Captioner", features: Tensor, words: Tensor) -> np.ndarray:
    """The loss (N, T - 1) in nats of each word of (N, T) after the first, given features (N, P, C); 0 at padding."""

    def some_losses(rows: Sequence[int]) -> Tensor:
        some_codes, some_words = features[rows[0] : rows[-1] + 1], words[rows[0] : rows[-1] + 1]
        logits = captioner.decoder(some_codes, some_words[:, :-1]).float().transpose(1, 2)
        return functional.cross_entropy(logits, some_words[:, 1:], ignore_index=0, reduction="none")

    return torch.cat(list(MicroBatch(TOGETHER).run_over(range(len(features)), some_losses))).double().cpu().numpy()


def _codes(
    captioner: "Captioner",
    records: Sequence[Record],
    store: PreparedPictures,
    batch_size: int,
    ask: Callable[[], None],
    features: Codes | None = None,
) -> Tensor:
    """Features (N, P, C) of the pictures of some records."""

    def encode(chosen: Sequence[Record]) -> Tensor:
        ask()
        if features:
            return features([record.name for record in chosen])
        return captioner.encode_seen(np.stack([captioner.framing.view(store[record.name]) for record in chosen]))

    return torch.cat(list(MicroBatch(batch_size).run_over(records, encode)))


def _words(captioner: "Captioner", records: Sequence[Record], device: torch.device) -> Tensor:
    """Word ids (N, T) of the captions of some records, padded with 0."""
    return torch.from_numpy(pad([captioner.vocabulary.encode(record.caption) for record in records])).to(device)


def _groups(captioner: "Captioner", words: Tensor, true: np.ndarray, shuffled: np.ndarray) -> dict[str, GroupLoss]:
    targets = words[:, 1:].cpu().numpy()
    known = captioner.domain.groups
    # The end of a caption is a function word; padding belongs nowhere.
    numbers = np.full(captioner.vocabulary.size, known.index(FUNCTION))
    numbers[0] = -1
    named = captioner.domain.word_groups(captioner.vocabulary.words, captioner.vocabulary.language)
    numbers[1 : 1 + len(named)] = [known.index(group) for group in named]
    of = numbers[targets]
    return {
        group: GroupLoss(float(true[of == place].mean()), float(shuffled[of == place].mean()), int((of == place).sum()))
        for place, group in enumerate(known)
        if (of == place).any()
    }


def _similarity(features: Tensor) -> float:
    """Mean cosine between the features of two pictures; features that are all zero count as alike."""
    flat = functional.normalize(features.flatten(1).double(), dim=1)
    count = len(flat)
    nought = int((flat.norm(dim=1) == 0).sum())
    total = float(flat.sum(0).square().sum()) + nought * nought
    return (total - count) / (count * (count - 1)) if count > 1 else 1.0


def _dead_units(features: Tensor) -> float:
    """Share of the channels that are the same at every place of every picture."""
    flat = features.flatten(0, 1).double()
    return float((flat.amax(0) - flat.amin(0) <= 1e-6 * flat.abs().max().clamp_min(1e-30)).double().mean())
