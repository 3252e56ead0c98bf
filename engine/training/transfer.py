"""A new run's weights taken from another checkpoint: what fits by name and shape, and the vocabulary's word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.captions.vocabulary import Vocabulary
from engine.errors import Problem
from engine.events import WeightsTaken
from engine.models.captioner import Captioner
from engine.models.decoders import DECODERS
from engine.models.skeleton import without_weights
from engine.runs.checkpoint import CheckpointInfo, read_info
from engine.runs.settings_file import WeightsSource
from engine.runs.tensors import WEIGHTS, digest_of_file, read_tensors

LEFT: Mapping[str, str] = {
    "missing": "the source has none",
    "shape": "the source's has another shape",
    "encoder": "the source has another encoder",
}
"""Why a tensor is not taken over, in words."""
_SHOWN = 12


def source_of(info: CheckpointInfo) -> WeightsSource:
    """A checkpoint as the source of another run's weights.

    Raises:
        Problem: ``checkpoint-broken`` where its weights cannot be read.
    """
    return WeightsSource(info.folder.absolute(), _digest(info))


def _digest(info: CheckpointInfo) -> str:
    """The digest of a checkpoint's weights: as it tells it itself, or else as its file gives it."""
    if WEIGHTS in info.digests:
        return info.digests[WEIGHTS]
    try:
        return digest_of_file(info.folder / WEIGHTS)
    except OSError as error:
        raise Problem("checkpoint-broken", path=info.folder, reason=f"{WEIGHTS}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is taken from a source.

    Attributes:
        whole: tensors that are taken as they are, by name.
        by_word: tensors of which the slices of common words are taken, by name, each with the axis of the words.
        rows: (K,) twice: ids of the common words, and of start, end and the unknown word, here and in the source.
        whole_encoder: the encoder needs no other weights.
    """

    event: WeightsTaken
    whole: Mapping[str, Tensor]
    by_word: Mapping[str, tuple[Tensor, int]]
    rows: tuple[Tensor, Tensor]
    whole_encoder: bool

    @torch.no_grad()
    def apply(self, captioner: Captioner) -> None:
        """Put the tensors into a captioner on the CPU; what else it holds stays."""
        own = captioner.state_dict()
        for name, value in self.whole.items():
            own[name].copy_(value)
        here, there = self.rows
        for name, (value, axis) in self.by_word.items():
            own[name].index_copy_(axis, here, value.index_select(axis, there).to(own[name].dtype))

    def remarks(self) -> list[str]:
        """What the run's log tells."""
        event = self.event
        found = [
            f"started from the weights of {event.source}: {event.taken} of {event.tensors} tensors, {event.words:,} of "
            f"{event.vocabulary:,} words"
        ]
        for reason in dict.fromkeys(event.left.values()):
            names = [name for name, why in event.left.items() if why == reason]
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            found.append(f"not taken over ({LEFT[reason]}): {', '.join(names[:_SHOWN])}{more}")
        return found


def transfer_from(source: WeightsSource, captioner: Captioner) -> Transfer:
    """What a new captioner can take from a source.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``; ``start-changed`` where the source's weights are no
            longer those that the run was created with; ``start-nothing`` where none fit.
    """
    info = read_info(source.checkpoint)
    if _digest(info) != source.digest:
        raise Problem("start-changed", path=source.checkpoint)
    tensors = read_tensors(info.folder, WEIGHTS, info.digests)
    before, now = info.vocabulary, captioner.vocabulary
    axes = {} if (before.words, before.has_unknown) == (now.words, now.has_unknown) else word_axes(captioner)
    same_encoder = info.settings.encoder == captioner.settings.encoder
    whole: dict[str, Tensor] = {}
    by_word: dict[str, tuple[Tensor, int]] = {}
    left: dict[str, str] = {}
    own = captioner.state_dict()
    for name, value in own.items():
        theirs, axis = tensors.get(name), axes.get(name)
        if name.startswith("encoder.") and not same_encoder:
            left[name] = "encoder"
        elif theirs is None:
            left[name] = "missing"
        elif axis is None and theirs.shape == value.shape:
            whole[name] = theirs
        elif (
            axis is not None
            and _but(theirs.shape, axis) == _but(value.shape, axis)
            and (theirs.shape[axis] == before.size)
        ):
            by_word[name] = theirs, axis
        else:
            left[name] = "shape"
    taken = len(whole) + len(by_word)
    if not taken:
        raise Problem("start-nothing", path=source.checkpoint)
    known = set(before.words)
    event = WeightsTaken(
        source.checkpoint,
        taken,
        len(own),
        sum(word in known for word in now.words),
        len(now.words),
        left,
    )
    whole_encoder = not any(name.startswith("encoder.") for name in left)
    return Transfer(event, whole, by_word, _common(before, now), whole_encoder)


def word_axes(captioner: Captioner) -> dict[str, int]:
    """Which axis of each tensor counts the vocabulary's words, by name: that which grows with the vocabulary."""
    settings, size = captioner.settings, captioner.vocabulary.size
    feature_size = captioner.encoder.feature_size
    with without_weights():
        larger = DECODERS[settings.decoder].build(feature_size, size + 1, settings).state_dict()
    axes = {}
    for name, value in captioner.decoder.state_dict().items():
        grown = [axis for axis, length in enumerate(value.shape) if larger[name].shape[axis] != length]
        if grown:
            axes[f"decoder.{name}"] = grown[0]
    return axes


def _common(before: Vocabulary, now: Vocabulary) -> tuple[Tensor, Tensor]:
    """Ids of what two vocabularies have in common, in the new one and in the old one."""
    pairs = [(index, before.numbers[word]) for word, index in now.numbers.items() if word in before.numbers]
    pairs += [(Vocabulary.PAD, Vocabulary.PAD), (now.start, before.start), (now.end, before.end)]
    if now.unknown is not None and before.unknown is not None:
        pairs.append((now.unknown, before.unknown))
    here, there = zip(*pairs, strict=True)
    return torch.tensor(here), torch.tensor(there)


def _but(shape: Sequence[int], axis: int) -> list[int]:
    return [length for place, length in enumerate(shape) if place != axis]
