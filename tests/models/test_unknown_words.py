"""The number that stands for any rare word is said only where that is asked for."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.captions.vocabulary import Vocabulary
from engine.checking import check
from engine.data.picture import Framing
from engine.models.captioner import Captioner
from engine.recipes import resolve
from engine.training.step import mix_in_predictions
from tests.tiny import TINY

CAPTIONS = ["a red hat .", "a red hat .", "a blue cap .", "a green tie ."]


def captioner_that_likes_unknown(**settings: Any) -> Captioner:
    """Its likeliest word is the unknown one, whatever it is shown."""
    torch.manual_seed(1)
    vocabulary = Vocabulary.build(CAPTIONS, minimum=2)
    assert vocabulary.unknown is not None
    chosen = check({**resolve("compact", TINY).model_dump(), **settings})
    captioner = Captioner(chosen, vocabulary, Framing("fit", 48, 32)).eval()
    with torch.no_grad():
        for name, parameter in captioner.decoder.named_parameters():
            if name.endswith("bias") and len(parameter) == vocabulary.size:
                parameter[vocabulary.unknown] += 50
                return captioner
    raise AssertionError("the decoder has no bias of its words")


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (3, 48, 32, 3), dtype=np.uint8)


def said(captioner: Captioner, pictures: np.ndarray, **options: Any) -> list[list[int]]:
    features = captioner.encode_seen(pictures)
    searched = captioner.search(features, beam_width=6, max_words=5, groups=3, diversity=1.0, **options)
    drawn = captioner.sample(features, max_words=5, seeds=(1, 2, 3), temperature=1.0, top_p=1.0, **options)
    return [hypothesis.words for several in [*searched, drawn] for hypothesis in several]


def test_no_caption_holds_it(pictures: np.ndarray) -> None:
    captioner = captioner_that_likes_unknown()
    unknown = captioner.vocabulary.unknown
    found = said(captioner, pictures)
    assert all(unknown not in words for words in found)
    assert all("<unk>" not in caption for caption in captioner.caption(pictures, beam_width=3, max_words=5))


def test_it_is_said_where_it_is_asked_for(pictures: np.ndarray) -> None:
    captioner = captioner_that_likes_unknown()
    unknown = captioner.vocabulary.unknown
    assert all(unknown in words for words in said(captioner, pictures, allow_unknown=True))
    allowing = captioner_that_likes_unknown(allow_unknown=True)
    assert all("<unk>" in caption for caption in allowing.caption(pictures, beam_width=1, max_words=5))
    assert all(unknown not in words for words in said(allowing, pictures, allow_unknown=False))


def test_scheduled_sampling_never_reads_it(pictures: np.ndarray) -> None:
    captioner = captioner_that_likes_unknown()
    vocabulary = captioner.vocabulary
    assert vocabulary.unknown is not None
    words = torch.tensor([vocabulary.encode(CAPTIONS[0])] * 3)
    features = captioner.encode_seen(pictures)
    ids = (vocabulary.start, vocabulary.end)
    decoder: Any = captioner.decoder
    assert (mix_in_predictions(decoder, features, words, *ids, 1.0) == vocabulary.unknown).any()
    mixed = mix_in_predictions(decoder, features, words, *ids, 1.0, (vocabulary.unknown,))
    assert not (mixed == vocabulary.unknown).any()
    assert (mixed != words).any()
