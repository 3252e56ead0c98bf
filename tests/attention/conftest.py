"""Small captioners with random weights, of every kind of decoder."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.models.captioner import Captioner
from engine.recipes import resolve

Make = Callable[..., Captioner]


@pytest.fixture
def make() -> Make:
    """Makes a captioner in eval mode for pictures of 96 x 64, by settings that differ from ``compact``'s."""

    def made(decoder: str, **changes: object) -> Captioner:
        torch.manual_seed(4)
        sizes = {"height": 96, "width": 64, "hidden_size": 32, "embed_dim": 16}
        settings = resolve("compact", {"encoder_weights": "scratch", "decoder": decoder, **sizes, **changes})
        vocabulary = Vocabulary(tuple(f"word{number}" for number in range(40)))
        return Captioner(settings, vocabulary, Framing("fit", 96, 64)).eval()

    return made


@pytest.fixture
def pixels() -> np.ndarray:
    """A picture (96, 64, 3) as the model sees it."""
    return np.random.default_rng(2).integers(0, 256, (96, 64, 3), dtype=np.uint8)
