"""The loss of the true captions: every word of every caption counts once, however the work is cut."""

import math
from collections.abc import Sequence
from typing import Any

import pytest
import torch

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.evaluation.caption_loss import CaptionLoss, EncodedCaptions, caption_losses, mean_loss
from engine.models import memory
from engine.models.captioner import Captioner
from engine.recipes import resolve
from engine.training.step import cross_entropy
from tests.tiny import TINY

CAPTIONS = [
    ("A red hat .", "A hat ."),
    ("A blue hat lies on a red table .",),
    ("Hat .", "A table .", "On a table lies a hat ."),
]
DECODERS = ("gru", "lstm_attention", "transformer")


@pytest.fixture(params=DECODERS)
def captioner(request: pytest.FixtureRequest) -> Captioner:
    torch.manual_seed(3)
    settings = resolve("compact", {**TINY, "decoder": request.param, "dropout": 0.5, "label_smoothing": 0.2})
    vocabulary = Vocabulary.build([caption for several in CAPTIONS for caption in several])
    return Captioner(settings, vocabulary, Framing.of(settings)).eval()


def features_of(captioner: Captioner) -> torch.Tensor:
    height, width = captioner.framing.seen
    pictures = torch.randint(0, 256, (len(CAPTIONS), height, width, 3), dtype=torch.uint8)
    with torch.inference_mode():
        return captioner.encode(pictures)


def losses_of(captioner: Captioner, features: torch.Tensor, captions: Sequence[Sequence[str]]) -> list[CaptionLoss]:
    encoded = EncodedCaptions(captions, captioner.vocabulary)
    return caption_losses(captioner, features, [encoded.of(row) for row in range(len(captions))])


@torch.inference_mode()
def plain(captioner: Captioner, features: torch.Tensor, caption: str) -> float:
    """The loss of one caption that the decoder reads alone, word by word."""
    ids = captioner.vocabulary.encode(caption)
    logits = captioner.decoder(features[None], torch.tensor([ids[:-1]]))[0]
    return -sum(float(row.log_softmax(-1)[word]) for row, word in zip(logits, ids[1:], strict=True))


def test_it_is_the_sum_over_all_words_of_all_captions(captioner: Captioner) -> None:
    features = features_of(captioner)
    found = losses_of(captioner, features, CAPTIONS)
    for loss, row, several in zip(found, features, CAPTIONS, strict=True):
        assert loss.nats == pytest.approx(sum(plain(captioner, row, caption) for caption in several), abs=1e-3)
        assert loss.words == sum(len(captioner.vocabulary.encode(caption)) - 1 for caption in several)
    assert mean_loss(found) == pytest.approx(
        sum(loss.nats for loss in found) / sum(loss.words for loss in found), abs=1e-9
    )


def test_it_is_what_a_step_logs_of_the_same_captions_where_nothing_drops_out(captioner: Captioner) -> None:
    features, firsts = features_of(captioner), [several[:1] for several in CAPTIONS]
    encoded = EncodedCaptions(firsts, captioner.vocabulary)
    longest = max(len(encoded.of(row)[0]) for row in range(len(firsts)))
    words = torch.zeros(len(firsts), longest, dtype=torch.int64)
    for row in range(len(firsts)):
        words[row, : len(encoded.of(row)[0])] = torch.from_numpy(encoded.of(row)[0])
    with torch.inference_mode():
        logged = cross_entropy(captioner.decoder(features, words[:, :-1]), words[:, 1:]) / int(
            (words[:, 1:] != 0).sum()
        )
    assert mean_loss(losses_of(captioner, features, firsts)) == pytest.approx(float(logged), abs=1e-5)


def test_parts_of_the_pictures_add_up_to_all_of_them(captioner: Captioner) -> None:
    """So do the shares of several processes: a mean of their means would weigh short captions more."""
    features = features_of(captioner)
    whole = losses_of(captioner, features, CAPTIONS)
    parts = [*losses_of(captioner, features[:1], CAPTIONS[:1]), *losses_of(captioner, features[1:], CAPTIONS[1:])]
    assert [loss.words for loss in parts] == [loss.words for loss in whole]
    assert [loss.nats for loss in parts] == pytest.approx([loss.nats for loss in whole], abs=1e-3)
    of_means = [mean_loss(parts[:1]), mean_loss(parts[1:])]
    assert mean_loss(parts) != pytest.approx(sum(value or 0.0 for value in of_means) / 2, abs=1e-4)


def test_where_the_memory_is_short_fewer_captions_are_read_at_once(
    captioner: Captioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = features_of(captioner)
    expected = losses_of(captioner, features, CAPTIONS)
    read, refused = captioner.decoder.forward, []

    def forward(features: torch.Tensor, words: torch.Tensor, *rest: Any) -> torch.Tensor:
        if len(words) > 2:
            refused.append(len(words))
            raise RuntimeError("DefaultCPUAllocator: not enough memory")
        found: torch.Tensor = read(features, words, *rest)
        return found

    monkeypatch.setattr(captioner.decoder, "forward", forward)
    monkeypatch.setattr(memory, "return_memory", lambda: None)
    found = losses_of(captioner, features, CAPTIONS)
    assert refused
    assert [loss.nats for loss in found] == pytest.approx([loss.nats for loss in expected], abs=1e-3)


def test_words_that_the_vocabulary_lacks_and_those_beyond_its_limit_are_left_out() -> None:
    vocabulary = Vocabulary.build(["A red hat ."]).limited(3)
    [short, long] = EncodedCaptions([("A green hat .", "A red hat . A red hat .")], vocabulary).of(0)
    assert short.tolist() == vocabulary.encode("A green hat .")
    assert len(short) == 4
    assert len(long) == 5


def test_without_any_word_there_is_no_mean() -> None:
    assert mean_loss([]) is None
    assert mean_loss([CaptionLoss(0.0, 0)]) is None
    assert mean_loss([CaptionLoss(3.0, 2), CaptionLoss(0.0, 1)]) == 1.0
    assert math.isfinite(mean_loss([CaptionLoss(1e-9, 1)]) or 0.0)
