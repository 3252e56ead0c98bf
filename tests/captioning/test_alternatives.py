"""Several captions of one picture, by the groups of the beam and drawn by chance."""

import itertools
import math
import random

import pytest

from engine.captioning import GenerationConfig, PictureCaptioner, Seen, load_captioner
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.outfit import sample
from engine.files import demo_checkpoint

DRAWN = GenerationConfig(temperature=1.0, top_p=0.9, seed=3)


@pytest.fixture(scope="module")
def captioner() -> PictureCaptioner:
    return load_captioner(demo_checkpoint(), "cpu")


@pytest.fixture(scope="module")
def picture(captioner: PictureCaptioner) -> Seen:
    return captioner.see_image(draw(sample(random.Random(11))), "drawn")


def test_the_usual_caption_is_among_those_of_the_beams_groups(captioner: PictureCaptioner, picture: Seen) -> None:
    usual = captioner.caption_alone(picture).caption
    found = captioner.alternatives(picture, GenerationConfig(diversity=2.0), 4)
    captions = [alternative.caption for alternative in found]
    assert usual in captions
    assert 2 <= len(set(captions)) == len(captions) <= 4
    falling = [alternative.log_probability for alternative in found]
    assert falling == sorted(falling, reverse=True)
    [alone] = captioner.alternatives(picture, GenerationConfig(), 1)
    assert alone.caption == usual
    [same] = [alternative for alternative in found if alternative.caption == usual]
    assert alone.log_probability == pytest.approx(same.log_probability, abs=1e-3)
    words = captioner.caption_alone(picture).words
    end = alone.log_probability - sum(math.log(probability) for _, probability in words)
    assert -3 < end <= 1e-6, "what the words leave is the end's"


def test_drawn_captions_follow_their_seed(captioner: PictureCaptioner, picture: Seen) -> None:
    first = captioner.alternatives(picture, DRAWN, 5)
    assert first == captioner.alternatives(picture, DRAWN, 5)
    others = captioner.alternatives(picture, GenerationConfig(temperature=1.0, top_p=0.9, seed=1003), 5)
    assert others != first
    assert all(one.log_probability >= two.log_probability for one, two in itertools.pairwise(first))
    [certain] = captioner.alternatives(picture, GenerationConfig(temperature=1e-4), 5)
    greedy = captioner.caption_alone(picture, GenerationConfig(beam=1)).caption
    assert certain.caption == greedy
    # One that is drawn alone from the same seed is among them.
    alone = captioner.caption_alone(picture, DRAWN).caption
    assert alone in [alternative.caption for alternative in captioner.alternatives(picture, DRAWN, 20)]
