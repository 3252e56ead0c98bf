"""The model that ships knows what it was trained on: people that Atelier draws."""

import random

import numpy as np
import pytest
from PIL import Image

from engine.captioning import GenerationConfig, PictureCaptioner, load_captioner
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.outfit import sample
from engine.files import demo_checkpoint
from engine.fit.verdict import UNLIKE


@pytest.fixture(scope="module")
def demo() -> PictureCaptioner:
    return load_captioner(demo_checkpoint(), "cpu")


def test_noise_and_blanks_are_unlike_and_nothing_in_them_is_seen(demo: PictureCaptioner) -> None:
    assert demo.fit_problem is None
    blanks = [
        demo.see_image(Image.new("RGB", (750, 1101), colour), colour) for colour in ("white", "black", "grey", "red")
    ]
    for captioned in demo.caption_seen([demo.see_noise(7), *blanks], GenerationConfig(support=True)):
        assert captioned.fit.verdict == UNLIKE, captioned.source
        assert not any(word.supported for word in captioned.support)


def test_drawn_people_are_like_what_it_knows_and_their_pixels_shuffled_are_not(demo: PictureCaptioner) -> None:
    chance, shuffle = random.Random(11), np.random.default_rng(1)
    drawn = [draw(sample(chance)) for _ in range(24)]
    fits = demo.fits([demo.see_image(picture, "drawn") for picture in drawn])
    assert sum(fit.unlike for fit in fits) <= 1
    shuffled = [
        Image.fromarray(shuffle.permutation(np.asarray(picture).reshape(-1, 3)).reshape(np.asarray(picture).shape))
        for picture in drawn[:4]
    ]
    assert all(fit.unlike for fit in demo.fits([demo.see_image(picture, "shuffled") for picture in shuffled]))
